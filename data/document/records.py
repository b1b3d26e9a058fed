"""Names and new ids of records."""

from __future__ import annotations

from itertools import count
from typing import Any

from data.document.rows import value_at
from data.document.workbench import Workbench
from data.from_catalog import own_evidence
from data.problems import Location
from models.vouched import FIGURES

SINGULAR = {
    "geographies": "geography",
    "accelerators": "accelerator",
    "fixed_costs": "fixed-cost",
    "operating_costs": "operating-cost",
    "vendor_shares": "vendor-share",
    "capacity_shares": "capacity-share",
    "contract_mix": "mix",
    "carbon": "carbon-limit",
}


def record_name(content: Any, at: Location) -> str:
    """What a record is called: its id, below it what distinguishes it: `chat, eu-central`."""
    names = []
    for depth in range(1, len(at) + 1):
        value = value_at(content, at[:depth])
        if isinstance(value, dict) and isinstance(at[depth - 1], int):
            name = value.get("id") or value.get("geography") or value.get("metric") or value.get("accelerator")
            names.append(name if isinstance(name, str) else str(int(at[depth - 1]) + 1))
    return ", ".join(names) or (str(at[-1]).replace("_", " ") if at else "")


class Ids:
    """New ids for the records of a list: `offer-1`, `offer-2`; those in use are passed over."""

    def __init__(self, bench: Workbench, pattern: tuple[str, ...]) -> None:
        self._word = SINGULAR.get(pattern[-2], pattern[-2].removesuffix("s"))
        self._used: set[str] = set()
        for items in (value_at(bench.content, pattern[:-1]), value_at(bench.new, pattern[:-1])):
            for item in items if isinstance(items, list) else ():
                self.take(item.get("id") if isinstance(item, dict) else item)
        self._numbers = count(1)

    def take(self, name: Any) -> None:
        """Keep an id from being given."""
        self._used.add(str(name))

    def fresh(self) -> str:
        """An id that no record has."""
        return next(name for n in self._numbers if (name := f"{self._word}-{n}") not in self._used)


def evidence_of(collection: str, record: dict[str, Any]) -> dict[str, Any] | None:
    """The evidence that a drawn record gets when it replaces a figure of the catalog; None where it does not."""
    if "from" not in record or not any(name in record for name in FIGURES.get(collection, ())):
        return None
    return own_evidence(collection)
