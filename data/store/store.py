"""Opening a store."""

from __future__ import annotations

from data.store.engine import Database
from data.store.migrating import migrate
from data.store.runs import Runs
from data.store.scenarios import Scenarios
from data.store.unfinished import Unfinished
from data.store.work import Work


class Store:
    """A store at its newest schema; safe to share between threads, not across a fork."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.runs = Runs(database)
        self.scenarios = Scenarios(database)
        self.unfinished = Unfinished(database)
        self.work = Work(database)

    def __str__(self) -> str:
        """The address without its password."""
        return str(self._database)

    def close(self) -> None:
        """Give the connections back."""
        self._database.engine.dispose()


def open_store(url: str) -> Store:
    """Open a store, made if missing and brought to the newest schema.

    Parameters
    ----------
    url: `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/DATABASE`.

    Raises
    ------
    StoreError
        when it cannot be opened, is no store, or was written by a newer program.
    """
    database = Database(url)
    try:
        migrate(database)
    except BaseException:
        database.engine.dispose()
        raise
    return Store(database)
