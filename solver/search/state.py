"""What the search knows so far: incumbent, bound, clock; and when it may stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.search.driver import Highs, Solved
from solver.search.matrix import Floats, Matrix
from solver.search.options import Accept, Listener, Progress, SearchOptions

REPORT_EVERY_S = 0.25
"""Shortest time between two progress reports of the same stage [s]."""

SIMPLEX_ROWS = 20_000
"""Rows up to which dual simplex solves a relaxation from scratch in two thirds of the time of the interior point method
(16,000 rows: 2.8 s against 4.0 s of CPU time); with 38,000 it takes half as long again (17.7 s against 11.6 s)."""

ROUNDING = 1e-9
"""Gap that rounding alone leaves between an optimal plan and its bound."""


@dataclass
class Search:
    """The running search. Objectives and bounds are in kUSD without constants, as in the matrix."""

    matrix: Matrix
    options: SearchOptions
    constant_usd: float = 0.0
    listener: Listener | None = None
    join: Callable[[Search], None] | None = None
    """Called once, before plans are looked for: may offer those that others found meanwhile, and raise the bound."""
    x: Floats | None = None
    objective: float | None = None
    bound: float | None = None
    stage: str = "start"
    is_cancelled: bool = False
    accepted_gap: float | None = None
    started: float = field(default_factory=time.monotonic)
    last_report: float = 0.0

    @property
    def seconds(self) -> float:
        """Wall-clock time since the search began [s]."""
        return time.monotonic() - self.started

    @property
    def seconds_left(self) -> float:
        """Time until the limit [s]; infinite without one."""
        limit = self.options.time_limit_s
        return float("inf") if limit is None else max(0.0, limit - self.seconds)

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective| of the decidable cost; None before both are known."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-9)

    @property
    def asked_gap(self) -> float:
        """The gap of the options, or a wider one that the listener accepted."""
        return max(self.options.gap, self.accepted_gap or 0.0)

    @property
    def is_within_gap(self) -> bool:
        """Whether the asked gap, relative or absolute, is proven."""
        if self.gap is None or self.objective is None or self.bound is None:
            return False
        return self.gap <= self.asked_gap + ROUNDING or self.objective - self.bound <= self.absolute_gap

    @property
    def absolute_gap(self) -> float:
        """Asked absolute gap [kUSD]."""
        return self.options.absolute_gap_usd / USD_PER_OBJECTIVE_UNIT

    @property
    def must_stop(self) -> bool:
        """Whether the user calls for an end or time is up."""
        return self.is_called_off or self.seconds_left <= 0

    @property
    def is_called_off(self) -> bool:
        """Whether the user cancelled, or accepted a gap that is proven: then whatever runs ends at once."""
        return self.is_cancelled or (self.accepted_gap is not None and self.is_within_gap)

    @property
    def least_worth_having(self) -> float:
        """Objective at or above which a plan cannot beat the incumbent by more than the asked gap [kUSD]."""
        if self.objective is None:
            return float("inf")
        return self.objective - max(self.asked_gap * abs(self.objective), self.absolute_gap)

    def offer(self, solved: Solved) -> None:
        """Keep a solution if it is better than the incumbent."""
        if (
            solved.x is not None
            and solved.objective is not None
            and (self.objective is None or solved.objective < self.objective)
        ):
            self.x, self.objective = solved.x, solved.objective
            self.report(self.stage)

    def raise_bound(self, bound: float | None) -> None:
        """Keep a bound if it is tighter."""
        if bound is not None and np.isfinite(bound) and (self.bound is None or bound > self.bound):
            self.bound = bound

    def hear_others(self) -> None:
        """Take what others found meanwhile, if it was not taken yet."""
        join, self.join = self.join, None
        if join is not None:
            join(self)

    def report(self, stage: str) -> None:
        """Tell the listener where the search stands, and do as it answers."""
        now, is_new = self.seconds, stage != self.stage
        self.stage = stage
        if self.listener is None or (not is_new and now - self.last_report < REPORT_EVERY_S):
            return
        self.last_report = now
        in_usd = [
            None if v is None else v * USD_PER_OBJECTIVE_UNIT + self.constant_usd for v in (self.objective, self.bound)
        ]
        answer = self.listener(Progress(now, in_usd[0], in_usd[1], self.gap, stage))
        if isinstance(answer, Accept):
            self.accepted_gap = answer.gap
        elif answer:
            self.is_cancelled = True

    def hear(self) -> bool:
        """Report from inside a stage; whether it must end at once."""
        self.report(self.stage)
        return self.is_called_off

    def highs(self, matrix: Matrix | None = None, *, is_mip: bool = False) -> Highs:
        """A fresh HiGHS object that ends when time is up (its limit counts the object's time) or the user says so.

        It holds the whole program if it is given no other.
        """
        h = self.patient_highs(matrix, is_mip=is_mip)
        if np.isfinite(self.seconds_left):
            h.set_option("time_limit", max(0.1, self.seconds_left))
        h.watch(lambda _: self.hear())
        return h

    def relaxation(self, matrix: Matrix | None = None) -> Highs:
        """The same for a relaxation that is solved from scratch, by the method that suits the size of the program."""
        h = self.highs(matrix)
        h.set_option("solver", "simplex" if self.matrix.shape[0] <= SIMPLEX_ROWS else "ipm")
        return h

    def patient_highs(self, matrix: Matrix | None = None, *, is_mip: bool = False) -> Highs:
        """A fresh HiGHS object without limits, for what takes a moment and makes a plan of what was found."""
        return Highs(matrix or self.matrix, is_mip=is_mip, threads=self.options.threads, seed=self.options.seed)
