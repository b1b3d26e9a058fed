"""Packs that leave or stay in a plan: evidence, scopes, charges, inputs without effect."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.answers.kit import planned
from tests.program.kit import offer, scenario

FALLING = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 20.0}}]
OUT = {"after_months": 1, "fee_usd": 5.0}
QUOTE = {"grade": "quote", "source": "offer 7", "date": "2027-01"}


def around(*firm: dict[str, Any], **changes: Any) -> Scenario:
    """Firm offers, on demand at 270 USD a month, and demand that halves in February."""
    od = offer("od", "on_demand", usd_per_hour=9.0)
    return scenario(offers=[*firm, od], workloads__0__demand=FALLING, **changes)


def lease(**fields: Any) -> dict[str, Any]:
    return offer("lease", "lease", **{"term_months": 2, "monthly_usd": 20.0, "evidence": QUOTE, **fields})


def test_evidence_counts_what_is_paid_and_nothing_that_falls_away() -> None:
    """80 + 40 for the lease, 10 of fees, 2 x (10 + 4) after the buy-out; nothing rests on anything else."""
    plan = planned(around(lease(exits=[OUT], buyout={"usd": 10.0, "monthly_usd": 4.0})))
    (row,) = plan.evidence.by_grade
    assert (row.grade, row.usd, row.share) == ("quote", pytest.approx(158.0), pytest.approx(1.0))


def test_a_sale_is_no_payment_and_no_evidence() -> None:
    own = offer("own", "buy", upfront_usd=100.0, exits=[{"after_months": 1, "resale_usd": 70.0}])
    plan = planned(around(own))
    assert plan.costs.total_nominal_usd == pytest.approx(400 - 140)
    assert plan.evidence.by_grade[0].usd == pytest.approx(400.0)
    assert plan.costs.by_term["resale"] == -140.0
    # two cost 30 in January alone, two 100 over three months
    assert [row.cost_usd for row in plan.service] == pytest.approx([126.66, 66.67, 66.67], abs=0.011)


def test_payments_for_pilots_hold_their_fees_and_buyouts() -> None:
    firm = lease(exits=[OUT], buyout={"usd": 10.0, "monthly_usd": 4.0})
    plan = planned(around(firm, accelerators__0__is_pilot=True, workloads__0__stage="exploratory"))
    spent = {row.kind: (row.pilots_usd, row.production_usd) for row in plan.spending}
    assert spent == {"capex": (20.0, 0.0), "opex": (138.0, 0.0)}


def test_lines_that_cancel_are_left_out() -> None:
    """In March all leased packs are bought: there is no payment of leases."""
    plan = planned(around(lease(exits=[OUT], buyout={"usd": 10.0, "monthly_usd": 4.0})))
    assert {line.period for line in plan.costs.lines if line.term == "lease_payments"} == {"2027-01", "2027-02"}


@pytest.mark.parametrize(
    ("firm", "changes", "said"),
    [
        (lease(exits=[OUT], term_months=2), {}, []),
        (
            lease(exits=[{"after_months": 3}], term_months=6),
            {},
            ["offers.lease.exits.0: no pack is 3 months in service before the horizon ends"],
        ),
        (
            lease(term_months=3, buyout={"usd": 1.0}, renewal={"term_months": 1}),
            {},
            [
                "offers.lease.buyout: no lease ends before the horizon does, or support ends with it",
                "offers.lease.renewal: no contract ends before the horizon does, or support ends before the renewal",
            ],
        ),
        (
            lease(renewal={"term_months": 3}),
            {"policy__max_term_months": 2},
            ["offers.lease.renewal: longer than policy.max_term_months (2)"],
        ),
        (
            offer("own", "buy", refresh_months=3, life_months=9, exits=[{"after_months": 3, "resale_usd": 0.0}]),
            {"policy__finance__end_value": "resale_curve"},
            [
                "offers.own.refresh_months: no pack is so old before the horizon ends",
                "offers.own.life_months: bought units are worth what they are sold for (finance.end_value)",
            ],
        ),
    ],
)
def test_endings_that_nothing_can_meet_are_told(firm: dict[str, Any], changes: dict[str, Any], said: list[str]) -> None:
    told = planned(around(firm, **changes)).unused_inputs
    assert [line for line in told if line.startswith(("offers.", "policy."))] == said


def test_the_longest_term_counts_renewals() -> None:
    firm = lease(renewal={"term_months": 6, "monthly_usd": 5.0})
    uses = {use.limit: (use.used, use.is_binding) for use in planned(around(firm, policy__max_term_months=6)).limits}
    assert uses["longest term of a contract"] == (6.0, True)
