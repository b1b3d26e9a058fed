"""What is written off year by year of all that a plan buys inside the horizon; every method sums to the capex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.calendar import month_number
from models.cents import rounded_to_sum
from models.finance import declining_balance, straight_line
from models.roi import DepreciationYear
from solver.economics.cash import amount_of, month_of
from solver.program.build import Program
from solver.program.entries import Entry
from solver.program.families.expansion import modules_of

BOUGHT = ("hardware_purchase", "lease_buyouts", "site_expansion", "holdings_purchase")
"""Cost terms that are assets; sales and end values are none of their cost."""
BOOK_LIFE_MONTHS = 60
"""Life of what states none [months]: an assumption."""
Asset = tuple[int, int]
"""Month from the start in which it is paid, and its life [months]."""


def depreciation(program: Program) -> tuple[DepreciationYear, ...]:
    """Every fiscal year to the end of the last life, of the plan whose decisions are loaded."""
    years: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (month, life), usd in _in_cents(_assets(program)).items():
        years[_fiscal_year(program, month)][0] += usd
        for method, schedule in enumerate((straight_line(usd, life), declining_balance(usd, life)), start=1):
            for n, amount in enumerate(schedule):
                years[_fiscal_year(program, month + n)][method] += float(amount)
    return tuple(
        DepreciationYear(
            fiscal_year=year, capex_usd=round(bought, 2), straight_line_usd=round(even, 2), declining_usd=round(fast, 2)
        )
        for year, (bought, even, fast) in sorted(years.items())
    )


def _in_cents(assets: dict[Asset, float]) -> dict[Asset, float]:
    rounded, _ = rounded_to_sum(list(assets.values()))
    return {asset: float(usd) for asset, usd in zip(assets, rounded, strict=True) if usd > 0}


def _assets(program: Program) -> dict[Asset, float]:
    found: dict[Asset, float] = defaultdict(float)
    for entry in (*program.entries, *program.constants):
        if entry.term in BOUGHT and (amount := amount_of(entry)):
            found[month_of(program, entry), _life(program, entry)] += entry.usd * amount
    return found


def _life(program: Program, entry: Entry) -> int:
    """Book life of what is bought: of the offer, the buy-out, the module or the holding [months]."""
    return next((life for life in _lives(program, entry) if life), BOOK_LIFE_MONTHS)


def _lives(program: Program, entry: Entry) -> Iterator[int | None]:
    x = program.instance
    if entry.term == "site_expansion":
        site, module = entry.decision.index()[:2]
        yield modules_of(x)[site, module].life_months
    elif entry.copy is not None:
        offer = x.copies[entry.copy].offer
        if entry.term == "lease_buyouts":
            yield offer.buyout.life_months if offer.buyout else None
        yield offer.life_months
    elif entry.term == "holdings_purchase":
        month = x.scenario.horizon.first + month_of(program, entry)
        yield from (
            h.life_months for h in x.scenario.holdings if h.since and h.mode == "buy" and month_number(h.since) <= month
            and h.evidence == entry.basis
        )  # fmt: skip


def _fiscal_year(program: Program, month: int) -> int:
    """Fiscal year of a month from the start, named after the calendar year it starts in."""
    horizon, start = program.instance.scenario.horizon, program.instance.scenario.policy.finance.fiscal_year_start
    return (horizon.first + month - (start - 1)) // 12
