"""Searches side by side, each in a process of its own: as many at a time as there are threads to use."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self, TypeVar

from solver.search.apart import raised_by_cuts
from solver.search.child import Tell
from solver.search.matrix import Matrix
from solver.search.options import Progress, SearchOptions
from solver.search.solve import Solution, run
from solver.search.state import Search
from solver.search.worker import StopError, work_apart

SMALL_COLUMNS = 1000
"""Programs up to this size are searched in less time than a process takes to start."""
HOME_S = 30.0
"""Time past its limit in which a search makes a plan of what it found [s]."""

T = TypeVar("T")


@dataclass(frozen=True)
class Errand:
    """A search for another process."""

    matrix: Matrix
    options: SearchOptions
    constant_usd: float

    def work(self, tell: Tell) -> Solution:
        """Search here; the answers of the parent are those of the listener."""
        found = run(Search(self.matrix, self.options, self.constant_usd, tell))
        return replace(found, matrix=replace(found.matrix, columns=[]))


def is_small(m: Matrix) -> bool:
    """Whether a program is searched here and now."""
    return m.shape[1] <= SMALL_COLUMNS


class Crew:
    """Takes work that may be done in any order, the most urgent first.

    With one thread, everything is done at once in this process, in the order in which it comes. Who has the crew is
    taken to search itself, on a thread of its own, except while `resting`.
    """

    def __init__(self, threads: int) -> None:
        self._free, self._is_resting = threading.Semaphore(threads - 1), False
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._waiting: list[tuple[int, int, Callable[[], None]]] = []
        self._lock, self._number, self._is_over = threading.Lock(), itertools.count(), threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """End whatever still runs: nobody waits for it."""
        self._is_over.set()
        self._free.release()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def send(
        self, work: Callable[[], T], urgency: int = 0, after: Sequence[Future[Any]] = (), *, is_small: bool = False
    ) -> Future[T]:
        """Do something in a thread once others are done, the least `urgency` first; what is small, here and now."""
        future: Future[T] = Future()

        def do() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001  # `result` raises it
                future.set_exception(error)

        if self._pool is None or is_small:
            do()
        else:
            number, left = next(self._number), list(after)

            def look(_: Future[Any]) -> None:
                with self._lock:
                    left.pop()
                    is_ready = not left
                if is_ready:
                    self._line_up((urgency, number, do))

            for one in [*after]:
                one.add_done_callback(look)
            if not after:
                self._line_up((urgency, number, do))
        return future

    def _line_up(self, job: tuple[int, int, Callable[[], None]]) -> None:
        with self._lock:
            heapq.heappush(self._waiting, job)
        if self._pool is not None and not self._is_over.is_set():
            self._pool.submit(self._next)

    def _next(self) -> None:
        with self._free:
            if self._is_over.is_set():
                return
            with self._lock:
                _, _, do = heapq.heappop(self._waiting)
            do()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """While who has the crew waits for it, all threads are the crew's."""
        if self._is_resting:
            yield
            return
        self._is_resting = True
        self._free.release()
        try:
            yield
        finally:
            # what runs is not stopped: then one more than there are threads run for a while
            self._is_resting = not self._free.acquire(blocking=False)

    def search(self, search: Search) -> Solution:
        """Run a search, to be called inside of `send`: a large one in a process of its own."""
        search.report("asked for")
        if search.is_called_off:
            return _nothing(search)
        if self._pool is None or is_small(search.matrix):
            return run(search)
        errand = Errand(search.matrix.by_name, replace(search.options, threads=1), search.constant_usd)
        seconds = search.seconds_left + HOME_S
        found: Solution | None = work_apart(errand, seconds, lambda news: self._heard(search, news))
        return _nothing(search) if found is None else replace(found, matrix=search.matrix)

    def raise_bound(self, search: Search) -> float | None:
        """Look for a bound in a process of its own, to be called inside of `send` (`solver.search.apart`)."""
        hear = search.listener
        search.listener = lambda news: self._is_over.is_set() or (hear and hear(news))
        return raised_by_cuts(search)

    def _heard(self, search: Search, news: Progress | None) -> Any:
        if self._is_over.is_set():
            raise StopError
        return (news and search.listener and search.listener(news)) or None


def _nothing(search: Search) -> Solution:
    return Solution("no_plan", search.matrix, None, None, None, search.seconds, search.asked_gap)
