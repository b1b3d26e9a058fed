"""One plan for all cases, from the editor to the regret heat map and the plan of another case."""

from __future__ import annotations

import zipfile

from playwright.sync_api import Page, expect

from models.hedge import Hedge
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, downloaded, metric, run_of
from tests.browser.test_access import in_both_themes
from tests.reference.test_two_futures import FUTURES


def test_a_plan_for_all_cases_from_the_editor_to_the_plan_of_a_case(
    page: Page, back: Back, open_page: OpenPage
) -> None:
    own = back.store.scenarios.create(ME, "Two futures", FUTURES.read_text(encoding="utf-8"))
    page.goto(f"/edit?scenario={own.id}")
    settle(page).get_by_role("button", name="Solve ...").click()
    page.get_by_role("combobox", name="Demand case").click()
    page.get_by_role("option", name="One plan for all cases").click()
    page.get_by_role("button", name="Solve", exact=True).click()
    page.wait_for_url("**/run?run=*")
    run = run_of(page)
    page.get_by_role("button", name="Open the plan").click(timeout=LATE)
    page.wait_for_url(f"**/plan?run={run}*")
    hedge = back.plan(run).hedge
    assert hedge is not None
    expect(metric(page, "Expected over all cases")).to_have_text("440 USD")
    heat = page.locator(".st-key-figure-regret")
    expect(heat.get_by_role("heading", name="Regret: what a plan costs")).to_be_visible()
    expect(heat.get_by_text("dearest is the plan for high where low comes: 200 USD more")).to_be_visible()
    expect(heat.locator("svg").get_by_text("200", exact=True)).to_be_visible()
    expect(heat.locator("svg").get_by_text("all cases (this plan)", exact=True)).to_be_visible()
    assert in_both_themes(open_page(f"/plan?run={run}", bypass_csp=True)) == []
    _, file = downloaded(page, page.get_by_role("button", name="hedge.json"))
    assert Hedge.model_validate_json(file.read_bytes()) == hedge.model_copy(update={"case": None})
    _, file = downloaded(page, page.get_by_role("button", name="Plans of all cases (.zip)"))
    with zipfile.ZipFile(file) as archive:
        assert {"low/plan.json", "high/plan.json"} <= set(archive.namelist())
    page.get_by_role("button", name="Orders of case high").click()
    expect(metric(page, "Total cost, discounted")).to_have_text("560 USD")
    page.wait_for_url("**section=Orders*")  # a view writes its address last: reloaded before, it starts elsewhere
    page.reload()
    expect(metric(page, "Total cost, discounted")).to_have_text("560 USD")
    expect(page.get_by_role("heading", name="Orders, 2027-01 to 2027-03")).to_be_visible()
