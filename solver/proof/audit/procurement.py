"""Audit of tranches and triggers: they are the orders of the plans, and the signals release them in their cases alone.

Re-derived from the contract's page, the scenario and the plans; it knows nothing of how orders were cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from math import fsum, isclose

from models.bands import BAND_OF, Tranche, Trigger
from models.calendar import month_number, month_text
from models.cases import in_case
from models.hedge import Hedge
from models.plan import Plan
from models.scenario import Scenario
from solver.proof.audit.band_capacity import capacity_failures
from solver.proof.audit.demand import in_month
from solver.proof.audit.facts import Facts
from solver.proof.audit.tranche_cost import tranche_usd

PACKS = 1e-6
"""Packs by which two sums may differ."""
CENTS = 0.02
"""Money may differ by so much [USD]."""

Order = tuple[str, str, str]
"""Offer, owner, first month of the period of the order."""


def procurement_failures(scenario: Scenario, plans: Mapping[str, Plan], hedge: Hedge) -> list[str]:
    """What is wrong with the tranches, triggers and bands of a hedge; empty where nothing is."""
    facts = {case: Facts(in_case(scenario, case), case) for case in plans}
    return [
        *_not_the_orders(plans, hedge),
        *_not_in_layers(hedge),
        *(f"{row.id}: {said}" for row in hedge.tranches for said in _wrong_tranche(facts, plans, hedge, row)),
        *(f"{each.id}: {said}" for each in hedge.triggers for said in _wrong_trigger(facts, hedge, each)),
        *_wrong_totals(scenario, hedge),
        *capacity_failures(facts, plans, hedge),
        *([] if hedge.milestones == scenario.milestones else ["the milestones are not those of the scenario"]),
    ]


def _key(row: Tranche) -> Order:
    return row.offer, row.dedicated_to or "", row.order_by


def _not_the_orders(plans: Mapping[str, Plan], hedge: Hedge) -> Iterator[str]:
    """Cases whose tranches do not add up to their orders."""
    for case, plan in plans.items():
        packs: dict[Order, float] = defaultdict(float)
        for order in plan.orders:
            packs[order.offer, order.dedicated_to or "", order.order_period] += order.packs
        for row in hedge.tranches:
            if case in row.cases:
                packs[_key(row)] -= row.packs
        for (offer, _, month), left in packs.items():
            if abs(left) > PACKS:
                yield f"case {case} orders {left:g} packs of {offer} in {month} more than its tranches"


def _not_in_layers(hedge: Hedge) -> Iterator[str]:
    """Tranches of one order of which neither has all cases of the other."""
    for one, other in combinations(hedge.tranches, 2):
        sets = set(one.cases), set(other.cases)
        if _key(one) == _key(other) and not (sets[0] <= sets[1] or sets[1] <= sets[0]):
            yield f"{one.id} and {other.id} are layers of one order, and neither lies below the other"


def _wrong_tranche(facts: Mapping[str, Facts], plans: Mapping[str, Plan], hedge: Hedge, row: Tranche) -> Iterator[str]:
    is_firm = set(row.cases) == set(plans)
    if bool(row.triggers) == is_firm:
        yield "it waits for a signal exactly if not every case orders it"
    yield from _wrong_band(row, next(iter(facts.values())).scenario, is_firm=is_firm)
    released = {case for each in hedge.triggers if each.id in row.triggers for case in each.cases}
    if not is_firm and released != set(row.cases):
        yield f"its signals fire in {', '.join(sorted(released)) or 'no case'}, it is ordered in {', '.join(row.cases)}"
    early = [each.id for each in hedge.triggers if each.id in row.triggers and each.review > row.order_by]
    if early:
        yield f"it is ordered before {', '.join(early)} can be read"
    dates = {_service(facts[case], row) for case in row.cases}
    if row.in_service not in dates:
        yield f"ordered in {row.order_by} it is in service in {' or '.join(map(str, dates))}, not in {row.in_service}"
    yield from _wrong_cost(facts, plans, row)
    names = {milestone.id for milestone in hedge.milestones}
    if row.milestone is not None and row.milestone not in names:
        yield f"{row.milestone} is no milestone"


def _wrong_cost(facts: Mapping[str, Facts], plans: Mapping[str, Plan], row: Tranche) -> Iterator[str]:
    weight = {case.id: case.probability for case in next(iter(facts.values())).scenario.cases}
    by_case = {case: tranche_usd(facts[case], plans[case], row) for case in row.cases}
    known = {case: weight[case] * float(usd) for case, usd in by_case.items() if usd is not None}
    if len(known) < len(by_case):
        yield f"{', '.join(sorted(set(by_case) - set(known)))} cannot order it, or does not"
        return
    usd = fsum(known.values()) / fsum(weight[case] for case in known)
    if not isclose(row.cost_usd, usd, rel_tol=1e-9, abs_tol=CENTS):
        yield f"it costs {usd:.2f} USD, stated are {row.cost_usd:.2f}"


def _wrong_band(row: Tranche, scenario: Scenario, *, is_firm: bool) -> Iterator[str]:
    named = [case.id for case in scenario.cases if case.id == "expected"]
    central = named[0] if named else max(scenario.cases, key=lambda case: case.probability).id
    band = "surge" if row.driver is None else BAND_OF[row.driver]
    if row.band != band:
        yield f"demand of {row.driver or 'more than the central case'} is of band {band}, not {row.band}"
    if not is_firm and row.driver not in ("expansion", None):
        yield f"what waits for a signal covers expansion or the excess of a case, not {row.driver}"
    if row.driver is None and (is_firm or central in row.cases):
        yield "what the central case orders is no excess over it"


def _service(facts: Facts, row: Tranche) -> str | None:
    """First month in service of what is ordered then; None where it cannot be ordered."""
    service = facts.offers[row.offer].services.get(facts.time.period_of.get(row.order_by, -1))
    return None if service is None else facts.time.labels[service.start]


def _wrong_trigger(facts: Mapping[str, Facts], hedge: Hedge, trigger: Trigger) -> Iterator[str]:
    if trigger.review not in {split.month for split in hedge.splits}:
        yield f"{trigger.review} is no review"
    if trigger.month != month_text(month_number(trigger.review) - 1):
        yield f"it is read in {trigger.month}, which is not the month before its review"
    if trigger.workload is None:
        return
    fired = {case for case, each in facts.items() if _fires(each, case, trigger)}
    if fired != set(trigger.cases):
        stated = ", ".join(trigger.cases)
        yield f"on the demand of the cases it fires in {', '.join(sorted(fired)) or 'none'}, stated are {stated}"


def _fires(facts: Facts, case_id: str, trigger: Trigger) -> bool:
    """Whether the demand of a case is where the signal fires in all of its months."""
    scenario = facts.scenario
    case, last = scenario.case(case_id), month_number(trigger.month)
    parts = [
        (stream, row)
        for stream in facts.streams.values()
        if stream.workload_id == trigger.workload
        for row in stream.demand
        if row.geography == trigger.geography
    ]
    for month in range(last - trigger.hold_months + 1, last + 1):
        passed = month - scenario.horizon.first
        value = sum(in_month(scenario, case, stream, row, month, passed) for stream, row in parts)
        is_above = trigger.above is None or value > trigger.above
        if not is_above or (trigger.up_to is not None and value > trigger.up_to):
            return False
    return True


def _wrong_totals(scenario: Scenario, hedge: Hedge) -> Iterator[str]:
    weight = {case.id: case.probability for case in scenario.cases}
    whole = fsum(weight.values())
    if {row.band for row in hedge.tranches} != {row.band for row in hedge.bands}:
        yield "the bands are not those of the tranches"
    for total in hedge.bands:
        rows = [row for row in hedge.tranches if row.band == total.band]
        firm = [row for row in rows if not row.triggers]
        expected = fsum(row.cost_usd * fsum(weight[case] for case in row.cases) / whole for row in rows)
        for name, stated, true in (
            ("accelerators", total.accelerators, fsum(row.accelerators for row in rows)),
            ("firm accelerators", total.firm_accelerators, fsum(row.accelerators for row in firm)),
            ("firm cost", total.firm_usd, fsum(row.cost_usd for row in firm)),
            ("expected cost", total.expected_usd, expected),
        ):
            if not isclose(stated, true, rel_tol=1e-9, abs_tol=CENTS):
                yield f"{name} of {total.band} are {true:.2f}, stated are {stated:.2f}"
