"""Reads what changes where work can run: ports, moves of data, and what runs double meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from solver.proof.audit.decisions import Decisions, MoveRow, PortRow, ServeRow
from solver.proof.audit.moves import sites_to_move_to
from solver.proof.audit.reader import Reader


class AdoptionReader(Reader):
    """Ports and moves, where a workload has use for them, at reviews."""

    def read(self, decisions: Decisions) -> None:
        """All of them."""
        self._read_ports(decisions.ports)
        self._read_moves(decisions.moves)
        self._read_double(decisions.double_running)

    def _read_ports(self, rows: Sequence[PortRow]) -> None:
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

    def _read_moves(self, rows: Sequence[MoveRow]) -> None:
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

    def _read_double(self, rows: Sequence[ServeRow]) -> None:
        """Shares that run double, at sites a workload is moved to."""
        law = "doubled_where_moved"
        for row, key, slot, pool, where in self.pool_rows(law, rows):
            is_new = (
                pool[1] in sites_to_move_to(self.facts, self.facts.workload_id(key))
                and pool not in self.state.double[key][slot]
            )
            demand = self.facts.demand[key].mean[slot]
            if not self.ledger.require(is_new and demand > 0, law, where, "nothing moves there, or it is listed twice"):
                continue
            if self.is_amount(law, where, row.share, "of the demand"):
                self.state.double[key][slot][pool] = row.share
                self.use(pool, slot, row.share * demand / self.facts.speed(key, pool[:2]))
