"""Decisions that cases share as long as they cannot be told apart, by names that mean the same in the program of each.

What is decided before a review is one decision for all cases of a group; so is a state that follows from such
decisions alone, in the same way. Everything else (what runs where, what is rented) every case decides by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from solver.program.instance import Instance

ROOT = 0
"""Period of decisions that have none: they hold from the start."""


@dataclass(frozen=True)
class Shared:
    """What a decision is called in all cases, and when it is taken."""

    name: tuple[Any, ...]
    period: int
    is_state: bool = False
    """Whether it follows from other decisions: a case without it hinders none."""


def shared(x: Instance, decision: str, index: Any) -> Shared | None:
    """The common name of a decision of a case's program; None where every case decides it by itself."""
    rule = _RULES.get(decision)
    return rule(x, decision, *(index if isinstance(index, tuple) else (index,))) if rule else None


def _offer(x: Instance, o: int) -> tuple[str, str, int]:
    copy = x.copies[o]
    return copy.offer.id, x.pools[copy.pool].owner, copy.price.tier


def _order(x: Instance, decision: str, o: int, u: int, _: int) -> Shared:
    return Shared((decision, *_offer(x, o), u), u)


def _in_service(x: Instance, decision: str, o: int, t: int, _: int) -> Shared:
    terms = tuple(x.copies[o].windows.items()), tuple((u, w) for (c, u), w in x.endings.items() if c == o)
    return Shared((decision, *_offer(x, o), t, *terms), t, is_state=True)


def _ending(x: Instance, decision: str, o: int, u: int, f: int, _: int) -> Shared:
    way = x.endings[o, u][f]
    return Shared((decision, *_offer(x, o), u, way.kind, way.period, way.until), way.period)


def _dated(_x: Instance, decision: str, *index: Any) -> Shared:
    """Index: names, the period of the decision, the node."""
    return Shared((decision, *index[:-1]), index[-2])


def _placed(_x: Instance, decision: str, offer: str, u: int, _: int) -> Shared:
    return Shared((decision, offer, u), u, is_state=True)


def _assigned(x: Instance, decision: str, r: int) -> Shared:
    i, j, _ = x.arcs[r]
    work = x.works[i]
    return Shared((decision, work.workload.id, work.geography, *x.pools[j].place), ROOT)


_RULES: dict[str, Callable[..., Shared]] = {
    "order": _order,
    "in_service": _in_service,
    "release": _ending,
    "extend": _ending,
    "port": _dated,
    "move": _dated,
    "unlaunched": _dated,
    "commit": _dated,
    "sign": _dated,
    "expand": _dated,
    "place": _placed,
    "use": _assigned,
}
