"""Reviews as a table: a row a review, a column a case, and in the cell the group that the case looks like from then on.

Groups are called by letters in the order in which they are written; cases with one letter cannot be told apart. Where
no groups are written every case stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from data.document.cells import EMPTY
from data.document.columns import Column
from models.raw import Location
from models.uncertainty_laws import review_problems

GRID = "reviews"
MOST_CASES = 40
"""Most cases that have columns; groups of more are written in the text of the document."""
ALIKE = Column(
    "groups", ("groups",), "Alike from then on", "Groups of cases that cannot be told apart from this review on.",
    "text", is_editable=False,
)  # fmt: skip
PROBLEM = Column(
    "problem", (), "To correct", "What is wrong with the review: each splits the groups of the one before it.",
    "text", is_editable=False, role="key",
)  # fmt: skip
_CASE = Column(
    "", (), "", "Group of the case: cases with the same letter look alike from this review on.", "choice",
)  # fmt: skip
PREFIX = "case "
"""How names of the columns of cases start."""


def with_cases(columns: Sequence[Column], content: Mapping[str, Any]) -> tuple[Column, ...]:
    """The columns of a review's fields, with one for every case in place of the list of groups."""
    cases = cases_of(content)
    letters = tuple(letter(n) for n in range(len(cases)))
    own = [
        replace(_CASE, name=f"{PREFIX}{case}", path=("groups", case), header=case, choices=letters) for case in cases
    ]
    return (*columns, *(own if len(cases) <= MOST_CASES else ()), ALIKE, PROBLEM)


def cases_of(content: Mapping[str, Any]) -> list[str]:
    """Ids of the cases of a document; of one without any the one that it stands for."""
    rows = content.get("cases")
    found = [str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row] if isinstance(rows, list) else []
    return list(dict.fromkeys(found)) or ["expected"]


def letter(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    head, tail = divmod(number, 26)
    return (letter(head - 1) if head else "") + chr(ord("A") + tail)


def cells(record: Any, cases: Sequence[str]) -> dict[str, str | None]:
    """What the columns of cases and groups say of a review; a case in several groups has all their letters."""
    groups = _groups(record)
    shown = groups or [[case] for case in cases]
    by_case = {case: ", ".join(letter(n) for n, group in enumerate(shown) if case in group) for case in cases}
    alike = "; ".join(", ".join(group) for group in groups) or "none: each stands by itself"
    return {**{f"{PREFIX}{case}": said or None for case, said in by_case.items()}, ALIKE.name: alike}


def groups_of(letters: Mapping[str, Any], record: Any, cases: Sequence[str]) -> list[list[str]] | None:
    """The groups of a review after cells of cases got other letters; None where each case stands by itself.

    Names of cases that there are not are left out: they have no column in which they could be corrected.
    """
    said = cells(record, cases)
    said |= {name: None if value is EMPTY else str(value) for name, value in letters.items()}
    found: dict[str, list[str]] = {}
    for case in cases:
        for one in (said.get(f"{PREFIX}{case}") or "").split(","):
            if one.strip():
                found.setdefault(one.strip(), []).append(case)
    groups = [found[key] for key in sorted(found, key=lambda key: (len(key), key))]
    is_apart = sorted(name for group in groups for name in group) == sorted(cases) and len(groups) == len(cases)
    return None if is_apart else groups


def put_groups(record: dict[str, Any], letters: Mapping[str, Any], shown: Any, cases: Sequence[str]) -> None:
    """Write the groups of a review into its record; `shown` is the record as a plan sees it, None of a new one: there
    a case without a letter has the one that it would have by itself."""
    groups = groups_of(letters, shown, cases)
    if groups is None:
        record.pop("groups", None)
    else:
        record["groups"] = groups


def fill(rows: Iterable[Any], content: Mapping[str, Any], record_at: Any) -> None:
    """Put into the rows of the table what no field says by itself: letters, groups in words, what is to correct."""
    cases, wrong = cases_of(content), _problems(content)
    for row in rows:
        said = cells(record_at(content, row.at), cases)
        row.update({name: value for name, value in said.items() if name in row})
        row[PROBLEM.name] = "; ".join(wrong.get(row.at, ())) or None


def _problems(content: Mapping[str, Any]) -> dict[Location, list[str]]:
    """Broken laws by review, each said once."""
    found: dict[Location, list[str]] = {}
    for at, sentence in review_problems(content):
        said = found.setdefault(at[:4], [])
        if sentence not in said:
            said.append(sentence)
    return found


def _groups(record: Any) -> list[list[str]]:
    groups = record.get("groups") if isinstance(record, dict) else None
    lists = [group for group in groups if isinstance(group, list)] if isinstance(groups, list) else []
    return [[str(name) for name in group] for group in lists]
