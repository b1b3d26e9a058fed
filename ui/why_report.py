"""Reasons for the terminal: a paragraph, then a table for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from models.reasons import Alternative, BreakEven, MixPart, Reasons, RunnerUp, ShadowPrice, TermWorth
from models.vocabulary import CLASS_NAMES
from ui.figures import clean, signed, usd, whole_usd, words
from ui.tables import grid, point, section

MOST_ROWS = 10
"""Prices of limits, and of what must be served, that are shown; the files hold all."""
PRICES = ("Limit", "|Month", ">One more\n[USD]", "|of", ">Limit", ">Holds from", ">to")
OFFERS = ("Offer left out", ">Break-even\n[% of price]", "|How", "Why")
CHOICES = ("Workload", "Without", "Then served by", ">More\n[USD]", ">More\n[%]", ">At least\n[USD]", "|Proof")
PLANS = (">More\n[USD]", ">More\n[%]", ">Same classes\nand modes [%]", "Pays for", "|Proof")
TERMS = ("Offer", "Better term", ">Worth\n[USD]", ">At most\n[USD]", "|Proof")
FIXED = (
    "What the plan costs more (+) or less (-) if the limit is one unit higher, with orders, ports and all else in "
    "whole numbers as they are: what is rented, run and served adapts. The limits that weigh most come first. Month: "
    "the first of the period. Limits that bind only on orders have no such price; break-even prices and runners-up "
    "tell of these."
)
PROOF = {
    "within_gap": "within gap",
    "stopped": "time limit",
    "impossible": "no plan",
    "not_in_time": "not in time",
    "refused": "audit failed",
}
HOW = {"re_solved": "re-solved", "one_sided": "bound", "none": "none"}


def why_report(reasons: Reasons) -> RenderableType:
    """The whole report."""
    return Group(
        Text(clean(f"{reasons.scenario}, case {reasons.case}: why this plan"), style="bold"),
        Text(clean(reasons.paragraph)),
        *_prices("What its limits cost", [row for row in reasons.shadow_prices if not row.is_service]),
        *_prices("What must be served costs", [row for row in reasons.shadow_prices if row.is_service]),
        *(point(f"No price: {said}.") for said in reasons.not_priced),
        *_table("Offers left out", OFFERS, [_offer(row) for row in reasons.break_even]),
        *_table("Without the main choice of a workload", CHOICES, [_choice(row) for row in reasons.runners_up]),
        *_table(
            f"As different as up to {reasons.within_percent:g} % more cost allows",
            PLANS,
            [_plan(row) for row in reasons.alternatives],
        ),
        *_table("The most to pay for better terms", TERMS, [_term(row) for row in reasons.worth]),
        Text(),
        Text(clean(f"All amounts are discounted over the horizon. {within_words(reasons)}"), style="dim"),
    )


def within_words(reasons: Reasons) -> str:
    """How far the plan may be above the least cost."""
    apart = reasons.cost_usd - reasons.bound_usd
    return f"The plan is at most {usd(apart)} above the least cost: smaller differences say nothing."


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[RenderableType]:
    return [section(title, grid(columns, rows))] if rows else []


def _prices(title: str, rows: Sequence[ShadowPrice]) -> list[RenderableType]:
    if not rows:
        return []
    parts: list[RenderableType] = [grid(PRICES, [_price(row) for row in rows[:MOST_ROWS]])]
    if len(rows) > MOST_ROWS:
        parts.append(Text(f"and {len(rows) - MOST_ROWS} more in the files", style="dim"))
    return [section(title, *parts, Text(clean(FIXED), style="dim"))]


def _price(row: ShadowPrice) -> tuple[str, ...]:
    ends = (_end(row.valid_from, row), _end(row.valid_to, row))
    return (row.limit, row.period or "all", f"{row.usd_per_unit:+,.2f}", row.unit, f"{row.allowed:,.6g}", *ends)


def _end(value: float | None, row: ShadowPrice) -> str:
    if value is None:
        return "the limit" if row.is_marginal else "any"
    return f"{value:,.6g}"


def _offer(row: BreakEven) -> tuple[str, ...]:
    at = "" if row.factor is None else f"{100 * row.factor:,.4g}"
    is_bound = row.method == "one_sided"
    at = ("" if (row.factor or 0.0) >= 1 else f"({at})") if is_bound else at
    return row.name, at, HOW[row.method], row.reason.removeprefix(f"{row.name}: ")


def _choice(row: RunnerUp) -> tuple[str, ...]:
    money = (_signed(row.extra_usd), _percent(row.extra_percent), _usd(row.at_least_usd))
    return row.name, row.without, row.instead, *money, PROOF[row.found]


def _plan(row: Alternative) -> tuple[str, ...]:
    money = (_signed(row.extra_usd), _percent(row.extra_percent), _percent(row.overlap_percent))
    return *money, mix_words(row.mix), PROOF[row.found]


def mix_words(mix: Sequence[MixPart]) -> str:
    """A portfolio in words: `60.0 % GPU buy, 40.0 % TPU on demand`."""
    names = ((p, CLASS_NAMES.get(p.accelerator_class, p.accelerator_class)) for p in mix)
    return ", ".join(f"{p.percent:.1f} % {name} {words(p.mode)}" for p, name in names)


def _term(row: TermWorth) -> tuple[str, ...]:
    return row.name, row.what, _usd(row.worth_usd), _usd(row.at_most_usd), PROOF[row.found]


def _usd(amount: float | None) -> str:
    return "" if amount is None else whole_usd(amount)


def _signed(amount: float | None) -> str:
    return "" if amount is None else signed(amount, whole_usd)


def _percent(amount: float | None) -> str:
    return "" if amount is None else f"{amount:.1f}"
