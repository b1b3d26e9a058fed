"""Random edits on shipped scenarios: what is written loads again, undo gives back the very text, comments survive."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.document import (
    Document,
    Draft,
    Edit,
    EditError,
    Grid,
    Step,
    check_document,
    edit_of,
    grids,
    rows,
    tables_csv,
)
from data.document.between import steps_between
from data.document.changing import is_same
from tests.data.document.scenes import TEXTS as SHIPPED

ODD = """\
# head
a: {x: 1, y: [p, q,   # of q
     r], "z": null}   # of a
? b
: 5
c: [k: 1, l]
d: |+
  kept

e:
- - 1   # one
  - 2
  # two and a half
  - 3
# below
- {u: 1}
f: >-
  folded
  text
g:
- x   # of x
-
  # of y
  y: 1
  z: 2
h: [
  1,
  2,
]
"""
TEXTS = SHIPPED | {"odd": ODD}
SMALL = ["edge-robotics", "inference", "minimal", "odd"]

texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", " ", "a: b", "#x", "- x", "1e5", "2027-01", "null", "yes", "~", "=1+1", "\x07", "a\nb", "{", "'", '"']
    ),
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(10**31), 10**31), st.floats(allow_nan=False), texts)
plain_values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


def places(value: Any, at: tuple[int | str, ...] = ()) -> list[tuple[int | str, ...]]:
    """All locations of a plain value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in pairs for place in ((*at, key), *places(item, (*at, key)))]


@st.composite
def steps(draw: st.DrawFn, document: Document) -> Step:
    """A step that mostly fits the document."""
    found = places(document.plain())
    at = draw(st.sampled_from(found)) if found else ("name",)
    kind = draw(st.sampled_from(["set", "remove", "insert"]))
    if draw(st.booleans()):
        new = draw(texts) if isinstance(at[-1], str) else draw(st.integers(0, 4))
        at = (*at[:-1], new)
    return Step(kind, at, draw(plain_values))


def stored(value: Any) -> Any:
    """A value as it is after JSON: what a draft's log holds."""
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("name", TEXTS)
def test_a_document_is_written_as_it_was_read(name: str) -> None:
    document = Document.read(TEXTS[name])
    assert document.text() == TEXTS[name]
    assert Document.read(TEXTS[name].replace("\n", "\r\n")).text() == TEXTS[name].replace("\n", "\r\n")


@settings(max_examples=50, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(TEXTS.keys() - {"ai-factory"})))
def test_edits_load_again_and_undo_gives_back_the_text(data: st.DataObject, name: str) -> None:
    draft = Draft(Document.read(TEXTS[name]))
    written = [draft.document.text()]
    for _ in range(data.draw(st.integers(1, 6))):
        step = data.draw(steps(draft.document))
        before = draft.document.plain()
        try:
            inverse = draft.document.copy().apply(Edit((step,)))
            draft.edit(Edit((step,)))
        except EditError:
            assert draft.document.text() == written[-1]
            continue
        written.append(draft.document.text())
        assert is_same(Document.read(written[-1]).plain(), draft.document.plain())
        reverted = draft.document.copy()
        reverted.apply(inverse)
        assert is_same(reverted.plain(), before)
    after = draft.document.text()
    log = [edit.to_json() for edit in draft.done]
    for text in reversed(written[:-1]):
        draft.undo()
        assert draft.document.text() == text
    while draft.redo():
        pass
    assert draft.document.text() == after
    assert Draft.replay(TEXTS[name], "s", log, len(log)).document.text() == after


@settings(max_examples=60, deadline=None)
@given(old=plain_values, new=plain_values)
def test_steps_between_two_documents_lead_from_one_to_the_other(old: Any, new: Any) -> None:
    document = Document.read("name: x\n")
    document.apply(Edit((Step("set", ("v",), old),)))
    document.apply(Edit(tuple(steps_between(document.plain(), {"name": "x", "v": new}))))
    wanted = Document.read("name: x\n")
    wanted.apply(Edit((Step("set", ("v",), new),)))
    assert is_same(document.plain(), wanted.plain())


cells = st.one_of(
    scalars,
    st.floats(),
    st.lists(texts, max_size=3),
    st.sampled_from(("5", "2027-03", "buy", "gpu", "a: 1, b: 2", "eu-central", 7, True)),
)


@st.composite
def deltas(draw: st.DrawFn, grid: Grid, count: int) -> dict[str, Any]:
    """What a person may do in a grid of so many rows."""
    numbers = st.integers(0, max(count - 1, 0))
    found = st.dictionaries(st.sampled_from([c.name for c in grid.columns] or ["x"]), cells, max_size=3)
    return {
        "edited_rows": draw(st.dictionaries(numbers, found, max_size=3)),
        "added_rows": draw(st.lists(found, max_size=2)),
        "deleted_rows": draw(st.lists(numbers, max_size=2)),
    }


@settings(max_examples=40, deadline=None)
@given(data=st.data(), name=st.sampled_from(SMALL))
def test_whatever_is_typed_is_shown_reported_and_written(data: st.DataObject, name: str) -> None:
    document = Document.read(TEXTS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        grid = data.draw(st.sampled_from(grids(document)), label="grid")
        try:
            if data.draw(st.booleans()):
                document.apply(Edit((data.draw(steps(document)),)))
            else:
                delta = data.draw(deltas(grid, len(rows(document, grid))))
                document.apply(edit_of(grid, document, delta))
        except EditError:
            continue
        for problem in check_document(document).problems:
            at = problem.location
            assert len(at) <= 2 or at[0] == "variants" or document.has(at[:2])
        for shown in grids(document):
            assert tables_csv(document, shown).count("\n") >= min(len(rows(document, shown)), 1)
        assert is_same(Document.read(document.text()).plain(), document.plain())
