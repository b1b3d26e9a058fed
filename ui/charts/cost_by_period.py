"""Cost over time by term, as paid."""

from __future__ import annotations

from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import term_words
from ui.charts.parts import amounts, blocks, frame, nothing, panel
from ui.charts.series import Series, largest, stacked, summed
from ui.charts.theme import OTHERS, TERM_SLOTS, Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import usd

HEIGHT = 300
MOST_TERMS = 12
COLUMNS = ("Term", "Book", "Period [first month]", "Nominal [USD]", "Discounted [USD]")
OTHER_TERMS = "other terms"


def cost_by_period(plan: Plan) -> Figure:
    """Nominal cost of each period by term; what falls due at the end of the horizon or beyond is told, not drawn."""
    axis = TimeAxis.of([plan])
    costs = summed((line.term, line.period, line.nominal_usd) for line in plan.costs.lines if line.period)
    shown, rest = largest(costs, MOST_TERMS)
    order = sorted(shown, key=lambda term: TERM_SLOTS.get(term, len(TERM_SLOTS)))
    series = {term: shown[term] for term in order}
    rows = [
        (term_words(line.term), line.kind, line.period or "end of the horizon", line.nominal_usd, line.discounted_usd)
        for line in plan.costs.lines
    ]
    left_out = f" The chart shows the {MOST_TERMS - 1} largest terms by name." if rest else ""
    return Figure(
        name="cost-by-period",
        title=f"Cost by period and term, {axis.words}, nominal [USD per {_period_words(axis)}]",
        sentence=_sentence(plan) + left_out,
        table=frame(rows, COLUMNS),
        draw=lambda theme: _draw(series, axis, theme) if series else nothing("No payments.", theme),
    )


def _period_words(axis: TimeAxis) -> str:
    return "month" if axis.months_per_period == 1 else f"period of {axis.months_per_period} months"


def _sentence(plan: Plan) -> str:
    totals = {period.period: 0.0 for period in plan.periods}
    after = 0.0
    for line in plan.costs.lines:
        if line.period is None:
            after += line.nominal_usd
        else:
            totals[line.period] += line.nominal_usd
    most, least = max(totals, key=totals.__getitem__), min(totals, key=totals.__getitem__)
    text = f"{usd(sum(totals.values()))} are paid inside the horizon (nominal)"
    if totals[most] > totals[least]:
        text += f", most in {most} ({usd(totals[most])}) and least in {least} ({usd(totals[least])})"
    if after:
        total = usd(plan.costs.total_nominal_usd)
        text += f"; with {usd(after)} dated at its end or beyond, not drawn, the total is {total}"
    return f"{text}."


def _words(term: str) -> str:
    return OTHER_TERMS if term == OTHERS else term_words(term)


def _draw(series: Series, axis: TimeAxis, theme: Theme) -> Chart:
    named = {_words(term): series[term] for term in series}
    colors = {_words(term): theme.others if term == OTHERS else theme.term(term) for term in series}
    y = amounts("low", "USD, nominal", is_money=True)
    return panel(blocks(stacked(named, axis), axis, colors, theme, y, "Nominal [USD]", "Term", True), None, HEIGHT)
