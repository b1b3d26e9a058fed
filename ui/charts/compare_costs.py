"""Costs of several plans side by side, and by which terms they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import altair as alt

from models.costs import COST_TERMS, TERM
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, height, lifted, term_words, wrapped
from ui.charts.parts import LINES, SHORT_USD, USD, color, frame, panel, panels
from ui.charts.theme import OTHERS, TERM_SLOTS, Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import change, signed, usd

MOST_TERMS = 11
OTHER_TERMS = "other terms"
COLUMNS = ("Plan", "Term", "Book", "Nominal [USD]", "Discounted [USD]", "Discounted, against the first plan [USD]")
PLAN_SLOTS = (0, 3, 1, 2)
"""Places of the plans among the colours."""


class Part(NamedTuple):
    """Money of one term in one plan."""

    plan: str
    term: str
    low: float
    high: float
    amount: float


def compare_costs(plans: Mapping[str, Plan]) -> Figure:
    """Discounted cost by term of two to four plans by name; below, the differences from the first."""
    axis = TimeAxis.of(plans.values())
    names = list(plans)
    base = plans[names[0]].costs.by_term_discounted
    return Figure(
        name="compare-costs",
        title=f"Cost of {len(plans)} plans by term, {axis.words}, discounted [USD]",
        sentence=_sentence(plans, axis),
        table=frame((row for name in names for row in _rows(name, plans[name], base)), COLUMNS),
        draw=lambda theme: _draw(plans, theme),
    )


def _terms(plans: Mapping[str, Plan]) -> list[str]:
    """All terms of the plans in the order of the register."""
    used = {term for plan in plans.values() for term in plan.costs.by_term_discounted}
    register = [term.name for term in COST_TERMS]
    return [*(term for term in register if term in used), *sorted(used - set(register))]


def _rows(name: str, plan: Plan, base: Mapping[str, float]) -> list[tuple[object, ...]]:
    costs = plan.costs
    rows: list[tuple[object, ...]] = []
    for term in dict.fromkeys((*costs.by_term_discounted, *base)):
        discounted = costs.by_term_discounted.get(term, 0.0)
        book = TERM[term].kind if term in TERM else ""
        nominal = costs.by_term.get(term, 0.0)
        rows.append((name, term_words(term), book, nominal, discounted, discounted - base.get(term, 0.0)))
    return rows


def _sentence(plans: Mapping[str, Plan], axis: TimeAxis) -> str:
    (first, base), *others = plans.items()
    total = base.costs.total_discounted_usd
    parts = [f'"{first}" costs {usd(total)}, discounted']
    for name, plan in others:
        own = plan.costs.total_discounted_usd
        share = (own - total) / abs(total) if total else None
        moved = f"{signed(own - total, usd)}, {change(share)}{_driver(base, plan)}"
        parts.append(f'"{name}" {usd(own)} ({moved})')
    differ = len({tuple(period.period for period in plan.periods) for plan in plans.values()}) > 1
    note = f" The plans differ in their periods; together they cover {axis.words}." if differ else ""
    return f"{'; '.join(parts)}.{note}"


def _driver(base: Plan, plan: Plan) -> str:
    """The term that moves most, in words."""
    old, new = base.costs.by_term_discounted, plan.costs.by_term_discounted
    moves = {term: new.get(term, 0.0) - old.get(term, 0.0) for term in (*new, *old)}
    term = max(moves, key=lambda each: abs(moves[each]), default=None)
    if term is None or abs(moves[term]) < 0.5:
        return ""
    return f", most by {term_words(term)}: {signed(moves[term], usd)}"


def _draw(plans: Mapping[str, Plan], theme: Theme) -> Chart:
    short = [wrapped(name, 30, 3) for name in plans]
    labels = dict(zip(plans, distinct(short, [""] * len(short)), strict=True))
    rows = (height(list(labels.values()), 30) + 10) * len(labels)
    charts = [panel(_totals(plans, labels, theme), "Cost [USD, discounted]", rows)]
    changes = _largest(_changes(plans))
    if changes:
        title = f"Difference from {next(iter(plans))} by term [USD, discounted]"
        charts.append(panel(_differences(changes, labels, theme), title, (14 * len(plans) - 4) * len(changes)))
    return panels(*charts)


def _largest(amounts: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Amounts by plan of the terms that move most, then of all others together."""
    order = sorted(amounts, key=lambda term: -max(map(abs, amounts[term].values()), default=0.0))
    kept, rest = (order, []) if len(order) <= MOST_TERMS else (order[: MOST_TERMS - 1], order[MOST_TERMS - 1 :])
    found = {term: dict(amounts[term]) for term in kept}
    if rest:
        found[OTHERS] = {name: sum(amounts[term].get(name, 0.0) for term in rest) for name in amounts[rest[0]]}
    return found


