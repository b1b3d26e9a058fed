"""Lanes: work of different lanes shares no units and no headroom; shared offers have a copy for each group of lanes.

The copies of an offer share its quota, so what a lane counts of it towards headroom is a decision, `call`.
`calls_fit_quota`: sum of call over the lanes of a place <= sum of credit x pack x quota of what can be rented there, at
PEAKS and in every contingency. Dual: USD for one more credited accelerator that any one lane may call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyomo.environ as pyo

from solver.program.instance import Instance
from solver.program.quotas import counted
from solver.program.rows import Body, Terms, add_rows
from solver.program.standing import callable_now

NOTHING_LOST = -1
"""Stands for a contingency in the keys of `call` while nothing is lost."""
Key = tuple[int, int, int, int, int]
"""Contingency, pool, period, block, case."""
QuotaKey = tuple[int, str, int, int, int]
"""The same with an offer in place of a pool, as of `count_on`."""


def calls(x: Instance, under_quota: Mapping[QuotaKey, float]) -> dict[Key, float]:
    """Keys of `call`, each with all that the offers of the place have on call at most [accelerators].

    `under_quota`: the most that headroom may count on of offers under quotas of the policy, by its key.
    """
    found: dict[Key, float] = {}
    for j, pool in enumerate(x.pools):
        offers = {x.copies[o].offer.id: x.copies[o].credit for o in x.copies_of_pool[j]}
        for n, t, b, k in peak_cells(x) if pool.is_of_lane else ():
            ready = callable_there(x, n, j, t)
            if ready is not None:
                ready += sum(credit * under_quota.get((n, o, t, b, k), 0.0) for o, credit in offers.items())
            if ready:
                found[n, j, t, b, k] = ready
    return found


def callable_there(x: Instance, n: int, j: int, t: int) -> float | None:
    """What can be called in a pool while nothing, or something, is lost [accelerators], as `callable_now`."""
    return callable_now(x, j, t) if n == NOTHING_LOST else callable_now(x, j, t, x.contingencies[n].leaves)


def peak_cells(x: Instance) -> Iterator[tuple[int, int, int, int]]:
    """Contingency, period, peak and case in which headroom or a fail-over is asked for."""
    yield from ((NOTHING_LOST, t, b, k) for t in range(x.T) for b in x.peaks for k in range(len(x.tree.cases)))
    for n, c in enumerate(x.contingencies):
        yield from dict.fromkeys((n, t, b, k) for _, t, b, k in c.need)


def called(m: pyo.ConcreteModel, x: Instance, *key: int) -> Terms:
    """What a pool calls by decision, with the sign of the right-hand side: what its lane calls, or what headroom counts
    on there under quotas of the policy. `key`: contingency, pool, period, block, case."""
    if x.pools[key[1]].is_of_lane:
        return [(-1.0, m.call[key])] if key in m.call else []
    return counted(m, x, *key)


def sharing(x: Instance, keys: Iterable[Key]) -> dict[tuple[int, str, str, int, int, int], list[Key]]:
    """Keys of `call` that share the quotas of a place, by contingency, accelerator, site, period, block, case."""
    found: dict[tuple[int, str, str, int, int, int], list[Key]] = {}
    for n, j, t, b, k in keys:
        pool = x.pools[j]
        found.setdefault((n, pool.accelerator.id, pool.site.id, t, b, k), []).append((n, j, t, b, k))
    return found


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `calls_fit_quota[c,a,l,t,b,k]`, c = -1 while nothing is lost; `m.call` comes from the decisions."""
    shared = sharing(x, m.call)

    def calls_fit_quota(*place: int | str) -> Body:
        keys = shared[place]  # type: ignore[index]  # the index of the block is made of these keys
        (n, j, t, *_) = keys[0]
        calls: Terms = [(1.0, m.call[key]) for key in keys]
        return calls + counted(m, x, *keys[0]), None, callable_there(x, n, j, t)

    add_rows(m, "calls_fit_quota", shared, calls_fit_quota)
