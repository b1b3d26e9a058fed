"""The last stage: among plans within the asked gap, one with few contracts and few orders, and no slivers.

Everything is tried by LPs from the plan in hand, in an order that depends on the plan alone, and counted, not timed, so
that a run repeats. What the previous plan ordered is kept if that stays within the gap. Else contracts are left out one
at a time, from the least money up, while orders of the others may grow to stand in; equal offers give way to the first
of them by id; orders of an offer are drawn together, first of neighbouring periods, then of more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.offer import Offer
from solver.program.build import Program
from solver.program.instance import Instance
from solver.program.volumes import by_copy
from solver.search.matrix import Floats
from solver.search.options import Decided
from solver.search.state import Search

LEAST = 1e-6
"""Packs up to this are rounding."""
SPANS = (2, 3, 6, 12)
"""Periods whose orders are drawn together, one span after the other: near ones cost least."""
ORDERS_SHARE = 0.2
"""Share of the asked gap that fewer orders may cost; fewer contracts may cost all that is left of it."""
TIE = 1e-8
"""Share of the cost by which the first of equal offers, or a previous plan as good, may seem dearer: rounding."""
OF_CONTRACTS = ("order", "rent", "in_service", "run", "release", "extend", "commit")
"""Decisions about offers and commitments, indexed by these first."""
MOST_NODES = 50
"""Nodes of the one small MIP around the orders of a previous plan."""
MOST_TRIES = 150
"""LPs at most, and ..."""
MOST_ENTRIES = 4_000_000
"""... entries of the matrix times LPs: 43 LPs on the flagship, about a third of the time of its search."""


@dataclass(frozen=True)
class Contracts:
    """What the stage knows of the offers behind the columns."""

    offers: Sequence[str]
    """Id of the offer of every copy."""
    owners: Sequence[str]
    """For whom the units of every copy are dedicated; empty for shared ones."""
    twins: Mapping[str, str]
    """Offer -> the first offer by id that is equal to it in all but names and payee; a commitment, an agreement ->
    itself."""
    periods: Sequence[str]
    """First month of every period."""
    placed: Callable[[Mapping[tuple[str, str, str], float]], Mapping[tuple[int, int], float]]
    """From packs by offer, owner and first month of the period to packs by copy and period."""


def contracts_of(program: Program) -> Contracts:
    """The offers of a program."""
    x = program.instance
    first: dict[str, str] = {}
    return Contracts(
        offers=[copy.offer.id for copy in x.copies],
        owners=[x.pools[copy.pool].owner for copy in x.copies],
        twins={o.id: first.setdefault(_terms(o), o.id) for o in sorted(x.scenario.offers, key=lambda o: o.id)}
        | {c.id: c.id for c in x.scenario.commitments}
        | {a.id: a.id for a in x.scenario.agreements},
        periods=[x.scenario.horizon.label(t) for t in range(x.T)],
        placed=partial(_placed, x),
    )


def _placed(x: Instance, orders: Mapping[tuple[str, str, str], float]) -> dict[tuple[int, int], float]:
    periods = {x.scenario.horizon.label(t): t for t in range(x.T)}
    return by_copy(x, {(o, w, periods[month]): packs for (o, w, month), packs in orders.items() if month in periods})


def _terms(offer: Offer) -> str:
    """All of an offer but its names and payee."""
    return offer.model_dump_json(exclude={"id", "name", "vendor", "evidence", "node"})


def simplify(search: Search, contracts: Contracts, previous: Decided | None = None) -> bool:
    """Make the incumbent simpler, at a cost within the asked gap; whether it now orders as the previous plan did."""
    if search.x is None or search.bound is None or search.objective is None:
        return False
    room = search.asked_gap / (1 + search.asked_gap) * abs(search.bound)  # [kUSD], on the safe side for either sign
    most = search.bound + max(room, search.absolute_gap)
    stage = _Stage(search, contracts)
    stage.allow(max(most, search.objective + TIE * abs(search.objective)))
    if previous is not None and stage.keep(previous):
        return True
    stage.allow(most)
    stage.leave_out()
    stage.allow(min(most, search.objective + TIE * abs(search.objective)))
    stage.prefer_first()
    stage.allow(min(most, search.objective + ORDERS_SHARE * room))
    for span in SPANS:
        stage.draw_together(span)
    stage.allow(search.objective)
    stage.spare_modules()
    return False


class _Stage:
    """The incumbent, and the LP in which changes to it are tried."""

    def __init__(self, search: Search, contracts: Contracts) -> None:
        self.search, self.contracts, self.matrix = search, contracts, search.matrix
        self.x: Floats = np.array(search.x)
        self.orders, self.uses = self.matrix.of("order"), self.matrix.of("use")
        self.commits, signs = self.matrix.of("commit"), self.matrix.of("sign")
        self.signs = signs[self.matrix.low[signs] < 1]
        self.starts = self.matrix.of("port", "move")
        self.key: dict[int, tuple[Any, ...]] = {
            n: self.matrix.columns[n].index() for n in (*self.matrix.of(*OF_CONTRACTS), *self.signs)
        }
        self.endings = self.matrix.of("release", "extend")
        self.columns = self._by_offer(self.key)
        self.signed = self._by_offer((*self.matrix.of("order", "rent", "commit"), *self.signs))
        self.h = search.highs()
        self.left = min(MOST_TRIES, MOST_ENTRIES // max(1, len(self.matrix.value)))
        self.basis: Any = None
        self.allow(np.inf)
        self._solve(*self._around())  # for its basis

    def _by_offer(self, columns: Any) -> dict[str, NDArray[np.int64]]:
        found: dict[str, list[int]] = defaultdict(list)
        for n in columns:
            found[self._offer(n)].append(int(n))
        return {name: np.array(own) for name, own in found.items()}

    def allow(self, most: float) -> None:
        """The most that a plan may cost from now on [kUSD]."""
        self.most = most
        self.h.set_option("objective_bound", most)

    def used(self) -> list[str]:
        """Offers, commitments and agreements of the incumbent, from the least money up; of equals the last id first."""
        found = sorted((name for name, own in self.signed.items() if (self.x[own] > LEAST).any()), reverse=True)
        money = {name: float(self.matrix.cost[self.columns[name]] @ self.x[self.columns[name]]) for name in found}
        return sorted(found, key=lambda name: round(money[name], 6))

    # ---- what is tried ----------------------------------------------------------------------------------------------

    def keep(self, previous: Decided) -> bool:
        """Order, port and move as the previous plan did; whether that fits the limits and the gap."""
        low, high = self.matrix.low.copy(), self.matrix.high.copy()
        periods, packs = self.contracts.periods, self.contracts.placed(previous.orders)
        for n in self.orders:
            o, u = self.key[n][:2]
            low[n] = high[n] = min(packs.get((o, u), 0.0), high[n])
        for n in self.starts:
            decision = self.matrix.columns[n]
            w, place, u = decision.index()[:3]
            start = decision.parent_component().local_name, w, place, periods[u]
            low[n] = high[n] = float(start in previous.starts)
        h = self.search.highs(is_mip=True)  # a few whole numbers are left: pools of work, rents, sites in use
        h.set_bounds(low, high)
        h.set_option("mip_max_nodes", MOST_NODES)
        found = h.run().x
        return found is not None and self._take(np.round(found), low, high)

    def leave_out(self) -> None:
        """Contracts that the others can stand in for, the smallest first."""
        for name in self.used():
            low, high = self._around()
            grown = [n for n in self.orders if high[n] or self.x[self.signed[self._offer(n)]].any()]
            high[grown] = self.matrix.high[grown]
            low[self.columns[name]] = high[self.columns[name]] = 0.0
            self._try(low, high)

    def prefer_first(self) -> None:
        """The first of equal offers instead of a later one."""
        for name in self.used():
            first = self.contracts.twins[name]
            if first not in self.used():
                low, high = self._around()
                high[self.columns[first]] = self.matrix.high[self.columns[first]]
                columns = {self._place(n): n for n in self.signed[first]}
                for n in self.columns[name]:
                    if n in self.orders and self._place(n) in columns:
                        low[columns[self._place(n)]] = self.x[n]
                low[self.columns[name]] = high[self.columns[name]] = 0.0
                self._try(low, high)

    def draw_together(self, span: int) -> None:
        """Orders of a copy, or of a commitment, within a span of periods, all placed in the first of them."""
        for first, *later in [group for orders in self._repeated() for group in _groups(orders, span)]:
            packs = float(self.x[[first, *later]].sum())
            if later and packs <= self.matrix.high[first]:
                low, high = self._around()
                low[later] = high[later] = 0.0
                low[first] = high[first] = packs
                self._try(low, high)

    def spare_modules(self) -> None:
        """No more modules of sites than what is ordered needs."""
        modules = self.matrix.of("expand")
        if self.x[modules].any():
            low, high = self._around()
            high[modules] = self.x[modules]
            self._try(low, high)

    def _repeated(self) -> Iterator[list[tuple[int, int]]]:
        """(period, column) of the orders of every copy, or commitment, that orders more than once."""
        found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for n in (*self.orders, *self.commits):
            if self.x[n] > LEAST:
                o, u, node = self.key[n]
                found[o, node].append((u, int(n)))
        in_order = sorted(found.items(), key=lambda item: (isinstance(item[0][0], str), item[0]))
        return (sorted(orders) for _, orders in in_order if len(orders) > 1)

    def _offer(self, n: int) -> str:
        """The offer of a column, or its commitment or agreement."""
        party = self.key[n][0]
        return self.contracts.offers[party] if isinstance(party, int) else party

    def _place(self, n: int) -> tuple[str, tuple[int, ...]]:
        """For whom and when a column orders or rents."""
        o, *when = self.key[n]
        return self.contracts.owners[o], tuple(when)

    # ---- how it is tried --------------------------------------------------------------------------------------------

    def _around(self) -> tuple[Floats, Floats]:
        """Bounds that keep the incumbent's orders and pools, use no further offer and start or sign nothing further."""
        low, high = self.matrix.low.copy(), self.matrix.high.copy()
        for own in self.columns.values():
            if not self.x[own].any():
                low[own] = high[own] = 0.0
        for columns in (self.orders, self.uses, self.signs):
            low[columns] = high[columns] = self.x[columns]
        high[self.starts] = self.x[self.starts]
        high[self.commits[self.x[self.commits] <= LEAST]] = 0.0
        return low, high

    def _try(self, low: Floats, high: Floats) -> bool:
        """Whether a plan within bounds, whole numbers rounded up, costs no more than allowed; then it is kept.

        Packs that leave or stay are rounded down: no more of them can be than are ordered.
        """
        relaxed = self._solve(low, high)
        if relaxed is None:
            return False
        wanted = np.ceil(relaxed - LEAST)
        wanted[self.endings] = np.floor(relaxed[self.endings] + LEAST)
        return self._take(wanted, low, high)

    def _take(self, wanted: Floats, low: Floats, high: Floats) -> bool:
        """Make a plan within bounds, with the whole numbers wanted, the incumbent, if it costs no more than allowed."""
        whole = self.matrix.is_integer
        low[whole] = high[whole] = np.clip(wanted, low, high)[whole]
        found = self._solve(low, high)
        if found is None:
            return False
        found[whole] = low[whole]
        self.x = self.search.x = found
        self.search.objective = float(self.matrix.cost @ found)
        return True

    def _solve(self, low: Floats, high: Floats) -> Floats | None:
        """The LP under bounds; None where it has no solution within what is allowed, or no more may be tried."""
        if self.left <= 0 or self.search.must_stop:
            return None
        self.left -= 1
        solved = self.h.rerun(low, high, self.basis)
        if solved.status != "optimal" or solved.objective is None or solved.objective > self.most:
            return None
        self.basis = self.h.basis()
        return solved.x


def _groups(orders: list[tuple[int, int]], span: int) -> Iterator[list[int]]:
    """Columns of orders by period, in groups that lie less than a span after the first of them."""
    group: list[int] = []
    start = orders[0][0]
    for u, n in orders:
        if u - start >= span:
            yield group
            group, start = [], u
        group.append(n)
    yield group
