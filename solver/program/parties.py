"""Parties that limits of simplicity count: vendors paid, sites used, contracts signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.agreement import Agreement
from models.commitment import Commitment
from models.hardware import Holding
from models.offer import Offer
from models.policy import Policy
from models.replanning import Previous
from solver.sizing.agreements import signed_in
from solver.sizing.commitments import windows

if TYPE_CHECKING:
    from solver.program.instance import Instance

KINDS: dict[str, Callable[[Offer | Holding], str]] = {
    "vendors": lambda row: row.vendor,
    "sites": lambda row: row.site,
    "contracts": lambda row: row.id,
}
"""Kind of party -> the party of an offer or a holding."""
COMMITTED: dict[str, Callable[[Commitment | Agreement], str]] = {
    "vendors": lambda c: c.vendor,
    "contracts": lambda c: c.id,
}
"""Kind of party -> the party of a commitment or an agreement, which has no site."""


@dataclass(frozen=True)
class Census:
    """The parties of one kind: how many there may be, and who they are."""

    most: int
    held: frozenset[str]
    """Parties of today's fleet: they count, whatever is decided."""
    copies: dict[str, tuple[int, ...]]
    """Numbers of the copies of offers by every other party."""


def census(x: Instance) -> dict[str, Census]:
    """By kind, where there are more parties than a limit allows: it limits nothing where there are not."""
    rules = x.scenario.policy.simplicity
    found = {}
    for kind, most in (("vendors", rules.max_vendors), ("sites", rules.max_sites), ("contracts", rules.max_contracts)):
        held, copies = parties(x, kind)
        if most is not None and most < len(held) + len(copies):
            found[kind] = Census(most, held, copies)
    return found


def parties(x: Instance, kind: str) -> tuple[frozenset[str], dict[str, tuple[int, ...]]]:
    """Parties of today's fleet inside the horizon, and copies of offers by every other party; commitments and
    agreements have none."""
    party = KINDS[kind]
    fleet = [h for h in x.scenario.holdings if any(x.held(h, t) for t in range(x.T))] if kind != "contracts" else []
    held = frozenset(map(party, fleet))
    copies: dict[str, list[int]] = {}
    for o, copy in enumerate(x.copies):
        if copy.windows or copy.rentable:
            copies.setdefault(party(copy.offer), []).append(o)
    for name in (*signable(x, kind), *agreeable(x, kind)):
        copies.setdefault(name, [])
    return held, {name: tuple(copies[name]) for name in sorted(copies.keys() - held)}


def most_planned(previous: Previous | None, offer: str) -> float:
    """Most packs that a previous plan meant to order of an offer in a period; 0 without one."""
    orders = previous.orders if previous else ()
    return max((row.packs for row in orders if row.offer == offer), default=0.0)


def signable(x: Instance, kind: str) -> dict[str, list[str]]:
    """Commitments that can be signed, by their party."""
    found: dict[str, list[str]] = {}
    for c in x.scenario.commitments if kind in COMMITTED else ():
        if windows(x.scenario, c):
            found.setdefault(COMMITTED[kind](c), []).append(c.id)
    return found


def agreeable(x: Instance, kind: str) -> dict[str, list[str]]:
    """Agreements that are to be decided on, by their party."""
    found: dict[str, list[str]] = {}
    for a in x.scenario.agreements if kind in COMMITTED else ():
        if not a.is_signed and signed_in(x.scenario, a) is not None:
            found.setdefault(COMMITTED[kind](a), []).append(a.id)
    return found


def least_packs(policy: Policy, offer: Offer) -> int:
    """Least packs of an order of an offer; 0 where any whole order is large enough, and for what is rented."""
    least = max(policy.simplicity.min_order_packs or 0, offer.min_packs_per_order or 0)
    return least if offer.is_firm and (least > 1 or offer.orders == "fractional") else 0
