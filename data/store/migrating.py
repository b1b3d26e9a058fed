"""Brings a store to the newest schema, also when several processes start at once."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, inspect, text

from data.store.engine import Database
from data.store.errors import StoreError

HEAD = "0006"
"""The newest revision in `migrations/versions`; a test compares the two."""
SCRIPTS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = Lock()  # alembic keeps its context in module globals


def migrate(database: Database) -> None:
    """Create or upgrade the tables.

    Raises
    ------
    StoreError
        when the store was written by a newer program, or is no store of ours.
    """
    with database.reading() as connection:
        if _revision(connection) == HEAD:
            return
    with _ONE_AT_A_TIME, database.writing(alone=True) as connection:
        if _revision(connection) != HEAD:
            _upgrade(connection, database)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, database: Database) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StoreError(f"The store {database} was written by a newer Steelyard; update this one.") from None
