"""Charts tell which dated block units are of, and count them in the mean over the period."""

from __future__ import annotations

import pytest

from data.plan_figures import fleet_series
from models.names import Names
from tests.proof.test_audit_dated import PLAN
from ui.charts.fleet_against_demand import fleet_against_demand
from ui.charts.fleet_mix import fleet_mix
from ui.charts.orders_timeline import orders_timeline
from ui.fleet_report import for_whom

NAMES = Names(offers={"block": "A day of eight"})


def test_owners_are_told_by_the_name_of_the_offer() -> None:
    assert NAMES.owner("dated:block") == "dated block A day of eight"
    assert NAMES.owner("dated:block:research") == "dated block A day of eight of lane research"
    assert (for_whom("dated:block"), for_whom("dated:block:research")) == ("", " for lane research")


def test_the_fleet_counts_a_block_for_the_part_of_the_period() -> None:
    (source,) = fleet_series(PLAN)
    assert source.mode == "dated"
    assert fleet_series(PLAN)[source] == dict.fromkeys(("2027-01", "2027-02", "2027-03"), pytest.approx(8 * 24 / 30))


def test_charts_say_how_long_and_whose() -> None:
    assert set(orders_timeline(PLAN).table["Mode"]) == {"dated block, 1 day"}
    assert set(fleet_mix(PLAN).table["Mode"]) == {"dated block"}
    said = fleet_against_demand(PLAN, "gpu", "hall").sentence
    assert "in dated block block" in said
    assert "there on some days of the period" in said
