"""The shipped scenario whose cases differ in more than demand: prices, lead times, quotas, throughput."""

from __future__ import annotations

from functools import cache

import steelyard as sy
from data.case_wording import case_rows, said_of
from models.cases import case_changes, in_case
from models.names import Names
from models.plan import Plan

CLOSE = sy.SearchOptions(gap=0.02)
VARIANT = "market-by-case"


@cache
def conservative(variant: str | None) -> Plan:
    return sy.plan(sy.load("support-inference", variant), "conservative", CLOSE)


def test_cheaper_rent_takes_orders_away() -> None:
    plain, changed = conservative(None), conservative(VARIANT)
    ordered = [sum(order.accelerators for order in plan.orders) for plan in (plain, changed)]
    assert 0 < ordered[1] < ordered[0]
    assert changed.objective_usd < plain.objective_usd
    assert not changed.unused_inputs
    told = {said.what for said in case_rows(changed)}
    assert len(told) == 3, "the price paths of three offers"


def test_the_other_cases_are_as_they_say() -> None:
    scenario = sy.load("support-inference", VARIANT).scenario
    assert in_case(scenario, "expected") is scenario
    said = [said for change in case_changes(scenario, "aggressive") for said in said_of(change, Names())]
    told = {what: (before, after) for what, before, after in said}
    assert told["Offer aws-ap-northeast-1-h200-reserve-1y: lead [months]"] == ("1", "6")
    (slower,) = [both for what, both in told.items() if "throughput" in what]
    assert slower == ("2,251.7", "1,351")
