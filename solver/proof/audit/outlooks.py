"""Audit of what a hedge says of each case: use, stranded money, spend, and what it orders before the next cycle.

When firm orders alone fall short would need another search: it is taken as stated, but for its dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import fsum, isclose

from models.calendar import month_number, month_text
from models.hedge import Hedge
from models.outlook import CaseOutlook
from models.plan import Plan
from models.scenario import Scenario

CENTS = 0.02
"""Money may differ by so much [USD]."""


def outlook_failures(scenario: Scenario, plans: Mapping[str, Plan], hedge: Hedge) -> list[str]:
    """What is wrong with the outlooks of a hedge; empty where nothing is."""
    weight = {case.id: case.probability for case in scenario.cases}
    whole = fsum(weight.values())
    spend = {case: _spend(plan) for case, plan in plans.items()}
    months = [period.period for period in next(iter(plans.values())).periods]
    mean = {m: fsum(weight[case] / whole * paid.get(m, 0.0) for case, paid in spend.items()) for m in months}
    stated = {row.case: row for row in hedge.outlooks}
    if set(stated) != set(plans):
        return ["outlooks are not those of the cases"]
    found = [f"outlook of {case}: {said}" for case, row in stated.items() for said in _wrong(plans[case], row)]
    for case, row in stated.items():
        for at in row.periods:
            paid, usual = spend[case].get(at.period, 0.0), mean[at.period]
            if not (_same(at.spend_usd, paid) and _same(at.variance_usd, paid - usual)):
                found.append(f"outlook of {case}: spend in {at.period} is {paid:.2f} USD, the mean {usual:.2f}")
    cycle = month_text(month_number(scenario.horizon.start) + scenario.policy.uncertainty.procurement_cycle_months)
    for case, row in stated.items():
        due = {
            t.id
            for t in hedge.tranches
            if t.triggers and case in t.cases and month_number(t.order_by) < month_number(cycle)
        }
        if row.next_cycle != cycle or set(row.must_order) != due:
            found.append(
                f"outlook of {case}: before {cycle} it orders {', '.join(sorted(due)) or 'nothing'} on a signal"
            )
        if row.first_short is not None and (row.is_late or not due):
            why = "time ran out" if row.is_late else "it orders nothing on a signal"
            found.append(f"outlook of {case}: {why}, and yet it is said to fall short without")
    return found


def _wrong(plan: Plan, row: CaseOutlook) -> Iterator[str]:
    share = _worked_share(plan)
    if (row.utilization is None) != (share is None) or abs((row.utilization or 0.0) - (share or 0.0)) > 1e-6:
        yield f"utilization is {share}, stated is {row.utilization}"
    usd = _stranded(plan)
    if not _same(row.stranded_usd, usd):
        yield f"{usd:.2f} USD are stranded, stated are {row.stranded_usd:.2f}"
    waiting = {work.workload for work in plan.deferrable}
    for at in row.periods:
        least = min(
            (min(1.0, w.share_served) for w in plan.service
             if w.period == at.period and w.share_served is not None and w.workload not in waiting),
            default=None,
        )  # fmt: skip
        if (least is None) != (at.served_share is None) or abs((least or 0.0) - (at.served_share or 0.0)) > 1e-9:
            yield f"in {at.period} {least} is served, stated is {at.served_share}"


def _spend(plan: Plan) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for line in plan.costs.lines:
        if line.period:
            found[line.period] += line.nominal_usd
    return found


def _worked_share(plan: Plan) -> float | None:
    """Hours worked by what is in service, before anything rented works, over its hours."""
    worked = total = 0.0
    busy: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for work in plan.dispatch:
        busy[work.accelerator, work.site, work.period, work.block] += work.accelerators
    units: dict[tuple[str, str, str], float] = defaultdict(float)
    for fleet in plan.fleet:
        units[fleet.accelerator, fleet.site, fleet.period] += fleet.accelerators
    hours = {period.period: period.hours for period in plan.periods}
    for (accelerator, site, period), there in units.items():
        for block, length in hours[period].items():
            worked += length * min(there, busy[accelerator, site, period, block])
            total += length * there
    return min(1.0, worked / total) if total else None


def _stranded(plan: Plan) -> float:
    """Payments of orders, even over their periods in service, for the share of a pool that no block needs."""
    idle = {
        (pool.accelerator, pool.site, pool.dedicated_to, pool.period): 1
        - max(pool.busy, pool.set_aside) / pool.in_service
        for pool in plan.pools
        if pool.in_service > max(pool.busy, pool.set_aside)
    }
    usd = 0.0
    for order in plan.orders:
        inside = [
            period.period
            for period in plan.periods
            if period.period >= order.in_service_period
            and not (order.service_until and period.period >= order.service_until)
        ]
        for month in inside:
            share = idle.get((order.accelerator, order.site, order.dedicated_to, month), 0.0)
            usd += share * order.cost_usd / len(inside)
    return usd


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-9, abs_tol=CENTS)
