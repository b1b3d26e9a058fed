from __future__ import annotations

from data.document import Edit, Step
from data.store import Saved, Store
from models.run import Person
from ui.editing.deltas import Delta
from ui.editing.desk import Desk
from ui.editing.rewriting import Rewrite
from ui.editing.session import Session
from ui.editing.showing import Showing


def draw(desk: Desk, name: str, is_live: bool = False) -> Showing:
    grid = desk.grids[name]
    desk.showings[name] = Showing.draw(desk.session.document, grid, grid.columns, desk.number(), is_live=is_live)
    return desk.showings[name]


def type_into(desk: Desk, showing: Showing, delta: Delta) -> bool:
    edit = showing.edit(desk.session.document, delta)
    showing.delta = delta
    return desk.edit(edit, by=showing.grid.name)


def test_the_grid_in_which_one_works_is_not_drawn_anew(desk: Desk) -> None:
    showing = draw(desk, "cases")
    for probability in (0.4, 0.3, 0.5, 0.6):
        assert type_into(desk, showing, Delta({0: {"probability": probability}}))
        assert desk.showings["cases"] is showing
    assert desk.session.draft.cursor == 4


def test_another_grid_is_drawn_anew_only_where_its_rows_or_choices_have_changed(desk: Desk) -> None:
    cases, changes = draw(desk, "cases"), draw(desk, "case_demand")
    type_into(desk, cases, Delta({1: {"probability": 0.4}}))
    assert desk.showings["case_demand"] is changes
    assert changes.base.at(("cases", 1, "probability")) == 0.4, "it now starts from the new document"
    type_into(desk, cases, Delta({1: {"probability": 0.4}, 0: {"id": "lower"}}))
    assert "case_demand" not in desk.showings


def test_a_changed_document_does_not_revert_under_rows_added_elsewhere(desk: Desk) -> None:
    cases, changes = draw(desk, "cases"), draw(desk, "case_demand")
    type_into(desk, changes, Delta({}, ({"case": "low", "workload": "mail", "scale": 2},)))
    type_into(desk, cases, Delta({0: {"probability": 0.4}}))
    assert "case_demand" not in desk.showings, "its base is old"
    assert desk.session.document.at(("cases", 0, "probability")) == 0.4
    assert len(desk.session.document.at(("cases", 0, "demand"))) == 2


def test_reviews_are_typed_letter_by_letter_and_drawn_anew_where_they_say_more(desk: Desk) -> None:
    at = ("policy", "uncertainty", "reviews")
    reviews = draw(desk, "reviews")
    for cells in ({"month": "2027-04"}, {"month": "2027-04", "case high": "A"}):
        assert type_into(desk, reviews, Delta({}, (cells,)))
        assert desk.showings["reviews"] is reviews
    assert desk.session.document.at(at) == [{"month": "2027-04", "groups": [["low", "high"]]}]
    reviews = draw(desk, "reviews")
    assert type_into(desk, reviews, Delta({0: {"case high": "B"}}))
    assert desk.session.document.at(at) == [{"month": "2027-04"}]
    assert "reviews" not in desk.showings, "groups in words stand beside the letters"
    desk.undo()
    assert desk.session.document.at(at) == [{"month": "2027-04", "groups": [["low", "high"]]}]


def test_undo_leaves_a_live_grid_in_place(desk: Desk) -> None:
    showing = draw(desk, "offers", is_live=True)
    type_into(desk, showing, Delta({2: {"monthly_usd": 8000}}))
    type_into(desk, showing, Delta())  # the browser has seen the new data
    desk.undo()
    assert desk.showings["offers"] is showing
    assert showing.cells(desk.session.document)[2]["monthly_usd"] == 9000
    assert desk.notice is not None
    assert "our-quote: monthly" in desk.notice.text
    desk.redo()
    assert showing.cells(desk.session.document)[2]["monthly_usd"] == 8000


def test_undo_draws_a_live_grid_anew_whose_cell_would_hide_it(desk: Desk) -> None:
    showing = draw(desk, "offers", is_live=True)
    type_into(desk, showing, Delta({2: {"monthly_usd": 8000}}))
    desk.undo()
    assert "offers" not in desk.showings


def test_two_windows_lose_nothing_silently(desk: Desk, store: Store, saved: Saved) -> None:
    other = Desk(Session.open(store, Person.local(), saved.id))
    other.edit(Edit((Step("set", ("name",), "theirs"),), "name"))
    draw(desk, "cases")
    assert not desk.edit(Edit((Step("set", ("name",), "mine"),), "scenario: name"))
    assert desk.notice is not None
    assert desk.notice.level == "error"
    assert "another window" in desk.notice.text
    assert "scenario: name = mine" in desk.notice.text
    assert desk.session.document.at(("name",)) == "theirs"
    assert desk.showings == {}
    assert desk.edit(Edit((Step("set", ("name",), "mine"),), "scenario: name")), "made again it is taken"


def test_refusals_say_why(desk: Desk) -> None:
    assert not desk.edit(Edit((Step("remove", ("offers", 9)),)))
    assert desk.notice is not None
    assert desk.notice.text.startswith("Not changed: ")
    assert not desk.edit(Rewrite((), "text", "a: [1"))
    assert "not valid YAML" in desk.notice.text


def test_a_problem_points_at_its_cell_and_puts_its_row_first(desk: Desk) -> None:
    desk.edit(Edit((Step("set", ("offers", 2, "term_months"), -3),)))
    (problem,) = desk.session.checked.problems
    place = desk.point_at(problem)
    assert (place.section, place.part, place.column) == ("Offers and prices", "Prices", "term_months")
    assert desk.first("offers") == (("offers", 2),)
    assert desk.first("sites") == ()


def test_what_is_typed_as_text_is_kept_while_the_document_changes(desk: Desk) -> None:
    number = desk.text_number()
    desk.type("name: other\n")
    typed = desk.typed
    desk.edit(Edit((Step("set", ("name",), "A"),)))
    desk.type("name: other still\n")
    assert typed is not None
    assert desk.typed is not None
    assert desk.typed.content is typed.content
    assert desk.text_number() == number
    desk.type(desk.session.document.text())
    assert desk.typed is None
    assert desk.text_number() != number


def test_save_and_discard(desk: Desk) -> None:
    desk.edit(Edit((Step("set", ("name",), "A"),), "name"))
    assert desk.save()
    desk.edit(Edit((Step("set", ("name",), "B"),), "name"))
    desk.discard()
    assert desk.session.document.at(("name",)) == "A"
    assert desk.session.saved.revision == 2
