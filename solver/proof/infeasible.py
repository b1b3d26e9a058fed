"""Why nothing fits: smallest sets of limits in conflict, and how far each would have to give, in the user's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from models.numbers import plain
from solver.program.build import Program
from solver.program.endings import latest_end
from solver.program.families.adoption import ready_ports
from solver.program.instance import Instance
from solver.program.said import Words
from solver.program.words import LIMITS, SERVICE, when, words
from solver.proof.irreducible import Excess, Limit, give, irreducible_sets, relaxed
from solver.search.matrix import Matrix
from solver.sizing.moving import double_periods

SERVED = ("dispatch", "adequacy")
"""Families whose rows say what must be served."""
OF_WORK = (*SERVED, "deferrable")
"""Families whose rows are about one workload in one geography."""
SHARES = ("vendor_share", "capacity_share")
"""Families whose rows are in amounts, while the limit is a share."""
USUAL = {"USD": 1e6, "accelerator-hours": 1e5, "kg CO2e": 1e5, "kW": 10.0, "accelerators": 8.0}
"""Usual amounts by unit, so that a limit of zero does not weigh more than the service it denies."""
NOTICEABLE = 1e-6
"""Relative excess below this is numerical dust."""


def unservable(x: Instance) -> tuple[str, ...]:
    """Workloads that no accelerator serves at all, each with the nearest reason; found before anything is solved."""
    found = []
    for i, work in enumerate(x.works):
        if x.arcs_of_work[i] or work.workload.max_miss >= 1 or not _has_demand(x, i):
            continue
        mine = [r for r in x.removals if (r.workload.id, r.geography) == (work.workload.id, work.geography)]
        late = [r for r in mine if r.reason == "latency"] or mine
        why = "; ".join(dict.fromkeys(f"{r.accelerator.id} at {r.site.id}: {r.reason}, {r.detail}" for r in late[:5]))
        found.append(
            f"{work.workload.id} in {work.geography}: no accelerator can serve it ({why or 'no offer and no holding'})"
        )
    return tuple(found)


def _has_demand(x: Instance, i: int) -> bool:
    return any(level > 0 for case in x.demand for period in case[i] for level in period)


def out_of_reach(x: Instance) -> dict[int, str]:
    """By number of a workload: that nothing can be in service for it in a period in which it must be served.

    A necessary test, by lead times, dates, support and ports alone: the first such period, and the first after
    it in which something can.
    """
    found = {}
    for i, work in enumerate(x.works):
        due = [range(t, min(t + x.volumes.waits.get(i, 0) + 1, x.T)) for t in range(x.T) if _is_due(x, i, t)]
        late = [ts[-1] for ts in due if not any(_can_serve(x, r, t) for t in ts for r in x.arcs_of_work[i])]
        if late:
            later = [t for t in range(late[0], x.T) if any(_can_serve(x, r, t) for r in x.arcs_of_work[i])]
            then = f"not before {when(x, later[0])}" if later else "nor later"
            waits = ", validations" if any(late[0] < x.arcs[r][2].opens for r in x.arcs_of_work[i]) else ""
            waits += ", moves" if x.moves else ""
            found[i] = (
                f"{work.workload.id} in {work.geography}: nothing can be in service in {when(x, late[0])}, {then} "
                f"(lead times, dates, support, ports{waits})"
            )
    return found


def _is_due(x: Instance, i: int, t: int) -> bool:
    """Whether anything that arrives in a period must be served."""
    is_deferrable, must = i in x.volumes.joined, 1 - x.works[i].workload.max_miss
    asked = (x.volumes.arriving[k][i][t] if is_deferrable else max(rows[i][t]) for k, rows in enumerate(x.demand))
    return max(asked) * must > 0


def _can_serve(x: Instance, r: int, t: int) -> bool:
    _, j, arc = x.arcs[r]
    if t < arc.opens:
        return False
    if x.needs_port(arc.workload, arc.accelerator.stack) and not ready_ports(x, arc.accelerator.stack, t):
        return False
    if (arc.workload.workload_id, arc.site.id) in x.moves and t < double_periods(x.scenario):
        return False
    copies = x.copies_of_pool[j]
    firm = any(s <= t < latest_end(x, o, u) for o in copies for u, (s, _) in x.copies[o].windows.items())
    return firm or any(t in x.copies[o].rentable for o in copies) or bool(x.holdings_in(x.pools[j], t))


@dataclass(frozen=True)
class Way:
    """How far one limit of a set would have to give for the set to fit, if it gave alone."""

    limit: Limit
    excess: Excess | None
    """None where the limit alone is not enough."""


def conflicts(program: Program, matrix: Matrix) -> tuple[str, ...]:
    """Limits that cannot be kept together, one sentence per smallest set: how far each alone would have to give.

    What nothing can be in service for in time is named first, and its work is then left aside.
    """
    x, late = program.instance, out_of_reach(program.instance)
    said = (*late.values(), *(_say_set(x, ways) for ways in clashes(program, matrix, late)))
    return said or ("no plan meets whole packs, lead times and placement together; no single limit explains it",)


def clashes(program: Program, matrix: Matrix, aside: Collection[int] = ()) -> list[tuple[Way, ...]]:
    """Smallest sets of limits that cannot be kept together, the user's rules before what must be served.

    Work of the numbers in `aside` need not be served.
    """
    limits = limits_of(program, matrix)
    hopeless = [limit for limit in limits if _is_about(matrix, limit, aside)]
    rest = [limit for limit in limits if limit not in hopeless]
    free = relaxed(with_free_supply(program, matrix), hopeless)
    sets = list(irreducible_sets(free, rest))
    return [_ways(free, rest, found, sets) for found in sets]


def _ways(
    matrix: Matrix, limits: Sequence[Limit], found: tuple[Limit, ...], sets: Sequence[tuple[Limit, ...]]
) -> tuple[Way, ...]:
    """What each limit of a set would have to give, all others kept but those of other sets."""
    aside = {limit for other in sets for limit in other if not limit.is_service} - set(found)
    kept = [limit for limit in limits if limit not in aside]
    order = sorted(found, key=lambda limit: limit.is_service)
    return tuple(Way(limit, give(matrix, limits, limit, [o for o in kept if o is not limit])) for limit in order)


def with_free_supply(program: Program, matrix: Matrix) -> Matrix:
    """The matrix with bounds of orders, rents, modules as if they had no limit: its rows say it and may be broken."""
    high = matrix.high.copy()
    high[matrix.of("expand")] = np.inf
    for n in matrix.of("order", "rent"):
        high[n] = program.instance.copies[matrix.columns[n].index()[0]].data_bound
    return replace(matrix, high=high)


def limits_of(program: Program, matrix: Matrix) -> list[Limit]:
    """The user's rules with all their rows, and what must be served of each work: its demand and its headroom."""
    found: dict[str | int, list[tuple[int, Words, float]]] = defaultdict(list)
    for number, constraint in enumerate(matrix.rows):
        name = constraint.parent_component().local_name
        if name in LIMITS or name in SERVICE:
            index = constraint.index()
            key = index if isinstance(index, tuple) else (index,)
            said = words(program.instance, name, key)
            sign = 1.0 if np.isfinite(matrix.row_low[number]) else -1.0
            found[key[0] if said.family in SERVED else said.subject].append((number, said, sign))
    return [_limit(group) for group in found.values()]


