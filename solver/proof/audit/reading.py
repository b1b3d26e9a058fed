"""Reads decisions into tables; each is checked against the domain it is defined on, and left out if it breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TypeVar

from solver.proof.audit.decisions import (
    BackupRow,
    Decisions,
    GangRow,
    HoldRow,
    MissRow,
    MoveRow,
    OrderRow,
    PackRow,
    PoolRow,
    PortRow,
    ServeRow,
)
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.gang_rows import OfPeriod, lost_in
from solver.proof.audit.ledger import ROW_TOLERANCE, Ledger
from solver.proof.audit.moves import sites_to_move_to
from solver.proof.audit.placement import Key
from solver.proof.audit.state import Copy, GangStart, State
from solver.proof.audit.validation import first_period_open

PoolRowT = TypeVar("PoolRowT", bound=PoolRow)


def read(facts: Facts, decisions: Decisions, ledger: Ledger) -> State:
    """The tables of decisions; broken domains go into the ledger."""
    reader = _Reader(facts, ledger)
    reader.read_orders(decisions.orders)
    reader.read_rent(decisions.rent)
    reader.read_run(decisions.run)
    reader.read_serve(decisions.dispatch)
    reader.read_misses(decisions.misses)
    reader.read_hold(decisions.headroom)
    reader.read_ports(decisions.ports)
    reader.read_moves(decisions.moves)
    reader.read_double(decisions.double_running)
    reader.read_backups(decisions.backups)
    reader.read_gangs(decisions.gangs)
    reader.state.add_up()
    return reader.state


class _Reader:
    """Fills a state, row by row."""

    def __init__(self, facts: Facts, ledger: Ledger) -> None:
        self.facts = facts
        self.ledger = ledger
        self.state = State(facts)

    def _copy(self, row: str, where: tuple[str, ...], offer: str, owner: str | None) -> Copy | None:
        """The copy of an offer that a decision names, if the scenario has it."""
        terms = self.facts.offers.get(offer)
        if terms is None:
            self.ledger.require(False, row, where, "there is no such offer")
            return None
        if (owner or "") not in self.facts.owners[offer]:
            kind = "is dedicated" if terms.offer.is_dedicated else f"serves {self._lanes()}"
            self.ledger.require(False, row, where, f"the offer {kind}; it has no copy for {owner!r}")
            return None
        name = offer, owner or ""
        if name not in self.state.copies:
            self.state.copies[name] = Copy(terms, name[1])
        return self.state.copies[name]

    def _lanes(self) -> str:
        return " apart from ".join(f"lane {name}" for name in self.facts.lanes.apart) or "all"

    def _slot(self, row: str, where: tuple[str, ...], period: str, block: str) -> int | None:
        time = self.facts.time
        if period in time.period_of and block in time.block_of:
            return time.slots_of(time.period_of[period])[time.block_of[block]]
        self.ledger.require(False, row, where, "the horizon has no such period and block")
        return None

    def _is_amount(self, row: str, where: tuple[str, ...], value: float, unit: str) -> bool:
        return self.ledger.require(
            -ROW_TOLERANCE <= value < inf, row, where, f"{value:.10g} {unit} is no amount", abs(value)
        )

    def read_orders(self, rows: Sequence[OrderRow]) -> None:
        """Packs ordered, in periods in which the offer can be ordered."""
        law = "orders_are_on_offer"
        for row in rows:
            self.ledger.count(law)
            where = (f"offer {row.offer}", *_owner(row.dedicated_to), row.order_period)
            copy = self._copy(law, where, row.offer, row.dedicated_to)
            if copy is None or not self._is_amount(law, where, row.packs, "packs"):
                continue
            u = self.facts.time.period_of.get(row.order_period)
            is_open = self.ledger.require(u in copy.terms.services, law, where, "it cannot be ordered then")
            if u is None or not is_open:
                continue
            if not self.ledger.require(u not in copy.ordered, law, where, "the order is listed twice"):
                continue
            if copy.terms.offer.orders == "whole":
                self._require_whole("orders_are_whole", where, row.packs)
            copy.order(u, row.packs)

    def _require_whole(self, row: str, where: tuple[str, ...], packs: float) -> None:
        self.ledger.count(row)
        part = abs(packs - round(packs))
        self.ledger.require(part == 0, row, where, f"{packs!r} packs is not a whole number of packs", part)

    def read_rent(self, rows: Sequence[PackRow]) -> None:
        """Packs rented, in periods in which the offer can be rented."""
        law = "rents_are_on_offer"
        for row in rows:
            found = self._read_packs(law, row)
            if found is None:
                continue
            copy, slot, where = found
            is_open = copy.terms.is_rentable[self.facts.time.period(slot)]
            if not self.ledger.require(is_open, law, where, "it cannot be rented then"):
                continue
            if not self.ledger.require(slot not in copy.rent, law, where, "the rent is listed twice"):
                continue
            if copy.terms.offer.rent == "whole_units":
                self._require_whole("rents_are_whole", where, row.packs)
            copy.rent[slot] = row.packs

    def read_run(self, rows: Sequence[PackRow]) -> None:
        """Packs run at a price."""
        law = "runs_are_on_offer"
        for row in rows:
            found = self._read_packs(law, row)
            if found is None:
                continue
            copy, slot, where = found
            has_price = copy.terms.has_running_price
            if not self.ledger.require(has_price, law, where, "only firm offers with a running price are run"):
                continue
            if self.ledger.require(slot not in copy.run, law, where, "the run is listed twice"):
                copy.run[slot] = row.packs

    def _read_packs(self, law: str, row: PackRow) -> tuple[Copy, int, tuple[str, ...]] | None:
        self.ledger.count(law)
        where = (f"offer {row.offer}", *_owner(row.dedicated_to), row.period, f"block {row.block}")
        copy = self._copy(law, where, row.offer, row.dedicated_to)
        slot = self._slot(law, where, row.period, row.block)
        if copy is None or slot is None or not self._is_amount(law, where, row.packs, "packs"):
            return None
        return copy, slot, where

    def read_serve(self, rows: Sequence[ServeRow]) -> None:
        """Shares served, where there is demand."""
        law = "served_where_allowed"
        for row, key, slot, pool, where in self._read_pool_rows(law, rows):
            demand = self.facts.demand[key].mean[slot]
            if not self.ledger.require(demand > 0, law, where, "there is no demand to serve"):
                continue
            if not self._is_amount(law, where, row.share, "of the demand"):
                continue
            if self.ledger.require(pool not in self.state.serve[key][slot], law, where, "the share is listed twice"):
                self.state.serve[key][slot][pool] = row.share
                self._use(pool, slot, row.share * demand / self.facts.speed(key, pool[:2]))

    def read_gangs(self, rows: Sequence[GangRow]) -> None:
        """Whole runs on numbers of accelerators that the workload may take there, and what they keep busy."""
        law = "gang_runs_are_possible"
        seen: set[tuple[Key, Pool, int, int]] = set()
        blocks = self.facts.time.blocks
        for row, key, slot, pool, where in self._read_pool_rows(law, [OfPeriod(row, blocks[0]) for row in rows]):
            start = GangStart(pool, self.facts.time.period(slot), row.size, row.runs)
            is_size = row.size in self.facts.placement.arcs[key, pool[:2]].runs
            text = f"runs on {row.size} accelerators are not possible there"
            if not self.ledger.require(is_size, law, where, text):
                continue
            is_new = (key, *start[:3]) not in seen and row.runs >= 1
            if self.ledger.require(is_new, law, where, "no run starts, or the start is listed twice"):
                seen.add((key, *start[:3]))
                self.state.gangs.setdefault(key, []).append(start)
        for pool, q, accelerators in lost_in(self.state):
            self._use(pool, q, accelerators)

    def _use(self, pool: Pool, slot: int, accelerators: float) -> None:
        if pool not in self.state.busy:
            self.state.busy[pool] = [[] for _ in range(self.facts.time.slots)]
        self.state.busy[pool][slot].append(accelerators)

    def read_hold(self, rows: Sequence[HoldRow]) -> None:
        """Accelerators set aside, at peaks and for work that needs headroom."""
        law = "held_where_allowed"
        time = self.facts.time
        for row, key, slot, pool, where in self._read_pool_rows(law, rows):
            is_peak = slot % len(time.blocks) in time.peaks
            is_exempt = not self.facts.demand[key].needs_headroom
            text = "the workload is exempt from headroom" if is_exempt else "the block is no peak"
            if not self.ledger.require(is_peak and not is_exempt, law, where, text):
                continue
            if not self._is_amount(law, where, row.accelerators, "accelerators"):
                continue
            if self.ledger.require(pool not in self.state.hold[key][slot], law, where, "the hold is listed twice"):
                self.state.hold[key][slot][pool] = row.accelerators
                self._read_carried(law, row, key, slot, pool, where)
                if row.on_call is not None and self._is_amount(law, where, row.on_call, "accelerators on call"):
                    self.state.called[key][slot][pool] = row.on_call

    def _read_carried(self, law: str, row: HoldRow, key: Key, slot: int, pool: Pool, where: tuple[str, ...]) -> None:
        """The share of the peak that work sized by queueing carries in a pool; no other work states one."""
        is_due = self.facts.demand[key].workload.has_queueing
        text = (
            "no share of the peak is stated" if is_due else "the workload has no queueing headroom, but states a share"
        )
        share = row.peak_share
        if not self.ledger.require((share is not None) == is_due, law, where, text) or share is None:
            return
        if self._is_amount(law, where, share, "of the peak"):
            self.state.carried[key][slot][pool] = share

    def _read_pool_rows(
        self, law: str, rows: Sequence[PoolRowT]
    ) -> list[tuple[PoolRowT, Key, int, Pool, tuple[str, ...]]]:
        """Rows whose workload, slot, arc and pool exist, each with its indices."""
        found: list[tuple[PoolRowT, Key, int, Pool, tuple[str, ...]]] = []
        for row in rows:
            self.ledger.count(law)
            key, place = (row.workload, row.geography), (row.accelerator, row.site)
            where = (f"{key[0]}@{key[1]}", f"{place[0]} at {place[1]}", row.period, f"block {row.block}")
            if not self.ledger.require(key in self.facts.demand, law, where, "there is no such workload and geography"):
                continue
            slot = self._slot(law, where, row.period, row.block)
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
            pool = self.facts.pool_for(key, place, dedicated=row.dedicated)
            if self.ledger.require(pool in self.facts.pools, law, where, "no offer or holding has such units"):
                found.append((row, key, slot, pool, where))
        return found

    def read_misses(self, rows: Sequence[MissRow]) -> None:
        """Shares missed, within what the workload allows."""
        law = "misses_stay_allowed"
        for row in rows:
            key = row.workload, row.geography
            where = (f"{key[0]}@{key[1]}", row.period, f"block {row.block}")
            if not self.ledger.require(key in self.facts.demand, law, where, "there is no such workload and geography"):
                continue
            slot = self._slot(law, where, row.period, row.block)
            if slot is None or not self._is_amount(law, where, row.share, "of the demand"):
                continue
            most = self.facts.streams[key[0]].max_miss
            self.ledger.at_most(law, where, [row.share], [most], "of the demand")
            has_demand = self.facts.demand[key].arriving[slot] > 0
            is_new = self.state.miss[key][slot] == 0
            if self.ledger.require(has_demand and is_new, law, where, "no demand to miss, or listed twice"):
                self.state.miss[key][slot] = row.share

    def read_backups(self, rows: Sequence[BackupRow]) -> None:
        """Accelerators that stand in for what is lost; `check_redundancy` judges where they may."""
        law = "backed_up_where_allowed"
        for row, key, slot, pool, where in self._read_pool_rows(law, rows):
            place = (f"without {row.lose} {row.lost}", *where)
            backups = self.state.backup.setdefault((row.lose, row.lost, key, slot), {})
            is_new = self.ledger.require(pool not in backups, law, place, "the backup is listed twice")
            if is_new and self._is_amount(law, place, row.accelerators, "accelerators"):
                backups[pool] = row.accelerators

    def read_ports(self, rows: Sequence[PortRow]) -> None:
        """Ports that the workload has use for, at reviews."""
        law = "ports_are_possible"
        for row in rows:
            self.ledger.count(law)
            where = (row.workload, f"stack {row.stack}", row.start_period)
            u = self.facts.time.period_of.get(row.start_period)
            needed = row.stack in self.facts.needs_port.get(row.workload, ())
            if not self.ledger.require(needed, law, where, "the workload has no use for a port to this stack"):
                continue
            is_review = self.ledger.require(u in self.facts.port_periods, law, where, "no port can start then")
            if u is not None and is_review:
                self.state.port.setdefault((row.workload, row.stack), []).append(u)

    def read_moves(self, rows: Sequence[MoveRow]) -> None:
        """Moves of data to sites that ask for them, at reviews."""
        law = "moves_are_possible"
        for row in rows:
            self.ledger.count(law)
            where = (row.workload, f"site {row.site}", row.start_period)
            u = self.facts.time.period_of.get(row.start_period)
            needed = row.site in sites_to_move_to(self.facts, row.workload)
            if not self.ledger.require(needed, law, where, "the workload has no use for a move to this site"):
                continue
            is_review = self.ledger.require(u in self.facts.port_periods, law, where, "no move can start then")
            if u is not None and is_review:
                self.state.move.setdefault((row.workload, row.site), []).append(u)

    def read_double(self, rows: Sequence[ServeRow]) -> None:
        """Shares that run double, at sites a workload is moved to."""
        law = "doubled_where_moved"
        for row, key, slot, pool, where in self._read_pool_rows(law, rows):
            is_new = (
                pool[1] in sites_to_move_to(self.facts, self.facts.workload_id(key))
                and pool not in self.state.double[key][slot]
            )
            demand = self.facts.demand[key].mean[slot]
            if not self.ledger.require(is_new and demand > 0, law, where, "nothing moves there, or it is listed twice"):
                continue
            if self._is_amount(law, where, row.share, "of the demand"):
                self.state.double[key][slot][pool] = row.share
                self._use(pool, slot, row.share * demand / self.facts.speed(key, pool[:2]))


def _owner(dedicated_to: str | None) -> tuple[str, ...]:
    return (f"for {dedicated_to}",) if dedicated_to else ()
