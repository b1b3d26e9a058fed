"""When enterprise agreements are signed and in force, and what they promise in every contract year."""

from __future__ import annotations

from typing import NamedTuple

from models.agreement import MONTHS_PER_YEAR, Agreement
from models.calendar import month_number
from models.scenario import Scenario


class ContractYear(NamedTuple):
    """A contract year of which the horizon holds some periods."""

    number: int
    """From 0."""
    begins: int
    """Its first month, as a number."""
    periods: range
    """PERIODS that start in it."""
    committed_usd: float
    """What must be drawn down in them [USD]."""
    later_usd: float
    """What is promised for its months after the horizon [USD]."""


def begins(scenario: Scenario, a: Agreement) -> int:
    """Number of the first month in which an agreement is in force."""
    return month_number(a.start) if a.start else scenario.horizon.first


def signed_in(scenario: Scenario, a: Agreement) -> int | None:
    """The period in which it is signed, the first of the horizon where it was before; None where it never can be."""
    in_force = [t for t in range(scenario.horizon.periods) if _year(scenario, a, t) is not None]
    if not in_force or (is_too_long(scenario, a) and not a.is_signed):
        return None
    return in_force[0]


def contract_years(scenario: Scenario, a: Agreement) -> list[ContractYear]:
    """Its contract years in the order of time, those without any period inside the horizon left out."""
    horizon, found = scenario.horizon, []
    end = horizon.period_start(horizon.periods)
    for y, usd in enumerate(a.commitment_usd):
        own = [t for t in range(horizon.periods) if _year(scenario, a, t) == y]
        if own:
            first = begins(scenario, a) + MONTHS_PER_YEAR * y
            inside = usd * min(1.0, (end - first) / MONTHS_PER_YEAR)
            drawn = a.drawn_usd if first < horizon.first else 0.0
            found.append(ContractYear(y, first, range(own[0], own[-1] + 1), max(0.0, inside - drawn), usd - inside))
    return found


def not_begun_usd(scenario: Scenario, a: Agreement, t: int) -> float:
    """What it promises for contract years that begin after a period [USD]."""
    first, end = begins(scenario, a), scenario.horizon.period_start(t + 1)
    return sum(usd for y, usd in enumerate(a.commitment_usd) if first + MONTHS_PER_YEAR * y >= end)


def is_too_long(scenario: Scenario, a: Agreement) -> bool:
    """Whether it binds for longer than the policy allows."""
    most = scenario.policy.max_term_months
    return most is not None and a.term_months > most


def _year(scenario: Scenario, a: Agreement, t: int) -> int | None:
    """The contract year in which a period starts; None where it is not in force then."""
    months = scenario.horizon.period_start(t) - begins(scenario, a)
    return months // MONTHS_PER_YEAR if 0 <= months < a.term_months else None
