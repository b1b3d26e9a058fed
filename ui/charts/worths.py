"""From the cost of one scenario to that of another, change by change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from models.comparison import Comparison
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, height, lifted, wrapped
from ui.charts.parts import LINES, SHORT_USD, USD, frame
from ui.charts.theme import Theme
from ui.figures import signed, usd
from ui.input_report import INTERACTION, OPEN, called

LETTERS = 34
"""Letters on a line of a label."""
COLUMNS = (
    "What changes", "Made first, discounted [USD]", "Made first, within [USD]", "Left out last, discounted [USD]",
    "Left out last, within [USD]", "Cost up to here, discounted [USD]", "Why a figure is missing",
)  # fmt: skip
DEARER, CHEAPER, TOGETHER = "dearer", "cheaper", INTERACTION


class Bar(NamedTuple):
    """A change: from the cost before it to the cost with it [USD]."""

    label: str
    what: str
    low: float
    high: float
    amount: float
    kind: str
    figure: str


class End(NamedTuple):
    """The cost of a scenario [USD]."""

    label: str
    what: str
    cost: float
    figure: str


def worths_chart(report: Comparison, names: tuple[str, str]) -> Figure:
    """The cost of the first scenario, every change made first, what they do together, the cost of the other."""
    return Figure(
        name="worths",
        title=f"From the cost of {names[0]} to that of {names[1]}, case {report.case}, discounted [USD]",
        sentence=_sentence(report),
        table=frame(_table(report, names), COLUMNS),
        draw=lambda theme: _draw(report, names, theme),
    )


def _sentence(report: Comparison) -> str:
    known = [(name, worth.first_usd) for name, worth in called(report) if worth.first_usd]
    most = f"{known[0][0]} changes most by itself: {signed(known[0][1], usd)}. " if known else ""
    together = f"{signed(report.interaction_usd, usd)} of it {INTERACTION}"
    return f"{most}All changes are worth {signed(report.total_usd, usd)}, {together}."


def _table(report: Comparison, names: tuple[str, str]) -> list[tuple[object, ...]]:
    """The rows of the waterfall; what has no figure moves nothing."""
    reached = report.before.cost_usd
    rows: list[tuple[object, ...]] = [(names[0], None, None, None, None, reached, "")]
    for name, worth in called(report):
        reached += worth.first_usd or 0.0
        rows.append((name, *worth.first, *worth.last, round(reached, 2), worth.why_not))
    rows.append((INTERACTION, report.interaction_usd, None, None, None, report.after.cost_usd, ""))
    total, within = report.total_usd, report.within_usd
    return [*rows, (names[1], total, within, total, within, report.after.cost_usd, "")]


def _draw(report: Comparison, names: tuple[str, str], theme: Theme) -> Chart:
    moves = [(name, w.first_usd, w.says_nothing) for name, w in called(report) if w.first_usd is not None]
    moves.append((INTERACTION, report.interaction_usd, False))
    whole = [names[0], *(name for name, _, _ in moves), names[1]]
    labels = distinct([wrapped(text, LETTERS) for text in whole], [""] * len(whole))
    bars = _bars(report.before.cost_usd, labels[1:-1], moves)
    costs = zip((labels[0], labels[-1]), names, (report.before.cost_usd, report.after.cost_usd), strict=True)
    ends = [End(label, name, cost, usd(cost)) for label, name, cost in costs]
    reached = [end.cost for end in ends] + [each for bar in bars for each in (bar.low, bar.high)]
    low, high = min(reached), max(reached)
    span = (high - low) or abs(high) or 1.0
    scale = alt.Scale(domain=[low - 0.06 * span, high + 0.3 * span], nice=False, zero=False)
    axis = alt.Axis(labelExpr=LINES, labelOffset=lifted(labels), grid=False, labelLimit=400)
    y = alt.Y("label:N", title=None, scale=alt.Scale(domain=labels), axis=axis)
    title = "Cost [USD, discounted]; the axis does not begin at zero"
    x = alt.Axis(labelExpr=SHORT_USD, tickCount=6)
    layers = [*_steps(bars, y, alt.X("low:Q", title=title, scale=scale, axis=x), theme), *_costs(ends, y, theme)]
    return alt.LayerChart(layer=layers, height=(height(labels) + 12) * len(labels))


def _bars(cost: float, labels: Sequence[str], moves: Sequence[tuple[str, float, bool]]) -> list[Bar]:
    """Every change from where the one before it has led."""
    found = []
    for label, (name, amount, is_open) in zip(labels, moves, strict=True):
        kind = TOGETHER if name == INTERACTION else DEARER if amount > 0 else CHEAPER
        low, high = sorted((cost, cost + amount))
        found.append(Bar(label, name, low, high, amount, kind, signed(amount, usd) + OPEN * is_open))
        cost += amount
    return found


def _steps(bars: list[Bar], y: alt.Y, x: alt.X, theme: Theme) -> tuple[alt.Chart, alt.Chart]:
    colors = [theme.slot(0), theme.slot(2), theme.muted]
    fill = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=[DEARER, CHEAPER, TOGETHER], range=colors))
    tooltip = [
        alt.Tooltip("what:N", title="What changes"),
        alt.Tooltip("amount:Q", title="Made first, discounted [USD]", format=f"+{USD}"),
    ]
    data = frame(bars, Bar._fields)
    drawn: alt.Chart = alt.Chart(data).mark_bar(height=16).encode(x, alt.X2("high:Q"), y, fill, tooltip=tooltip)
    words: alt.Chart = (
        alt.Chart(data).mark_text(align="left", dx=8, color=theme.text).encode(alt.X("high:Q"), y, alt.Text("figure:N"))
    )
    return drawn, words


def _costs(ends: list[End], y: alt.Y, theme: Theme) -> tuple[alt.Chart, alt.Chart]:
    """Costs as marks of a place: a bar would begin at zero, which is far away."""
    tooltip = [alt.Tooltip("what:N", title="Scenario"), alt.Tooltip("cost:Q", title="Cost [USD]", format=USD)]
    data = frame(ends, End._fields)
    marks: alt.Chart = (
        alt.Chart(data).mark_tick(thickness=4, size=22, color=theme.text).encode(alt.X("cost:Q"), y, tooltip=tooltip)
    )
    words: alt.Chart = (
        alt.Chart(data)
        .mark_text(align="left", dx=8, color=theme.text, fontWeight="bold")
        .encode(alt.X("cost:Q"), y, alt.Text("figure:N"))
    )
    return marks, words
