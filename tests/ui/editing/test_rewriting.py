from __future__ import annotations

import pytest

from data.document import Edit, EditError, Step
from data.problems import ScenarioError
from tests.ui.editing.conftest import TEXT
from ui.editing.rewriting import Rewrite, draft_of, edit_from_json


def test_a_new_text_is_an_edit_with_undo_and_redo() -> None:
    draft = draft_of(TEXT, "small.yaml", [], 0)
    new = TEXT.replace("name: Small", "name: Smaller  # renamed")
    draft.edit(Edit((Step("set", ("name",), "Tiny"),), "name"))
    draft.edit(Rewrite((), "edited the text", new))
    assert draft.document.text() == new
    draft.undo()
    assert draft.document.at(("name",)) == "Tiny"
    draft.redo()
    assert draft.document.text() == new


def test_a_log_is_replayed_up_to_its_cursor() -> None:
    log = [
        Rewrite((), "text", TEXT + "# end\n").to_json(),
        Edit((Step("set", ("name",), "Tiny"),), "name").to_json(),
    ]
    draft = draft_of(TEXT, "small.yaml", log, 1)
    assert draft.document.text() == TEXT + "# end\n"
    assert [edit.words for edit in draft.undone] == ["name"]
    draft.redo()
    assert draft.document.text() == TEXT.replace("Small", "Tiny") + "# end\n"


def test_a_text_that_the_guards_refuse_changes_nothing() -> None:
    draft = draft_of(TEXT, "small.yaml", [], 0)
    with pytest.raises(ScenarioError, match="anchors"):
        draft.edit(Rewrite((), "bomb", "a: &x [1]\nb: *x\n"))
    assert draft.document.text() == TEXT
    assert draft.cursor == 0


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"text": 5}', '{"words": "x", "steps": [{"kind": "explode"}]}'])
def test_nonsense_in_a_log_is_refused(line: str) -> None:
    with pytest.raises(EditError):
        edit_from_json(line)
