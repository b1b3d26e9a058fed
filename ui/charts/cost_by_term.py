"""Cost by term over the horizon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from models.costs import TERM
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import listed, term_words
from ui.charts.parts import SHORT_USD, USD, frame, nothing
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import percent, usd

ROW = 24
COLUMNS = ("Term", "Book", "Nominal [USD]", "Discounted [USD]")
NONE = "This plan costs nothing in any term."


class Amount(NamedTuple):
    """Money of a term over the horizon."""

    term: str
    words: str
    book: str
    nominal: float
    discounted: float
    label: str
    at: float
    """Where the label stands [USD]."""


def cost_by_term(plan: Plan) -> Figure:
    """Nominal cost of each term, largest first, with what is discounted beside it."""
    axis = TimeAxis.of([plan])
    costs = plan.costs
    terms = sorted(costs.by_term, key=lambda term: -costs.by_term[term])
    rows = [_amount(plan, term) for term in terms]
    return Figure(
        name="cost-by-term",
        title=f"Cost by term, {axis.words}, nominal [USD]",
        sentence=_sentence(plan, terms),
        table=frame(((row.words, row.book, row.nominal, row.discounted) for row in rows), COLUMNS),
        draw=lambda theme: _draw(rows, theme) if rows else nothing(NONE, theme),
    )


def _amount(plan: Plan, term: str) -> Amount:
    nominal = plan.costs.by_term[term]
    book = TERM[term].kind if term in TERM else ""
    discounted = plan.costs.by_term_discounted.get(term, 0.0)
    return Amount(term, term_words(term), book, nominal, discounted, usd(nominal), max(nominal, 0.0))


def _sentence(plan: Plan, terms: Sequence[str]) -> str:
    costs = plan.costs
    total = f"{usd(costs.total_nominal_usd)} nominal, {usd(costs.total_discounted_usd)} discounted"
    paid = [term for term in terms if costs.by_term[term] > 0]
    if not paid:
        return f"The plan costs {total}; no term asks for a payment."
    spent = sum(costs.by_term[term] for term in paid)
    largest = listed([f"{term_words(term)} ({percent(costs.by_term[term] / spent)})" for term in paid[:3]])
    are = "is" if len(paid) == 1 else "are"
    credit = sum(costs.by_term[term] for term in terms if costs.by_term[term] < 0)
    less = f", less {usd(-credit)} credited" if credit else ""
    return f"The plan costs {total}; of the payments of {usd(spent)}{less}, the largest {are} {largest}."


def _draw(rows: Sequence[Amount], theme: Theme) -> Chart:
    low, high = min(0.0, *(row.nominal for row in rows)), max(0.0, *(row.nominal for row in rows))
    span = (high - low) or 1.0
    words = [row.words for row in rows]
    y = alt.Y("words:N", title=None, scale=alt.Scale(domain=words), axis=alt.Axis(grid=False))
    x = alt.X(
        "nominal:Q",
        title="USD, nominal (bar) and discounted (line)",
        stack=None,
        scale=alt.Scale(domain=[low - 0.02 * span, high + 0.2 * span], nice=False),
        axis=alt.Axis(labelExpr=SHORT_USD, tickCount=8),
    )
    fill = alt.Color(
        "term:N",
        legend=None,
        scale=alt.Scale(domain=[row.term for row in rows], range=[theme.term(row.term) for row in rows]),
    )
    tooltip = [
        alt.Tooltip("words:N", title="Term"),
        alt.Tooltip("book:N", title="Book"),
        alt.Tooltip("nominal:Q", title="Nominal [USD]", format=USD),
        alt.Tooltip("discounted:Q", title="Discounted [USD]", format=USD),
    ]
    bars: alt.Chart = alt.Chart().mark_bar(height=ROW - 8).encode(x, y, fill, tooltip=tooltip)
    present: alt.Chart = (
        alt.Chart().mark_tick(thickness=2, height=ROW - 4, color=theme.text).encode(alt.X("discounted:Q"), y)
    )
    labels: alt.Chart = (
        alt.Chart().mark_text(align="left", dx=8, color=theme.text).encode(alt.X("at:Q"), y, alt.Text("label:N"))
    )
    return alt.LayerChart(layer=[bars, present, labels], data=frame(rows, Amount._fields), height=ROW * len(rows))
