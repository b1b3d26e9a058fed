"""Launches as the audit reads them: what work asks for from its launch on, and the value that is forgone before."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from decimal import Decimal

from models.plan import Plan
from models.workload import Workload
from solver.proof.audit.bill import Bill
from solver.proof.audit.decisions import LaunchRow
from solver.proof.audit.demand import KeyDemand
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.state import State


def may_wait(facts: Facts) -> list[str]:
    """Workloads whose launch a plan decides."""
    is_decided = facts.policy.objective == "value"
    return [w.id for w in facts.workloads.values() if is_decided and w.served == "may"]


def since_launch(facts: Facts, rows: Sequence[LaunchRow]) -> Facts:
    """The facts in which work that may wait asks for nothing before its launch; the same where none may."""
    optional = may_wait(facts)
    if not optional:
        return facts
    first = {row.workload: _start(facts, row) for row in rows if row.workload in optional}
    found = copy.copy(facts)
    found.demand = {
        key: _from(demand, facts.time.slots_of(0)[-1] + 1, first.get(facts.workload_id(key), 0))
        for key, demand in facts.demand.items()
    }
    return found


def _start(facts: Facts, row: LaunchRow) -> int:
    return facts.time.periods if row.period is None else facts.time.period_of.get(row.period, 0)


def _from(demand: KeyDemand, blocks: int, first: int) -> KeyDemand:
    """Nothing in the slots before a period."""
    early = first * blocks

    def cut(by_slot: Sequence[float]) -> list[float]:
        return [0.0] * early + list(by_slot[early:])

    return demand._replace(
        mean=cut(demand.mean),
        units=cut(demand.units),
        peak=cut(demand.peak),
        due=cut(demand.due),
        required=cut(demand.required),
        arriving=cut(demand.arriving),
    )


def check_launches(state: State, rows: Sequence[LaunchRow], ledger: Ledger) -> None:
    """`launches_are_decided`: one launch for all work that may wait, in a period of the horizon or never."""
    facts = state.facts
    for name in may_wait(facts):
        own = sum(row.workload == name for row in rows)
        ledger.equal("launches_are_decided", (name,), [float(own)], [1.0], "launches")
    for row in rows:
        known = row.workload in may_wait(facts)
        ledger.require(known, "launches_are_decided", (row.workload,), "its launch is not for the plan to decide")
        is_date = row.period is None or row.period in facts.time.period_of
        ledger.require(is_date, "launches_are_decided", (row.workload,), f"no period begins in {row.period}")


def value_per_unit(facts: Facts, workload: Workload, period: int) -> Decimal:
    """Value of a unit served in a period [USD]: the latest that holds by its start."""
    known = [month for month in workload.value_from if month <= facts.time.labels[period]]
    return exact(workload.value_from[max(known)] if known else workload.value_per_unit_usd)


def forgone(state: State) -> dict[tuple[str, int], Decimal]:
    """Value of what is not served before its launch, by workload and period [USD]."""
    facts, found = state.facts, dict[tuple[str, int], Decimal]()
    for key, offered in facts.offered.items():
        for q, units in enumerate(offered.arriving):
            left = exact(units) - exact(facts.demand[key].arriving[q])
            if left:
                at = facts.workload_id(key), facts.time.period(q)
                found[at] = found.get(at, Decimal(0)) + left * value_per_unit(facts, offered.workload, at[1])
    return found


def price_launches(state: State, bill: Bill) -> None:
    """Books what is forgone at the end of its period; nobody is paid."""
    for (_, t), usd in forgone(state).items():
        bill.at_end("forgone_value", t, usd)


def check_launch_figures(plan: Plan, state: State, notes: Notes) -> None:
    """The value that every launch forgoes."""
    own = forgone(state)
    for row in plan.launches:
        usd = sum((usd for (name, _), usd in own.items() if name == row.workload), Decimal(0))
        notes.usd(f"launches ({row.workload})", "forgone_usd", row.forgone_usd, float(usd))
