"""Edge sites: the heat they carry off, and what a site costs in every month in which anything is there."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from solver.proof.audit.expansion_rows import added
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.offers import exact
from solver.proof.audit.state import State

LEAST = 1e-6
"""Accelerators up to this are rounding: they put no site in use."""


class Running(NamedTuple):
    """What a site in use costs in a period [USD]; `is_held`: today's fleet stands there, so that it is a constant."""

    telemetry: Decimal
    support: Decimal
    is_held: bool


def check_heat(state: State, ledger: Ledger) -> None:
    """`heat_fits_site`: what stands or is rented at a site gives off no more heat than it carries off."""
    facts = state.facts
    for site in facts.sites.values():
        for q in range(facts.time.slots) if site.heat_cap_kw is not None else ():
            heat = [facts.accelerators[a].busy_kw * count for a, count in _there(state, site.id, q)]
            where = facts.time.where(q)
            caps = [site.heat_cap_kw or 0.0, *added(state, site.id, facts.time.period(q), lambda e: e.cooling_kw)]
            ledger.at_most("heat_fits_site", (f"site {site.id}", *where), heat, caps, "kW")
            ledger.limit("heat_fits_site", site.id, frozenset((where[0],)), sum(heat), sum(caps))


def heat_kw(state: State, site: str, period: int) -> float:
    """Heat of all that is at a site, in the block of a period in which it is most [kW]."""
    chips = state.facts.accelerators
    return max(
        sum(chips[a].busy_kw * count for a, count in _there(state, site, q)) for q in state.facts.time.slots_of(period)
    )


def is_in_use(state: State, site: str, period: int) -> bool:
    """Whether today's fleet, or more than rounding, stands or is rented at a site in some block of a period."""
    slots = state.facts.time.slots_of(period)
    is_busy = any(sum(count for _, count in _there(state, site, q)) > LEAST for q in slots)
    return is_busy or is_held(state.facts, site, period)


def running_cost(state: State, site: str, period: int) -> Running:
    """Telemetry and support of a site in a period; nothing where it is not in use."""
    facts = state.facts
    if not is_in_use(state, site, period):
        return Running(Decimal(0), Decimal(0), is_held=False)
    place, months = facts.sites[site], facts.time.months
    telemetry, support = exact(place.telemetry_usd_per_month), exact(place.support_usd_per_month)
    return Running(telemetry * months, support * months, is_held(facts, site, period))


def is_held(facts: Facts, site: str, period: int) -> bool:
    """Whether today's fleet stands at a site in a period."""
    return any(serves[period] for holding, serves in facts.holdings if holding.site == site)


def _there(state: State, site: str, slot: int) -> list[tuple[str, float]]:
    """Accelerators at a site in a slot, with their id: held, ordered, rented."""
    period = state.facts.time.period(slot)
    found = [(h.accelerator, h.accelerators) for h, serves in state.facts.holdings if h.site == site and serves[period]]
    found += [(place[0], units[period]) for place, units in state.units.items() if place[1] == site]
    return found + [(place[0], rented[slot]) for place, rented in state.rented.items() if place[1] == site]
