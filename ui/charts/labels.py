"""Words of a chart: labels that fit, months as people write them, scales that read well."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Sequence

from models.costs import TERM
from ui.figures import clean, words

LINE = 46
"""Letters on a line of a label."""
LINES = 3

MODE_WORDS = {
    "buy": "buy",
    "lease": "lease",
    "reserve": "reserve",
    "dated": "dated block",
    "on_demand": "on demand",
    "spot": "spot",
    "holding": "today's fleet",
}


def mode_words(mode: str) -> str:
    """A mode, or a holding, in words."""
    return MODE_WORDS.get(mode, words(mode))


def term_words(term: str) -> str:
    """A cost term in words; what no decision changes is marked."""
    return words(term) + (" (constant)" if term in TERM and TERM[term].is_constant else "")


def wrapped(text: str, width: int = LINE, lines: int = LINES) -> str:
    """A label on lines of at most `width` letters; what is longer than `lines` ends in an ellipsis."""
    found = textwrap.wrap(clean(text), width) or [""]
    if len(found) > lines:
        last = found[lines - 1][: width - 1].rstrip()
        found = [*found[: lines - 1], f"{last}\u2026"]
    return "\n".join(found)


def height(labels: Sequence[str], least: int = 18, line: int = 13) -> int:
    """Height of a row so that the tallest of the wrapped labels fits [px]."""
    most = max((label.count("\n") + 1 for label in labels), default=1)
    return max(least, 6 + line * most)


def lifted(labels: Sequence[str], line: int = 13) -> float:
    """How far labels of a row are moved so that those of several lines stand level with it [px].

    Vega places the first line at the middle of the row; one figure holds for all labels of an axis, so it is the mean.
    """
    further = sum(label.count("\n") for label in labels)
    return -line * further / len(labels) / 2 if labels else 0.0


def distinct(labels: Sequence[str], marks: Sequence[str]) -> list[str]:
    """The labels, those that occur more than once with their mark, and numbered where that is not enough."""
    often = Counter(labels)
    marked = [f"{label} ({mark})" if often[label] > 1 else label for label, mark in zip(labels, marks, strict=True)]
    often, seen, found = Counter(marked), Counter[str](), []
    for label in marked:
        seen[label] += 1
        found.append(f"{label} #{seen[label]}" if often[label] > 1 else label)
    return found


def stem(*parts: str) -> str:
    """A file stem from names: letters, digits, `_`, `-` alone."""
    return re.sub(r"[^A-Za-z0-9_]+", "-", "-".join(parts)).strip("-")


def plural(amount: int, thing: str) -> str:
    """`1 order`, `70 orders`."""
    return f"{amount:,} {thing}{'' if amount == 1 else 's'}"


def listed(names: Sequence[str], most: int = 3) -> str:
    """`a, b and c`; `a, b, c and 4 more`."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most:,} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "none"
