"""The connection to SQLite or PostgreSQL: how it is opened, and how reads and writes are framed."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from data.store.errors import StoreError

BUSY_SECONDS = 20
"""How long a write waits for another one."""
_LOCK = 0x57EE17A4D
"""Key of the PostgreSQL advisory lock: any number of our own."""


class Database:
    """An engine whose errors are `StoreError` and whose writes never overlap where they count."""

    def __init__(self, url: str) -> None:
        self.url = _parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        try:
            self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        except ModuleNotFoundError as error:
            needed = f"PostgreSQL needs {error.name}: install it with pip install 'steelyard[postgres]'."
            raise StoreError(needed) from None
        # SQLite reads one state in any transaction.
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._readers = self.engine.execution_options(**level)
        self._writers = self.engine.execution_options(writes=True)

    def __str__(self) -> str:
        """The address without its secrets."""
        return self.url.set(query={}).render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, all of it from one state of the store.

        Raises
        ------
        StoreError
            when the store cannot be reached or read.
        """
        with self._said(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Connection]:
        """A transaction that writes all or nothing; `alone` keeps every other such one out.

        Raises
        ------
        StoreError
            when the store cannot be reached or written, or stays busy for too long.
        """
        # SQLite: taking the write lock at once avoids the deadlock of two readers that both want to write.
        with self._said(), self._writers.begin() as connection:
            if alone and not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            # The driver's sentence alone: statements and their values are not for the screen.
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise StoreError(f"The store {self} cannot do this: {reason}") from error


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise StoreError("The store's address is not a URL; allowed: sqlite:///FILE or postgresql://...") from None
    if url.get_backend_name() in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        raise StoreError("The store's address must be sqlite:///FILE or postgresql://USER@HOST/DATABASE.")
    return url.set(drivername="sqlite")


def _postgresql(url: URL) -> Engine:
    return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 10})


def _sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # negotiated prices are in it
    except OSError as error:
        raise StoreError(f"The store {path} cannot be opened: {(error.strerror or str(error)).lower()}.") from None
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    """Every SQLite connection: own transactions, write-ahead log, foreign keys, letters of every alphabet."""
    connection.isolation_level = None
    _write_ahead(connection)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function("lower", 1, lambda value: value.lower() if isinstance(value, str) else value)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch the write-ahead log on; the switch does not wait for others by itself."""
    until = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
