"""One point of a sweep: from a scenario as text and its changes to a row of figures, in whatever process it runs."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from models.calendar import month_number
from models.hedge import Hedge
from models.plan import Plan, PlanStatus
from models.scenario import Scenario
from models.sweep import SWEEP_VERSION, Entry, Point, Row, Value
from models.varied import varied
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime, Outcome, Planned
from solver.answers.planning import make_plan
from solver.answers.versions import versions
from solver.hedge.cases import CaseProblem
from solver.hedge.make import Hedged, HedgeOutcome, NoCommonStart, make_hedge
from solver.search.options import Decided, SearchOptions

ROUNDING = 1e-9
"""Gap that is rounding."""
MESSAGE = 500
"""Letters of a message at most."""
PACKS = 6
"""Decimals of packs: what is below is rounding."""
_ONE_AT_A_TIME = threading.Lock()
"""HiGHS keeps its threads by process, so a worker with several threads still solves one point after the other."""


class VersionError(RuntimeError):
    """A worker computes with other versions than the process that asks it."""


@dataclass(frozen=True)
class Asked:
    """What all points of a sweep have in common."""

    scenario: str
    """The base scenario, as `models.varied.as_text` writes it."""
    case: str | None
    """The case that is planned; None: all at once, by one plan."""
    options: SearchOptions
    months_now: int
    """Orders placed in so many first months count as decided now [months]."""
    previous: Decided | None = None
    """What the base plan decided; a point keeps to it where that stays within the gap."""


@dataclass(frozen=True)
class Job:
    """One point for a worker."""

    asked: Asked
    point: Point
    key: str
    versions: tuple[tuple[str, str], ...]


def job_of(asked: Asked, point: Point) -> Job:
    """The point as a job, with the key of its result."""
    computed_with = _versions()
    everything = {
        "format": SWEEP_VERSION,
        "scenario": asked.scenario,
        "case": asked.case,
        "options": asdict(asked.options),
        "months_now": asked.months_now,
        "previous": _plain(asked.previous),
        "changes": [change.model_dump(mode="json") for change in point.changes],
        "versions": computed_with,
    }
    text = json.dumps(everything, sort_keys=True)
    return Job(asked, point, hashlib.sha256(text.encode()).hexdigest()[:32], computed_with)


def _plain(previous: Decided | None) -> Any:
    if previous is None:
        return None
    return [sorted([*key, packs] for key, packs in previous.orders.items()), sorted(previous.starts)]


def _versions() -> tuple[tuple[str, str], ...]:
    """Versions that a result depends on."""
    return tuple((name, version) for name, version in versions().items() if name != "python")


def solve_point(job: Job) -> Entry:
    """Solve a point.

    Raises
    ------
    VersionError
        where this process computes with other versions than the one that made the job.
    """
    if job.versions != _versions():
        raise VersionError(f"a worker computes with {dict(_versions())}, asked for is {dict(job.versions)}")
    with _ONE_AT_A_TIME:
        begin = time.perf_counter()
        row = _row(job)
        return Entry(row=row, seconds=time.perf_counter() - begin)


@lru_cache(maxsize=2)
def _read(text: str) -> Scenario:
    return Scenario.model_validate_json(text)


def _row(job: Job) -> Row:
    asked = job.asked
    try:
        given = _read(asked.scenario)
        scenario = varied(given, asked.case or given.cases[0].id, job.point.changes)
    except ValueError as error:
        return _without(job, "bad_input", str(error))
    try:
        if asked.case is None:
            return hedged_row(job, make_hedge(scenario, asked.options))
        outcome = make_plan(scenario, asked.case, asked.options, previous=asked.previous, explain=False)
    except Exception as error:  # noqa: BLE001  # one point must not end a sweep of thousands; its row says what it was
        return _without(job, "failed", f"{type(error).__name__}: {error}")
    return row_of(job, outcome)


def row_of(job: Job, outcome: Outcome) -> Row:
    """What is kept of an outcome."""
    match outcome:
        case Planned(plan):
            return Row(key=job.key, levels=job.point.levels, status=plan.status, **figures(plan, job.asked.months_now))
        case Infeasible(why):
            return _without(job, "infeasible", "; ".join(row.sentence for row in why.unservable))
        case NoPlanInTime():
            return _without(job, "no_plan", "")
        case Failed(reason, audit):
            return _without(job, "failed", "; ".join((reason, *(audit.failures[:1] if audit else ()))))


def hedged_row(job: Job, outcome: HedgeOutcome) -> Row:
    """What is kept of one plan for all cases."""
    match outcome:
        case Hedged(hedge):
            is_proven = hedge.gap <= job.asked.options.gap + ROUNDING
            status: PlanStatus = "optimal_within_gap" if is_proven else "stopped_at_limit"
            return Row(key=job.key, levels=job.point.levels, status=status, **hedged_figures(hedge))
        case NoCommonStart(reason):
            return _without(job, "infeasible", reason)
        case CaseProblem(case, of_case):
            row = row_of(job, of_case)
            return row.model_copy(update={"message": f"case {case}: {row.message or row.status}"[:MESSAGE]})
        case _:
            return row_of(job, outcome)


def hedged_figures(hedge: Hedge) -> dict[str, Any]:
    """The figures of a row that is about all cases."""
    orders: dict[str, float] = defaultdict(float)
    for order in hedge.firm_orders:
        orders[order.offer] += order.packs
    return {
        "objective_usd": hedge.expected_usd,
        "bound_usd": hedge.bound_usd,
        "gap": hedge.gap,
        "orders": {offer: round(packs, PACKS) for offer, packs in sorted(orders.items())},
        "first_orders": tuple(sorted(orders)),
        "cvar_usd": hedge.cvar_usd,
    }


def _without(job: Job, status: Any, message: str) -> Row:
    levels: dict[str, Value] = job.point.levels
    return Row(key=job.key, levels=levels, status=status, message=message[:MESSAGE])


def figures(plan: Plan, months_now: int) -> dict[str, Any]:
    """The figures of a row."""
    orders: dict[str, float] = defaultdict(float)
    bound: dict[str, float] = defaultdict(float)
    power: dict[str, float] = defaultdict(float)
    for order in plan.orders:
        orders[order.offer] += order.packs
    for due in plan.exposure:
        bound[due.period] += due.usd
    for site in plan.sites:
        power[site.period] += site.power_kw
    return {
        "objective_usd": plan.objective_usd,
        "bound_usd": plan.bound_usd,
        "gap": plan.gap,
        "nominal_usd": plan.costs.total_nominal_usd,
        "orders": {offer: round(packs, PACKS) for offer, packs in sorted(orders.items())},
        "accelerators": _accelerators(plan),
        "tokens": _tokens(plan),
        "first_orders": _first_orders(plan, months_now),
        "carbon_kg": sum(site.carbon_kg for site in plan.sites),
        "lock_in_usd": max(bound.values(), default=0.0),
        "power_kw": max(power.values(), default=0.0),
        "vendors": plan.simplicity.vendors if plan.simplicity else None,
    }


def _accelerators(plan: Plan) -> dict[str, float]:
    """Accelerators by offer or holding, in the mean over all hours; a dated block counts on its days."""
    length = {row.period: row.hours for row in plan.periods}
    hours: dict[str, float] = defaultdict(float)
    for unit in plan.fleet:
        hours[unit.offer] += unit.accelerators * (
            sum(length[unit.period].values()) if unit.days is None else 24 * unit.days
        )
    for rent in plan.rent:
        hours[rent.offer] += rent.accelerators * length[rent.period][rent.block]
    whole = sum(sum(blocks.values()) for blocks in length.values())
    return {offer: round(used / whole, PACKS) for offer, used in sorted(hours.items()) if used}


def _tokens(plan: Plan) -> dict[str, float]:
    """Tokens over the horizon by endpoint, input and output."""
    tokens: dict[str, float] = defaultdict(float)
    for use in plan.endpoints:
        tokens[use.endpoint] += use.input_tokens + use.output_tokens
    return dict(sorted(tokens.items()))


def _first_orders(plan: Plan, months_now: int) -> tuple[str, ...]:
    """Offers ordered and commitments signed in the first months."""
    until = month_number(plan.periods[0].period) + months_now
    ordered = [(row.offer, row.order_period) for row in plan.orders]
    signed = [(row.commitment, row.order_period) for row in plan.commitments]
    return tuple(sorted({name for name, month in (*ordered, *signed) if month_number(month) < until}))
