"""What less carbon, less lock-in, fewer vendors or less risk cost."""

from __future__ import annotations

from typing import Literal, NamedTuple

import altair as alt

from models.sweep import Frontier, Measure, Sweep
from ui.charts.figure import Chart, Figure
from ui.charts.parts import SHORT, SHORT_USD, USD, frame, panel
from ui.charts.theme import Theme
from ui.figures import clean
from ui.sweep_words import MEASURED, UNIT, cost_against, frontier_sentence, measure_header, offers

HEIGHT = 320
LineForm = Literal["linear", "step-after"]
PICKED, NUMBER = "picked", "number"
"""Name of what is clicked, and the field that says which plan it is: 1 is the cheapest."""


class Dot(NamedTuple):
    """A plan of the frontier."""

    number: int
    amount: float
    """In the unit that is shown."""
    usd: float
    bound: float
    orders: str


def frontier_figure(
    sweep: Sweep, frontier: Frontier, chosen: int | None = None, *, is_clickable: bool = False
) -> Figure:
    """Discounted cost over a measure: the plans that no other one beats in both, each the cheapest up to the next;
    against risk, with the line below which no plan lies.

    Parameters
    ----------
    chosen : number of the plan that is marked; 1 is the cheapest.
    is_clickable : whether a click on a plan is told as `PICKED`.
    """
    measure, factor = frontier.measure, UNIT[frontier.measure][1]
    dots = [
        Dot(number, point.amount * factor, point.objective_usd, point.bound_usd, offers(sweep, point.row.orders))
        for number, point in enumerate(frontier.points, start=1)
    ]
    none_under = None if frontier.infeasible_from is None else frontier.infeasible_from * factor
    cost, ordered = cost_against(measure), "Firm orders" if measure == "risk" else "Orders"
    columns = ("Plan", measure_header(measure), f"{cost}, discounted [USD]", "Bound [USD]", ordered)
    return Figure(
        name=f"pareto-{measure.replace('_', '-')}",
        title=f"{cost} against {MEASURED[measure]}, {clean(sweep.scenario)}, discounted [USD]",
        sentence=frontier_sentence(frontier),
        table=frame(dots, columns),
        draw=lambda theme: _draw(dots, none_under, measure, chosen, theme, is_clickable=is_clickable),
    )


def _draw(
    dots: list[Dot], none_under: float | None, measure: Measure, chosen: int | None, theme: Theme, *, is_clickable: bool
) -> Chart:
    data, title = frame(dots, Dot._fields), measure_header(measure)
    axis = alt.Axis(labelExpr=SHORT, tickCount=10)
    if UNIT[measure][0] == "count":
        axis = alt.Axis(
            labelExpr=SHORT, values=sorted({round(dot.amount) for dot in dots} | {round(none_under or dots[0].amount)})
        )
    x = alt.X("amount:Q", title=title, scale=alt.Scale(zero=False, nice=True), axis=axis)
    cost = f"{cost_against(measure)} over the horizon, discounted [USD]"
    y = alt.Y("usd:Q", title=cost, scale=alt.Scale(zero=False), axis=alt.Axis(labelExpr=SHORT_USD))
    tooltip = [
        alt.Tooltip("number:Q", title="Plan"),
        alt.Tooltip("amount:Q", title=title, format=USD),
        alt.Tooltip("usd:Q", title=cost, format=USD),
        alt.Tooltip("bound:Q", title="No plan there costs less than [USD]", format=USD),
        alt.Tooltip("orders:N", title="Ordered"),
    ]
    form: LineForm = "linear" if measure == "risk" else "step-after"
    line: alt.Chart = alt.Chart(data).mark_line(interpolate=form, color=theme.measure, strokeWidth=1.6).encode(x, y)
    points: alt.Chart = (
        alt.Chart(data).mark_point(filled=True, size=110, opacity=1, color=theme.measure).encode(x, y, tooltip=tooltip)
    )
    if is_clickable:
        points = points.add_params(alt.selection_point(name=PICKED, fields=[NUMBER], on="click", clear=False))
    numbers: alt.Chart = (
        alt.Chart(data).mark_text(dx=9, dy=-9, align="left", color=theme.text).encode(x, y, alt.Text("number:Q"))
    )
    layers = [line, *_refused(none_under, theme), *_ring(dots, chosen, x, y, theme), points, numbers]
    return panel(alt.LayerChart(layer=layers), None, HEIGHT)


def _ring(dots: list[Dot], chosen: int | None, x: alt.X, y: alt.Y, theme: Theme) -> list[alt.Chart]:
    """A ring around the plan that is shown."""
    found = [dot for dot in dots if dot.number == chosen]
    if not found:
        return []
    ring = alt.Chart(frame(found, Dot._fields)).mark_point(size=420, strokeWidth=2.5, color=theme.limit, filled=False)
    return [ring.encode(x, y)]


def _refused(none_under: float | None, theme: Theme) -> list[alt.Chart]:
    """The limit under which nothing fits."""
    if none_under is None:
        return []
    data = frame([(none_under, "nothing fits from here to the left")], ("amount", "words"))
    rule = alt.Chart(data).mark_rule(color=theme.limit, strokeDash=[4, 4]).encode(alt.X("amount:Q"))
    words = alt.Chart(data).mark_text(align="left", baseline="bottom", dx=5, color=theme.text)
    return [rule, words.encode(alt.X("amount:Q"), alt.Text("words:N"), y=alt.YValue(HEIGHT - 6))]
