"""PDF documents by typst: from elements, with the fonts that typst brings, and no way to any other file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from data.packs.layout import Said

TEMPLATE = Path(__file__).with_name("rfp.typ")
LONGEST = 14
"""Longest stretch without a space that a line of text holds before it may break [characters]."""
BREAK = "\u200b"
"""Where a line may break."""


def paper_bytes(elements: Iterable[Said], title: str, foot: str) -> bytes:
    """The PDF of elements, the same bytes for the same elements."""
    import typst

    said = {"title": title, "foot": foot, "elements": [_breaking(each) for each in elements]}
    made: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        font_paths=[],
        sys_inputs={"said": json.dumps(said)},
        timestamp=0,
    )
    return made


def _breaking(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(rf"\S{{{LONGEST},}}", _broken, value)
    if isinstance(value, dict):
        return {name: _breaking(each) for name, each in value.items()}
    return [_breaking(each) for each in value] if isinstance(value, list) else value


def _broken(found: re.Match[str]) -> str:
    text = found[0]
    return BREAK.join(text[n : n + LONGEST - 4] for n in range(0, len(text), LONGEST - 4))
