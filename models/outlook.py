"""What every case asks of one plan for all: idle capacity, spend and service, and when firm orders fall short."""

from __future__ import annotations

from models.base import Amount, Id, Model, Month, Share


class OutlookPeriod(Model):
    """Spend and service of a case in one period."""

    period: Month
    """First month."""
    spend_usd: float
    """Nominal payments of the period [USD]."""
    variance_usd: float
    """Above their mean over all cases by probability [USD]: what a budget on the mean would be missed by."""
    served_share: Share | None
    """Smallest share served of any workload's demand; null where none asks for anything."""


class CaseOutlook(Model):
    """The question that a case puts to the plan: is it idle, is it on budget, does it last until orders can come."""

    case: Id
    """The case."""
    utilization: Share | None
    """Hours worked by owned, leased, reserved and today's accelerators / their hours in service; null without any."""
    stranded_usd: Amount
    """Payments for what is ordered [USD], nominal inside the horizon, that fall on accelerators which in no block of
    a period are busy or set aside for a peak."""
    periods: tuple[OutlookPeriod, ...]
    """Spend and service by period."""
    next_cycle: Month
    """First month of the procurement cycle after this one."""
    first_short: Month | None = None
    """First month that falls short if nothing but the firm orders is placed before the next cycle; null: none does, or
    a limit other than service breaks. It is looked for in the dozen cases of most demand."""
    short_accelerator_hours: Amount = 0.0
    """What then cannot be carried, in hours of the fastest accelerators that may [h]."""
    is_late: bool = False
    """Whether time ran out before it was known what falls short."""
    must_order: tuple[Id, ...] = ()
    """Tranches beyond the firm ones that this case orders before the next cycle."""
