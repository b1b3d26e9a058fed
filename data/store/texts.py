"""What every text, moment and id in the store obeys."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from data.store.errors import StoreError

NAME, NOTE, COMMENT, MESSAGE = 200, 2000, 4000, 20_000
DOCUMENT = 10_000_000
PLAN = 200_000_000
EDIT = 2_000_000
# PostgreSQL cannot hold NUL and UTF-8 cannot hold lone surrogates: both stores show the same replacement.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ID = re.compile(r"[0-9a-f]{16}")


def now() -> str:
    """The present moment in UTC, ISO 8601 with milliseconds."""
    return _text(datetime.now(UTC))


def ago(seconds: float) -> str:
    """The moment that many seconds ago [s]."""
    return _text(datetime.now(UTC) - timedelta(seconds=seconds))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def new_id() -> str:
    """16 hexadecimal digits nobody can guess."""
    return secrets.token_hex(8)


def is_id(text: str) -> bool:
    """Whether a text, for instance of a link, can be an id at all."""
    return _ID.fullmatch(text) is not None


def stored(text: str) -> str:
    """The text with what no store can hold replaced."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def storable(row: dict[str, Any]) -> dict[str, Any]:
    """A row, with mappings in it, whose texts every store can hold."""
    return {stored(key): _storable(value) for key, value in row.items()}


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return stored(value) if isinstance(value, str) else value


def cut(text: str, most: int) -> str:
    """A text that the program wrote, at most so many characters."""
    text = stored(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def bounded(text: str, most: int, what: str) -> str:
    """A text that a person wrote.

    Raises
    ------
    StoreError
        when it has more than `most` characters.
    """
    if len(text) > most:
        raise StoreError(f"{what} has {len(text):,} characters; at most {most:,} are kept.")
    return stored(text)


def exact(text: str, most: int, what: str) -> str:
    """A document, kept to the character.

    Raises
    ------
    StoreError
        when it is too long or is no text in UTF-8.
    """
    if len(text) > most:
        raise StoreError(f"{what} has {len(text):,} characters; at most {most:,} are kept.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise StoreError(f"{what} holds characters that are no text in UTF-8.") from None
    return text
