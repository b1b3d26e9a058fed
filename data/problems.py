"""What is wrong with an input file, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

Location = tuple[int | str, ...]
"""The keys and list positions (from 0) that lead from the top of a document to a value."""


class Place(NamedTuple):
    """A position in a file, both counted from 1; `note` says where a value came from if it is not written there.

    `location` leads to the value in the document as it is written, before bases, variants and catalog are laid over it;
    for a value from elsewhere to the record that brought it. It is known for documents in memory only.
    """

    file: str
    line: int
    column: int
    note: str = ""
    location: Location = ()


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: `path` leads to it in the document, `message` says what is wrong and what is allowed."""

    file: str
    line: int
    column: int
    path: str
    message: str
    location: Location = field(default=(), compare=False)
    """Where to correct it in a document in memory: the record, and its field as far as one is named."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.path}: {self.message}"

    @classmethod
    def at(cls, place: Place, path: str, message: str, location: Location | None = None) -> Problem:
        """A problem at a place; the note of the place ends the message. `location`: as far as it differs."""
        note = f" ({place.note})" if place.note else ""
        known = place.location if location is None else location
        return cls(place.file, place.line, place.column, path, message + note, known)


class ScenarioError(Exception):
    """A scenario cannot be used; `problems` holds everything that is wrong with it, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def suggestion(word: str, allowed: Iterable[str], limit: int = 24) -> str:
    """`did you mean a, b?` where some allowed words are close, else the allowed words."""
    words = list(dict.fromkeys(allowed))
    if near := get_close_matches(word, words, n=3, cutoff=0.6):
        return f"did you mean {', '.join(near)}?"
    return "allowed: " + listing(words, limit)


def listing(words: list[str], limit: int = 24) -> str:
    """Words in one line, cut after `limit`."""
    more = f" and {len(words) - limit} more" if len(words) > limit else ""
    return (", ".join(words[:limit]) or "none") + more
