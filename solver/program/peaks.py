"""What pools must hold for peaks, by the headroom rule of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.sizing.demand import headroom_ratio
from solver.sizing.queueing import PeakHold, peak_hold

if TYPE_CHECKING:
    from solver.program.instance import Instance


def hold_for_peak(x: Instance, arc: int, t: int, b: int, k: int) -> PeakHold:
    """What the pool of an arc must hold for the share of a peak it carries; for work sized by queueing, at peaks."""
    i, _, found = x.arcs[arc]
    ratio = headroom_ratio(x.scenario, found.workload, t)
    return peak_hold(found.workload, x.peak_due[k][i][t][b] / found.throughput, found.slots, ratio)


def most_held(x: Instance, arc: int, t: int, b: int, k: int) -> float:
    """Accelerators that carry a whole peak with its headroom on an arc; 0 off the peaks."""
    i = x.arcs[arc][0]
    need = x.peak_need[k][i][t][b]
    by_queueing = need > 0 and x.works[i].has_queueing
    return hold_for_peak(x, arc, t, b, k).held(1.0) if by_queueing else need / x.throughput(arc)
