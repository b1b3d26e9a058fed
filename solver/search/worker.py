"""Branch and cut in a process of its own: it can be stopped on time, and a crash of the solver costs no plan.

HiGHS looks at its clock between rounds of cuts only, and a round can take a minute on a large program; the parent
holds every incumbent and ends the process when time is up. Started as `python -m solver.search.worker`, it reads one
pickled job from standard input and writes pickled messages to standard output; both ends are our own processes.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from solver.search.child import command, environment
from solver.search.driver import Highs, News, Solved, Watcher
from solver.search.matrix import Floats, Matrix

POLL_S = 0.2
"""How often the parent looks for messages, clock and cancellation [s]."""
GRACE_S = 2.0
"""Time past the limit that HiGHS gets to finish by itself [s]."""


@dataclass(frozen=True)
class Job:
    """A MIP with its options and start."""

    matrix: Matrix
    options: dict[str, float | str | bool]
    threads: int
    seed: int
    start: Floats | None


def run_apart(job: Job, seconds: float, hear: Watcher) -> Solved | None:
    """Run a job in a child process for at most `seconds`; `hear` gets news and answers True to stop.

    Returns the result; None when the child was ended or died, and what it told before is all there is.
    """
    bare = replace(job, matrix=replace(job.matrix, columns=[], rows=[]))
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
            pickle.dump(bare, child.stdin)
            child.stdin.flush()  # and left open: the child ends when it closes, however the parent died
            messages = Connection(os.dup(child.stdout.fileno()), writable=False)
            with messages:
                return _listen(messages, time.monotonic() + seconds + GRACE_S, hear)
        except (EOFError, OSError):
            return None  # the child died
        finally:
            child.kill()
            with suppress(OSError):  # what a dead child has not read
                child.stdin.close()


def _listen(messages: Connection, deadline: float, hear: Watcher) -> Solved | None:
    while time.monotonic() < deadline:
        news = messages.recv() if messages.poll(POLL_S) else News(None, None)
        if isinstance(news, Solved):
            return news
        if hear(news):
            return None
    return None


def run_here(job: Job, hear: Watcher) -> Solved:
    """Run a job in this process."""
    h = Highs(job.matrix, is_mip=True, threads=job.threads, seed=job.seed)
    for name, value in job.options.items():
        h.set_option(name, value)
    if job.start is not None:
        h.start_from(job.start)
    h.watch(hear)
    return h.run()


def _work() -> None:
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301  # written by our own parent process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    messages = Connection(os.dup(sys.stdout.fileno()), readable=False)
    last = News(None, None)

    def tell(news: News) -> bool:
        nonlocal last
        if news.x is not None or (news.incumbent, news.bound) != (last.incumbent, last.bound):
            messages.send(news)
            last = News(news.incumbent, news.bound)
        return False

    messages.send(run_here(job, tell))


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    _work()
