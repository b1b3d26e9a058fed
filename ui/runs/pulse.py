"""The worker's line to the store: how the search stands goes there, what its owner wants comes back."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from data.store import Store, StoreError, Wishes
from models.run import Moment

if TYPE_CHECKING:
    from solver.search.options import Accept, Progress

PULSE_S = 0.5
"""How often the store hears of the search, and the search of its owner's wishes [s]."""
STILL_S = 1.0
"""Time without news after which the clock alone is reported [s]."""
PATIENCE_S = 1.5
"""Time that a cancelled search gets to stop by itself while it has no plan to keep [s]."""
DEAF = ("start", "build", "conflicts")
"""Stages in which the work hears nothing."""


class Pulse:
    """Beats from a thread of its own, also while HiGHS is silent; the search only leaves its news here.

    `abandon` is called from that thread when a cancelled search has no plan and does not stop by itself: it must end
    the process.
    """

    def __init__(self, store: Store, run_id: str, abandon: Callable[[Moment], None]) -> None:
        self._store, self._run_id, self._abandon = store, run_id, abandon
        self._begin = time.monotonic()
        self._last = Moment(seconds=0.0, incumbent_usd=None, bound_usd=None, gap=None, stage="start")
        self._pending: list[Moment] = [self._last]
        self._is_new = False
        self._lock = Lock()
        self._ends = Event()
        self._thread = Thread(target=self._beat_on, name="pulse", daemon=True)
        self._cancelled_at: float | None = None
        self.wishes = Wishes(wants_cancel=False, accepted_gap=None)
        self.has_result = False
        """Whether there is something to keep besides a plan: then a cancelled run gets the time to end by itself."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        self._thread.join()
        self._try(self._report)

    def say(self, stage: str) -> None:
        """A stage of the work before the search."""
        self._note(self._last.model_copy(update={"seconds": self.seconds, "stage": stage}))

    def hear(self, news: Progress) -> bool | Accept | None:
        """Take the state of the search; the answer is what the owner wants."""
        from solver.search.options import Accept

        self._note(
            Moment(
                seconds=self.seconds,
                incumbent_usd=news.incumbent_usd,
                bound_usd=news.bound_usd,
                gap=news.gap,
                stage=news.stage,
            )
        )
        if self.wishes.wants_cancel:
            return True
        return None if self.wishes.accepted_gap is None else Accept(self.wishes.accepted_gap)

    @property
    def seconds(self) -> float:
        """Wall time since the work began [s]."""
        return time.monotonic() - self._begin

    def _note(self, moment: Moment) -> None:
        """Every change of stage and plan is kept for the store, of all else the latest."""
        with self._lock:
            is_change = (moment.stage, moment.incumbent_usd) != (self._last.stage, self._last.incumbent_usd)
            if is_change:
                self._pending.append(moment)
            self._last, self._is_new = moment, not is_change

    def _beat_on(self) -> None:
        while True:
            self._try(self._beat)
            if self._ends.wait(PULSE_S):
                return

    def _beat(self) -> None:
        self._report()
        self.wishes = self._store.work.beat(self._run_id)
        if not self.wishes.wants_cancel:
            return
        self._cancelled_at = self._cancelled_at or self.seconds
        may_stop = self._last.stage not in DEAF and self.seconds - self._cancelled_at < PATIENCE_S
        has_something = self.has_result or self._last.incumbent_usd is not None
        if not (may_stop or self._ends.is_set() or has_something):
            self._abandon(self._last)

    def _report(self) -> None:
        with self._lock:
            if not self._is_new and self.seconds - self._last.seconds >= STILL_S:
                self._last = self._last.model_copy(update={"seconds": self.seconds})
                self._is_new = True
            moments = [*self._pending, *([self._last] if self._is_new else [])]
            self._pending, self._is_new = [], False
        for moment in moments:
            self._store.work.report(self._run_id, moment)

    def _try(self, action: Callable[[], None]) -> None:
        """A store that cannot be reached for a while ends no search."""
        try:
            action()
        except StoreError as error:
            print(error, file=sys.stderr, flush=True)  # noqa: T201  # the log of the run
