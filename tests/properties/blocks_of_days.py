"""Dated blocks for the brute force: how long their units are there, and how a row names them."""

from __future__ import annotations

from solver.proof.audit.facts import Facts, Pool

SLACK = 1e-9


def part_there(facts: Facts, pool: Pool, t: int) -> float:
    """Part of the hours of a period in which the units of a pool are there."""
    return min(1.0, _hours(facts, pool) / facts.time.hours[t])


def fits_there(facts: Facts, pool: Pool, t: int, hours: float) -> bool:
    """Whether a run of so many hours that starts in a period may be done in a pool: in a block it must end."""
    dated = units_of(pool)[1]
    return dated is None or hours <= min(_hours(facts, pool), facts.time.hours[t]) * (1 + SLACK)


def units_of(pool: Pool) -> tuple[bool, str | None]:
    """Whether its units are dedicated, and the offer whose dated blocks they are."""
    kind, _, name = pool[2].partition(":")
    return "@" in pool[2], name.partition(":")[0] if kind == "dated" else None


def _hours(facts: Facts, pool: Pool) -> float:
    """Length of the block that a pool is of [h]; without end for other units."""
    name = units_of(pool)[1]
    days = facts.offers[name].offer.days if name else None
    return float("inf") if days is None else 24.0 * days
