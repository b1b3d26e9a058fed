"""Tiers: which discount the volume of an offer reaches. A copy of the offer for each tier has its prices.

`tier_is_reached`, `tier_is_not_passed`: under `all_units` all packs of a window are in one tier (`tier_is_one`), the
one that their number lies in: least x reach <= packs in the tier <= most x reach. Under `incremental` a tier takes
packs only once the one before it is full, up to every period of order: packs in the tier before >= its size x reach,
packs in the tier <= its size x reach. Dual: worth of one more pack in the volume [USD].
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf

import pyomo.environ as pyo

from models.offer import Offer
from solver.program.instance import Instance
from solver.program.prices import reachable
from solver.program.rows import Body, Terms, add_rows, decide
from solver.program.volumes import edges, windows


@dataclass(frozen=True)
class Volume:
    """Orders of an offer that count together up to the last of some periods."""

    offer: Offer
    periods: tuple[int, ...]

    @property
    def is_rising(self) -> bool:
        """Whether tiers fill up one after the other."""
        return self.offer.tier_rule == "incremental"

    @property
    def tiers(self) -> range:
        """Numbers of the tiers; 0 is the list price."""
        return range(len(edges(self.offer)) - 1)

    def packs(self, m: pyo.ConcreteModel, x: Instance, n: int, k: int) -> Terms:
        """Packs in a tier."""
        copies = [(o, c) for o, c in enumerate(x.copies) if c.offer.id == self.offer.id and c.price.tier == n]
        return [(1.0, m.order[o, u, x.tree.node(k, u)]) for u in self.periods for o, c in copies if u in c.windows]

    def least(self, n: int) -> float:
        """Least packs that reach a tier: of all the volume, or of the tier before it."""
        start = edges(self.offer)[n]
        return start - edges(self.offer)[n - 1] if self.is_rising else start + 1.0

    def most(self, n: int, packs: Terms) -> float:
        """Most packs in a tier; in the last one as many as can be ordered."""
        start, end = edges(self.offer)[n : n + 2]
        return float(sum(order.ub for _, order in packs) if isinf(end) else end - start * self.is_rising)


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `reach[offer,tier,u,k]`, rows `tier_is_reached`, `tier_is_not_passed` [offer,tier,u,k] and
    `tier_is_one[offer,u,k]`; u is the last period of order whose packs count."""
    cases = range(len(x.tree.cases))
    volumes = {(v.offer.id, v.periods[-1]): v for offer in x.scenario.offers for v in _volumes(x, offer)}
    keys = [(name, n, u, k) for (name, u), v in volumes.items() for n in v.tiers for k in cases]
    chosen = [key for key in keys if key[1] or not volumes[key[0], key[2]].is_rising]
    m.reach = decide(chosen, domain=pyo.Binary)

    def tier_is_reached(name: str, n: int, u: int, k: int) -> Body:
        volume = volumes[name, u]
        packs = volume.packs(m, x, n - volume.is_rising, k)
        return [*packs, (-volume.least(n), m.reach[name, n, u, k])], 0.0, None

    def tier_is_not_passed(name: str, n: int, u: int, k: int) -> Body:
        packs = volumes[name, u].packs(m, x, n, k)
        most = volumes[name, u].most(n, packs)
        if (name, n, u, k) not in m.reach:
            return packs, None, most
        return [*packs, (-most, m.reach[name, n, u, k])], None, 0.0

    def tier_is_one(name: str, u: int, k: int) -> Body:
        return [(1.0, m.reach[name, n, u, k]) for n in volumes[name, u].tiers], None, 1.0

    add_rows(m, "tier_is_reached", chosen, tier_is_reached)
    add_rows(m, "tier_is_not_passed", keys, tier_is_not_passed)
    add_rows(m, "tier_is_one", [(*key, k) for key, v in volumes.items() if not v.is_rising for k in cases], tier_is_one)


def _volumes(x: Instance, offer: Offer) -> Iterator[Volume]:
    """Each window of an offer with tiers; where they fill up one after the other, each beginning of one."""
    periods = {u for c in x.copies if c.offer.id == offer.id for u in c.windows} if reachable(offer) else set()
    for together in windows(x, offer, periods).values():
        lengths = range(1, len(together) + 1) if offer.tier_rule == "incremental" else (len(together),)
        yield from (Volume(offer, tuple(together[:n])) for n in lengths)
