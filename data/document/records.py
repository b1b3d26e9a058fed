"""Names and new ids of records."""

from __future__ import annotations

from typing import Any

from data.document.rows import value_at
from data.document.workbench import Workbench
from data.from_catalog import FIGURES, own_evidence
from data.problems import Location

SINGULAR = {
    "geographies": "geography",
    "accelerators": "accelerator",
    "fixed_costs": "fixed-cost",
    "vendor_shares": "vendor-share",
}


def record_name(content: Any, at: Location) -> str:
    """What a record is called: its id, below it what distinguishes it: `chat, eu-central`."""
    names = []
    for depth in range(1, len(at) + 1):
        value = value_at(content, at[:depth])
        if isinstance(value, dict) and isinstance(at[depth - 1], int):
            name = value.get("id") or value.get("geography") or value.get("metric")
            names.append(name if isinstance(name, str) else str(int(at[depth - 1]) + 1))
    return ", ".join(names) or (str(at[-1]).replace("_", " ") if at else "")


def fresh_id(bench: Workbench, pattern: tuple[str, ...]) -> str:
    """An id that no record of the list has: `offer-1`."""
    word = SINGULAR.get(pattern[-2], pattern[-2].removesuffix("s"))
    own = value_at(bench.new, pattern[:-1])
    both = [*(value_at(bench.content, pattern[:-1]) or []), *(own if isinstance(own, list) else [])]
    used = {str(item.get("id") if isinstance(item, dict) else item) for item in both}
    return next(name for n in range(1, len(used) + 2) if (name := f"{word}-{n}") not in used)


def evidence_of(collection: str, record: dict[str, Any]) -> dict[str, Any] | None:
    """The evidence that a drawn record gets when it replaces a figure of the catalog; None where it does not."""
    if "from" not in record or not any(name in record for name in FIGURES.get(collection, ())):
        return None
    return own_evidence(collection)
