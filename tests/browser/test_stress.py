"""A plan under stress, from the editor to the table, the chart and the file."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from models.stress import StressReport
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, cells, downloaded, run_of
from tests.browser.test_access import in_both_themes
from tests.program.kit import offer, scenario
from tests.ui.runs.conftest import document
from ui.views.stress import TABLE

RENTED = document(scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)]))


def test_a_plan_under_stress_from_the_editor_to_the_table(page: Page, back: Back, open_page: OpenPage) -> None:
    own = back.store.scenarios.create(ME, "Rented", RENTED)
    page.goto(f"/edit?scenario={own.id}")
    settle(page).get_by_role("button", name="Solve ...").click()
    page.get_by_role("radio", name="Stress").click()
    chosen = page.get_by_role("combobox", name="Stresses")
    for name in ("price-up", "site-lost"):
        chosen.fill(name)
        page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Put under stress").click()
    page.wait_for_url("**/run?run=*")
    run = run_of(page)
    page.get_by_role("button", name="Open the stress table").click(timeout=LATE)
    page.wait_for_url(f"**/stress?run={run}")
    expect(page.get_by_text("Without stress it costs 360 USD, discounted")).to_be_visible()
    assert [row[0] for row in cells(page, TABLE)] == ["price-up", "site-lost"]
    figure = page.locator(".st-key-figure-stress")
    expect(figure.locator("svg").get_by_text("lacks 240 accelerator-hours").first).to_be_visible()
    expect(figure.get_by_text("Something falls short under site-lost.")).to_be_visible()
    expect(page.get_by_text("With recourse first to give in 2027-02: job: no place is left")).to_be_visible()
    assert in_both_themes(open_page(f"/stress?run={run}", bypass_csp=True)) == []
    _, file = downloaded(page, page.get_by_role("button", name="stress.json"))
    assert StressReport.model_validate_json(file.read_bytes()) == back.store.runs.report(ME, run)
