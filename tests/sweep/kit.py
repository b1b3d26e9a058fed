"""A pool without processes, for tests that are not about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.sweep import Entry
from solver.sweep.point import Job, solve_point


class Here:
    """Solves points in this process, one after the other."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = 1

    def solve(self, jobs: Iterable[Job]) -> Iterator[Entry]:
        yield from map(solve_point, jobs)

    def close(self) -> None:
        """There is nothing to let go."""
