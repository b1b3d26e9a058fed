"""Files of a figure: pictures of the asked size and theme, with title and reading."""

from __future__ import annotations

import html
import re
import struct

import pytest

from models.plan import Plan
from tests.ui.charts.kit import CHARTS
from ui.charts import Figure, render
from ui.charts.theme import DARK, LIGHT


@pytest.fixture
def figure(plan: Plan) -> Figure:
    """A figure of several panels."""
    return CHARTS["fleet_mix"](plan)


def _words(svg: bytes) -> str:
    texts = re.findall(r">([^<]+)<", svg.decode())
    return " ".join(html.unescape(" ".join(texts)).split())


@pytest.mark.parametrize("width", [1000, 1600])
@pytest.mark.parametrize("name", CHARTS)
def test_a_png_is_as_wide_as_asked(plan: Plan, name: str, width: int) -> None:
    png = render(CHARTS[name](plan), "png", width=width)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">I", png[16:20])[0] == pytest.approx(2 * width, abs=4)


def test_a_picture_carries_title_and_reading_unless_told_otherwise(figure: Figure) -> None:
    assert figure.title in _words(render(figure, "svg"))
    assert figure.sentence in _words(render(figure, "svg"))
    assert figure.sentence not in _words(render(figure, "svg", is_titled=False))


def test_each_theme_has_its_background(figure: Figure) -> None:
    assert LIGHT.background.encode() in render(figure, "svg")
    assert DARK.background.encode() in render(figure, "svg", dark=True)
    assert figure.themed(dark=True).to_dict()["config"]["background"] == DARK.background
    assert figure.chart is figure.chart


def test_the_same_figure_makes_the_same_file(figure: Figure) -> None:
    assert render(figure, "svg") == render(figure, "svg")


def test_no_label_is_cut_off(plan: Plan) -> None:
    name = "x" * 80
    orders = tuple(order.model_copy(update={"accelerator": name, "site": "y" * 80}) for order in plan.orders)
    words = _words(render(CHARTS["orders_timeline"](plan.model_copy(update={"orders": orders})), "svg"))
    assert words.count("x") >= 80 - 1
    assert words.count("\u2026") <= 2
