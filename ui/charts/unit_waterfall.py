"""What a unit of work costs, part by part, up to the whole."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt

from models.numbers import plain
from models.plan import Plan
from models.unit_economics import UnitCost
from ui.charts.figure import Chart, Figure
from ui.charts.parts import SHORT, frame, nothing
from ui.charts.theme import Theme
from ui.unit_report import part_words, sentence, whose

ROW = 24
COLUMNS = ("Part", "Cost, nominal [USD]", "Cost [USD per 1,000 units]")
NONE = "Nothing is served, so there is no cost of a unit."


class Step(NamedTuple):
    """A bar from what is reached before it to what is reached with it [USD per 1,000 units]."""

    words: str
    low: float
    high: float
    at: float
    """Where the label stands."""
    amount: float
    kind: str
    label: str


def unit_waterfall(plan: Plan, cost: UnitCost) -> Figure:
    """Parts of the cost of 1,000 units one after another, then the whole, and accelerators alone beside it."""
    name = whose(plan, cost)
    when = "over the horizon" if cost.year is None else str(cost.year)
    rows = [(part_words(part.part), part.cost_usd, part.usd_per_1000_units) for part in cost.parts]
    rows.append(("total", cost.cost_usd, cost.usd_per_1000_units))
    steps = _steps(cost)
    return Figure(
        name="unit-economics",
        title=f"Cost of 1,000 {cost.unit} of {name}, {when}, nominal [USD]",
        sentence=sentence(cost, name),
        table=frame(rows, COLUMNS),
        draw=lambda theme: _draw(steps, cost.unit, theme) if steps else nothing(NONE, theme),
    )


def _steps(cost: UnitCost) -> list[Step]:
    if cost.usd_per_1000_units is None or cost.naive_usd_per_1000_units is None:
        return []
    found, reached = [], 0.0
    for part in cost.parts:
        each = part.usd_per_1000_units or 0.0
        found.append(_step(part_words(part.part), reached, each, "adds" if each >= 0 else "takes off"))
        reached += each
    found.append(_step("total", 0.0, cost.usd_per_1000_units, "total"))
    return [*found, _step("accelerators alone", 0.0, cost.naive_usd_per_1000_units, "accelerators alone")]


def _step(words: str, start: float, each: float, kind: str) -> Step:
    end = start + each
    return Step(words, min(start, end), max(start, end), max(start, end, 0.0), each, kind, plain(each))


def _draw(steps: list[Step], unit: str, theme: Theme) -> Chart:
    low, high = min(0.0, *(step.low for step in steps)), max(step.high for step in steps)
    span = (high - low) or 1.0
    y = alt.Y("words:N", title=None, scale=alt.Scale(domain=[s.words for s in steps]), axis=alt.Axis(grid=False))
    x = alt.X(
        "low:Q",
        title=f"USD per 1,000 {unit}, nominal",
        scale=alt.Scale(domain=[low - 0.02 * span, high + 0.15 * span], nice=False),
        axis=alt.Axis(labelExpr=SHORT, tickCount=6),
    )
    kinds = ("adds", "takes off", "total", "accelerators alone")
    colors = [theme.slot(0), theme.slot(2), theme.text, theme.muted]
    fill = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(kinds), range=colors))
    tooltip = [alt.Tooltip("words:N", title="Part"), alt.Tooltip("label:N", title="USD per 1,000 units")]
    bars: alt.Chart = alt.Chart().mark_bar(height=ROW - 8).encode(x, alt.X2("high:Q"), y, fill, tooltip=tooltip)
    labels: alt.Chart = (
        alt.Chart().mark_text(align="left", dx=8, color=theme.text).encode(alt.X("at:Q"), y, alt.Text("label:N"))
    )
    return alt.LayerChart(layer=[bars, labels], data=frame(steps, Step._fields), height=ROW * len(steps))
