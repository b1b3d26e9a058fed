"""The audit of a plan made again: firm orders kept, departure priced, changes counted; and of holdings on order."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.plan import Plan
from models.replanning import Change, EarlierOrder
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.answers.replan import previous_of
from solver.proof.audit import DecisionSet, audit_plan
from tests.program.kit import EXACT
from tests.proof.audit_kit import Document, auditor, offer, scenario, serve_all

OWN = offer("own", "buy", upfront_usd=60.0, lead_months=1)
OD = offer("od", "on_demand", usd_per_hour=2.0)


def hall(start: str = "2027-01", level: float = 40.0) -> Scenario:
    """4 busy for three months: owned from February on, rented in January."""
    return scenario(
        offers=[OWN, OD],
        horizon__start=start,
        workloads__0__demand=[{"geography": "eu", "level": level}],
        policy__departure_usd_per_pack=5.0,
    )


AGAIN = hall("2027-02", 60.0)


@cache
def again() -> Plan:
    """A month later and for 6 accelerators: four are firm, two rented in February and bought for March."""
    first = make_plan(hall(), "expected", EXACT)
    assert isinstance(first, Planned)
    made = make_plan(AGAIN, "expected", EXACT, again=previous_of(AGAIN, first.plan))
    assert isinstance(made, Planned), made
    return made.plan


def failures(plan: Plan, given: Scenario = AGAIN) -> str:
    found = audit_plan(given, "expected", plan)
    assert not found.passed
    return "\n".join(found.failures)


def test_the_plan_passes_and_costs_what_it_costs_by_hand() -> None:
    plan = again()
    assert audit_plan(AGAIN, "expected", plan).passed
    terms = {"holdings_purchase": 4 * 60, "on_demand": 2 * 60, "hardware_purchase": 2 * 60, "departure": 2 * 5}
    assert plan.costs.by_term == pytest.approx(terms)
    assert [change.text for change in plan.changes][:1] == ["2 packs of own added in 2027-02."]


def changed(**fields: Any) -> Plan:
    """The plan with other statements about the previous one."""
    previous = again().previous
    assert previous is not None
    return again().model_copy(update={"previous": previous.model_copy(update=fields)})


def test_a_firm_order_that_is_changed_is_noticed() -> None:
    """It would be other holdings: the money, the fleet, the work no longer agree; dates and terms are looked at."""
    previous = again().previous
    assert previous is not None
    (firm,) = previous.firm
    for field, value, said in (
        ("packs", 5.0, "fleet (offer own/2027-01, shared, 2027-02)"),
        ("since", "2027-03", "load_fits_pool"),
        ("offer", "od", "previous"),
        ("offer", "none", "previous: firm orders and measured demand do not fit the scenario"),
        ("dedicated_to", "nobody@eu", "previous: firm orders and measured demand do not fit"),
        ("ordered", "2027-03", "previous"),
    ):
        assert said in failures(changed(firm=(firm.model_copy(update={field: value}),)))
    assert "load_fits_pool" in failures(changed(firm=()))
    assert "duplicate id 'own/2027-01'" in failures(changed(firm=(firm, firm)))


def test_orders_before_the_firm_month_are_noticed() -> None:
    assert "it cannot be ordered then" in failures(changed(firm_until="2027-04"))
    assert "firm_until is stated as '2027-01'" in failures(changed(firm_until="2027-01"))
    early = (EarlierOrder(offer="own", order_period="2027-01", packs=1.0),)
    assert "previous.orders (offer own, 2027-01): it is firm" in failures(changed(orders=early))


def test_the_time_that_both_plans_cover_lies_in_the_horizon() -> None:
    for fields in ({"first": "2027-01"}, {"until": "2027-06"}):
        assert "previous: first, until" in failures(changed(**fields))


def test_a_departure_is_priced_by_the_orders_that_are_stated() -> None:
    """Had two been planned, ordering them would have cost nothing; had three, one less would have."""
    for packs, usd in ((2.0, "gives 0"), (3.0, "gives 5")):
        said = (EarlierOrder(offer="own", order_period="2027-02", packs=packs),)
        found = failures(changed(orders=said))
        assert usd in found
        assert "changes" in found


def test_changes_that_do_not_follow_are_noticed() -> None:
    plan = again()
    order = plan.changes[0]
    assert "it is missing" in failures(plan.model_copy(update={"changes": plan.changes[1:]}))
    more = order.model_copy(update={"amount": 3.0})
    assert "amount is stated as 3" in failures(plan.model_copy(update={"changes": (more, *plan.changes[1:])}))
    strange = Change(subject="order", kind="dropped", offer="od", amount=1.0, unit="packs", text="")
    assert "there is no such change" in failures(plan.model_copy(update={"changes": (*plan.changes, strange)}))
    assert "changes: number, without a previous plan" in failures(plan.model_copy(update={"previous": None}))


HELD: Document = {"id": "h", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0}


@pytest.mark.parametrize(
    ("fields", "tail", "nominal"),
    [
        # bought for February, 4 x 12 = 48 USD each over a life of 12 months: 10 of them left at the end of March
        (
            {"since": "2027-02", "mode": "buy", "upfront_usd": 48.0, "life_months": 12},
            "prorate",
            {("holdings_purchase", "2027-02"): 192.0, ("holdings_end_value", None): -160.0},
        ),
        # leased for February to July: two of six months of 60 upfront; 3 a month, 0.1 an hour of 30
        (
            {"since": "2027-02", "until": "2027-08", "mode": "lease", "upfront_usd": 60.0, "monthly_usd": 3.0,
             "committed_usd_per_hour": 0.1},
            "prorate",
            {("holdings", "2027-02"): 80.0 + 24.0, ("holdings", "2027-03"): 24.0},
        ),
        (
            {"since": "2027-02", "until": "2027-08", "mode": "lease", "upfront_usd": 60.0, "monthly_usd": 3.0,
             "committed_usd_per_hour": 0.1},
            "charge_in_full",
            {("holdings", "2027-02"): 240.0 + 24.0, ("holdings", "2027-03"): 24.0, ("holdings", None): 4 * 24.0},
        ),
        # there before: nothing upfront, software and network by the month
        (
            {"since": "2026-12", "mode": "buy", "upfront_usd": 48.0, "beside_usd_per_month": 2.0},
            "prorate",
            {("holdings", label): 8.0 for label in ("2027-01", "2027-02", "2027-03")},
        ),
    ],
)  # fmt: skip
def test_holdings_on_order_are_paid_as_by_hand(fields: Document, tail: str, nominal: dict[Any, float]) -> None:
    rented = offer("od", "on_demand")
    finance = {"discount_rate": 0.0, "end_value": "straight_line", "payment_tail": tail}
    judge = auditor(offers=[rented], holdings=[{**HELD, **fields}], policy__finance=finance)
    found = judge.assess(DecisionSet(dispatch=serve_all(judge)))
    assert {entry: float(usd) for entry, usd in found.nominal.items() if usd} == pytest.approx(nominal)


def test_holdings_on_order_count_from_the_month_they_come() -> None:
    held = {**HELD, "since": "2027-02", "capacity_credit": 0.5}
    facts = auditor(holdings=[held]).facts
    assert [serves for _, serves in facts.holdings] == [[False, True, True]]
    pool = ("gpu", "hall", "")
    assert [facts.working(pool, t) for t in (0, 1)] == [[], [4.0]]
    assert facts.credited(pool, 1) == [2.0]
