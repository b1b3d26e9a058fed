"""Searches side by side: what is urgent goes first, what waits for others waits, and nothing outlives the crew."""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import Future

import numpy as np
import pytest

from solver.search.crew import Crew
from solver.search.matrix import compile_matrix
from solver.search.options import Accept, Progress, SearchOptions
from solver.search.solve import Solution, run
from solver.search.state import Search
from tests.generators import plain_larger
from tests.program.kit import program
from tests.search.hard import covering

EASY = program(plain_larger(66))
HARD = program(covering())


@pytest.fixture(autouse=True)
def _nothing_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.search.crew.SMALL_COLUMNS", 0)


def test_a_search_apart_finds_the_same() -> None:
    matrix, options = compile_matrix(EASY), SearchOptions(gap=0.001, threads=1)
    here = run(Search(matrix, options, EASY.constant_usd))
    with Crew(2) as crew:
        apart = crew.send(lambda: crew.search(Search(matrix, options, EASY.constant_usd))).result()
    assert (apart.verdict, apart.objective_usd, apart.bound_usd) == (here.verdict, here.objective_usd, here.bound_usd)
    assert here.x is not None
    assert apart.x is not None
    np.testing.assert_array_equal(apart.x, here.x)
    assert apart.matrix is matrix


def test_what_is_urgent_goes_first_and_what_waits_for_others_waits() -> None:
    done: list[str] = []
    gate = threading.Event()
    with Crew(2) as crew:  # one thread is the crew's, the other ours
        first = crew.send(lambda: gate.wait(30.0))
        late = crew.send(lambda: done.append("late"), 5)
        soon = crew.send(lambda: done.append("soon"), 1)
        last = crew.send(lambda: done.append("last"), 0, [late, soon])
        gate.set()
        last.result(30.0)
        assert first.result()
    assert done == ["soon", "late", "last"]


def test_while_one_waits_for_the_crew_it_has_all_threads() -> None:
    together, apart = threading.Barrier(2), threading.Barrier(2)
    with Crew(2) as crew:
        alone = [crew.send(lambda: apart.wait(0.5)) for _ in range(2)]
        with pytest.raises(threading.BrokenBarrierError):
            alone[0].result(30.0)  # nobody else came: the second waits for the first
        with crew.resting(), crew.resting():
            both = [crew.send(lambda: together.wait(30.0)) for _ in range(2)]
            assert sorted(one.result(30.0) for one in both) == [0, 1]


def test_one_thread_does_everything_here_in_order() -> None:
    done: list[int] = []
    with Crew(1) as crew:
        crew.send(lambda: done.append(1), 9)
        crew.send(lambda: done.append(2), 0)
        assert done == [1, 2]


def test_an_error_comes_out_of_the_result() -> None:
    def fail() -> None:
        raise ValueError("no such case")

    with Crew(2) as crew, pytest.raises(ValueError, match="no such case"):
        crew.send(fail).result()


def test_answers_of_the_listener_reach_the_search() -> None:
    heard: list[Progress] = []

    def hear(news: Progress) -> bool:
        heard.append(news)
        return news.incumbent_usd is not None

    with Crew(2) as crew:
        options = SearchOptions(gap=0.0, time_limit_s=None)
        found = crew.send(lambda: crew.search(Search(compile_matrix(HARD), options, listener=hear))).result()
    assert found.verdict == "stopped"  # its proof takes minutes; a plan it has
    assert found.x is not None
    assert heard[-1].incumbent_usd is not None


def test_an_accepted_gap_reaches_the_search() -> None:
    def hear(_news: Progress) -> Accept:
        return Accept(0.9)

    with Crew(2) as crew:
        options = SearchOptions(gap=0.0, time_limit_s=None)
        found = crew.send(lambda: crew.search(Search(compile_matrix(HARD), options, listener=hear))).result()
    assert found.asked_gap == 0.9
    assert found.x is not None


def test_nothing_outlives_the_crew() -> None:
    options = SearchOptions(gap=0.0, time_limit_s=None)
    begun = threading.Event()

    def hear(_news: Progress) -> None:
        begun.set()

    with Crew(2) as crew:
        ended: Future[Solution] = crew.send(lambda: crew.search(Search(compile_matrix(HARD), options, listener=hear)))
        waiting = [crew.send(lambda: time.sleep(60.0), 1, [ended]) for _ in range(3)]
        assert begun.wait(60.0)
    assert ended.result().verdict == "no_plan"
    assert not any(one.done() for one in waiting)


def test_a_search_whose_process_dies_has_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.search.worker.command", lambda _: [sys.executable, "-c", "raise SystemExit(1)"])
    with Crew(2) as crew:
        found = crew.send(lambda: crew.search(Search(compile_matrix(EASY), SearchOptions()))).result()
    assert found.verdict == "no_plan"
    assert found.x is None
