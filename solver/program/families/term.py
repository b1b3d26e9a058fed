"""Longest term: no lease or reserve binds for longer than the policy allows.

`term_fits_limit`: packs ordered of an offer with a longer term <= 0. As a row, and not as an offer left out, so that a
scenario with no plan without such contracts says so. Dual: USD that one such pack would save.
"""

from __future__ import annotations

import pyomo.environ as pyo

from models.offer import Offer
from solver.program.instance import Instance
from solver.program.rows import Body, add_rows


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `term_fits_limit[offer,k]`."""
    copies = {offer.id: [o for o, c in enumerate(x.copies) if c.offer.id == offer.id] for offer in too_long(x)}

    def term_fits_limit(name: str, k: int) -> Body:
        return [(1.0, m.order[o, u, x.tree.node(k, u)]) for o in copies[name] for u in x.copies[o].windows], None, 0.0

    placed = [name for name, found in copies.items() if any(x.copies[o].windows for o in found)]
    add_rows(m, "term_fits_limit", [(name, k) for name in placed for k in range(len(x.tree.cases))], term_fits_limit)


def too_long(x: Instance) -> tuple[Offer, ...]:
    """Offers whose term is longer than the policy allows."""
    return tuple(offer for offer in x.scenario.offers if is_too_long(x, offer))


def is_too_long(x: Instance, offer: Offer) -> bool:
    """Whether an offer binds for longer than the policy allows; a purchase does not bind."""
    most = x.scenario.policy.max_term_months
    return most is not None and offer.mode in ("lease", "reserve") and (offer.term_months or 0) > most
