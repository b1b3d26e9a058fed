"""Undo and redo give back the very text; a draft comes back from its log."""

from __future__ import annotations

import pytest

from data.document import Document, Draft, Edit, EditError, Step
from data.problems import ScenarioError

TEXT = "name: A   # the name\nsites:\n  # first\n  - id: a   # beside a\n    # inside a\n    pue: 1.20\n  - b\n"
EDITS = (
    Edit((Step("set", ("name",), "B"),), "name"),
    Edit((Step("remove", ("sites", 0)),), "deleted a"),
    Edit((Step("insert", ("sites", 1), {"id": "c"}), Step("set", ("name",), "C")), "new site"),
)


def draft() -> Draft:
    """A draft with all edits."""
    found = Draft(Document.read(TEXT))
    for edit in EDITS:
        found.edit(edit)
    return found


def test_undo_gives_back_the_text_with_the_comments_of_deleted_records() -> None:
    found = draft()
    last = found.document.text()
    texts = []
    while edit := found.undo():
        texts.append((edit.words, found.document.text()))
    assert [words for words, _ in texts] == ["new site", "deleted a", "name"]
    assert texts[-1][1] == TEXT
    assert "# inside a" in texts[1][1]
    assert [found.redo() for _ in EDITS] == list(EDITS)
    assert found.document.text() == last
    assert found.redo() is None
    assert found.cursor == 3


def test_an_edit_after_undo_forgets_what_was_undone() -> None:
    found = draft()
    found.undo()
    found.edit(Edit((Step("set", ("name",), "D"),), "another name"))
    assert found.undone == []
    assert [edit.words for edit in found.done] == ["name", "deleted a", "another name"]


def test_an_edit_that_fails_is_not_kept() -> None:
    found = draft()
    text = found.document.text()
    with pytest.raises(EditError):
        found.edit(Edit((Step("remove", ("sites", 9)),)))
    assert (found.document.text(), found.cursor) == (text, 3)


@pytest.mark.parametrize("cursor", [0, 1, 2, 3])
def test_a_draft_comes_back_from_its_log(cursor: int) -> None:
    found = draft()
    log = [edit.to_json() for edit in found.done]
    for _ in range(3 - cursor):
        found.undo()
    again = Draft.replay(TEXT, "s.yaml", log, cursor)
    assert again.document.text() == found.document.text()
    assert (again.done, again.undone) == (found.done, found.undone)
    again.redo()
    found.redo()
    assert again.document.text() == found.document.text()


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", '{"words": "", "steps": [{"kind": "run", "at": ["a"], "value": 1}]}', '{"steps": 5}']
)
def test_a_broken_line_of_a_log_is_refused(line: str) -> None:
    with pytest.raises(EditError, match="not an edit"):
        Draft.replay(TEXT, "s.yaml", [line], 1)


def test_a_broken_base_text_is_refused() -> None:
    with pytest.raises(ScenarioError):
        Draft.replay("a: [", "s.yaml", [], 0)


def test_an_edit_survives_json() -> None:
    edit = Edit((Step("set", ("ä", 0), {"x": [1, 2.5, None, True, "\x07"]}), Step("remove", ("b",))), "words")
    assert Edit.from_json(edit.to_json()) == edit
    assert "\n" not in edit.to_json()
    assert not Edit(())
