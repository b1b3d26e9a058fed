"""What the plan and its alternatives have cost by each month: cumulated, discounted."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

import altair as alt

from models.calendar import month_number, month_text
from models.roi import RoiReport, Weighed
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, listed
from ui.charts.parts import SHORT_USD, USD, frame, legend_of, nothing, palette
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import signed, usd

HEIGHT = 320
COLUMNS = (
    "Alternative", "Months from the start", "Due by the start of [month]", "Charged then, nominal [USD]",
    "Charged then, discounted [USD]", "Cumulated, discounted [USD]", "Cash paid then, nominal [USD]",
)  # fmt: skip
NONE = "No plan has any cost."
DASHES = ((1, 0), (6, 4), (2, 2), (8, 3, 2, 3), (10, 4), (4, 2, 1, 2), (1, 3), (12, 3, 3, 3))
"""Dashes of lines, so that they can be told apart without their colours."""


class Corner(NamedTuple):
    """What an alternative has cost by a month."""

    what: str
    at: int
    """Number of the month."""
    month: str
    cumulated: float


def cash_flow_chart(report: RoiReport) -> Figure:
    """Cumulated discounted cost of the plan and of every alternative that could be planned, by month."""
    shown = [row for row in report.alternatives if row.money and (row.kind == "plan" or not row.is_plan)]
    labels = distinct([row.name + ("*" if row.falls_short else "") for row in shown], [row.id for row in shown])
    first = month_number(report.start)
    corners = [corner for row, label in zip(shown, labels, strict=True) for corner in _corners(row, label, first)]
    last = max([first + report.months, *(corner.at for corner in corners)])
    months = {month_text(month): month for month in range(first, last)}
    axis = TimeAxis(months, {name: month + 1 for name, month in months.items()}, first, last)
    end = month_text(first + report.months - 1)
    return Figure(
        name="cash-flow",
        title=f"Cumulated cost of the plan and its alternatives, {report.start} to {end}, discounted [USD]",
        sentence=_sentence(report, shown),
        table=frame([cells for row in report.alternatives for cells in _cells(row, first)], COLUMNS),
        draw=lambda theme: _draw(corners, labels, axis, theme) if corners else nothing(NONE, theme),
    )


def _corners(row: Weighed, label: str, first: int) -> list[Corner]:
    flow = row.money.flow if row.money else ()
    sums = accumulate(each.discounted_usd for each in flow)
    found = [
        Corner(label, first + each.month, month_text(first + each.month), so_far)
        for each, so_far in zip(flow, sums, strict=True)
    ]
    return found if found and found[0].at == first else [Corner(label, first, month_text(first), 0.0), *found]


def _cells(row: Weighed, first: int) -> list[tuple[object, ...]]:
    flow = row.money.flow if row.money else ()
    sums = accumulate(each.discounted_usd for each in flow)
    return [
        (row.name, each.month, month_text(first + each.month), each.cost_usd, each.discounted_usd, round(so_far, 2),
         each.paid_usd)
        for each, so_far in zip(flow, sums, strict=True)
    ]  # fmt: skip


def _sentence(report: RoiReport, shown: list[Weighed]) -> str:
    plan = report.plan.money
    others = [(row, row.against) for row in shown if row.against]
    whole = [(row, gain) for row, gain in others if not row.falls_short]
    said = [f"The plan costs {usd(plan.paid_usd)} in all, discounted." if plan else NONE]
    if whole:
        row, gain = min(whole, key=lambda pair: pair[1].saving_usd)
        back = "" if not gain.payback_month else f", its early spend comes back by month {gain.payback_month}"
        said.append(f"Against the cheapest alternative that serves all ({row.name}) it saves "
                    f"{signed(gain.saving_usd, usd)}{back}.")  # fmt: skip
    short = [row.name for row, _ in others if row.falls_short]
    missing = [row.name for row in report.alternatives if row.why_not]
    said += [f"* Falls short, so that its line is too low: {listed(short, 8)}."] if short else []
    said += [f"Without a plan: {listed(missing, 8)}."] if missing else []
    return " ".join([*said, "The last step holds the end values of what was bought."])


def _draw(corners: list[Corner], labels: list[str], axis: TimeAxis, theme: Theme) -> Chart:
    colors = {label: theme.measure if n == 0 else theme.slot(n) for n, label in enumerate(labels)}
    dashes = [list(DASHES[n % len(DASHES)]) for n in range(len(labels))]
    legend = legend_of(colors, None, "stroke")
    y = alt.Y("cumulated:Q", title="USD, discounted, up to then", axis=alt.Axis(labelExpr=SHORT_USD, tickCount=6))
    chart: alt.Chart = (
        alt.Chart(frame(corners, Corner._fields))
        .mark_line(interpolate="step-after", strokeWidth=2.2)
        .encode(
            axis.x("at"),
            y,
            alt.Color("what:N", scale=palette(colors), legend=legend),
            alt.StrokeDash("what:N", scale=alt.Scale(domain=labels, range=dashes), legend=legend),
            tooltip=[
                alt.Tooltip("what:N", title="Alternative"),
                alt.Tooltip("month:N", title="By the start of"),
                alt.Tooltip("cumulated:Q", title="Cumulated, discounted [USD]", format=USD),
            ],
        )
        .properties(height=HEIGHT)
    )
    return chart
