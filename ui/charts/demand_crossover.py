"""Owned, reserved or rented over demand: what a month of a workload costs in whole packs as more is asked for."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt
import numpy as np

from data.export_csv import csv_bytes
from data.plan_tables import Cell, Table
from models.crossover import DemandCrossover, DemandWay
from models.names import Names
from models.numbers import plain
from models.roi import RoiReport
from ui.charts.crossover import HEIGHT, MOST
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, mode_words, stem
from ui.charts.parts import USD, frame, legend_of, palette
from ui.charts.theme import Theme
from ui.demand_words import crossing_words

STEPS = 240
"""Points of a line beside those just before and after a pack is added."""
EDGES = 120
"""Packs that are drawn as steps; more of them look like a line."""
POINTS = ("Way", "Offer", "Demand [service unit]", "Cost of a month [USD/month]")
COLUMNS = (
    "workload", "geography", "accelerator", "mode", "offer", "site", "service_unit", "demand_per_pack_service_unit",
    "pack_usd_per_month", "site_in_use_usd_per_month", "running_usd_per_month_and_service_unit", "whole_packs_only",
    "demand_of_plan_service_unit", "at_demand_of_plan_usd_per_month", "cheaper_than_offer", "first_above_service_unit",
    "for_good_above_service_unit", "there_usd_per_month",
)  # fmt: skip


class Point(NamedTuple):
    """Cost of a month at a demand."""

    way: str
    offer: str
    demand: float
    usd: float


def demand_crossover_charts(report: RoiReport) -> list[Figure]:
    """One chart for each workload whose accelerator can be had in two ways or more, at most six."""
    return [_figure(row, report.names) for row in report.demand_crossovers[:MOST]]


def demand_crossover_table(report: RoiReport) -> bytes:
    """Every way and every crossing as CSV; an offer that is cheaper than several others has a row for each."""
    rows = tuple(cells for row in report.demand_crossovers for cells in _cells(row))
    return csv_bytes(Table("crossover-demand", COLUMNS, rows))


def _cells(row: DemandCrossover) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for way in row.ways:
        own: tuple[Cell, ...] = (
            row.workload, row.geography, row.accelerator, way.mode, way.offer, way.site, row.unit, way.demand_per_pack,
            way.pack_usd_per_month, way.fixed_usd_per_month, way.running_usd_per_month, way.is_whole,
            row.plan_demand, way.usd_per_month(row.plan_demand),
        )  # fmt: skip
        crossed = [c for c in row.crossings if c.cheaper == way.offer]
        found += [(*own, c.than, c.first, c.for_good, c.usd_per_month) for c in crossed] or [(*own, *(None,) * 4)]
    return found


def _figure(row: DemandCrossover, names: Names) -> Figure:
    labels = distinct([mode_words(way.mode) for way in row.ways], [way.offer for way in row.ways])
    points = [p for way, label in zip(row.ways, labels, strict=True) for p in _points(row, way, label, names)]
    who = f"{names.workload(row.workload)} on {names.accelerator(row.accelerator)}"
    return Figure(
        name=f"crossover-demand-{stem(row.workload)}",
        title=f"Cost of a month of {who} over demand [USD/month, nominal]",
        sentence=crossing_words(row),
        table=frame(points, POINTS),
        draw=lambda theme: _draw(row, points, labels, theme),
    )


def _points(row: DemandCrossover, way: DemandWay, label: str, names: Names) -> list[Point]:
    """A line through even steps, and through the ends of every pack where there are few enough to see."""
    demands = np.linspace(row.most / STEPS, row.most, STEPS)
    packs = int(row.most / way.demand_per_pack) if way.is_whole else 0
    if 0 < packs <= EDGES:
        full = way.demand_per_pack * np.arange(1, packs + 1)
        demands = np.concatenate([demands, full, full * (1 + 1e-6)])
    found = np.unique(demands[demands <= row.most]).tolist()
    return [Point(label, names.offer(way.offer), demand, way.usd_per_month(demand)) for demand in found]


def _draw(row: DemandCrossover, points: list[Point], labels: list[str], theme: Theme) -> Chart:
    colors = {label: theme.slot(n) for n, label in enumerate(labels)}
    legend = legend_of(colors, None, "stroke")
    dash = alt.Scale(domain=labels, range=[[1, 0], [6, 4], [2, 2], [8, 3, 2, 3], [10, 4]][: len(labels)])
    x = alt.X("demand:Q", title=f"Demand [{row.unit}]", scale=alt.Scale(domain=[0, row.most]))
    y = alt.Y("usd:Q", title="USD per month", scale=alt.Scale(zero=True))
    lines: alt.Chart = (
        alt.Chart(frame(points, Point._fields))
        .mark_line(strokeWidth=2.2)
        .encode(
            x,
            y,
            alt.Color("way:N", scale=palette(colors), legend=legend),
            alt.StrokeDash("way:N", scale=dash, legend=legend),
            tooltip=[
                alt.Tooltip("way:N", title="Way"),
                alt.Tooltip("offer:N", title="Offer"),
                alt.Tooltip("demand:Q", title=f"Demand [{row.unit}]"),
                alt.Tooltip("usd:Q", title="USD per month", format=USD),
            ],
        )
    )
    marks = [(c.for_good, c.usd_per_month, plain(c.for_good)) for c in row.crossings if c.for_good <= row.most]
    marks.append((row.plan_demand, 0.0, "demand of the plan"))
    crossed = alt.Chart(frame(marks, ("demand", "usd", "label"))).encode(x, y)
    dots: alt.Chart = crossed.mark_point(filled=True, size=60, color=theme.text)
    texts: alt.Chart = crossed.mark_text(align="left", dx=7, dy=-9, color=theme.text).encode(alt.Text("label:N"))
    return alt.LayerChart(layer=[lines, dots, texts], height=HEIGHT)
