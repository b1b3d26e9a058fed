"""One plan for all cases of a frontier against risk in figures: beside plan 1, the cheapest in expectation.

The scenario as it is has been planned in one case alone, so its cost is no measure of such a plan.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.plan_tables import Cell, Table
from models.sweep import Frontier, FrontierPoint, Row, Sweep
from ui.figures import percent, usd
from ui.sweep_words import dearest_of, offers

PLAN_1 = "Plan 1"


def risk_sentences(sweep: Sweep, frontier: Frontier, number: int) -> list[str]:
    """What a plan of a frontier is, counted from 1: its two costs, the weight that gives it, its firm orders."""
    point = frontier.points[number - 1]
    weight = point.risk_aversion or 0.0
    by = f"the best found with a weight of {percent(weight)} on CVaR" if weight else "the cheapest in expectation"
    costs = f"{usd(point.objective_usd)} expected, {usd(point.amount)} in the mean of {dearest_of(frontier)} (CVaR)"
    ordered = f"Firm orders, placed before cases can be told apart: {offers(sweep, point.row.orders)}."
    differs = [_differs(sweep, frontier.points[0].row, point.row)] if number > 1 else []
    rules = f"{{objective: expected_and_cvar, risk_aversion: {weight:g}}}"
    return [
        f"Plan {number} is one plan for all cases, {by}: {costs}, both discounted.",
        " ".join([ordered, *differs]),
        f"To plan it with all its orders, set `policy.uncertainty: {rules}` and make one plan for all cases.",
    ]


def _differs(sweep: Sweep, first: Row, row: Row) -> str:
    """Which firm orders are otherwise than in plan 1."""
    more, less = _where_more(row, first), _where_more(first, row)
    if not more and not less:
        return f"They are those of {PLAN_1.lower()}."
    said = (f"{word} of {offers(sweep, ids)}" for word, ids in (("more", more), ("less", less)) if ids)
    return f"Against {PLAN_1.lower()}: {', '.join(said)}."


def _where_more(one: Row, other: Row) -> list[str]:
    return [offer for offer, packs in one.orders.items() if packs > other.orders.get(offer, 0.0)]


def risk_table(frontier: Frontier, number: int) -> Table:
    """Expected cost, what no plan with as little risk can cost less than, CVaR and its weight, beside plan 1."""
    here, first = frontier.points[number - 1], frontier.points[0]
    pairs = zip(_figures(frontier, here), _figures(frontier, first), strict=True)
    rows = tuple((words, value, base, round(value - base, 6)) for (words, value), (_, base) in pairs)
    return Table("figures", ("Figure", "This plan", PLAN_1, "Difference"), rows)


def _figures(frontier: Frontier, point: FrontierPoint) -> Iterable[tuple[str, float]]:
    return (
        ("Expected cost, discounted [USD]", round(point.objective_usd)),
        ("No plan with as little risk costs less in expectation than, discounted [USD]", round(point.bound_usd)),
        (f"Mean cost of {dearest_of(frontier)} (CVaR), discounted [USD]", round(point.amount)),
        ("Weight of CVaR [%]", round(100 * (point.risk_aversion or 0.0), 1)),
    )


def firm_table(sweep: Sweep, frontier: Frontier, number: int) -> Table:
    """Packs of firm orders by offer, beside plan 1; no rows where there are none."""
    here, first = frontier.points[number - 1].row.orders, frontier.points[0].row.orders
    rows: list[tuple[Cell, ...]] = []
    for offer in sorted({*here, *first}):
        packs, base = here.get(offer, 0.0), first.get(offer, 0.0)
        rows.append((offers(sweep, [offer]), packs, base, round(packs - base, 6)))
    return Table("firm", ("Offer", "Firm packs", f"Firm packs of {PLAN_1.lower()}", "Difference [packs]"), tuple(rows))
