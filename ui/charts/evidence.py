"""What the money of a plan rests on."""

from __future__ import annotations

import altair as alt

from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.parts import USD, Colors, color, frame, nothing
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import grade, percent

ROW = 30
OLD, FRESH = "over 90 days old at the pricing date, or undated", "up to 90 days old"
COLUMNS = ("Grade", "Payments, nominal [USD]", "Share of payments [0..1]", "Of it over 90 days old or undated [0..1]")
NONE = "No payment of the plan rests on a price."


def evidence(plan: Plan) -> Figure:
    """Share of the payments by grade of evidence, and how much of each rests on old prices."""
    axis = TimeAxis.of([plan])
    found = plan.evidence.by_grade
    return Figure(
        name="evidence",
        title=f"Evidence behind the payments, {axis.words} [share of nominal USD]",
        sentence=plan.evidence.sentence,
        table=frame(((grade(row.grade), row.usd, row.share, row.older_than_90_days_share) for row in found), COLUMNS),
        draw=lambda theme: _draw(plan, theme) if found else nothing(NONE, theme),
    )


def _draw(plan: Plan, theme: Theme) -> Chart:
    rows = []
    for row in plan.evidence.by_grade:
        old = row.share * row.older_than_90_days_share
        parts = ((FRESH, 0.0, row.share - old), (OLD, row.share - old, row.share))
        rows += [(grade(row.grade), age, low, high, high - low, row.usd) for age, low, high in parts if high > low]
    data = frame(rows, ("grade", "age", "low", "high", "share", "usd"))
    grades = [grade(row.grade) for row in plan.evidence.by_grade]
    colors: Colors = {FRESH: theme.slot(1), OLD: theme.others}
    labels = frame(
        ((grade(row.grade), row.share, percent(row.share)) for row in plan.evidence.by_grade),
        ("grade", "share", "label"),
    )
    y = alt.Y("grade:N", title=None, scale=alt.Scale(domain=grades), axis=alt.Axis(grid=False))
    x = alt.X("low:Q", title="share of the payments", scale=alt.Scale(domain=[0, 1.08]), axis=alt.Axis(
        format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1.0]
    ))  # fmt: skip
    tooltip = [
        alt.Tooltip("grade:N", title="Grade"),
        alt.Tooltip("age:N", title="Age of the price"),
        alt.Tooltip("share:Q", title="Share of the payments", format=".1%"),
        alt.Tooltip("usd:Q", title="Payments on this grade [USD, nominal]", format=USD),
    ]
    bars: alt.Chart = (
        alt.Chart(data)
        .mark_bar(height=ROW - 10)
        .encode(x, alt.X2("high:Q"), y, color("age", colors, "Price"), tooltip=tooltip)
    )
    texts: alt.Chart = (
        alt.Chart(labels)
        .mark_text(align="left", dx=6, color=theme.text)
        .encode(alt.X("share:Q"), y, alt.Text("label:N"))
    )
    return alt.LayerChart(layer=[bars, texts], height=ROW * len(grades))
