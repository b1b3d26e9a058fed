"""What is said of a row: the limit of the user behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A user-level limit behind a row."""

    family: str
    subject: str
    """The limit without its time, e.g. `power at frankfurt`."""
    period: int | None
    """None: the whole horizon."""
    allowed: float
    """The limit as the user wrote it."""
    unit: str
    scale: float = 1.0
    """Unit per unit of the row's slack."""
