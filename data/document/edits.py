"""Edits as values: what a person did, small enough to be logged one by one and applied again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from data.problems import Location

Kind = Literal["set", "remove", "insert"]
MAX_TEXT = 20_000
"""Longest text that an edit may bring [characters]; check reports texts far shorter than that."""
MAX_KEY = 150
"""Longest key that an edit may bring [characters]; YAML allows 1,024, escapes included."""
MAX_NESTING = 12
"""Deepest nesting that an edit may bring; a scenario needs five."""
_HUGE = 10**30


class EditError(ValueError):
    """An edit that cannot be applied; the message is for the person who made it."""


@dataclass(frozen=True)
class Step:
    """One change of a document.

    `set` gives the value at a location, making mappings on the way where there are none; `insert` puts a value before
    the item at a location of a list (at most after the last one); `remove` takes out what is there.
    """

    kind: Kind
    at: Location
    value: Any = None


@dataclass(frozen=True)
class Edit:
    """The steps of one user action, in order, and what they do in words (for undo and redo)."""

    steps: tuple[Step, ...]
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.steps)

    def to_json(self) -> str:
        """The edit as one line of JSON."""
        steps = [{"kind": step.kind, "at": list(step.at), "value": step.value} for step in self.steps]
        return json.dumps({"words": self.words, "steps": steps}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Edit:
        """The edit of a line of JSON; EditError where it is none."""
        try:
            data = json.loads(text)
            steps = tuple(_step(item) for item in data["steps"])
            return cls(steps, str(data["words"]))
        except (ValueError, TypeError, KeyError) as error:
            raise EditError(f"not an edit: {error}") from None


def _step(item: Any) -> Step:
    kind, at = item["kind"], tuple(item["at"])
    if kind not in ("set", "remove", "insert") or not all(isinstance(s, int | str) for s in at):
        raise ValueError("unknown step")
    return Step(kind, at, item["value"])


def clean(value: Any, depth: int = 0) -> Any:
    """A value as a document can hold it: JSON, texts and keys cut, half surrogates replaced; EditError if too deep."""
    if depth > MAX_NESTING:
        raise EditError(f"nested deeper than {MAX_NESTING} levels; a scenario needs five")
    if isinstance(value, dict):
        return {clean_key(str(key)): clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item, depth + 1) for item in value]
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _HUGE else "a number of more than 30 digits"
    return _text(str(value))


def clean_key(key: str) -> str:
    """A key as a document can hold it."""
    return _text(key)[:MAX_KEY]


def _text(text: str) -> str:
    return text[:MAX_TEXT].encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")
