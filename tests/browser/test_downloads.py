"""Every file of a plan and of a chart is downloaded and read again."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from data.export_csv import FORMULA_STARTS
from data.load import load_scenario
from data.plan_io import read_plan
from data.plan_tables import LAYOUTS, table
from models.plan import Plan, content_hash
from models.run import Run
from solver.proof.audit import audit_plan
from tests.browser.conftest import Solved
from tests.browser.kit import Back, downloaded, open_plan
from ui.scenario_file import SHIPPED

STEM = "edge-robotics"
FILES = r"robots-files_edge-robotics_expected_\d{4}-\d\d-\d\d"
"""How files of the run are called: name, scenario, case, day."""


@pytest.fixture
def run(back: Back, exported: Solved) -> Run:
    return back.take(exported(STEM), "Robots, files")


def test_every_file_of_a_plan_reads_back_as_the_plan(page: Page, back: Back, run: Run) -> None:
    open_plan(page, run, "Files")
    plan = back.plan(run)
    name, file = downloaded(page, page.get_by_role("button", name="plan.json"))
    assert re.fullmatch(rf"{FILES}\.plan\.json", name)
    _is_the_plan(file, plan)
    name, file = downloaded(page, page.get_by_role("button", name="Workbook (.xlsx)"))
    assert re.fullmatch(rf"{FILES}\.xlsx", name)
    _is_the_workbook(file, plan)
    name, file = downloaded(page, page.get_by_role("button", name="CSV tables (.zip)"))
    assert re.fullmatch(rf"{FILES}\.csv\.zip", name)
    _are_the_tables(file, plan)


def _is_the_plan(file: Path, plan: Plan) -> None:
    found = read_plan(file)
    assert found == plan
    assert content_hash(found) == found.provenance.content_hash
    scenario = load_scenario(SHIPPED / f"{STEM}.yaml").scenario
    assert audit_plan(scenario, "expected", found).passed


def _is_the_workbook(file: Path, plan: Plan) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    values = {cell.value for cell in cells}
    assert plan.decision in values
    assert any(value == pytest.approx(plan.objective_usd, abs=0.01) for value in values if isinstance(value, float))
    orders = [row for row in book["Orders"].iter_rows(values_only=True) if row[0] in {o.offer for o in plan.orders}]
    assert len(orders) == len(plan.orders)


def _are_the_tables(file: Path, plan: Plan) -> None:
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    for layout in LAYOUTS:
        rows = list(csv.reader(io.StringIO(texts[f"{layout.name}.csv"])))
        assert len(rows) == 1 + len(table(plan, layout.name).rows), layout.name
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS) and not _is_number(cell)]
    costs = list(csv.DictReader(io.StringIO(texts["costs.csv"])))
    money = next(name for name in costs[0] if name.startswith("discounted"))
    assert sum(float(row[money]) for row in costs) == pytest.approx(plan.objective_usd, abs=0.01)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_a_chart_is_downloaded_as_png_svg_and_csv(page: Page, back: Back, run: Run) -> None:
    open_plan(page, run, "Cost")
    figure = page.locator('[class*="st-key-figure-"]').filter(has=page.get_by_role("heading", name="Cost by term"))
    figure.get_by_text("Table and downloads").click()
    png, svg, table_csv = (_of(figure, page, form) for form in ("PNG", "SVG", "CSV"))
    assert Image.open(io.BytesIO(png)).size[0] >= 1000
    assert svg.startswith(b"<svg")
    assert b"href=" not in svg
    rows = list(csv.reader(io.StringIO(table_csv.decode())))
    costs = back.plan(run).costs
    by_term = {row[0]: [float(cell) for cell in row[1:] if _is_number(cell)] for row in rows[1:]}
    assert len(by_term) >= len(costs.by_term)
    for term, usd in costs.by_term.items():
        found = next(figures for name, figures in by_term.items() if name.startswith(term.replace("_", " ")))
        assert any(figure == pytest.approx(usd, abs=0.01) for figure in found), term


def _of(figure: Locator, page: Page, form: str) -> bytes:
    button = figure.get_by_role("button", name=f"Download {form}", exact=True)
    expect(button).to_be_visible()
    name, file = downloaded(page, button)
    assert name.endswith(f".{form.lower()}")
    return file.read_bytes()
