"""What levers on the work save net of what they cost: each alone, with its range."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt

from models.lever_report import LeverRow, Levers, Pulled, Step
from ui.charts.figure import Chart, Figure
from ui.charts.parts import SHORT_USD, USD, frame, nothing
from ui.charts.theme import Theme
from ui.figures import signed, usd

ROW = 34
"""Height of a lever [px]."""
NONE = "No lever of this scenario could be planned with."
LOSS = "No lever saves more than it costs."
OPEN = ", or nothing"
"""What is added to a saving that the gaps leave open."""
COLUMNS = (
    "Lever", "Name", "Kind", "What", "From [month]", "Saves, discounted [USD]", "Saves at least [USD]",
    "Saves at most [USD]", "Costs itself, discounted [USD]", "Net [USD]", "Net a year [USD/year]",
    "Net at the low end [USD]", "Net at the high end [USD]", "Step [number]", "Adds on top of those before [USD]",
    "Adds net [USD]", "Grade of evidence", "Source", "Date", "Low end [x]", "High end [x]", "Verify before", "Why not",
)  # fmt: skip


class Bar(NamedTuple):
    """A lever: what it saves net, and over its range."""

    lever: str
    what: str
    net: float
    low: float
    high: float
    label: str
    at: float
    """Where the label stands [USD]."""


def levers_chart(report: Levers) -> Figure:
    """Net saving of every lever alone, over the range of its evidence."""
    bars = [_bar(row, row.alone) for row in report.levers if row.alone]
    return Figure(
        name="levers",
        title=f"Saved net by each lever alone, case {report.case}, discounted over {report.months} months [USD]",
        sentence=_sentence(report),
        table=frame([_cells(row, report) for row in report.levers], COLUMNS),
        draw=lambda theme: _draw(bars, theme) if bars else nothing(NONE, theme),
    )


def _bar(row: LeverRow, found: Pulled) -> Bar:
    low, high = row.range_usd or (found.net_usd, found.net_usd)
    label = signed(found.net_usd, usd) + OPEN * found.says_nothing
    return Bar(row.id, row.what, found.net_usd, low, high, label, max(0.0, high))


def _cells(row: LeverRow, report: Levers) -> tuple[object, ...]:
    n, step = next(((n, s) for n, s in enumerate(report.steps, start=1) if s.lever == row.id), (None, None))
    known, ends = row.evidence, (row.low, row.high)
    return (
        row.id, row.name, row.kind, row.what, row.month, *_money(row.alone),
        *(end.net_usd if end else None for end in ends), n, *_added(step), known.grade, known.source, known.date,
        known.low, known.high, row.quality, row.why_not or report.left_out.get(row.id, ""),
    )  # fmt: skip


def _money(found: Pulled | None) -> tuple[float | None, ...]:
    names = ("saving_usd", "at_least_usd", "at_most_usd", "own_usd", "net_usd", "net_per_year_usd")
    return tuple(None if found is None else getattr(found, name) for name in names)


def _added(step: Step | None) -> tuple[float | None, float | None]:
    return (step.added_usd, step.net_usd) if step else (None, None)


def _sentence(report: Levers) -> str:
    if report.together is None:
        return LOSS if any(row.alone for row in report.levers) else NONE
    first = report.steps[0]
    alone = f"{first.lever} saves most by itself, {usd(first.together.net_usd)} net of what it costs"
    if len(report.steps) == 1:
        return f"The plan costs {usd(report.cost_usd)} without levers; {alone}."
    whole = f"{len(report.steps)} levers together save {usd(report.together.net_usd)} net"
    return f"The plan costs {usd(report.cost_usd)} without levers; {alone}; {whole}."


def _draw(bars: list[Bar], theme: Theme) -> Chart:
    low, high = min(0.0, *(bar.low for bar in bars)), max(0.0, *(bar.high for bar in bars))
    span = (high - low) or 1.0
    names = [bar.lever for bar in sorted(bars, key=lambda bar: -bar.net)]
    y = alt.Y("lever:N", title=None, scale=alt.Scale(domain=names, paddingInner=0.35), axis=alt.Axis(grid=False))
    x = alt.X(
        "net:Q",
        title="USD saved net of what the lever costs, discounted; line: range of its evidence",
        scale=alt.Scale(domain=[low - 0.02 * span, high + 0.4 * span], nice=False),
        axis=alt.Axis(labelExpr=SHORT_USD, tickCount=8),
    )
    tooltip = [
        alt.Tooltip("what:N", title="Lever"),
        alt.Tooltip("net:Q", title="Saved net, discounted [USD]", format=USD),
        alt.Tooltip("low:Q", title="At the worse end of its range [USD]", format=USD),
        alt.Tooltip("high:Q", title="At the better end of its range [USD]", format=USD),
    ]
    filled: alt.Chart = alt.Chart().mark_bar(color=theme.measure).encode(x, y, tooltip=tooltip)
    ranges: alt.Chart = (
        alt.Chart().mark_rule(color=theme.text, strokeWidth=2).encode(alt.X("low:Q"), y, alt.X2("high:Q"))
    )
    labels: alt.Chart = (
        alt.Chart().mark_text(align="left", dx=8, color=theme.text).encode(alt.X("at:Q"), y, alt.Text("label:N"))
    )
    return alt.LayerChart(layer=[filled, ranges, labels], data=frame(bars, Bar._fields), height=ROW * len(names))
