"""The engineers of the policy: what ports and changes take of them, quarter by quarter."""

from __future__ import annotations

from typing import NamedTuple

from models.plan import Plan
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.money import changes_per_quarter
from solver.proof.audit.notes import Notes
from solver.proof.audit.ports import Port, ports_of, price_share
from solver.proof.audit.state import State

UNIT = "engineer-months"


class Quarter(NamedTuple):
    """Three months, or one period where periods are longer; `months` inside the horizon, `most` [engineer-months]."""

    label: str
    months: int
    most: float | None
    ports: list[float]
    changes: list[float]


def check_engineers(state: State, ledger: Ledger) -> None:
    """Ports and changes fit the engineers there are in every quarter."""
    for quarter in _quarters(state):
        if quarter.most is not None:
            used = [*quarter.ports, *quarter.changes]
            ledger.at_most("ports_fit_engineers", (f"quarter from {quarter.label}",), used, [quarter.most], UNIT)
            ledger.limit("ports_fit_engineers", "engineers", frozenset((quarter.label,)), sum(used), quarter.most)


def check_engineer_uses(plan: Plan, state: State, notes: Notes) -> None:
    """The quarters that a plan states, none missing, and the effort of each port."""
    own = _quarters(state)
    notes.same("engineers", "list of quarters", [row.period for row in plan.engineers], [q.label for q in own])
    for row, quarter in zip(plan.engineers, own, strict=False):
        where = f"engineers ({row.period})"
        notes.same(where, "months", row.months, quarter.months)
        notes.close(where, f"porting_engineer_months [{UNIT}]", row.porting_engineer_months, sum(quarter.ports))
        notes.close(where, f"upkeep_engineer_months [{UNIT}]", row.upkeep_engineer_months, sum(quarter.changes))
        notes.figure(where, f"capacity_engineer_months [{UNIT}]", row.capacity_engineer_months, quarter.most)


def port_effort(state: State, port: Port) -> float:
    """Effort of a port [engineer-months]; 0 where the policy has no engineers."""
    if state.facts.policy.engineers is None:
        return 0.0
    return price_share(state, port) * state.facts.stacks[port[1]].port_engineer_months


def _quarters(state: State) -> list[Quarter]:
    """Quarters from the first period on; nothing without engineers."""
    engineers, time = state.facts.policy.engineers, state.facts.time
    if engineers is None:
        return []
    found, length = [], max(1, time.whole(3))
    for first in range(0, time.periods, length):
        periods = range(first, min(first + length, time.periods))
        months, per_quarter = len(periods) * time.months, engineers.engineer_months_per_quarter
        most = None if per_quarter is None else per_quarter * months / 3
        ports = [
            share * port_effort(state, port) for port in ports_of(state) for share in _worked(state, port, periods)
        ]
        changes = [effort for port in ports_of(state) for effort in _changes(state, port, periods)]
        found.append(Quarter(time.labels[first], months, most, ports, changes))
    return found


def _worked(state: State, port: Port, periods: range) -> list[float]:
    """Parts of a port's effort that fall into some periods: equal ones from its start to before it is ready."""
    _, stack, start = port
    worked = range(start, max(start + 1, state.facts.port_ready(stack, start)))
    return [1 / len(worked) for t in worked if t in periods]


def _changes(state: State, port: Port, periods: range) -> list[float]:
    """Effort of the changes carried onto a ready stack in some periods [engineer-months]."""
    workload, name, start = port
    each = state.facts.stacks[name].change_engineer_months * state.facts.time.months / 3
    ready = state.facts.port_ready(name, start)
    return [float(changes_per_quarter(state.facts, workload, t)) * each for t in periods if t >= ready]
