"""Fixtures of the browser tests: the app as a process, Chromium, and pages that fail a test on anything amiss.

`app` is one server for all tests that only look or keep to what they made; `start_app(settings)` gives a server of
its own. `page` is a guarded page of `app`; `open_page(url=..., headers=...)` gives further ones, for instance of a
second user. The first page of `app` in a test comes from one context of the session, which keeps compiled scripts and
nothing else; every further one, and every one that differs, has a fresh context. A guarded page fails its test on an
error in the console, a violation of the content security policy, or a request to another host.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.guard import Guard
from tests.browser.kit import Back
from tests.browser.server import App

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""What a Chromium needs that runs as root, without a screen, and calls no host of its own accord."""
THRIFTY = ["--renderer-process-limit=1"]
"""All pages of a site share one process, and what it has compiled."""
VIEWPORT = {"width": 1280, "height": 900}
expect.set_options(timeout=30_000)  # the machine may be busy with other tests

StartApp = Callable[..., App]
OpenPage = Callable[..., Page]
Solved = Callable[[str], bytes]


@pytest.fixture(scope="session")
def start_session_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartApp]:
    """Starts apps that live as long as the session."""
    yield from _starting(tmp_path_factory)


@pytest.fixture
def start_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartApp]:
    """Starts an app of the test's own: `start_app('concurrent_solves = 2')`."""
    yield from _starting(tmp_path_factory)


def _starting(folders: pytest.TempPathFactory) -> Iterator[StartApp]:
    with ExitStack() as stack:

        def start(settings: str = "", folder: Path | None = None, port: int | None = None) -> App:
            made = App(folder or folders.mktemp("app"), settings, port)
            stack.callback(made.stop)
            return made.start()

        yield start


@pytest.fixture(scope="session")
def app(start_session_app: StartApp) -> App:
    """One app for all tests of the session; what a test needs there it makes itself."""
    return start_session_app()


@pytest.fixture(scope="session")
def usual(app: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The context of Chromium that a session keeps; without one browser tests are skipped, and the summary says so."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("NO CHROMIUM: browser tests skipped; `apt-get install chromium` brings one")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("chromium"),
            executable_path=found,
            headless=True,
            args=FLAGS + THRIFTY,
            base_url=app.url,
            viewport=VIEWPORT,
        )
        yield context
        context.close()


@pytest.fixture(scope="session")
def browser(usual: BrowserContext) -> Browser:
    """The Chromium of the session."""
    assert usual.browser is not None
    return usual.browser


def forget(context: BrowserContext, url: str) -> None:
    """Close all pages of a context but the one that it began with, and leave nothing that they kept for a server."""
    blank, *opened = context.pages
    for page in opened:
        page.close()
    context.clear_cookies()
    context.clear_permissions()
    tools = context.new_cdp_session(blank)
    tools.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "local_storage,indexeddb"})
    tools.detach()


@pytest.fixture
def open_page(browser: Browser, usual: BrowserContext, app: App) -> Iterator[OpenPage]:
    """Opens guarded pages, each in a context (a person, so to speak) of its own.

    Keywords: `path`; `url` (that of `app` unless given); `headers` sent with every request; `provokes`, a pattern of
    console errors that the test brings about; `also`, a host besides the app's that may be called; `bypass_csp`, for
    scripts of the test's own; what a playwright context takes, such as `color_scheme="dark"`.
    """
    guards: list[Guard] = []

    def open_one(
        path: str = "/",
        url: str | None = None,
        headers: dict[str, str] | None = None,
        provokes: str | None = None,
        also: str | None = None,
        bypass_csp: bool = False,
        **more: Any,
    ) -> Page:
        base, is_usual = url or app.url, not (url or headers or more or guards)
        if is_usual:
            page = usual.new_page()
            contexts.callback(forget, usual, base)
        else:
            context = browser.new_context(base_url=base, extra_http_headers=headers, **{"viewport": VIEWPORT, **more})
            contexts.callback(context.close)
            page = context.new_page()
        if bypass_csp:
            page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
        guards.append(Guard(page, base, provokes, also))
        page.goto(path)
        return page

    with ExitStack() as contexts:
        yield open_one
        for guard in guards:
            guard.check()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A guarded page on the start view of `app`."""
    return open_page()


@pytest.fixture
def back(app: App) -> Iterator[Back]:
    """The store behind `app`; searches that the test leaves are ended."""
    with Back(app) as found:
        yield found


@pytest.fixture(scope="session")
def exported(app: App) -> Solved:
    """The file of a run that solved a shipped scenario: `exported("edge-robotics")`; solved once, by `app`."""

    @cache
    def solve(stem: str) -> bytes:
        with Back(app) as back:
            return back.store.runs.export_run(back.me, back.solved(stem, f"Solved {stem}").id)

    return solve
