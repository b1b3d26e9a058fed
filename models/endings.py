"""How a pack ends otherwise than with its term: an early exit, a resale, a buy-out, a renewal; and payments before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from pydantic import Field

from models.base import Amount, Id, Model, Month, Share
from models.vocabulary import Mode

ReleaseKind = Literal["exit", "resale"]
"""What happens before the end: a lease or reserve is left for a fee, a bought pack is sold."""
ExtensionKind = Literal["buyout", "renewal"]
"""What happens at the end of a term: the pack is bought, or rented on."""


class Exit(Model):
    """A time at which a pack may leave before its end: a lease or reserve for a fee, a bought one for a price."""

    after_months: int = Field(ge=1, le=1200)
    """Time in service after which it may leave [months]."""
    fee_usd: Amount = 0.0
    """Paid for leaving a lease or reserve then [USD/pack]."""
    fee_share: Share = 0.0
    """Paid beside it: share of the monthly and committed-hour payments that are left then [share of what is left]."""
    resale_usd: Amount | None = None
    """What a bought pack is sold for then [USD/pack]; give this or `resale_share`."""
    resale_share: Share | None = None
    """The same as a share of `upfront_usd` [share of upfront]."""

    def price_usd(self, upfront_usd: float) -> float:
        """What a bought pack is sold for [USD/pack]."""
        return self.resale_usd if self.resale_usd is not None else (self.resale_share or 0.0) * upfront_usd


class Buyout(Model):
    """A leased pack is bought at the end of its term and stays."""

    usd: Amount
    """Price at the end of the term [USD/pack]."""
    monthly_usd: Amount = 0.0
    """Support and maintenance for every month after it, in place of the payments of the lease [USD/pack/month]."""
    life_months: int | None = Field(default=None, ge=1, le=1200)
    """Months in service after the buy-out at most, and straight-line book life of `usd`; none: it stays until end of
    support, and is worth nothing at the end of the horizon."""


class Renewal(Model):
    """A leased or reserved pack is rented on, once, at the end of its term."""

    term_months: int = Field(ge=1, le=1200)
    """Length of the renewal [months]."""
    monthly_usd: Amount = 0.0
    """Paid for every month of it [USD/pack/month], in place of the payments of the first term."""
    committed_usd_per_hour: Amount = 0.0
    """Paid for every hour of it, used or not [USD/pack/h], likewise."""


class MilestonePayment(Model):
    """A part of the upfront payment that is due before the pack goes into service: a deposit, or at a milestone."""

    months_after_order: int = Field(default=0, ge=0, le=120)
    """When it is paid [months after the order]: at the start of the period that contains that month."""
    share: float = Field(gt=0, le=1)
    """Part of `upfront_usd` [share of upfront]."""


class Release(Model):
    """Packs of one order that leave before their end."""

    offer: Id
    accelerator: Id
    site: Id
    mode: Mode
    kind: ReleaseKind
    """Whether a contract is left, or a bought pack sold."""
    dedicated_to: str | None = None
    """Who alone uses the units; null: all."""
    order_period: Month
    """First month of the period in which they were ordered."""
    period: Month
    """First month no longer in service."""
    packs: float
    accelerators: float
    fee_usd: float
    """Paid for leaving [USD], nominal."""
    resale_usd: float
    """Proceeds of the sale [USD], nominal."""
    cost_usd: float
    """What it changes of the cost of the order inside the horizon, nominal [USD]: the fee, less proceeds, less payments
    that are saved, plus upfront payments that were to be charged after the horizon; use and power apart."""


class Extension(Model):
    """Packs of one order that stay when their term ends."""

    offer: Id
    accelerator: Id
    site: Id
    mode: Mode
    kind: ExtensionKind
    """Whether they are bought, or rented on."""
    dedicated_to: str | None = None
    """Who alone uses the units; null: all."""
    order_period: Month
    """First month of the period in which they were ordered."""
    period: Month
    """First month after the first term."""
    ends: Month | None = None
    """First month no longer in service, also beyond the horizon; null: no end is known."""
    packs: float
    accelerators: float
    cost_usd: float
    """Price, and payments from then on inside the horizon [USD], nominal; use and power apart."""


def exit_fault(exits: Sequence[Exit], mode: Mode, upfront_usd: float, last_months: int | None) -> str:
    """Why exits do not fit their offer; empty where they do.

    Parameters
    ----------
    last_months: term of a lease or reserve, or age at which a bought pack is replaced; None without.
    """
    ages = [way.after_months for way in exits]
    if any(a >= b for a, b in pairwise(ages)):
        return "`exits` must be listed by rising `after_months`, each once"
    if last_months is not None and ages and ages[-1] >= last_months + (mode == "buy"):
        return f"`exits` after {ages[-1]} months: the pack leaves after {last_months} months anyway"
    if mode != "buy":
        priced = any(way.resale_usd is not None or way.resale_share is not None for way in exits)
        return f"a {mode} cannot be sold: `exits` of it have `fee_usd` and `fee_share`" if priced else ""
    if any((way.resale_usd is None) is (way.resale_share is None) or way.fee_usd or way.fee_share for way in exits):
        return "`exits` of bought units need `resale_usd` or `resale_share`, one of them, and have no fee"
    curve = [way.price_usd(upfront_usd) for way in exits]
    if curve and curve[0] > upfront_usd:
        return f"`exits`: a pack bought for {upfront_usd:g} USD would be sold for {curve[0]:g} USD, at a profit"
    rise = next((n for n, (a, b) in enumerate(pairwise(curve)) if b > a), None)
    if rise is not None:
        return f"`exits`: the resale price rises from {ages[rise]} to {ages[rise + 1]} months"
    return ""


def milestone_fault(parts: Sequence[MilestonePayment], upfront_usd: float, lead_months: int) -> str:
    """Why payments before service do not fit their offer; empty where they do."""
    if not parts:
        return ""
    if not upfront_usd:
        return "`milestone_payments` are parts of `upfront_usd`, which is 0"
    if sum(part.share for part in parts) > 1 + 1e-9:
        return "`milestone_payments` add up to more than 1"
    months = [part.months_after_order for part in parts]
    if any(a >= b for a, b in pairwise(months)):
        return "`milestone_payments` must be listed by rising `months_after_order`, each once"
    if months[-1] > lead_months:
        return f"`milestone_payments` after {months[-1]} months: the pack is there after `lead_months` {lead_months}"
    return ""
