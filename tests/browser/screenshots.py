"""Pictures of every view, from the real app with shipped scenarios: `python -m tests.browser.screenshots`, or
`make screenshots`. They go to `docs/screens/`; whoever makes them looks at them.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from data.init import FOLDER
from data.store import Store
from models.bakeoff import QuoteText
from models.run import ALL_CASES, Run
from models.sweep import SweepOptions
from tests.browser.conftest import FLAGS
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, metric
from tests.browser.server import HOME, App
from ui.newscenario.state import STEPS
from ui.runs.asked import BakeoffOptions, CompareOptions
from ui.runs.submit import submit
from ui.scenario_file import SHIPPED
from ui.views.plan import SECTIONS

OUT = HOME / "docs" / "screens"
WIDTH, HEIGHT, MOST_HEIGHT = 1280, 800, 5000
SETTLED_MS = 700
"""Grids and charts are drawn on canvas, which no element tells of [ms]."""
FLAGSHIP = "ai-factory"
EDITED = ("Workloads", "Demand", "Offers and prices", "Policy and limits")
CHANGED = "full-hall"
"""Variant of a shipped scenario that is weighed against it."""
Shot = tuple[str, Callable[[Page], None]]


def main() -> None:
    """Start the app, solve, and take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only pictures whose name contains this")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--width", type=int, default=WIDTH, help="width of the window [px]")
    parser.add_argument("--dark", action="store_true", help="the dark theme")
    parser.add_argument("--stem", default=FLAGSHIP, help="the shipped scenario whose plan is shown")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder)).start()
        try:
            _take_all(app, arguments)
        finally:
            app.stop()


def _take_all(app: App, arguments: argparse.Namespace) -> None:
    with Back(app) as back, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(
            base_url=app.url,
            viewport={"width": arguments.width, "height": HEIGHT},
            color_scheme="dark" if arguments.dark else "light",
            timezone_id="Europe/Berlin",
        )
        page = context.new_page()
        for name, show in _shots(back, arguments.stem):
            if arguments.only in name:
                show(page)
                _save(page, arguments.out / f"{name}.png")
                sys.stdout.write(f"{name}\n")
        browser.close()


def _shots(back: Back, stem: str) -> Iterator[Shot]:
    """Name and way of every picture, in the order of a visit."""
    run = back.submit(stem, f"{stem}, first plan")
    yield "run-live", lambda page: _live(page, run)
    back.until(lambda: back.find(run).has_ended, 300)
    other = back.solved("edge-robotics", "Robots")
    third = back.solved("support-inference", "Support")
    back.store.runs.comment(back.me, run.id, "The quotes for Ohio hold until the end of January.")
    yield "start", lambda page: _go(page, "/")
    yield "run-done", lambda page: _go(page, f"/run?run={run.id}")
    for name in SECTIONS:
        place = f"/plan?run={run.id}&section={name.replace(' ', '+')}"
        yield f"plan-{name.lower().replace(' ', '-')}", lambda page, place=place: _go(page, place)
    hedged = back.submit("edge-robotics", "Robots, all cases", case=ALL_CASES)
    back.until(lambda: back.find(hedged).has_ended, 300)
    yield "plan-all-cases", lambda page: _go(page, f"/plan?run={hedged.id}")
    text = (SHIPPED / "edge-robotics.yaml").read_text(encoding="utf-8")
    stressed = submit(back.store, back.me, text, "edge-robotics", task="stress", name="Robots under stress")
    back.until(lambda: back.find(stressed).has_ended, 300)
    yield "stress", lambda page: _go(page, f"/stress?run={stressed.id}")
    asked = SweepOptions(measures=("lock_in",))
    text = (FOLDER / "minimal.yaml").read_text(encoding="utf-8")
    swept = submit(back.store, back.me, text, "minimal", task="sweep", task_options=asked, name="Assistant, swept")
    back.until(lambda: back.find(swept).has_ended, 300)
    yield "sweep", lambda page: _go(page, f"/sweep?run={swept.id}")
    for task in ("roi", "why", "negotiate"):
        text = (SHIPPED / "two-sites.yaml").read_text(encoding="utf-8")
        weighed = submit(back.store, back.me, text, "two-sites", task=task, name="Emergency calls, weighed")
        back.until(lambda weighed=weighed: back.find(weighed).has_ended, 300)
        yield task, lambda page, task=task, weighed=weighed: _go(page, f"/{task}?run={weighed.id}")
    yield from _quotes(back)
    text, asked = (
        (SHIPPED / "two-sites.yaml").read_text(encoding="utf-8"),
        CompareOptions(name="two-sites", variant=CHANGED),
    )
    changed = submit(
        back.store, back.me, text, "two-sites", task="compare", task_options=asked, other=text, name="Why dearer?"
    )
    back.until(lambda: back.find(changed).has_ended, 300)
    yield "changes", lambda page: _go(page, f"/changes?run={changed.id}")
    yield "compare", lambda page: _go(page, f"/compare?runs={other.id},{third.id}")
    yield "history", lambda page: _go(page, "/history")
    yield "history-run", lambda page: _comments(page, run)
    back.store.runs.approve(back.me, other.id, "Board of 14 December.", "2030-01-31")
    yield "history-frozen", lambda page: _go(page, f"/history?run={other.id}")
    yield "about", lambda page: _go(page, "/about")
    yield from _new_steps()
    yield from _edits(back.store)


