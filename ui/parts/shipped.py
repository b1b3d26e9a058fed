"""The shipped scenarios as the start view offers them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from data.load import load_scenario
from ui.scenario_file import SHIPPED

FIRST = "ai-factory"
"""The flagship comes first, then the others by name."""


@dataclass(frozen=True)
class Shipped:
    """A shipped scenario in short."""

    stem: str
    """File name without suffix: its id."""
    name: str
    sentence: str
    """First sentence of the comment it opens with."""
    workloads: int
    offers: int
    months: int
    text: str
    """The whole file."""

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return f"{self.workloads} workloads, {self.offers} offers, {self.months} months"


@cache
def shipped_scenarios() -> tuple[Shipped, ...]:
    """All of them, read once per process."""
    paths = sorted(SHIPPED.glob("*.yaml"), key=lambda path: (path.stem != FIRST, path.stem))
    found = []
    for path in paths:
        scenario, text = load_scenario(path).scenario, path.read_text(encoding="utf-8")
        size = len(scenario.workloads), len(scenario.offers), scenario.horizon.periods
        months = size[2] * scenario.horizon.months_per_period
        found.append(Shipped(path.stem, scenario.name, first_sentence(text), size[0], size[1], months, text))
    return tuple(found)


def first_sentence(text: str) -> str:
    """First sentence of the comment that a file opens with; empty without one."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("#").strip())
    comment = " ".join(lines)
    end = re.search(r"(?<=[.!?])(?=\s|$)", comment)
    return comment[: end.start()] if end else comment
