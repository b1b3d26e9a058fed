"""Modules of sites as the audit reads them from a plan: decisions and nothing derived from them."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class ExpansionRow(Protocol):
    """Modules of a site ordered in a period."""

    @property
    def site(self) -> str: ...
    @property
    def module(self) -> str: ...
    @property
    def order_period(self) -> str: ...
    @property
    def modules(self) -> float: ...


class Expanded(NamedTuple):
    """Bare modules ordered."""

    site: str
    module: str
    order_period: str
    modules: float
