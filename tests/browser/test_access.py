"""Contrast, names and order of what is on screen (axe), and views without a mouse."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.guard import settle


def violations(page: Page) -> list[str]:
    """What axe finds on a page, one line each; the page must have been opened with `bypass_csp=True`."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/history", "/about", "/run?run=0"])
def test_axe_finds_nothing(open_page: OpenPage, path: str, theme: str) -> None:
    page = open_page(path, color_scheme=theme, bypass_csp=True)
    settle(page)
    page.wait_for_timeout(500)  # colours fade in
    assert violations(page) == []


def test_a_shipped_scenario_is_solved_without_a_mouse(page: Page) -> None:
    settle(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    button = page.locator(".st-key-shipped-support-inference").get_by_role("button", name="Solve")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/run?run=*")
    expect(page.get_by_role("heading", name="Support inference at scale")).to_be_visible()
