"""What a plan costs, term by term, and how much of its limits it uses."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.base import Model, Month


class CostLine(Model):
    """One cost term in one period."""

    term: str
    kind: Literal["capex", "opex"]
    period: Month | None
    """First month of the period; null for the end of the horizon and beyond."""
    nominal_usd: float
    discounted_usd: float


class Costs(Model):
    """Money of the plan. Lines add to the totals to the cent."""

    lines: tuple[CostLine, ...]
    by_term: dict[str, float]
    """Nominal USD over the horizon by term."""
    by_term_discounted: dict[str, float]
    """Discounted USD by term."""
    total_nominal_usd: float
    total_discounted_usd: float
    constant_usd: float
    """Part of the discounted total that no decision changes."""


class LimitUse(Model):
    """How much of a limit the plan uses where it is tightest."""

    limit: str
    """Limit in the user's words."""
    kind: str
    period: Month | None
    used: float
    allowed: float
    unit: str
    is_binding: bool
    is_minimum: bool = Field(False, description="Whether at least so much is asked for; else it is the most allowed.")

    @property
    def closeness(self) -> float:
        """How near the plan comes to the limit [share]: used / allowed, of a minimum asked / used; 1 at the limit."""
        part, whole = (self.allowed, self.used) if self.is_minimum else (self.used, self.allowed)
        return part / whole if whole else 1.0
