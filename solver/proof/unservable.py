"""Work that nothing can serve, at all or in time: found before anything is solved."""

from __future__ import annotations

from collections.abc import Sequence

from models.conflict import Miss, Unservable
from solver.program.endings import latest_end
from solver.program.families.adoption import ready_ports
from solver.program.instance import Instance
from solver.program.words import when
from solver.sizing.arcs import Removal
from solver.sizing.moving import double_periods

NEAREST = 5
"""Places named at most."""


def unservable(x: Instance) -> tuple[Unservable, ...]:
    """Workloads that no accelerator serves at all, each with its nearest misses."""
    return tuple(_without_place(x, i) for i in range(len(x.works)) if _is_without_place(x, i))


def _is_without_place(x: Instance, i: int) -> bool:
    has_demand = any(level > 0 for case in x.demand for period in case[i] for level in period)
    return not x.arcs_of_work[i] and x.must_be_served(i) and has_demand


def _without_place(x: Instance, i: int) -> Unservable:
    work, names = x.works[i], x.names
    misses = _nearest([r for r in x.removals if (r.workload.id, r.geography) == (work.workload.id, work.geography)])
    why = "; ".join(dict.fromkeys(f"{names.pool(m.accelerator, m.site)}: {m.reason}, {m.detail}" for m in misses))
    said = f"{_said(x, i)}: no accelerator can serve it ({why or 'no offer and no holding'})"
    return Unservable(workload=work.workload.id, geography=work.geography, misses=misses, sentence=said)


def _said(x: Instance, i: int) -> str:
    """A workload with the place of its users."""
    return f"{x.names.workload(x.works[i].workload.id)} in {x.names.geography(x.works[i].geography)}"


def _nearest(removals: Sequence[Removal]) -> tuple[Miss, ...]:
    """What only latency rules out, the smallest miss first; else whatever rules out the others."""
    late = [r for r in removals if r.reason == "latency"] or removals
    nearest = sorted(late, key=lambda r: float("inf") if r.missed_ms is None else r.missed_ms)
    return tuple(
        Miss(accelerator=r.accelerator.id, site=r.site.id, reason=r.reason, detail=r.detail, missed_ms=r.missed_ms)
        for r in nearest[:NEAREST]
    )


def out_of_reach(x: Instance) -> dict[int, Unservable]:
    """By number of a workload: that nothing can be in service for it in a period in which it must be served.

    A necessary test, by lead times, dates, support and ports alone: the first such period, and the first after
    it in which something can.
    """
    found = {}
    for i in range(len(x.works)):
        due = [range(t, min(t + x.volumes.waits.get(i, 0) + 1, x.T)) for t in range(x.T) if _is_due(x, i, t)]
        late = [ts[-1] for ts in due if not any(_can_serve(x, r, t) for t in ts for r in x.arcs_of_work[i])]
        if late:
            found[i] = _too_late(x, i, late[0])
    return found


def _too_late(x: Instance, i: int, t: int) -> Unservable:
    work = x.works[i]
    later = next((u for u in range(t, x.T) if any(_can_serve(x, r, u) for r in x.arcs_of_work[i])), None)
    then = "nor later" if later is None else f"not before {when(x, later)}"
    waits = ", validations" if any(t < x.arcs[r][2].opens for r in x.arcs_of_work[i]) else ""
    waits += ", moves" if x.moves else ""
    said = (
        f"{_said(x, i)}: nothing can be in service in {when(x, t)}, {then} (lead times, dates, support, ports{waits})"
    )
    return Unservable(
        workload=work.workload.id,
        geography=work.geography,
        period=when(x, t),
        not_before=when(x, later),
        sentence=said,
    )


def _is_due(x: Instance, i: int, t: int) -> bool:
    """Whether anything that arrives in a period must be served."""
    is_deferrable, must = i in x.volumes.joined, x.must_be_served(i)
    asked = (x.volumes.arriving[k][i][t] if is_deferrable else max(rows[i][t]) for k, rows in enumerate(x.demand))
    return must and max(asked) > 0


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
