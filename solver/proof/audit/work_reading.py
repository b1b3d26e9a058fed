"""Reads what is served, missed, set aside and kept busy of pools."""

from __future__ import annotations

from collections.abc import Sequence

from solver.proof.audit.decisions import BackupRow, Decisions, DispatchRow, GangRow, HoldRow, MissRow
from solver.proof.audit.facts import Pool
from solver.proof.audit.gang_rows import OfPeriod, lost_in, run_of
from solver.proof.audit.gang_sizes import ROUNDING
from solver.proof.audit.placement import Key
from solver.proof.audit.reader import Reader
from solver.proof.audit.state import GangStart, LossKey


class WorkReader(Reader):
    """Shares, whole runs, headroom and backups, where there is work and a pool for it."""

    def read(self, decisions: Decisions) -> None:
        """All of them."""
        self._read_serve(decisions.dispatch)
        self._read_misses(decisions.misses)
        self._read_hold(decisions.headroom)
        self._read_backups(decisions.backups)
        self._read_gangs(decisions.gangs)

    def _read_serve(self, rows: Sequence[DispatchRow]) -> None:
        """Shares served, where there is demand."""
        law = "served_where_allowed"
        for row, key, slot, pool, where in self.pool_rows(law, rows):
            demand = self.facts.demand[key].mean[slot]
            if not self.ledger.require(demand > 0, law, where, "there is no demand to serve"):
                continue
            if not self.is_amount(law, where, row.share, "of the demand"):
                continue
            if self.ledger.require(pool not in self.state.serve[key][slot], law, where, "the share is listed twice"):
                self.state.serve[key][slot][pool] = row.share
                self.use(pool, slot, row.share * demand / self.facts.speed(key, pool[:2]))

    def _read_misses(self, rows: Sequence[MissRow]) -> None:
        """Shares missed, within what the workload allows."""
        law = "misses_stay_allowed"
        for row in rows:
            key = row.workload, row.geography
            where = (f"{key[0]}@{key[1]}", row.period, f"block {row.block}")
            if not self.ledger.require(key in self.facts.demand, law, where, "there is no such workload and geography"):
                continue
            slot = self.slot(law, where, row.period, row.block)
            if slot is None or not self.is_amount(law, where, row.share, "of the demand"):
                continue
            most = self.facts.streams[key[0]].max_miss
            self.ledger.at_most(law, where, [row.share], [most], "of the demand")
            has_demand = self.facts.demand[key].arriving[slot] > 0
            is_new = self.state.miss[key][slot] == 0
            if self.ledger.require(has_demand and is_new, law, where, "no demand to miss, or listed twice"):
                self.state.miss[key][slot] = row.share

    def _read_hold(self, rows: Sequence[HoldRow]) -> None:
        """Accelerators set aside, at peaks and for work that needs headroom."""
        law = "held_where_allowed"
        time = self.facts.time
        for row, key, slot, pool, where in self.pool_rows(law, rows):
            is_peak = slot % len(time.blocks) in time.peaks
            is_exempt = not self.facts.demand[key].needs_headroom
            text = "the workload is exempt from headroom" if is_exempt else "the block is no peak"
            if not self.ledger.require(is_peak and not is_exempt, law, where, text):
                continue
            if not self.is_amount(law, where, row.accelerators, "accelerators"):
                continue
            if self.ledger.require(pool not in self.state.hold[key][slot], law, where, "the hold is listed twice"):
                self.state.hold[key][slot][pool] = row.accelerators
                self._read_carried(law, row, key, slot, pool, where)
                if row.on_call is not None and self.is_amount(law, where, row.on_call, "accelerators on call"):
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
        if self.is_amount(law, where, share, "of the peak"):
            self.state.carried[key][slot][pool] = share

    def _read_backups(self, rows: Sequence[BackupRow]) -> None:
        """Accelerators that stand in for what is lost; `check_redundancy` judges where they may."""
        law = "backed_up_where_allowed"
        for row, key, slot, pool, where in self.pool_rows(law, rows):
            loss = LossKey(row.lose, row.lost, row.within_months)
            place = (loss.words, *where)
            backups = self.state.backup.setdefault((loss, key, slot), {})
            is_new = self.ledger.require(pool not in backups, law, place, "the backup is listed twice")
            if is_new and self.is_amount(law, place, row.accelerators, "accelerators"):
                backups[pool] = row.accelerators

    def _read_gangs(self, rows: Sequence[GangRow]) -> None:
        """Whole runs on numbers of accelerators that the workload may take there, and what they keep busy."""
        law = "gang_runs_are_possible"
        seen: set[tuple[Key, Pool, int, int]] = set()
        blocks = self.facts.time.blocks
        for row, key, slot, pool, where in self.pool_rows(law, [OfPeriod(row, blocks[0]) for row in rows]):
            start = GangStart(pool, self.facts.time.period(slot), row.size, row.runs)
            is_size = row.size in self.facts.placement.arcs[key, pool[:2]].runs
            text = f"runs on {row.size} accelerators are not possible there"
            if not self.ledger.require(is_size, law, where, text):
                continue
            hours, there = run_of(self.facts, key, start).hours, self.facts.open_hours(pool, start.period)
            text = f"a run of {hours:.6g} h does not end in a block of {there:g} h"
            if not self.ledger.require(row.dated is None or hours <= there * (1 + ROUNDING), law, where, text):
                continue
            is_new = (key, *start[:3]) not in seen and row.runs >= 1
            if self.ledger.require(is_new, law, where, "no run starts, or the start is listed twice"):
                seen.add((key, *start[:3]))
                self.state.gangs.setdefault(key, []).append(start)
        for pool, q, accelerators in lost_in(self.state):
            self.use(pool, q, accelerators)
