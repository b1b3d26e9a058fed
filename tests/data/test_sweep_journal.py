"""The journal of a sweep: what is in it stays, whatever ends the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.sweep_journal import Journal, JournalError
from models.sweep import Entry, Row


def entry(number: int, cost: float = 1.0) -> Entry:
    row = Row(key=f"{number:032x}", levels={"x": 0.1}, status="optimal_within_gap", objective_usd=cost)
    return Entry(row=row, seconds=0.5)


def written(folder: Path, *entries: Entry) -> Path:
    with Journal(folder) as journal:
        for each in entries:
            journal.add(each)
    return folder / "sweep.jsonl"


def test_entries_are_there_again(tmp_path: Path) -> None:
    written(tmp_path / "a" / "b", entry(1), entry(2))
    with Journal(tmp_path / "a" / "b") as journal:
        assert journal.entries == {each.row.key: each for each in (entry(1), entry(2))}


def test_the_last_of_a_key_counts(tmp_path: Path) -> None:
    written(tmp_path, entry(1), entry(1, 2.0))
    with Journal(tmp_path) as journal:
        assert [each.row.objective_usd for each in journal.entries.values()] == [2.0]


def test_a_torn_last_line_is_dropped_and_written_over(tmp_path: Path) -> None:
    path = written(tmp_path, entry(1), entry(2))
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    written(tmp_path, entry(3))
    with Journal(tmp_path) as journal:
        assert list(journal.entries) == [entry(1).row.key, entry(3).row.key]


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, entry(1))
    path.write_bytes(path.read_bytes() + b'{"row": 1}\n' + path.read_bytes())
    with pytest.raises(JournalError, match=r"sweep\.jsonl:2: row: .*remove the line"):
        Journal(tmp_path)


def test_two_sweeps_never_write_into_one_folder(tmp_path: Path) -> None:
    with Journal(tmp_path), pytest.raises(JournalError, match="another sweep is writing there"):
        Journal(tmp_path)
    written(tmp_path, entry(1))
