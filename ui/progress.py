"""The progress line of a search, on stderr: live on a terminal, sparse plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from ui.figures import clean, percent, usd, words

if TYPE_CHECKING:
    from solver.search.options import Progress

SECONDS_BETWEEN_LINES = 5.0


class ProgressLine:
    """Shows incumbent, bound, gap and wall clock from entering until leaving the context; `hear` takes the news."""

    def __init__(self, title: str = "", console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._title = title
        self._begin = time.monotonic()
        self._news: Progress | None = None
        self._printed = ("", -SECONDS_BETWEEN_LINES)
        self._live = Live(self, console=self._console, transient=True, refresh_per_second=4)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def hear(self, news: Progress) -> None:
        """Take the state of the search; a plain line is printed at a new stage or after some seconds."""
        self._news = news
        if self._console.is_terminal:
            return
        stage, when = self._printed
        if news.stage != stage or self._seconds() - when >= SECONDS_BETWEEN_LINES:
            self._printed = (news.stage, self._seconds())
            self._console.print(self.__rich__(), soft_wrap=True)

    def _seconds(self) -> float:
        return time.monotonic() - self._begin

    def __rich__(self) -> Text:
        parts = [self._title, f"{self._seconds():.1f} s"]
        if self._news is not None:
            parts += _figures(self._news)
        line = clean("  ".join(part for part in parts if part))
        return Text(line, no_wrap=True, overflow="ellipsis")


def _figures(news: Progress) -> list[str]:
    known = [words(news.stage)]
    if news.incumbent_usd is not None:
        known.append(f"plan {usd(news.incumbent_usd)}")
    if news.bound_usd is not None:
        known.append(f"bound {usd(news.bound_usd)}")
    if news.gap is not None:
        known.append(f"gap {percent(news.gap)}")
    return known
