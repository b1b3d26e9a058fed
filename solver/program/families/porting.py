"""Porting effort: ports and the upkeep of ported stacks fit the engineers there are; the first port to a stack teaches.

`ports_fit_engineers`: effort of ports in a quarter + changes x effort of ready stacks <= capacity. Dual: USD for one
more engineer-month. `first[s,u]` says whether the first port to s starts in u, and carries what it costs above a
learned one. Whole ports fix it, so it need not be binary: no port before u leaves `first_is_a_port` no first there, the
first port in u asks for `first_is_no_later` >= 1, and `first_is_one` leaves nothing for later.
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows
from solver.sizing.porting import capacity, port_share, quarters, upkeep_effort


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `ports_fit_engineers[q,k]`, `first_is_no_later[w,s,u,k]`, `first_is_a_port[s,u,n]`, `first_is_one[s,k]`."""
    cases, spans = range(len(x.tree.cases)), quarters(x.scenario)

    def ports_fit_engineers(q: int, k: int) -> Body:
        return _effort(m, x, spans[q], k), None, capacity(x.scenario, spans[q])

    def first_is_no_later(w: str, s: str, u: int, k: int) -> Body:
        past = [(v, x.tree.node(k, v)) for v in x.port_periods if v <= u]
        ported: Terms = [(1.0, m.port[w, s, v, n]) for v, n in past]
        return ported + [(-1.0, m.first[s, v, n]) for v, n in past], None, 0.0

    def first_is_a_port(s: str, u: int, n: int) -> Body:
        ports: Terms = [(-1.0, m.port[w, s, u, n]) for w in _workloads(x, s)]
        return [(1.0, m.first[s, u, n]), *ports], None, 0.0

    def first_is_one(s: str, k: int) -> Body:
        return [(1.0, m.first[s, u, x.tree.node(k, u)]) for u in x.port_periods], None, 1.0

    limited = [q for q, span in enumerate(spans) if capacity(x.scenario, span) is not None]
    learned = [(w, s) for w, s in x.ports if s in x.learned]
    add_rows(m, "ports_fit_engineers", [(q, k) for q in limited for k in cases], ports_fit_engineers)
    add_rows(
        m, "first_is_no_later", [(*p, u, k) for p in learned for u in x.port_periods for k in cases], first_is_no_later
    )
    add_rows(m, "first_is_a_port", m.first, first_is_a_port)
    add_rows(m, "first_is_one", [(s, k) for s in x.learned for k in cases], first_is_one)


def _workloads(x: Instance, stack: str) -> list[str]:
    return [w for w, s in x.ports if s == stack]


def _effort(m: pyo.ConcreteModel, x: Instance, span: range, k: int) -> Terms:
    """Engineer-months of every port in a quarter; what a first port takes above a learned one stands at `first`."""
    workloads = {w.id: w for w in x.scenario.workloads}
    terms: Terms = []
    for w, s in x.ports:
        stack = x.stacks[s]
        full = stack.port_engineer_months * (stack.learning if s in x.learned else 1.0)
        for u in x.port_periods:
            effort = full * port_share(x.scenario, stack, u, span)
            effort += upkeep_effort(x.scenario, workloads[w], stack, u, span)
            terms.append((effort, m.port[w, s, u, x.tree.node(k, u)]))
    for s in x.learned:
        stack = x.stacks[s]
        for u in x.port_periods:
            more = (1 - stack.learning) * stack.port_engineer_months * port_share(x.scenario, stack, u, span)
            terms.append((more, m.first[s, u, x.tree.node(k, u)]))
    return [(effort, decision) for effort, decision in terms if effort]
