"""What one plan for all cases costs in each of them, beside the best plan made for it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from models.hedge import Hedge
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import height, lifted, wrapped
from ui.charts.parts import LINES, SHORT_USD, USD, color, frame, nothing
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import percent, signed, usd, whole_usd

ROW = 56
LETTERS = 34
ALL, ALONE = "one plan for all cases", "best plan for the case alone"
EXPECTATION = "expectation"
COLUMNS = (
    "Case", "Probability [0..1]", "Cost in the plan for all cases, discounted [USD]",
    "Best plan for the case alone, discounted [USD]", "Price of not knowing, discounted [USD]",
)  # fmt: skip
NONE = "This plan is made for one case alone."


class Row(NamedTuple):
    """A case, or the expectation over all."""

    case: str
    probability: float | None
    cost_usd: float
    alone_usd: float

    @property
    def more_usd(self) -> float:
        """What not knowing the case costs in it [USD]."""
        return self.cost_usd - self.alone_usd


def cost_by_case(plan: Plan) -> Figure:
    """Discounted cost of the hedged plan and of the best plan alone, case by case and in expectation."""
    hedge, axis = plan.hedge, TimeAxis.of([plan])
    rows = case_rows(hedge) if hedge else []
    return Figure(
        name="cost-by-case",
        title=f"Cost by case of one plan for all cases, {axis.words} [USD, discounted]",
        sentence=_sentence(hedge, rows) if hedge else NONE,
        table=frame(((*row, row.more_usd) for row in rows), COLUMNS),
        draw=lambda theme: _draw(rows, theme) if rows else nothing(NONE, theme),
    )


def case_rows(hedge: Hedge) -> list[Row]:
    """Every case, then the expectation."""
    cases = [Row(row.case, row.probability, row.cost_usd, row.alone_usd) for row in hedge.cases]
    return [*cases, Row(EXPECTATION, None, hedge.expected_usd, hedge.expected_usd - hedge.evpi_usd)]


def _sentence(hedge: Hedge, rows: Sequence[Row]) -> str:
    *cases, mean = rows
    low, high = min(cases, key=lambda row: row.cost_usd), max(cases, key=lambda row: row.cost_usd)
    return (
        f"One plan for all {len(cases):,} cases costs from {usd(low.cost_usd)} ({low.case}) to {usd(high.cost_usd)} "
        f"({high.case}), {usd(mean.cost_usd)} in expectation: {usd(hedge.evpi_usd)} more than plans made with the case "
        f"known."
    )


def _draw(rows: Sequence[Row], theme: Theme) -> Chart:
    labels = {row.case: wrapped(_label(row), LETTERS, 3) for row in rows}
    colors = {ALL: theme.measure, ALONE: theme.others}
    parts = [
        (labels[row.case], series, amount, said)
        for row in rows
        for series, amount, said in (
            (ALL, row.cost_usd, f"{usd(row.cost_usd)} ({signed(row.more_usd, whole_usd)})"),
            (ALONE, row.alone_usd, usd(row.alone_usd)),
        )
    ]
    most = max((amount for _, _, amount, _ in parts), default=0.0)
    least = min((0.0, *(amount for _, _, amount, _ in parts)))
    x = alt.X(
        "usd:Q", title="USD, discounted", axis=alt.Axis(labelExpr=SHORT_USD, tickCount=8),
        scale=alt.Scale(domain=[least, least + 1.3 * ((most - least) or 1.0)], nice=False),
    )  # fmt: skip
    y = alt.Y("case:N", title=None, scale=alt.Scale(domain=list(labels.values())), axis=alt.Axis(
        labelExpr=LINES, labelOffset=lifted(list(labels.values())), grid=False
    ))  # fmt: skip
    apart = alt.YOffset("series:N", scale=alt.Scale(domain=list(colors)))
    tooltip = [
        alt.Tooltip("case:N", title="Case"),
        alt.Tooltip("series:N", title="Plan"),
        alt.Tooltip("usd:Q", title="Cost, discounted [USD]", format=USD),
    ]
    bars: alt.Chart = alt.Chart().mark_bar().encode(x, y, apart, color("series", colors, "Plan"), tooltip=tooltip)
    texts: alt.Chart = (
        alt.Chart().mark_text(align="left", dx=6, color=theme.text, aria=False).encode(x, y, apart, alt.Text("said:N"))
    )
    data = frame(parts, ("case", "series", "usd", "said"))
    return alt.LayerChart(layer=[bars, texts], data=data, height=height(list(labels.values()), ROW) * len(labels))


def _label(row: Row) -> str:
    return row.case if row.probability is None else f"{row.case}, probability {percent(row.probability)}"
