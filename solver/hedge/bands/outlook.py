"""The question that each case puts to a plan for all: what stands idle, what is spent, how long firm orders last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import fsum

from models.bands import Tranche
from models.calendar import month_text
from models.outlook import CaseOutlook, OutlookPeriod
from models.plan import Plan
from solver.hedge.bands.bands import Outlooks

Pool = tuple[str, str, str | None]
"""Accelerator, site and owner."""


def outlooks(o: Outlooks, rows: Sequence[Tranche]) -> tuple[CaseOutlook, ...]:
    """Of every case, as far as its plan tells; when firm orders fall short is still to be found."""
    horizon = o.scenario.horizon
    next_cycle = month_text(horizon.first + o.scenario.policy.uncertainty.procurement_cycle_months)
    spend = {case: _spend(plan) for case, plan in o.plans.items()}
    mean = {
        p.period: fsum(o.weight[case] * spend[case].get(p.period, 0.0) for case in o.plans)
        for p in o.plans[o.central].periods
    }
    return tuple(
        CaseOutlook(
            case=case,
            utilization=_utilization(plan),
            stranded_usd=round(_stranded_usd(plan), 2),
            periods=tuple(
                OutlookPeriod(
                    period=period,
                    spend_usd=round(spend[case].get(period, 0.0), 2),
                    variance_usd=round(spend[case].get(period, 0.0) - usual, 2),
                    served_share=_served(plan, period),
                )
                for period, usual in mean.items()
            ),
            next_cycle=next_cycle,
            must_order=tuple(
                row.id for row in rows if row.triggers and case in row.cases and row.order_by < next_cycle
            ),
        )
        for case, plan in o.plans.items()
    )


def next_cycle_period(o: Outlooks) -> int:
    """First period that starts in the next procurement cycle; the number of periods where it lies past the horizon."""
    horizon = o.scenario.horizon
    first = horizon.first + o.scenario.policy.uncertainty.procurement_cycle_months
    return next((t for t in range(horizon.periods) if horizon.period_start(t) >= first), horizon.periods)


def _spend(plan: Plan) -> dict[str, float]:
    """Nominal payments by period; what lies past the horizon is left out."""
    found: dict[str, list[float]] = defaultdict(list)
    for line in plan.costs.lines:
        if line.period is not None:
            found[line.period].append(line.nominal_usd)
    return {period: fsum(amounts) for period, amounts in found.items()}


def _served(plan: Plan, period: str) -> float | None:
    """Smallest share served of a workload that asks for something and cannot wait longer than the period."""
    waiting = {row.workload for row in plan.deferrable}
    shares = [
        min(1.0, row.share_served)
        for row in plan.service
        if row.period == period and row.share_served is not None and row.workload not in waiting
    ]
    return min(shares, default=None)


def _utilization(plan: Plan) -> float | None:
    """Hours worked by what is in service over its hours; work runs on what is in service before anything is rented."""
    hours = {row.period: row.hours for row in plan.periods}
    busy: dict[tuple[tuple[str, str], str, str], float] = defaultdict(float)
    there: dict[tuple[tuple[str, str], str], float] = defaultdict(float)
    for row in plan.fleet:
        there[(row.accelerator, row.site), row.period] += row.accelerators
    for work in plan.dispatch:
        busy[(work.accelerator, work.site), work.period, work.block] += work.accelerators
    worked = sum(
        min(units, there.get((place, period), 0.0)) * hours[period][block]
        for (place, period, block), units in busy.items()
    )
    total = sum(units * sum(hours[period].values()) for (_, period), units in there.items())
    return min(1.0, worked / total) if total else None


def _stranded_usd(plan: Plan) -> float:
    """Payments of orders, spread evenly over their periods in service, that fall on accelerators nothing needs."""
    idle = _idle(plan)
    periods = [row.period for row in plan.periods]
    usd = 0.0
    for order in plan.orders:
        served = [
            period
            for period in periods
            if order.in_service_period <= period and (order.service_until is None or period < order.service_until)
        ]
        pool = (order.accelerator, order.site, order.dedicated_to)
        usd += sum(order.cost_usd / len(served) * idle.get((pool, period), 0.0) for period in served)
    return usd


def _idle(plan: Plan) -> Mapping[tuple[Pool, str], float]:
    """Share of the accelerators in service of a pool that no block keeps busy or sets aside, by period."""
    return {
        ((row.accelerator, row.site, row.dedicated_to), row.period): max(
            0.0, 1 - max(row.busy, row.set_aside) / row.in_service
        )
        for row in plan.pools
        if row.in_service
    }