def _new_steps() -> Iterator[Shot]:
    for n, step in enumerate(STEPS.values(), start=1):
        yield f"new-{n}", lambda page, n=n, step=step: _step(page, f"{n}. {step}")


def _edits(store: Store) -> Iterator[Shot]:
    text = (HOME / "scenarios" / f"{FLAGSHIP}.yaml").read_text(encoding="utf-8")
    own = store.scenarios.create(ME, "AI factory, own copy", text)
    for name in (*EDITED, "YAML"):
        place = f"/edit?scenario={own.id}&section={name.replace(' ', '+')}"
        yield f"edit-{name.lower().replace(' ', '-')}", lambda page, place=place: _go(page, place)


def _quotes(back: Back) -> Iterator[Shot]:
    """The shipped quotes, ranked."""
    quotes = sorted((SHIPPED / "quotes").glob("*.yaml"))
    told = BakeoffOptions(quotes=tuple(QuoteText(file=q.name, text=q.read_text(encoding="utf-8")) for q in quotes))
    text = (SHIPPED / "two-sites.yaml").read_text(encoding="utf-8")
    ranked = submit(back.store, back.me, text, "two-sites", task="bakeoff", task_options=told, name="Calls, quotes")
    back.until(lambda: back.find(ranked).has_ended, 300)
    yield "bakeoff", lambda page: _go(page, f"/bakeoff?run={ranked.id}")


def _go(page: Page, path: str) -> None:
    page.goto(path)
    settle(page)


def _live(page: Page, run: Run) -> None:
    page.goto(f"/run?run={run.id}")
    expect(metric(page, "Best plan, discounted")).to_contain_text("USD", timeout=LATE)
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()


def _comments(page: Page, run: Run) -> None:
    _go(page, f"/history?run={run.id}")
    page.get_by_role("tab", name="Comments").click()
    settle(page)


def _step(page: Page, step: str) -> None:
    if "/new" not in page.url:
        _go(page, "/new")
    page.locator("label").filter(has_text=step).click()
    settle(page)


def _save(page: Page, path: Path) -> None:
    """The whole view: the window grows to what is in it."""
    width = page.viewport_size["width"] if page.viewport_size else WIDTH
    page.mouse.move(0, 0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    height = -1
    while height != (height := _content_height(page)):
        page.set_viewport_size({"width": width, "height": min(max(HEIGHT, height), MOST_HEIGHT)})
        page.wait_for_timeout(SETTLED_MS)
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(path, optimize=True)
    page.set_viewport_size({"width": width, "height": HEIGHT})


def _content_height(page: Page) -> int:
    """Height of what is in the view, whether or not it is in sight [px]."""
    script = "e => e.getBoundingClientRect().bottom + document.querySelector('[data-testid=stMain]').scrollTop"
    return int(page.get_by_test_id("stMainBlockContainer").evaluate(script))


if __name__ == "__main__":
    main()
