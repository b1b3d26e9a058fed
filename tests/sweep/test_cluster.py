"""A Dask cluster over TCP: two worker processes, one killed in the middle, give the table of the local run."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import solver.sweep.cluster
import solver.sweep.pools
from data.init import write_template
from solver.search.child import environment
from solver.sweep.cluster import ClusterError, ClusterPool
from tests.sweep.kit import Here
from ui.cli import app

MODULES = {"scheduler": "distributed.cli.dask_scheduler", "worker": "distributed.cli.dask_worker"}
VARY = ("--vary", "demand=x0.5..x1.5:9", "--vary", "offers[*].price=x0.8,x1,x1.2", "--design", "grid")


def start(folder: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A part of the cluster, with this process's modules; what it says goes into a file."""
    command = [sys.executable, "-m", MODULES[name], *arguments, "--no-dashboard"]
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment(), cwd=folder)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Address of a scheduler, and its two workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with contextlib.ExitStack() as stack:
        parts = [start(tmp_path, "scheduler", "--host", "127.0.0.1", "--port", address.rsplit(":", 1)[1])]
        stack.callback(lambda: [part.kill() for part in parts] and [part.wait() for part in parts])
        parts += [
            start(tmp_path, "worker", address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1") for _ in range(2)
        ]
        yield address, parts[1:]


def sweep(folder: Path, out: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from ui.cli import main; main()", "sweep", "minimal.yaml", *VARY, "--out", out]
    with (folder / f"{out}.log").open("wb") as log:
        return subprocess.Popen([*command, *arguments], stdout=log, stderr=log, env=environment(), cwd=folder)


def lines(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def wait_for_lines(running: subprocess.Popen[bytes], journal: Path, count: int) -> None:
    while lines(journal) < count:
        assert running.poll() is None, "it ended before"
        time.sleep(0.01)


def test_a_cluster_that_loses_a_worker_gives_the_table_of_the_local_run(
    tmp_path: Path, cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, workers = cluster
    write_template("minimal", tmp_path)
    far = sweep(tmp_path, "far", "--cluster", address)
    wait_for_lines(far, tmp_path / "far" / "sweep.jsonl", 8)
    workers[0].send_signal(signal.SIGKILL)
    assert lines(tmp_path / "far" / "sweep.jsonl") < 28, "in the middle"
    assert far.wait(timeout=300) == 0, (tmp_path / "far.log").read_text()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(solver.sweep.pools, "LocalPool", Here)
    assert CliRunner().invoke(app, ["sweep", "minimal.yaml", *VARY, "--out", "near"]).exit_code == 0
    for name in ("sweep.csv", "sweep.json", "summary.md"):
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "near" / name).read_bytes()
    assert lines(tmp_path / "far" / "sweep.jsonl") == 28, "the base and 27 points, each solved once"


def test_a_cluster_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver.sweep.cluster, "CONNECT_S", 1)
    with pytest.raises(ClusterError, match=r"--cluster tcp://127\.0\.0\.1:9: no scheduler answers there"):
        ClusterPool("tcp://127.0.0.1:9")
