"""What the journeys share: the store behind an app, and what people look for and do on its pages."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, Page, expect

from data.store import Store, open_store
from models.plan import Plan
from models.run import Person, Run
from solver.search.options import SearchOptions
from tests.browser.guard import settle
from tests.browser.server import App
from tests.search.hard import covering
from ui.runs.keeper import is_worker
from ui.runs.submit import submit
from ui.scenario_file import SHIPPED

ME = Person.local()
LONG = covering().model_dump_json(by_alias=True, exclude_unset=True)
"""A scenario (JSON is YAML) with a plan at once and a proof after minutes."""
ENDLESS = SearchOptions(gap=0.0, threads=1, time_limit_s=300.0)
PATIENCE_S = 60.0
LATE = 90_000.0
"""How long to wait for what takes a solve, on a machine that is busy [ms]."""


class Back:
    """The store behind an app: what is there whatever the pages say."""

    def __init__(self, app: App) -> None:
        self.store: Store = open_store(app.store_url)
        self.me = ME

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end_all()
        self.store.close()

    def submit(
        self,
        stem: str,
        name: str,
        *,
        text: str | None = None,
        person: Person = ME,
        options: SearchOptions | None = None,
        case: str | None = None,
    ) -> Run:
        """Queue a shipped scenario, or a text; the app solves it."""
        text = text or (SHIPPED / f"{stem}.yaml").read_text(encoding="utf-8")
        return submit(self.store, person, text, stem, name=name, options=options, case=case)

    def search(self, name: str, person: Person = ME) -> Run:
        """Queue a search that has a plan at once and goes on until it is told to stop."""
        return self.submit("covering", name, text=LONG, person=person, options=ENDLESS)

    def find(self, run: Run | str) -> Run:
        return self.store.runs.find(ME, run if isinstance(run, str) else run.id)

    def plan(self, run: Run | str) -> Plan:
        found = self.store.runs.plan(ME, run if isinstance(run, str) else run.id)
        assert found is not None
        return found

    def solved(self, stem: str, name: str, *, text: str | None = None, person: Person = ME) -> Run:
        """A run with a plan, solved by the app."""
        run = self.submit(stem, name, text=text, person=person)
        self.until(lambda: self.find(run).has_ended)
        ended = self.find(run)
        assert ended.status == "done", ended.message
        return ended

    def take(self, exported: bytes, name: str, person: Person = ME) -> Run:
        """A run of a person from the file of another one: as if it had been solved here."""
        run = self.store.runs.import_run(person, exported)
        return self.store.runs.change(person, run.id, name=name, note="")

    def with_incumbent(self, run: Run) -> Run:
        """The run, as soon as it has a plan to keep."""
        self.until(lambda: self.find(run).incumbent_usd is not None)
        return self.find(run)

    @staticmethod
    def until(condition: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        """Wait for what the store will say."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.05)

    def _end_all(self) -> None:
        """Leave no search behind."""
        for run in self.store.runs.history(ME):
            if not run.has_ended:
                self.store.runs.ask_cancel(ME, run.id)
            if run.status == "running" and run.pid is not None and is_worker(run.pid):
                with suppress(ProcessLookupError):
                    os.kill(run.pid, signal.SIGKILL)


def card(page: Page, stem: str) -> Locator:
    """The card of a shipped scenario on the start view."""
    return page.locator(f".st-key-shipped-{stem}")


def metric(page: Page, label: str) -> Locator:
    """The figure under a label that begins so; not one that is about to be replaced."""
    named = page.locator('[data-testid="stElementContainer"]:not([data-stale="true"]) [data-testid="stMetric"]').filter(
        has=page.get_by_test_id("stMetricLabel").filter(has_text=re.compile(rf"^{re.escape(label)}"))
    )
    return named.get_by_test_id("stMetricValue")


def run_of(page: Page) -> str:
    """The id of the run in the address."""
    found = re.search(r"[?&]run=([0-9a-f]{16})", page.url)
    assert found, page.url
    return found[1]


def open_plan(page: Page, run: Run | str, section: str = "Orders") -> Page:
    """The plan of a run at one of its sections."""
    page.goto(f"/plan?run={run if isinstance(run, str) else run.id}&section={section.replace(' ', '+')}")
    expect(metric(page, "Total cost, discounted")).to_be_visible()
    return settle(page)


def turn_to(page: Page, section: str) -> Page:
    """Another section of the plan that is open."""
    radio = page.get_by_role("radio", name=section, exact=True)
    settle(page)
    radio.click()
    expect(radio).to_be_checked()
    page.mouse.move(0, 0)
    return settle(page)


def open_panel(page: Page, run: Run | str, tab: str = "Name and note") -> Page:
    """All that can be done with a run, at one of its tabs."""
    page.goto(f"/history?run={run if isinstance(run, str) else run.id}")
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    return settle(page)


def cells(page: Page, label: str) -> list[list[str]]:
    """The rows in sight of a table to read, by the name that a screen reader says."""
    grid = page.locator(f'[data-testid="stDataFrame"][aria-label="{label}"] table[role="grid"]').or_(
        page.locator(f'[data-testid="stDataFrame"]:has([aria-label="{label}"]) table[role="grid"]')
    )
    expect(grid.first).to_be_attached()
    script = "e => [...e.querySelectorAll('tbody tr')].map(r => [...r.querySelectorAll('td')].map(c => c.innerText))"
    found: list[list[str]] = grid.first.evaluate(script)
    return found


def downloaded(page: Page, button: Locator) -> tuple[str, Path]:
    """Click a button that downloads, once the script that drew it is done: the name of the file, and the file."""
    settle(page)
    with page.expect_download(timeout=LATE) as waiting:
        button.click()
    found = waiting.value
    assert found.failure() is None
    return found.suggested_filename, Path(found.path())


def mark_rows(page: Page, label: str, *texts: str) -> None:
    """Tick the rows of a table that hold these texts, each beside its row, once the table is as the filters ask."""
    grid = page.get_by_test_id("stDataFrame").filter(has=page.locator("canvas")).first
    for n, text in enumerate(texts, start=1):
        row = next(n for n, row in enumerate(cells(settle(page), label)) if text in row)
        grid.locator(".dvn-scroller").click(position={"x": 15.0, "y": 33.0 * (row + 1) + 16})
        expect(grid.locator('tbody tr[aria-selected="true"]')).to_have_count(n)
