"""The search so far: with and without a plan, a bound, a gap."""

from __future__ import annotations

import math

import pytest

from models.run import Moment
from ui.charts import render
from ui.charts.search_progress import search_progress


def _moment(seconds: float, best: float | None, bound: float | None, gap: float | None = None) -> Moment:
    return Moment(seconds=seconds, incumbent_usd=best, bound_usd=bound, gap=gap, stage="branch and cut")


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        ([], "neither a plan nor a bound"),
        ([_moment(1, None, None)], "neither a plan nor a bound"),
        ([_moment(1, None, 90.0)], "After 1.0 s there is no plan yet; none can cost less than 90.00 USD"),
        ([_moment(2, 100.0, None)], "After 2.0 s the best plan costs 100.00 USD, discounted."),
        ([_moment(0, 100.0, 100.0, 0.0)], "a gap of 0 %"),
        ([_moment(1, None, 90.0), _moment(3, 100.0, 99.0, 0.01)], "none can cost less than 99.00 USD: a gap of 1 %"),
    ],
)
def test_it_says_what_is_known(moments: list[Moment], said: str) -> None:
    figure = search_progress(moments)
    assert said.replace(".00", "") in figure.sentence.replace(".00", "")
    assert len(figure.table) == len(moments)
    for dark in (False, True):
        assert render(figure, "svg", dark=dark).startswith(b"<svg")


def test_what_is_far_off_does_not_flatten_the_rest() -> None:
    moments = [_moment(n, 1e6 * (1 + math.exp(-n / 5)), 9.9e5 * (1 - math.exp(-n)), 0.5**n) for n in range(1, 60)]
    figure = search_progress(moments)
    low, high = figure.chart.to_dict()["vconcat"][0]["encoding"]["y"]["scale"]["domain"]
    assert low > 9e5
    assert high < 1.1e6
    assert "cut at the edge" in figure.sentence


def test_thousands_of_moments_are_thinned_and_the_last_is_kept() -> None:
    moments = [_moment(n, 2e6 - n, 1e6 + n, 1 / n) for n in range(1, 2001)]
    spec = search_progress(moments).chart.to_dict()
    points = [point for rows in spec["datasets"].values() for point in rows]
    assert len(points) < 1600
    assert max(point["seconds"] for point in points) == 2000
    assert min(point.get("usd", math.inf) for point in points) == 1e6 + 1
    assert 2e6 - 2000 in {point.get("usd") for point in points}
