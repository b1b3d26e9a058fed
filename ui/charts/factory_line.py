"""A workload as a factory line: accelerator-hours in, units out, how full the line is, what a unit costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, get_args

import altair as alt
import pandas as pd

from models.derived import Bottleneck, ServiceUse
from models.numbers import plain, price_scale
from models.plan import Plan
from models.units import counted_thing
from ui.charts.figure import Chart, Figure
from ui.charts.labels import stem
from ui.charts.parts import Colors, amounts, frame, legend_of, nothing, palette, panel, panels
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import percent, usd

HEIGHT = 84
UNKNOWN = "This plan holds no figures of it: it was made before they were part of plan.json, or has no such workload."
NOTHING_SERVED = "nothing served"
COLUMNS = (
    "Workload", "Period [first month]", "Service unit",
    "Mean demand [see Service unit]", "Peak demand [see Service unit]",
    "Units asked [units per period]", "Units served [units per period]", "Share served [0..1]",
    "Accelerator-hours [h per period]", "Throughput [units per accelerator-hour]",
    "Utilization: busy share of the hours paid for [0..1]",
    "Set aside for the peak with headroom [accelerators]", "Cost, nominal [USD per period]",
    "Cost, nominal [USD per unit]", "Bottleneck", "Reason", "Waiting at the end [units]",
)  # fmt: skip


class Gauge(NamedTuple):
    """One panel: its title, the unit at its axis, an amount for each period, and such an amount in words."""

    title: str
    unit: str
    amounts: tuple[float | None, ...]
    in_words: Callable[[float], str]
    form: str | None = None
    """Form of the figures on the axis, where it is not that of amounts."""
    top: float | None = None


def factory_line(plan: Plan, workload: str) -> Figure:
    """A workload period by period: accelerator-hours, throughput, utilization, cost per unit; bottleneck by colour."""
    axis = TimeAxis.of([plan])
    rows = [row for row in plan.service if row.workload == workload]
    thing = counted_thing(rows[0].unit) if rows else "units"
    name = plan.names.workload(workload)
    return Figure(
        name=stem("factory-line", workload),
        title=f"Factory line of {name}, {axis.words} [per period of {axis.months_per_period} month"
        f"{'s' * (axis.months_per_period > 1)}]",
        sentence=_sentence(name, rows, thing),
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


def _gauges(rows: Sequence[ServiceUse], thing: str) -> tuple[Gauge, ...]:
    scale, words = _price(rows, thing)
    prices = tuple(None if row.usd_per_unit is None else row.usd_per_unit * scale for row in rows)
    hours = tuple(row.accelerator_hours for row in rows)
    rates = tuple(row.units_per_accelerator_hour for row in rows)
    full = tuple(row.utilization for row in rows)
    per_hour = f"{thing} per accelerator-hour"
    return (
        Gauge("Accelerator-hours kept busy", "h", hours, lambda n: f"{plain(n)} h"),
        Gauge(f"Throughput [{per_hour}]", "per h", rates, lambda n: f"{plain(n)} {per_hour}"),
        Gauge("Utilization: busy share of the hours paid for in its pools", "share", full, percent, "%", 1.0),
        Gauge(f"Cost [USD per {words}, nominal]", "USD", prices, lambda n: f"{plain(n)} USD per {words}"),
    )


def _draw(rows: Sequence[ServiceUse], thing: str, axis: TimeAxis, theme: Theme) -> Chart:
    gauges = _gauges(rows, thing)
    hues = (theme.measure, theme.slot(2), theme.slot(9), theme.limit, theme.slot(7), theme.slot(4))
    shades = dict(zip(get_args(Bottleneck), hues, strict=True))
    found = {row.bottleneck for row in rows}
    colors = {name: shades[name] for name in shades if name in found}
    if None in found:
        colors[NOTHING_SERVED] = theme.others
    return panels(
        *(
            panel(_panel(gauge, rows, axis, colors, gauge is gauges[0], gauge is gauges[-1]), gauge.title, HEIGHT)
            for gauge in gauges
        )
    )


def _data(gauge: Gauge, rows: Sequence[ServiceUse], axis: TimeAxis) -> pd.DataFrame:
    cells = (
        (
            axis.starts[row.period], axis.ends[row.period], axis.span(row.period, row.period), 0.0, amount,
            gauge.in_words(amount), row.bottleneck or NOTHING_SERVED, row.reason,
        )
        for row, amount in zip(rows, gauge.amounts, strict=True)
        if amount is not None
    )  # fmt: skip
    return frame(cells, ("start", "end", "months", "zero", "amount", "words", "bottleneck", "reason"))


def _panel(
    gauge: Gauge, rows: Sequence[ServiceUse], axis: TimeAxis, colors: Colors, is_first: bool, is_last: bool
) -> alt.Chart:
    legend = legend_of(colors, "Bottleneck", "square") if is_first else None
    hue = alt.Color("bottleneck:N", scale=palette(colors), legend=legend)
    y = amounts("zero", gauge.unit, gauge.top, ticks=3, form=gauge.form)
    tooltip = [
        alt.Tooltip("months:N", title="Months"),
        alt.Tooltip("words:N", title="Figure"),
        alt.Tooltip("bottleneck:N", title="Bottleneck"),
        alt.Tooltip("reason:N", title="Reason"),
    ]
    chart: alt.Chart = (
        alt.Chart(_data(gauge, rows, axis))
        .mark_rect(stroke=None)
        .encode(axis.x(title=None if is_last else ""), alt.X2("end:Q"), y, alt.Y2("amount:Q"), hue, tooltip=tooltip)
    )
    return chart
