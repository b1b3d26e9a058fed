"""People's own scenarios: saved texts with a revision, and over them the draft of unsaved edits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, exists, insert, select, update

from data.store.drafts import Drafts, forget_draft, own_scenario
from data.store.errors import Conflict, StoreError
from data.store.tables import drafts, scenarios
from data.store.texts import DOCUMENT, NAME, bounded, cut, exact, new_id, now
from models.run import Person


@dataclass(frozen=True)
class Saved:
    """A scenario as it was last saved."""

    id: str
    owner: str
    name: str
    saved_text: str
    saved_at: str
    revision: int
    shipped: str | None = None
    """The shipped scenario or template it started from."""
    has_draft: bool = False
    """Whether there are unsaved edits."""


class Scenarios(Drafts):
    """The scenarios of a store; raises NotFound for one that is not the person's."""

    def create(self, person: Person, name: str, text: str, *, shipped: str | None = None) -> Saved:
        """Save a new scenario, revision 1."""
        row: dict[str, Any] = {
            "id": new_id(),
            "owner": person.name,
            "name": _name(name),
            "shipped": shipped and cut(shipped, NAME),
            "saved_text": exact(text, DOCUMENT, "The scenario"),
            "saved_at": now(),
            "revision": 1,
        }
        with self._database.writing() as connection:
            connection.execute(insert(scenarios).values(row))
        return Saved(**row)

    def find(self, person: Person, scenario_id: str) -> Saved:
        """The scenario as last saved."""
        with self._database.reading() as connection:
            return _saved(connection, own_scenario(connection, person, scenario_id))

    def mine(self, person: Person) -> list[Saved]:
        """The person's scenarios, last saved first."""
        has_draft = exists().where(drafts.c.scenario == scenarios.c.id).label("has_draft")
        query = select(scenarios, has_draft).where(scenarios.c.owner == person.name)
        query = query.order_by(scenarios.c.saved_at.desc(), scenarios.c.number.desc())
        with self._database.reading() as connection:
            return [_value(row, row["has_draft"]) for row in connection.execute(query).mappings()]

    def save(self, person: Person, scenario_id: str, text: str, expected_revision: int) -> Saved:
        """Save a text as the next revision; the draft is saved with it and ends.

        Raises
        ------
        Conflict
            when the revision is not the expected one: somebody saved meanwhile.
        """
        text = exact(text, DOCUMENT, "The scenario")
        with self._database.writing() as connection:
            row = own_scenario(connection, person, scenario_id, lock=True)
            if row["revision"] != expected_revision:
                raise Conflict(
                    f"This scenario was saved elsewhere at {row['saved_at']} (revision {row['revision']}, "
                    f"yours is based on {expected_revision}): download your text, then reload."
                )
            values = {"saved_text": text, "saved_at": now(), "revision": expected_revision + 1}
            forget_draft(connection, scenario_id)
            return _changed(connection, person, scenario_id, values)

    def rename(self, person: Person, scenario_id: str, name: str) -> Saved:
        """Give it another name; text and revision stay."""
        with self._database.writing() as connection:
            own_scenario(connection, person, scenario_id, lock=True)
            return _changed(connection, person, scenario_id, {"name": _name(name)})

    def delete(self, person: Person, scenario_id: str) -> None:
        """Delete the scenario with its draft; runs keep the text they were started with."""
        with self._database.writing() as connection:
            own_scenario(connection, person, scenario_id, lock=True)
            connection.execute(delete(scenarios).where(scenarios.c.id == scenario_id))


def _name(text: str) -> str:
    name = bounded(text.strip(), NAME, "The name")
    if not name:
        raise StoreError("A scenario needs a name.")
    return name


def _changed(connection: Connection, person: Person, scenario_id: str, values: dict[str, Any]) -> Saved:
    connection.execute(update(scenarios).where(scenarios.c.id == scenario_id).values(values))
    return _saved(connection, own_scenario(connection, person, scenario_id))


def _saved(connection: Connection, row: RowMapping) -> Saved:
    query = select(exists().where(drafts.c.scenario == row["id"]))
    return _value(row, bool(connection.execute(query).scalar()))


def _value(row: RowMapping, has_draft: bool) -> Saved:
    fields = {name: value for name, value in row.items() if name not in ("number", "has_draft")}
    return Saved(**fields, has_draft=bool(has_draft))
