"""Enlarged sites: modules on offer, at most so many of them, what they add to limits, what they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from math import inf
from typing import NamedTuple

from models.expansion import Expansion
from models.plan import Plan
from solver.proof.audit.expansions import ExpansionRow
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.state import State
from solver.proof.audit.timeline import is_within

SIZES = ("kw", "racks", "m2", "cooling_kw")
"""What a module may add to a limit of its site."""
Size = Callable[[Expansion], float]


class Enlargement(NamedTuple):
    """Modules ordered in a period, and the period from which they are in service."""

    module: Expansion
    site: str
    placed: int
    start: int
    number: float


def read_expansions(state: State, rows: Sequence[ExpansionRow], ledger: Ledger) -> None:
    """Whole modules that the site has, in periods in which they can be ordered; each listed once."""
    law, time = "expansions_are_on_offer", state.facts.time
    for row in rows:
        ledger.count(law)
        where = (f"site {row.site}", f"module {row.module}", row.order_period)
        module, u = _modules(state.facts).get((row.site, row.module)), time.period_of.get(row.order_period)
        if module is None or u is None:
            ledger.require(False, law, where, "the site has no such module, or the horizon no such period")
            continue
        is_open = is_within(time.starts[u], module.order_from, None)
        is_there = u + time.whole(module.lead_months) < time.periods
        ordered = state.expand.setdefault((row.site, row.module), {})
        laws = (
            (is_open and is_there, "it cannot be ordered then"),
            (0 <= row.modules < inf and row.modules % 1 == 0, f"{row.modules!r} is no whole number of modules"),
            (u not in ordered, "the order is listed twice"),
        )
        if all(ledger.require(holds, law, where, sentence) for holds, sentence in laws):
            ordered[u] = row.modules


def _modules(facts: Facts) -> dict[tuple[str, str], Expansion]:
    """Modules by site and id."""
    return {(site.id, module.id): module for site in facts.sites.values() for module in site.expansions}


def enlargements(state: State) -> Iterator[Enlargement]:
    """All orders of modules."""
    modules = _modules(state.facts) if state.expand else {}
    for key, ordered in state.expand.items():
        for u, number in ordered.items():
            start = u + state.facts.time.whole(modules[key].lead_months)
            yield Enlargement(modules[key], key[0], u, start, number)


def check_modules(state: State, ledger: Ledger) -> None:
    """`modules_fit_site`: no more of a module over the horizon than there are."""
    for site in state.facts.sites.values():
        for module in site.expansions:
            ordered = list(state.expand.get((site.id, module.id), {}).values())
            ledger.at_most(
                "modules_fit_site",
                (f"site {site.id}", f"module {module.id}"),
                ordered,
                [float(module.max_modules)],
                "modules",
            )
            subject = f"{module.id} at {site.id}"
            ledger.limit("modules_fit_site", subject, frozenset((None,)), sum(ordered), float(module.max_modules))


def added(state: State, site: str, period: int, size: Size) -> list[float]:
    """What each order of modules in service in a period adds to a limit of a site."""
    return [size(e.module) * e.number for e in enlargements(state) if e.site == site and e.start <= period]


def cap_of(state: State, site: str, period: int, cap: float | None, size: Size) -> float | None:
    """A limit of a site in a period, modules in service included; None where it has none."""
    return None if cap is None else cap + sum(added(state, site, period, size))


def end_value(state: State, order: Enlargement) -> Decimal:
    """Book value of one module at the end of the horizon [USD], where it has a life and the policy counts it."""
    life, time = order.module.life_months, state.facts.time
    if life is None or state.facts.policy.finance.end_value != "straight_line":
        return Decimal(0)
    used = Decimal((time.periods - order.start) * time.months) / life
    return exact(order.module.upfront_usd) * max(Decimal(0), 1 - used)


def order_usd(state: State, order: Enlargement) -> Decimal:
    """Price and upkeep inside the horizon of all its modules [USD], nominal."""
    time = state.facts.time
    months = (time.periods - order.start) * time.months
    return exact(order.number) * (exact(order.module.upfront_usd) + exact(order.module.usd_per_month) * months)


def cost_by_period(state: State) -> dict[tuple[str, int], Decimal]:
    """Cost of modules by site and period: an order, less its end value, in equal parts over its periods in service."""
    found: dict[tuple[str, int], Decimal] = {}
    for order in enlargements(state):
        usd = order_usd(state, order) - exact(order.number) * end_value(state, order)
        served = range(order.start, state.facts.time.periods)
        for t in served:
            found[order.site, t] = found.get((order.site, t), Decimal(0)) + usd / len(served)
    return found


def owed(order: Enlargement, period: int) -> float:
    """Price of modules ordered and not yet paid at the end of a period [USD]."""
    return order.number * order.module.upfront_usd if order.placed <= period < order.start else 0.0


def check_expansion_figures(plan: Plan, state: State, notes: Notes) -> None:
    """Dates, sizes and cost of every order of modules."""
    orders = {(e.site, e.module.id, state.facts.time.labels[e.placed]): e for e in enlargements(state)}
    for n, row in enumerate(plan.expansions):
        order = orders.get((row.site, row.module, row.order_period))
        if order is None:
            continue  # its own row has failed
        where = f"expansions[{n}] ({row.module} at {row.site}, {row.order_period})"
        notes.same(where, "in_service_period", row.in_service_period, state.facts.time.labels[order.start])
        for size in SIZES:
            notes.close(where, size, getattr(row, size), order.number * getattr(order.module, size))
        notes.usd(where, "cost_usd", row.cost_usd, float(order_usd(state, order)))
