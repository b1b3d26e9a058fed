"""Opening a store: made when missing, brought to the newest schema, refused with a reason."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from data.store import StoreError, open_store
from data.store.engine import Database
from data.store.migrating import HEAD, SCRIPTS
from data.store.tables import metadata
from tests.data.store.kit import ANN, HOME, WAIT, outputs, start, submit

OPEN = f"""
import sys
import alembic.command, alembic.config, psycopg  # so that all arrive together
from data.store import open_store
from models.run import Person
{WAIT}
store = open_store(sys.argv[1])
print(store.scenarios.create(Person.local(), "x", "y").id)
store.close()
"""


def test_migrations_lead_to_the_tables(url: str) -> None:
    open_store(url).close()
    database = Database(url)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    database.engine.dispose()


def test_a_fresh_creation_equals_the_migrations(tmp_path: Path) -> None:
    def schema(path: Path) -> list[tuple[str, ...]]:
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic_version%'"
            rows = [(row[0], row[1], "".join(str(row[2]).split())) for row in connection.execute(text(query))]
        engine.dispose()
        return sorted(rows)

    open_store(f"sqlite:///{tmp_path}/migrated").close()
    fresh = create_engine(f"sqlite:///{tmp_path}/fresh")
    metadata.create_all(fresh)
    fresh.dispose()
    assert _unordered(schema(tmp_path / "migrated")) == _unordered(schema(tmp_path / "fresh"))


def _unordered(schema: list[tuple[str, ...]]) -> list[tuple[str, str, list[str]]]:
    """Constraints of a table may stand in any order."""
    return [(kind, name, sorted(sql.replace(")", ",").split(","))) for kind, name, sql in schema]


def test_the_newest_revision_is_known_without_alembic() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_heads() == [HEAD]


def test_processes_may_open_a_new_store_at_once(url: str) -> None:
    made = [line for lines in outputs([start(OPEN, url) for _ in range(4)]) for line in lines]
    store = open_store(url)
    assert len(made) == len(set(made)) == 4
    store.close()


def test_an_open_store_is_opened_without_loading_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store"
    open_store(url).close()
    script = (
        f"import sys; from data.store import open_store; open_store({url!r}); {WAIT}; print('alembic' in sys.modules)"
    )
    assert outputs([start(script)]) == [["False"]]


def test_what_is_written_is_there_after_reopening(url: str) -> None:
    store = open_store(url)
    run = submit(store)
    store.close()
    again = open_store(url)
    assert again.runs.find(ANN, run.id) == run
    again.close()


def test_migrations_are_found_wherever_the_program_is_installed(tmp_path: Path) -> None:
    place = tmp_path / "100 % of a place"
    for folder in ("models", "data"):
        shutil.copytree(HOME / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = "import data.store as s; print(s.__file__); s.open_store('sqlite:///deep/er/my store.sqlite').close()"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=place, capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.stdout.strip()) == ("", str(place / "data/store/__init__.py"))
    assert (place / "deep/er/my store.sqlite").exists()


def test_nobody_else_on_the_machine_reads_the_file(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/store")
    submit(store)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    store.close()


def test_a_store_of_a_newer_program_is_left_alone(url: str) -> None:
    store = open_store(url)
    with store._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match="written by a newer Steelyard"):
        open_store(url)


def test_a_database_of_somebody_else_is_left_alone(url: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE runs (distance INTEGER)"))
    with pytest.raises(StoreError, match="already exists"):
        open_store(url)
    assert inspect(database.engine).get_table_names() == ["runs"]
    database.engine.dispose()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("no address", "not a URL"),
        ("mysql://localhost/runs", "must be sqlite:///FILE or postgresql"),
        ("sqlite://", "must be sqlite:///FILE"),
        ("sqlite:///:memory:", "must be sqlite:///FILE"),
        ("sqlite:///{folder}", "unable to open database file"),
        ("sqlite:///{folder}/text.txt", "file is not a database"),
        ("sqlite:///{folder}/text.txt/below", "cannot be opened: (not a directory|file exists)"),
        ("postgresql://ann:s3cret@127.0.0.1:1/runs", r"postgresql\+psycopg://ann:\*\*\*@127.0.0.1:1/runs cannot"),
    ],
)
def test_what_is_no_store_is_refused_with_a_sentence(tmp_path: Path, address: str, message: str) -> None:
    (tmp_path / "text.txt").write_text("no database at all " * 99)
    with pytest.raises(StoreError, match=message) as caught:
        open_store(address.format(folder=tmp_path))
    assert "s3cret" not in str(caught.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"PostgreSQL needs psycopg: .*steelyard\[postgres\]"):
        open_store("postgresql://ann@127.0.0.1/runs")


def test_a_busy_store_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.store.engine.BUSY_SECONDS", 0.2)
    store = open_store(f"sqlite:///{tmp_path}/store")
    with store._database.writing():
        assert store.runs.history(ANN) == []  # reading goes on
        with pytest.raises(StoreError, match="database is locked"):
            submit(store)
    store.close()
