"""What to know before talking to vendors, in the terminal and as a Markdown page for each: internal, all of it."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from rich.console import Group

from models.negotiation import Negotiation, Stake, VendorPage
from models.numbers import plain
from models.reasons import BreakEven, TermWorth
from ui.figures import percent, signed, usd, whole_usd
from ui.summary import Part, as_markdown, on_screen
from ui.why_report import HOW, PROOF

INTERNAL = "INTERNAL: not for vendors."
STAKES = (
    "What the plan takes", ">Packs", ">Paid, discounted\n[USD]", ">Without it\n[USD more]",
    ">Walk away above\n[% of price]", ">Worth it up to\n[% of price]", "Prices now, and where to walk away", "|Proof",
)  # fmt: skip
LEFT_OUT = ("Offer not used", ">Used below\n[% of price]", "|How", "Why")
TERMS = ("Offer", "Term", ">Worth\n[USD]", ">At most\n[USD]", "|Proof")
MEANING = (
    "Walk away: above this share of its prices the plan found without it is cheaper than the plan as it is.",
    "Worth it up to: below this share no plan without it can be cheaper, proven.",
    "Prices of an offer move together: upfront, by time, by use, support, and values at the end that go by the price.",
    "Power, space, software and network stay.",
)


def negotiation_report(found: Negotiation) -> Group:
    """Every vendor for the terminal."""
    return on_screen(f"{INTERNAL} {head(found)}", [*parts_of(found), Part("How to read this", list(MEANING))])


def pages(found: Negotiation) -> dict[str, str]:
    """A Markdown page for every vendor, by its id."""
    read = Part("How to read this", list(MEANING))
    return {
        page.vendor: as_markdown(
            f"INTERNAL: {found.names.vendor(page.vendor)}",
            f"{INTERNAL} {head(found)}",
            [*vendor_parts(found, page), read],
        )
        for page in found.vendors
    }


def head(found: Negotiation) -> str:
    """What all figures are about."""
    apart = found.cost_usd - found.bound_usd
    within = f" It is at most {usd(apart)} above the least cost: smaller differences say nothing." if apart >= 1 else ""
    over = f"discounted over {found.months} months from {found.start}"
    return f"{found.scenario}, case {found.case}: the plan costs {usd(found.cost_usd)}, {over}.{within}"


def parts_of(found: Negotiation) -> Iterator[Part]:
    """Every part of every vendor."""
    for page in found.vendors:
        yield from vendor_parts(found, page)


def vendor_parts(found: Negotiation, page: VendorPage) -> Iterator[Part]:
    """What is known of one vendor: the alternative to it, what the plan takes, what it leaves, terms."""
    name = found.names.vendor(page.vendor)
    yield Part(name, list(vendor_sentences(found, page)))
    if page.stakes:
        yield Part(f"{name}: up to which price", [], STAKES, [_stake(row) for row in page.stakes])
    if page.left_out:
        yield Part(
            f"{name}: offers that the plan does not use", [], LEFT_OUT, [_left_out(row) for row in page.left_out]
        )
    if page.worth:
        yield Part(f"{name}: the most to pay for terms, discounted", [], TERMS, [_term(row) for row in page.worth])


def vendor_sentences(found: Negotiation, page: VendorPage) -> Iterator[str]:
    """What a vendor is paid, and what the best alternative to it costs."""
    if page.found is None:
        yield "The plan takes nothing new of it; what would bring its offers in is below."
        return
    share = f"{percent(page.percent / 100)} of what the plan pays for offers and commitments"
    yield f"The plan pays it {usd(page.paid_usd)}, discounted: {share}."
    if page.extra_usd is None:
        is_must = page.found == "impossible"
        why = "There is no plan without it" if is_must else f"Best plan without it: {PROOF[page.found]}"
        yield f"{why}."
        return
    least = "" if _is_same(page) else f", at least {usd(page.at_least_usd or 0.0)} more"
    more = f"{usd(abs(page.extra_usd))} {'more' if page.extra_usd >= 0 else 'less'}"
    yield f"The best plan found without it costs {more} ({PROOF[page.found]}{least})."
    if page.instead:
        said = ", ".join(f"{found.names.vendor(each.vendor)} ({usd(each.more_usd)} more)" for each in page.instead[:3])
        yield f"Paid instead: {said}."


def _is_same(page: VendorPage) -> bool:
    return isclose(page.extra_usd or 0.0, page.at_least_usd or 0.0, abs_tol=1.0)


def _stake(row: Stake) -> tuple[str, ...]:
    month = f", ordered in {row.order_period}" if row.order_period else ""
    packs = "" if row.packs is None else plain(row.packs)
    extra = "" if row.extra_usd is None else signed(row.extra_usd, whole_usd)
    factors = (_share(row.walk_away), _share(row.worth_up_to))
    return f"{row.name}{month}", packs, whole_usd(row.paid_usd), extra, *factors, price_words(row), PROOF[row.found]


def price_words(row: Stake) -> str:
    """The prices of an offer as they are, and as they may be: `60 -> 90 USD/pack upfront`."""
    kinds = {"upfront_usd": " upfront", "committed_usd_per_hour": " committed"}
    return ", ".join(
        _amount(each.usd)
        + ("" if each.walk_away_usd is None else f" -> {_amount(each.walk_away_usd)}")
        + f" {each.unit}{kinds.get(each.what, '')}"
        for each in row.prices
    )


def _amount(price: float) -> str:
    """A price as one would write it into an offer: cents where it is small."""
    return f"{price:,.0f}" if abs(price) >= 1000 else f"{price:,.2f}"


def _share(factor: float | None) -> str:
    return "" if factor is None else f"{100 * factor:,.1f}"


def _left_out(row: BreakEven) -> tuple[str, ...]:
    at = "" if row.factor is None or row.factor >= 1 else _share(row.factor)
    return row.name, at, HOW[row.method], row.reason.removeprefix(f"{row.name}: ")


def _term(row: TermWorth) -> tuple[str, ...]:
    usds = tuple("" if usd is None else whole_usd(usd) for usd in (row.worth_usd, row.at_most_usd))
    return row.name, f"{row.what}{' (it is so)' if row.is_held else ''}", *usds, PROOF[row.found]
