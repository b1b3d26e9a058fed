"""Moves and double running of a solution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from models.moving import DoubleRun, Move
from solver.program.instance import Instance
from solver.sizing.moving import double_periods, move_usd


def moves(m: pyo.ConcreteModel, x: Instance) -> tuple[Move, ...]:
    """Every move that starts."""
    workloads, label = {w.id: w for w in x.scenario.workloads}, x.scenario.horizon.label
    return tuple(
        Move(
            workload=w,
            site=site,
            start_period=label(u),
            ready_period=label(u + double_periods(x.scenario)),
            data_tb=workloads[w].data_tb,
            cost_usd=move_usd(x.scenario, workloads[w]),
        )
        for (w, site, u, _), move in m.move.items()
        if move.value > 0.5
    )


def double_runs(
    m: pyo.ConcreteModel, x: Instance, names: Callable[[int, int, int], dict[str, Any]]
) -> tuple[DoubleRun, ...]:
    """Shares that run double; `names` gives the arc, period and block of a record."""
    return tuple(
        DoubleRun(
            **names(r, t, b),
            share=share.value,
            accelerators=0.0 if x.arcs[r][2].accelerator.is_managed else share.value * x.load(r, t, b, k),
        )
        for (r, t, b, k), share in m.double.items()
        if share.value
    )
