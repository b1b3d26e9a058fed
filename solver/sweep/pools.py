"""Where points are solved: processes of this machine by default, or the workers of a Dask cluster.

Both give the same entries; which comes first may differ, and nothing depends on it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import wait as wait_for
from typing import Protocol

from models.sweep import Entry, Row
from solver.sweep.point import Job, solve_point

AHEAD = 2
"""Points handed out per worker: one that it solves and one that waits, so that it never idles."""
MOST_TRIES = 3
"""Times that a point is tried whose worker died."""


class Pool(Protocol):
    """Something that solves points."""

    @property
    def workers(self) -> int:
        """How many points are solved at once."""

    def solve(self, jobs: Iterable[Job]) -> Iterator[Entry]:
        """The entries of all jobs as they are finished."""

    def close(self) -> None:
        """Let the workers go."""


class InProcess:
    """Solves points in this process, one after the other."""

    workers = 1

    def solve(self, jobs: Iterable[Job]) -> Iterator[Entry]:
        """The entries of all jobs in their order."""
        yield from map(solve_point, jobs)

    def close(self) -> None:
        """There is nothing to let go."""


class LocalPool:
    """Processes of this machine, one point at a time each; they end with this process, however it ends."""

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or len(os.sched_getaffinity(0))
        self._pool: ProcessPoolExecutor | None = None

    @property
    def workers(self) -> int:
        """Number of processes."""
        return self._workers

    def solve(self, jobs: Iterable[Job]) -> Iterator[Entry]:
        """The entries of all jobs as they are finished; a point whose worker dies is tried again."""
        waiting = deque(jobs)
        tries: Counter[str] = Counter()
        while waiting:
            yield from self._until_one_dies(waiting, tries)
            for job in [job for job in waiting if tries[job.key] >= MOST_TRIES]:
                waiting.remove(job)
                yield died(job)

    def close(self) -> None:
        """End all processes at once, also in the middle of points: nobody waits for them any more."""
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        processes = list((pool._processes or {}).values())  # noqa: SLF001  # Python 3.14 has kill_workers()
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with suppress(ValueError):  # it has ended and is forgotten
                process.kill()
        pool.shutdown(wait=True)

    def _until_one_dies(self, waiting: deque[Job], tries: Counter[str]) -> Iterator[Entry]:
        """Solve what waits; after the death of a worker all that was handed out waits again."""
        running: dict[Future[Entry], Job] = {}
        try:
            while waiting or running:
                # What was with a worker that died goes alone, so that the next death names its point.
                while waiting and len(running) < (1 if _suspects(tries, *running.values(), waiting[0]) else self._most):
                    running[self._open().submit(solve_point, waiting[0])] = waiting[0]
                    waiting.popleft()
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    entry = future.result()
                    del running[future]
                    yield entry
        except BrokenProcessPool:
            tries.update(job.key for job in running.values())
            waiting.extendleft(running.values())
            self.close()

    @property
    def _most(self) -> int:
        return AHEAD * self._workers

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_end_with_parent)
        return self._pool


def _suspects(tries: Counter[str], *jobs: Job) -> bool:
    return any(tries[job.key] for job in jobs)


def died(job: Job) -> Entry:
    """The entry of a point over which one worker after the other died."""
    words = "the process that solved it died each time, most likely for lack of memory"
    return Entry(row=Row(key=job.key, levels=job.point.levels, status="failed", message=words), seconds=0.0)


def _end_with_parent() -> None:
    """In a worker: Ctrl-C is for the parent, and without it the worker ends, also in the middle of a solve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)
