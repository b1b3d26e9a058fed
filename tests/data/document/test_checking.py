"""A document is checked as its file is, and every problem says where to correct it."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.document import Document, Edit, Step, check_document, self_contained
from data.load import load_scenario
from data.problems import Location, Place, Problem
from data.tree import Node, origin
from tests.data.document.scenes import FILES, TEXTS, done, shipped

BUY = {"from": "colo-frankfurt-h200-buy"}
PATH: Location = ("workloads", 1, "demand", 0, "path")
SHARE: Location = ("policy", "vendor_shares", 0)


def put(name: str, *steps: tuple[Location, object]) -> Document:
    """A shipped scenario with values set."""
    document = shipped(name)
    document.apply(Edit(tuple(Step("set", at, value) for at, value in steps)))
    return document


def found(document: Document, variant: str | None = None) -> list[tuple[Location, str]]:
    """Locations and messages of the problems."""
    return [(problem.location, problem.message) for problem in check_document(document, variant).problems]


@pytest.mark.parametrize("name", TEXTS)
def test_a_document_loads_as_its_file_does(name: str) -> None:
    file = load_scenario(FILES[name])
    for variant in (None, *file.variants):
        checked = check_document(shipped(name), variant)
        assert checked.problems == ()
        assert checked.loaded is not None
        by_file = load_scenario(FILES[name], variant)
        assert checked.loaded.scenario == by_file.scenario
        assert checked.loaded.document_hash == by_file.document_hash
        assert checked.loaded.pulled == by_file.pulled
        assert checked.loaded.replaced == by_file.replaced
        assert checked.loaded.variants == by_file.variants


def test_problems_are_those_of_the_file(tmp_path: Path) -> None:
    document = put(
        "inference",
        (("offers", 2, "quota_packs"), "many"),
        (("workloads", 0, "class"), "x"),
        (("policy", "budgets", 0, "max_usd"), -1),
        (("sites", 0, "pow"), 1),
        (("vendors",), []),
    )
    file = tmp_path / "inference.yaml"
    file.write_text(document.text(), encoding="utf-8")
    with pytest.raises(Exception, match="quota_packs") as caught:
        load_scenario(file)
    of_file = [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]  # type: ignore[attr-defined]  # ScenarioError
    assert [str(problem) for problem in check_document(document).problems] == of_file


@pytest.mark.parametrize(
    ("at", "value", "location", "message"),
    [
        (("offers", 2, "quota_packs"), "many", ("offers", 2, "quota_packs"), "expected a number"),
        (("offers", 2, "term_months"), 6, ("offers", 2, "term_months"), "is paid by"),
        (("offers", 0), BUY | {"quota_packs": 1}, ("offers", 0, "quota_packs"), "is for on_demand and spot"),
        (("offers", 1), {"id": "own"}, ("offers", 1, "mode"), "the field is missing"),
        (("offers", 0), "no-such-offer", ("offers", 0), "is not in the catalog's offers"),
        (
            ("offers", 0),
            {"from": "colo-frankfurt-h200-buy", "life_months": None},
            ("offers", 0, "life_months"),
            "needs",
        ),
        (
            ("offers", 0),
            {"from": "colo-frankfurt-h200-buy", "site": "x"},
            ("offers", 0, "site"),
            "not one of the sites",
        ),
        (("workloads", 0, "demand", 0, "level"), -5, ("workloads", 0, "demand", 0, "level"), "out of range"),
        (
            ("workloads", 1, "demand", 0, "path", "2027-13"),
            5,
            ("workloads", 1, "demand", 0, "path", "2027-13"),
            "month",
        ),
        (("workloads", 1, "demand", 0, "level"), 5, ("workloads", 1, "demand", 0, "level"), "not both"),
        (("workloads", 0, "id"), "chat", ("cases", 2, "demand", 0, "workload"), "'customer-chat' is not one of"),
        (("horizon", "blocks", 0, "share"), 0.5, ("horizon", "blocks"), "shares sum to"),
        (("cases", 0, "probability"), 0.9, ("cases",), "probabilities sum to"),
        (
            ("policy", "vendor_shares", 0, "vendor"),
            "x",
            ("policy", "vendor_shares", 0, "vendor"),
            "not one of the vendors",
        ),
        (("policy", "finance"), "x", ("policy", "finance"), "expected a record"),
        (("name",), "x" * 10_000_000, ("name",), "longer than 2000 characters"),
        (("name",), "bell\x07", ("name",), r"U+0007 is not allowed in a text"),
        (("workloads", 0, "name"), "{" * 3000, ("workloads", 0, "name"), "longer than 2000"),
        (("workloads", 0, "changes_from"), "{a: {b: " * 50, ("workloads", 0, "changes_from"), "expected a mapping"),
        (("sites", 0, "power_cap_kw"), "=1+1", ("sites", 0, "power_cap_kw"), "expected a number, got '=1+1'"),
        (("tables",), {"demand": "x.csv"}, ("tables",), "holds everything itself"),
        (("extends",), "x.yaml", ("extends",), "holds everything itself"),
    ],
)
def test_a_problem_leads_to_its_cell(at: Location, value: object, location: Location, message: str) -> None:
    problems = found(put("inference", (at, value)))
    assert any(place == location and message in words for place, words in problems), problems


def test_a_deleted_workload_leaves_its_references_to_be_reported() -> None:
    document = shipped("inference")
    assert done(document, "workloads", deleted_rows=[0]) == "deleted customer-chat"
    assert found(document)[0][0] == ("cases", 2, "demand", 0, "workload")


def test_a_variant_is_checked_when_it_is_chosen() -> None:
    document = put("inference", (("variants", "rent-only", "policy", "budgets", 0, "max_usd"), -1))
    assert check_document(document).problems == ()
    problems = found(document, "rent-only")
    assert [place for place, _ in problems] == [("variants", "rent-only", "policy", "budgets", 0, "max_usd")]
    assert "there is no variant 'x'" in found(document, "x")[0][1]


def test_lines_are_those_of_the_text_as_it_stands() -> None:
    document = put("minimal", (("name",), "x"), (("workloads", 0, "demand", 0, "level"), "many"))
    (problem,) = check_document(document).problems
    assert "many" in document.text().splitlines()[problem.line - 1]
    assert document.text().splitlines()[problem.line - 1][problem.column - 1 :].startswith("level")


def test_what_is_wrong_with_a_record_brought_along_leads_to_what_brought_it() -> None:
    drawn, brought = Place("f", 2, 1, location=("offers", 3)), Place("f", 2, 1, "from the catalog", ("offers", 3))
    record = Node({"id": Node("x", brought), "mode": Node("buy", brought)}, drawn)
    pulled = Node({"id": Node("y", brought)}, brought)
    own = Node([record], Place("f", 1, 1, location=("offers",)))
    root = Node({"offers": own, "sites": Node([pulled], drawn)}, Place("f", 1, 1))
    assert origin(root, ("offers", 0, "mode")) == ("offers", 3, "mode")
    assert origin(root, ("offers", 0, "vendor")) == ("offers", 3, "vendor")
    assert origin(root, ("sites", 0, "id")) == ("offers", 3)
    assert origin(root, ("sites", 0, "kind")) == ("offers", 3)


def test_problems_are_equal_wherever_they_are_corrected() -> None:
    assert Problem("f", 1, 1, "p", "m", ("a",)) == Problem("f", 1, 1, "p", "m")


def test_checking_twice_gives_the_same_and_changes_nothing() -> None:
    document = shipped("inference")
    assert check_document(document) == check_document(document)
    assert document.text() == TEXTS["inference"]
    assert self_contained({"a.yaml": TEXTS["inference"].encode()}, "a.yaml").text() == TEXTS["inference"]
