"""Dated blocks as the audit reads them: units of their own, there for so many days of a period alone."""

from __future__ import annotations

from collections.abc import Iterable

from models.offer import Offer
from models.workload import Workload

PREFIX = "dated:"
"""How the owner of their units starts."""
HOURS_PER_DAY = 24.0


def owner_of_block(offer: str, shared_owner: str) -> str:
    """Owner of the units of a dated block, for all or for the lane whose shared units have an owner."""
    return PREFIX + offer + shared_owner[shared_owner.find(":") :] if shared_owner else PREFIX + offer


def offer_named(owner: str) -> str:
    """The offer that the owner of such units names; empty of other owners."""
    return owner[len(PREFIX) :].partition(":")[0] if owner.startswith(PREFIX) else ""


def can_wait_for_block(workload: Workload) -> bool:
    """Whether work can be placed in the days of a block: deferrable work, gangs among it."""
    return workload.deferral is not None


def hours_there(days: int | None, hours: float) -> float:
    """Hours of a period in which units are there: all, or those of so many days [h]."""
    return hours if days is None or HOURS_PER_DAY * days > hours else HOURS_PER_DAY * days


def days_by_offer(offers: Iterable[Offer]) -> dict[str, int]:
    """Length of every dated block on offer [days]."""
    return {offer.id: offer.days for offer in offers if offer.mode == "dated" and offer.days is not None}
