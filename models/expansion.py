"""Enlarging a site: modules that it can be enlarged by, and those that a plan orders."""

from __future__ import annotations

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Text
from models.evidence import Evidence


class Expansion(Model):
    """A module by which a site can be enlarged; once in service it stays until the end of the horizon."""

    id: Id
    """Name of the module, unique at its site."""
    name: Text = ""
    """Name on paper."""
    kw: Amount = 0.0
    """Power that one module adds to the site's limit [kW at the meter]."""
    racks: Amount = 0.0
    """Racks that one module adds to the site's limit [racks]."""
    m2: Amount = 0.0
    """Floor that one module adds to the site's limit [m2]."""
    cooling_kw: Amount = 0.0
    """Heat that one module carries off beside the site's limit on it [kW at the rack]."""
    upfront_usd: Amount = 0.0
    """Price of one module, paid when it goes into service [USD/module]."""
    usd_per_month: Amount = 0.0
    """Upkeep of one module in every month in service [USD/module/month]."""
    life_months: int | None = Field(default=None, ge=1, le=1200)
    """Straight-line book life [months], for a value at the end of the horizon; none: it is worth nothing then."""
    lead_months: int = Field(default=0, ge=0, le=120)
    """Months from order to service; rounded up to whole periods."""
    max_modules: int = Field(default=1, ge=1, le=1000)
    """Most modules over the horizon."""
    order_from: Month | None = None
    """First month in which it can be ordered."""
    evidence: Evidence = Evidence()
    """Source of size and price."""

    @model_validator(mode="after")
    def _adds_something(self) -> Expansion:
        if not (self.kw or self.racks or self.m2 or self.cooling_kw):
            raise ValueError("a module adds at least one of `kw`, `racks`, `m2` and `cooling_kw`")
        return self


class ExpansionOrder(Model):
    """Modules of a site ordered in one period."""

    site: Id
    module: Id
    """The site's module."""
    order_period: Month
    """First month of the period in which they are ordered."""
    in_service_period: Month
    """First month in service."""
    modules: int
    """Number of modules."""
    kw: float
    """Power that they add to the site's limit [kW at the meter]."""
    racks: float
    """Racks that they add."""
    m2: float
    """Floor that they add [m2]."""
    cooling_kw: float
    """Heat that they carry off beside the site's limit on it [kW at the rack]."""
    cost_usd: float
    """Price, and upkeep inside the horizon [USD], nominal."""
