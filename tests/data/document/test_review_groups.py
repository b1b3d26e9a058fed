"""Reviews as a table: a letter a case; groups stay whole, and what breaks a law is said in its row."""

from __future__ import annotations

from typing import Any

from data.document import Document, Edit, Step, check_document, edit_from_csv, grid_of, rows, tables_csv
from data.document.review_groups import letter
from tests.data.document.scenes import done, shipped

AT = ("policy", "uncertainty", "reviews")
CASES = ("low", "expected", "high")


def with_reviews(*reviews: dict[str, Any], cases: tuple[str, ...] = CASES) -> Document:
    """A shipped scenario of some cases with reviews; it starts in 2027-01."""
    document = shipped("support-inference")
    ids = [{"id": case, "probability": 1 / len(cases)} for case in cases]
    steps = (Step("set", ("cases",), ids), Step("set", ("variants",), {}), Step("set", AT, list(reviews)))
    document.apply(Edit(steps))
    return document


def table(document: Document, *names: str) -> list[list[Any]]:
    """Some cells of all reviews."""
    return [[row[name] for name in names] for row in rows(document, grid_of(document, "reviews"))]


LETTERS = tuple(f"case {case}" for case in CASES)


def test_cases_of_a_group_have_one_letter() -> None:
    document = with_reviews({"month": "2027-07", "groups": [["low"], ["expected", "high"]]}, {"month": "2028-01"})
    assert table(document, "month", *LETTERS) == [["2027-07", "A", "B", "B"], ["2028-01", "A", "B", "C"]]
    assert table(document, "groups", "problem") == [
        ["low; expected, high", None], ["none: each stands by itself", None],
    ]  # fmt: skip
    columns = {column.name: column for column in grid_of(document, "reviews").columns}
    assert [columns[name].choices for name in LETTERS] == [("A", "B", "C")] * 3
    assert {name for name, column in columns.items() if not column.is_editable} == {"groups", "problem"}


def test_another_letter_moves_a_case_to_another_group() -> None:
    document = with_reviews({"month": "2027-07"})
    words = done(document, "reviews", edited_rows={0: {"case high": "B"}})
    assert document.at((*AT, 0, "groups")) == [["low"], ["expected", "high"]]
    assert words == "review 2027-07: group of high"
    done(document, "reviews", edited_rows={0: {"case low": "B", "month": "2027-08"}})
    assert document.at((*AT, 0)) == {"month": "2027-08", "groups": [["low", "expected", "high"]]}
    done(document, "reviews", edited_rows={0: {"case low": "B", "case high": "C"}})
    assert document.at((*AT, 0)) == {"month": "2027-08"}, "each by itself is what holds without groups"


def test_a_case_in_no_group_or_in_two_is_told_in_its_row() -> None:
    document = with_reviews({"month": "2027-07", "groups": [["low", "expected", "high"]]}, {"month": "2027-09"})
    done(document, "reviews", edited_rows={1: {"case high": None}})
    assert document.at((*AT, 1, "groups")) == [["low"], ["expected"]]
    assert table(document, "case high", "problem")[1] == [None, "every case belongs to one group; not so: high"]
    done(document, "reviews", edited_rows={1: {"case high": "A, B"}})
    assert table(document, "case high", "problem")[1] == ["A, B", "every case belongs to one group; not so: high"]
    assert table(document, "problem")[0] == [None]


def test_a_review_splits_the_groups_before_it() -> None:
    document = with_reviews({"month": "2027-07", "groups": [["low"], ["expected", "high"]]}, {"month": "2027-05"})
    done(document, "reviews", edited_rows={1: {"case expected": "A"}})
    (problem,) = table(document, "problem")[1]
    assert "2027-05 is not after the review before it, 2027-07" in problem
    assert "these cases could be told apart at an earlier review: they stay apart" in problem
    told = {problem.location[:4] for problem in check_document(document).problems}
    assert told == {(*AT, 1)}


def test_new_reviews_and_those_of_a_file() -> None:
    document = with_reviews()
    done(
        document, "reviews", added_rows=[{"month": "2027-07", "case low": "A", "case expected": "A", "case high": "B"}]
    )
    done(document, "reviews", added_rows=[{"month": "2028-01"}])
    assert document.at(AT) == [{"month": "2027-07", "groups": [["low", "expected"], ["high"]]}, {"month": "2028-01"}]
    done(document, "reviews", added_rows=[{"month": "2028-02", "case high": "B"}])
    assert document.at((*AT, 2, "groups")) == [["low"], ["expected", "high"]], "letters not given are as shown without"
    document.apply(Edit((Step("remove", (*AT, 2)),)))
    grid = grid_of(document, "reviews")
    text = tables_csv(document, grid)
    assert not edit_from_csv(grid, document, text)
    document.apply(edit_from_csv(grid, document, text.replace("A,A,B", "A,B,B")))
    assert document.at((*AT, 0, "groups")) == [["low"], ["expected", "high"]]


def test_a_case_that_is_gone_leaves_its_group_with_the_next_change() -> None:
    document = with_reviews({"month": "2027-07", "groups": [["low", "gone"], ["expected", "high"]]})
    assert "gone" in str(table(document, "groups", "problem"))
    done(document, "reviews", edited_rows={0: {"case expected": "A"}})
    assert document.at((*AT, 0, "groups")) == [["low", "expected"], ["high"]]


def test_a_case_takes_its_new_name_into_its_groups() -> None:
    document = with_reviews({"month": "2027-07", "groups": [["low"], ["expected", "high"]]})
    done(document, "cases", edited_rows={0: {"id": "lean"}})
    assert document.at((*AT, 0, "groups")) == [["lean"], ["expected", "high"]]


def test_without_cases_or_with_very_many() -> None:
    assert [c.name for c in grid_of(with_reviews({"month": "2027-07"}, cases=("only",)), "reviews").columns] == [
        "month", "case only", "groups", "problem",
    ]  # fmt: skip
    many = tuple(f"c{n}" for n in range(50))
    document = with_reviews({"month": "2027-07"}, cases=many)
    assert [c.name for c in grid_of(document, "reviews").columns] == ["month", "groups", "problem"]
    assert table(document, "problem") == [[None]]
    assert [letter(n) for n in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]
