"""What pools must hold for peaks, by the headroom rule of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.sizing.demand import headroom_ratio
from solver.sizing.queueing import PeakHold, peak_hold
from solver.sizing.replicas import replicas_for

if TYPE_CHECKING:
    from solver.program.instance import Instance


def hold_for_peak(x: Instance, arc: int, t: int, b: int, k: int) -> PeakHold:
    """What the pool of an arc must hold for the share of a peak it carries; for work sized by queueing, at peaks."""
    i, _, found = x.arcs[arc]
    ratio = headroom_ratio(x.scenario, found.workload, t)
    return peak_hold(found.workload, x.peak_due[k][i][t][b] / found.throughput, found.slots, ratio)


def most_held(x: Instance, arc: int, t: int, b: int, k: int) -> float:
    """Accelerators that carry a whole peak with its headroom on an arc, in whole replicas where work is held in them;
    0 off the peaks."""
    i, _, found = x.arcs[arc]
    whole = x.peak_need[k][i][t][b] > 0 and x.works[i].has_whole_replicas
    return float(found.span * most_replicas(x, arc, t, b, k)) if whole else _whole_peak(x, arc, t, b, k)


def most_replicas(x: Instance, arc: int, t: int, b: int, k: int) -> int:
    """Replicas beyond which an arc needs none: for the peak, for what is served in it, for the least number."""
    found = x.arcs[arc][2]
    served = replicas_for(x.load(arc, t, b, k), found.span)
    return max(_peak_replicas(x, arc, t, b, k), served, found.workload.min_replicas or 0)


def fewest_replicas(x: Instance, i: int, t: int, b: int, k: int) -> int:
    """Replicas that carry a whole peak with its headroom on the arc that takes fewest; no split takes fewer."""
    return min((_peak_replicas(x, r, t, b, k) for r in x.arcs_of_work[i] if t >= x.arcs[r][2].opens), default=0)


def _peak_replicas(x: Instance, arc: int, t: int, b: int, k: int) -> int:
    """Replicas that carry a whole peak with its headroom on an arc."""
    return replicas_for(_whole_peak(x, arc, t, b, k), x.arcs[arc][2].span)


def _whole_peak(x: Instance, arc: int, t: int, b: int, k: int) -> float:
    """Accelerators that carry a whole peak with its headroom on an arc; 0 off the peaks."""
    i = x.arcs[arc][0]
    need = x.peak_need[k][i][t][b]
    by_queueing = need > 0 and x.works[i].has_queueing
    return hold_for_peak(x, arc, t, b, k).held(1.0) if by_queueing else need / x.throughput(arc)
