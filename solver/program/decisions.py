"""The decisions of the program, each with its bounds. Index letters: o copy of an offer, r arc, w workload, s stack."""

from __future__ import annotations

import pyomo.environ as pyo

from solver.program.endings import latest_end
from solver.program.families.agreement import add_decisions as add_agreements
from solver.program.families.commitment import add_decisions as add_commitments
from solver.program.families.departure import add_decisions as add_departures
from solver.program.families.edge import openings
from solver.program.families.endings import add_decisions as add_endings
from solver.program.families.exit_ramp import add_decisions as add_rushes
from solver.program.families.expansion import add_decisions as add_expansions
from solver.program.families.gang import add_decisions as add_gangs
from solver.program.families.lanes import calls
from solver.program.families.launching import add_decisions as add_launches
from solver.program.families.moving import double_arcs
from solver.program.families.quotas import add_decisions as add_counted
from solver.program.families.tooling import add_decisions as add_tooling
from solver.program.instance import Instance
from solver.program.peaks import most_held
from solver.program.rows import decide
from solver.program.standing import waits_for_start


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Add every decision; keys are tuples of numbers as in `docs/formulation.md`, time after place, case last."""
    _add_fleet(m, x)
    _add_use(m, x)
    add_commitments(m, x)
    add_agreements(m, x)
    _add_service(m, x)
    _add_ports(m, x)
    m.open = decide(openings(x), domain=pyo.Binary)
    add_expansions(m, x)
    add_endings(m, x)
    add_departures(m, x)
    add_launches(m, x)
    add_rushes(m, x)
    add_counted(m, x)
    _add_carry(m, x)
    _add_calls(m, x)
    add_gangs(m, x)
    _add_on_call(m, x)
    add_tooling(m, x)
    m.zero = pyo.Var(bounds=(0, 0))  # stands in rows that would hold no decision, so that they stay checkable


def _add_fleet(m: pyo.ConcreteModel, x: Instance) -> None:
    ordered, active = [], []
    for o, copy in enumerate(x.copies):
        ordered += [(o, u, n) for u in copy.windows for n in x.tree.nodes(u)]
        served = sorted({t for u, (s, _) in copy.windows.items() for t in range(s, min(latest_end(x, o, u), x.T))})
        active += [(o, t, n) for t in served for n in x.tree.nodes(t)]

    def most(_: pyo.ConcreteModel, o: int, *_time: int) -> tuple[float, float]:
        copy = x.copies[o]
        limits = [copy.data_bound, copy.offer.max_packs_per_period, copy.offer.max_packs]
        return 0, float(min(limit for limit in limits if limit is not None))

    def domain(_: pyo.ConcreteModel, o: int, *_time: int) -> object:
        return pyo.NonNegativeReals if x.copies[o].offer.orders == "fractional" else pyo.NonNegativeIntegers

    m.order = decide(ordered, domain=domain, bounds=most)
    m.in_service = decide(active, domain=pyo.NonNegativeReals)


def _add_use(m: pyo.ConcreteModel, x: Instance) -> None:
    cases, blocks = range(len(x.tree.cases)), range(len(x.blocks))
    rented = [(o, t, b, k) for o, c in enumerate(x.copies) for t in sorted(c.rentable) for b in blocks for k in cases]
    run = [
        (o, t, b, k)
        for o, t, n in m.in_service
        if x.copies[o].has_running_price
        for b in blocks
        for k in cases
        if x.tree.node(k, t) == n
    ]

    def most(_: pyo.ConcreteModel, o: int, *_time: int) -> tuple[float, float]:
        copy = x.copies[o]
        quota = copy.offer.quota_packs
        return 0, float(copy.data_bound if quota is None else min(quota, copy.data_bound))

    def domain(_: pyo.ConcreteModel, o: int, *_time: int) -> object:
        return pyo.NonNegativeReals if x.copies[o].offer.rent == "continuous" else pyo.NonNegativeIntegers

    m.rent = decide(rented, domain=domain, bounds=most)
    m.run = decide(run, domain=pyo.NonNegativeReals)


def _add_service(m: pyo.ConcreteModel, x: Instance) -> None:
    cases, blocks = range(len(x.tree.cases)), range(len(x.blocks))
    serve, hold, miss = [], [], []
    for r, (i, j, arc) in enumerate(x.arcs):
        for t in range(arc.opens, x.T):
            if x.copies_of_pool[j] or x.holdings_in(x.pools[j], t):
                serve += [(r, t, b, k) for b in blocks for k in cases if x.demand[k][i][t][b] > 0]
                hold += [(r, t, b, k) for b in x.peaks for k in cases if x.peak_need[k][i][t][b] > 0]
    for i, work in enumerate(x.works):
        if work.workload.max_miss > 0:
            cells = [(i, t, b, k) for t in range(x.T) for b in blocks for k in cases]
            miss += [cell for cell in cells if x.volumes.missable(*cell) > 0]
    m.serve = decide(serve, bounds=(0, 1))
    m.miss = decide(miss, bounds=lambda _, i, *_time: (0, x.works[i].workload.max_miss))
    m.hold = decide(hold, bounds=lambda _, r, t, b, k: (0, most_held(x, r, t, b, k)))


def _add_ports(m: pyo.ConcreteModel, x: Instance) -> None:
    ports = [(w, s, u, n) for w, s in x.ports for u in x.port_periods for n in x.tree.nodes(u)]
    single = [r for r, (i, _, _) in enumerate(x.arcs) if x.works[i].workload.assignment == "single_pool"]
    first = [(s, u, n) for s in x.learned for u in x.port_periods for n in x.tree.nodes(u)]
    m.port = decide(ports, domain=pyo.Binary)
    m.first = decide(first, bounds=(0, 1))  # whole by its rows, see families/porting.py
    moves = [(w, site, u, n) for w, site in x.moves for u in x.port_periods for n in x.tree.nodes(u)]
    twice = set(double_arcs(x))
    m.move = decide(moves, domain=pyo.Binary)
    m.double = decide([key for key in m.serve if key[0] in twice] if twice else [], bounds=(0, 1))
    m.use = decide(single, domain=pyo.Binary)


def _add_carry(m: pyo.ConcreteModel, x: Instance) -> None:
    """Shares of peaks whose headroom is sized by queueing, and whether a pool carries any."""
    carry = [key for key in m.hold if x.works[x.arcs[key[0]][0]].has_queueing]
    m.carry = decide(carry, bounds=(0, 1))
    spread = dict.fromkeys((r, t, k) for r, t, _, k in carry if r not in m.use)
    m.spread = decide(spread, domain=pyo.Binary)


def _add_calls(m: pyo.ConcreteModel, x: Instance) -> None:
    """What each lane counts of rentable offers that it shares with others."""
    most = calls(x, {key: float(decision.ub) for key, decision in m.count_on.items()})
    m.call = decide(most, bounds=lambda _, *key: (0, most[key]))


def _add_on_call(m: pyo.ConcreteModel, x: Instance) -> None:
    """Holds on capacity on call, where the start of some replica takes part of its credit and leaves this arc some."""
    slow = {(j, t) for j in range(len(x.pools)) for t in range(x.T) if waits_for_start(x, j, t)}
    called = [key for key in m.hold if (x.arcs[key[0]][1], key[1]) in slow and x.arcs[key[0]][2].on_call_share > 0]
    m.on_call = decide(called, bounds=lambda _, *key: (0, m.hold[key].ub))
