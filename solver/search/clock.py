"""Time and attention of several searches that answer one question."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from solver.search.options import Accept, Listener, Progress, SearchOptions


class StoppedError(Exception):
    """The listener called off the search."""


@dataclass(frozen=True)
class Clock:
    """Options of every search, and the time left for all of them."""

    options: SearchOptions
    listener: Listener | None
    started: float = field(default_factory=time.monotonic)

    def is_up(self) -> bool:
        """Whether no time is left."""
        limit = self.options.time_limit_s
        return limit is not None and time.monotonic() - self.started >= limit

    def half(self) -> Clock:
        """A clock that starts now, with half of the time that is left."""
        limit = self.options.time_limit_s
        left = None if limit is None else max(1.0, (limit - (time.monotonic() - self.started)) / 2)
        return Clock(replace(self.options, time_limit_s=left), self.listener)

    def share(self, searches: int) -> SearchOptions:
        """Options of the next of so many searches that are left."""
        limit = self.options.time_limit_s
        left = None if limit is None else max(1.0, 2 * (limit - (time.monotonic() - self.started)) / max(2, searches))
        return replace(self.options, time_limit_s=left)

    def tell(self, what: str) -> Listener | None:
        """The listener, told what a search is for beside its stage; the search raises StoppedError where it calls off:
        what a search had by then says nothing."""
        listener = self.listener
        if listener is None:
            return None

        def hear(news: Progress) -> Accept | None:
            answer = listener(replace(news, stage=f"{what}: {news.stage}"))
            if answer is True:
                raise StoppedError
            return answer or None

        return hear
