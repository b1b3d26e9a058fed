"""Planning again: what a new plan takes from the one before it, and what it changes."""

from __future__ import annotations

from typing import Literal

from models.base import Amount, Id, Model, Month


class Actual(Model):
    """Demand as it was measured in a month that has passed."""

    month: Month
    """Month that has passed."""
    workload: Id
    geography: Id
    demand: Amount
    """Mean demand of the month [service unit of the workload]."""


class FirmOrder(Model):
    """An order of the previous plan that is placed, or fixed: it is kept as it is, as one of the holdings."""

    id: Id
    """Id of the holding that it becomes: the offer and the month of the order."""
    offer: Id
    """Its terms are those of this offer of the scenario."""
    dedicated_to: str | None = None
    """Who alone uses the units: `workload@geography`, or `lane:` and the lane where lanes are kept apart; null: all."""
    ordered: Month
    """Month in which it was, or will be, ordered."""
    since: Month
    """First month in service."""
    until: Month | None = None
    """First month no longer in service; null: until the end of support."""
    packs: float


class EarlierOrder(Model):
    """Packs that the previous plan meant to order and that are not firm."""

    offer: Id
    dedicated_to: str | None = None
    order_period: Month
    """First month of the period of this plan in which they were to be ordered."""
    packs: float


class EarlierPort(Model):
    """A port that the previous plan meant to start."""

    workload: Id
    stack: Id
    start_period: Month
    """First month of the period of this plan in which it was to start."""


class EarlierRent(Model):
    """Capacity that the previous plan meant to rent."""

    offer: Id
    dedicated_to: str | None = None
    accelerators: float
    """Average over the hours of the time that both plans cover."""


class Previous(Model):
    """The plan before this one, as far as this one depends on it or is compared with it."""

    content_hash: str
    """`provenance.content_hash` of the previous plan."""
    file: str | None = None
    """Its file as the user named it; null in the app, which has no files."""
    firm_until: Month
    """Orders before this month are firm: kept as they are, and none is added. The others may change."""
    first: Month
    """First month that both plans cover: changes are counted from here."""
    until: Month
    """First month that not both plans cover any more; not after `first` where they share none."""
    firm: tuple[FirmOrder, ...] = ()
    """Its orders that are firm and serve in the time of this plan or later; each is one of the holdings."""
    orders: tuple[EarlierOrder, ...] = ()
    """Orders that it meant to place in the time that both plans cover and that are not firm."""
    ports: tuple[EarlierPort, ...] = ()
    """Ports that it meant to start in the time that both plans cover."""
    rent: tuple[EarlierRent, ...] = ()
    """What it meant to rent, by offer."""
    paid_usd: float = 0.0
    """Its payments in the time that both plans cover, as it charges them, nominal [USD]."""
    actuals: tuple[Actual, ...] = ()
    """Measured demand by which the forecast was rescaled."""
    begun: tuple[str, ...] = ()
    """What it began before the first month of this plan besides orders, as sentences: the scenario must say it."""


ChangeKind = Literal["added", "dropped", "more", "fewer", "moved"]


class Change(Model):
    """One difference between this plan and the previous one."""

    subject: Literal["order", "rent", "port", "cost"]
    """What changed; `cost`: payments in the time that both plans cover."""
    kind: ChangeKind
    """`added`, `dropped`: only one of the plans has it at all; `moved`: to another month."""
    offer: Id | None = None
    dedicated_to: str | None = None
    workload: Id | None = None
    stack: Id | None = None
    month: Month | None = None
    """Month in this plan; null for what it does not have, for rent and cost."""
    earlier_month: Month | None = None
    """Month in the previous plan."""
    amount: float
    """By how much, in the unit; of what moved, how much of it."""
    unit: Literal["packs", "accelerators", "ports", "USD"]
    text: str
    """The change in words."""
