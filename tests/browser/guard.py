"""What must never happen on a page, whatever a test does there; and how to wait for Streamlit."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, expect

VIOLATION = "securitypolicyviolation"
WATCH = f"""document.addEventListener('{VIOLATION}', event => console.error(
    '{VIOLATION}: ' + event.violatedDirective + ' blocked ' + event.blockedURI + ' at ' + event.sourceFile))"""

PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""On a deep link Streamlit's front end asks both here and at the root where the server is; one of them is not found."""


LOST = (
    r"WebSocket|server is not responding|when disconnected from server|ERR_CONNECTION_REFUSED"
    r"|_stcore/(health|host-config|stream)"
)
"""What the console says of a server that is away; for `open_page(provokes=LOST)`."""


class Guard:
    """Watches a page; `check` fails with everything it saw but what the test provokes."""

    def __init__(self, page: Page, base: str, provokes: str | None = None, also: str | None = None) -> None:
        self.hosts = {urlsplit(base).netloc, also}
        self.provoked = re.compile(provokes) if provokes else None
        self.seen: list[str] = []
        page.add_init_script(WATCH)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"script error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        source = str(message.location.get("url", ""))
        text = f"console: {message.text} ({source})"
        is_expected = PROBE.search(source) or (self.provoked and self.provoked.search(text))
        if message.type == "error" and not is_expected:
            self.seen.append(text)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc not in self.hosts:
            self.seen.append(f"request to another host: {request.url}")

    def check(self) -> None:
        """Fail if anything was amiss."""
        assert not self.seen, "\n".join(self.seen)


def settle(page: Page, seconds: float = 30) -> Page:
    """Wait until the script of the view has run.

    After a click that leads to another view, wait for something of that view first: the old one is settled, too.
    """
    limit = 1000 * seconds
    expect(page.locator('[data-testid="stMain"] [data-testid="stElementContainer"]').first).to_be_attached(
        timeout=limit
    )
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible(timeout=limit)
    expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=limit)
    return page
