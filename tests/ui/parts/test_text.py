"""Text of users in markdown: every mark is escaped, and what escapes do not stop is kept apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.parts.text import JOINER, md

HOSTILE = [
    "**bold** _it_ `code` ~~gone~~",
    "[link](http://evil.example) ![image](http://evil.example/i.png)",
    "<script>alert(1)</script> <img src=http://evil.example/i.png onerror=alert(1)>",
    "# heading",
    "1. one",
    "- one",
    "> quote",
    "| a | b |",
    "$x^2$ :red[red] :material/home: :smile: :streamlit:",
    "\\**still bold** &lt; &#60;",
    "http://evil.example www.evil.example ann@evil.example",
]


def _read_back(text: str) -> str:
    """What is left once markdown has resolved the escapes."""
    return re.sub(r"\\(.)", r"\1", text).replace(JOINER, "")


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_is_shown_as_it_was_typed(text: str) -> None:
    assert _read_back(md(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_mark_is_left_unescaped(text: str) -> None:
    assert not re.search(r"[*_`\[\]<>#$~|!&]", re.sub(r"\\.", "", md(text)))


def test_what_is_read_after_escapes_is_kept_apart() -> None:
    shown = re.sub(r"\\(.)", r"\1", md("http://e.example www.e.example a@e.example :smile: :material/home:"))
    assert not re.search(r"://|www\.|a@|:smile|:material", shown)


@given(st.text(max_size=60))
def test_any_text_stays_on_one_line(text: str) -> None:
    assert "\n" not in md(text)
    assert all(character.isprintable() or character == JOINER for character in md(text))


def test_lines_become_one_and_long_text_is_cut() -> None:
    assert md("a\n\n    b\tc") == "a b c"
    assert md("x" * 30, 10) == "x" * 9 + "…"
