"""Undo and redo: a document with the journal of its edits."""

from __future__ import annotations

from collections.abc import Iterable

from data.document.document import Document
from data.document.edits import Edit
from data.document.syntax import Written


class Draft:
    """A document and what was done to it.

    `done` are the edits applied, the latest last; `undone` those that `redo` brings back, the next one last.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.done: list[Edit] = []
        self.undone: list[Edit] = []
        self._before: list[Written] = []

    @classmethod
    def replay(cls, text: str, name: str, edits: Iterable[str], cursor: int) -> Draft:
        """The draft of a log: its base text, all edits as JSON, and how many of them are applied.

        Raises
        ------
        ScenarioError, EditError
            where the text or an edit cannot be read or applied.
        """
        draft = cls(Document.read(text, name))
        parsed = [Edit.from_json(line) for line in edits]
        for edit in parsed:
            draft.edit(edit)
        for _ in parsed[max(cursor, 0) :]:
            draft.undo()
        return draft

    @property
    def cursor(self) -> int:
        """How many edits are applied."""
        return len(self.done)

    def edit(self, edit: Edit) -> None:
        """Apply an edit; what was undone before is forgotten. EditError where it does not apply: nothing changes."""
        before = self.document.content
        self.document.apply(edit)
        self._before.append(before)
        self.done.append(edit)
        self.undone.clear()

    def undo(self) -> Edit | None:
        """Take back the latest edit and return it; the text becomes exactly what it was. None: nothing to undo."""
        if not self.done:
            return None
        edit = self.done.pop()
        self.document.content = self._before.pop()
        self.undone.append(edit)
        return edit

    def redo(self) -> Edit | None:
        """Apply the edit taken back last and return it; None: nothing to redo."""
        if not self.undone:
            return None
        edit = self.undone.pop()
        self._before.append(self.document.content)
        self.document.apply(edit)
        self.done.append(edit)
        return edit
