"""Measured months against the cases: which case it looks like, what is off, what to release, hold or cancel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log

from models.calendar import month_number
from models.hedge import Hedge
from models.names import Names
from models.plan import Plan
from models.review import CaseLikelihood, Deviation, Observation, Review
from models.scenario import Scenario
from solver.review.likelihood import likelihoods, path
from solver.review.release import verdicts
from solver.sizing.names import names_of

MUCH_OFF = 2.0
"""Standard errors of the forecast from which on a deviation of demand asks for attention."""
LATENCIES = {"ttft_ms": "ttft", "tpot_ms": "tpot", "e2e_ms": "e2e"}


def review(
    scenario: Scenario,
    seen: Sequence[Observation],
    plans: Mapping[str, Plan],
    hedge: Hedge | None = None,
) -> Review:
    """Hold what was measured against the cases and their plans.

    Parameters
    ----------
    plans: by case, those that are known; what is planned is that of the likeliest case, if it is among them.
    hedge: whose tranches wait for signals.
    """
    cases = likelihoods(scenario, seen)
    has_demand = any(row.measure == "demand" for row in seen)
    likeliest = max(cases, key=lambda row: row.now).case if has_demand else None
    names = names_of(scenario)
    plan = plans.get(likeliest or "") or next(iter(plans.values()), None)
    deviations = tuple(_deviations(scenario, seen, likeliest, plan, names))
    told = tuple(verdicts(seen, hedge.tranches, {t.id: t for t in hedge.triggers})) if hedge else ()
    months = sorted(row.month for row in seen)
    error = scenario.policy.uncertainty.forecast_error
    return Review(
        first=months[0],
        last=months[-1],
        cases=cases,
        likeliest=likeliest,
        forecast_error=error,
        deviations=deviations,
        tranches=told,
        findings=tuple(_findings(scenario, cases, likeliest, deviations, has_demand=has_demand)),
    )


def _deviations(
    scenario: Scenario, seen: Sequence[Observation], case: str | None, plan: Plan | None, names: Names
) -> Iterator[Deviation]:
    for row in seen:
        planned, limit = _planned(scenario, row, case, plan), _limit(scenario, row)
        yield Deviation(
            measure=row.measure,
            subject=_subject(row, names),
            month=row.month,
            measured=row.value,
            planned=planned,
            limit=limit,
            is_exceeded=limit is not None and row.value > limit,
        )


def _subject(row: Observation, names: Names) -> str:
    if row.offer:
        return names.offer(row.offer)
    if row.accelerator and row.site:
        return f"{names.accelerator(row.accelerator)} at {names.site(row.site)}"
    if row.workload and row.geography:
        share = f", {row.percentile} %" if row.percentile else ""
        return f"{names.workload(row.workload)} in {names.geography(row.geography)}{share}"
    return "all"


def _planned(scenario: Scenario, row: Observation, case: str | None, plan: Plan | None) -> float | None:
    if row.measure == "demand" and case and row.workload and row.geography:
        return path(scenario, case, row.workload, row.geography, row.month)
    period = None if plan is None else _period(plan, row.month)
    if plan is None or period is None:
        return None
    months = next(p.months for p in plan.periods if p.period == period)
    if row.measure == "spend_usd":
        return sum(line.nominal_usd for line in plan.costs.lines if line.period == period) / months
    if row.measure == "utilization":
        return _utilization(plan, row, period)
    if row.measure == "delivered_packs":
        return sum(o.packs for o in plan.orders if o.offer == row.offer and o.in_service_period == period)
    return None


def _utilization(plan: Plan, row: Observation, period: str) -> float | None:
    pools = [p for p in plan.pools if (p.accelerator, p.site, p.period) == (row.accelerator, row.site, period)]
    there = [(p.in_service + p.rented, p.utilization) for p in pools if p.utilization is not None]
    total = sum(units for units, _ in there)
    return sum(units * used for units, used in there) / total if total else None


def _period(plan: Plan, month: str) -> str | None:
    """First month of the plan's period that a month is in."""
    started = [p for p in plan.periods if p.period <= month]
    if not started:
        return None
    last = started[-1]
    return last.period if month_number(month) < month_number(last.period) + last.months else None


def _limit(scenario: Scenario, row: Observation) -> float | None:
    """The workload's own latency limit; what failures its benchmarks allow for."""
    workload = next((w for w in scenario.workloads if w.id == row.workload), None)
    if workload is None:
        return None
    if row.measure in LATENCIES:
        metric = LATENCIES[row.measure]
        limits = [t.limit_ms for t in workload.targets if (t.metric, t.percentile) == (metric, row.percentile)]
        return min(limits, default=None)
    if row.measure == "failed_share":
        return max((b.failed_share for b in scenario.benchmarks if b.profile == workload.profile), default=None)
    return None


def _findings(
    scenario: Scenario,
    cases: Sequence[CaseLikelihood],
    likeliest: str | None,
    deviations: Sequence[Deviation],
    *,
    has_demand: bool,
) -> Iterator[str]:
    error = scenario.policy.uncertainty.forecast_error
    if not has_demand:
        yield "No demand was measured: it cannot be told which case it looks like."
    for row in cases:
        if row.case == likeliest and abs(log(1 + row.off)) > MUCH_OFF * error:
            yield (
                f"Demand is {row.off:+.0%} off even the likeliest case, {row.case}: "
                f"none of the cases holds; more than {MUCH_OFF:g} x the forecast error of {error:.0%}."
            )
    for off in deviations:
        if off.is_exceeded:
            allowed = f"above its limit {off.limit:,.6g}"
            yield f"{off.measure} of {off.subject} was {off.measured:,.6g} in {off.month}, {allowed}."
        elif off.measure == "delivered_packs" and off.planned is not None and off.measured < off.planned:
            yield f"{off.subject}: {off.measured:,.6g} packs came in {off.month}, {off.planned:,.6g} were due."
