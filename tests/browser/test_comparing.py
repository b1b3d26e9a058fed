"""Two plans chosen in the history, side by side."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from data.plan_comparison import money_rows
from tests.browser.conftest import Solved
from tests.browser.guard import settle
from tests.browser.kit import Back, cells, mark_rows
from ui.scenario_file import SHIPPED

RATE, HIGHER = "discount_rate: 0.09", "discount_rate: 0.13"


def test_two_plans_from_the_history_side_by_side(page: Page, back: Back, exported: Solved) -> None:
    text = (SHIPPED / "edge-robotics.yaml").read_text(encoding="utf-8")
    assert RATE in text
    base = back.take(exported("edge-robotics"), "Compared: base")
    other = back.solved("edge-robotics", "Compared: dearer money", text=text.replace(RATE, HIGHER))
    page.goto("/history")
    page.get_by_role("textbox", name="Search").fill("Compared:")
    page.get_by_role("textbox", name="Search").press("Enter")
    expect(page.get_by_test_id("stDataFrame").first.locator("tbody tr")).to_have_count(2)
    mark_rows(page, "Runs you may see", "Compared: base", "Compared: dearer money")
    page.get_by_role("button", name="Compare these plans").click()
    page.wait_for_url("**/compare?runs=*")
    settle(page)
    assert {base.id, other.id} <= set(page.url.split("=")[-1].replace("%2C", ",").split(","))
    first, second = (back.plan(run) for run in page.url.split("=")[-1].replace("%2C", ",").split(","))
    for plan in (first, second):
        expect(page.get_by_text(plan.decision)).to_be_visible()
    for row in money_rows([first, second]):
        shown = next(line for line in cells(page, "Money of the plans side by side") if line[0] == row.name)
        assert list(map(float, shown[2:5])) == pytest.approx([*row.amounts, row.differences[1]])
    changed = cells(page, "Inputs of B that differ from A")
    assert ["0.09", "0.13"] in [sorted(line[1:3]) for line in changed]
