"""Capacity share: no more than a share of all capacity belongs to one party, stack or class, in every period.

`capacity_share_is_kept`: C[part,t] - max_share x C[t] <= 0, cross-multiplied, per case. C = accelerators in service,
held and rented, or work served in accelerators of the fastest kind, in the mean over the hours of the period. Dual: USD
for one more accelerator of the part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from models.calendar import month_number
from models.hardware import Accelerator, Holding
from models.lockin import CapacityShare
from models.offer import Offer
from solver.program.instance import Instance
from solver.program.rows import Body, add_rows

Part = tuple[bool, Any, float]
"""Whether it is of the part that is limited, a decision, accelerators per unit of it in the mean of the period."""


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `capacity_share_is_kept[rule,t,k]` from the first month of the rule on."""
    rules = {rule.id: rule for rule in x.scenario.policy.capacity_shares}

    def capacity_share_is_kept(name: str, t: int, k: int) -> Body:
        rule = rules[name]
        terms = [(each * (is_own - rule.max_share), decision) for is_own, decision, each in _decided(m, x, rule, t, k)]
        held = sum((belongs(x, rule, h) - rule.max_share) * h.accelerators for h in _held(x, rule, t))
        return [(value, decision) for value, decision in terms if value], None, -held

    cells = [(r.id, t, k) for r in rules.values() for t in bound(x, r) for k in range(len(x.tree.cases))]
    add_rows(m, "capacity_share_is_kept", cells, capacity_share_is_kept)


def bound(x: Instance, rule: CapacityShare) -> list[int]:
    """Periods in which a rule holds."""
    first = month_number(rule.first) if rule.first else 0
    return [t for t in range(x.T) if x.scenario.horizon.period_start(t) >= first]


def belongs(x: Instance, rule: CapacityShare, holder: Offer | Holding) -> bool:
    """Whether accelerators of an offer or a holding are of the part that a rule limits."""
    return _is_part(x, rule, x.accelerators[holder.accelerator], {holder.vendor})


def counts(x: Instance, rule: CapacityShare, holder: Offer | Holding) -> bool:
    """Whether they count at all."""
    return _is_among(rule, x.accelerators[holder.accelerator])


def _is_part(x: Instance, rule: CapacityShare, chip: Accelerator, payees: set[str]) -> bool:
    if rule.of == "proprietary":
        return x.stacks[chip.stack].is_proprietary
    if rule.of == "payee":
        return not payees.isdisjoint(rule.names)
    return {"silicon": chip.vendor, "stack": chip.stack, "class": chip.accelerator_class}[rule.of] in rule.names


def _is_among(rule: CapacityShare, chip: Accelerator) -> bool:
    return not rule.among or chip.accelerator_class in rule.among


def amounts(m: pyo.ConcreteModel, x: Instance, rule: CapacityShare, t: int, k: int) -> tuple[float, float]:
    """C[part,t] and C[t] at the values of the decisions [accelerators]."""
    counted = [(is_own, each * decision.value) for is_own, decision, each in _decided(m, x, rule, t, k)]
    counted += [(belongs(x, rule, h), h.accelerators) for h in _held(x, rule, t)]
    return float(sum(each for is_own, each in counted if is_own)), float(sum(each for _, each in counted))


def _decided(m: pyo.ConcreteModel, x: Instance, rule: CapacityShare, t: int, k: int) -> Iterator[Part]:
    return _served(m, x, rule, t, k) if rule.measure == "served" else _there(m, x, rule, t, k)


def _there(m: pyo.ConcreteModel, x: Instance, rule: CapacityShare, t: int, k: int) -> Iterator[Part]:
    """Packs in service and rented."""
    node = x.tree.node(k, t)
    for o, copy in enumerate(x.copies):
        if not counts(x, rule, copy.offer):
            continue
        is_own = belongs(x, rule, copy.offer)
        if (o, t, node) in m.in_service:
            yield is_own, m.in_service[o, t, node], copy.units * x.pools[copy.pool].part(x.H[t])
        if t in copy.rentable and not x.is_managed(o):
            for b, hours in enumerate(x.hours[t]):
                yield is_own, m.rent[o, t, b, k], copy.units * hours / x.H[t]


def _served(m: pyo.ConcreteModel, x: Instance, rule: CapacityShare, t: int, k: int) -> Iterator[Part]:
    """Work, in accelerators that it would keep busy on the fastest of its arcs."""
    for r, (i, _, arc) in enumerate(x.arcs):
        if not _is_among(rule, arc.accelerator):
            continue
        own = [other for other in x.arcs_of_work[i] if not x.arcs[other][2].accelerator.is_managed]
        if not own:
            continue  # nothing says how many accelerators such work would keep busy
        best = max(map(x.throughput, own))
        payees = _payees(x, arc.accelerator.id, arc.site.id) if rule.of == "payee" else set()
        is_own = _is_part(x, rule, arc.accelerator, payees)
        for b, hours in enumerate(x.hours[t]):
            if (r, t, b, k) in m.serve:
                yield is_own, m.serve[r, t, b, k], x.demand[k][i][t][b] / best * hours / x.H[t]


def _payees(x: Instance, accelerator: str, site: str) -> set[str]:
    """Who may be paid for what stands at a place."""
    holders: tuple[Offer | Holding, ...] = (*x.scenario.offers, *x.scenario.holdings)
    return {holder.vendor for holder in holders if (holder.accelerator, holder.site) == (accelerator, site)}


def _held(x: Instance, rule: CapacityShare, t: int) -> list[Holding]:
    if rule.measure == "served":
        return []
    return [h for h in x.scenario.holdings if x.held(h, t) and counts(x, rule, h)]
