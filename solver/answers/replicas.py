"""Whole replicas as a plan states them: no more than a peak takes, where a planner would look for them."""

from __future__ import annotations

from collections.abc import Iterable

from solver.answers.use import Use
from solver.program.build import Program
from solver.program.families.maturity import may_hold
from solver.program.peaks import hold_for_peak
from solver.sizing.replicas import replicas_for

ROOM = 1e-9
"""Replicas, as a share, that a pool may lack room for by rounding alone."""


def settle_replicas(
    program: Program, i: int, at: tuple[int, int], use: Use, room: list[float], likely: Iterable[int]
) -> None:
    """Hold no replica too many, first where the work is served in the block, then in the `likely` arcs, last as found.

    Where that breaks a rule, everything stays as found. Shares of a peak carried stay as found in any case. `room`
    [POOLS, accelerators] is kept up to date.
    """
    m, x = program.model, program.instance
    t, b = at
    keys = {r: (r, t, b, 0) for r in x.arcs_of_work[i] if (r, t, b, 0) in m.replicas}
    found = {r: round(m.replicas[key].value) for r, key in keys.items()}
    served = sorted((r for r in keys if use.busy[r][t][b] > 0), key=lambda r: -use.busy[r][t][b])
    order = list(dict.fromkeys([*served, *likely, *(r for r, n in found.items() if n)]))
    placed = _placed(program, i, at, use, room, found, order)
    for r, replicas in (placed or {}).items():
        span = x.arcs[r][2].span
        m.replicas[keys[r]].set_value(replicas, skip_validation=True)
        m.hold[keys[r]].set_value(float(span * replicas), skip_validation=True)
        room[x.arcs[r][1]] += span * (found[r] - replicas)


def _placed(
    program: Program,
    i: int,
    at: tuple[int, int],
    use: Use,
    room: list[float],
    found: dict[int, int],
    order: list[int],
) -> dict[int, int] | None:
    """Replicas by arc: for what is served or carried there, then what the peak lacks; None where that breaks a rule."""
    x, (t, b) = program.instance, at
    spans = {r: x.arcs[r][2].span for r in found}
    placed = {r: max(replicas_for(use.busy[r][t][b], spans[r]), _carried(program, r, t, b)) for r in found}
    need = 0.0 if x.works[i].has_queueing else x.peak_need[0][i][t][b]
    each = {r: spans[r] * x.throughput(r) for r in found}
    least = x.works[i].workload.min_replicas or 0
    for r in order:
        lacking = replicas_for(max(0.0, need - sum(n * each[s] for s, n in placed.items() if s != r)) / each[r], 1)
        wanted = max(placed[r], lacking, least - sum(placed.values()) + placed[r])
        most = found[r] + max(0.0, room[x.arcs[r][1]]) / spans[r] + ROOM
        placed[r] = max(placed[r], wanted if wanted <= most else int(most))
    shares = {r: n * each[r] / x.peak_need[0][i][t][b] for r, n in placed.items()}
    is_enough = sum(n * each[r] for r, n in placed.items()) >= need * (1 - ROOM) and sum(placed.values()) >= least
    is_allowed = x.works[i].has_queueing or may_hold(x, i, t, shares)
    return placed if is_enough and is_allowed else None


def _carried(program: Program, r: int, t: int, b: int) -> int:
    """Replicas for the share of a peak that an arc carries, of work sized by queueing."""
    m, x = program.model, program.instance
    if (r, t, b, 0) not in m.carry:
        return 0
    return replicas_for(hold_for_peak(x, r, t, b, 0).held(m.carry[r, t, b, 0].value), x.arcs[r][2].span)


def make_whole(program: Program) -> None:
    """Set every hold in whole replicas to exactly as many accelerators as they span."""
    m, x = program.model, program.instance
    for key, replicas in m.replicas.items():
        m.hold[key].set_value(x.arcs[key[0]][2].span * float(round(replicas.value)), skip_validation=True)
