"""The tornado and the frontiers: figures of the sweep, and text that stays text."""

from __future__ import annotations

import html
import math
import re

from models.sweep import Frontier, FrontierPoint
from tests.ui.test_sweep_report import made
from ui.charts import render
from ui.charts.frontier import frontier_figure
from ui.charts.tornado import tornado


def words(svg: bytes) -> str:
    return " ".join(html.unescape(" ".join(re.findall(r">([^<]+)<", svg.decode()))).split())


def test_a_tornado_shows_both_ends_and_where_the_order_flips() -> None:
    figure = tornado(made())
    price, rate = figure.table.iloc[:, 4:8].to_numpy().tolist()
    assert price == [-100.0, 300.0, True, "12 % higher"]
    assert math.isnan(rate[0])
    assert rate[1:] == [0.0, False, ""]
    assert figure.sentence == (
        "Most moves with Price of <A>: -100 USD to +300 USD. 1 of 2 inputs flip the order within their range."
    )
    shown = words(render(figure, "svg"))
    assert "order flips at 12 % higher" in shown
    assert "no plan at the low end" in shown
    assert "Price of <A>, -20 % to +20 %" in shown


def test_a_tornado_without_bars_says_so() -> None:
    assert "No input moves the cost" in words(render(tornado(made(swings=())), "svg"))


def test_a_frontier_shows_cost_over_the_measure() -> None:
    points = tuple(
        FrontierPoint(amount=amount, objective_usd=cost, bound_usd=cost, orders={"b": 1.0})
        for amount, cost in ((5000.0, 1000.0), (2500.0, 1500.0))
    )
    sweep = made(frontiers=(Frontier(measure="carbon", points=points, infeasible_from=None),))
    figure = frontier_figure(sweep, sweep.frontiers[0])
    assert figure.name == "pareto-carbon"
    assert figure.table.iloc[:, :2].to_numpy().tolist() == [[5.0, 1000.0], [2.5, 1500.0]]
    assert "Carbon over the horizon [t CO2e]" in words(render(figure, "svg"))
    assert render(figure, "png").startswith(b"\x89PNG")
