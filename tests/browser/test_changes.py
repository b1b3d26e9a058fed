"""What changed inputs are worth, from the editor to the waterfall and the file; from plans side by side to the form."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from models.comparison import Comparison, SideBySide
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, cells, downloaded, run_of
from tests.browser.test_access import in_both_themes
from tests.ui.runs.conftest import document
from tests.ui.runs.test_comparing import BASE, DEAR
from ui.compareview.weighing import LABEL
from ui.editing.comparing import DRAFT, SCENARIO
from ui.views.changes import CHANGED, WORTH


def test_changed_inputs_are_weighed_from_the_editor_to_the_waterfall(
    page: Page, back: Back, open_page: OpenPage
) -> None:
    back.store.scenarios.create(ME, "Dear", document(DEAR))
    own = back.store.scenarios.create(ME, "Own", document(BASE))
    page.goto(f"/edit?scenario={own.id}")
    settle(page).get_by_role("button", name="Solve ...").click()
    page.get_by_role("radio", name="Changes", exact=True).click()
    page.get_by_text(SCENARIO, exact=True).click()
    page.get_by_role("combobox", name="Which scenario").click()
    page.get_by_role("option", name="Dear").first.click()
    expect(page.get_by_text("2 changes, weighed in 2 rows by 6 plans at most.")).to_be_visible()
    page.get_by_text(DRAFT, exact=True).click()
    page.get_by_role("button", name="Weigh the changes").click()
    page.wait_for_url("**/run?run=*")
    run = run_of(page)
    page.get_by_role("button", name="Open the comparison").click(timeout=LATE)
    page.wait_for_url(f"**/changes?run={run}")
    expect(page.get_by_text("360 USD become 1,080 USD, discounted: +720 USD.").first).to_be_visible()
    assert [row[1] for row in cells(page, WORTH)] == ["360", "180", "180", "720"]
    assert len(cells(page, CHANGED)) == 2
    figure = page.locator(".st-key-figure-worths").locator("svg")
    for said in ("360 USD", "+360 USD", "+180 USD", "1,080 USD"):
        expect(figure.get_by_text(said, exact=True).first).to_be_visible()
    assert in_both_themes(open_page(f"/changes?run={run}", bypass_csp=True)) == []
    _, file = downloaded(page, page.get_by_role("button", name="compare.json"))
    report = back.store.runs.report(ME, run)
    assert isinstance(report, SideBySide)
    (found,) = json.loads(file.read_bytes())["inputs"]
    assert Comparison.model_validate_json(json.dumps(found)) == report.inputs[0]


def test_beside_two_plans_it_is_one_click_away(page: Page, back: Back) -> None:
    runs = [back.solved("own", name, text=document(given)) for name, given in (("Base", BASE), ("Dear", DEAR))]
    page.goto(f"/compare?runs={','.join(run.id for run in runs)}")
    settle(page).get_by_text(LABEL).click()
    expect(page.get_by_text("2 changes, weighed in 2 rows by 6 plans at most.")).to_be_visible()
    page.get_by_role("button", name="Weigh the changes").click()
    page.wait_for_url("**/run?run=*")
    page.get_by_role("button", name="Open the comparison").click(timeout=LATE)
    expect(page.get_by_text("360 USD become 1,080 USD, discounted: +720 USD.").first).to_be_visible()
