"""Fleets: the units of each offer, and of each holding, in a pool, and what they cost to run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from models.hardware import Holding
from models.operations import OPERATING_TERMS
from solver.answers.in_use import LEAST
from solver.answers.operating import of_holdings
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.holding_costs import holding_usd
from solver.program.instance import Instance

RUNNING = frozenset({"support", "software", "electricity", "fabric", "storage", "space"}) | OPERATING_TERMS
"""Terms that end when units go; of bought ones also what is paid month by month, and what is paid for use."""
ENDING = frozenset({"ownership_payments", "usage_payments"})
"""The terms of these."""
CLOSE = 4
"""Decimals of a cost per accelerator by which fleets are told apart [USD]."""


@dataclass(frozen=True)
class Fleet:
    """Units of one offer, or of a holding, in a pool."""

    name: str
    pool: int
    there: tuple[float, ...]
    """[PERIODS]: accelerators in service."""
    fixed_usd: tuple[float, ...]
    """[PERIODS]: what they cost to run but the power that their work draws above idle [USD]."""

    def rank(self, t: int) -> tuple[float, str]:
        """The dearest to run comes first; of equal ones the first by name."""
        each = self.fixed_usd[t] / self.there[t] if self.there[t] else 0.0
        return -round(each, CLOSE), self.name


def fleets_of(program: Program) -> list[Fleet]:
    """All of which any unit is ever in service, but dated blocks, which are there on some days alone."""
    x = program.instance
    found = (*_ordered(program), *(_held(x, h) for h in x.scenario.holdings))
    return [each for each in found if max(each.there) > LEAST and x.pools[each.pool].days is None]


def _ordered(program: Program) -> Iterator[Fleet]:
    """Units of every offer by pool, at whatever prices they were ordered."""
    m, x = program.model, program.instance
    there: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0] * x.T)
    usd: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0] * x.T)
    for (o, t, _), packs in m.in_service.items():
        there[x.copies[o].offer.id, x.copies[o].pool][t] += packs.value * x.copies[o].units
    for entry in program.entries:
        kind, key = entry.decision.parent_component().local_name, entry.decision.index()
        if kind in ("in_service", "run") and entry.term in RUNNING | ENDING:
            copy = x.copies[key[0]]
            usd[copy.offer.id, copy.pool][entry.period] += entry.usd * entry.decision.value
    for (name, j), units in there.items():
        yield Fleet(name, j, tuple(units), tuple(usd[name, j]))


def _held(x: Instance, h: Holding) -> Fleet:
    pool = next(j for j, pool in enumerate(x.pools) if x.stands_in(h, pool))
    lines = [0.0] * x.T
    for _, name, t, usd in of_holdings(x):
        lines[t] += usd * (name == h.id)
    there = [x.held(h, t) for t in range(x.T)]
    fixed = [is_there * (holding_usd(x, h, t) - owed_usd(x, h, t)) + lines[t] for t, is_there in enumerate(there)]
    return Fleet(h.id, pool, tuple(h.accelerators * is_there for is_there in there), tuple(fixed))


def owed_usd(x: Instance, h: Holding, t: int) -> float:
    """What a holding is paid in a period whether it runs or not: a contract with an end binds until then [USD]."""
    if h.mode == "buy" or h.until is None:
        return 0.0
    return h.accelerators * (h.monthly_usd * x.M + h.committed_usd_per_hour * x.H[t])


def work_usd(use: Use, j: int, t: int) -> float:
    """Power above idle that the work of a pool draws in a period [USD]."""
    x, pool = use.x, use.x.pools[j]
    kw = (pool.accelerator.busy_kw - pool.accelerator.idle_kw) * pool.site.pue
    blocks = zip(x.blocks, x.hours[t], use.pool_busy[j][t], strict=True)
    return kw * sum(pool.site.electricity_in(block.id) * hours * busy for block, hours, busy in blocks)
