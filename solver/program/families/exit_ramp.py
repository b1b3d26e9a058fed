"""Exit ramps: what counts besides, where a rule of redundancy gives so many months to leave a stack.

A port that takes no longer counts as done, any other so many months early. A shared firm offer that is left and
delivers in that time can be ordered once, when the stack is lost: `rush[c,o,t,k]` packs, at most a period's supply.
`rush_fits_supply`: rush + packs ordered of the offer until then <= `max_packs`. Dual: USD for one more pack on offer.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from models.calendar import month_number
from models.offer import Offer
from solver.program.families.adoption import not_ready
from solver.program.families.term import is_too_long
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide
from solver.sizing.demand import periods_of

NO_END = 10**9
"""Month number that no horizon reaches."""


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `rush[c,o,t,k]` [packs]."""
    m.rush = decide(_rushes(x), bounds=lambda _, *key: (0, _most(x.copies[key[1]].offer)))


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `rush_fits_supply[c,o,t,k]`."""

    def rush_fits_supply(n: int, o: int, t: int, k: int) -> Body:
        offer = x.copies[o].offer
        return [(1.0, m.rush[n, o, t, k]), *_ordered(m, x, o, t, k)], None, offer.max_packs

    ending = [key for key in m.rush if x.copies[key[1]].offer.max_packs is not None]
    add_rows(m, "rush_fits_supply", ending, rush_fits_supply)


def _rushes(x: Instance) -> Iterator[tuple[int, int, int, int]]:
    """Loss, copy of an offer with an end of supply, period and case in which it could be ordered instead."""
    for n, c in enumerate(x.contingencies):
        for t, k in dict.fromkeys((t, k) for _, t, _, k in c.need):
            for o in range(len(x.copies)):
                if can_rush(x, n, o, t) and _most(x.copies[o].offer) is not None:
                    yield n, o, t, k


def _most(offer: Offer) -> float | None:
    """Most packs of one order; None without an end."""
    return min((most for most in (offer.max_packs_per_period, offer.max_packs) if most is not None), default=None)


def _ordered(m: pyo.ConcreteModel, x: Instance, o: int, t: int, k: int) -> Terms:
    """Packs of the offer of a copy ordered by t, of all its copies."""
    return [
        (1.0, m.order[other, u, x.tree.node(k, u)])
        for other, copy in enumerate(x.copies)
        if copy.offer.id == x.copies[o].offer.id
        for u in copy.windows
        if u <= t
    ]


def can_rush(x: Instance, n: int, o: int, t: int) -> bool:
    """Whether a copy of an offer counts as ordered in t, when a stack is lost, and in service in time.

    Copies of a dedicated offer, and of lanes, share one supply, which none may count alone.
    """
    copy, within = x.copies[o], x.contingencies[n].within
    offer, pool = copy.offer, x.pools[copy.pool]
    lead = offer.lead_in(x.scenario.horizon.period_start(t))
    if within is None or not offer.is_firm or lead > within or copy.credit <= 0:
        return False
    is_shared = not pool.is_dedicated and not pool.is_of_lane
    return is_shared and x.contingencies[n].leaves(offer) and not is_too_long(x, offer) and _is_open(x, offer, t)


def _is_open(x: Instance, offer: Offer, t: int) -> bool:
    """Whether an order placed in t would be in service while its accelerator is supported, also past the horizon."""
    chip, horizon = x.accelerators[offer.accelerator], x.scenario.horizon
    s = t + periods_of(offer.lead_in(horizon.period_start(t)), x.scenario)
    ends = month_number(chip.end_of_support) if chip.end_of_support else NO_END
    bound = 0 if offer.mode == "buy" else periods_of(offer.term_months or 0, x.scenario) * x.M
    comes = month_number(chip.available_from) if chip.available_from else 0
    starts = month_number(offer.order_from) if offer.order_from else 0
    stops = month_number(offer.order_until) if offer.order_until else NO_END
    is_supported = comes <= horizon.period_start(s) < ends and horizon.period_start(s) + bound <= ends
    return starts <= horizon.period_start(t) < stops and is_supported


def rushed(m: pyo.ConcreteModel, x: Instance, n: int, j: int, t: int, k: int) -> Terms | None:
    """Accelerators of a pool that count as ordered, with the sign of the right-hand side; None without an end."""
    open_now = [o for o in x.copies_of_pool[j] if can_rush(x, n, o, t)]
    if any(_most(x.copies[o].offer) is None for o in open_now):
        return None
    return [(-x.copies[o].credit * x.copies[o].units, m.rush[n, o, t, k]) for o in open_now]


def rushable(m: pyo.ConcreteModel, x: Instance, n: int, j: int, t: int, k: int) -> float | None:
    """The most of them at the values of the orders [accelerators]; None without an end."""
    found = 0.0
    for o in (o for o in x.copies_of_pool[j] if can_rush(x, n, o, t)):
        copy, most = x.copies[o], _most(x.copies[o].offer)
        if most is None:
            return None
        if copy.offer.max_packs is not None:
            left = copy.offer.max_packs - sum(packs.value for _, packs in _ordered(m, x, o, t, k))
            most = min(most, max(0.0, left))
        found += copy.credit * copy.units * most
    return found


def is_portable(x: Instance, n: int, stack: str) -> bool:
    """Whether a port that starts when something is lost is done in time."""
    within = x.contingencies[n].within
    return within is not None and x.stacks[stack].port_months <= within


def early(x: Instance, n: int) -> int:
    """Months by which ports count as done before they are."""
    return x.contingencies[n].within or 0


def not_ready_in_time(m: pyo.ConcreteModel, x: Instance, n: int, i: int, s: str, t: int, k: int) -> Terms | None:
    """- ready[w,s,t], for rows that let i use a stack once it is ready, in the time given; None where it always is."""
    return None if is_portable(x, n, s) else not_ready(m, x, i, s, t, k, early(x, n))
