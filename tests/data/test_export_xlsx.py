"""The workbook holds numbers as numbers and texts as texts, and is the same bytes for the same plan."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from data.export_xlsx import workbook_bytes
from models.commitment import CommitmentOrder
from models.lockin_use import ExposureUse
from models.maturity import ScopeSpend
from models.plan import Plan


def _sheet(content: bytes, name: str) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)]


def test_the_sheets_are_those_of_a_buy_plan(plan: Plan) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook_bytes(plan)))
    use = ["Cost by workload", "Service by month", "Sites by month", "Pools by month"]
    first = ["Decision", "Orders", "Ports", "Fleet by month", "Cost by term and month"]
    assert book.sheet_names == [*first, *use, "Limits", "Evidence"]
    old = plan.model_copy(update={"service": (), "sites": (), "pools": (), "unassigned": ()})
    assert CalamineWorkbook.from_filelike(io.BytesIO(workbook_bytes(old))).sheet_names == [*first, "Limits", "Evidence"]


def test_the_decision_comes_first(plan: Plan) -> None:
    rows = _sheet(workbook_bytes(plan), "Decision")
    assert rows[2] == ["Decision", plan.decision]
    assert dict(rows[2:])["Gap to the bound, share of that part [%]"] == pytest.approx(0.4)


def test_orders_are_numbers_under_headers_with_units(plan: Plan) -> None:
    rows = _sheet(workbook_bytes(plan), "Orders")
    order = dict(zip(rows[1], rows[2], strict=True))
    assert order["accelerators"] == 96
    assert order["cost in horizon, nominal [USD]"] == 3_000_000


def test_cost_rows_and_columns_add_up(plan: Plan) -> None:
    rows = _sheet(workbook_bytes(plan), "Cost by term and month")
    header, *terms, total = rows[1:]
    for column in range(2, len(header)):
        assert sum(row[column] for row in terms) == pytest.approx(total[column], abs=0.005), header[column]
    assert total[-2:] == [plan.costs.total_nominal_usd, plan.costs.total_discounted_usd]


def test_cost_by_workload_adds_up_and_is_told_per_unit(plan: Plan) -> None:
    rows = _sheet(workbook_bytes(plan), "Cost by workload")
    header, chat, *_, total = rows[1:]
    for column in range(2, len(header), 3):
        assert sum(row[column] or 0 for row in rows[2:-1]) == pytest.approx(total[column], abs=0.005), header[column]
    assert total[-3] == plan.costs.total_nominal_usd
    assert (chat[0], chat[1], header[7]) == ("chat", "million tokens", "2028 [USD per, as in column B]")
    year = [row for row in plan.service if row.period.startswith("2028")]
    per_token = sum(row.cost_usd for row in year) / sum(row.units_served for row in year)
    assert chat[7] == pytest.approx(1e6 * per_token)


def test_service_is_told_as_the_plan_holds_it(plan: Plan) -> None:
    rows = _sheet(workbook_bytes(plan), "Service by month")
    first, second = (dict(zip(rows[1], row, strict=True)) for row in rows[2:4])
    assert (first["share served"], first["usd per unit"], first["bottleneck"]) == (0, None, None)
    assert (second["cost usd"], second["bottleneck"]) == (plan.service[1].cost_usd, "power")


def test_fleet_shows_service_and_average_rent_by_period(plan: Plan) -> None:
    rows = _sheet(workbook_bytes(plan), "Fleet by month")
    found = {row[0]: row[6:] for row in rows[2:]}
    assert found["fra-h100-buy"] == [0, 96, 96, 96]
    assert found["use1-trn2-od"] == pytest.approx([32 * 1000 / 4380] * 4)


def test_no_text_is_a_formula_or_a_link(plan: Plan) -> None:
    texts = ["=1+1", "@A1", "http://example.org", "{=1}"]
    hostile = [plan.limits[0].model_copy(update={"limit": text}) for text in texts]
    content = workbook_bytes(plan.model_copy(update={"limits": tuple(hostile), "decision": "=HYPERLINK(1)"}))
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert [row[0] for row in _sheet(content, "Limits")[2:]] == texts


def test_what_is_signed_beside_the_orders_has_a_sheet(plan: Plan) -> None:
    signed = CommitmentOrder(
        commitment="savings", vendor="aws", order_period="2027-01", in_service_period="2027-02", ends="2028-02",
        usd_per_hour=40.0, upfront_usd=0.0, cost_usd=300_000.0,
    )  # fmt: skip
    bound = ExposureUse(period="2027-01", payee=None, usd=120_000.0)
    content = workbook_bytes(plan.model_copy(update={"commitments": (signed,), "exposure": (bound,)}))
    headers, row = _sheet(content, "Commitments")[1:]
    found = dict(zip(headers, row, strict=True))
    assert (found["usd per hour"], found["cost in horizon [USD]"], found["ends"]) == (40, 300_000, "2028-02")
    assert dict(zip(*_sheet(content, "Bound payments")[1:], strict=True))["bound after it [USD]"] == 120_000
    assert "Leave early" not in CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert workbook_bytes(plan) == workbook_bytes(plan)


def test_pilots_have_a_sheet_where_there_are_any(plan: Plan) -> None:
    row = ScopeSpend(fiscal_year=2027, kind="opex", pilots_usd=12.5, production_usd=7.0)
    rows = _sheet(workbook_bytes(plan.model_copy(update={"spending": (row,)})), "Pilots and production")
    assert rows[1:] == [["Fiscal year", "Book", "Pilots [USD]", "Production [USD]"], [2027, "opex", 12.5, 7]]
