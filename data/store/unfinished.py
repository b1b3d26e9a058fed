"""Unfinished answers of the guided start: one text a person, so that a reload of the page loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from data.store.engine import Database
from data.store.tables import unfinished
from data.store.texts import EDIT, exact, now
from models.run import Person


@dataclass(frozen=True)
class Kept:
    """Unfinished answers as they were kept last."""

    text: str
    saved_at: str
    """Moment in UTC, ISO 8601 with milliseconds."""


class Unfinished:
    """The unfinished answers of every person; each sees the own ones alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, person: Person, text: str) -> None:
        """Keep the answers instead of those before; of two windows the last one counts.

        Raises
        ------
        StoreError
            when they are too long.
        """
        row = {"owner": person.name, "text": exact(text, EDIT, "The draft"), "saved_at": now()}
        with self._database.writing(alone=True) as connection:
            connection.execute(delete(unfinished).where(unfinished.c.owner == person.name))
            connection.execute(insert(unfinished).values(row))

    def kept(self, person: Person) -> Kept | None:
        """The person's unfinished answers; None where there are none."""
        query = select(unfinished.c.text, unfinished.c.saved_at).where(unfinished.c.owner == person.name)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Kept(*row)

    def forget(self, person: Person) -> None:
        """Forget them, where there are any."""
        with self._database.writing() as connection:
            connection.execute(delete(unfinished).where(unfinished.c.owner == person.name))
