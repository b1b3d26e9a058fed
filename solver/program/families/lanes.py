"""Lanes: work of different lanes shares no units and no headroom; shared offers have a copy for each group of lanes.

The copies of an offer share its quota, so what a lane counts of it towards headroom is a decision, `call`.
`calls_fit_quota`: sum of call over the lanes of a place <= sum of credit x pack x quota of what can be rented there, at
PEAKS and in every contingency. Dual: USD for one more credited accelerator that any one lane may call.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows
from solver.program.standing import callable_now

NOTHING_LOST = -1
"""Stands for a contingency in the keys of `call` while nothing is lost."""
Key = tuple[int, int, int, int, int]
"""Contingency, pool, period, block, case."""


def calls(x: Instance) -> dict[Key, float]:
    """Keys of `call`, each with all that the offers of the place have on call [accelerators]."""
    found: dict[Key, float] = {}
    for j, pool in enumerate(x.pools):
        for n, t, b, k in _cells(x) if pool.is_of_lane else ():
            ready = callable_now(x, j, t) if n == NOTHING_LOST else callable_now(x, j, t, x.contingencies[n].leaves)
            if ready:
                found[n, j, t, b, k] = ready
    return found


def _cells(x: Instance) -> Iterator[tuple[int, int, int, int]]:
    """Contingency, period, peak and case in which headroom or a fail-over is asked for."""
    yield from ((NOTHING_LOST, t, b, k) for t in range(x.T) for b in x.peaks for k in range(len(x.tree.cases)))
    for n, c in enumerate(x.contingencies):
        yield from dict.fromkeys((n, t, b, k) for _, t, b, k in c.need)


def called(m: pyo.ConcreteModel, *key: int) -> Terms:
    """What a pool of a lane calls, with the sign of the right-hand side; nothing where nothing is on call for it."""
    return [(-1.0, m.call[key])] if key in m.call else []


def sharing(x: Instance, keys: dict[Key, float]) -> dict[tuple[int, str, str, int, int, int], list[Key]]:
    """Keys of `call` that share the quotas of a place, by contingency, accelerator, site, period, block, case."""
    found: dict[tuple[int, str, str, int, int, int], list[Key]] = {}
    for n, j, t, b, k in keys:
        pool = x.pools[j]
        found.setdefault((n, pool.accelerator.id, pool.site.id, t, b, k), []).append((n, j, t, b, k))
    return found


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `calls_fit_quota[c,a,l,t,b,k]`, c = -1 while nothing is lost; `m.call` comes from the decisions."""
    ready = calls(x)
    shared = sharing(x, ready)

    def calls_fit_quota(*place: int | str) -> Body:
        keys = shared[place]  # type: ignore[index]  # the index of the block is made of these keys
        return [(1.0, m.call[key]) for key in keys], None, ready[keys[0]]

    add_rows(m, "calls_fit_quota", shared, calls_fit_quota)
