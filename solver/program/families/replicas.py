"""Whole replicas: a model that spans several accelerators is held as a whole, and serves peaks only from what it holds.

`hold_is_whole`: hold = span x replicas. `replicas_are_enough`: sum_j replicas >= min_replicas, at every peak; one may
fail. Dual: USD for one more replica. `peak_takes_replicas`: sum_j replicas >= the number that carries the whole peak
where it takes fewest: the tight form, which no integer solution needs. `served_by_replicas`: load x serve <= hold at
peaks. `replicas_are_ported`, `replicas_are_moved`: replicas <= their data bound x ready (moved), instead of
`ported_before_held` and `moved_before_held`, whose right sides would forbid the rest of the last replica.
Off the peaks nothing is held, and any part of a replica may serve.
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.families.adoption import not_ready
from solver.program.families.launching import waiting
from solver.program.families.moving import not_moved
from solver.program.instance import Instance
from solver.program.peaks import fewest_replicas, most_replicas
from solver.program.rows import Body, Terms, add_rows, decide


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `replicas[r,t,b,k]`; rows `hold_is_whole`, `served_by_replicas`, `replicas_are_ported`,
    `replicas_are_moved` [r,t,b,k], `replicas_are_enough`, `peak_takes_replicas` [i,t,b,k]."""
    index = [key for key in m.hold if x.works[x.arcs[key[0]][0]].has_whole_replicas]
    most = {key: most_replicas(x, *key) for key in index}
    m.replicas = decide(index, domain=pyo.NonNegativeIntegers, bounds=lambda _, *key: (0, most[key]))

    def hold_is_whole(r: int, t: int, b: int, k: int) -> Body:
        return [(1.0, m.hold[r, t, b, k]), (-float(x.arcs[r][2].span), m.replicas[r, t, b, k])], 0.0, 0.0

    def served_by_replicas(r: int, t: int, b: int, k: int) -> Body | None:
        if (r, t, b, k) not in m.serve:
            return None
        return [(x.load(r, t, b, k), m.serve[r, t, b, k]), (-1.0, m.hold[r, t, b, k])], None, 0.0

    def opened(key: tuple[int, int, int, int], closed: Terms) -> Body:
        """No replica where a sum that is 0 or 1, given with negative sign, is 0."""
        return [(1.0, m.replicas[key]), *((most[key] * each, decision) for each, decision in closed)], None, 0.0

    def replicas_are_ported(r: int, t: int, b: int, k: int) -> Body | None:
        i, _, arc = x.arcs[r]
        if not x.needs_port(arc.workload, arc.accelerator.stack):
            return None
        return opened((r, t, b, k), not_ready(m, x, i, arc.accelerator.stack, t, k))

    def replicas_are_moved(r: int, t: int, b: int, k: int) -> Body | None:
        begun = not_moved(m, x, r, t, k)
        return None if begun is None else opened((r, t, b, k), begun)

    add_rows(m, "hold_is_whole", index, hold_is_whole)
    add_rows(m, "served_by_replicas", index, served_by_replicas)
    add_rows(m, "replicas_are_ported", index, replicas_are_ported)
    add_rows(m, "replicas_are_moved", index, replicas_are_moved)
    _add_counts(m, x)


def _add_counts(m: pyo.ConcreteModel, x: Instance) -> None:
    """Replicas of all pools together, at every peak of work that is held in them."""
    counted: dict[tuple[int, int, int, int], Terms] = {}
    for (r, t, b, k), replicas in m.replicas.items():
        counted.setdefault((x.arcs[r][0], t, b, k), []).append((1.0, replicas))

    def replicas_are_enough(i: int, t: int, b: int, k: int) -> Body | None:
        least = x.works[i].workload.min_replicas
        return None if least is None else (counted[i, t, b, k] + waiting(m, x, i, t, k, least), float(least), None)

    def peak_takes_replicas(i: int, t: int, b: int, k: int) -> Body:
        fewest = float(fewest_replicas(x, i, t, b, k))
        return counted[i, t, b, k] + waiting(m, x, i, t, k, fewest), fewest, None

    add_rows(m, "replicas_are_enough", counted, replicas_are_enough)
    add_rows(m, "peak_takes_replicas", counted, peak_takes_replicas)
