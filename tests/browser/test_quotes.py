"""A quote, from the filled workbook on a plan's page to the ranking and its files."""

from __future__ import annotations

from playwright.sync_api import Page

from models.bakeoff import Bakeoff
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, cells, downloaded, open_plan, run_of
from tests.browser.test_access import in_both_themes
from tests.ui.views.test_bakeoff import TEXT, workbook
from ui.views.bakeoff import RANKING


def test_a_quote_from_its_workbook_to_the_ranking(page: Page, back: Back, open_page: OpenPage) -> None:
    run = back.solved("cards", "Cards, quotes", text=TEXT)
    open_plan(page, run, "Documents&pack=rfp")
    book = {"name": "back.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(run, 40.0, "acme")}
    page.get_by_test_id("stFileUploader").last.locator("input[type=file]").set_input_files([book])  # type: ignore[list-item]
    page.get_by_role("button", name="Read the quotes").click()
    name, file = downloaded(page, page.get_by_role("button", name="acme.yaml"))
    assert name == "acme.yaml"
    assert b"upfront_usd: 40" in file.read_bytes()
    page.get_by_role("button", name="Rank the quotes").click()
    page.wait_for_url("**/run?run=*")
    ranked = run_of(page)
    page.get_by_role("button", name="Open the ranking").click(timeout=LATE)
    page.wait_for_url(f"**/bakeoff?run={ranked}")
    assert cells(page, RANKING)[0][1] == "acme"
    assert in_both_themes(open_page(f"/bakeoff?run={ranked}", bypass_csp=True)) == []
    settle(page)
    _, file = downloaded(page, page.get_by_role("button", name="bakeoff.json"))
    report = back.store.runs.report(ME, ranked)
    assert isinstance(report, Bakeoff)
    assert report.quotes[0].first.usd == 40.0  # four cards are bought, each for 40 USD instead of 50
    assert Bakeoff.model_validate_json(file.read_bytes()) == report
