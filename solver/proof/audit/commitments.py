"""Spend commitments as the audit reads them from a plan: what is signed, and nothing derived from it."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class CommitmentRow(Protocol):
    """USD per hour of a commitment signed in a period."""

    @property
    def commitment(self) -> str: ...
    @property
    def order_period(self) -> str: ...
    @property
    def usd_per_hour(self) -> float: ...


class Committed(NamedTuple):
    """A bare amount signed."""

    commitment: str
    order_period: str
    usd_per_hour: float