def _limit(group: Sequence[tuple[int, Words, float]]) -> Limit:
    rows, said, signs = zip(*group, strict=True)
    is_service = said[0].family in SERVED
    weights = tuple(w.scale / _size(w) for w in said)
    steps = tuple(w.allowed / w.scale if is_service else 1.0 for w in said)
    return Limit(said[0].subject, rows, said, signs, weights, steps, is_service)


def _is_about(matrix: Matrix, limit: Limit, works: Collection[int]) -> bool:
    """Whether a limit is about work of some numbers alone."""
    is_of_work = limit.words[0].family in OF_WORK
    return is_of_work and all(matrix.rows[row].index()[0] in works for row in limit.rows)


def _size(w: Words) -> float:
    """What an excess of a limit is weighed against: the limit, or a usual amount where it is small or a share."""
    usual = USUAL.get(w.unit, 1.0)
    return usual if w.family in SHARES else max(abs(w.allowed), usual)


def _say_set(x: Instance, ways: Sequence[Way]) -> str:
    """What each limit of a set would have to give; those that alone are not enough come last, by their names."""
    told = [_say(x, way.limit, way.excess) for way in ways if way.excess is not None]
    others = [way.limit.subject for way in ways if way.excess is None]
    return "; or ".join([*told, *([f"{', '.join(others)}: not enough alone"] if others else [])])


def _say(x: Instance, limit: Limit, excess_of: Excess) -> str:
    """How far a limit would have to give, and in which months."""
    amounts = [(w, e * w.scale) for w, e in zip(limit.words, excess_of.by_row, strict=True)]
    found = [(w, e) for w, e in amounts if e > NOTICEABLE * max(1.0, abs(w.allowed))]
    if not found:
        return f"{limit.subject}: by next to nothing"
    told = [(w, e) for w, e in found if w.family == "dispatch"] or found  # headroom follows the demand
    worst, excess = max(told, key=lambda item: item[1])
    months = sorted({when(x, w.period) or "" for w, _ in told} - {""})
    span = f" from {months[0]} to {months[-1]}" if len(months) > 1 else f" in {months[0]}" if months else ""
    least = "at least " if excess_of.is_least else ""
    return f"{worst.subject}: {least}{_amount(worst, excess)}{span}"


def _amount(worst: Words, excess: float) -> str:
    if worst.family == "deferrable":
        return f"{plain(100 * excess)} % more work than arrives within it would wait"
    if worst.family in SHARES:
        return f"{plain(excess)} {worst.unit} above {plain(100 * worst.allowed)} %"
    if worst.family == "term":
        return f"{plain(excess)} {worst.unit} would do"
    if worst.family in ("simplicity", "expansion"):
        would_do = plain(worst.allowed + ceil(excess - NOTICEABLE))
        return f"a limit of {plain(worst.allowed)} is too low, {would_do} would do"
    if worst.family == "dispatch":
        share = plain(100 * excess / worst.allowed)
        return f"{share} % more of it would be missed ({plain(excess)} of {plain(worst.allowed)} {worst.unit})"
    if worst.family == "maturity":
        return f"{plain(100 * excess)} points above {plain(100 * worst.allowed)} %"
    return f"short by {plain(excess)} {worst.unit} of {plain(worst.allowed)}"
