"""The documents of a plan are made in the browser, and downloaded as one file and one by one."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.browser.conftest import Solved
from tests.browser.kit import Back, downloaded, open_plan


def test_documents_are_made_and_downloaded(page: Page, back: Back, exported: Solved) -> None:
    run = back.take(exported("edge-robotics"), "Robots, documents")
    open_plan(page, run, "Documents&pack=data")
    page.get_by_role("button", name="Make the documents").click()
    every = page.get_by_role("button", name="All documents (.zip)")
    expect(every).to_be_visible()
    name, file = downloaded(page, every)
    assert name.startswith("robots-documents_edge-robotics_expected_")
    assert name.endswith(".data.zip")
    with zipfile.ZipFile(file) as archive:
        made = {each: archive.read(each) for each in archive.namelist()}
    assert f"Run {run.id}" in made["summary.md"].decode()
    billed = [Decimal(row["BilledCost"]) for row in csv.DictReader(io.StringIO(made["focus.csv"].decode()))]
    assert sum(billed) == sum(Decimal(repr(row.paid_usd)) for row in back.plan(run).books)
    _, file = downloaded(page, page.get_by_role("button", name="focus.csv", exact=True))
    assert file.read_bytes() == made["focus.csv"]
