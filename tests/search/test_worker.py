"""Branch and cut in a process of its own: its result, its news, and how it ends."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from solver.search.child import command, environment
from solver.search.driver import News
from solver.search.matrix import Matrix, compile_matrix
from solver.search.worker import Job, run_apart, run_here
from tests.generators import plain_larger
from tests.program.kit import program
from tests.search.hard import covering

HARD = program(covering())  # decisions and rows know their names as long as it lives
EASY = program(plain_larger(66))


def job(matrix: Matrix, gap: float = 0.0) -> Job:
    return Job(matrix, {"mip_rel_gap": gap}, threads=1, seed=0, start=None)


def test_a_process_of_its_own_finds_the_same() -> None:
    asked = job(compile_matrix(EASY), gap=0.001)
    apart, here = run_apart(asked, 60.0, lambda _: False), run_here(asked, lambda _: False)
    assert apart is not None
    assert apart.status == here.status == "optimal"
    assert apart.x is not None
    np.testing.assert_array_equal(apart.x, here.x)


def test_it_is_stopped_at_once_and_its_news_stays() -> None:
    heard: list[News] = []

    def hear(news: News) -> bool:
        heard.append(news)
        return news.x is not None

    assert run_apart(job(compile_matrix(HARD)), 60.0, hear) is None
    assert [news.x is not None for news in heard] == [False] * (len(heard) - 1) + [True]  # no word after the stop


def test_it_is_ended_on_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.search.worker.GRACE_S", 0.0)
    assert run_apart(job(compile_matrix(HARD)), 1.0, lambda _: False) is None  # its proof takes minutes


def test_a_child_that_dies_costs_no_more_than_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.search.worker.command", lambda _: [sys.executable, "-c", "raise SystemExit(1)"])
    assert run_apart(job(compile_matrix(EASY)), 60.0, lambda _: False) is None


def test_nothing_in_the_present_folder_poses_as_a_module(tmp_path: Path) -> None:
    (tmp_path / "solver.py").write_text("raise SystemExit(9)")
    asked = {"cwd": tmp_path, "env": environment(), "stdin": subprocess.DEVNULL, "capture_output": True}
    ended = subprocess.run(command("solver.search.worker"), check=False, **asked)
    assert ended.returncode == 1
    assert b"EOFError" in ended.stderr  # it is our own, and misses its job


PARENT = """
import sys
from solver.search.matrix import compile_matrix
from solver.search.worker import Job, run_apart
from tests.program.kit import program
from tests.search.hard import covering
written = program(covering())
run_apart(Job(compile_matrix(written), {"mip_rel_gap": 0.0}, 1, 0, None), 60.0, lambda _: print("news", flush=True))
"""


def test_it_does_not_outlive_its_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment(), stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        while parent.stdout.readline().strip() != "news":
            assert parent.poll() is None
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        parent.kill()
    assert children
    until = time.monotonic() + 30.0
    while any(Path(f"/proc/{child}/exe").exists() for child in children):
        assert time.monotonic() < until
        time.sleep(0.02)