def _changes(plans: Mapping[str, Plan]) -> dict[str, dict[str, float]]:
    """Difference from the first plan by term and plan, where there is one."""
    first, *others = plans
    base = plans[first].costs.by_term_discounted
    found = {
        term: {name: plans[name].costs.by_term_discounted.get(term, 0.0) - base.get(term, 0.0) for name in others}
        for term in _terms(plans)
    }
    return {term: by_plan for term, by_plan in found.items() if any(abs(amount) >= 0.5 for amount in by_plan.values())}


def _words(term: str) -> str:
    return OTHER_TERMS if term == OTHERS else term_words(term)


def _parts(plans: Mapping[str, Plan], labels: Mapping[str, str]) -> list[Part]:
    """The terms of each plan side by side, what is negative to the left of zero."""
    by_term = {
        term: {name: plan.costs.by_term_discounted.get(term, 0.0) for name, plan in plans.items()}
        for term in _terms(plans)
    }
    shown = _largest(by_term)
    parts = []
    for name in plans:
        up = down = 0.0
        for term in sorted(shown, key=lambda term: TERM_SLOTS.get(term, len(TERM_SLOTS))):
            amount = shown[term][name]
            low, high = (up, up + amount) if amount > 0 else (down + amount, down)
            up, down = max(up, high), min(down, low)
            if amount:
                parts.append(Part(labels[name], _words(term), low, high, amount))
    return parts


def _totals(plans: Mapping[str, Plan], labels: Mapping[str, str], theme: Theme) -> alt.LayerChart:
    parts = _parts(plans, labels)
    used = {part.term for part in parts}
    colors = {_words(term): theme.term(term) for term in TERM_SLOTS if _words(term) in used}
    colors |= dict.fromkeys(sorted(used - set(colors)), theme.others)
    ends = {label: max([0.0, *(part.high for part in parts if part.plan == label)]) for label in labels.values()}
    low, high = min([0.0, *(part.low for part in parts)]), max(ends.values()) or 1.0
    y = alt.Y("plan:N", title=None, scale=alt.Scale(domain=list(labels.values())), axis=alt.Axis(
        labelExpr=LINES, labelOffset=lifted(list(labels.values())), grid=False
    ))  # fmt: skip
    x = alt.X(
        "low:Q",
        title="USD, discounted",
        scale=alt.Scale(domain=[low * 1.02, high + 0.2 * (high - low)], nice=False),
        axis=alt.Axis(labelExpr=SHORT_USD, tickCount=8),
    )
    tooltip = [
        alt.Tooltip("plan:N", title="Plan"),
        alt.Tooltip("term:N", title="Term"),
        alt.Tooltip("amount:Q", title="Discounted [USD]", format=USD),
    ]
    bars: alt.Chart = (
        alt.Chart(frame(parts, Part._fields))
        .mark_bar(height=22, stroke=theme.background, strokeWidth=0.6)
        .encode(x, alt.X2("high:Q"), y, color("term", colors, "Term"), tooltip=tooltip)
    )
    totals = [(labels[name], ends[labels[name]], usd(plan.costs.total_discounted_usd)) for name, plan in plans.items()]
    texts: alt.Chart = (
        alt.Chart(frame(totals, ("plan", "at", "total")))
        .mark_text(align="left", dx=8, color=theme.text)
        .encode(alt.X("at:Q"), y, alt.Text("total:N"))
    )
    return alt.LayerChart(layer=[bars, texts])


def _differences(changes: Mapping[str, Mapping[str, float]], labels: Mapping[str, str], theme: Theme) -> alt.LayerChart:
    others = list(labels)[1:]
    colors = {labels[name]: theme.slot(PLAN_SLOTS[n % 4]) for n, name in enumerate(others, start=1)}
    rows = [(_words(term), labels[name], changes[term][name], 0.0) for term in changes for name in others]
    domain = [_words(term) for term in changes]
    tooltip = [
        alt.Tooltip("plan:N", title="Plan"),
        alt.Tooltip("term:N", title="Term"),
        alt.Tooltip("amount:Q", title="Difference, discounted [USD]", format=f"+{USD}"),
    ]
    bars: alt.Chart = (
        alt.Chart(frame(rows, ("term", "plan", "amount", "zero")))
        .mark_bar()
        .encode(
            alt.X("amount:Q", title="USD, discounted", stack=None, axis=alt.Axis(labelExpr=SHORT_USD, tickCount=8)),
            alt.Y("term:N", title=None, scale=alt.Scale(domain=domain), axis=alt.Axis(grid=False)),
            color("plan", colors, "Plan"),
            alt.YOffset("plan:N", scale=alt.Scale(domain=list(colors))),
            tooltip=tooltip,
        )
    )
    zero: alt.Chart = alt.Chart(frame([(0.0,)], ("zero",))).mark_rule(color=theme.line).encode(alt.X("zero:Q"))
    return alt.LayerChart(layer=[bars, zero])
