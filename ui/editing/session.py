"""One person's work on one scenario: the draft with its undo history, kept in step with the store.

Every edit is written to the store at once, so that a session holds nothing that could be lost. When another window has
changed the draft or saved the scenario meanwhile, nothing of this session goes on top: it is opened anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from data.document import Checked, Document, Draft, Edit, check_document
from data.document.changes import Change, changes
from data.document.syntax import Written
from data.store import Conflict, DraftLog, Saved, Store
from models.run import Person
from ui.editing.rewriting import draft_of

MEANWHILE = "This scenario was changed or saved in another window meanwhile. What you see now is its newest state."


@dataclass
class Session:
    """A scenario, its draft, and the log of the draft as this session knows it."""

    store: Store
    person: Person
    saved: Saved
    draft: Draft
    log: DraftLog
    _checked: tuple[Written, Checked] | None = None

    @classmethod
    def open(cls, store: Store, person: Person, scenario: str) -> Self:
        """Open a scenario with its draft.

        Raises
        ------
        NotFound
            where there is no such scenario of this person.
        ScenarioError, EditError
            where its text cannot be read, or its draft not be replayed.
        """
        saved, log = store.scenarios.find(person, scenario), store.scenarios.draft(person, scenario)
        return cls(store, person, saved, draft_of(log.base_text, f"{saved.name}.yaml", log.edits, log.cursor), log)

    # -- what there is -----------------------------------------------------------------------------------------------
    @property
    def id(self) -> str:
        """Id of the scenario."""
        return self.saved.id

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.draft.document

    @property
    def checked(self) -> Checked:
        """What check says of the document; kept until it changes."""
        content = self.document.content
        if self._checked is None or self._checked[0] is not content:
            self._checked = (content, check_document(self.document))
        return self._checked[1]

    @property
    def edited_at(self) -> str | None:
        """When the draft was last edited, as moments in the store; None where nothing is unsaved."""
        if not self.log.cursor:
            return None
        moment = json.loads(self.log.edits[self.log.cursor - 1]).get("at")
        return moment if isinstance(moment, str) else None

    def changes(self) -> list[Change]:
        """What differs from the saved version, field by field."""
        return changes(Document.read(self.saved.saved_text).plain(), self.document.plain())

    def is_in_step(self) -> bool:
        """Whether the store holds exactly what this session knows."""
        found = self.store.scenarios.find(self.person, self.id)
        return found.revision == self.saved.revision and self.store.scenarios.draft(self.person, self.id) == self.log

    # -- what a person does ------------------------------------------------------------------------------------------
    def edit(self, edit: Edit) -> None:
        """Apply an edit and write it to the store.

        Raises
        ------
        Conflict
            where another window was faster; nothing is changed then.
        EditError, ScenarioError, StoreError
            where the edit cannot be applied or kept; nothing is changed then.
        """
        self._keep_step()
        undone = list(self.draft.undone)
        self.draft.edit(edit)
        line, cursor = _dated(edit), self.log.cursor
        try:
            self.store.scenarios.append_edit(self.person, self.id, cursor, line)
        except BaseException as error:
            self.draft.undo()
            self.draft.undone[:] = undone
            if isinstance(error, Conflict):  # the other window was between the look at the store and the writing
                raise Conflict(MEANWHILE) from error
            raise
        self.log = DraftLog(self.log.base_text, [*self.log.edits[:cursor], line], cursor + 1)

    def undo(self) -> Edit | None:
        """Take back the latest edit; Conflict as in `edit`."""
        return self._move(-1) if self.draft.done else None

    def redo(self) -> Edit | None:
        """Apply the edit again that was taken back last; Conflict as in `edit`."""
        return self._move(1) if self.draft.undone else None

    def save(self) -> None:
        """Save the document as the next version; the draft ends. Conflict as in `edit`."""
        self._keep_step()
        self.store.scenarios.save(self.person, self.id, self.document.text(), self.saved.revision)
        self.reopen()

    def discard(self) -> None:
        """Go back to the saved version for good. Conflict as in `edit`."""
        self._keep_step()
        self.store.scenarios.discard_draft(self.person, self.id)
        self.reopen()

    def reopen(self) -> None:
        """Read everything anew from the store; errors as in `open`."""
        vars(self).update(vars(Session.open(self.store, self.person, self.id)))

    def _move(self, step: int) -> Edit | None:
        self._keep_step()
        self.store.scenarios.set_cursor(self.person, self.id, self.log.cursor + step)
        self.log = DraftLog(self.log.base_text, self.log.edits, self.log.cursor + step)
        return self.draft.undo() if step < 0 else self.draft.redo()

    def _keep_step(self) -> None:
        if not self.is_in_step():
            raise Conflict(MEANWHILE)


def _dated(edit: Edit) -> str:
    """The edit as JSON with the moment it was made."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({**json.loads(edit.to_json()), "at": moment}, ensure_ascii=False, separators=(",", ":"))
