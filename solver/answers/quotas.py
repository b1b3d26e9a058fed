"""Under quotas of the policy: what headroom counts on of each offer, no more than it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any

import pyomo.environ as pyo

from models.quota import CountedOn
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.elements import Copy
from solver.program.families.lanes import NOTHING_LOST, callable_there
from solver.program.instance import Instance
from solver.program.quotas import binding, counts

At = tuple[int, str, str, int, int]
"""Contingency, accelerator, site, period, block."""


def count_least(program: Program) -> None:
    """Count on no more than what is set aside needs beyond all else that counts."""
    x = program.instance
    if len(program.model.count_on):
        use, needed = Use(program), dict[At, float]()
        for j, pool in enumerate(x.pools):
            for t, b in ((t, b) for t in range(x.T) for b in x.peaks):
                at = NOTHING_LOST, pool.accelerator.id, pool.site.id, t, b
                needed.setdefault(at, -(callable_there(x, NOTHING_LOST, j, t) or 0.0))
                needed[at] += 0.0 if pool.is_dedicated else use.taken(j, t, b)
        trim(program, needed)


def trim(program: Program, needed: Mapping[At, float]) -> None:
    """Lower `count_on` at these places to what is needed [credited accelerators], the offers with most credit first."""
    x = program.instance
    credit = {c.offer.id: c.credit for c in x.copies}
    chips = {o.id: (o.accelerator, o.site) for o in x.scenario.offers}
    places: dict[At, list[tuple[float, str, pyo.Var]]] = defaultdict(list)
    for (n, offer, t, b, _), decision in program.model.count_on.items():
        places[n, *chips[offer], t, b].append((-credit[offer], offer, decision))
    for at, decisions in places.items():
        left = needed.get(at, inf)
        for falling, _, decision in sorted(decisions, key=lambda row: row[:2]):
            amount = min(decision.value, max(0.0, left) / -falling)
            decision.set_value(amount, skip_validation=True)
            left += amount * falling


def counted_rows(program: Program) -> tuple[CountedOn, ...]:
    """What headroom, and what stands in for a loss, counts on of offers under quotas; nothing that is 0."""
    m, x = program.model, program.instance
    offers = {o.id: o for o in x.scenario.offers}
    return tuple(
        CountedOn(
            **_loss(x, n),
            offer=offer,
            accelerator=offers[offer].accelerator,
            site=offers[offer].site,
            period=x.scenario.horizon.label(t),
            block=x.blocks[b].id,
            accelerators=decision.value,
        )
        for (n, offer, t, b, _), decision in m.count_on.items()
        if decision.value
    )


def _loss(x: Instance, n: int) -> dict[str, Any]:
    if n == NOTHING_LOST:
        return {}
    c = x.contingencies[n]
    return {"lose": c.lose, "lost": c.lost, "within_months": c.within}


def unused_quotas(x: Instance) -> Iterator[str]:
    """Quotas under which nothing can be rented."""
    for limit in x.scenario.policy.quotas:
        periods = binding(x, limit)
        copies = [copy for copy in x.copies if counts(x, limit, copy.offer)]
        if not periods:
            yield f"policy.quotas.{limit.id}: no period of the horizon starts in its months"
        elif not any((copy.rentable | _serving(copy)) & {*periods} for copy in copies):
            yield f"policy.quotas.{limit.id}: it counts no offer that can be rented then"


def _serving(copy: Copy) -> set[int]:
    """Periods in which dated blocks could be there."""
    return {s for s, _ in copy.windows.values()}
