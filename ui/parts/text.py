"""Text of users inside Streamlit's markdown: shown as it was typed, never read as markdown."""

from __future__ import annotations

import re

JOINER = "\u2060"
"""Word joiner: has no width, and keeps words apart that would be read as a link or an icon."""
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@^=\"'])")
_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)|(?<=:)(?=[\w+/-]+:)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def md(text: str, limit: int | None = None) -> str:
    """Text that markdown shows literally, on one line; cut after `limit` characters if given.

    Links, icons (`:name:`) and arrows are recognized by Streamlit after escapes are resolved, so that a backslash does
    not help there: a joiner of no width goes between.
    """
    line = _SPACES.sub(" ", text).strip()
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "\u2026"
    plain = "".join(character if character.isprintable() else " " for character in line)
    return _MARKS.sub(r"\\\1", _LINKS.sub(JOINER, plain))
