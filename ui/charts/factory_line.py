"""A workload as a factory line: accelerator-hours in, units out, how full the line is, what a unit costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, get_args

import altair as alt
import pandas as pd

from models.derived import Bottleneck, ServiceUse
from models.numbers import plain, price_scale
from models.plan import Plan
from models.units import counted_thing
from ui.charts.figure import Chart, Figure
from ui.charts.labels import stem
from ui.charts.parts import COUNT, amounts, frame, legend_of, nothing, palette, panel, panels
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import percent, usd

HEIGHT = 84
UNKNOWN = "This plan holds no figures of it: it was made before they were part of plan.json, or has no such workload."
NOTHING_SERVED = "nothing served"
COLUMNS = (
    "Workload", "Period [first month]", "Service unit", "Mean demand [service unit]", "Peak demand [service unit]",
    "Units asked [units per period]", "Units served [units per period]", "Share served [0..1]",
    "Accelerator-hours [h per period]", "Throughput [units per accelerator-hour]", "Utilization [0..1]",
    "Set aside for the peak with headroom [accelerators]", "Cost, nominal [USD per period]",
    "Cost, nominal [USD per unit]", "Bottleneck", "Reason",
)  # fmt: skip


class Gauge(NamedTuple):
    """One panel: a field of the data, its title, its unit, the form of its figures."""

    field: str
    title: str
    unit: str
    form: str = COUNT
    axis: str | None = None
    """Form of the figures on the axis, where it is not that of amounts."""
    top: float | None = None


def factory_line(plan: Plan, workload: str) -> Figure:
    """A workload period by period: accelerator-hours, throughput, utilization, cost per unit; bottleneck by colour."""
    axis = TimeAxis.of([plan])
    rows = [row for row in plan.service if row.workload == workload]
    thing = counted_thing(rows[0].unit) if rows else "units"
    return Figure(
        name=stem("factory-line", workload),
        title=f"Factory line of {workload}, {axis.words} [per period of {axis.months_per_period} month"
        f"{'s' * (axis.months_per_period > 1)}]",
        sentence=_sentence(workload, rows, thing),
        table=frame((tuple(getattr(row, field) for field in ServiceUse.model_fields) for row in rows), COLUMNS),
        draw=lambda theme: _draw(rows, thing, axis, theme) if rows else nothing(UNKNOWN, theme),
    )


def _price(rows: Sequence[ServiceUse], thing: str) -> tuple[float, str]:
    """Things that a price is given for, so that the horizon's price reads well, and their words."""
    served = sum(row.units_served for row in rows)
    return price_scale(sum(row.cost_usd for row in rows) / served if served else 0.0, thing)


def _sentence(workload: str, rows: Sequence[ServiceUse], thing: str) -> str:
    if not rows:
        return UNKNOWN
    served, cost = sum(row.units_served for row in rows), sum(row.cost_usd for row in rows)
    if not served:
        return f"{workload} is served nothing in any period and costs {usd(cost)} (nominal)."
    scale, words = _price(rows, thing)
    hours = sum(row.accelerator_hours for row in rows)
    last = next(row for row in reversed(rows) if row.usd_per_unit is not None)
    text = (
        f"Over the horizon {workload} costs {usd(cost)} (nominal) for {plain(hours)} accelerator-hours, "
        f"{plain(cost / served * scale)} USD per {words}; in {last.period} it is "
        f"{plain((last.usd_per_unit or 0.0) * scale)} USD"
    )
    if last.utilization is not None:
        text += f" at {percent(last.utilization)} utilization"
    return f"{text}. Bottleneck then: {last.reason}." if last.reason else f"{text}."


def _draw(rows: Sequence[ServiceUse], thing: str, axis: TimeAxis, theme: Theme) -> Chart:
    scale, words = _price(rows, thing)
    data = _data(rows, scale, axis)
    gauges = (
        Gauge("accelerator_hours", "Accelerator-hours kept busy", "h"),
        Gauge("units_per_accelerator_hour", f"Throughput [{thing} per accelerator-hour]", "per h"),
        Gauge("utilization", "Utilization of the pools it runs on", "share", ".1%", "%", 1.0),
        Gauge("price", f"Cost [USD per {words}, nominal]", "USD"),
    )
    shades = dict(zip(get_args(Bottleneck), (theme.measure, theme.slot(2), theme.slot(9), theme.limit), strict=True))
    shades[NOTHING_SERVED] = theme.others
    colors = {name: shades[name] for name in shades if name in set(data["bottleneck"])}
    return panels(
        *(panel(_gauge(gauge, data, axis, colors, gauge is gauges[0], gauge is gauges[-1]), gauge.title, HEIGHT)
          for gauge in gauges)
    )  # fmt: skip


def _data(rows: Sequence[ServiceUse], scale: float, axis: TimeAxis) -> pd.DataFrame:
    fields = ("accelerator_hours", "units_per_accelerator_hour", "utilization")
    return frame(
        (
            (
                axis.starts[row.period], axis.ends[row.period], axis.span(row.period, row.period), 0.0,
                row.bottleneck or NOTHING_SERVED, row.reason, *(getattr(row, field) for field in fields),
                None if row.usd_per_unit is None else row.usd_per_unit * scale,
            )
            for row in rows
        ),
        ("start", "end", "months", "zero", "bottleneck", "reason", *fields, "price"),
    )  # fmt: skip


def _gauge(
    gauge: Gauge, data: pd.DataFrame, axis: TimeAxis, colors: dict[str, str], is_first: bool, is_last: bool
) -> alt.Chart:
    hue = alt.Color(
        "bottleneck:N", scale=palette(colors), legend=legend_of(colors, "Bottleneck", "square") if is_first else None
    )
    y = amounts("zero", gauge.unit, gauge.top, ticks=3, form=gauge.axis)
    tooltip = [
        alt.Tooltip("months:N", title="Months"),
        alt.Tooltip(gauge.field, type="quantitative", title=gauge.title, format=gauge.form),
        alt.Tooltip("bottleneck:N", title="Bottleneck"),
        alt.Tooltip("reason:N", title="Reason"),
    ]
    chart: alt.Chart = (
        alt.Chart(data[data[gauge.field].notna()])
        .mark_rect(stroke=None)
        .encode(axis.x(title=None if is_last else ""), alt.X2("end"), y, alt.Y2(gauge.field), hue, tooltip=tooltip)
    )
    return chart
