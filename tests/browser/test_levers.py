"""Levers, from the editor to the tables, the chart and the file."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from models.lever_report import Levers
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, cells, downloaded, run_of
from tests.browser.test_access import in_both_themes
from tests.ui.runs.conftest import document
from tests.ui.views.test_levers import RENTED
from ui.views.levers import STEPS, TABLE


def test_levers_from_the_editor_to_the_tables(page: Page, back: Back, open_page: OpenPage) -> None:
    own = back.store.scenarios.create(ME, "Rented", document(RENTED))
    page.goto(f"/edit?scenario={own.id}")
    settle(page).get_by_role("button", name="Solve ...").click()
    page.get_by_role("radio", name="Levers").click()
    page.get_by_role("button", name="Pull the levers").click()
    page.wait_for_url("**/run?run=*")
    run = run_of(page)
    page.get_by_role("button", name="Open the levers").click(timeout=LATE)
    page.wait_for_url(f"**/levers?run={run}")
    expect(page.get_by_text("Without levers the plan costs 360 USD, discounted")).to_be_visible()
    assert [row[0] for row in cells(page, TABLE)] == ["fp8", "cut"]
    assert [row[0] for row in cells(page, STEPS)] == ["fp8", "cut"]
    figure = page.locator(".st-key-figure-levers")
    expect(figure.locator("svg").get_by_text("+155 USD").first).to_be_visible()
    expect(page.get_by_text("Verify before: answers on *our* test set.")).to_be_visible()
    assert in_both_themes(open_page(f"/levers?run={run}", bypass_csp=True)) == []
    _, file = downloaded(page, page.get_by_role("button", name="levers.json"))
    assert Levers.model_validate_json(file.read_bytes()) == back.store.runs.report(ME, run)
