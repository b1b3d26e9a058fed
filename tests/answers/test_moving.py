"""What a plan says of moves: inputs without effect, placements that would need one, work that cannot wait for one."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.answers.unused import unused_inputs
from tests.program.kit import CLOUD, EXACT, HALL, JOB, Document, offer, program, scenario

OFFERS = [offer("home", "on_demand", usd_per_hour=1.0, site="cloud"), offer("own", "on_demand", usd_per_hour=0.9)]


def away(tb: float = 9.0, home: str | None = "cloud", **changes: Any) -> Scenario:
    """A copy costs 90 USD and saves 36."""
    sites = [HALL, {**CLOUD, "egress_usd_per_gb": 0.01}]
    work = [{**JOB, "home_site": home, "data_tb": tb}]
    return scenario(**{"offers": OFFERS, "sites": sites, "workloads": work, **changes})


def test_a_place_that_the_data_would_have_to_move_to_is_told() -> None:
    made = make_plan(away(), "expected", EXACT)
    assert isinstance(made, Planned)
    (hall,) = [row for row in made.plan.capacities if row.site == "hall"]
    assert hall.not_served == "not_moved"
    assert hall.why == "its data would have to be moved from cloud, which the plan does not do"


def test_work_that_cannot_wait_for_double_running_is_told() -> None:
    made = make_plan(away(offers=OFFERS[1:], policy__moving={"double_running_weeks": 4}), "expected", EXACT)
    assert isinstance(made, Infeasible)
    late = "job in eu: nothing can be in service in 2027-01, not before 2027-02"
    assert made.conflicts == (f"{late} (lead times, dates, support, ports, moves)",)


CASES: list[tuple[str, Document]] = [
    ("workloads.job.data_tb: it has no home_site, or nothing to pay for on the way elsewhere", {"home": None}),
    (
        "workloads.job.home_site: its data move at no cost and in no time, or it can run nowhere else",
        {"tb": 0.0},
    ),
    ("policy.moving: no workload could move from a home_site", {"home": None, "policy__moving": {"usd_per_tb": 3.0}}),
]


@pytest.mark.parametrize(("sentence", "changes"), CASES, ids=["data", "home", "policy"])
def test_what_has_no_effect_is_reported(sentence: str, changes: dict[str, Any]) -> None:
    assert sentence in unused_inputs(program(away(**changes)).instance)


def test_what_has_an_effect_is_not_reported() -> None:
    said = " ".join(unused_inputs(program(away(policy__moving={"double_running_weeks": 4})).instance))
    assert "moving" not in said
    assert "job" not in said


def test_a_home_that_is_no_site_is_refused() -> None:
    with pytest.raises(ValueError, match="'moon' is not one of the sites; known: cloud, hall"):
        away(home="moon")
