"""Texts of documents: a sandbox without functions for what templates may say, and texts that are only texts."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from models.numbers import plain
from models.packs.marking import Redacted

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_BAD = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML does not hold, and those of no meaning."""
_TURNING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that are not seen but make text look like other text."""
KEPT_FILTERS = ("join", "upper", "lower", "capitalize", "length")


def clean(text: str) -> str:
    """Text on one line, without characters that cannot be shown."""
    return " ".join(unicodedata.normalize("NFC", _TURNING.sub("", _BAD.sub(" ", text))).split())


def cleaned(content: Redacted) -> Redacted:
    """Content with all its texts cleaned."""
    return Redacted({name: _cleaned(value) for name, value in content.items()})


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(each) for name, each in value.items()}
    return [_cleaned(each) for each in value] if isinstance(value, list) else value


def things(amount: float, name: str) -> str:
    """A number of things: `1 node`, `4 nodes`."""
    return f"{plain(amount)} {name}{'s' * (amount != 1)}"


def words(name: str) -> str:
    """A code word as words: `on_signal` -> `on signal`."""
    return name.replace("_", " ")


def sandbox(autoescape: bool) -> SandboxedEnvironment:
    """What templates are read with: no function, few filters, an error for a field that is not there.

    Parameters
    ----------
    autoescape : whether what is shown is put into XML.
    """
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    made = SandboxedEnvironment(autoescape=autoescape, undefined=StrictUndefined)
    made.globals.clear()
    made.tests = {"none": made.tests["none"]}
    kept = {name: made.filters[name] for name in KEPT_FILTERS}
    made.filters = {**kept, "number": plain, "things": things, "words": words}
    return made
