"""Launching: work that may be launched later is served from some period on, in full; nothing of it before.

`unlaunched` of w in t: nothing of it is served then, as if all of it were missed, at another price: `forgone_value`,
the value of all its units. `launched_for_good`: unlaunched[t] <= unlaunched[t-1]. In the rows that ask for service it
stands beside what serves: `demand_is_met`, `headroom_is_held`, `peak_is_carried`, `replicas_are_enough`,
`peak_takes_replicas`, `loss_is_covered`, `run_before_served`. Dual of `launched_for_good`: worth of closing down
again [USD].
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from solver.program.entries import ASSUMED, Entry, at_end
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide
from solver.sizing.demand import value_per_unit


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decision `unlaunched[w,t,n]`, of work whose launch is decided."""
    keys = [(w, t, n) for w in x.optional for t in range(x.T) for n in x.tree.nodes(t)]
    m.unlaunched = decide(keys, domain=pyo.Binary)


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `launched_for_good[w,t,n]`."""

    def launched_for_good(w: str, t: int, n: int) -> Body:
        before = m.unlaunched[w, t - 1, x.tree.before(n, t)]
        return [(1.0, m.unlaunched[w, t, n]), (-1.0, before)], None, 0.0

    add_rows(m, "launched_for_good", [key for key in m.unlaunched if key[1] > 0], launched_for_good)


def waiting(m: pyo.ConcreteModel, x: Instance, i: int, t: int, k: int, amount: float = 1.0) -> Terms:
    """Whether i is not launched yet, so many times; nothing for work that must be served."""
    key = x.works[i].workload.workload_id, t, x.tree.node(k, t)
    return [(amount, m.unlaunched[key])] if key in m.unlaunched else []


def entries(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Value of what is not served before the launch; nobody is paid."""
    for (w, t, n), unlaunched in m.unlaunched.items():
        for k in (k for k in range(len(x.tree.cases)) if x.tree.node(k, t) == n):
            works = ((i, work.workload) for i, work in enumerate(x.works) if work.workload.workload_id == w)
            usd = sum(value_per_unit(x.scenario, work, t) * x.offered.arriving[k][i][t] for i, work in works)
            yield at_end(x, "forgone_value", t, unlaunched, usd, ASSUMED, case=k)
