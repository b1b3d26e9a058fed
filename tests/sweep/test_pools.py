"""Processes of this machine: the same rows as in this process, also when a worker dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from models.sweep import Change, Entry, Point
from models.varied import as_text
from solver.sweep.point import Asked, Job, job_of, solve_point
from solver.sweep.pools import LocalPool
from tests.program.kit import EXACT
from tests.proof.audit_kit import offer, scenario

ASKED = Asked(as_text(scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)])), "expected", EXACT, 12)


class Deadly(str):
    """A text that ends the process that reads it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with_two = LocalPool(2)
    yield with_two
    with_two.close()


def jobs(count: int) -> list[Job]:
    return [
        job_of(ASKED, Point(levels={"x": n}, changes=(Change(path="demand", factor=1.0 + n / 8),)))
        for n in range(count)
    ]


def rows(entries: list[Entry]) -> dict[str, object]:
    return {entry.row.key: entry.row for entry in entries}


def test_a_pool_gives_the_rows_that_this_process_gives(pool: LocalPool) -> None:
    asked = jobs(5)
    found = list(pool.solve(asked))
    assert len(found) == 5
    assert rows(found) == rows([solve_point(job) for job in asked])


def test_what_a_killed_worker_had_is_solved_by_another(pool: LocalPool) -> None:
    asked = jobs(8)
    entries = pool.solve(asked)
    found = [next(entries)]
    assert pool._pool is not None
    os.kill(next(iter(pool._pool._processes)), signal.SIGKILL)
    found += entries
    assert len(found) == 8
    assert rows(found) == rows([solve_point(job) for job in asked])


def test_a_point_that_kills_its_workers_is_given_up_and_the_others_are_not(pool: LocalPool) -> None:
    first, second, third = jobs(3)
    deadly = replace(second, asked=replace(ASKED, case=Deadly()))
    found = {entry.row.key: entry.row for entry in pool.solve([first, deadly, third])}
    assert [found[job.key].status for job in (first, second, third)] == [
        "optimal_within_gap", "failed", "optimal_within_gap"
    ]  # fmt: skip
    assert "died each time" in found[second.key].message
