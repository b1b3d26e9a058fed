"""The tornado and the frontiers: figures of the sweep, and text that stays text."""

from __future__ import annotations

import html
import math
import re

import pytest

from models.sweep import Frontier
from tests.ui.test_sweep_report import carbon, made, risk
from ui.charts import Figure, render
from ui.charts.frontier import PICKED, frontier_figure
from ui.charts.tornado import _ends, tornado


def words(svg: bytes) -> str:
    return " ".join(html.unescape(" ".join(re.findall(r">([^<]+)<", svg.decode()))).split())


def test_a_tornado_shows_both_ends_and_where_the_order_flips() -> None:
    figure = tornado(made())
    price, rate = figure.table.iloc[:, 1:].to_numpy().tolist()
    assert price == [
        "2.5 USD/pack/h", "2 USD/pack/h", "3 USD/pack/h", "assumed", -100.0, 300.0, False, True, "12 % higher"
    ]  # fmt: skip
    assert math.isnan(rate[4])
    assert rate[:3] == ["", "0.05", "0.1"]
    assert rate[5:] == [0.0, True, False, ""]
    assert figure.sentence == (
        "Most moves with Price of <A>: -100 USD to +300 USD. 2 of 2 inputs flip the order within their range. "
        "A diamond marks the ends at which it has flipped."
    )
    shown = words(render(figure, "svg"))
    assert "3 USD/pack/h order flips from +12 %" in shown
    assert "0.05 no plan" in shown
    assert "base" in shown.split()
    assert shown.count("order flips") == 1, "the low price keeps the order"


def test_an_input_that_is_no_single_number_shows_by_how_much_it_is_off() -> None:
    swing = made().swings[0].model_copy(update={"base": None, "unit": ""})
    shown = words(render(tornado(made(swings=(swing,), flips=())), "svg"))
    assert "-20 %" in shown
    assert "+20 % order flips" in shown


def test_what_stands_beside_a_bar_keeps_off_it() -> None:
    """Both ends may lie on one side of the base: the dearer one is told right of the bar."""
    swing = made().swings[0].model_copy(update={"low_usd": 1200.0})
    low, high = _ends(swing, 1000.0, (), "A")
    assert (low.is_left, high.is_left) == (True, False)
    assert (low.low, low.high, high.high) == (0.0, 200.0, 300.0)


def test_a_tornado_without_bars_says_so() -> None:
    assert "No input moves the cost" in words(render(tornado(made(swings=())), "svg"))


def test_a_frontier_shows_cost_over_the_measure() -> None:
    sweep = made(frontiers=(carbon(),))
    figure = frontier_figure(sweep, sweep.frontiers[0])
    assert figure.name == "pareto-carbon"
    assert figure.table.iloc[:, :3].to_numpy().tolist() == [[1, 5.0, 1000.0], [2, 2.5, 1500.0]]
    shown = words(render(figure, "svg"))
    assert "Carbon over the horizon [t CO2e]" in shown
    assert "Cost over the horizon, discounted [USD]" in shown
    assert "nothing fits from here to the left" in shown
    assert render(figure, "png").startswith(b"\x89PNG")


def test_a_frontier_against_risk_is_a_line_no_plan_lies_below() -> None:
    sweep = made(frontiers=(risk(),))
    figure = frontier_figure(sweep, sweep.frontiers[0])
    assert figure.name == "pareto-risk"
    assert figure.table.iloc[:, :3].to_numpy().tolist() == [[1, 560.0, 440.0], [2, 520.0, 520.0]]
    assert list(figure.table.columns[1:3]) == [
        "Mean cost of the dearest cases (CVaR) [USD, discounted]", "Expected cost, discounted [USD]",
    ]  # fmt: skip
    assert figure.table.columns[4] == "Firm orders"
    shown = words(render(figure, "svg"))
    assert "Mean cost of the dearest cases (CVaR) [USD, discounted]" in shown
    assert "Expected cost over the horizon, discounted [USD]" in shown
    assert line_of(figure) == "linear"
    assert line_of(frontier_figure(sweep, carbon())) == "step-after"


def line_of(figure: Figure) -> str:
    """How its line goes from plan to plan."""
    layers = figure.chart.to_dict(validate=False)["layer"]
    return next(layer["mark"]["interpolate"] for layer in layers if layer["mark"]["type"] == "line")


@pytest.mark.parametrize("frontier", [carbon(), risk()], ids=lambda frontier: frontier.measure)
def test_a_frontier_to_click_tells_which_plan_and_marks_it(frontier: Frontier) -> None:
    sweep = made(frontiers=(frontier,))
    spec = frontier_figure(sweep, frontier, 2, is_clickable=True).chart.to_dict(validate=False)
    assert [param["name"] for param in spec["params"]] == [PICKED]
    rings = [layer for layer in spec["layer"] if layer["mark"].get("size") == 420]
    assert [row["number"] for layer in rings for row in spec["datasets"][layer["data"]["name"]]] == [2]
    plain = frontier_figure(sweep, frontier).chart.to_dict(validate=False)
    assert "params" not in plain
