"""A store of the test's own, and keepers whose workers are real processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from data.store import Store, open_store
from models.run import Person, Run
from models.scenario import Scenario
from solver.search.options import SearchOptions
from tests.program.kit import offer, scenario
from tests.search.hard import covering
from ui.runs import keeper as keeping
from ui.runs.keeper import Keeper
from ui.runs.submit import submit
from ui.settings import Settings

PATIENCE_S = 30.0
ME = Person.local()


def document(given: Scenario) -> str:
    """A scenario as the text of a file (JSON is YAML)."""
    return given.model_dump_json(by_alias=True, exclude_unset=True)


EASY = document(scenario(offers=[offer("own", "buy", upfront_usd=100.0)]))
IMPOSSIBLE = document(scenario(offers=[offer("own", "buy", upfront_usd=100.0, max_packs=3.0)]))
LONG = document(covering())
"""Plans come at once, the proof takes minutes."""
BARREN = document(covering(is_exact=True))
"""Even a first plan takes minutes."""
ENDLESS = SearchOptions(gap=0.0, threads=1)


def until(condition: Callable[[], bool]) -> float:
    """Wait until it holds; the seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < PATIENCE_S, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - began


class Queue:
    """Submits runs and looks at them."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store, self.settings = store, settings

    def submit(self, text: str, name: str = "test", options: SearchOptions = ENDLESS) -> Run:
        return submit(self.store, ME, text, name, options=options)

    def find(self, run: Run) -> Run:
        return self.store.runs.find(ME, run.id)

    def ended(self, run: Run) -> Run:
        until(lambda: self.find(run).has_ended)
        return self.find(run)

    def until_planned(self, run: Run) -> Run:
        """Wait for a first plan."""
        until(lambda: self.find(run).incumbent_usd is not None)
        return self.find(run)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store_url=f"sqlite:///{tmp_path / 'store.sqlite'}", concurrent_solves=1)


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queue]:
    """A store without a keeper; workers still running in the end are killed."""
    store = open_store(settings.store_url)
    yield Queue(store, settings)
    for run in store.runs.history(ME):
        if run.status == "running" and run.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(run.pid, signal.SIGKILL)
    for child in keeping._children:
        child.wait(PATIENCE_S)
    store.close()


@pytest.fixture
def keeper(queue: Queue) -> Iterator[Keeper]:
    """A keeper at work."""
    made = Keeper(queue.store, queue.settings).start()
    yield made
    made.stop()
