"""Keeping the queue moving: runs whose process is gone are marked, waiting ones started, by whoever comes by."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Self

from data.store import Store, StoreError
from models.run import Run
from solver.search.child import command, environment
from ui.settings import Settings, beside_store

EVERY_S = 0.5
"""How often a server looks after the queue [s]."""
STALE_S = 15.0
"""Silence after which a worker on another machine counts as gone [s]."""
WORKER = "ui.runs.worker"

log = logging.getLogger("steelyard.runs")
_children: list[subprocess.Popen[bytes]] = []


def tend(store: Store, settings: Settings) -> None:
    """Mark runs whose process is gone, and start waiting ones up to `concurrent_solves` on this machine.

    Safe to call from any number of processes at once.

    Raises
    ------
    StoreError
        when the store cannot be reached.
    """
    _children[:] = [child for child in _children if child.poll() is None]
    host = socket.gethostname()
    store.work.mark_crashed(STALE_S, host, is_worker, _explained)
    while run := store.work.claim(settings.concurrent_solves, host):
        _start(store, settings, run)


def is_worker(pid: int) -> bool:
    """Whether a process of this machine is a worker; after a restart its number may belong to any other program."""
    try:
        return WORKER.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return not Path("/proc/self").exists() and _exists(pid)
    except OSError:
        return False


def _exists(pid: int) -> bool:
    """Where there is no /proc."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _explained(run: Run) -> str:
    from ui.runs.endings import crash_message

    return crash_message(run)


def _start(store: Store, settings: Settings, run: Run) -> None:
    variables = {"STORE_URL": settings.store_url, "CONCURRENT_SOLVES": str(settings.concurrent_solves)}
    try:
        path = log_path(settings, run.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # problems of a scenario may name prices
        with path.open("ab") as out:
            child = subprocess.Popen(  # noqa: S603  # our own module
                command(WORKER, run.id),
                env=environment(**{f"STEELYARD_{name}": value for name, value in variables.items()}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # it outlives this process
            )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        store.work.finish(run.id, "failed", None, f"The solver process could not be started: {reason}.")
        return
    _children.append(child)
    store.work.started(run.id, child.pid)


def log_path(settings: Settings, run_id: str) -> Path:
    """Where the process of a run writes what goes wrong: beside the store, or in the user's data folder."""
    return beside_store(settings) / "logs" / f"{run_id}.log"


def drop_empty_log(settings: Settings, run_id: str) -> None:
    """Leave logs only where there is something in them."""
    path = log_path(settings, run_id)
    with suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()


class Keeper:
    """Tends the store from a daemon thread; one per server process is enough, several do no harm."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._ends = Event()
        self._thread = Thread(target=self._keep, name="keeper", daemon=True)
        self._said = ""

    def start(self) -> Self:
        """Begin, at once."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End; runs under way go on."""
        self._ends.set()
        self._thread.join()

    def _keep(self) -> None:
        while True:
            self._tend()
            if self._ends.wait(EVERY_S):
                return

    def _tend(self) -> None:
        try:
            tend(self._store, self._settings)
        except (StoreError, OSError) as error:
            if str(error) != self._said:  # once, not twice a second
                log.exception("the queue cannot be tended")
            self._said = str(error)
        else:
            self._said = ""
