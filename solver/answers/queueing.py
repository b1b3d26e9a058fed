"""Headroom sized by queueing: what is held, what the exact formula asks for, and the excess of the tangent."""

from __future__ import annotations

from models.derived import QueueingUse
from solver.program.build import Program
from solver.program.families.queueing import spread
from solver.program.instance import Instance
from solver.program.peaks import hold_for_peak
from solver.sizing.queueing import servers_needed


def tighten(program: Program) -> None:
    """Hold what the share of the peak asks for and no more: a surplus costs nothing and says nothing.

    A share where none is allowed is the solver's rounding and goes: a hold of it would cost a pool's fixed part.
    """
    m, x = program.model, program.instance
    for (r, t, b, k), carry in m.carry.items():
        if spread(m, r, t, k).value < 0.5:
            carry.set_value(0.0, skip_validation=True)
        if (r, t, b, k) in m.replicas:
            continue  # whole ones, in number also for what is served and may fail
        m.hold[r, t, b, k].set_value(hold_for_peak(x, r, t, b, k).held(carry.value), skip_validation=True)


def queueing_uses(program: Program) -> tuple[QueueingUse, ...]:
    """A row for every share of a peak carried; `load_values` comes first."""
    m, x = program.model, program.instance
    return tuple(_use(x, key, carry.value, m.hold[key].value) for key, carry in m.carry.items() if carry.value)


def _use(x: Instance, key: tuple[int, int, int, int], share: float, held: float) -> QueueingUse:
    """A row; `share` of the peak is carried, `held` is set aside [accelerators]."""
    r, t, b, _ = key
    _, j, arc = x.arcs[r]
    peak, waiting = hold_for_peak(x, *key), arc.workload.waiting
    if waiting is None:
        raise ValueError(f"{arc.workload.id} has no `waiting`")
    requests = peak.load * share * arc.slots
    slots = servers_needed(requests, waiting.probability, waiting.dispersion)
    needed = peak.needed(share, slots / arc.slots)
    return QueueingUse(
        workload=arc.workload.id,
        geography=arc.geography,
        accelerator=arc.accelerator.id,
        site=arc.site.id,
        dedicated=x.pools[j].is_dedicated,
        period=x.scenario.horizon.label(t),
        block=x.blocks[b].id,
        requests_in_service=requests,
        slots_needed=slots,
        accelerators_needed=needed,
        excess_accelerators=max(0.0, held - needed),
    )
