"""Capacity against need: of a pool at its tightest block, and of a workload by the pools that carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from data.plan_figures import PoolPeriod, capacity_kinds
from models.dated import OF_DAYS
from models.derived import PoolUse
from models.names import Names
from models.numbers import plain
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import stem
from ui.charts.parts import COUNT, amounts, blocks, frame, hover, layered, lines, nothing, panel, panels
from ui.charts.series import stacked, stepped
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.charts.workload_against_demand import workload_against_demand
from ui.figures import percent

HEIGHT = 210
MOST_PANELS = 4
UNKNOWN = "This plan holds no figures of it: it was made before they were part of plan.json, or does not use it."

COLUMNS = (
    "Accelerator", "Site", "Dedicated to", "Period [first month]", "Capacity", "Tightest block",
    "In service [accelerators]", "Rented in the tightest block [accelerators]",
    "Busy in the tightest block [accelerators]", "Set aside for the peak with headroom [accelerators]",
    "May count towards headroom [accelerators]", "Utilization: busy share of the hours paid for [0..1]",
)  # fmt: skip


def fleet_against_demand(plan: Plan, accelerator: str, site: str) -> Figure:
    """A pool: accelerators in service and rented against those busy or set aside, at the tightest block of each period.

    Units dedicated to a workload stand in a panel of their own.
    """
    axis = TimeAxis.of([plan])
    rows = [row for row in plan.pools if (row.accelerator, row.site) == (accelerator, site)]
    owners = list(dict.fromkeys(row.dedicated_to for row in rows))
    kinds = capacity_kinds(plan)
    return Figure(
        name=stem("pool", accelerator, "at", site),
        title=f"{plan.names.pool(accelerator, site)} against demand at the tightest block, {axis.words} [accelerators]",
        sentence=_pool_sentence(rows, plan.names, accelerator, site),
        table=frame((_row(row, kinds) for row in rows), COLUMNS),
        draw=lambda theme: _draw_pools(rows, owners, axis, theme, plan.names) if rows else nothing(UNKNOWN, theme),
    )


def _row(row: PoolUse, kinds: Mapping[PoolPeriod, str]) -> tuple[object, ...]:
    where = (row.accelerator, row.site, row.dedicated_to, row.period)
    there = (row.in_service, row.rented, row.busy, row.set_aside, row.credit, row.utilization)
    return (*where, kinds[where], row.block, *there)


def _need(row: PoolUse) -> float:
    return max(row.busy, row.set_aside)


def _pool_sentence(rows: Sequence[PoolUse], names: Names, accelerator: str, site: str) -> str:
    if not rows:
        return UNKNOWN
    tightest = max(rows, key=_need)
    owner = f" {_whose(tightest.dedicated_to, names)}" if tightest.dedicated_to else ""
    text = (
        f"{names.pool(accelerator, site)}{owner} is needed most in {tightest.period}, block {tightest.block}: of "
        f"{_there(tightest)}, "
        f"{plain(tightest.busy)} are busy, and {plain(tightest.set_aside) if tightest.set_aside else 'none'} are set "
        "aside for the peak with headroom"
    )
    if tightest.set_aside > tightest.in_service + tightest.rented + 1e-6:
        text += ", the rest of them on call on demand"
    owners = len({row.dedicated_to for row in rows})
    more = f" The chart shows {MOST_PANELS} of {owners} parts of the pool." if owners > MOST_PANELS else ""
    return f"{text}.{_utilization(rows)}{more}"


def _whose(owner: str, names: Names) -> str:
    return f"{'in' if owner.startswith(OF_DAYS) else 'dedicated to'} {names.owner(owner)}"


def _there(row: PoolUse) -> str:
    if row.dedicated_to and row.dedicated_to.startswith(OF_DAYS):
        return f"{plain(row.in_service)} accelerators, there on some days of the period, on average over all of it"
    if row.rented and not row.in_service:
        return f"{plain(row.rented)} accelerators rented by the hour, with none in service"
    return f"{plain(row.in_service)} accelerators in service and {plain(row.rented)} rented"


def _utilization(rows: Sequence[PoolUse]) -> str:
    """Busy share of the hours paid for; what is only rented is paid for only while it runs."""
    used = [row.utilization for row in rows if row.utilization is not None]
    if not used:
        return ""
    why = " Rented hours are paid for only while they run." if not any(row.in_service for row in rows) else ""
    return f" Of the accelerator-hours paid for in a period, {_range(used)} are busy.{why}"


def _range(shares: Sequence[float]) -> str:
    low, high = percent(min(shares)), percent(max(shares))
    return low if low == high else f"{low} to {high}"


def _draw_pools(
    rows: Sequence[PoolUse], owners: Sequence[str | None], axis: TimeAxis, theme: Theme, names: Names
) -> Chart:
    charts = []
    for owner in owners[:MOST_PANELS]:
        chart = _pool([row for row in rows if row.dedicated_to == owner], axis, theme)
        charts.append(panel(chart, _whose(owner, names) if owner else None, HEIGHT))
    return charts[0] if len(charts) == 1 else panels(*charts)


def _pool(rows: Sequence[PoolUse], axis: TimeAxis, theme: Theme) -> alt.LayerChart:
    there = {
        "in service": {row.period: row.in_service for row in rows},
        "rented": {row.period: row.rented for row in rows},
    }
    need = {
        "busy": {row.period: row.busy for row in rows},
        "set aside for the peak with headroom": {row.period: row.set_aside for row in rows},
    }
    top = 1.05 * max(max(row.in_service + row.rented, _need(row)) for row in rows) or 1.0
    fills = {"in service": theme.others, "rented": theme.measure}
    strokes = dict(zip(need, (theme.text, theme.limit), strict=True))
    y = amounts("low", "accelerators", top)
    bars = blocks(stacked(there, axis), axis, fills, theme, y, "Accelerators", "Capacity")
    curves = lines(stepped(need, axis), axis, strokes, amounts("amount", "accelerators", top), "Need")
    return layered(bars, curves, hover(_hovered(rows, axis), axis, POOL_TOOLTIP))


def _hovered(rows: Sequence[PoolUse], axis: TimeAxis) -> pd.DataFrame:
    columns = ("start", "end", "months", "block", "in_service", "rented", "busy", "set_aside", "credit", "utilization")
    return frame(
        (
            (axis.starts[row.period], axis.ends[row.period], axis.span(row.period, row.period),
             *(getattr(row, name) for name in columns[3:]))
            for row in rows
        ),
        columns,
    )  # fmt: skip


POOL_TOOLTIP = (
    alt.Tooltip("months:N", title="Months"),
    alt.Tooltip("block:N", title="Tightest block"),
    alt.Tooltip("in_service:Q", title="In service [accelerators]", format=COUNT),
    alt.Tooltip("rented:Q", title="Rented in that block [accelerators]", format=COUNT),
    alt.Tooltip("busy:Q", title="Busy in that block [accelerators]", format=COUNT),
    alt.Tooltip("set_aside:Q", title="Set aside with headroom [accelerators]", format=COUNT),
    alt.Tooltip("credit:Q", title="May count towards headroom [accelerators]", format=COUNT),
    alt.Tooltip("utilization:Q", title="Busy share of the hours paid for", format=".1%"),
)


__all__ = ["fleet_against_demand", "workload_against_demand"]
