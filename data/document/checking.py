"""A document in memory checked as a file is: the same rules, the same messages, and where to correct each."""

from __future__ import annotations

from dataclasses import dataclass

from data.document.composing import composed_of
from data.document.document import Document
from data.load import Loaded, loaded_from, validated
from data.problems import Problem


@dataclass(frozen=True)
class Checked:
    """A checked document: `loaded` is what a plan is computed from, None where there are problems."""

    loaded: Loaded | None
    problems: tuple[Problem, ...]


def check_document(document: Document, variant: str | None = None) -> Checked:
    """Check a document as `data.load.load_scenario` checks a file.

    Parameters
    ----------
    variant : name of one of its `variants`; None for the document as it stands.

    Returns
    -------
    The scenario, or all problems in the order of the file; `Problem.location` leads to record and field.
    """
    composed, found = composed_of(document, variant)
    problems = list(found)
    scenario = validated(composed, problems)
    if problems or scenario is None:
        return Checked(None, tuple(sorted(set(problems))))
    return Checked(loaded_from(composed, scenario), ())
