"""Milestones: when most of a workload goes over to specialized silicon, or back from the cloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.moving import Milestone
from models.plan import Plan
from models.vocabulary import SPECIALIZED_CLASSES
from solver.proof.audit.facts import Pool
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.notes import Notes
from solver.proof.audit.use import Use

MOST = 0.5 + 1e-6
"""Share of the units above which a workload has gone over."""
NEAR = 1e-9
"""Share by which two stacks or sites serve the same: either may be named."""

Units = dict[str, float]


class Own(NamedTuple):
    """A milestone as the decisions give it."""

    period: str
    sources: frozenset[str]
    targets: frozenset[str]
    share: float
    units_there: float
    """Units that the other side serves from then to the end of the horizon."""


def check_milestones(plan: Plan, use: Use, notes: Notes) -> None:
    """The plan states the milestones that its dispatch gives, each once, none missing."""
    own = _own(use)
    notes.once("milestones", ((row.kind, row.workload) for row in plan.milestones))
    for row in plan.milestones:
        where, found = f"milestones ({row.kind} of {row.workload})", own.pop((row.kind, row.workload), None)
        if found is None:
            notes.sentences.append(f"{where}: the plan has no such milestone")
            continue
        notes.same(where, "period", row.period, found.period)
        notes.near(where, "share", row.share, found.share, ROW_TOLERANCE)
        _check_saving(plan, use, row, found, notes)
        for field, stated, names in (("source", row.source, found.sources), ("target", row.target, found.targets)):
            if stated not in names:
                notes.same(where, field, stated, min(names))
    for kind, workload in own:
        notes.sentences.append(f"milestones ({kind} of {workload}): it is missing")


def _own(use: Use) -> dict[tuple[str, str], Own]:
    facts = use.facts

    def is_special(pool: Pool) -> bool:
        return facts.accelerators[pool[0]].accelerator_class in SPECIALIZED_CLASSES

    def kind_of(pool: Pool) -> str:
        return facts.sites[pool[1]].kind

    found: dict[tuple[str, str], Own | None] = {}
    for workload in facts.workloads:
        found["graduation", workload] = _milestone(
            use, workload, is_special, lambda p: not is_special(p), lambda p: facts.accelerators[p[0]].stack
        )
        found["repatriation", workload] = _milestone(
            use, workload, lambda p: kind_of(p) in ("on_prem", "colo"), lambda p: kind_of(p) == "cloud", lambda p: p[1]
        )
    return {key: own for key, own in found.items() if own}


def _milestone(
    use: Use,
    workload: str,
    is_there: Callable[[Pool], bool],
    is_here: Callable[[Pool], bool],
    name: Callable[[Pool], str],
) -> Own | None:
    """The first period with most units there, if the one served before had some here."""
    before: Units = {}
    for t, label in enumerate(use.time.labels):
        units = _units(use, workload, t)
        total = sum(units.values())
        there = _by_name(units, is_there, name)
        share = sum(there.values()) / total if total else 0.0
        if share > MOST:
            later = (_units(use, workload, u) for u in range(t, use.time.periods))
            units_there = sum(served for units in later for pool, served in units.items() if is_there(pool))
            return Own(label, _leaders(before), _leaders(there), share, units_there) if before else None
        if total:
            before = _by_name(units, is_here, name)
    return None


def _check_saving(plan: Plan, use: Use, row: Milestone, own: Own, notes: Notes) -> None:
    """By the cheapest offers that the plan states for source and target, less the port or the copy [USD]."""
    where = f"milestones ({row.kind} of {row.workload})"
    is_port = row.kind == "graduation"
    found: dict[str, list[float]] = {row.source: [], row.target: []}
    for pair in plan.capacities:
        name = use.facts.accelerators[pair.accelerator].stack if is_port else pair.site
        workload = use.facts.streams[pair.workload].workload_id
        if workload == row.workload and name in found and pair.offer_usd_per_unit is not None:
            found[name].append(pair.offer_usd_per_unit)
    if not all(found.values()):
        notes.same(where, "saving_usd", row.saving_usd, None)
        return
    once = [p.cost_usd for p in plan.ports if is_port and (p.workload, p.stack) == (row.workload, row.target)]
    once += [m.cost_usd for m in plan.moves if not is_port and (m.workload, m.site) == (row.workload, row.target)]
    terms = [min(found[row.source]) * own.units_there, -min(found[row.target]) * own.units_there, -sum(once)]
    if row.saving_usd is None:
        notes.same(where, "saving_usd", None, sum(terms))
    else:  # a difference of large sums: close as they are, not as it is
        slack = ROW_TOLERANCE * max(1.0, *(abs(term) for term in terms))
        notes.near(where, "saving_usd", row.saving_usd, sum(terms), slack)


def _units(use: Use, workload: str, period: int) -> dict[Pool, float]:
    """Units served by pool in a period."""
    found: dict[Pool, float] = {}
    for key in use.keys(workload):
        for pool in use.serving[key, period]:
            found[pool] = found.get(pool, 0.0) + use.units_from(key, period, pool)
    return found


def _by_name(units: dict[Pool, float], is_in: Callable[[Pool], bool], name: Callable[[Pool], str]) -> Units:
    found: Units = {}
    for pool, served in units.items():
        if served and is_in(pool):
            found[name(pool)] = found.get(name(pool), 0.0) + served
    return found


def _leaders(units: Units) -> frozenset[str]:
    most = max(units.values())
    return frozenset(name for name, served in units.items() if served >= most * (1 - NEAR))
