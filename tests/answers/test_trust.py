"""What a plan and a check say of maturity: limits in use, what pilots cost, from when a placement is open, and why."""

from __future__ import annotations

import pytest

from models.scenario import Scenario
from solver.answers.check import check
from solver.answers.outcome import Infeasible
from solver.answers.planning import make_plan
from tests.answers.kit import planned
from tests.program.kit import EXACT, SERVICE, Document
from tests.program.test_maturity import OWNED, capped, pilot, proven

LAB: Document = {"id": "lab", "kind": "opex", "scope": "pilots", "max_usd": 100.0}


def conflicts(given: Scenario) -> tuple[str, ...]:
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Infeasible)
    return made.conflicts


def test_the_use_of_the_limit_on_unproven_silicon_is_listed() -> None:
    plan = planned(capped(0.25, OWNED, **SERVICE))
    used = {u.limit: u for u in plan.limits if u.kind == "maturity"}
    headroom = used["headroom of job in eu on unproven silicon of volt"]
    assert (headroom.allowed, headroom.unit) == (0.25, "share")
    assert headroom.used == pytest.approx(1 / 6)  # the one tpu that is bought, of 6 held
    assert not headroom.is_binding
    plan = planned(capped(0.25))
    assert {u.limit: (u.used, u.is_binding) for u in plan.limits} == {
        "share of job in eu on unproven silicon of volt": (pytest.approx(0.25), True)
    }


def test_limits_that_nothing_uses_are_not_listed() -> None:
    assert planned(capped(0.25, [{**offer, "usd_per_hour": 1.0} for offer in capped_offers()])).limits == ()


def capped_offers() -> list[Document]:
    """Gpus at 1 USD/h and nothing for tpus."""
    return [{"id": "od", "accelerator": "gpu", "site": "hall", "vendor": "acme", "mode": "on_demand"}]


def test_pilots_are_told_apart_from_production() -> None:
    """A pilot at 1 USD/h from February on, for 100 USD of 240; the rest at 2 USD/h."""
    plan = planned(pilot(workloads__0__validations=[proven("2027-02")], policy__budgets=[LAB]))
    (row,) = plan.spending
    assert (row.fiscal_year, row.kind) == (2027, "opex")
    assert row.pilots_usd == pytest.approx(100)
    assert row.production_usd == pytest.approx(30 * 4 * 2 + (60 * 4 - 100) * 2)
    assert row.pilots_usd + row.production_usd == pytest.approx(plan.costs.total_nominal_usd)
    assert [u.limit for u in plan.limits] == ["opex budget lab of pilots over the horizon"]
    assert planned(capped(0.25)).spending == ()


def test_a_placement_that_opens_later_says_when_and_why() -> None:
    given = pilot(workloads__0__validations=[proven("2027-02-15")])
    gpu, tpu = planned(given).capacities
    assert (gpu.opens, tpu.opens) == (None, "2027-03")
    assert tpu.why == "open from 2027-03 on, once validated (own benchmark of 2027-02-15)"
    assert f"workload job on tpu: {tpu.why}" in check(given).notes
    dear = [{**LAB, "max_usd": 0.0}]
    _, tpu = planned(pilot(workloads__0__validations=[proven("2027-02-15")], policy__budgets=dear)).capacities
    assert tpu.why.endswith("; open from 2027-03 on, once validated (own benchmark of 2027-02-15)")


@pytest.mark.parametrize(
    ("validations", "detail"),
    [
        ([], "needs an own benchmark on at least 10 % of the traffic: there is none; add one to `validations`"),
        (
            [proven("2026-12", share=0.04), proven("2026-11", share=0.02)],
            "on at least 10 % of the traffic: its own benchmark ran on 4 % only; add one to `validations`",
        ),
        ([proven("2027-03-02")], "its own benchmark is dated 2027-03-02: no period starts then or later"),
    ],
)
def test_a_placement_that_stays_closed_says_what_would_open_it(validations: list[Document], detail: str) -> None:
    (gone,) = planned(pilot(workloads__0__validations=validations)).removed_arcs
    assert gone.reason == "maturity"
    assert gone.detail.endswith(detail)


def test_a_check_names_what_is_unproven() -> None:
    most = "at most 25 % of it on silicon of its vendor or class"
    assert f"workload job on tpu: {most}: it is not validated" in check(capped(0.25)).notes
    soon = capped(0.25, workloads__0__validations=[proven("2027-02")])
    assert f"workload job on tpu: {most}: until it is validated in 2027-02" in check(soon).notes


def test_a_conflict_names_the_limit_on_unproven_silicon() -> None:
    (tpus,) = (offer for offer in capped_offers())
    only = capped(0.25, [{**tpus, "accelerator": "tpu", "usd_per_hour": 1.0}])
    (said,) = conflicts(only)
    assert said.split("; or ") == [
        "share of job in eu on unproven silicon of volt: 75 points above 25 % from 2027-01 to 2027-03",
        "demand of job in eu: 75 % more of it would be missed (30 of 40 requests/h) from 2027-01 to 2027-03",
    ]


def test_a_conflict_names_the_wait_for_a_validation() -> None:
    (tpus,) = (offer for offer in capped_offers())
    only = pilot(
        offers=[{**tpus, "accelerator": "tpu", "usd_per_hour": 1.0}], workloads__0__validations=[proven("2027-03")]
    )
    wait = "nothing can be in service in 2027-01, not before 2027-03 (lead times, dates, support, ports, validations)"
    assert conflicts(only) == (f"job in eu: {wait}",)
