"""What the work of a pool would cost at the cheapest other place where it can run at once."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from models.units import per_hour
from solver.answers.placements import Book, Place
from solver.answers.porting import ported
from solver.program.build import Program
from solver.program.elements import Copy
from solver.sizing.arcs import Arc
from solver.sizing.demand import periods_of
from solver.sizing.moving import double_periods


class Elsewhere:
    """Places beside the one where work is done, period by period."""

    def __init__(self, program: Program, book: Book) -> None:
        self.book, self.x, self.use = book, book.x, book.use
        self.ports = ported(program.model)
        self.moves = {(w, site): u for (w, site, u, _), move in program.model.move.items() if move.value > 0.5}
        self.pool_usd, self.open = cache(self._pool_usd), cache(self._open)
        self.kept: dict[tuple[int, int], float] = defaultdict(float)
        for (_, r, t, _, _), backup in program.model.backup.items():
            self.kept[r, t] = max(self.kept[r, t], backup.value)

    def _pool_usd(self, j: int, t: int) -> float | None:
        """Cost of all the work of a pool in a period; None where some of it can run nowhere else [USD]."""
        total = 0.0
        for r in self.x.arcs_of_pool[j]:
            hours = self.claimed(r, t)
            usd = self.usd(r, t, hours, self.use.served(r, t)) if hours else 0.0
            if usd is None:
                return None
            total += usd
        return total

    def claimed(self, r: int, t: int) -> float:
        """Accelerator-hours that work on an arc takes: what it keeps busy, or all hours of the most that is set aside
        for its headroom or kept for a loss."""
        return max(self.use.hours[r][t], self.x.H[t] * max(self.kept[r, t], *self.use.held[r][t]))

    def usd(self, r: int, t: int, hours: float, served: float) -> float | None:
        """Least cost of so many accelerator-hours of work of an arc, of which so many units are served; None where it
        can run nowhere else [USD]."""
        i, _, arc = self.x.arcs[r]
        here = arc.accelerator.id, arc.site.id
        if arc.workload.assignment == "single_pool":
            return None
        egress = arc.workload.gb_per_unit * arc.site.egress_usd_per_gb
        return min(
            (
                hours * arc.throughput / there.throughput * hourly + served * (beside - egress)
                for place, there, hourly, beside in self.open(i, t)
                if place != here
            ),
            default=None,
        )

    def usd_per_hour(self, r: int, t: int) -> float | None:
        """The same of the work that one accelerator does in an hour [USD]."""
        _, _, arc = self.x.arcs[r]
        return self.usd(r, t, 1.0, arc.throughput * per_hour(arc.workload.service_unit))

    def _open(self, i: int, t: int) -> list[tuple[Place, Arc, float, float]]:
        """Places where i can run in a period, with the least cost of an accelerator-hour there, and what the data and
        tokens of a unit cost [USD]."""
        found = []
        for place, arc in self.book.places(i).items():
            hourly = self._hourly(i, place, t)
            if hourly is not None and self._is_ready(i, place, t):
                found.append((place, arc, hourly, self.book.beside(i, place)))
        return found

    def _hourly(self, i: int, place: Place, t: int) -> float | None:
        """By the cheapest offer that can be in service there in a period, at the prices of when it is ordered."""
        offered = ((copy, usd) for o, copy in self.book.offered(i, place) for usd in self.book.hourly(o).items())
        return min((usd for copy, (u, usd) in offered if _serves(copy, u, t)), default=None)

    def _is_ready(self, i: int, place: Place, t: int) -> bool:
        """Whether the work may run there in a period: validated, ported, its data there."""
        arc = self.book.places(i)[place]
        return arc.opens <= t and not self.to_port(i, place, t) and not self.to_move(i, place, t)

    def to_port(self, i: int, place: Place, t: int) -> bool:
        """Whether a port to the stack there is still needed in a period."""
        workload, stack = self.x.works[i].workload, self.book.places(i)[place].accelerator.stack
        if not self.x.needs_port(workload, stack):
            return False
        start = self.ports.get((workload.workload_id, stack))
        months = self.x.stacks[stack].port_months
        return start is None or t < start + periods_of(months, self.x.scenario)

    def to_move(self, i: int, place: Place, t: int) -> bool:
        """Whether its data are still to be moved there in a period."""
        move = self.x.works[i].workload.workload_id, place[1]
        if move not in self.x.moves:
            return False
        start = self.moves.get(move)
        return start is None or t < start + double_periods(self.x.scenario)


def _serves(copy: Copy, placed: int, t: int) -> bool:
    """Whether what is ordered, or rented, of an offer in a period serves in another one."""
    start, end = copy.windows.get(placed, (placed, placed + 1))
    return start <= t < end
