"""A run leaves as one file and comes back: the same plan, private, with its story; a changed file does not."""

from __future__ import annotations

import io
import re
import zipfile

from playwright.sync_api import Page, expect

from tests.browser.conftest import Solved
from tests.browser.guard import settle
from tests.browser.kit import Back, downloaded, open_panel, run_of


def _import(page: Page, content: bytes, name: str) -> None:
    """Choose a file and import it; the form is open."""
    page.locator('input[type="file"]').set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()


def test_an_exported_run_is_imported_with_plan_comments_and_origin(page: Page, back: Back, exported: Solved) -> None:
    run = back.take(exported("edge-robotics"), "To hand over")
    back.store.runs.comment(back.me, run.id, "Ready for finance.")
    back.store.runs.change(back.me, run.id, visibility="public")
    back.store.runs.approve(back.me, run.id, "By the board", "2031-01-31")
    open_panel(page, run)
    name, file = downloaded(page, page.get_by_role("button", name="Export as a file"))
    assert re.fullmatch(r"to-hand-over_edge-robotics.*_expected_\d{4}-\d\d-\d\d\.run\.zip", name)
    page.get_by_text("Import a run from a file").click()
    _import(page, file.read_bytes(), name)
    expect(page.get_by_text(f"Imported from run {run.id} of local.").first).to_be_visible()
    settle(page)
    copy = back.find(run_of(page))
    assert copy.id != run.id
    assert (copy.status, copy.visibility, copy.approval) == ("done", "private", None)
    assert "There it was approved by local" in copy.note
    assert back.store.runs.plan_text(back.me, copy.id) == back.store.runs.plan_text(back.me, run.id)
    page.get_by_role("tab", name="Comments").click()
    expect(page.get_by_text("Ready for finance.")).to_be_visible()
    page.get_by_role("button", name="Open the plan").click()
    expect(page.get_by_text(back.plan(run).decision)).to_be_visible()


def test_a_changed_file_is_refused_with_the_reason(page: Page, back: Back, exported: Solved) -> None:
    page.goto("/history")
    settle(page)
    before = len(back.store.runs.history(back.me))
    page.get_by_text("Import a run from a file").click()
    _import(page, _with_another_plan(exported("edge-robotics")), "changed.zip")
    expect(page.get_by_text("This file was changed after it was exported, or is damaged")).to_be_visible()
    settle(page)
    _import(page, b"PK\x03\x04 no archive at all", "other.zip")
    expect(page.get_by_text("This file is damaged or is not an exported run.")).to_be_visible()
    assert len(back.store.runs.history(back.me)) == before


def _with_another_plan(exported: bytes) -> bytes:
    """The file with one figure of its plan changed by hand."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(exported)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name, content.replace(b'"bound_usd": 1', b'"bound_usd": 2') if name == "plan.json" else content
            )
    return result.getvalue()
