"""Runs of gangs: where and when they may start, how long they keep accelerators, what gets done in each period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from models.gang import Gang
from solver.program.rows import Terms
from solver.sizing.gangs import WHOLE, Size, can_carry

if TYPE_CHECKING:
    from solver.program.instance import Instance


@dataclass(frozen=True)
class Start:
    """Runs of one size that start in one period on an arc."""

    arc: int
    size: Size
    start: int
    """First of PERIODS."""
    in_a_row: int
    """Runs that follow each other on the same accelerators within the period; 1 where one takes all of it, or more."""
    done: dict[int, float]
    """Share of a run done, by t; less than 1 in all where the horizon ends first."""

    @property
    def key(self) -> tuple[int, int, int]:
        """Arc, accelerators, period: the index of `launch` without the case."""
        return self.arc, self.size.accelerators, self.start


def starts(x: Instance) -> dict[int, list[Start]]:
    """All starts by arc, in every period in which the arc is open and a run may be due."""
    found = {}
    for i in x.volumes.gangs:
        for r in x.arcs_of_work[i]:
            arc, cases = x.arcs[r][2], range(len(x.tree.cases))
            open_now = [t for t in range(arc.opens, x.T) if any(may_start(x, i, t, k) for k in cases)]
            found[r] = [_start(x, r, size, t) for t in open_now for size in arc.sizes if _fits_days(x, r, size, t)]
    return found


def may_start(x: Instance, i: int, t: int, k: int) -> int:
    """Most runs that may start in a period: those that fall due in it, and those that may have waited."""
    return sum(x.volumes.runs_due[i, k][max(0, t - x.volumes.waits[i]) : t + 1])


def must_have_started(x: Instance, i: int, t: int, k: int) -> int:
    """Least runs that have started by the end of a period: those that can wait no longer; in the end all."""
    last = t if t == x.T - 1 else t - x.volumes.waits[i]
    return sum(x.volumes.runs_due[i, k][: max(0, last + 1)])


def starts_in_window(x: Instance, i: int, t: int) -> Iterator[Start]:
    """Starts in a period and as long before it as a run may wait: what falls due first in there starts nowhere else."""
    for r in x.arcs_of_work[i]:
        yield from (s for s in x.starts[r] if t - x.volumes.waits[i] <= s.start <= t)


def must_start_in(x: Instance, i: int, t: int, k: int) -> int:
    """Least runs that start in such a window: those that must have started by its end, less all due before it."""
    return must_have_started(x, i, t, k) - sum(x.volumes.runs_due[i, k][: max(0, t - x.volumes.waits[i])])


def rounded(each: int, q: int, runs: int) -> float:
    """How many gangs of q runs one gang of `each` runs counts for, where `runs` are to be done.

    Mixed-integer rounding: floor(each / q) + min(1, frac(each / q) / frac(runs / q)); whole gangs that do all runs
    count for at least ceil(runs / q) (Nemhauser and Wolsey, Integer and Combinatorial Optimization, 1988, II.1.7).
    """
    return each // q + min(1.0, (each % q) / (runs % q))


def running(m: pyo.ConcreteModel, x: Instance, r: int, t: int, k: int) -> Iterator[tuple[Start, float, Any]]:
    """Starts whose runs go on in a period, the share of a run done in it, and the decision of how many there are."""
    for start in x.starts[r]:
        if t in start.done and (*start.key, k) in m.launch:
            yield start, start.done[t], m.launch[(*start.key, k)]


def taken(m: pyo.ConcreteModel, x: Instance, r: int, t: int, k: int) -> Terms:
    """Accelerators that the runs of an arc keep in a period, all the time: runs side by side x their size."""
    return [(float(start.size.accelerators), gangs(m, start, k)) for start, _, _ in running(m, x, r, t, k)]


def gangs(m: pyo.ConcreteModel, start: Start, k: int) -> Any:
    """The decision of how many gangs are there at once: runs side by side, or all runs where none follow each other."""
    key = (*start.key, k)
    return m.side[key] if key in m.side else m.launch[key]


def gang_of(x: Instance, arc: int) -> Gang:
    """What a run on an arc needs; KeyError where the work comes in no runs."""
    return x.volumes.gangs[x.arcs[arc][0]]


def extra_hours(x: Instance, start: Start) -> float:
    """Accelerator-hours that a run takes beyond those of the size that takes fewest."""
    fewest = min(size.accelerator_hours for size in x.arcs[start.arc][2].sizes)
    return start.size.accelerator_hours - fewest


def most_at_once(x: Instance, arc: int, t: int, k: int) -> float:
    """Accelerators that all runs which may go on in a period would take at once, in the largest gangs."""
    i, _, found = x.arcs[arc]
    runs = x.volumes.workable(i, t, k) / x.volumes.gangs[i].run_units
    return runs * max(size.accelerators for size in found.sizes)


def unit_groups(x: Instance, pool: int) -> list[frozenset[str]]:
    """Sets of offers that some work of a pool is confined to, with all unions of such sets, where gangs run.

    Work fits units it can use exactly if, for every such set, what is confined to it fits its units. Left out are the
    sets that `load_fits_pool` and `firm_work_avoids_spot` speak of.
    """
    arcs, offers = x.arcs_of_pool[pool], [x.copies[o].offer for o in x.copies_of_pool[pool]]
    if not any(x.arcs[r][2].sizes for r in arcs):
        return []
    found = {usable(x, pool, r) for r in arcs}
    for one in tuple(found):
        found |= {one | other for other in found}
    said = {frozenset(o.id for o in offers), frozenset(o.id for o in offers if o.mode != "spot")}
    return sorted(found - said, key=sorted)


def usable(x: Instance, pool: int, arc: int) -> frozenset[str]:
    """Offers of a pool whose units can carry the work of an arc."""
    offers = (x.copies[o].offer for o in x.copies_of_pool[pool])
    return frozenset(o.id for o in offers if can_carry(x.arcs[arc][2].workload, o))


def _fits_days(x: Instance, r: int, size: Size, t: int) -> bool:
    """Whether a run ends inside a dated block, where the units of an arc are of one."""
    pool = x.pools[x.arcs[r][1]]
    return pool.days is None or size.hours <= pool.open_hours(x.H[t]) * (1 + WHOLE)


def _start(x: Instance, r: int, size: Size, t: int) -> Start:
    in_a_row = max(1, int(x.pools[x.arcs[r][1]].open_hours(x.H[t]) / size.hours + WHOLE))
    done, left = {}, size.hours
    for u in range(t, x.T):
        done[u] = min(left, x.H[u]) / size.hours
        left -= x.H[u]
        if left <= WHOLE * size.hours:
            break
    return Start(r, size, t, in_a_row, done)


def side_by_side(runs: int, in_a_row: int) -> int:
    """Runs side by side, when so many follow each other on the same accelerators."""
    return ceil(runs / in_a_row)
