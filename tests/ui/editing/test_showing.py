from __future__ import annotations

from collections.abc import Sequence

import pytest

from data.document import Document, Edit, EditError, Step
from data.document.grids import grid_of
from data.document.rows import rows
from ui.editing.deltas import Delta
from ui.editing.showing import Showing, is_same


def drawn(document: Document, name: str, is_live: bool = False, order: Sequence[int] | None = None) -> Showing:
    grid = grid_of(document, name)
    return Showing.draw(document, grid, grid.columns, 1, order, is_live)


def do(showing: Showing, document: Document, delta: Delta) -> Edit:
    edit = showing.edit(document, delta)
    document.apply(edit)
    showing.delta = delta
    return edit


def is_true(showing: Showing, document: Document) -> bool:
    return showing.is_true(document, grid_of(document, showing.grid.name))


def test_every_newer_delta_becomes_one_edit_of_what_is_new_in_it(document: Document) -> None:
    showing = drawn(document, "case_demand")
    do(showing, document, Delta({0: {"scale": 0.6}}))
    edit = do(showing, document, Delta({0: {"scale": 0.6, "growth_per_year": 0.1}}))
    assert [step.at[-1] for step in edit.steps] == ["growth_per_year"]
    assert document.at(("cases", 0, "demand", 0)) == {"workload": "chat", "scale": 0.6, "growth_per_year": 0.1}
    assert is_true(showing, document)
    assert not showing.edit(document, showing.delta)


def test_a_row_typed_cell_by_cell_is_one_row_wherever_it_stands(document: Document) -> None:
    showing = drawn(document, "targets")
    for cells in ({"workload": "chat"}, {"workload": "chat", "metric": "tpot"},
                  {"workload": "chat", "metric": "tpot", "percentile": "99", "limit_ms": 40}):  # fmt: skip
        do(showing, document, Delta({}, (cells,)))
        assert is_true(showing, document)
    last = {"metric": "tpot", "percentile": 99, "limit_ms": 40}
    assert document.at(("workloads", 0, "targets")) == [{"metric": "ttft", "percentile": 99, "limit_ms": 600}, last]


def test_rows_deleted_after_others_were_added_and_changed(document: Document) -> None:
    showing = drawn(document, "demand")
    before = document.plain()
    do(showing, document, Delta({0: {"level": 5}}))
    do(showing, document, Delta({0: {"level": 5}}, ({"workload": "chat", "geography": "us-east", "level": 7},)))
    do(
        showing,
        document,
        Delta({0: {"level": 5}}, ({"workload": "chat", "geography": "us-east", "level": 7},), frozenset({1})),
    )
    assert document.at(("workloads", 0, "demand")) == [
        {"geography": "eu-central", "level": 5},
        {"geography": "us-east", "level": 7},
    ]
    assert document.at(("workloads", 1, "demand"), []) == []
    assert is_true(showing, document)
    do(showing, document, Delta())
    assert document.plain() == before


def test_a_grid_is_untrue_when_it_shows_something_else_than_the_document(document: Document) -> None:
    showing = drawn(document, "demand")
    do(showing, document, Delta({1: {"level": 8}}))  # takes the path away: the form column changes with it
    assert not is_true(showing, document)


def test_a_live_grid_is_true_while_the_cells_typed_are_what_the_document_says(document: Document) -> None:
    showing = drawn(document, "offers", is_live=True)
    do(showing, document, Delta({0: {"committed_usd_per_hour": 30.5}}))
    assert document.at(("offers", 0)) == {"from": "aws-eu-north-1-h200-reserve-1y", "committed_usd_per_hour": 30.5}
    assert is_true(showing, document)
    assert showing.cells(document)[0]["evidence.grade"] == "quote"
    document.apply(Edit((Step("set", ("offers", 0, "committed_usd_per_hour"), 31),)))
    assert not is_true(showing, document)
    showing.delta = Delta()  # the browser forgets a cell as soon as the data hold it
    assert is_true(showing, document)


def test_an_emptied_cell_of_a_catalog_record_brings_the_catalogs_value_back(document: Document) -> None:
    showing = drawn(document, "offers", is_live=True)
    do(showing, document, Delta({1: {"quota_packs": None}}))
    assert document.at(("offers", 1)) in ("aws-eu-north-1-h200-on-demand", {"from": "aws-eu-north-1-h200-on-demand"})


def test_rows_drawn_in_another_order_lead_to_their_records(document: Document) -> None:
    showing = drawn(document, "offers", is_live=True, order=(2, 0))
    do(showing, document, Delta({0: {"monthly_usd": 8000}}))
    assert document.at(("offers", 2, "monthly_usd")) == 8000
    assert is_true(showing, document)


def test_a_number_that_does_not_fit_its_column_is_kept_and_the_column_drawn_anew_as_text(document: Document) -> None:
    showing = drawn(document, "offers", is_live=True)
    do(showing, document, Delta({2: {"monthly_usd": "a lot"}}))
    assert document.at(("offers", 2, "monthly_usd")) == "a lot"
    assert not is_true(showing, document)
    assert {one.name: one.widget for one in drawn(document, "offers").looks}["monthly_usd"] == "text"


def test_rebase_takes_the_document_as_it_is(document: Document) -> None:
    showing = drawn(document, "cases")
    document.apply(Edit((Step("set", ("cases", 0, "probability"), 0.4),)))
    showing.rebase(document)
    assert showing.drawn == rows(document, showing.grid)
    assert is_true(showing, document)


def test_a_row_that_cannot_be_placed_is_refused(document: Document) -> None:
    document.apply(Edit((Step("remove", ("workloads",)),)))
    with pytest.raises(EditError, match="workloads"):
        drawn(document, "targets").edit(document, Delta({}, ({"metric": "ttft"},)))


@pytest.mark.parametrize(
    ("shown", "value", "same"),
    [
        (None, None, True), ("", None, True), ([], None, True), (None, [], True), (None, 0, False), (0, None, False),
        ("99", 99, True), ("0.000002", 2e-06, True), (5, 5.0, True),
        (["a"], ["a"], True), (["a"], ["b"], False), ("a", "b", False),
    ],
)  # fmt: skip
def test_what_counts_as_the_same(shown: object, value: object, same: bool) -> None:
    assert is_same(shown, value) is same
