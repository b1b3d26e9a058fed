"""Edits that write the whole text of a document anew, beside those that change values; both have undo and redo."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from data.document import Document, Draft, Edit, EditError


@dataclass(frozen=True)
class Rewrite(Edit):
    """The document as another text, comments included."""

    text: str = ""

    def __bool__(self) -> bool:
        return True

    def to_json(self) -> str:
        """The edit as one line of JSON."""
        return json.dumps({"words": self.words, "text": self.text}, ensure_ascii=False)


class TextDocument(Document):
    """A document that can also be written anew."""

    def apply(self, edit: Edit) -> Edit:
        """Apply an edit; ScenarioError where the guards refuse a new text."""
        if not isinstance(edit, Rewrite):
            return super().apply(edit)
        before = self.text()
        self.content = Document.read(edit.text, self.name).content
        return Rewrite((), f"undo: {edit.words}", before)


def draft_of(text: str, name: str, log: Iterable[str], cursor: int) -> Draft:
    """The draft of a log: its base text, all edits as JSON, and how many of them are in force.

    Raises
    ------
    ScenarioError, EditError
        where the text or an edit cannot be read or applied.
    """
    draft = Draft(TextDocument.read(text, name))
    for line in log:
        draft.edit(edit_from_json(line))
    while draft.cursor > cursor:
        draft.undo()
    return draft


def edit_from_json(line: str) -> Edit:
    """The edit of a line of a log."""
    try:
        data = json.loads(line)
        return Rewrite((), str(data["words"]), str(data["text"])) if "text" in data else Edit.from_json(line)
    except (ValueError, TypeError, KeyError) as error:
        raise EditError(f"not an edit: {error}") from None
