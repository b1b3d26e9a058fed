"""The matrix interface to HiGHS."""

from __future__ import annotations

import gc
import os
import signal
import threading
import weakref
from collections.abc import Iterator

import pytest

from solver.search.driver import Highs, News, Watcher
from solver.search.matrix import compile_matrix
from tests.generators import plain_larger
from tests.program.kit import offer, program, scenario
from tests.search.hard import covering

OWN = offer("own", "buy", upfront_usd=100.0)
PRESSED_EVERY_S = 0.5
WRITTEN = program(scenario(offers=[OWN]))  # decisions and rows know their names as long as it lives
MATRIX = compile_matrix(WRITTEN)


def highs(*, is_mip: bool = True, threads: int = 1) -> Highs:
    return Highs(MATRIX, is_mip=is_mip, threads=threads, seed=0)


def test_the_matrix_is_the_program() -> None:
    """4 accelerators at 100 USD, in kUSD; names lead back to decisions and rows."""
    assert MATRIX.shape == (len(MATRIX.rows), len(MATRIX.columns))
    column = [decision.name for decision in MATRIX.columns].index("order[0,0,0]")
    assert MATRIX.cost[column] == pytest.approx(0.1)
    assert MATRIX.is_integer[column]
    assert column in MATRIX.of("order", "rent")
    assert (MATRIX.low[column], MATRIX.high[column]) == (0, 4)
    row = [constraint.name for constraint in MATRIX.rows].index("demand_is_met[0,0,0,0]")
    assert (MATRIX.row_low[row], MATRIX.row_high[row]) == (1, 1)
    entries = slice(MATRIX.start[column], MATRIX.start[column + 1])
    assert MATRIX.value[entries].tolist() == [-1]
    assert MATRIX.rows[MATRIX.index[entries][0]].name == "fleet_follows_orders[0,0,0]"


def test_bounds_of_whole_numbers_are_whole() -> None:
    """2.7 packs in whole packs are 2; what may be ordered in parts keeps its bound."""
    offers = [offer("own", "buy", max_packs=2.7), offer("part", "buy", max_packs=2.7, orders="fractional")]
    written = program(scenario(offers=offers))
    matrix = compile_matrix(written)
    high = {decision.name: most for decision, most in zip(matrix.columns, matrix.high, strict=True)}
    assert (high["order[0,0,0]"], high["order[1,0,0]"]) == (2, 2.7)


@pytest.mark.parametrize("is_mip", [True, False])
def test_an_optimum_comes_with_its_bound(is_mip: bool) -> None:
    solved = highs(is_mip=is_mip).run()
    assert solved.status == "optimal"
    assert solved.objective == pytest.approx(0.4)
    assert solved.bound == pytest.approx(0.4)
    assert (solved.dual is None) is is_mip


def test_bounds_may_change_between_runs() -> None:
    h = highs()
    assert h.run().status == "optimal"
    high = MATRIX.high.copy()
    high[MATRIX.of("order")] = 0.0
    h.set_bounds(MATRIX.low, high)
    assert h.run().status == "infeasible"
    h.set_bounds(MATRIX.low, MATRIX.high)
    assert h.run().objective == pytest.approx(0.4)


def test_runs_with_different_threads_share_a_process() -> None:
    assert [highs(threads=threads).run().status for threads in (1, 2, 1)] == ["optimal"] * 3


HARD = program(covering())
SLOW = compile_matrix(HARD)


def watched(watcher: Watcher, *, is_mip: bool) -> Highs:
    h = Highs(SLOW, is_mip=is_mip, threads=1, seed=0)
    h.set_option("presolve", "off")
    h.watch(watcher)
    return h


@pytest.mark.parametrize("is_mip", [True, False])
def test_a_watcher_stops_a_run(is_mip: bool) -> None:
    heard: list[News] = []

    def stop(news: News) -> bool:
        heard.append(news)
        return True

    assert watched(stop, is_mip=is_mip).run().status == "stopped"
    assert heard


@pytest.mark.parametrize("is_mip", [True, False])
def test_what_a_watcher_raises_comes_out_of_the_run(is_mip: bool) -> None:
    def fail(_: News) -> bool:
        raise LookupError("in the watcher")

    with pytest.raises(LookupError, match="in the watcher"):
        watched(fail, is_mip=is_mip).run()


@pytest.mark.parametrize("is_mip", [True, False])
def test_a_watched_run_can_be_freed(is_mip: bool) -> None:
    h = watched(lambda _: True, is_mip=is_mip)
    h.run()
    gone = weakref.ref(h)
    del h
    gc.collect()
    assert gone() is None


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """Python's own handler, which a shell that starts the tests in the background takes away."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_ctrl_c_ends_a_run_and_the_program() -> None:
    """Sent while the run is under way, not from inside its callback; and again, should a finalizer swallow it."""
    ended = threading.Event()

    def press() -> None:
        while not ended.wait(PRESSED_EVERY_S):
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            watched(lambda _: False, is_mip=True).run()
    finally:
        ended.set()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValueError, match="HiGHS refuses option no_such_option = 1"):
        highs().set_option("no_such_option", 1)


def test_a_start_is_taken() -> None:
    best = highs().run().x
    assert best is not None
    h = highs()
    h.set_option("mip_max_nodes", 0)
    h.start_from(best)
    assert h.run().objective == pytest.approx(0.4)


@pytest.mark.parametrize("seed", [139, 175])
def test_presolve_calls_no_feasible_program_infeasible(seed: int) -> None:
    """HiGHS 1.15.1 with all its presolve finds no solution of these, which have one."""
    h = Highs(compile_matrix(program(plain_larger(seed))), is_mip=True, threads=1, seed=0)
    h.set_option("mip_rel_gap", 0.01)
    assert h.run().status == "optimal"
