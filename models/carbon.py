"""Limits on the carbon of the energy that accelerators draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import model_validator

from models.base import Amount, Id, Model, Month
from models.raw import Problem, items, rows, unknown

CarbonSpan = Literal["period", "fiscal_year", "horizon"]
"""The time that a limit on carbon is on."""


class CarbonLimit(Model):
    """A limit on location-based carbon: energy at the meter of all that stands or is rented, today's fleet included."""

    id: Id
    max_kg: Amount
    """Most carbon in each period or fiscal year, or over the horizon [kg CO2e]."""
    per: CarbonSpan = "horizon"
    """Whether the limit is on every `period`, every `fiscal_year` (the part of it inside the horizon) or the
    `horizon`."""
    sites: tuple[Id, ...] = ()
    """Sites that it counts together; empty: all."""
    first: Month | None = None
    """Periods that start from this month on count; default: the first of the horizon."""
    until: Month | None = None
    """Periods that start in this month or later do not count; default: all do."""

    @model_validator(mode="after")
    def _spans_time(self) -> CarbonLimit:
        if self.first is not None and self.until is not None and self.first >= self.until:
            raise ValueError(f"`until` ({self.until}) must be later than `first` ({self.first})")
        return self

    @model_validator(mode="after")
    def _names_sites_once(self) -> CarbonLimit:
        twice = [site for n, site in enumerate(self.sites) if site in self.sites[:n]]
        if twice:
            raise ValueError(f"`sites` names {twice[0]!r} twice; each site counts once")
        return self


def carbon_problems(policy: Mapping[str, Any], sites: set[str]) -> Iterator[Problem]:
    """Sites of limits on carbon that there are not."""
    for n, row in rows(policy, "carbon"):
        for place, value in items(row.get("sites")):
            if value not in sites:
                yield unknown(("policy", "carbon", n, "sites", *place), value, "sites", sites)
