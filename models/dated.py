"""Dated blocks: units for so many days inside a period, reserved beforehand and paid upfront.

Capacity blocks and calendar reservations of clouds are sold so. On which days of the period they lie is for the buyer
to choose, and for nobody to know yet: so they carry work alone that can be placed in them, and back no peak.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from models.calendar import month_hours, month_number
from models.raw import Problem, rows

if TYPE_CHECKING:
    from models.offer import Offer

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
YEARS_ALIKE = 48
"""Periods after which none is longer than all before: four years of months."""
MOST_DAYS = 182
"""Longest block that is on sale anywhere [days]."""
OF_DAYS = "dated:"
"""How the owner of units of a dated block starts; the offer follows, and `:` with a lane where lanes are apart."""
REFUSED = (
    *("monthly_usd", "committed_usd_per_hour", "usd_per_hour", "term_months", "capacity_credit", "is_dedicated"),
    *("software_usd_per_year", "fabric_usd_per_month", "storage_usd_per_month"),
)
"""Fields that say nothing about a dated block: it has one price, paid upfront, and no credit."""


def owner_of_days(offer: str, owner_of_lane: str) -> str:
    """Owner of the units of a dated block: `dated:` and the offer; with lanes apart `:` and the group, too."""
    return f"{OF_DAYS}{offer}{owner_of_lane.removeprefix('lane')}"


def offer_of_days(owner: str) -> str:
    """The offer whose dated blocks an owner stands for; empty where it stands for none."""
    return owner.removeprefix(OF_DAYS).split(":")[0] if owner.startswith(OF_DAYS) else ""


def lane_of_days(owner: str) -> str:
    """The lane, or group of lanes, that such units are for; empty where no lanes are apart."""
    return owner.removeprefix(OF_DAYS).partition(":")[2]


def dated_fault(offer: Offer) -> str:
    """What is wrong with the days of an offer; empty where nothing is."""
    if not offer.is_dated:
        return f"`days` is for dated blocks, not for {offer.mode}" if offer.days is not None else ""
    if offer.days is None:
        return "a dated block needs `days`"
    wrong = ", ".join(f"`{name}`" for name in REFUSED if getattr(offer, name))
    paid = "a dated block is paid by `upfront_usd` (price per hour x 24 x `days`) and ends by itself"
    return f"{paid}; remove {wrong}" if wrong else ""


def dated_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Dated blocks that no period of the horizon can hold."""
    longest = _longest_days(document.get("horizon"))
    for n, offer in rows(document, "offers"):
        days = offer.get("days")
        if longest and isinstance(days, int) and longest < days <= MOST_DAYS:
            words = f"a block of {days} days fits no period of the horizon, which have {longest} days at most: write"
            yield ("offers", n, "days"), f"{words} it as a `reserve` with `term_months: {-(-days // 31)}`"


def _longest_days(horizon: Any) -> int:
    """Calendar days of the longest period; 0 where the horizon cannot be read."""
    start, periods, step = (
        (horizon.get("start"), horizon.get("periods"), horizon.get("months_per_period", 1))
        if isinstance(horizon, Mapping)
        else (None, None, None)
    )
    if not (isinstance(start, str) and MONTH.fullmatch(start) and isinstance(periods, int) and isinstance(step, int)):
        return 0
    first = month_number(start)
    spans = (range(first + t * step, first + (t + 1) * step) for t in range(min(periods, YEARS_ALIKE)))
    return max((sum(map(month_hours, span)) // 24 for span in spans), default=0)
