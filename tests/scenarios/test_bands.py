"""The shipped scenario with milestones: robots in two halls, a third hall that opens, a season, a second line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from data.load import load_scenario
from models.hedge import Hedge
from models.scenario import Scenario
from solver.answers.check import check
from solver.hedge.make import Hedged, make_hedge
from solver.search.options import SearchOptions

FILE = Path(__file__).parents[2] / "scenarios" / "edge-robotics.yaml"


def scenario() -> Scenario:
    return load_scenario(FILE, "third-hall").scenario


@cache
def hedge() -> Hedge:
    made = make_hedge(scenario(), SearchOptions(gap=0.03, threads=1, time_limit_s=120))
    assert isinstance(made, Hedged), made
    return made.hedge


def test_nothing_of_its_demand_is_without_effect() -> None:
    said = [each for each in check(scenario()).unused if "funding" not in each]
    assert said == []


def test_orders_hang_on_milestones_and_have_an_owner() -> None:
    rows = hedge().tranches
    assert {row.band for row in rows} == {"baseline", "growth", "surge"}
    assert {"third-hall", "second-line"} <= {row.milestone for row in rows}
    assert all(row.owner for row in rows)
    assert {row.owner for row in rows if row.milestone == "third-hall"} == {"Operations"}


def test_what_waits_is_released_by_the_demand_of_the_halls() -> None:
    triggers = {each.id: each for each in hedge().triggers}
    waiting = [row for row in hedge().tranches if row.triggers]
    assert waiting
    assert {triggers[name].workload for row in waiting for name in row.triggers} == {"perception"}
    assert all(row.if_not_fired for row in waiting)


def test_what_is_bought_for_baseline_would_cost_more_by_the_hour() -> None:
    prices = {
        row.mode: row.usd_per_accelerator_hour
        for row in hedge().economics
        if (row.band, row.accelerator, row.site) == ("baseline", "edge-npu", "edge-us-plant")
    }
    assert prices["buy"] is not None
    assert prices["on_demand"] is not None
    assert prices["buy"] < prices["on_demand"]


def test_firm_orders_alone_do_not_last_until_the_next_cycle() -> None:
    short = {row.case: row.first_short for row in hedge().outlooks}
    assert short["aggressive"] is not None
    assert "2027-10" <= short["aggressive"] <= min(month or "never" for month in short.values())
