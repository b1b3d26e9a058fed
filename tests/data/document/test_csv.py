"""Grids go out as CSV that is safe to open, and come back as edits."""

from __future__ import annotations

import csv
import io

import pytest

from data.document import Document, EditError, check_document, edit_from_csv, grid_of, grids, rows, tables_csv
from tests.data.document.scenes import TEXTS, done, shipped

RESERVED = "nebius-eu-north1-h200-reserve-1y"


def taken(document: Document, grid: str, text: str | bytes, *, is_complete: bool = False) -> None:
    """Apply an uploaded file."""
    document.apply(edit_from_csv(grid_of(document, grid), document, text, is_complete=is_complete))


@pytest.mark.parametrize("name", TEXTS)
def test_an_export_taken_in_again_changes_nothing(name: str) -> None:
    document = shipped(name)
    for grid in grids(document):
        exported = tables_csv(document, grid)
        assert not edit_from_csv(grid, document, exported, is_complete=True), grid.name
        assert not edit_from_csv(grid, document, exported.encode("utf-8-sig")), grid.name


def test_demand_by_month_has_the_form_of_the_demand_table() -> None:
    document = shipped("inference")
    lines = tables_csv(document, grid_of(document, "demand_months")).splitlines()
    assert lines[1:3] == ["customer-chat,eu-central,2027-01,30000", "customer-chat,eu-central,2027-02,31198.3"]
    assert [line for line in lines if not line.startswith("customer-chat")] == [
        "workload,geography,month,value",
        "document-assistant,eu-central,2027-01,8000",
        "document-assistant,eu-central,2027-12,20000",
        "document-assistant,eu-central,2029-12,45000",
    ]
    text = "month,workload,geography,value\n2027-01,customer-chat,eu-central,5\n2027-06,customer-chat,eu-central,7.5\n"
    taken(document, "demand_months", text + "2028-01,customer-chat,us-east,9\n2028-02,customer-chat,us-east,\n")
    assert document.at(("workloads", 0, "demand")) == [
        {"geography": "eu-central", "path": {"2027-01": 5, "2027-06": 7.5}},
        {"geography": "us-east", "path": {"2028-01": 9}},
    ]
    assert document.at(("workloads", 1, "demand", 0, "path", "2027-12")) == 20000


def test_a_month_of_a_level_changed_in_a_file_leaves_the_other_months() -> None:
    document = shipped("inference")
    exported = tables_csv(document, grid_of(document, "demand_months"))
    before = rows(document, grid_of(document, "demand_months"))[0]
    taken(document, "demand_months", exported.replace("2027-02,31198.3\n", "2027-02,40000.5\n"))
    after = rows(document, grid_of(document, "demand_months"))[0]
    assert {name: value for name, value in after.items() if value != before[name]} == {
        "given": "path: every month",
        "2027-02": 40000.5,
    }
    assert len(document.at(("workloads", 1, "demand", 0, "path"))) == 3, "the other row stays as it was"


def test_numbers_are_written_as_people_do() -> None:
    document = shipped("minimal")
    done(document, "workloads", edited_rows={0: {"gb_per_unit": 6e-09, "value_per_unit_usd": 8000.0}})
    text = tables_csv(document, grid_of(document, "workloads"))
    assert ",0.000000006," in text
    assert ",8000," in text
    assert not edit_from_csv(grid_of(document, "workloads"), document, text)


def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_loses_it_again() -> None:
    document = shipped("minimal")
    names = ["=1+1", "+x", "-x", "@x", "\tx", "'=x", "a,b", 'q"q', "two\nlines", "'x"]
    done(document, "vendors", added_rows=[{"id": f"v{n}", "name": name} for n, name in enumerate(names)])
    done(document, "cases", edited_rows={0: {"probability": -0.5}})
    exported = tables_csv(document, grid_of(document, "vendors"))
    assert "v0,'=1+1\n" in exported
    assert "v2,'-x\n" in exported
    assert "v5,''=x\n" in exported
    cells = [cell for line in csv.reader(io.StringIO(exported)) for cell in line]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    assert ",-0.5,\n" in tables_csv(document, grid_of(document, "cases"))
    assert not edit_from_csv(grid_of(document, "vendors"), document, exported, is_complete=True)


