"""A sweep from the editor to a plan of its frontier, by a click and by the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from data.init import FOLDER
from models.sweep import Sweep
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, downloaded, run_of
from tests.browser.test_access import in_both_themes


def test_from_the_editor_to_a_plan_of_the_frontier(page: Page, back: Back, open_page: OpenPage) -> None:
    own = back.store.scenarios.create(ME, "Assistant", (FOLDER / "minimal.yaml").read_text(encoding="utf-8"))
    page.goto(f"/edit?scenario={own.id}")
    settle(page).get_by_role("button", name="Solve ...").click()
    page.get_by_role("radio", name="Sweep", exact=True).click()
    page.get_by_text("What less of something costs").click()
    steps = page.get_by_role("spinbutton", name="Limits or weights looked at for each [count]")
    steps.fill("3")
    steps.press("Tab")
    expect(page.get_by_text("3 points, the scenario as it is, and at most 2 more")).to_be_visible()
    page.get_by_role("button", name="Sweep", exact=True).click()
    page.wait_for_url("**/run?run=*")
    run = run_of(page)
    page.get_by_role("button", name="Open the sweep").click(timeout=LATE)
    page.wait_for_url(f"**/sweep?run={run}*")
    sweep = back.store.runs.report(ME, run)
    assert isinstance(sweep, Sweep)
    (frontier,) = sweep.frontiers
    assert len(frontier.points) > 2
    box = page.locator(".st-key-figure-pareto-lock-in")
    expect(box.get_by_text("Plan 1 is the scenario as it is")).to_be_visible()
    dots = settle(page).locator('.st-key-figure-pareto-lock-in svg [aria-roledescription="point"]')
    for number in (3, 2):
        point = frontier.points[number - 1]
        name = re.compile(rf"Plan: {number};")
        dots.and_(page.get_by_label(name)).first.click()
        expect(box.get_by_text(f"Plan {number} is the cheapest found where")).to_be_visible()
        expect(box.get_by_text(f"at most: {round(point.objective_usd):,} USD discounted.")).to_be_visible()
    choice = box.get_by_role("combobox")
    expect(choice).to_have_value(re.compile("^2: "))
    choice.press("ArrowDown")
    choice.press("ArrowDown")
    choice.press("Enter")
    expect(choice).not_to_have_value(re.compile("^2: "))
    expect(box.get_by_text("Plan 2 is")).to_be_hidden()
    assert in_both_themes(open_page(f"/sweep?run={run}", bypass_csp=True)) == []
    _, file = downloaded(page, page.get_by_role("button", name="sweep.json"))
    assert Sweep.model_validate_json(file.read_bytes()) == sweep
