"""Stores to test on: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from data.store import Store, open_store
from tests.data.store.kit import postgresql, postgresql_programs


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The query part of the URL of a PostgreSQL server."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL IS NOT INSTALLED (no initdb): the store was tested on SQLite only")
    with postgresql(programs) as query:
        yield query


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not there yet, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite"
    query = request.getfixturevalue("server")
    name = f"store_{uuid4().hex}"
    engine = create_engine(f"postgresql+psycopg:///postgres{query}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"postgresql:///{name}{query}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A new store, on SQLite and on PostgreSQL."""
    found = open_store(url)
    yield found
    found.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """A new SQLite store."""
    found = open_store(f"sqlite:///{tmp_path}/other.sqlite")
    yield found
    found.close()
