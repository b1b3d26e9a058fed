"""Quotes by their worth to the plan, in parts: for the terminal, as Markdown, as tables for files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from rich.console import Group

from models.bakeoff import Bakeoff, Bought, Choice, QuotedLot, QuoteRow, QuoteWorth
from ui.figures import count, percent, usd, whole_usd, words
from ui.summary import Part, on_screen

RANKED = (
    ">Rank",
    "|Quote",
    "Paid",
    ">Worth alone\n[USD]",
    ">Proven\n[USD]",
    ">At most\n[USD]",
    ">On top of\nothers [USD]",
    ">List price from\n[USD/accelerator/h]",
    ">Rank by\nlist price",
)
LOTS = (
    "|Quote",
    "Offer",
    "What",
    ">List price\n[USD/accelerator/h]",
    ">Rank by\nlist price",
    ">Bought alone\n[packs]",
    ">Bought with\nall [packs]",
    "|Quoted\n[day]",
    "|Expires\n[day]",
)
PLANS = ("Quotes at hand", ">Cost\n[USD]", ">No plan below\n[USD]", ">Least served\nof demand [%]", "Bought of them")
MEANING = (
    "Worth: cost of the best plan without the quote less that with it, discounted over the horizon. Proven and at "
    "most: what the gaps of the searches leave open. Never below 0: the plan without it stays open."
)
ON_TOP = "On top of others: what would be lost if this quote alone were withdrawn; above 0 it is worth having with all."
NONE_PROVEN = "none proven"
MOST_NAMED = 4
"""Offers that a line of a plan names."""


def bakeoff_title(report: Bakeoff) -> str:
    """What the report is about."""
    return f"{report.scenario}, case {report.case}: quotes by their worth to the plan"


def bakeoff_report(report: Bakeoff) -> Group:
    """The whole report for the terminal."""
    return on_screen(bakeoff_title(report), bakeoff_parts(report))


def bakeoff_parts(report: Bakeoff) -> list[Part]:
    """The whole report."""
    return [
        Part("Ranking", list(_findings(report)), RANKED, [_ranked(row) for row in report.quotes]),
        Part("What is quoted, and what the plan takes of it", list(_days(report)), LOTS, list(_lots(report))),
        Part("Plans behind the ranking", [MEANING, ON_TOP], PLANS, [_plan(each) for each in report.choices]),
    ]


def bakeoff_head(report: Bakeoff) -> str:
    """What all quotes together are worth."""
    without, every = report.choice(), report.choice(*report.ids)
    many = f"all {len(report.ids)} quotes" if len(report.ids) > 1 else "the quote"
    they = "together they are" if len(report.ids) > 1 else "it is"
    return (
        f"Without quotes the plan costs {usd(without.most_usd)}, discounted over {report.months} months; "
        f"with {many} at hand {usd(every.most_usd)}: {they} worth {usd(report.together.usd)}{_range(report.together)}."
    )


def _range(worth: QuoteWorth) -> str:
    """What the gaps leave open of a worth, where that is a dollar."""
    most = worth.at_most_usd
    if most is not None and most - worth.at_least_usd < 1:
        return ""
    return f" (proven {usd(worth.at_least_usd)}, at most {usd(most) if most is not None else 'not known'})"


def _findings(report: Bakeoff) -> Iterator[str]:
    yield bakeoff_head(report)
    first = report.quotes[0]
    cheapest = next((row for row in report.quotes if row.list_rank == 1), None)
    if cheapest and cheapest.first.usd < first.first.usd:
        yield (
            f"{cheapest.id} has the lowest list price, and comes out {_ordinal(cheapest.rank)}: {first.id} is worth "
            f"{usd(first.first.usd - cheapest.first.usd)} more to the plan."
        )
    if len(report.quotes) > 1 and abs(report.interaction_usd) >= 1:
        way = "less" if report.interaction_usd < 0 else "more"
        yield f"Together they are worth {usd(abs(report.interaction_usd))} {way} than the sum of each alone."
    for before, after in pairwise(report.quotes):
        if after.first.usd > 0 and is_open(before, after):
            yield f"The gaps leave open whether {before.id} or {after.id} is worth more: ask for a smaller --gap."
    for row in report.quotes:
        if not row.first.is_proven:
            yield f"{row.id}: no worth is proven{_unless(row.first)}."
    for choice in report.choices:
        if choice.why_not:
            said = f"{choice.why_not}; what fewer quotes allow stands in its place"
            yield f"No plan with {at_hand(choice.quotes)}: {said}."


def is_open(before: QuoteRow, after: QuoteRow) -> bool:
    """Whether a quote may be worth more than the one that stands before it."""
    return after.first.at_most_usd is None or after.first.at_most_usd > before.first.at_least_usd


def _unless(worth: QuoteWorth) -> str:
    most = worth.at_most_usd
    return f"; it can be {usd(most)} at most" if most is not None and most >= 1 else ""


def _ordinal(rank: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(rank, f"number {rank}")


def _ranked(row: QuoteRow) -> tuple[str, ...]:
    prices = [lot.usd_per_accelerator_hour for lot in row.lots if lot.usd_per_accelerator_hour is not None]
    return (
        str(row.rank),
        row.id,
        ", ".join(row.vendors),
        whole_usd(row.first.usd),
        whole_usd(row.first.at_least_usd) if row.first.is_proven else NONE_PROVEN,
        "not known" if row.first.at_most_usd is None else whole_usd(row.first.at_most_usd),
        whole_usd(row.last.usd),
        f"{min(prices):.3f}" if prices else "not known",
        str(row.list_rank or "not known"),
    )


def _days(report: Bakeoff) -> Iterator[str]:
    """Quotes that have expired, and those that will have when they are needed."""
    for row in report.quotes:
        gone = [lot for lot in row.lots if lot.is_expired]
        if gone:
            days = ", ".join(dict.fromkeys(lot.expires or "" for lot in gone))
            yield f"{row.id}: expired on {days}, before the pricing date {report.as_of}: ask for it again."
        late = [each for each in taken(report, report.ids).values() if each.quote == row.id and each.is_late]
        held = [each for each in late if each.offer not in {lot.offer for lot in gone}]
        for each in held:
            what = "rented" if each.is_rented else "ordered"
            yield f"{row.id}: {each.offer} is first {what} in {each.first_month}, after it expires: ask for it to hold."


def taken(report: Bakeoff, quotes: Iterable[str]) -> Mapping[str, Bought]:
    """What the plan with these quotes takes of them, by offer."""
    return {each.offer: each for each in report.choice(*quotes).bought}


def _lots(report: Bakeoff) -> Iterator[tuple[str, ...]]:
    every = taken(report, report.ids)
    for row in report.quotes:
        alone = taken(report, [row.id])
        for lot in row.lots:
            yield (
                row.id,
                lot.offer,
                lot_words(lot),
                "not known" if lot.usd_per_accelerator_hour is None else f"{lot.usd_per_accelerator_hour:.3f}",
                f"{lot.list_rank} of {lot.list_rank_of}" if lot.list_rank else "not known",
                _packs(alone.get(lot.offer)),
                _packs(every.get(lot.offer)),
                lot.quoted or "not known",
                f"{lot.expires or 'not known'}{' (past)' * lot.is_expired}",
            )


def lot_words(lot: QuotedLot) -> str:
    """What is offered, where and how."""
    term = f", {lot.term_months} months" if lot.term_months else ""
    return f"{lot.accelerator} at {lot.site}, {words(lot.mode)}{term}"


def _packs(each: Bought | None) -> str:
    return "0" if each is None else f"{count(each.packs)}{' at most' * each.is_rented}"


def _plan(choice: Choice) -> tuple[str, ...]:
    bought = [f"{count(each.packs)} x {each.offer}" for each in choice.bought]
    more = len(bought) - MOST_NAMED
    return (
        at_hand(choice.quotes),
        "none found" if choice.cost_usd is None else whole_usd(choice.cost_usd),
        "not known" if choice.bound_usd is None else whole_usd(choice.bound_usd),
        "not known" if choice.served_share is None else percent(choice.served_share).removesuffix(" %"),
        ", ".join([*bought[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]) or "nothing",
    )


def at_hand(quotes: Sequence[str]) -> str:
    """Quotes that a plan may use."""
    return ", ".join(quotes) or "none"
