"""Unfinished answers of the guided start: one text a person, kept until it is forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from data.store import Store, StoreError, open_store
from tests.data.store.kit import ANN, BOB, LOCAL, submit


def test_the_last_answers_are_kept_and_forgotten(store: Store) -> None:
    assert store.unfinished.kept(ANN) is None
    store.unfinished.forget(ANN)
    store.unfinished.keep(ANN, '{"name": "first"}')
    store.unfinished.keep(ANN, '{"name": "\u8981\u7d04"}')
    kept = store.unfinished.kept(ANN)
    assert kept is not None
    assert kept.text == '{"name": "\u8981\u7d04"}'
    assert kept.saved_at.endswith("Z")
    store.unfinished.forget(ANN)
    assert store.unfinished.kept(ANN) is None


def test_nobody_sees_the_answers_of_another_person(store: Store) -> None:
    store.unfinished.keep(ANN, "hers")
    assert store.unfinished.kept(BOB) is None
    assert store.unfinished.kept(LOCAL) is None
    store.unfinished.forget(BOB)
    assert store.unfinished.kept(ANN) is not None


def test_too_long_answers_are_refused(sqlite: Store) -> None:
    with pytest.raises(StoreError, match="at most 2,000,000 are kept"):
        sqlite.unfinished.keep(ANN, "x" * 2_000_001)


def test_a_store_from_before_is_brought_to_hold_them(url: str) -> None:
    store = open_store(url)
    saved, run = store.scenarios.create(ANN, "Chat", "name: Chat"), submit(store)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE unfinished"))
        connection.execute(text("DROP TABLE case_plans"))
        for table, column in (
            ("run_texts", "conflicts"),
            ("run_texts", "report"),
            ("run_texts", "other"),
            ("runs", "task"),
            ("runs", "task_options"),
        ):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    store.close()
    again = open_store(url)
    again.unfinished.keep(ANN, "{}")
    assert again.scenarios.find(ANN, saved.id).name == "Chat"
    assert again.runs.conflicts(ANN, run.id) is None
    assert (again.runs.find(ANN, run.id).task, again.runs.report(ANN, run.id)) == ("plan", None)
    assert again.runs.other(ANN, run.id) is None
    again.close()
