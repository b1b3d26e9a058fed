"""One plan for all cases in the exported tables, and on sheets of the workbook."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl

from data.export_csv import csv_files
from data.export_xlsx import workbook_bytes
from data.plan_tables import table
from models.plan import Plan
from tests.reference.test_two_futures import futures

PLAN = futures().plans["high"]
SHEETS = ("First orders of all cases", "All cases", "Regret")


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_files(PLAN)[f"{name}.csv"].decode())))


def sheet(name: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(PLAN)))
    _, headers, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def test_every_case_has_its_cost_and_that_of_the_best_plan_alone() -> None:
    found = [(row["case"], float(row["discounted_cost_usd"])) for row in rows_of("hedge_cases")]
    assert found == [("low", 320), ("high", 560)]
    alone = [row["discounted cost of best plan alone [USD]"] for row in sheet("All cases")]
    assert alone == [320, 520]


def test_every_plan_in_every_case_has_its_regret() -> None:
    found = {(row["plan_made_for"], row["lived_in"]): row["discounted_regret_usd"] for row in rows_of("hedge_lived")}
    assert float(found["high", "low"]) == 200
    assert len(found) == len(sheet("Regret")) == 6


def test_the_first_orders_are_there() -> None:
    assert [(row["offer"], float(row["packs"])) for row in rows_of("hedge_firm_orders")] == [("own", 4)]
    assert [row["order period"] for row in sheet("First orders of all cases")] == ["2027-01"]


def test_the_decision_tells_all_cases_from_its_own() -> None:
    items = {row["Item"]: row["Value"] for row in sheet("Decision")}
    assert items["Expected over all cases, discounted [USD]"] == 440
    assert items["Gap of the plan for all cases [%]"] == 0


def test_a_plan_of_one_case_has_none_of_it(plan: Plan) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(plan)))
    assert not {*SHEETS} & {*book.sheetnames}
    assert not any(table(plan, name).rows for name in ("hedge_cases", "hedge_lived", "hedge_firm_orders"))
