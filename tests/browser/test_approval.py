"""Freeze and approve: nothing can be changed afterwards, and every view says so."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from data.store import Frozen
from models.plan import content_hash
from models.run import Run
from tests.browser.conftest import Solved
from tests.browser.kit import Back, open_panel, open_plan

NEXT = datetime.now(UTC).year + 1
FROZEN = re.compile(rf"Frozen: approved by local on \d{{4}}-\d\d-\d\d; quotes hold until {NEXT}-12-31\. Board, item 7")


@pytest.fixture
def run(back: Back, exported: Solved, request: pytest.FixtureRequest) -> Run:
    """A run with a plan, named after the test."""
    return back.take(exported("edge-robotics"), request.node.name[:45])


def _approve(page: Page, run: Run) -> None:
    open_panel(page, run, "Approval")
    page.get_by_label("Note to the approval").fill("Board, item 7")
    page.get_by_role("spinbutton", name="year, Quotes").click()
    page.keyboard.type(f"{NEXT}1231")
    page.get_by_text("I approve this plan as local").click()
    page.get_by_role("button", name="Approve and freeze").click()
    expect(page.get_by_text(FROZEN).first).to_be_visible()


def test_a_plan_is_not_approved_by_accident(page: Page, back: Back, run: Run) -> None:
    open_panel(page, run, "Approval")
    page.get_by_role("button", name="Approve and freeze").click()
    expect(page.get_by_text("Check the box to approve.")).to_be_visible()
    assert not back.find(run).is_frozen


def test_an_approved_run_changes_no_more_and_every_view_says_so(page: Page, back: Back, run: Run) -> None:
    before = back.store.runs.plan_text(back.me, run.id)
    _approve(page, run)
    expect(page.get_by_role("tab", name="Approval")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Name and note").click()
    for label in ("Name", "Note"):
        expect(page.get_by_role("tabpanel").get_by_label(label, exact=True).first).to_be_disabled()
    expect(page.get_by_role("button", name="Save name and note")).to_be_disabled()
    expect(page.get_by_text("It is frozen: only comments and the pin can change.").first).to_be_visible()
    page.get_by_role("tab", name="Sharing").click()
    expect(page.get_by_role("button", name="Save sharing")).to_have_count(0)
    expect(page.get_by_role("button", name="Delete ...")).to_have_count(0)
    expect(page.get_by_role("button", name="Approve and freeze")).to_have_count(0)

    page.get_by_role("tab", name="Comments").click()
    page.get_by_label("Comment", exact=True).fill("Filed.")
    page.get_by_role("button", name="Add comment").click()
    expect(page.get_by_text("Filed.", exact=True)).to_be_visible()

    for changed in ({"name": "x"}, {"note": "x"}, {"visibility": "public"}):
        with pytest.raises(Frozen):
            back.store.runs.change(back.me, run.id, **changed)
    with pytest.raises(Frozen):
        back.store.runs.delete(back.me, run.id)
    open_plan(page, run)
    expect(page.get_by_text(FROZEN)).to_be_visible()
    page.goto(f"/run?run={run.id}")
    expect(page.get_by_text(FROZEN)).to_be_visible()
    page.goto("/")
    row = page.get_by_test_id("stHorizontalBlock").filter(has=page.get_by_role("link", name=run.name))
    expect(row.get_by_text("frozen", exact=True).first).to_be_visible()

    assert back.store.runs.plan_text(back.me, run.id) == before
    plan = back.plan(run)
    assert plan.provenance.content_hash == content_hash(plan)
