"""Colours: seen on both backgrounds, told apart by colour-blind readers, the same for the same thing."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import ui
from models.costs import COST_TERMS
from models.plan import Plan
from tests.ui.charts.kit import empty_plan
from ui.charts.theme import (
    DARK,
    LIGHT,
    MODES,
    TERM_SLOTS,
    Theme,
    accelerator_slots,
    channels,
    config,
    contrast,
)

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
Matrix = npt.NDArray[np.float64]

TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
PROTANOPIA = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
"""Machado, Oliveira, Fernandes (2009), severity 1, on linear RGB."""


def _linear(color: str) -> Matrix:
    values = np.array(channels(color)) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _seen(color: str, eye: Matrix) -> Matrix:
    """OKLab of a colour as an eye sees it."""
    result: Matrix = TO_LAB @ np.cbrt(TO_LMS @ np.clip(eye @ _linear(color), 0, 1))
    return result


def _closest(colors: tuple[str, ...]) -> float:
    eyes = (np.eye(3), PROTANOPIA, DEUTERANOPIA)
    return min(
        float(np.linalg.norm(_seen(one, eye) - _seen(other, eye)))
        for eye in eyes
        for one, other in combinations(colors, 2)
    )


@THEMES
def test_texts_are_read_on_their_background(theme: Theme) -> None:
    on_background = [contrast(color, theme.background) for color in (theme.text, theme.muted)]
    on_cells = [contrast(text, fill) for text, fill in zip(theme.share_texts, theme.shares, strict=True)]
    assert min([*on_background, *on_cells, contrast(theme.text, theme.empty)]) >= 4.5


@THEMES
def test_marks_are_seen_on_their_background(theme: Theme) -> None:
    marks = (*theme.slots, theme.others, theme.measure, theme.limit, theme.line)
    shades = [theme.shade(color, step) for color in theme.slots for step in range(4)]
    assert min(contrast(color, theme.background) for color in (*marks, *shades)) >= 3


@THEMES
def test_colour_blind_readers_tell_colours_apart(theme: Theme) -> None:
    assert _closest(theme.slots) >= 0.055
    assert _closest(theme.slots[: len(MODES)]) >= 0.1


def test_backgrounds_and_texts_are_those_of_the_app() -> None:
    folder = Path(next(iter(ui.__path__)))
    app = tomllib.loads((folder / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert (LIGHT.background, LIGHT.text) == (app["light"]["backgroundColor"], app["light"]["textColor"])
    assert (DARK.background, DARK.text) == (app["dark"]["backgroundColor"], app["dark"]["textColor"])


def test_every_cost_term_has_a_colour_of_its_own_and_that_of_the_mode_it_pays_for() -> None:
    assert set(TERM_SLOTS) == {term.name for term in COST_TERMS}
    assert len(set(TERM_SLOTS.values())) == len(COST_TERMS)
    assert LIGHT.term("hardware_purchase") == LIGHT.mode("buy")
    assert DARK.term("holdings") == DARK.mode("holding")


def test_an_accelerator_keeps_its_colour_whether_a_plan_uses_it_or_not(plan: Plan) -> None:
    unused = plan.model_copy(update={"fleet": (), "rent": (), "orders": ()})
    assert accelerator_slots([plan]) == accelerator_slots([plan, unused])
    known = {arc.accelerator for arc in (*plan.capacities, *plan.removed_arcs)}
    assert {name: accelerator_slots([unused])[name] for name in known}.keys() <= accelerator_slots([plan]).keys()
    assert accelerator_slots([empty_plan(plan)]) == {}


def test_pictures_use_a_font_that_comes_along() -> None:
    assert "Liberation Sans" in config(LIGHT)["font"]
