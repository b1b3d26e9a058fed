"""The document as a plan sees it: variant and catalog records laid in; kept until the document changes."""

from __future__ import annotations

from typing import NamedTuple

from data.document.document import Document
from data.load import Composed, compose
from data.merge import spelled_out
from data.problems import Problem


class Composition(NamedTuple):
    """A composed document with the problems found on the way."""

    composed: Composed
    problems: tuple[Problem, ...]


def composed_of(document: Document, variant: str | None = None) -> Composition:
    """The composed document; items of its lists stand where the document has them, what they brought along follows."""
    kept = document.kept.get(variant)
    if kept is None or kept[0] is not document.content:
        kept = document.kept[variant] = (document.content, _composition(document, variant))
    found: Composition = kept[1]
    return found


def _composition(document: Document, variant: str | None) -> Composition:
    problems: list[Problem] = []
    root = spelled_out(document.tree())
    for word in ("extends", "tables"):
        if node := root.entries.pop(word, None):
            message = f"a scenario in the app holds everything itself; upload the files named under `{word}` with it"
            problems.append(Problem.at(node.where(), word, message))
    return Composition(compose(root, variant, problems), tuple(problems))
