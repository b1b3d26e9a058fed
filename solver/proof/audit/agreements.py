"""Enterprise agreements as the audit reads them from a plan: which are signed, and nothing derived from it."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class AgreementRow(Protocol):
    """An agreement that is in force."""

    @property
    def agreement(self) -> str: ...


class Agreed(NamedTuple):
    """A bare signature."""

    agreement: str
