"""Owned, reserved or rented: what an accelerator-hour costs over the share of hours that it is used."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt

from data.export_csv import csv_bytes
from data.plan_tables import Cell, Table
from models.names import Names
from models.roi import Crossover, RoiReport, Way
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, listed, mode_words, stem
from ui.charts.parts import USD, frame, legend_of, palette
from ui.charts.theme import Theme
from ui.figures import percent

HEIGHT = 300
STEPS = 100
"""Points of a line: one for every percent of use."""
HIGHEST = 4.0
"""Where the chart is cut: so many times the dearest way at full use."""
MOST = 6
"""Accelerators that get a chart; the table holds all."""
POINTS = ("Way", "Offer", "Hours used [share]", "Cost of an accelerator-hour used [USD/h]")
COLUMNS = (
    "accelerator", "mode", "offer", "site", "fixed_usd_per_accelerator_hour", "running_usd_per_accelerator_hour",
    "at_full_use_usd_per_accelerator_hour", "cheaper_than_offer", "above_utilization_share", "there_usd_per_hour",
)  # fmt: skip


class Point(NamedTuple):
    """Cost of an hour at a use."""

    way: str
    offer: str
    use: float
    usd: float


def crossover_charts(report: RoiReport) -> list[Figure]:
    """One chart for each accelerator that can be had in two ways or more, at most six, those of the plan first."""
    return [_figure(row, report.names) for row in report.crossovers[:MOST]]


def crossover_table(report: RoiReport) -> bytes:
    """Every way and every crossing as CSV; an offer that crosses several others has a row for each."""
    return csv_bytes(Table("crossover", COLUMNS, tuple(cells for row in report.crossovers for cells in _cells(row))))


def _cells(row: Crossover) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for way in row.ways:
        own: tuple[Cell, ...] = (
            row.accelerator, way.mode, way.offer, way.site, way.fixed_usd_per_hour, way.running_usd_per_hour,
            way.usd_per_hour(1.0),
        )  # fmt: skip
        crossed = [c for c in row.crossings if c.firm == way.offer]
        found += [(*own, c.flexible, c.utilization, c.usd_per_hour) for c in crossed] or [(*own, None, None, None)]
    return found


def _figure(row: Crossover, names: Names) -> Figure:
    labels = distinct([mode_words(way.mode) for way in row.ways], [way.offer for way in row.ways])
    points = [p for way, label in zip(row.ways, labels, strict=True) for p in _points(way, label, names)]
    top = HIGHEST * max(way.usd_per_hour(1.0) for way in row.ways)
    return Figure(
        name=f"crossover-{stem(row.accelerator)}",
        title=f"Cost of an hour used of {names.accelerator(row.accelerator)} over utilization [USD/h, nominal]",
        sentence=_sentence(row),
        table=frame(points, POINTS),
        draw=lambda theme: _draw(row, points, labels, top, theme),
    )


def _points(way: Way, label: str, names: Names) -> list[Point]:
    return [Point(label, names.offer(way.offer), n / STEPS, way.usd_per_hour(n / STEPS)) for n in range(1, STEPS + 1)]


def _sentence(row: Crossover) -> str:
    mode = {way.offer: mode_words(way.mode) for way in row.ways}
    full = min(row.ways, key=lambda way: way.usd_per_hour(1.0))
    said = [f"Used to the full, {mode_words(full.mode)} is cheapest at {full.usd_per_hour(1.0):,.2f} USD an hour."]
    crossed = [
        f"above {percent(c.utilization)} {mode[c.firm]} is cheaper than {mode[c.flexible]}" for c in row.crossings
    ]
    return " ".join([*said, f"Of the hours used, {listed(crossed, 8)}." if crossed else "No two ways change places."])


def _draw(row: Crossover, points: list[Point], labels: list[str], top: float, theme: Theme) -> Chart:
    colors = {label: theme.slot(n) for n, label in enumerate(labels)}
    legend = legend_of(colors, None, "stroke")
    dash = alt.Scale(domain=labels, range=[[1, 0], [6, 4], [2, 2], [8, 3, 2, 3], [10, 4]][: len(labels)])
    x = alt.X("use:Q", title="Share of hours used", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))
    y = alt.Y("usd:Q", title="USD per accelerator-hour used", scale=alt.Scale(domain=[0, top], clamp=False))
    lines: alt.Chart = (
        alt.Chart(frame([point for point in points if point.usd <= top], Point._fields))
        .mark_line(strokeWidth=2.2)
        .encode(
            x,
            y,
            alt.Color("way:N", scale=palette(colors), legend=legend),
            alt.StrokeDash("way:N", scale=dash, legend=legend),
            tooltip=[
                alt.Tooltip("way:N", title="Way"),
                alt.Tooltip("offer:N", title="Offer"),
                alt.Tooltip("use:Q", title="Hours used", format=".0%"),
                alt.Tooltip("usd:Q", title="USD per accelerator-hour used", format=USD),
            ],
        )
    )
    marks = [(c.utilization, c.usd_per_hour, percent(c.utilization)) for c in row.crossings if c.usd_per_hour <= top]
    crossed = alt.Chart(frame(marks, ("use", "usd", "label"))).encode(x, y)
    dots: alt.Chart = crossed.mark_point(filled=True, size=60, color=theme.text)
    texts: alt.Chart = crossed.mark_text(align="left", dx=7, dy=-9, color=theme.text).encode(alt.Text("label:N"))
    return alt.LayerChart(layer=[lines, dots, texts] if marks else [lines], height=HEIGHT)
