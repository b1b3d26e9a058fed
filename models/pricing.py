"""How prices of an offer move: with the month of the order, and with the volume ordered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from models.base import Id, Model, Month

PriceFactor = Annotated[float, Field(gt=0, le=100)]
Discount = Annotated[float, Field(gt=0, lt=1)]
TierRule = Literal["all_units", "incremental"]
TierWindow = Literal["order", "fiscal_year"]


class VolumeTier(Model):
    """Packs from which on an offer costs less."""

    from_packs: int = Field(ge=2, le=1_000_000)
    """Least volume of the tier [packs]."""
    discount: Discount
    """What it takes off the upfront, monthly and committed-hour prices [share]."""


class VolumeUse(Model):
    """What is ordered of an offer with volume tiers in one order, or in one fiscal year, and the tier it reaches."""

    offer: Id
    period: Month | None = None
    """First month of the period of the order; null where the tiers count fiscal years."""
    fiscal_year: int | None = None
    """Fiscal year, named after the calendar year it starts in; null where the tiers count single orders."""
    packs: float
    """Volume: packs ordered, all together."""
    from_packs: int | None
    """Least volume of the tier that it reaches [packs]; null: the list price."""
    discount: float
    """What that takes off the prices of these packs, on average [share]."""
    next_from_packs: int | None
    """Least volume of the next tier [packs]; null: there is none."""


def tier_problem(tiers: Sequence[VolumeTier]) -> str | None:
    """What is wrong with the order of tiers; None if nothing is."""
    for lower, upper in pairwise(tiers):
        if upper.from_packs <= lower.from_packs or upper.discount <= lower.discount:
            return (
                f"`tiers` must rise in `from_packs` and in `discount`: {upper.from_packs} packs at {upper.discount:g} "
                f"follow {lower.from_packs} packs at {lower.discount:g}"
            )
    return None
