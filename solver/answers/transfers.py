"""Who could take spare units, and how fast: what a rule forbids, what is to be ported and copied first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from models.lifecycle_figures import SpareUnits, Transfer, Transferable
from solver.answers.elsewhere import Elsewhere
from solver.sizing.demand import periods_of
from solver.sizing.moving import double_periods, move_usd
from solver.sizing.porting import port_usd

WEEKS_PER_MONTH = 52 / 12
"""As double running counts them [weeks/month]."""


def transfers(elsewhere: Elsewhere, spare: Sequence[SpareUnits]) -> Iterator[Transfer]:
    """Every workload beside every pool with units to spare, in the first month in which there are any."""
    first: dict[tuple[str, str, str], SpareUnits] = {}
    for row in spare:
        first.setdefault((row.accelerator, row.site, row.dedicated_to or ""), row)
    for row in first.values():
        for i in range(len(elsewhere.x.works)):
            yield _Taker(elsewhere, row, i).transfer()


class _Taker:
    """An i that would take the spare units of a pool."""

    def __init__(self, elsewhere: Elsewhere, row: SpareUnits, i: int) -> None:
        x = self.x = elsewhere.x
        self.elsewhere, self.row, self.i = elsewhere, row, i
        self.work, self.place = x.works[i], (row.accelerator, row.site)
        self.t = next(t for t in range(x.T) if x.scenario.horizon.label(t) == row.period)
        self.arcs = elsewhere.book.arcs_at(i, self.place)
        self.own = [r for r in self.arcs if x.pools[x.arcs[r][1]].owner == (row.dedicated_to or "")]

    def transfer(self) -> Transfer:
        """Whether it could, and what comes first."""
        verdict, reason = self._verdict()
        may = verdict in ("runs_there", "hand_over")
        rules = self.x.scenario.policy.lifecycle
        weeks = rules.transfer_weeks if verdict == "hand_over" else 0.0
        port_weeks, port = self._port() if may else (0.0, 0.0)
        move_weeks, tb, move = self._move() if may else (0.0, 0.0, 0.0)
        return Transfer(
            **self.row.model_dump(include={"accelerator", "site", "dedicated_to", "spare"}),
            workload=self.work.workload.id,
            geography=self.work.geography,
            team=self.work.workload.funding,
            first=self.row.period,
            verdict=verdict,
            reason=reason,
            throughput=self.x.arcs[self.arcs[0]][2].throughput if may else None,
            unit=self.work.workload.service_unit,
            hand_over_weeks=weeks,
            port_weeks=port_weeks,
            port_usd=port,
            move_weeks=move_weeks,
            move_tb=tb,
            move_usd=move,
            weeks=max(weeks, port_weeks, move_weeks) if may else None,
            elsewhere_usd_per_accelerator_hour=self.elsewhere.usd_per_hour(self.arcs[0], self.t) if may else None,
        )

    def _verdict(self) -> tuple[Transferable, str]:
        if not self.arcs:
            who = self.work.workload.id, self.work.geography, *self.place
            removed = ((r.workload.id, r.geography, r.accelerator.id, r.site.id, r.reason) for r in self.x.removals)
            return "ruled_out", next(reason for *pair, reason in removed if tuple(pair) == who)
        if self._lane(self.work.workload.lane) != self._lane_of_pool():
            return "other_lane", ""
        use = self.elsewhere.use
        is_there = any(use.hours[r][self.t] or any(use.held[r][self.t]) for r in self.own)
        return ("runs_there" if is_there else "hand_over"), ""

    def _lane(self, lane: str) -> str:
        return self.x.lane_owners[lane]

    def _lane_of_pool(self) -> str:
        """Owner of shared units of the lane to which a pool belongs; of dedicated units by the work that they serve."""
        owner = self.row.dedicated_to or ""
        work = next((work for work in self.x.works if work.owner == owner), None)
        return self._lane(work.workload.lane) if work else owner

    def _port(self) -> tuple[float, float]:
        """Weeks until it is ported, and what is still to be paid for that [USD]."""
        if not self.elsewhere.to_port(self.i, self.place, self.t):
            return 0.0, 0.0
        stack = self.x.stacks[self.elsewhere.book.places(self.i)[self.place].accelerator.stack]
        planned = self.elsewhere.ports.get((self.work.workload.workload_id, stack.id))
        if planned is not None:
            ready = planned + periods_of(stack.port_months, self.x.scenario)
            return self._weeks(ready), 0.0
        return self._weeks(self._next_start()) + stack.port_months * WEEKS_PER_MONTH, port_usd(self.x.scenario, stack)

    def _move(self) -> tuple[float, float, float]:
        """Weeks until its data are there, the data [TB] and what is still to be paid for copying them [USD]."""
        if not self.elsewhere.to_move(self.i, self.place, self.t):
            return 0.0, 0.0, 0.0
        workload, scenario = self.work.workload, self.x.scenario
        planned = self.elsewhere.moves.get((workload.workload_id, self.place[1]))
        if planned is not None:
            return self._weeks(planned + double_periods(scenario)), workload.data_tb, 0.0
        weeks = self._weeks(self._next_start()) + scenario.policy.moving.double_running_weeks
        return weeks, workload.data_tb, move_usd(scenario, workload)

    def _next_start(self) -> int:
        """First period from now on in which ports and moves may start, also past the horizon."""
        step = periods_of(self.x.scenario.policy.porting_every_months, self.x.scenario)
        return step * ceil(self.t / step)

    def _weeks(self, period: int) -> float:
        """Weeks from now to the start of a period."""
        return (period - self.t) * self.x.M * WEEKS_PER_MONTH
