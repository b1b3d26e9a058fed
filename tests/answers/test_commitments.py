"""Spend commitments in answers: nothing is rented for nothing, few are signed, limits are named, inputs told unused."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import Plan
from solver.answers.outcome import Infeasible
from solver.answers.planning import make_plan
from solver.search.options import SearchOptions
from tests.answers.kit import planned
from tests.program.kit import EXACT, offer, two_chips
from tests.program.test_commitment import OD, pair, plan, promised

SUNK: dict[str, Any] = {"signed_usd_per_hour": 9.0, "max_usd_per_hour": 0.0, "upfront_share": 1.0}


@pytest.mark.parametrize(("rent", "night"), [("continuous", 2.0), ("whole_units", 2.0)])
def test_what_is_left_of_a_commitment_rents_nothing_that_nobody_needs(rent: str, night: float) -> None:
    """9 USD/h of today's, paid ahead, would cover 30 accelerators: four and two are rented."""
    made = planned(promised(plan(**SUNK), offers=[{**OD, "rent": rent}]))
    assert {(row.block, row.packs) for row in made.rent} == {("day", 4.0), ("night", night)}
    assert made.objective_usd == 0


def test_what_is_left_is_told_by_commitment_and_nothing_is_charged_for_it_that_is_not_paid() -> None:
    made = planned(promised(plan(**SUNK)))
    assert [row.unused_usd for row in made.commitment_use] == pytest.approx([30 * 9 - 24] * 3)
    assert made.unassigned == ()


def growing(gap: float) -> Plan:
    """Half an accelerator more every month, for a year."""
    asked = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-12": 60.0}}]
    given = promised(plan(term_months=12), horizon__periods=12, workloads__0__demand=asked)
    return planned(given, options=SearchOptions(gap=gap, threads=1))


def test_a_ladder_of_small_commitments_is_drawn_together_within_the_gap() -> None:
    exact, close = growing(1e-6), growing(0.05)
    assert len(exact.commitments) == 12
    assert len(close.commitments) < 5
    assert close.simplicity is not None
    assert 0 < close.simplicity.cost_usd <= 0.05 * close.objective_usd


def test_a_commitment_that_saves_next_to_nothing_is_left_out() -> None:
    given = promised(plan(rates=[{"offer": "od", "usd_per_hour": 0.99}]))  # 59.40 USD a month instead of 60
    assert planned(given).commitments
    made = planned(given, options=SearchOptions(gap=0.02, threads=1))
    assert made.commitments == ()
    assert made.simplicity is not None
    assert made.simplicity.contracts == 1


def test_what_is_signed_is_in_the_sentence_and_the_limit_in_its_words() -> None:
    made = planned(promised(plan(name="Savings plan", max_usd_per_hour=0.6)))
    assert "commit to 0.60 USD an hour with acme" in made.decision
    (use,) = [use for use in made.limits if use.kind == "commitment"]
    assert (use.limit, use.used, use.allowed, use.unit) == ("commitment Savings plan on offer", 0.6, 0.6, "USD/h")
    assert use.is_binding


def test_limits_that_cannot_be_kept_are_named_with_the_commitment() -> None:
    """80 USD a month on demand; 36 with 1.20 USD/h committed, of which 0.60 are on offer."""
    budget = [{"id": "cap", "kind": "opex", "max_usd": 110.0}]
    made = make_plan(promised(plan(max_usd_per_hour=0.6), policy__budgets=budget), "expected", EXACT)
    assert isinstance(made, Infeasible)
    assert "opex budget cap over the horizon" in made.conflicts[0]
    assert "commitment sp on offer" in made.conflicts[0]


def test_copies_for_several_owners_share_what_is_committed() -> None:
    jobs = pair().model_dump(by_alias=True, mode="json")["workloads"]
    twice = [{**jobs[0], "id": name} for name in ("a", "b")]
    half = plan(rates=[{"offer": "od", "usd_per_hour": 0.5}], signed_usd_per_hour=2.0, max_usd_per_hour=0.0)
    made = planned(pair(half, workloads=twice, offers=[{**OD, "is_dedicated": True}]))
    assert {row.dedicated_to: row.packs for row in made.covered} == pytest.approx({"a@eu": 2.0, "b@eu": 2.0})
    assert sum(row.cost_usd for row in made.service) == pytest.approx(90 * (2 + 4))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (plan(order_from="2027-04"), "commitments.sp: it can never be in force inside the horizon"),
        (plan(lead_months=3), "commitments.sp: it can never be in force inside the horizon"),
        (
            plan(rates=[{"offer": "od", "usd_per_hour": 0.3}, {"offer": "late", "usd_per_hour": 0.3}]),
            "commitments.sp.rates.late: the offer can never be rented, or no workload can use it",
        ),
    ],
)
def test_commitments_without_effect_are_told(given: dict[str, Any], told: str) -> None:
    late = offer("late", "on_demand", usd_per_hour=2.0, order_from="2028-01")
    assert any(text.startswith(told) for text in planned(promised(given, offers=[OD, late])).unused_inputs)


def test_a_bill_above_what_was_found_is_told_by_gap_and_status() -> None:
    """The first pays for `od` at 50 % off, and leaves nothing of it to the second; else both would be used."""
    wide = {"od": 0.5, "dear": 1.2}
    rates = [{"offer": name, "usd_per_hour": rate} for name, rate in wide.items()]
    first = plan(rates=rates, signed_usd_per_hour=2.0, max_usd_per_hour=0.0)
    second = {**plan(), "id": "narrow", "rates": [{"offer": "od", "usd_per_hour": 0.55}], "signed_usd_per_hour": 2.2}
    badly, well = planned(pair(first, {**second, "max_usd_per_hour": 0.0})), planned(pair(second, first))
    assert [row.used_share for row in badly.commitment_use if row.commitment == "narrow"] == [0.0] * 3
    assert badly.status == "stopped_at_limit"
    assert badly.gap > 0.1
    assert all(row.used_share == pytest.approx(1.0) for row in well.commitment_use)
    assert well.status == "optimal_within_gap"


@pytest.mark.parametrize(("covered", "pilots"), [(("od", "dear"), 0.0), (("dear",), 180.0)])
def test_a_commitment_is_paid_for_pilots_where_it_covers_nothing_else(covered: tuple[str, ...], pilots: float) -> None:
    """4 of each are rented; 0.50 USD/h an accelerator cover the dear ones, which are pilots."""
    sold = plan(rates=[{"offer": name, "usd_per_hour": 0.5} for name in covered])
    chips = [{**chip, "is_pilot": chip["id"] == "tpu"} for chip in two_chips()["accelerators"]]
    jobs = pair().model_dump(by_alias=True, mode="json")["workloads"]
    given = pair(sold, accelerators=chips, workloads=[{**job, "stage": "exploratory"} for job in jobs])
    made = planned(given)
    assert made.audit.passed
    assert sum(row.pilots_usd for row in made.spending) == pytest.approx(pilots)
