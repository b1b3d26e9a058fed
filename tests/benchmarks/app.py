"""Speed and memory of the scenario app in a real Chromium: `python -m tests.benchmarks.app`, or `make bench-app`.

Machines differ and are shared: read medians. The server and the browser share the machine, as they do on a laptop.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from data.store import Store, open_store
from models.run import Person
from tests.browser.conftest import FLAGS, VIEWPORT
from tests.browser.guard import settle
from tests.browser.kit import LATE, card, metric
from tests.browser.server import App
from tests.browser.sheet import KEY_MS, Sheet
from tests.data.document.scenes import large

REPEATS = 5
SESSIONS, ROUNDS = 20, 3
ME = Person.local()


def main() -> None:
    """Measure and print one line each: what, median, least, most."""
    table = Table("what", "median", "least", "most", "target")
    with _app() as (app, store, browser):
        for what, measure, target in (
            ("first view on a new session [s]", _first_view, "3"),
            ("change of view [s]", _switch, "1"),
            ("edit of a demand cell, 50 workloads x 36 months [s]", _edit, "0.5"),
            ("cancel to final screen, ai-factory with a plan [s]", _cancel, "3"),
        ):
            values = measure(app, store, browser)
            cells = (statistics.median(values), min(values), max(values))
            table.add_row(what, *(f"{value:.2f}" for value in cells), target)
        before, after = _sessions(app, browser)
        grown = f"{100 * (statistics.median(after) / before - 1):+.1f} %"
        table.add_row(f"memory after {SESSIONS} sessions [MB, from {before:.0f}]", grown, *_range(after), "+10 %")
    Console(width=120).print(table)


def _range(values: list[float]) -> tuple[str, str]:
    return f"{min(values):.0f}", f"{max(values):.0f}"


@contextmanager
def _app() -> Iterator[tuple[App, Store, Browser]]:
    folder = Path(tempfile.mkdtemp(prefix="steelyard-bench-"))
    app = App(folder).start()
    store = open_store(app.store_url)
    try:
        with sync_playwright() as playwright:
            found = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
            yield app, store, browser
            browser.close()
    finally:
        store.close()
        app.stop()
        shutil.rmtree(folder)


@contextmanager
def _page(app: App, browser: Browser, path: str = "/") -> Iterator[Page]:
    context = browser.new_context(base_url=app.url, viewport=VIEWPORT)
    page = context.new_page()
    page.goto(path)
    yield page
    context.close()


def _seconds(act: Callable[[], object], done: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    done()
    return time.perf_counter() - start


def _first_view(app: App, _store: Store, browser: Browser) -> list[float]:
    values = []
    for _ in range(REPEATS):
        context = browser.new_context(base_url=app.url, viewport=VIEWPORT)
        page = context.new_page()
        shown = card(page, "support-inference").get_by_role("button", name="Solve")
        values.append(_seconds(lambda p=page: p.goto("/"), lambda s=shown: expect(s).to_be_visible(timeout=LATE)))
        context.close()
    return values


def _switch(app: App, _store: Store, browser: Browser) -> list[float]:
    values = []
    with _page(app, browser) as page:
        settle(page)
        for name in REPEATS * ("Runs", "About", "Start"):
            heading = page.get_by_role("heading", level=1, name="Steelyard" if name == "Start" else name)
            link = page.get_by_role("link", name=name, exact=True).first
            values.append(_seconds(link.click, lambda h=heading: expect(h).to_be_visible(timeout=LATE)))
            settle(page)
    return values


def _edit(app: App, store: Store, browser: Browser) -> list[float]:
    """From the key that leaves a cell to the count of changes on screen."""
    scenario = store.scenarios.create(ME, "Large", large(50, 36).text()).id
    values = []
    with _page(app, browser, f"/edit?scenario={scenario}&section=Demand") as page:
        settle(page)
        page.get_by_role("radio", name="By month", exact=True).click()
        settle(page)
        Sheet(page, "Demand by month").go("2027-02")
        for n in range(1, REPEATS + 1):
            _type(page, str(5000 + n))
            counted = page.get_by_text(f"{n} change{'s' if n > 1 else ''} since version")
            values.append(
                _seconds(lambda: page.keyboard.press("Enter"), lambda c=counted: expect(c).to_be_visible(timeout=LATE))
            )
            settle(page)
            page.wait_for_timeout(300)
    return values


def _type(page: Page, text: str) -> None:
    """Type into the selected cell, and stay in it."""
    box = page.locator("#portal input, #portal textarea").first
    page.keyboard.type(text[:1])
    expect(box).to_have_value(text[:1])
    page.keyboard.type(text[1:], delay=KEY_MS)
    expect(box).to_have_value(text)


def _cancel(app: App, store: Store, browser: Browser) -> list[float]:
    """From the click to the plan's button, with the search in full swing and a plan to keep."""
    values = []
    for _ in range(3):
        with _page(app, browser) as page:
            card(page, "ai-factory").get_by_role("button", name="Solve").click()
            page.wait_for_url("**/run?run=*")
            best = metric(page, "Best plan, discounted")
            expect(best).to_contain_text("USD", timeout=LATE)
            cancel = page.get_by_role("button", name="Cancel and keep the best plan")
            final = page.get_by_role("button", name="Open the plan")
            if not cancel.is_visible():
                continue
            values.append(_seconds(cancel.click, lambda f=final: expect(f).to_be_visible(timeout=LATE)))
    return values


def _sessions(app: App, browser: Browser) -> tuple[float, list[float]]:
    """Memory of the server before, and after each round of sessions opened on three views and closed."""
    _open_and_close(app, browser, 3)
    before = _memory_mb(app)
    return before, [_after_round(app, browser) for _ in range(ROUNDS)]


def _after_round(app: App, browser: Browser) -> float:
    _open_and_close(app, browser, SESSIONS)
    return _memory_mb(app)


def _open_and_close(app: App, browser: Browser, sessions: int) -> None:
    for _ in range(sessions):
        with _page(app, browser) as page:
            for path in ("/", "/new", "/history"):
                page.goto(path)
                settle(page)
    time.sleep(3)


def _memory_mb(app: App) -> float:
    assert app.process is not None
    status = Path(f"/proc/{app.process.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
