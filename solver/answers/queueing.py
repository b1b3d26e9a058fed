"""Headroom sized by queueing: what is held, what the exact formula asks for, and the excess of the tangent."""

from __future__ import annotations

from models.derived import QueueingUse
from solver.program.build import Program
from solver.program.families.queueing import spread
from solver.program.instance import Instance
from solver.program.peaks import hold_for_peak
from solver.sizing.demand import headroom_ratio
from solver.sizing.queueing import servers_needed


def tighten(program: Program) -> None:
    """Hold what the share of the peak asks for and no more: a surplus costs nothing and says nothing.

    A share where none is allowed is the solver's rounding and goes: a hold of it would cost a pool's fixed part.
    """
    m, x = program.model, program.instance
    for (r, t, b, k), carry in m.carry.items():
        if spread(m, r, t, k).value < 0.5:
            carry.set_value(0.0, skip_validation=True)
        need = hold_for_peak(x, r, t, b, k)
        held = max(need.per_share * carry.value + need.fixed, need.by_ratio * carry.value) if carry.value else 0.0
        m.hold[r, t, b, k].set_value(held, skip_validation=True)


def queueing_uses(program: Program) -> tuple[QueueingUse, ...]:
    """A row for every share of a peak carried; `load_values` comes first."""
    m, x = program.model, program.instance
    return tuple(
        _use(x, r, t, b, carry.value, hold_for_peak(x, r, t, b, k).load, m.hold[r, t, b, k].value)
        for (r, t, b, k), carry in m.carry.items()
        if carry.value
    )


def _use(x: Instance, r: int, t: int, b: int, share: float, whole: float, held: float) -> QueueingUse:
    """A row; `whole` is the load of the whole peak, `held` what is set aside [accelerators]."""
    _, j, arc = x.arcs[r]
    waiting, load = arc.workload.waiting, whole * share
    if waiting is None:
        raise ValueError(f"{arc.workload.id} has no `waiting`")
    slots = servers_needed(load * arc.slots, waiting.probability, waiting.dispersion)
    ratio, needed = headroom_ratio(x.scenario, arc.workload, t), slots / arc.slots
    if arc.workload.headroom_rule == "larger":
        needed = max(needed, (1 + ratio) * load)
    elif arc.workload.headroom_rule == "sum":
        needed += ratio * load
    return QueueingUse(
        workload=arc.workload.id,
        geography=arc.geography,
        accelerator=arc.accelerator.id,
        site=arc.site.id,
        dedicated=bool(x.pools[j].owner),
        period=x.scenario.horizon.label(t),
        block=x.blocks[b].id,
        requests_in_service=load * arc.slots,
        slots_needed=slots,
        accelerators_needed=needed,
        excess_accelerators=max(0.0, held - needed),
    )
