"""Service, its cost and its bottleneck as a plan states them."""

from __future__ import annotations

from decimal import Decimal

from models.derived import ServiceUse, Unassigned
from models.plan import Plan
from models.units import per_hour
from solver.proof.audit.bottlenecks import Bottlenecks
from solver.proof.audit.charges import Charges
from solver.proof.audit.facts import Pool
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.notes import CENT, Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.placement import Key
from solver.proof.audit.use import Use

SUM_SLACK = 1e-6
"""How far the costs of all workloads and of none may be from the total [USD]."""


def check_service(plan: Plan, use: Use, charges: Charges, notes: Notes) -> None:
    """Every workload in every period; with the cost of nobody it adds up to the nominal total."""
    named = {((c.workload, c.geography), (c.accelerator, c.site)): (c.benchmark, c.bottleneck) for c in plan.capacities}
    judge = Bottlenecks(use, named)
    missing = set(charges.of_workload)
    notes.once("service", ((row.workload, row.period) for row in plan.service))
    for row in plan.service:
        where = f"service ({row.workload}, {row.period})"
        pair = row.workload, use.time.period_of.get(row.period, -1)
        if pair not in charges.of_workload:
            notes.sentences.append(f"{where}: there is no such workload or period")
            continue
        missing.discard(pair)
        _check_work(row, use, pair[1], where, notes)
        _check_use(row, use, pair[1], where, notes)
        notes.usd(where, "cost_usd", row.cost_usd, float(charges.of_workload[pair]))
        if row.bottleneck not in judge.of(*pair):
            notes.same(where, "bottleneck", row.bottleneck, min(judge.of(*pair), key=str))
    for workload, period in sorted(missing):
        notes.sentences.append(f"service ({workload}, {use.time.labels[period]}): the row is missing")
    _check_unassigned(plan, use, charges, notes)
    costs = [*(row.cost_usd for row in plan.service), *(row.cost_usd for row in plan.unassigned)]
    parts, total = sum(map(exact, costs), Decimal(0)), plan.costs.total_nominal_usd
    notes.near("service and unassigned", "sum of costs [USD]", float(parts), total, SUM_SLACK)


def _check_work(row: ServiceUse, use: Use, period: int, where: str, notes: Notes) -> None:
    """What is asked and what is served."""
    workload, keys = use.facts.streams[row.workload], use.keys(row.workload)
    asked = sum(use.units_asked(key, period) for key in keys)
    served = _units_served(use, row.workload, period)
    rate = per_hour(workload.service_unit)
    notes.same(where, "unit", row.unit, workload.service_unit)
    notes.figure(where, "mean_demand", row.mean_demand, asked / rate / use.time.hours[period])
    notes.figure(where, "peak_demand", row.peak_demand, _peak(use, row.workload, period))
    notes.figure(where, "units_asked", row.units_asked, asked)
    notes.figure(where, "units_served", row.units_served, served)
    notes.figure(where, "share_served", row.share_served, served / asked if asked else None)
    waiting = sum(use.backlogs.get((key, period), 0.0) for key in keys)
    workable = sum(max(use.facts.demand[key].units) for key in keys)
    notes.near(where, "backlog_units", row.backlog_units, waiting, ROW_TOLERANCE * workable)
    own = row.cost_usd / served if served else None
    notes.figure(where, "usd_per_unit", row.usd_per_unit, own)


def _units_served(use: Use, workload: str, period: int, *, on_ours: bool = False) -> float:
    """Units served in all, or on accelerators alone."""
    pools = [(key, pool) for key in use.keys(workload) for pool in use.hours[key, period]]
    left = [(key, pool) for key, pool in pools if not (on_ours and pool[0] in use.facts.endpoints)]
    return sum(use.units_from(key, period, pool) for key, pool in left)


def _peak(use: Use, workload: str, period: int) -> float:
    """Highest sustained demand of a block, all geographies together [service unit]."""
    keys = use.keys(workload)
    return max(sum(use.facts.demand[key].peak[q] for key in keys) for q in use.time.slots_of(period))


def _check_use(row: ServiceUse, use: Use, period: int, where: str, notes: Notes) -> None:
    """What it takes of its pools."""
    hours: dict[Pool, float] = {}
    for key in use.keys(row.workload):
        ours = {pool: busy for pool, busy in use.hours[key, period].items() if pool[0] not in use.facts.endpoints}
        for pool, busy in ours.items():
            hours[pool] = hours.get(pool, 0.0) + busy
    total = sum(hours.values())
    weighted = sum(busy * (use.pools[pool].utilization(period) or 0.0) for pool, busy in hours.items())
    per = _units_served(use, row.workload, period, on_ours=True) / total if total else None
    held = [sum(_held_on_ours(use, key, q) for key in use.keys(row.workload)) for q in use.time.slots_of(period)]
    notes.figure(where, "accelerator_hours", row.accelerator_hours, total)
    notes.figure(where, "units_per_accelerator_hour", row.units_per_accelerator_hour, per)
    notes.figure(where, "utilization", row.utilization, weighted / total if total else None)
    notes.figure(where, "set_aside", row.set_aside, max(held))


def _held_on_ours(use: Use, key: Key, slot: int) -> float:
    """Accelerators set aside."""
    held = use.state.hold[key][slot].items()
    return sum(accelerators for pool, accelerators in held if pool[0] not in use.facts.endpoints)


def _check_unassigned(plan: Plan, use: Use, charges: Charges, notes: Notes) -> None:
    """Costs of no workload: each with its reason, none missing."""
    missing = dict(charges.of_nobody)
    notes.once("unassigned", (_key(row) for row in plan.unassigned))
    for row in plan.unassigned:
        place = " at ".join(filter(None, (row.commitment, row.agreement, row.accelerator, row.site)))
        where = f"unassigned ({row.reason}, {place}, {row.period})"
        period = use.time.period_of.get(row.period, -1)
        own = missing.pop((row.reason, _key(row)[1], period), Decimal(0))
        notes.usd(where, "cost_usd", row.cost_usd, float(own))
    for (reason, pool, period), usd in missing.items():
        if abs(usd) > CENT:
            text = f"unassigned ({reason}, {' at '.join(filter(None, pool[:2]))}, {use.time.labels[period]})"
            notes.sentences.append(f"{text}: {usd:.2f} USD are missing")


def _key(row: Unassigned) -> tuple[str, Pool, str]:
    first = row.accelerator or row.commitment or row.agreement or ""
    return row.reason, (first, row.site or "", row.dedicated_to or ""), row.period
