"""The progress of a sweep on stderr: live on a terminal, a plain line every few seconds elsewhere."""

from __future__ import annotations

import time
from statistics import median
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from models.sweep import Entry
from ui.progress import SECONDS_BETWEEN_LINES

WORDS = {"tornado": "one input at a time", "grid": "grid", "latin": "Latin hypercube", "random": "random draws"}


class SweepProgress:
    """Points done, left, and how long they will take by the median of those done; `begin` starts a round of points."""

    def __init__(self, workers: int, console: Console | None = None) -> None:
        self._console, self._workers = console or Console(stderr=True), workers
        self._live = Live(self, console=self._console, transient=True, refresh_per_second=4)
        self._title, self._done, self._total, self._known = "", 0, 0, 0
        self._seconds: list[float] = []
        self._begin, self._spent, self._printed = 0.0, 0.0, -SECONDS_BETWEEN_LINES

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def begin(self, title: str, total: int, known: int) -> None:
        """A round of so many points, some of them known from before."""
        self._title, self._done, self._total, self._known = WORDS.get(title, title), known, total, known
        self._begin = time.monotonic()
        if self._console.is_terminal:
            self._live.start()  # not before: the base plan has a line of its own
        self._print(is_first=True)

    def hear(self, entry: Entry) -> None:
        """A point is done."""
        self._done += 1
        self._seconds.append(entry.seconds)
        self._print()

    def end(self) -> None:
        """The round is over."""
        self._spent += time.monotonic() - self._begin

    @property
    def summary(self) -> str:
        """How many points were solved and how busy the workers were; empty where all were known."""
        if not self._seconds or not self._spent:
            return ""
        each, busy = self._spent / len(self._seconds), sum(self._seconds) / (self._workers * self._spent)
        return (
            f"{len(self._seconds):,} points solved in {self._spent:.0f} s, {each:.2f} s each; "
            f"{self._workers} workers, busy {100 * min(1.0, busy):.0f} % of the time"
        )

    def _print(self, *, is_first: bool = False) -> None:
        if self._console.is_terminal:
            return
        now = time.monotonic()
        if is_first or self._done == self._total or now - self._printed >= SECONDS_BETWEEN_LINES:
            self._printed = now
            self._console.print(Text(self._line()), soft_wrap=True)

    def _line(self) -> str:
        known = f", {self._known:,} of them from before" if self._known else ""
        return f"{self._title}: {self._done:,} of {self._total:,} points{known}{self._left()}"

    def _left(self) -> str:
        left = self._total - self._done
        if not left or not self._seconds:
            return ""
        return f", about {_span(median(self._seconds) * left / self._workers)} left"

    def __rich__(self) -> Table:
        row = Table.grid(padding=(0, 1))
        row.add_row(ProgressBar(total=max(1, self._total), completed=self._done, width=30), Text(self._line()))
        return row


def _span(seconds: float) -> str:
    """A time to wait, in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
