"""The progress of a sweep on stderr: live on a terminal, a plain line every few seconds elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from models.sweep import Entry
from solver.search.options import Listener
from ui.progress import SECONDS_BETWEEN_LINES, ProgressLine

WORDS = {"tornado": "one input at a time", "grid": "grid", "latin": "Latin hypercube", "random": "random draws"}


class Pace:
    """Points done and left of a round, and how long they will take by the median of those done so far."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.title, self.done, self.total, self.known = "", 0, 0, 0
        self.seconds: list[float] = []

    def begin(self, title: str, total: int, known: int) -> None:
        """A round of so many points, some of them known from before."""
        self.title, self.done, self.total, self.known = WORDS.get(title, title), known, total, known

    def hear(self, entry: Entry) -> None:
        """A point is done."""
        self.done += 1
        self.seconds.append(entry.seconds)

    @property
    def line(self) -> str:
        """`grid: 3 of 12 points, about 20 s left`."""
        known = f", {self.known:,} of them from before" if self.known else ""
        return f"{self.title}: {self.done:,} of {self.total:,} points{known}{self._left()}"

    def _left(self) -> str:
        left = self.total - self.done
        if not left or not self.seconds:
            return ""
        return f", about {span(median(self.seconds) * left / self.workers)} left"


class SweepProgress:
    """Points done, left, and how long they will take; `begin` starts a round of points."""

    def __init__(self, workers: int, console: Console | None = None) -> None:
        self._console, self._pace = console or Console(stderr=True), Pace(workers)
        self._live = Live(self, console=self._console, transient=True, refresh_per_second=4)
        self._begin, self._spent, self._printed = 0.0, 0.0, -SECONDS_BETWEEN_LINES

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    @contextmanager
    def base(self, case: str) -> Iterator[Listener]:
        """Hears of the search for the base plan."""
        with ProgressLine(f"{case}, as it is") as line:
            yield line.hear

    def begin(self, title: str, total: int, known: int) -> None:
        """A round of so many points, some of them known from before."""
        self._pace.begin(title, total, known)
        self._begin = time.monotonic()
        if self._console.is_terminal:
            self._live.start()  # not before: the base plan has a line of its own
        self._print(is_first=True)

    def hear(self, entry: Entry) -> None:
        """A point is done."""
        self._pace.hear(entry)
        self._print()

    def end(self) -> None:
        """The round is over."""
        self._spent += time.monotonic() - self._begin

    @property
    def summary(self) -> str:
        """How many points were solved and how busy the workers were; empty where all were known."""
        seconds, workers = self._pace.seconds, self._pace.workers
        if not seconds or not self._spent:
            return ""
        each, busy = self._spent / len(seconds), sum(seconds) / (workers * self._spent)
        return (
            f"{len(seconds):,} points solved in {self._spent:.0f} s, {each:.2f} s each; "
            f"{workers} workers, busy {100 * min(1.0, busy):.0f} % of the time"
        )

    def _print(self, *, is_first: bool = False) -> None:
        if self._console.is_terminal:
            return
        now = time.monotonic()
        if is_first or self._pace.done == self._pace.total or now - self._printed >= SECONDS_BETWEEN_LINES:
            self._printed = now
            self._console.print(Text(self._pace.line), soft_wrap=True)

    def __rich__(self) -> Table:
        row = Table.grid(padding=(0, 1))
        bar = ProgressBar(total=max(1, self._pace.total), completed=self._pace.done, width=30)
        row.add_row(bar, Text(self._pace.line))
        return row


def span(seconds: float) -> str:
    """A time to wait, in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
