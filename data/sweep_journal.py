"""The journal of a sweep, `sweep.jsonl`: one line per finished point, on the disk before the next one counts as done.

So a sweep that was ended in any way goes on where it was. A last line that was not written to its end is dropped.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pydantic import ValidationError

from models.sweep import Entry

JOURNAL = "sweep.jsonl"


class JournalError(ValueError):
    """A journal that cannot be used; the message says where and why."""


class JournalBusyError(JournalError):
    """Another sweep is writing there."""


class Journal:
    """The entries of a folder by key; while it is open, no other process may write there."""

    def __init__(self, folder: Path) -> None:
        """Open the journal of a folder, made if missing.

        Raises
        ------
        JournalError
            when a line is none; JournalBusyError when another sweep is writing there.
        OSError
            when the folder cannot be written to.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / JOURNAL
        self._file: IO[bytes] = self._path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.entries = self._read()
        except BlockingIOError:
            self._file.close()
            raise JournalBusyError(
                f"{self._path}: another sweep is writing there; wait for it, or name another folder"
            ) from None
        except JournalError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, entry: Entry) -> None:
        """Keep an entry; when this returns it is on the disk."""
        self._file.write(entry.model_dump_json().encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.entries[entry.row.key] = entry

    def _read(self) -> dict[str, Entry]:
        self._file.seek(0)
        lines = self._file.read().splitlines(keepends=True)
        if lines and not lines[-1].endswith(b"\n"):
            self._file.truncate(sum(map(len, lines[:-1])))
            del lines[-1]
        return {entry.row.key: entry for entry in map(self._entry, lines, range(1, len(lines) + 1))}

    def _entry(self, line: bytes, number: int) -> Entry:
        try:
            return Entry.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "line"
            words = f"{self._path}:{number}: {where}: {first['msg']}; remove the line, or name another folder"
            raise JournalError(words) from None
