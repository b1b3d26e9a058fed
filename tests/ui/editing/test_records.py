from __future__ import annotations

import pytest

from data.document import Document, EditError, check_document
from data.document.grids import grid_of
from data.document.rows import rows
from ui.editing import records


def test_a_new_row_has_an_id_of_its_own(document: Document) -> None:
    grid = grid_of(document, "workloads")
    document.apply(records.new_row(document, grid))
    document.apply(records.new_row(document, grid))
    names = [item["id"] for item in document.at(("workloads",))]
    assert len(set(names)) == 4


def test_records_of_the_catalog_are_listed_by_their_bare_id(document: Document) -> None:
    names = ["aws-eu-north-1-trainium2-on-demand", "aws-eu-north-1-trainium2-reserve-1y"]
    edit = records.from_catalog("offers", names)
    document.apply(edit)
    assert document.at(("offers",))[-2:] == names
    assert edit.words == "aws-eu-north-1-trainium2-on-demand, aws-eu-north-1-trainium2-reserve-1y from the catalog"
    document.apply(records.from_catalog("vendors", ["nvidia"]))
    assert document.at(("vendors",)) == ["nvidia"]


def test_duplicates_stand_behind_their_originals_with_new_ids(document: Document) -> None:
    grid = grid_of(document, "offers")
    document.apply(records.duplicated(document, grid, [0, 2]))
    ids = [row["id"] for row in rows(document, grid)]
    first = "aws-eu-north-1-h200-reserve-1y"
    assert ids == [first, f"{first}-copy", "aws-eu-north-1-h200-on-demand", "our-quote", "our-quote-copy"]
    assert document.at(("offers", 1)) == {"from": first, "id": f"{first}-copy"}
    assert check_document(document).problems == ()
    document.apply(records.duplicated(document, grid, [0]))
    assert f"{first}-copy2" in [row["id"] for row in rows(document, grid)]


def test_rows_without_ids_are_duplicated_as_they_are(document: Document) -> None:
    document.apply(records.duplicated(document, grid_of(document, "targets"), [0]))
    assert len(document.at(("workloads", 0, "targets"))) == 2


def test_a_record_that_others_brought_in_can_be_duplicated_but_not_deleted(document: Document) -> None:
    grid = grid_of(document, "accelerators")
    with pytest.raises(EditError, match="refer"):
        records.deleted(document, grid, [0])
    document.apply(records.duplicated(document, grid, [0]))
    assert document.at(("accelerators",)) == [{"from": "h200-sxm", "id": "h200-sxm-copy"}]


def test_deleted_rows_are_gone_and_come_back(document: Document) -> None:
    before = document.plain()
    undo = document.apply(records.deleted(document, grid_of(document, "offers"), [0, 2]))
    assert document.at(("offers",)) == [{"from": "aws-eu-north-1-h200-on-demand", "quota_packs": 30}]
    document.apply(undo)
    assert document.plain() == before


def test_reset_leaves_the_catalogs_values_and_an_own_id(document: Document) -> None:
    grid = grid_of(document, "offers")
    document.apply(records.duplicated(document, grid, [1]))
    document.apply(records.reset(document, grid, [0, 1, 2, 3]))
    on_demand = "aws-eu-north-1-h200-on-demand"
    assert document.at(("offers",))[1:3] == [on_demand, {"from": on_demand, "id": f"{on_demand}-copy"}]
    assert document.at(("offers", 3, "id")) == "our-quote", "own records stay as they are"
