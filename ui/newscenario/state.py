"""The draft of this session, and everything worked out from it once per run of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st

from data.starter.answers import Answers
from ui.newscenario.answering import answers_of
from ui.newscenario.draft import Draft, Errors, new_draft
from ui.newscenario.review import suggested_quota

DRAFT, STEP = "new.draft", "new.step"
STEPS = {
    "work": "What work?",
    "amount": "How much?",
    "places": "Where?",
    "ways": "How to get capacity?",
    "review": "Review",
}
FIELDS: dict[str, tuple[str, str]] = {
    "geographies": ("places", "places of users"),
    "sites": ("places", "places of accelerators"),
    "own": ("places", "own sites"),
    "ways": ("ways", "ways to get capacity"),
    "quota": ("ways", "quota"),
    "stacks": ("ways", "stacks"),
    "budgets": ("ways", "budget"),
    "fiscal_year_start": ("ways", "fiscal year"),
    "workloads": ("work", "work"),
    "name": ("review", "name of the scenario"),
}
"""Step and words of a field of the draft."""
OF_WORK = {
    "name": ("work", "name"),
    "level": ("amount", "mean demand"),
    "hours": ("amount", "use"),
    "utilization": ("amount", "utilization"),
    "growth": ("amount", "growth per year"),
    "jurisdictions": ("places", "where data must stay"),
    "fleet_site": ("amount", "where today's fleet stands"),
    "fleet_accelerators": ("amount", "accelerators of today's fleet"),
}
"""Step and words of a field of a workload; any other is corrected where the amount is told."""


@dataclass(frozen=True)
class Work:
    """The draft and what it means."""

    draft: Draft
    answers: Answers | None
    """None while something is wrong."""
    errors: Errors
    quota: int | None
    """Suggested quota of on demand [accelerators per class and site]."""

    @property
    def places(self) -> tuple[str, ...]:
        """Sites chosen so far."""
        return (*self.draft["regions"], *self.draft["own"])


def draft() -> Draft:
    """The draft of this session, made on the first visit."""
    if DRAFT not in st.session_state:
        st.session_state[DRAFT] = new_draft(today())
    found: Draft = st.session_state[DRAFT]
    return found


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()


def work() -> Work:
    """The draft with its answers."""
    found = draft()
    answers, errors = answers_of(found)
    return Work(found, answers, errors, suggested_quota(answers) if answers else None)


def start_again() -> None:
    """Forget the draft and everything typed."""
    for key in [key for key in st.session_state if str(key).startswith(("new.", "new-"))]:
        del st.session_state[key]


def wrong_in(step: str, errors: Errors) -> int:
    """How many errors are corrected in a step."""
    return sum(_field(path)[0] == step for path in errors)


def where_wrong(draft: Draft, path: str) -> str:
    """A field of the draft in words: `How much? Fine-tuning, mean demand`."""
    step, words = _field(path)
    root, _, rest = path.partition(".")
    number = rest.partition(".")[0]
    named = f"{draft['workloads'][int(number)]['name']}, " if root == "workloads" and number else ""
    return f"{STEPS[step]} {named}{words}"


def _field(path: str) -> tuple[str, str]:
    root, _, rest = path.partition(".")
    if root == "workloads" and rest:
        field = rest.partition(".")[2]
        return OF_WORK.get(field, ("amount", field.replace("_", " ").replace(".", ", ")))
    return FIELDS.get(root, ("review", path))
