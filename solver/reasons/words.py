"""The reasons as a paragraph: every figure in it is one of the values, as they are rounded here."""

from __future__ import annotations

from collections.abc import Iterator

from models.names import Names
from models.reasons import Reasons
from models.vocabulary import CLASS_NAMES

WAYS = {
    "buy": "bought",
    "lease": "leased",
    "reserve": "reserved",
    "dated": "reserved by the day",
    "on_demand": "on demand",
    "spot": "on spot",
}
"""Modes as they follow what is had."""


def paragraph(r: Reasons, names: Names) -> str:
    """The plan, what it pays for, its dearest limit, the nearest offer, the dearest choice, the nearest plan."""
    return " ".join(
        [*_plan(r), *_limit(r), *_offer(r), *_dominated(r, names), *_choice(r), *_alternative(r), *_term(r)]
    )


def usd(amount: float) -> str:
    """`1,234 USD`, rounded to the dollar."""
    return f"{round(amount) + 0:,} USD"


def percent(amount: float) -> str:
    """`12.3 %`."""
    return f"{amount:,.1f} %"


def _plan(r: Reasons) -> Iterator[str]:
    least = f"no plan can cost less than {usd(r.bound_usd)}"
    yield f"The plan costs {usd(r.cost_usd)}, discounted over the horizon; {least}."
    if r.mix:
        parts = [f"{percent(p.percent)} is for {_group(p.accelerator_class, p.mode)}" for p in r.mix[:2]]
        yield f"Of what it pays to offers, {' and '.join(parts)}."


def _group(accelerator_class: str, mode: str) -> str:
    return f"{CLASS_NAMES.get(accelerator_class, accelerator_class)} {WAYS.get(mode, mode)}"


def _limit(r: Reasons) -> Iterator[str]:
    limit = next((row for row in r.shadow_prices if not row.is_service), None)
    if limit:
        yield f"Its dearest limit: {limit.reading}"
    elif r.shadow_prices:
        yield f"With its orders as they are, no limit but the demand has a price. {r.shadow_prices[0].reading}"


def _offer(r: Reasons) -> Iterator[str]:
    near = [row for row in r.break_even if row.method == "re_solved" and row.factor is not None and row.factor < 1]
    if near:
        row = max(near, key=lambda row: row.factor or 0.0)
        below = percent(100 * (row.factor or 0.0))
        yield f"Of the offers left out, {row.name} is nearest: it would be used below {below} of its price."


def _dominated(r: Reasons, names: Names) -> Iterator[str]:
    row = next((row for row in r.break_even if row.dominated_by), None)
    if row and row.dominated_by:
        yield f"{row.name} is no better in any term than {names.offer(row.dominated_by)}."


def _choice(r: Reasons) -> Iterator[str]:
    known = [row for row in r.runners_up if row.extra_usd is not None]
    if known:
        row = max(known, key=lambda row: row.extra_usd or 0.0)
        more = usd(max(0.0, row.extra_usd or 0.0))
        served = f" and serves it from {row.instead}" if row.instead else ""
        yield f"The choice that matters most is {row.without} for {row.name}:"
        yield f"without it the best plan found costs {more} more{served}."
    alone = [row for row in r.runners_up if row.found == "impossible"]
    if alone:
        yield f"{alone[0].name} has no way to do without {alone[0].without}."


def _alternative(r: Reasons) -> Iterator[str]:
    row = next((row for row in r.alternatives if row.extra_usd is not None and row.overlap_percent is not None), None)
    if row:
        more, same = usd(max(0.0, row.extra_usd or 0.0)), percent(row.overlap_percent or 0.0)
        yield f"For {more} more there is a plan of which {same} is paid for the same classes in the same ways."


def _term(r: Reasons) -> Iterator[str]:
    known = [row for row in r.worth if row.worth_usd and not row.is_held]
    if known:
        row = max(known, key=lambda row: row.worth_usd or 0.0)
        yield f"Of better terms, the one worth most: {row.name}, {row.what}, {usd(row.worth_usd or 0.0)}."
