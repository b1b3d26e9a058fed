"""The variant `shaken` of `two-sites`: there is something in it for every stress."""

from __future__ import annotations

import pytest

import steelyard as sy
from solver.search.clock import Clock
from solver.stress.base import base_of
from solver.stress.kinds import Setting, stressed, suite


@pytest.fixture(scope="module")
def report() -> sy.StressReport:
    """Three stresses of it; the whole suite takes half a minute."""
    return sy.stress(sy.load("two-sites", "shaken"), only=("price-down", "site-lost", "slow-tools"))


def test_every_stress_applies_and_its_scenario_is_sound() -> None:
    given = sy.load("two-sites", "shaken").scenario
    base = base_of(given, "expected", Clock(sy.SearchOptions(gap=0.02), None), 1, None)
    setting = Setting(given, base.targets, base.made.program.instance.names)
    found = [stressed(setting, rule) for rule in suite(given.policy.uncertainty.stresses)]
    assert [each.rule.name for each in found if each.scenario is None] == []
    assert len(found) == 16
    for each in found:
        assert each.scenario is not None
        sy.Scenario.model_validate(each.scenario.model_dump(by_alias=True))


def test_recourse_costs_no_less_than_planning_anew_where_nothing_is_missed(report: sy.StressReport) -> None:
    for row in report.stresses:
        assert row.recourse is not None
        assert row.replanned is not None
        if not row.recourse.shortage_usd:
            assert (row.recourse.extra_usd or 0.0) >= (row.replanned.extra_usd or 0.0)


def test_a_lost_hall_takes_headroom_and_no_demand(report: sy.StressReport) -> None:
    row = next(row for row in report.stresses if row.id == "site-lost")
    assert "Own hall, Germany is lost" in row.title
    assert row.recourse is not None
    assert row.replanned is not None
    assert row.recourse.missed_accelerator_hours == pytest.approx(0, abs=1)  # the second leg carries the calls
    assert row.recourse.headroom_short_accelerator_hours > 0
    assert row.recourse.first_short == "2027-07"
    assert (row.recourse.checked, row.replanned.checked) == ("money", "audited")
