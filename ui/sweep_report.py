"""The summary of a sweep, as Markdown and in the terminal, from the same parts."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from rich.console import Group

from models.numbers import plain
from models.sweep import Frontier, FrontierPoint, Sweep, Swing
from ui.figures import clean, percent, signed, usd, whole_usd
from ui.summary import Part, as_markdown, on_screen
from ui.sweep_words import (
    MEASURED,
    UNIT,
    cost_against,
    extra,
    flip_sentences,
    frontier_sentence,
    head,
    measure_header,
    off,
    offers,
    order_sets,
    reading,
    spread_sentences,
    without_plan,
)

MOST_SETS = 12
"""Sets of first orders in the table; `sweep.csv` has every point."""
DESIGN = {
    "tornado": "one input at a time, to both ends of its range",
    "grid": "every combination of levels",
    "latin": "a Latin hypercube over the ranges",
    "random": "independent uniform draws from the ranges",
}
KEEPS = "A point keeps the orders of the base where they stay within that gap: an order that changes had to."


def parts(sweep: Sweep) -> list[Part]:
    """The whole summary but its head; parts without anything to say are left out."""
    found = [
        Part("What flips the order", flip_sentences(sweep), *_flips(sweep)),
        _swings(sweep),
        Part("How much the answer varies", spread_sentences(sweep), *_sets(sweep)),
        *(_frontier(sweep, frontier) for frontier in sweep.frontiers),
        Part("Points without a plan", without_plan(sweep)),
        Part("How it was made", made_sentences(sweep)),
    ]
    return [part for part in found if part.sentences or part.rows]


def _flips(sweep: Sweep) -> tuple[tuple[str, ...], Sequence[tuple[str, ...]]]:
    rows = [
        (clean(flip.axis), off(flip), "nothing fits" if flip.nothing_fits else offers(sweep, flip.added),
         offers(sweep, flip.dropped))
        for flip in sweep.flips
    ]  # fmt: skip
    return ("Input", ">Flips when it is", "Then ordered too", "Then not ordered"), rows


def _swings(sweep: Sweep) -> Part:
    base = sweep.base.objective_usd or 0.0
    still = [swing for swing in sweep.swings if swing.is_idle(base)]
    rows = [
        (clean(swing.axis), _from_to(swing), _against(swing.low_usd, base), _against(swing.high_usd, base), swing.basis)
        for swing in sweep.swings
        if swing not in still
    ]
    columns = ("Input", ">From .. to", ">At the low end", ">At the high end", "Range")
    said = [f"Cost against the base of {usd(base)}, discounted [USD], with one input off."] if rows else []
    if still:
        said.append(f"Within their range these move nothing: {', '.join(clean(swing.axis) for swing in still)}.")
    return Part("What moves the cost", said, columns, rows)


def _from_to(swing: Swing) -> str:
    return f"{reading(swing, swing.low)} .. {reading(swing, swing.high)}"


def _against(cost: float | None, base: float) -> str:
    return "no plan" if cost is None else signed(cost - base, whole_usd)


def _sets(sweep: Sweep) -> tuple[tuple[str, ...], Sequence[tuple[str, ...]]]:
    if sweep.design in (None, "tornado"):
        return (), []
    sets = order_sets(sweep)
    rows = [
        (offers(sweep, ids), f"{len(rows):,}", whole_usd(fmean(row.objective_usd or 0.0 for row in rows)))
        for ids, rows in sets[:MOST_SETS]
    ]
    return ("Ordered first", ">Points", ">Mean cost, discounted [USD]"), rows


def _frontier(sweep: Sweep, frontier: Frontier) -> Part:
    first, is_risk = frontier.points[:1], frontier.measure == "risk"
    rows = [
        (
            _amount(frontier, point.amount), whole_usd(point.objective_usd), extra(first[0], point),
            *([percent(point.risk_aversion or 0.0)] if is_risk else []), _orders(sweep, point),
        )
        for point in frontier.points
    ]  # fmt: skip
    cost = cost_against(frontier.measure)
    title = f"{cost} against {MEASURED[frontier.measure]}"
    columns = (
        f">{measure_header(frontier.measure)}",
        f">{cost}, discounted [USD]",
        ">More",
        *([">Weight of CVaR"] if is_risk else []),
        "Firm orders [packs]" if is_risk else "Orders [packs]",
    )
    return Part(title, [frontier_sentence(frontier)], columns, rows)


def _amount(frontier: Frontier, amount: float) -> str:
    factor = UNIT[frontier.measure][1]
    return whole_usd(amount) if factor == 1 else plain(amount * factor)


def _orders(sweep: Sweep, point: FrontierPoint) -> str:
    named = (f"{plain(packs)} x {clean(sweep.offers.get(o, o))}" for o, packs in point.row.orders.items())
    return ", ".join(named) or "nothing"


def made_sentences(sweep: Sweep) -> list[str]:
    """How points were chosen, and what may be said of their plans."""
    asked = sweep.options.get("gap")
    gap = percent(asked if isinstance(asked, int | float) else 0.0)
    how = [f"Points: {DESIGN[sweep.design]}{_seed(sweep)}."] if sweep.design else []
    return [
        *how,
        f"Every plan passed the audit and is within {gap} of the best, unless the status of its point says otherwise.",
        *([KEEPS] if sweep.design or any(each.measure != "risk" for each in sweep.frontiers) else []),
    ]


def _seed(sweep: Sweep) -> str:
    return f", seed {sweep.seed}" if sweep.design in ("latin", "random") else ""


def markdown(sweep: Sweep) -> str:
    """The summary as Markdown."""
    return as_markdown(f"Sweep: {sweep.scenario}", head(sweep), parts(sweep))


def sweep_report(sweep: Sweep) -> Group:
    """The summary for the terminal."""
    return on_screen(head(sweep), parts(sweep))
