"""The factory line: what every workload asks, is served, uses, pays and waits for in every period."""

from __future__ import annotations

from models.derived import Bottleneck, ServiceUse
from models.units import per_hour
from models.workload import Workload
from solver.answers.bottleneck import Bottlenecks
from solver.answers.charging import Table
from solver.answers.use import Use
from solver.sizing.demand import block_factor, highest_demand, shape_of


def service_uses(use: Use, case_id: str, cost_usd: Table) -> tuple[ServiceUse, ...]:
    """One row per workload and period.

    Parameters
    ----------
    cost_usd: nominal cost by workload and period, in cents.
    """
    x, judge = use.x, Bottlenecks(use)
    rows = []
    for workload in x.streams:
        peaks = _peaks(use, case_id, workload)
        rows += [_row(use, workload, t, peaks[t], cost_usd[workload.id, t], judge) for t in range(x.T)]
    return tuple(rows)


def _row(use: Use, workload: Workload, t: int, peak: float, usd: float, judge: Bottlenecks) -> ServiceUse:
    x = use.x
    works = [i for i, work in enumerate(x.works) if work.workload.id == workload.id]
    arcs = [r for i in works for r in x.arcs_of_work[i] if use.hours[r][t]]
    asked, served = sum(use.asked(i, t) for i in works), sum(use.served(r, t) for r in arcs)
    ours = [r for r in arcs if not x.arcs[r][2].accelerator.is_managed]
    on_ours = served if ours == arcs else sum(use.served(r, t) for r in ours)
    hours = sum(use.hours[r][t] for r in ours)
    shared = sum(use.hours[r][t] * (use.utilization(x.arcs[r][1], t) or 0.0) for r in ours)
    kind, reason = _bottleneck(use, ours or arcs, t, judge, asked)
    return ServiceUse(
        workload=workload.id,
        period=x.scenario.horizon.label(t),
        unit=workload.service_unit,
        mean_demand=asked / per_hour(workload.service_unit) / x.H[t],
        peak_demand=peak,
        units_asked=asked,
        units_served=served,
        share_served=served / asked if asked else None,
        accelerator_hours=hours,
        units_per_accelerator_hour=on_ours / hours if hours else None,
        utilization=shared / hours if hours else None,
        set_aside=_set_aside(use, works, t),
        cost_usd=usd,
        usd_per_unit=usd / served if served else None,
        bottleneck=kind,
        reason=reason,
        backlog_units=sum(use.backlog(i, t) for i in works),
    )


def _bottleneck(use: Use, arcs: list[int], t: int, judge: Bottlenecks, asked: float) -> tuple[Bottleneck | None, str]:
    if not arcs:
        return None, "nothing is served" if asked else "there is no demand"
    return judge.judge(max(arcs, key=lambda r: use.hours[r][t]), t)


def _set_aside(use: Use, works: list[int], t: int) -> float:
    """Accelerators set aside at the peak that asks most."""
    all_arcs = [r for i in works for r in use.x.arcs_of_work[i]]
    arcs = [r for r in all_arcs if not use.x.arcs[r][2].accelerator.is_managed]
    return max(sum(use.held[r][t][b] for r in arcs) for b in range(len(use.x.blocks)))


def _peaks(use: Use, case_id: str, workload: Workload) -> list[float]:
    """Highest sustained demand of any block by period [PERIODS], geographies together [service unit]."""
    scenario = use.x.scenario
    shape, case = shape_of(scenario, workload), scenario.case(case_id)
    factor = max(block_factor(shape, block)[1] for block in use.x.blocks)
    months = [highest_demand(scenario, case, workload, demand) for demand in workload.demand]
    first = use.x.launched.get(workload.workload_id, 0)
    return [factor * sum(highest[t] for highest in months) if t >= first else 0.0 for t in range(use.x.T)]
