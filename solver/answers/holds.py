"""Setting aside no more than headroom asks for, where a planner would look for it.

Holding is free, so a search may leave any amount of it, on any pool that has room: more than is asked, and on units
that do nothing else for the workload. Which of the equally dear ways a plan shows is settled here, always the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from solver.answers.in_use import tool_what_is_used
from solver.answers.quotas import count_least
from solver.answers.replicas import settle_replicas
from solver.answers.start_up import call_least
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.families.adoption import ready_ports
from solver.program.families.maturity import may_hold
from solver.program.families.moving import is_moved
from solver.program.peaks import hold_for_peak
from solver.program.standing import waits_for_start

DUST = 1e-12
"""Share of a need below which nothing more is set aside."""


def settle_holds(program: Program) -> None:
    """Hold the need and no more: in the pools that serve the work in the block, then where units stand, then as found.

    Every row that held still holds: no workload takes room that another one's hold needs, and stacks that are not ready
    and pools that are not used get nothing. Pools that serve share the need as they share the work, as far as they have
    room. `load_values` comes first.
    """
    for with_standing in (False, True):  # room is first for those that work there
        use = Use(program)
        for t in range(use.x.T):
            for b in use.x.peaks:
                _settle(program, use, t, b, with_standing=with_standing)
    call_least(program)
    count_least(program)
    tool_what_is_used(program)


def _settle(program: Program, use: Use, t: int, b: int, *, with_standing: bool) -> None:
    """The holds of one peak, workload by workload."""
    m, x = program.model, program.instance
    backing = [use.backing(j, t, b) for j in range(len(x.pools))]
    room = [inf if most is None else most - use.pool_held[j][t][b] for j, most in enumerate(backing)]
    for j in (j for j in range(len(room)) if waits_for_start(x, j, t)):
        room[j] = -inf  # no hold may take the room of another one, which may start faster
    for i, arcs in enumerate(x.arcs_of_work):
        if any((r, t, 0) in m.kept for r in arcs):
            _hold_no_more(program, i, t, b)  # replicas cost money: where they are is for the search to say
            continue
        if x.works[i].has_whole_replicas:
            standing = [r for r in arcs if with_standing and use.there[x.arcs[r][1]][t] and _is_open(program, r, t)]
            settle_replicas(program, i, (t, b), use, room, [r for r in standing if (r, t, b, 0) in m.hold])
            continue
        if x.works[i].has_queueing:
            _settle_carried(program, i, (t, b), use, room)
            continue
        held = {r: use.held[r][t][b] for r in arcs if (r, t, b, 0) in m.hold}
        open_now = [r for r in held if _is_open(program, r, t)]
        most = {r: max(held[r], held[r] + room[x.arcs[r][1]]) * x.throughput(r) for r in open_now}
        served = {r: use.serving[r][t][b] * x.throughput(r) for r in open_now if use.serving[r][t][b]}
        standing = [r for r in open_now if with_standing and use.there[x.arcs[r][1]][t]]
        found = {r: amount * x.throughput(r) for r, amount in held.items()}
        need = x.peak_need[0][i][t][b]
        shares = _shares(need, most, served, standing, found)
        if need and not may_hold(x, i, t, {r: amount / need for r, amount in shares.items()}):
            continue  # new silicon may take no more of it
        for r, before in held.items():
            m.hold[r, t, b, 0].set_value(shares.get(r, 0.0) / x.throughput(r), skip_validation=True)
            room[x.arcs[r][1]] += before - m.hold[r, t, b, 0].value


def _hold_no_more(program: Program, i: int, t: int, b: int) -> None:
    """The holds of a peak where they are, in parts of replicas and without queueing all smaller alike, to the need."""
    m, x = program.model, program.instance
    keys = {r: (r, t, b, 0) for r in x.arcs_of_work[i] if (r, t, b, 0) in m.hold}
    held = sum(m.hold[key].value * x.throughput(r) for r, key in keys.items())
    if held > x.peak_need[0][i][t][b] and not (x.works[i].has_whole_replicas or x.works[i].has_queueing):
        for key in keys.values():
            m.hold[key].set_value(m.hold[key].value * x.peak_need[0][i][t][b] / held, skip_validation=True)


def _settle_carried(program: Program, i: int, at: tuple[int, int], use: Use, room: list[float]) -> None:
    """A peak sized by queueing is carried whole by the pool that serves most of the block and has room, else as found.

    Whole, as a split peak asks for more; its row `peak_is_carried` still holds, and no hold grows beyond the room.
    """
    m, x = program.model, program.instance
    t, b = at
    keys = {r: (r, t, b, 0) for r in x.arcs_of_work[i] if (r, t, b, 0) in m.hold}
    serving = [r for r in keys if use.serving[r][t][b] and _is_open(program, r, t) and may_hold(x, i, t, {r: 1.0})]
    for chosen in sorted(serving, key=lambda r: -use.serving[r][t][b]):
        freed = {r: m.hold[key].value for r, key in keys.items()}
        own = sum(held for r, held in freed.items() if x.arcs[r][1] == x.arcs[chosen][1])
        need = hold_for_peak(x, *keys[chosen]).held(1.0)
        if need <= room[x.arcs[chosen][1]] + own:
            for r, key in keys.items():
                m.carry[key].set_value(float(r == chosen), skip_validation=True)
                m.hold[key].set_value(need * (r == chosen), skip_validation=True)
                room[x.arcs[r][1]] += freed[r] - m.hold[key].value
            return


def _is_open(program: Program, r: int, t: int) -> bool:
    """Whether the plan lets an arc hold in a period: stack and data are ready, and the work may use the pool."""
    m, x = program.model, program.instance
    workload, stack = x.arcs[r][2].workload, x.arcs[r][2].accelerator.stack
    starts = ready_ports(x, stack, t) if x.needs_port(workload, stack) else None
    ports = [m.port[workload.workload_id, stack, u, x.tree.node(0, u)] for u in starts or ()]
    is_ready = starts is None or any(port.value > 0.5 for port in ports)
    is_chosen = (r, 0) not in m.choose or m.choose[r, 0].value > 0.5
    return is_ready and is_moved(m, x, r, t, 0) and is_chosen and (r not in m.use or m.use[r].value > 0.5)


def _shares(
    need: float, most: dict[int, float], served: dict[int, float], standing: Iterable[int], found: dict[int, float]
) -> dict[int, float]:
    """The need split over arcs, all in the workload's service unit.

    Parameters
    ----------
    most : what there is room for, by arc that may hold.
    served : work of the block, by arc that serves.
    standing : arcs into pools with units in service.
    found : what was held before; together with `most` it bounds what is placed where nothing serves or stands.
    """
    work = sum(served.values())
    placed = {r: min(most[r], need * amount / work) for r, amount in served.items()}
    for r in (*served, *standing):
        left = need - sum(placed.values())
        if left > DUST * need:
            placed[r] = min(most[r], placed.get(r, 0.0) + left)
    left = need - sum(placed.values())
    others = {r: amount for r, amount in found.items() if r not in placed and amount > 0}
    if left > DUST * need and others:
        part = min(1.0, left / sum(others.values()))
        placed |= {r: part * amount for r, amount in others.items()}
    return placed