def test_known_rows_change_new_ones_are_added_and_only_a_complete_file_deletes() -> None:
    document = shipped("minimal")
    text = "id,usd_per_hour,mode\non-demand,31.5,\nspot,12,spot\n"
    taken(document, "offers", text)
    names = [offer["id"] for offer in document.at(("offers",))]
    assert names == ["buy-node", "reserve-1y", "reserve-3y", "on-demand", "spot"]
    assert document.at(("offers", 3, "usd_per_hour")) == 31.5
    assert "mode" not in document.at(("offers", 3))
    assert document.at(("offers", 4, "mode")) == "spot"
    taken(document, "offers", text, is_complete=True)
    assert [offer["id"] for offer in document.at(("offers",))] == ["on-demand", "spot"]


def test_a_spreadsheets_way_to_write_a_value_is_no_change() -> None:
    document = shipped("minimal")
    text = "id,is_proprietary,owner,port_usd\ncuda,TRUE,gpu-maker,0.00\n"
    taken(document, "stacks", text)
    assert document.at(("stacks", 0)) == {"id": "cuda", "owner": "gpu-maker", "is_proprietary": True, "port_usd": 0}
    before = document.text()
    taken(document, "stacks", text)
    assert document.text() == before


def test_headers_of_the_screen_semicolons_and_nested_rows_are_understood() -> None:
    document = shipped("inference")
    taken(document, "targets", "Workload;Metric;Percentile;Limit [ms]\ncustomer-chat;ttft;50;1200\n")
    assert document.at(("workloads", 0, "targets", 0, "limit_ms")) == 1200
    taken(document, "demand", b"\xef\xbb\xbfworkload,geography,level\ncustomer-chat,eu-central,5\n")
    assert document.at(("workloads", 0, "demand", 0, "level")) == 5
    taken(document, "finance", "discount_rate\n0.1\n")
    assert document.at(("policy", "finance")) == {"discount_rate": 0.1}


def test_a_catalog_record_gets_only_the_fields_that_differ() -> None:
    document = shipped("inference")
    name = rows(document, grid_of(document, "offers"))[3]["name"]
    changed = tables_csv(document, grid_of(document, "offers")).replace(f"{RESERVED},{name}", f"{RESERVED},Our {name}")
    taken(document, "offers", changed)
    assert document.at(("offers", 3)) == {"from": RESERVED, "name": f"Our {name}"}


@pytest.mark.parametrize(
    ("grid", "text", "message"),
    [
        ("offers", "", "no rows"),
        ("offers", "id,usd_per_hr\nx,1\n", "unknown column 'usd_per_hr'; did you mean usd_per_hour"),
        ("offers", "id,id\nx,1\n", "a column is given twice"),
        ("offers", "id\nx,1\n", "row 2: more cells than the header"),
        ("offers", 'id\n"x\n', "not a CSV row"),
        ("offers", b"id\n\xff\n", "not UTF-8"),
        ("offers", "x" * 2_100_000, "larger than 2 MB"),
        ("offers", "id\n" + "x\n" * 20_001, "more than 20,000 rows"),
        ("demand_months", "workload,month,value\n", "expected the columns workload, geography, month, value"),
        ("demand_months", "workload,geography,month,value\nchat,a,2027-01,5\n", "'chat' is not one of the workloads"),
        ("round_trips", "id,eu-central\nnew,5\n", "cannot be added here"),
    ],
)
def test_files_that_are_no_such_table_are_refused(grid: str, text: str | bytes, message: str) -> None:
    document = shipped("inference")
    with pytest.raises(EditError, match=message):
        edit_from_csv(grid_of(document, grid), document, text)


def test_a_wrong_value_in_a_file_is_kept_and_reported() -> None:
    document = shipped("minimal")
    taken(document, "offers", "id,pack\non-demand,eight\n")
    (problem,) = check_document(document).problems
    assert problem.location == ("offers", 3, "pack")
