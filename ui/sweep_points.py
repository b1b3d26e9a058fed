"""One plan of a frontier in figures: what it orders, what it costs, and how it differs from the scenario as it is."""

from __future__ import annotations

from data.plan_tables import Cell, Table
from data.sweep_files import FIGURES
from models.calendar import so_many_months
from models.sweep import Frontier, Row, Sweep
from ui.figures import clean, usd
from ui.sweep_words import MEASURED, amount, extra, offers

COMPARED = ("objective_usd", "bound_usd", "nominal_usd", "carbon_kg", "lock_in_usd", "vendors", "power_kw")
"""Figures of a plan beside those of the base, headers and units as in `sweep.csv`."""


def plan_names(frontier: Frontier) -> list[str]:
    """The plans of a frontier in words, the cheapest first: `2: 16.2 t CO2e, 1,240,000 USD (+3.1 %)`."""
    first, cost = frontier.points[0], " expected" if frontier.measure == "risk" else ""
    return [
        f"{number}: {amount(frontier.measure, point.amount)}, {usd(point.objective_usd)}{cost} ({extra(first, point)})"
        for number, point in enumerate(frontier.points, start=1)
    ]


def plan_sentences(sweep: Sweep, frontier: Frontier, number: int) -> list[str]:
    """What a plan of a frontier is, counted from 1, and what it orders first that the base does not."""
    point = frontier.points[number - 1]
    held = next(iter(point.row.levels.values()), None)
    why = "the scenario as it is"
    if isinstance(held, int | float):
        least = amount(frontier.measure, float(held))
        why = f"the cheapest found where {MEASURED[frontier.measure]} may be {least} at most"
    now = f"Ordered in the first {so_many_months(sweep.months_now)}"
    return [
        f"Plan {number} is {why}: {usd(point.objective_usd)} discounted.",
        f"{now}: {offers(sweep, point.row.first_orders)}. {_differs(sweep, point.row)}",
    ]


def _differs(sweep: Sweep, row: Row) -> str:
    """What is ordered first otherwise than in the base."""
    base, here = set(sweep.base.first_orders), set(row.first_orders)
    if base == here:
        return "These are the offers of the scenario as it is."
    more = f"also {offers(sweep, sorted(here - base))}" if here - base else ""
    less = f"no longer {offers(sweep, sorted(base - here))}" if base - here else ""
    return f"Against the scenario as it is: {', '.join(filter(None, (more, less)))}."


def figures_table(sweep: Sweep, row: Row) -> Table:
    """Cost, carbon, lock-in, vendors and power beside the base, each in its own unit."""
    pairs = ((FIGURES[name], _whole(getattr(row, name)), _whole(getattr(sweep.base, name))) for name in COMPARED)
    rows = [(words, *_compared(here, base)) for words, here, base in pairs if here is not None or base is not None]
    return Table("figures", ("Figure", "This plan", "As it is", "Difference"), tuple(rows))


def mix_table(sweep: Sweep, row: Row) -> Table:
    """What a plan orders and runs, by offer and holding, beside the base."""
    base = sweep.base
    ids = sorted({*row.orders, *base.orders, *row.accelerators, *base.accelerators})
    headers = (
        "Offer or holding", "Packs ordered", "Packs ordered as it is", "Difference [packs]",
        "Accelerators in the mean over the horizon", "Accelerators as it is", "Difference [accelerators]",
    )  # fmt: skip
    rows = [
        (
            clean(sweep.offers.get(known, known)),
            *_compared(row.orders.get(known, 0.0), base.orders.get(known, 0.0)),
            *_compared(round(row.accelerators.get(known, 0.0), 2), round(base.accelerators.get(known, 0.0), 2)),
        )
        for known in ids
    ]
    return Table("mix", headers, tuple(rows))


def tokens_table(sweep: Sweep, row: Row) -> Table:
    """Tokens of managed inference over the horizon by endpoint, beside the base; no rows where there are none."""
    headers = ("Endpoint", "Tokens over the horizon", "Tokens as it is", "Difference [tokens]")
    ids = sorted({*row.tokens, *sweep.base.tokens})
    rows = [
        (
            clean(sweep.offers.get(known, known)),
            *_compared(row.tokens.get(known, 0.0), sweep.base.tokens.get(known, 0.0)),
        )
        for known in ids
    ]
    return Table("tokens", headers, tuple(rows))


def _whole(figure: float | None) -> float | None:
    """A figure without digits that nobody reads; `sweep.json` has all."""
    return None if figure is None else round(figure) if abs(figure) >= 1000 else round(figure, 2)


def _compared(here: float | None, base: float | None) -> tuple[Cell, Cell, Cell]:
    return here, base, None if here is None or base is None else round(here - base, 6)
