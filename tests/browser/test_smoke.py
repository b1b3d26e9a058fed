"""Every view opens, alone and one from another, in both themes, and calls no other host (see `guard`)."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from base64 import b64encode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, StartApp
from tests.browser.guard import LOST, settle
from tests.browser.server import App

LISTED = {"Start": "Steelyard", "New scenario": None, "Runs": "Runs", "About": "About"}
"""What the navigation lists, and the heading of the view where it is not the same on every visit."""


def _heading(page: Page, name: str | None) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_listed_view_opens_from_the_navigation(open_page: OpenPage, theme: str) -> None:
    page = open_page(color_scheme=theme)
    for name, heading in LISTED.items():
        page.get_by_role("link", name=name, exact=True).first.click()
        _heading(page, heading)
        settle(page)


@pytest.mark.parametrize(
    "path", ["/about", "/history", "/run?run=0000000000000000", "/plan?run=x", "/compare?runs=a,b"]
)
def test_every_view_opens_by_its_address(open_page: OpenPage, path: str) -> None:
    page = settle(open_page(path))
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("This view could not be shown")).to_have_count(0)


def test_a_deep_link_opens_on_a_server_that_was_just_started(start_app: StartApp, open_page: OpenPage) -> None:
    app = start_app()
    page = settle(open_page("/about", url=app.url, provokes=LOST))
    _heading(page, "About")
    expect(page.get_by_test_id("stDataFrame").locator("canvas").last).to_be_attached()  # its script came late
    app.restart()
    page.reload()
    _heading(page, "About")


def test_names_are_shown_as_typed_and_load_nothing(page: Page) -> None:
    """A scenario is uploaded whose name holds everything that could be taken for markup."""
    name = (
        "Once <img src=x onerror=alert(1)> **b** [l](http://evil.example) "
        "![i](http://evil.example/i.png) www.evil.example"
    )
    page.get_by_role("button", name="Upload a scenario").click()
    text = f"name: {json.dumps(name)}\n"
    page.locator('input[type="file"]').set_input_files(
        {"name": "hostile.yaml", "mimeType": "text/yaml", "buffer": text.encode()}
    )
    expect(page.get_by_role("button", name="Remove hostile.yaml")).to_be_visible()
    page.get_by_role("button", name="Add to your scenarios").click()
    page.wait_for_url("**/edit?scenario=*")
    settle(page)
    page.goto("/")
    settle(page)
    expect(page.get_by_test_id("stPageLink").filter(has_text="Once <img src=x")).to_have_count(1)
    expect(page.locator("a[href*=evil], img[src*=evil], img[src=x]")).to_have_count(0)


def test_a_run_is_deleted_after_a_question(page: Page, app: App) -> None:
    page.get_by_role("button", name="Open").first.click()
    page.wait_for_url("**/edit?scenario=*")
    page.goto("/")
    copies = page.get_by_role("button", name="Delete ...")
    expect(copies.first).to_be_visible()
    settle(page)
    before = copies.count()
    copies.first.click()
    page.get_by_role("button", name="Delete for good").click()
    expect(copies).to_have_count(before - 1)


def _answer(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
    request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310 - the app's own address
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the same
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}


@pytest.mark.parametrize("path", ["/", "/history", "/_stcore/health", "/none.js", "/media/none.png"])
def test_every_answer_of_the_server_carries_the_security_headers(app: App, path: str) -> None:
    _, headers = _answer(app.url + path)
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


def test_an_upload_without_the_token_of_the_session_is_refused(app: App) -> None:
    status, _ = _answer(f"{app.url}/_stcore/upload_file/session/file", "PUT")
    assert status == 403


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}", 101),
        ("127.0.0.1:{port}", "http://evil.example", 403),
        ("evil.example:{port}", "http://evil.example:{port}", 403),
    ],
    ids=["own", "another origin", "DNS rebinding"],
)
def test_only_our_own_pages_may_open_a_session(app: App, host: str, origin: str, status: int) -> None:
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host.format(port=app.port)}",
        f"Origin: {origin.format(port=app.port)}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {b64encode(b'0123456789abcdef').decode()}",
    ]
    with socket.create_connection(("127.0.0.1", app.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(64).startswith(f"HTTP/1.1 {status}".encode())


def test_the_app_listens_to_this_machine_only(app: App) -> None:
    others = {address[4][0] for address in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in others - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((address, app.port), timeout=2)
    assert _answer(app.url)[0] == 200
