"""Releases and extensions as the audit reads them from a plan: decisions and nothing derived from them."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class EndingRow(Protocol):
    """Packs of an order that leave, or stay, in a period."""

    @property
    def offer(self) -> str: ...
    @property
    def dedicated_to(self) -> str | None: ...
    @property
    def order_period(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def packs(self) -> float: ...


class Ended(NamedTuple):
    """Bare packs of an order that leave (`exit`, `resale`) or stay (`buyout`, `renewal`)."""

    offer: str
    order_period: str
    kind: str
    period: str
    packs: float
    dedicated_to: str | None = None
