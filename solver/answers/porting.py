"""Ports of a solution, their cost and effort, and the engineers' quarters."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from models.porting import EngineerUse, Port
from solver.program.instance import Instance
from solver.sizing.demand import periods_of
from solver.sizing.porting import capacity, first_ports, port_share, port_usd, quarters, upkeep_effort

Starts = dict[tuple[str, str], int]
"""Period in which each port (workload, stack) starts."""


def ported(m: pyo.ConcreteModel) -> Starts:
    """Ports of the (single) case."""
    return {(w, s): u for (w, s, u, _), port in m.port.items() if port.value > 0.5}


def port_of(m: pyo.ConcreteModel, kind: str, key: tuple[Any, ...]) -> tuple[str, str]:
    """Workload and stack that a cost of a decision `port` or `first` belongs to."""
    if kind == "port":
        return str(key[0]), str(key[1])
    return next(port for port in first_ports(ported(m)) if port[1] == key[0])


def port_rows(x: Instance, starts: Starts) -> tuple[Port, ...]:
    """Ports with their cost and effort: the first to a stack in full, every further one as learned."""
    in_full, label = first_ports(starts), x.scenario.horizon.label
    has_engineers = x.scenario.policy.engineers is not None
    rows = []
    for (w, s), u in starts.items():
        stack = x.stacks[s]
        factor = 1.0 if (w, s) in in_full else stack.learning
        rows.append(
            Port(
                workload=w,
                stack=s,
                start_period=label(u),
                ready_period=label(u + periods_of(stack.port_months, x.scenario)),
                cost_usd=factor * port_usd(x.scenario, stack),
                engineer_months=factor * stack.port_engineer_months * has_engineers,
            )
        )
    return tuple(rows)


def engineer_uses(x: Instance, starts: Starts) -> tuple[EngineerUse, ...]:
    """Effort by quarter; nothing where the policy has no engineers."""
    if x.scenario.policy.engineers is None:
        return ()
    return tuple(_use(x, starts, span) for span in quarters(x.scenario))


def _use(x: Instance, starts: Starts, span: range) -> EngineerUse:
    workloads, in_full = {w.id: w for w in x.scenario.workloads}, first_ports(starts)
    porting = upkeep = 0.0
    for (w, s), u in starts.items():
        stack = x.stacks[s]
        factor = 1.0 if (w, s) in in_full else stack.learning
        porting += factor * stack.port_engineer_months * port_share(x.scenario, stack, u, span)
        upkeep += upkeep_effort(x.scenario, workloads[w], stack, u, span)
    return EngineerUse(
        period=x.scenario.horizon.label(span.start),
        months=len(span) * x.M,
        porting_engineer_months=porting,
        upkeep_engineer_months=upkeep,
        capacity_engineer_months=capacity(x.scenario, span),
    )
