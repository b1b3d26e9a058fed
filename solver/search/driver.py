"""HiGHS through its own matrix interface: pass a matrix, run, read the result with its status checked."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np

from solver.search.matrix import Floats, Matrix

FEASIBILITY_TOLERANCE = 1e-7
"""Primal feasibility of rows and integers inside HiGHS, ten times tighter than the audit's."""

LOOK_EVERY_S = 0.1
"""An LP asks its watcher this often [s]; HiGHS would ask ten thousand times a second."""

AGGREGATOR_OFF = 1 << 12
"""Presolve without its aggregator, whose rounding makes HiGHS 1.15.1 call 5 in 900 feasible programs infeasible."""

Status = Literal["optimal", "stopped", "infeasible", "failed"]
"""`stopped`: a limit, target or cancellation ended the run; a solution may or may not be there."""


@dataclass(frozen=True)
class News:
    """Where a running MIP stands [kUSD]; `x` comes with every new incumbent. An LP has no news."""

    incumbent: float | None
    bound: float | None
    x: Floats | None = None


Watcher = Callable[[News], bool]
"""Hears news during a run; answering True asks it to stop."""


@dataclass(frozen=True)
class Solved:
    """Result of one run in objective units [kUSD]."""

    status: Status
    x: Floats | None
    objective: float | None
    bound: float | None
    dual: Floats | None = None
    """Row duals of an LP [ROWS]."""


@dataclass
class _Call:
    """What a run shares with its callback. It must not know the `Highs` object, which could then never be freed."""

    is_mip: bool
    watcher: Watcher | None = None
    raised: BaseException | None = None
    next_look: float = 0.0

    def ask(self, kind: object, out: Any) -> bool:
        """Whether to stop, at an event of HiGHS."""
        now = time.monotonic()
        if self.raised is not None or self.watcher is None:
            return self.raised is not None
        if not self.is_mip and now < self.next_look:
            return False
        self.next_look = now + LOOK_EVERY_S
        try:
            return self.watcher(_news(kind, out) if self.is_mip else News(None, None))
        except BaseException as error:  # noqa: BLE001  # `run` raises it again
            self.raised = error
            return True

    @contextmanager
    def interrupt_waits(self) -> Iterator[None]:
        """Ctrl-C ends the run, then the program: raised inside a callback, HiGHS takes it for a failure of its own."""
        is_main = threading.current_thread() is threading.main_thread()
        if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return

        def keep(_signal: int, _frame: object) -> None:
            self.raised = KeyboardInterrupt()

        signal.signal(signal.SIGINT, keep)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)


