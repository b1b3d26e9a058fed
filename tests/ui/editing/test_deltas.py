from __future__ import annotations

from ui.editing.deltas import Delta

DRAWN = [{"id": "a", "n": 1}, {"id": "b", "n": 2}, {"id": "c", "n": 3}]


def test_rows_added_without_a_cell_filled_in_do_not_count() -> None:
    state = {
        "edited_rows": {"1": {"n": 5}, "2": {}},
        "added_rows": [{}, {"id": None, "n": ""}, {"id": "d"}],
        "deleted_rows": [0],
    }
    delta = Delta.read(state)
    assert delta == Delta({1: {"n": 5}}, ({"id": "d"},), frozenset({0}))
    assert delta.has_moved_rows
    assert delta.size == 3


def test_cells_get_the_names_of_columns_and_others_are_left_out() -> None:
    def named(cells: dict[str, object]) -> dict[str, object]:
        return {"n": cells["c1"]} if "c1" in cells else {}

    delta = Delta.read(
        {"edited_rows": {0: {"c1": 7}, 1: {"c0": "x"}}, "added_rows": [{"c0": "y"}], "deleted_rows": []}, named
    )
    assert delta == Delta({0: {"n": 7}})
    assert not delta.has_moved_rows


def test_only_cells_that_differ_from_the_earlier_delta_are_new() -> None:
    earlier = Delta({0: {"n": 5, "id": "x"}, 1: {"n": 9}})
    later = Delta({0: {"n": 6, "id": "x"}, 2: {"n": None}})
    assert later.cells_since(earlier, DRAWN) == {0: {"n": 6}, 1: {"n": 2}, 2: {"n": None}}
    assert later.cells_since(later, DRAWN) == {}


def test_rows_are_numbered_as_in_the_document() -> None:
    delta = Delta({0: {"n": 5}, 1: {"n": 6}}, ({"id": "d"},), frozenset({1}))
    assert delta.as_drawn((7, 3, 4)) == {"edited_rows": {7: {"n": 5}}, "added_rows": [{"id": "d"}], "deleted_rows": [3]}


def test_shown_are_the_drawn_rows_with_all_changes() -> None:
    delta = Delta({0: {"n": 5}}, ({"id": "d"},), frozenset({1}))
    assert delta.shown(DRAWN) == [{"id": "a", "n": 5}, {"id": "c", "n": 3}, {"id": "d"}]
