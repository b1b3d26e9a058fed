"""Scenarios and their drafts, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.store import Conflict, DraftLog, NotFound, Store, StoreError
from tests.data.store.kit import ANN, BOB, LOCAL

TEXT = "name: Ünïcode # kept\n"


def test_a_scenario_is_saved_under_rising_revisions(store: Store) -> None:
    first = store.scenarios.create(ANN, " Support ", TEXT, shipped="ai-factory")
    assert (first.name, first.saved_text, first.revision, first.shipped) == ("Support", TEXT, 1, "ai-factory")
    assert store.scenarios.find(ANN, first.id) == first
    second = store.scenarios.save(ANN, first.id, TEXT * 2, first.revision)
    assert (second.saved_text, second.revision) == (TEXT * 2, 2)
    assert store.scenarios.rename(ANN, first.id, "Sales").name == "Sales"
    assert store.scenarios.mine(ANN) == [store.scenarios.find(ANN, first.id)]
    store.scenarios.delete(ANN, first.id)
    assert store.scenarios.mine(ANN) == []


def test_saving_over_somebody_elses_save_is_a_conflict(store: Store) -> None:
    saved = store.scenarios.create(ANN, "Support", "a")
    store.scenarios.save(ANN, saved.id, "b", 1)
    store.scenarios.append_edit(ANN, saved.id, 0, "{}")
    with pytest.raises(Conflict, match="revision 2, yours is based on 1"):
        store.scenarios.save(ANN, saved.id, "c", 1)
    assert store.scenarios.find(ANN, saved.id).saved_text == "b"
    assert store.scenarios.draft(ANN, saved.id).edits == ["{}"]


def test_edits_are_appended_undone_and_redone(store: Store) -> None:
    saved = store.scenarios.create(ANN, "Support", TEXT)
    assert store.scenarios.draft(ANN, saved.id) == DraftLog(TEXT, [], 0)
    for seq in range(4):
        store.scenarios.append_edit(ANN, saved.id, seq, f"e{seq}")
    assert store.scenarios.draft(ANN, saved.id) == DraftLog(TEXT, ["e0", "e1", "e2", "e3"], 4)
    store.scenarios.set_cursor(ANN, saved.id, 2)
    assert store.scenarios.draft(ANN, saved.id) == DraftLog(TEXT, ["e0", "e1", "e2", "e3"], 2)
    store.scenarios.set_cursor(ANN, saved.id, 3)
    store.scenarios.append_edit(ANN, saved.id, 3, "new \x00")
    assert store.scenarios.draft(ANN, saved.id) == DraftLog(TEXT, ["e0", "e1", "e2", "new \x00"], 4)
    assert store.scenarios.mine(ANN)[0].has_draft


def test_a_draft_ends_when_it_is_saved_or_discarded(store: Store) -> None:
    saved = store.scenarios.create(ANN, "Support", TEXT)
    for end in (
        lambda: store.scenarios.save(ANN, saved.id, "new", 1),
        lambda: store.scenarios.discard_draft(ANN, saved.id),
    ):
        store.scenarios.append_edit(ANN, saved.id, 0, "{}")
        assert store.scenarios.find(ANN, saved.id).has_draft
        end()
        assert store.scenarios.draft(ANN, saved.id) == DraftLog("new", [], 0)
        assert not store.scenarios.find(ANN, saved.id).has_draft


def test_a_second_window_cannot_overwrite_edits(store: Store) -> None:
    saved = store.scenarios.create(ANN, "Support", TEXT)
    store.scenarios.append_edit(ANN, saved.id, 0, "first window")
    for seq in (0, 2, -1):
        with pytest.raises(Conflict, match="another window"):
            store.scenarios.append_edit(ANN, saved.id, seq, "second window")
    assert store.scenarios.draft(ANN, saved.id).edits == ["first window"]


def test_the_cursor_stays_among_the_edits(store: Store) -> None:
    saved = store.scenarios.create(ANN, "Support", TEXT)
    store.scenarios.append_edit(ANN, saved.id, 0, "{}")
    for cursor in (-1, 2):
        with pytest.raises(StoreError, match=f"no edit {cursor}"):
            store.scenarios.set_cursor(ANN, saved.id, cursor)


ACTS: dict[str, Callable[[Store, Any, str], object]] = {
    "find": lambda store, person, scenario: store.scenarios.find(person, scenario),
    "draft": lambda store, person, scenario: store.scenarios.draft(person, scenario),
    "save": lambda store, person, scenario: store.scenarios.save(person, scenario, "x", 1),
    "rename": lambda store, person, scenario: store.scenarios.rename(person, scenario, "x"),
    "delete": lambda store, person, scenario: store.scenarios.delete(person, scenario),
    "append_edit": lambda store, person, scenario: store.scenarios.append_edit(person, scenario, 0, "{}"),
    "set_cursor": lambda store, person, scenario: store.scenarios.set_cursor(person, scenario, 0),
    "discard_draft": lambda store, person, scenario: store.scenarios.discard_draft(person, scenario),
}


@pytest.mark.parametrize("act", ACTS)
def test_somebody_elses_scenario_is_not_there(store: Store, act: str) -> None:
    saved = store.scenarios.create(ANN, "Support", TEXT)
    for scenario in (saved.id, "0" * 16, "\x00", "'"):
        with pytest.raises(NotFound, match="no such scenario, or it is not yours"):
            ACTS[act](store, BOB, scenario)
    assert store.scenarios.find(LOCAL, saved.id) == saved
    assert store.scenarios.mine(BOB) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [("", "x", "needs a name"), ("x" * 201, "x", "name has 201"), ("x", "x" * 10_000_001, "scenario has 10,000,001")],
)
def test_names_and_texts_are_bounded(store: Store, name: str, text: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        store.scenarios.create(ANN, name, text)