class Highs:
    """One HiGHS object holding a matrix; bounds may change between LP runs, which then start warm."""

    def __init__(self, matrix: Matrix, *, is_mip: bool, threads: int, seed: int) -> None:
        self.matrix, self.threads = matrix, threads
        # Without integers HiGHS solves an LP, whose bound is its objective.
        self.is_mip = is_mip and bool(matrix.is_integer.any())
        self.call = _Call(self.is_mip)
        self.h: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy ships partial types
        options = {
            "output_flag": self.is_mip,
            "log_to_console": False,
            "threads": threads,
            "random_seed": seed,
            "primal_feasibility_tolerance": FEASIBILITY_TOLERANCE,
            "mip_feasibility_tolerance": FEASIBILITY_TOLERANCE,
            "presolve_rule_off": AGGREGATOR_OFF,
        }
        for name, value in options.items():
            self.h.setOptionValue(name, value)
        self.h.passModel(_model(matrix, self.is_mip))

    def set_bounds(self, low: Floats, high: Floats) -> None:
        """Change the bounds of all columns."""
        columns = np.arange(len(low), dtype=np.int32)
        self.h.changeColsBounds(len(low), columns, low, high)

    def basis(self) -> Any:
        """A copy of the present LP basis."""
        basis, present = highspy.HighsBasis(), self.h.getBasis()
        basis.col_status, basis.row_status = present.col_status, present.row_status
        basis.valid = present.valid
        return basis

    def rerun(self, low: Floats, high: Floats, basis: Any = None) -> Solved:
        """Solve the LP under other column bounds, warm from a basis if one is given, else from the present one."""
        self.set_bounds(low, high)
        if basis is not None:
            self.h.setBasis(basis)
        return self.run()

    def presolve(self) -> highspy.HighsPresolveStatus:
        """Presolve without solving; `h.getPresolvedLp` has what is left."""
        _share_threads(self.threads)
        self.h.presolve()
        status: highspy.HighsPresolveStatus = self.h.getModelPresolveStatus()
        return status

    def set_option(self, name: str, value: float | str | bool) -> None:
        """Set one HiGHS option; ValueError when HiGHS refuses it."""
        if self.h.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise ValueError(f"HiGHS refuses option {name} = {value!r}")

    def start_from(self, x: Floats) -> None:
        """Give a MIP start."""
        solution = highspy.HighsSolution()
        solution.col_value = x.tolist()
        self.h.setSolution(solution)

    def watch(self, watcher: Watcher) -> None:
        """Report incumbent, bound and new solutions while a MIP runs, and let the watcher stop it, or an LP.

        What the watcher raises ends the run and comes out of `run`; HiGHS by itself would lose it.
        """

        call = self.call
        call.watcher = watcher

        def on_event(kind: object, _message: str, out: Any, ask: Any, _user: object) -> None:
            stop = call.ask(kind, out)
            if kind in _INTERRUPTS:
                ask.user_interrupt = stop

        self.h.setCallback(on_event, None)
        for kind in _MIP_EVENTS if self.is_mip else _LP_EVENTS:
            self.h.startCallback(kind)

    def run(self) -> Solved:
        """Run and read; a status that is neither optimal, infeasible nor a limit is `failed`. Raises as the watcher."""
        _share_threads(self.threads)
        with self.call.interrupt_waits():
            self.h.run()
        if self.call.raised is not None:
            raise self.call.raised
        status = _STATUS.get(self.h.getModelStatus(), "failed")
        info = self.h.getInfo()
        has_solution = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if status in ("infeasible", "failed") or not has_solution:
            bound = info.mip_dual_bound if self.is_mip and np.isfinite(info.mip_dual_bound) else None
            return Solved(status, None, None, bound)
        solution = self.h.getSolution()
        x = np.array(solution.col_value)
        if self.is_mip:
            return Solved(status, x, float(self.matrix.cost @ x) + self.matrix.constant, info.mip_dual_bound)
        objective = float(info.objective_function_value)
        return Solved(status, x, objective, objective if status == "optimal" else None, np.array(solution.row_dual))


def side_by_side_basis(bases: Sequence[Any], rows: int) -> Any:
    """The basis of programs laid side by side, from one of each, with further rows that bind nothing yet."""
    basis = highspy.HighsBasis()
    basis.col_status = [status for one in bases for status in one.col_status]
    basis.row_status = [status for one in bases for status in one.row_status]
    basis.row_status = [*basis.row_status, *([highspy.HighsBasisStatus.kBasic] * rows)]
    basis.valid = True
    return basis


_STATUS: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "stopped",
    highspy.HighsModelStatus.kSolutionLimit: "stopped",
    highspy.HighsModelStatus.kIterationLimit: "stopped",
    highspy.HighsModelStatus.kObjectiveTarget: "stopped",
    highspy.HighsModelStatus.kObjectiveBound: "stopped",
    highspy.HighsModelStatus.kInterrupt: "stopped",
}


_LP_EVENTS = (
    highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
    highspy.cb.HighsCallbackType.kCallbackIpmInterrupt,
)
_MIP_EVENTS = (
    highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
    highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution,
    highspy.cb.HighsCallbackType.kCallbackMipLogging,
)
_INTERRUPTS = frozenset((*_LP_EVENTS, _MIP_EVENTS[0]))


def _news(kind: object, out: Any) -> News:
    incumbent, bound = (v if np.isfinite(v) else None for v in (out.mip_primal_bound, out.mip_dual_bound))
    is_new = kind == highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution
    return News(incumbent, bound, np.array(out.mip_solution) if is_new else None)


_threads_shared: list[int] = []


def _share_threads(threads: int) -> None:
    """HiGHS keeps one pool of threads per process and fails a run that asks for another size: then open a new pool."""
    if _threads_shared != [threads]:
        highspy.Highs.resetGlobalScheduler(True)
        _threads_shared[:] = [threads]


def _model(matrix: Matrix, is_mip: bool) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = matrix.cost, matrix.low, matrix.high
    lp.offset_ = matrix.constant
    lp.row_lower_, lp.row_upper_ = matrix.row_low, matrix.row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.start, matrix.index, matrix.value
    if is_mip:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[flag] for flag in matrix.is_integer.tolist()]
    return lp
