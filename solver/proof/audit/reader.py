"""How decisions are read: each is checked against the domain it is defined on, and left out if it breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TypeVar

from solver.proof.audit.decisions import PoolRow
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.ledger import ROW_TOLERANCE, Ledger
from solver.proof.audit.placement import Key, Place
from solver.proof.audit.state import State
from solver.proof.audit.validation import first_period_open

PoolRowT = TypeVar("PoolRowT", bound=PoolRow)


class Reader:
    """Fills a state, row by row; what breaks a domain goes into the ledger."""

    def __init__(self, state: State, ledger: Ledger) -> None:
        self.facts: Facts = state.facts
        self.ledger = ledger
        self.state = state

    def slot(self, row: str, where: tuple[str, ...], period: str, block: str) -> int | None:
        """The slot of a period and block, if the horizon has them."""
        time = self.facts.time
        if period in time.period_of and block in time.block_of:
            return time.slots_of(time.period_of[period])[time.block_of[block]]
        self.ledger.require(False, row, where, "the horizon has no such period and block")
        return None

    def is_amount(self, row: str, where: tuple[str, ...], value: float, unit: str) -> bool:
        """Whether a value can be an amount."""
        return self.ledger.require(
            -ROW_TOLERANCE <= value < inf, row, where, f"{value:.10g} {unit} is no amount", abs(value)
        )

    def use(self, pool: Pool, slot: int, accelerators: float) -> None:
        """Note accelerators that are kept busy."""
        if pool not in self.state.busy:
            self.state.busy[pool] = [[] for _ in range(self.facts.time.slots)]
        self.state.busy[pool][slot].append(accelerators)

    def _pool(self, row: PoolRow, key: Key, place: Place) -> Pool:
        """The pool that a row speaks of; rows about peaks and double running know no dated blocks."""
        dated: str | None = getattr(row, "dated", None)
        return self.facts.pool_of_row(key, place, dedicated=row.dedicated, dated=dated)

    def pool_rows(self, law: str, rows: Sequence[PoolRowT]) -> list[tuple[PoolRowT, Key, int, Pool, tuple[str, ...]]]:
        """Rows whose workload, slot, arc and pool exist, each with its indices."""
        found: list[tuple[PoolRowT, Key, int, Pool, tuple[str, ...]]] = []
        for row in rows:
            self.ledger.count(law)
            key, place = (row.workload, row.geography), (row.accelerator, row.site)
            where = (f"{key[0]}@{key[1]}", f"{place[0]} at {place[1]}", row.period, f"block {row.block}")
            if not self.ledger.require(key in self.facts.demand, law, where, "there is no such workload and geography"):
                continue
            slot = self.slot(law, where, row.period, row.block)
            if slot is None:
                continue
            reason = self.facts.placement.removed.get((key, place), "no such pool")
            if not self.ledger.require((key, place) in self.facts.placement.arcs, law, where, f"no arc: {reason}"):
                continue
            workload, chip = self.facts.streams[key[0]], self.facts.accelerators[place[0]]
            first = first_period_open(self.facts.scenario, workload, chip)
            is_open = self.facts.time.period(slot) >= first
            text = f"no own benchmark counts before {self.facts.time.label(first)}"
            if not self.ledger.require(is_open, law, where, text):
                continue
            pool = self._pool(row, key, place)
            is_pool = pool in self.facts.pools and pool in self.facts.pools_for(key, place)
            if self.ledger.require(is_pool, law, where, "no offer or holding has such units for the work"):
                found.append((row, key, slot, pool, where))
        return found
