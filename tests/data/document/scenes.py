"""Documents for the tests: the shipped ones, and a large one."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from data.document import Document, Edit, Step, edit_of, grid_of
from models.calendar import month_number, month_text

ROOT = Path(__file__).parents[3]
FILES = {path.stem: path for path in (*ROOT.glob("scenarios/*.yaml"), *ROOT.glob("data/templates/*.yaml"))}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in sorted(FILES.items())}


def shipped(name: str) -> Document:
    """A shipped scenario or template."""
    return Document.read(TEXTS[name], f"{name}.yaml")


def large(workloads: int = 50, months: int = 36) -> Document:
    """A scenario with so many workloads, each with demand for so many months."""
    document = shipped("support-inference")
    plain = document.plain()
    pattern, first = plain["workloads"][0], month_number(plain["horizon"]["start"])
    records = []
    for n in range(workloads):
        record = copy.deepcopy(pattern)
        path = {month_text(first + m): 1000 + 10 * n + m for m in range(months)}
        record |= {"id": f"w{n}", "demand": [{"geography": pattern["demand"][0]["geography"], "path": path}]}
        records.append(record)
    changed = {"workloads": records, "cases": [{"id": "expected"}], "levers": []}
    horizon = plain["horizon"] | {"periods": months, "months_per_period": 1}
    steps = [Step("set", (key,), value) for key, value in (changed | {"horizon": horizon}).items()]
    document.apply(Edit(tuple(steps)))
    return Document.read(document.text(), "large.yaml")


def done(document: Document, grid: str, **delta: Any) -> str:
    """Apply a delta of `st.data_editor` to a grid; the words of the edit."""
    edit = edit_of(grid_of(document, grid), document, delta)
    document.apply(edit)
    return edit.words


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines only in the first, and only in the second text, without indentation."""
    old, new = before.splitlines(), after.splitlines()
    return [line.strip() for line in old if line not in new], [line.strip() for line in new if line not in old]
