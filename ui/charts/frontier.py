"""What less carbon, or less lock-in, costs."""

from __future__ import annotations

import altair as alt

from models.sweep import Frontier, Sweep
from ui.charts.figure import Chart, Figure
from ui.charts.parts import SHORT, SHORT_USD, USD, frame, panel
from ui.charts.theme import Theme
from ui.figures import clean
from ui.sweep_words import MEASURED, frontier_sentence, offers

HEIGHT = 320
SHOWN = {"carbon": ("t CO2e", 1e-3), "lock_in": ("USD, nominal", 1.0)}
"""Measure -> unit shown, and factor to it."""


def frontier_figure(sweep: Sweep, frontier: Frontier) -> Figure:
    """Discounted cost over a measure: the plans that no other one beats in both, each the cheapest up to the next."""
    unit, factor = SHOWN[frontier.measure]
    columns = (f"{MEASURED[frontier.measure].capitalize()} [{unit}]", "Cost, discounted [USD]", "Bound [USD]", "Orders")
    rows = [
        (point.amount * factor, point.objective_usd, point.bound_usd, offers(sweep, point.orders))
        for point in frontier.points
    ]
    title = f"Cost against {MEASURED[frontier.measure]}, {clean(sweep.scenario)}, discounted [USD]"
    return Figure(
        name=f"pareto-{frontier.measure.replace('_', '-')}",
        title=title,
        sentence=frontier_sentence(frontier),
        table=frame(rows, columns),
        draw=lambda theme: _draw(rows, f"{MEASURED[frontier.measure].capitalize()} [{unit}]", theme),
    )


def _draw(rows: list[tuple[float, float, float, str]], title: str, theme: Theme) -> Chart:
    data = frame(rows, ("amount", "usd", "bound", "orders"))
    x = alt.X("amount:Q", title=title, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(labelExpr=SHORT))
    y = alt.Y("usd:Q", title="USD, discounted", scale=alt.Scale(zero=False), axis=alt.Axis(labelExpr=SHORT_USD))
    tooltip = [
        alt.Tooltip("amount:Q", title=title, format=USD),
        alt.Tooltip("usd:Q", title="Cost, discounted [USD]", format=USD),
        alt.Tooltip("bound:Q", title="No plan there costs less than [USD]", format=USD),
        alt.Tooltip("orders:N", title="Ordered"),
    ]
    line: alt.Chart = (
        alt.Chart(data).mark_line(interpolate="step-after", color=theme.measure, strokeWidth=1.6).encode(x, y)
    )
    points: alt.Chart = (
        alt.Chart(data).mark_point(filled=True, size=70, color=theme.measure).encode(x, y, tooltip=tooltip)
    )
    return panel(alt.LayerChart(layer=[line, points]), None, HEIGHT)
