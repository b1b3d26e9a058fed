"""Orders of all cases cut into tranches: what any case orders, layer by layer, and in which cases each layer is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from models.decisions import Order
from models.plan import Plan

PACKS = 1e-6
"""Packs by which orders may differ and be the same."""


class Cut(NamedTuple):
    """A layer of an order: packs that are ordered in some cases."""

    order: Order
    """The order in its central case, else in its most probable one."""
    packs: float
    cases: tuple[str, ...]
    """In the order of the scenario."""


def cuts(plans: Mapping[str, Plan], weight: Mapping[str, float], central: str) -> list[Cut]:
    """The layers of every order: an amount above the next smaller one of any case is ordered where at least so much is.

    So the layers of a case add up to its orders, and the cases of a layer are among those of the layer below. By date
    of order, offer and owner, the lowest layer first.
    """
    found: dict[tuple[str, str, str], dict[str, Order]] = defaultdict(dict)
    for case, plan in plans.items():
        for order in plan.orders:
            found[order.order_period, order.offer, order.dedicated_to or ""][case] = order
    layers = []
    for key in sorted(found):
        below, rows = 0.0, found[key]
        for level in _levels([order.packs for order in rows.values()]):
            inside = tuple(case for case in plans if case in rows and rows[case].packs >= level - PACKS)
            layers.append(Cut(rows[leading(inside, weight, central)], level - below, inside))
            below = level
    return layers


def leading(cases: tuple[str, ...], weight: Mapping[str, float], central: str) -> str:
    """The central case where it is among them, else the most probable one, the first of equals."""
    return central if central in cases else max(cases, key=lambda case: weight[case])


def _levels(packs: list[float]) -> list[float]:
    found: list[float] = []
    for amount in sorted(packs):
        if amount > (found[-1] if found else 0.0) + PACKS:
            found.append(amount)
    return found
