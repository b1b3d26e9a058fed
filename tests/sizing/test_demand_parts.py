"""Demand in parts as the program reads it, and as the audit reads it by itself."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from models.calendar import month_text
from models.scenario import Scenario
from solver.answers.check import check
from solver.hedge.mean_demand import mean_case
from solver.proof.audit.demand import demand_of
from solver.proof.audit.timeline import Timeline
from solver.sizing.demand import highest_demand, mean_demand, monthly_demand, settled
from solver.stress.work import with_demand
from tests.generators import dice
from tests.proof.audit_kit import scenario

PARTS = [
    {"driver": "committed", "level": 40.0},
    {"driver": "expansion", "level": 10.0, "first": "2027-02"},
    {"driver": "launch", "level": 5.0, "first": "2027-02", "until": "2027-03", "milestone": "go-live"},
]
MILESTONES = [{"id": "go-live", "month": "2027-02", "months": {"late": "2027-03"}}]
CASES = [
    {"id": "expected", "probability": 0.5},
    {"id": "late", "probability": 0.5, "demand": [{"driver": "expansion", "scale": 2.0}, {"scale": 1.1}]},
]


def given(**changes: Any) -> Scenario:
    demand = [{"geography": "eu", "parts": PARTS}]
    return scenario(**{"workloads__0__demand": demand, "milestones": MILESTONES, "cases": CASES, **changes})


def by_month(made: Scenario, case: str) -> list[float]:
    workload = made.workloads[0]
    return [sum(m) for m in monthly_demand(made, made.case(case), workload, workload.demand[0])]


def test_a_case_changes_the_parts_with_its_driver_and_moves_those_of_its_milestones() -> None:
    assert by_month(given(), "expected") == pytest.approx([40, 55, 50])
    assert by_month(given(), "late") == pytest.approx([44, 1.1 * 60, 1.1 * 65])


def test_mean_demand_takes_every_case_at_its_own_dates() -> None:
    (mean,) = mean_case(given()).workloads[0].demand
    assert list((mean.path or {}).values()) == pytest.approx([42, 60.5, 60.75])


def test_what_has_no_effect_is_said() -> None:
    made = scenario(
        milestones=[{"id": "party", "month": "2027-03", "months": {"expected": "2027-03"}}],
        cases=[{"id": "expected", "demand": [{"driver": "season", "scale": 2.0}]}],
        workloads__0__demand=[
            {"geography": "eu", "parts": [PARTS[0], {"driver": "launch", "level": 5.0, "first": "2028-01"}]}
        ],
    )
    assert set(check(made).unused) >= {
        "milestones.party: no part of a demand hangs on it",
        "milestones.party.months.expected: the month it is planned for",
        "workloads.job.demand.eu.parts: a launch lies outside the horizon",
        "cases.expected.demand.0: no part of that demand has the driver season",
    }


def test_a_case_by_itself_has_the_same_demand_once_milestones_are_settled() -> None:
    for case in ("expected", "late"):
        made = settled(given(), given().case(case))
        assert by_month(made, case) == by_month(given(), case)
        assert all(milestone.months == {} for milestone in made.milestones)
    plain = scenario()
    assert settled(plain, plain.case("expected")) is plain


def test_more_demand_under_stress_keeps_what_a_case_makes_of_each_part() -> None:
    late = settled(given(), given().case("late"))
    doubled = with_demand(late, {"job": 2.0}, "2027-02", 1)
    assert by_month(doubled, "late") == pytest.approx([44, 2 * 1.1 * 60, 1.1 * 65])


def drawn(draw: Random) -> Scenario:
    """A scenario of one to four parts, two milestones and two cases that move and scale them."""

    def month() -> str:
        return month_text(2027 * 12 + draw.randint(0, 9))

    parts: list[dict[str, Any]] = []
    for _ in range(draw.randint(1, 4)):
        one: dict[str, Any] = {"driver": draw.choice(("committed", "expansion", "launch", "season", "experiment"))}
        if draw.random() < 0.4:
            one["path"] = {month(): float(draw.randint(0, 60)) for _ in range(3)}
        else:
            one |= {"level": float(draw.randint(0, 60)), "growth_per_year": draw.choice((0.0, 0.5, -0.3))}
        first, until = sorted((month(), month()))
        if "path" not in one or draw.random() < 0.5:
            one["first"] = first
        if until > first and draw.random() < 0.5:
            one["until"] = until
        if draw.random() < 0.6:
            one["milestone"] = draw.choice(("go-live", "party"))
        parts.append(one)
    changes = [
        {"driver": draw.choice((None, "committed", "launch")), "scale": draw.choice((0.5, 1.5)), "growth_per_year": 0.2}
        for _ in range(draw.randint(0, 3))
    ]
    return scenario(
        horizon={"start": "2027-01", "periods": draw.choice((4, 8)), "months_per_period": draw.choice((1, 3))},
        milestones=[
            {"id": "go-live", "month": month(), "months": {"late": month()}},
            {"id": "party", "month": month(), "months": {"expected": month(), "late": month()}},
        ],
        cases=[{"id": "expected", "probability": 0.5}, {"id": "late", "probability": 0.5, "demand": changes}],
        workloads__0__demand=[{"geography": "eu", "parts": parts}],
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_audit_reads_the_same_demand(seed: int) -> None:
    made = drawn(dice(f"parts {seed}"))
    workload = made.workloads[0]
    for case in made.cases:
        read = demand_of(made, case, Timeline(made.horizon))["job", "eu"]
        assert read.mean == pytest.approx(mean_demand(made, case, workload, workload.demand[0]))
        assert read.peak == pytest.approx(highest_demand(made, case, workload, workload.demand[0]))
