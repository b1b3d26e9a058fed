"""When spend commitments can be signed, and when they are in force."""

from __future__ import annotations

from models.calendar import month_number
from models.commitment import Commitment
from models.scenario import Scenario
from solver.sizing.demand import periods_of

Window = tuple[int, int]
"""In force from a period on, and the first period in which it no longer is."""


def windows(scenario: Scenario, c: Commitment) -> dict[int, Window]:
    """PERIODS u in which it can be signed -> when it is then in force, possibly beyond the horizon."""
    lead, term, horizon = periods_of(c.lead_months, scenario), periods_of(c.term_months, scenario), scenario.horizon
    first = month_number(c.order_from) if c.order_from else 0
    until = month_number(c.order_until) if c.order_until else 10**9
    placed = (u for u in range(horizon.periods - lead) if first <= horizon.period_start(u) < until)
    return {u: (u + lead, u + lead + term) for u in placed}


def signed_usd_per_hour(scenario: Scenario, c: Commitment, t: int) -> float:
    """What is in force of today's in a period [USD/h]."""
    is_over = c.signed_until is not None and scenario.horizon.period_start(t) >= month_number(c.signed_until)
    return 0.0 if is_over else c.signed_usd_per_hour


def may_be_in_force(scenario: Scenario, c: Commitment, t: int) -> bool:
    """Whether anything of it can be in force in a period."""
    signed = signed_usd_per_hour(scenario, c, t)
    return signed > 0 or any(s <= t < e for s, e in windows(scenario, c).values())


def is_too_long(scenario: Scenario, c: Commitment) -> bool:
    """Whether it binds for longer than the policy allows."""
    most = scenario.policy.max_term_months
    return most is not None and c.term_months > most
