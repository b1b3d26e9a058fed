"""A plan against its alternatives, from the editor to the tables, the charts and the file; reasons and vendors."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from models.roi import RoiReport
from models.run import Task
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, cells, downloaded, run_of
from tests.browser.test_access import in_both_themes
from tests.ui.runs.conftest import document
from tests.ui.views.test_reported import GIVEN
from ui.negotiation_report import INTERNAL
from ui.runs.submit import submit
from ui.views.roi import COSTS, GAINS

SEEN: dict[Task, str] = {"why": "Dear is nearest: it would be used below 50.0 % of its prices.", "negotiate": INTERNAL}


def test_a_plan_is_weighed_from_the_editor_to_the_tables(page: Page, back: Back, open_page: OpenPage) -> None:
    own = back.store.scenarios.create(ME, "Weighed", document(GIVEN))
    page.goto(f"/edit?scenario={own.id}")
    settle(page).get_by_role("button", name="Solve ...").click()
    page.get_by_role("radio", name="Returns").click()
    page.get_by_role("button", name="Weigh", exact=True).click()
    page.wait_for_url("**/run?run=*")
    run = run_of(page)
    page.get_by_role("button", name="Open the returns").click(timeout=LATE)
    page.wait_for_url(f"**/roi?run={run}")
    expect(page.get_by_text("The plan costs 280 USD, 2027-01 to 2027-03")).to_be_visible()
    assert [row[0] for row in cells(page, COSTS)][:2] == ["The plan", "All on demand"]
    assert "All on demand" in [row[0] for row in cells(page, GAINS)]
    figure = page.locator(".st-key-figure-cash-flow")
    expect(figure.get_by_text("The plan costs 280 USD in all, discounted.")).to_be_visible()
    _, file = downloaded(page, page.get_by_role("button", name="roi.json"))
    assert RoiReport.model_validate_json(file.read_bytes()) == back.store.runs.report(ME, run)
    assert in_both_themes(open_page(f"/roi?run={run}", bypass_csp=True)) == []


def test_reasons_and_vendors_can_be_read_by_everybody(back: Back, open_page: OpenPage) -> None:
    runs = {task: submit(back.store, ME, document(GIVEN), "Weighed", task=task) for task in SEEN}
    for task, said in SEEN.items():
        run = runs[task]
        back.until(lambda run=run: back.find(run).has_ended)  # type: ignore[misc]
        page = open_page(f"/{task}?run={run.id}", bypass_csp=True)
        expect(page.get_by_text(said).first).to_be_visible()
        assert in_both_themes(page) == []
