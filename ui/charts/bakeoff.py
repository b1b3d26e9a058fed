"""What quotes are worth to the plan, with what the gaps of the searches leave open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import altair as alt

from models.bakeoff import Bakeoff, QuoteWorth
from ui.charts.figure import Chart, Figure
from ui.charts.parts import SHORT_USD, USD, frame
from ui.charts.theme import Theme
from ui.figures import usd

ROW = 30
"""Height of a bar [px]."""
ALONE, ON_TOP = "alone", "on top of all others"
COLUMNS = (
    "Quote", "Rank", "Rank by list price", "What", "Worth, discounted [USD]", "Proven, discounted [USD]",
    "At most, discounted [USD]",
)  # fmt: skip


class Bar(NamedTuple):
    """A worth, from what is proven of it to what it can be at most [USD]."""

    label: str
    quote: str
    what: str
    worth: float
    low: float
    high: float
    most: str
    figure: str


def bakeoff_chart(report: Bakeoff) -> Figure:
    """The worth of every quote by itself and on top of all others, each over its proven range."""
    rows = [(row, what, worth) for row in report.quotes for what, worth in ((ALONE, row.first), (ON_TOP, row.last))]
    cells = [(r.id, r.rank, r.list_rank, what, w.usd, w.at_least_usd, w.at_most_usd) for r, what, w in rows]
    return Figure(
        name="bakeoff",
        title=f"What quotes are worth to the plan, case {report.case}, discounted over {report.months} months [USD]",
        sentence=_sentence(report),
        table=frame(cells, COLUMNS),
        draw=lambda theme: _draw(list(_bars(report)), theme),
    )


def _sentence(report: Bakeoff) -> str:
    best = report.quotes[0]
    beside = f"; on top of all others it is worth {usd(best.last.usd)}" if len(report.quotes) > 1 else ""
    return f"{best.id} takes {usd(best.first.usd)} off the cost of the plan by itself{beside}."


def _bars(report: Bakeoff) -> Iterator[Bar]:
    for row in report.quotes:
        yield _bar(row.id, ALONE, row.first)
        if len(report.quotes) > 1:
            yield _bar(row.id, ON_TOP, row.last)


def _bar(quote: str, what: str, worth: QuoteWorth) -> Bar:
    most = worth.at_most_usd
    high = worth.usd if most is None else most
    said = "not known" if most is None else usd(most)
    figure = usd(worth.usd) + ("" if worth.is_proven else ", none proven")
    return Bar(f"{quote}, {what}", quote, what, worth.usd, worth.at_least_usd, high, said, figure)


def _draw(bars: list[Bar], theme: Theme) -> Chart:
    span = max(bar.high for bar in bars) or 1.0
    names = [bar.label for bar in bars]
    axis = alt.Axis(grid=False, labelLimit=320)
    y = alt.Y("label:N", title=None, scale=alt.Scale(domain=names, paddingInner=0.4), axis=axis)
    scale = alt.Scale(domain=[0, 1.3 * span], nice=False)
    title = "Worth [USD, discounted]; bar: from what is proven to the most it can be"
    low = alt.X("low:Q", title=title, scale=scale, axis=alt.Axis(labelExpr=SHORT_USD, tickCount=6))
    tooltip = [
        alt.Tooltip("quote:N", title="Quote"),
        alt.Tooltip("what:N", title="What"),
        alt.Tooltip("worth:Q", title="Worth, discounted [USD]", format=USD),
        alt.Tooltip("low:Q", title="Proven, discounted [USD]", format=USD),
        alt.Tooltip("most:N", title="At most, discounted"),
    ]
    fill = alt.Color("what:N", legend=None, scale=alt.Scale(domain=[ALONE, ON_TOP], range=[theme.measure, theme.muted]))
    ranges: alt.Chart = alt.Chart().mark_bar(size=14).encode(low, alt.X2("high:Q"), y, fill, tooltip=tooltip)
    found: alt.Chart = (
        alt.Chart().mark_tick(thickness=3, size=20, color=theme.text).encode(alt.X("worth:Q"), y, tooltip=tooltip)
    )
    words: alt.Chart = (
        alt.Chart().mark_text(align="left", dx=8, color=theme.text).encode(alt.X("high:Q"), y, alt.Text("figure:N"))
    )
    return alt.LayerChart(layer=[ranges, found, words], data=frame(bars, Bar._fields), height=ROW * len(names))
