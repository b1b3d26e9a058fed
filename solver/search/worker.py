"""Work in a process of its own: it can be stopped on time, and a crash of the solver costs no plan.

HiGHS looks at its clock between rounds of cuts only, and a round can take a minute on a large program; the parent
holds every incumbent and ends the process when time is up. Started as `python -m solver.search.worker`, it reads one
pickled task from standard input and writes pickled messages to standard output; both ends are our own processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from solver.search.child import Result, Task, Tell, command, environment
from solver.search.driver import Highs, News, Solved, Watcher
from solver.search.matrix import Floats, Matrix

POLL_S = 0.2
"""How often the parent looks for messages, clock and cancellation [s]."""
GRACE_S = 2.0
"""Time past the limit that HiGHS gets to finish by itself [s]."""


class StopError(Exception):
    """Raised by who hears messages: the child is to end at once."""


def work_apart(task: Task, seconds: float, hear: Tell) -> Any:
    """Do a task in a child process for at most `seconds`.

    Parameters
    ----------
    hear: gets every message, and None where there is none for a while; what it answers, if not None, goes to the child.

    Returns
    -------
    The result; None when the child was ended (`hear` raised `StopError`, or time was up) or died.
    """
    with subprocess.Popen(  # noqa: S603  # our own module
        command("solver.search.worker"),
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C at the terminal is for the parent, which then ends the child
    ) as child:
        if child.stdin is None or child.stdout is None:
            return None
        try:
            given = Connection(os.dup(child.stdin.fileno()), readable=False)
            messages = Connection(os.dup(child.stdout.fileno()), writable=False)
            with given, messages:  # the child ends when `given` closes, however the parent died
                child.stdin.close()
                given.send(task)
                return _listen(given, messages, time.monotonic() + seconds + GRACE_S, hear)
        except (EOFError, OSError, StopError):
            return None
        finally:
            child.kill()
            with suppress(OSError):  # what a dead child has not read
                child.stdin.close()


def _listen(given: Connection, messages: Connection, deadline: float, hear: Tell) -> Any:
    while time.monotonic() < deadline:
        message = messages.recv() if messages.poll(POLL_S) else None
        if isinstance(message, Result):
            return message.value
        answer = hear(message)
        if answer is not None:
            given.send(answer)
    return None


@dataclass(frozen=True)
class Job:
    """A MIP with its options and start."""

    matrix: Matrix
    options: dict[str, float | str | bool]
    threads: int
    seed: int
    start: Floats | None

    def work(self, tell: Tell) -> Solved:
        """Run it here; what is new is told."""
        last = News(None, None)

        def hear(news: News) -> bool:
            nonlocal last
            if news.x is not None or (news.incumbent, news.bound) != (last.incumbent, last.bound):
                tell(news)
                last = News(news.incumbent, news.bound)
            return False

        return run_here(self, hear)


def run_apart(job: Job, seconds: float, hear: Watcher) -> Solved | None:
    """Run a job in a child process for at most `seconds`; `hear` gets news and answers True to stop.

    Returns the result; None when the child was ended or died, and what it told before is all there is.
    """

    def listen(news: News | None) -> None:
        if hear(news or News(None, None)):
            raise StopError

    bare = replace(job, matrix=replace(job.matrix, columns=[], rows=[]))
    solved: Solved | None = work_apart(bare, seconds, listen)
    return solved


def run_here(job: Job, hear: Watcher) -> Solved:
    """Run a job in this process."""
    h = Highs(job.matrix, is_mip=True, threads=job.threads, seed=job.seed)
    for name, value in job.options.items():
        h.set_option(name, value)
    if job.start is not None:
        h.start_from(job.start)
    h.watch(hear)
    return h.run()


class _Parent:
    """The other end, as the child sees it."""

    def __init__(self) -> None:
        self.given = Connection(os.dup(sys.stdin.fileno()), writable=False)
        self.messages = Connection(os.dup(sys.stdout.fileno()), readable=False)
        self.answer: Any = None

    def listen(self) -> None:
        """Keep the latest answer; end with the parent."""
        with suppress(EOFError, OSError):
            while True:
                self.answer = self.given.recv()
        os._exit(1)

    def tell(self, message: Any) -> Any:
        """Send a message; the latest answer."""
        self.messages.send(message)
        return self.answer


def _work() -> None:
    parent = _Parent()
    task: Task = parent.given.recv()
    threading.Thread(target=parent.listen, daemon=True).start()
    parent.messages.send(Result(task.work(parent.tell)))


if __name__ == "__main__":
    _work()
