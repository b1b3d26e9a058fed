"""Money per unit of a decision: the entries that objective, budgets, shares and the plan's cost table are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.evidence import Evidence
from solver.program.instance import Instance

ASSUMED = Evidence()
"""Basis of figures that the scenario's author states without a record of their own."""


@dataclass(slots=True, frozen=True)
class Entry:
    """USD per unit of one decision in one cost term and period; a constant has no decision (coefficient of 1)."""

    term: str
    period: int
    """Period of the payment; T for the end of the horizon and beyond."""
    is_at_start: bool
    """Whether it is paid at the start of the period, else at its end."""
    decision: Any
    node: tuple[int, int] | None
    """(node, period) of a decision that cases share; None for decisions of one case."""
    case: int | None
    usd: float
    """Charged, nominal."""
    discounted: float
    """Charged, discounted to the start of the horizon."""
    paid: float
    """Cash: differs from `usd` where an upfront payment is prorated."""
    copy: int | None
    """Copy of the offer that is paid; None where no offer is."""
    basis: Evidence
    """On what the price rests."""
    accelerator: str | None = None
    """Accelerator of a holding whose cost is a constant; else None: the decision says what is paid for."""
    bucket: str | None = None
    """Team bucket that pays a constant; of other entries the decision says it."""


def weight(x: Instance, entry: Entry) -> float:
    """Probability with which an entry counts in the expectation."""
    if entry.node is not None:
        return x.tree.weight(*entry.node)
    return 1.0 if entry.case is None else x.tree.probability[entry.case]


def is_in_case(x: Instance, entry: Entry, case: int) -> bool:
    """Whether a case pays an entry."""
    return entry.case in (None, case) if entry.node is None else is_known(x, entry.node, case)


def is_known(x: Instance, node: tuple[int, int], case: int) -> bool:
    """Whether a case goes through a (node, period)."""
    return x.tree.node(case, node[1]) == node[0]


def at_end(
    x: Instance,
    term: str,
    t: int,
    decision: Any,
    usd: float,
    basis: Evidence,
    *,
    node: tuple[int, int] | None = None,
    case: int | None = None,
    copy: int | None = None,
) -> Entry:
    """An entry paid at the end of period t."""
    return Entry(term, t, False, decision, node, case, usd, usd * x.discount((t + 1) * x.M), usd, copy, basis)


def at_start(
    x: Instance,
    term: str,
    t: int,
    decision: Any,
    usd: float,
    paid: float,
    node: tuple[int, int],
    copy: int | None,
    basis: Evidence,
) -> Entry:
    """An entry paid at the start of period t: charged `usd`, in cash `paid`."""
    return Entry(term, t, True, decision, node, None, usd, usd * x.discount(t * x.M), paid, copy, basis)
