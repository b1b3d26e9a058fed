"""Unsaved edits of scenarios, written one by one: closing the browser loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from data.store.engine import Database
from data.store.errors import Conflict, NotFound, StoreError
from data.store.tables import drafts, edits, scenarios
from data.store.texts import EDIT, exact, is_id
from models.run import Person


@dataclass(frozen=True)
class DraftLog:
    """The unsaved edits of a scenario: `edits[:cursor]` are in force, those after it were undone."""

    base_text: str
    edits: list[str]
    cursor: int


class Drafts:
    """Drafts of scenarios; raises NotFound for a scenario that is not the person's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append_edit(self, person: Person, scenario_id: str, seq: int, edit_json: str) -> None:
        """Add the edit after the first `seq`; undone edits after it are dropped. The cursor stands behind it then.

        Raises
        ------
        Conflict
            when `seq` is not the cursor: another window has edited, undone or saved meanwhile.
        StoreError
            when the edit is too long.
        """
        edit_json = exact(edit_json, EDIT, "The edit")
        with self._database.writing() as connection:
            row = own_scenario(connection, person, scenario_id, lock=True)
            if _cursor(connection, scenario_id) is None:
                first = {"scenario": scenario_id, "base_text": row["saved_text"], "cursor": 0}
                connection.execute(insert(drafts).values(first))
            if seq != _cursor(connection, scenario_id):
                raise Conflict("This scenario was edited in another window: reload the page to see its newest state.")
            connection.execute(delete(edits).where(edits.c.scenario == scenario_id, edits.c.seq >= seq))
            connection.execute(insert(edits).values(scenario=scenario_id, seq=seq, edit=edit_json))
            _move(connection, scenario_id, seq + 1)

    def set_cursor(self, person: Person, scenario_id: str, cursor: int) -> None:
        """Undo (a lower cursor) or redo (a higher one)."""
        with self._database.writing() as connection:
            own_scenario(connection, person, scenario_id, lock=True)
            query = select(edits.c.seq).where(edits.c.scenario == scenario_id).order_by(edits.c.seq.desc()).limit(1)
            last = connection.execute(query).scalar()
            if not 0 <= cursor <= (-1 if last is None else last) + 1:
                raise StoreError(f"There is no edit {cursor} to go to.")
            _move(connection, scenario_id, cursor)

    def draft(self, person: Person, scenario_id: str) -> DraftLog:
        """All unsaved edits; none when the scenario is as it was saved."""
        with self._database.reading() as connection:
            row = own_scenario(connection, person, scenario_id)
            found = connection.execute(select(drafts).where(drafts.c.scenario == scenario_id)).mappings().one_or_none()
            query = select(edits.c.edit).where(edits.c.scenario == scenario_id).order_by(edits.c.seq)
            log = list(connection.execute(query).scalars())
        base, cursor = (row["saved_text"], 0) if found is None else (found["base_text"], found["cursor"])
        return DraftLog(base, log, cursor)

    def discard_draft(self, person: Person, scenario_id: str) -> None:
        """Forget the unsaved edits."""
        with self._database.writing() as connection:
            own_scenario(connection, person, scenario_id, lock=True)
            forget_draft(connection, scenario_id)


def own_scenario(connection: Connection, person: Person, scenario_id: str, *, lock: bool = False) -> RowMapping:
    """The row of a scenario of the person; `lock` keeps it as it is until the transaction ends.

    Raises
    ------
    NotFound
        when there is none or it is somebody else's.
    """
    query = select(scenarios).where(scenarios.c.id == scenario_id)
    query = query.with_for_update() if lock else query
    row = connection.execute(query).mappings().one_or_none() if is_id(scenario_id) else None
    if row is None or not (person.is_local or row["owner"] == person.name):
        raise NotFound("There is no such scenario, or it is not yours.")
    return row


def forget_draft(connection: Connection, scenario_id: str) -> None:
    """Delete the draft; its edits go with it."""
    connection.execute(delete(drafts).where(drafts.c.scenario == scenario_id))


def _cursor(connection: Connection, scenario_id: str) -> int | None:
    return connection.execute(select(drafts.c.cursor).where(drafts.c.scenario == scenario_id)).scalar()


def _move(connection: Connection, scenario_id: str, cursor: int) -> None:
    connection.execute(update(drafts).where(drafts.c.scenario == scenario_id).values(cursor=cursor))
