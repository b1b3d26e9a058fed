"""Search of the hedged plan, and of what its first decisions could be instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.hedge import MEAN
from solver.answers.cases import Cases
from solver.answers.lived import Life, Made, Names, live
from solver.answers.outcome import NoPlanInTime
from solver.answers.recourse import SHORT, slacks, softened
from solver.program.build import USD_PER_OBJECTIVE_UNIT
from solver.program.tree import Tree
from solver.search.driver import Solved
from solver.search.matrix import Floats, Matrix
from solver.search.risk import Attitude, nested, priced, settled
from solver.search.solve import Solution, run
from solver.search.state import Search
from solver.search.weave import Woven, weave

MEAN_SHARE = 0.25
"""Share of the time left that the plan for mean demand may take in the program of all cases."""
NESTED_SHARE = 0.5
"""Share of the time left for the hedged plan without nested bands, where these are asked for."""


@dataclass(frozen=True)
class Found:
    """A solution of the program of all cases; money with constants."""

    by_case: tuple[Floats, ...]
    """Of each case's own program, shortage at the end where it is softened."""
    objective_usd: float
    bound_usd: float
    seconds: float


def attitude_of(cases: Cases) -> Attitude:
    """How the scenario weighs risk."""
    rules = cases.scenario.policy.uncertainty
    return Attitude(cases.tree.probability, rules.risk_aversion, rules.cvar_alpha)


def hedged(cases: Cases, starts: Sequence[Found], *, nest: bool) -> Found | NoPlanInTime | None:
    """The hedged plan, searched from the best of some solutions without shortage; None where no plan fits all cases."""
    woven = weave([made.program for made in cases.made], [made.matrix for made in cases.made], cases.tree)
    m, constants = priced(woven, attitude_of(cases), _constants(cases)), _constants(cases)
    if nest:
        m = nested(m, woven, rising(cases))
    listener = cases.run.tell("hedged")
    search = Search(m, cases.run.share(1.0), _weighted(cases, constants), listener)
    for first in () if nest else filter(None, (_without_shortage(cases, start) for start in starts)):
        x = settled(woven, attitude_of(cases), constants, first, m.shape[1])
        search.offer(Solved("stopped", x, float(m.cost @ x), None))
    search.raise_bound(_least(cases))
    solution = run(search)
    if solution.x is None and solution.verdict != "infeasible":
        return NoPlanInTime(None, cases.run.seconds)
    return _found(cases, woven, solution, constants)


def with_first_decisions(cases: Cases, decisions: Names | None) -> Found | None:
    """The program of all cases with what is decided before the first review as in a plan, if one is given; cases may
    fall short. None where a case cannot take these decisions.

    Where one review tells all cases apart, each goes on by itself: then they are solved one by one.
    """
    if decisions is not None and part_at_once(cases.tree):
        until, options = len(first_periods(cases.tree)), cases.run.share(MEAN_SHARE)
        return together(cases, [live(MEAN, decisions, until, made, options) for made in cases.made])
    parts = [softened(made.program, made.matrix) for made in cases.made]
    woven = weave([made.program for made in cases.made], parts, cases.tree)
    m, constants = priced(woven, attitude_of(cases), _constants(cases)), _constants(cases)
    fixed = m if decisions is None else _fixed(cases, woven, m, decisions)
    if fixed is None:
        return None
    search = Search(fixed, cases.run.share(MEAN_SHARE), _weighted(cases, constants), cases.run.tell("mean demand"))
    return _found(cases, woven, run(search), constants)


def part_at_once(tree: Tree) -> bool:
    """Whether one review tells every case from every other."""
    nodes = list(zip(*tree.node_of, strict=True))
    return all(len(set(node)) == len(tree.cases) for node in nodes[len(first_periods(tree)) :])


def together(cases: Cases, lives: Sequence[Life]) -> Found | None:
    """What one plan comes to when it is lived in every case, where one review tells all apart; None where it cannot."""
    xs = [life.x for life in lives if life.x is not None]
    if len(xs) < len(cases.made):
        return None
    costs = [_cost_usd(made, x) for made, x in zip(cases.made, xs, strict=True)]
    bounds = [min(cost, life.bound_usd or -np.inf) for cost, life in zip(costs, lives, strict=True)]
    value = attitude_of(cases).value
    return Found(tuple(xs), value(costs), value(bounds), 0.0)


def _cost_usd(made: Made, x: Floats) -> float:
    """Cost of a solution of the softened program of a case, shortage at its price included [USD]."""
    given, short = slacks(made.program, made.matrix), x[made.matrix.shape[1] :].tolist()
    priced: float = sum(slack.usd * amount for slack, amount in zip(given, short, strict=True))
    return made.priced_usd(x[: made.matrix.shape[1]]) + priced


def rising(cases: Cases) -> list[int]:
    """Cases by the accelerators that their demand takes over the horizon, from least to most."""
    return sorted(range(len(cases.made)), key=lambda k: (_load(cases, k), k))


def _load(cases: Cases, k: int) -> float:
    x = cases.made[k].program.instance
    fastest = [max((x.throughput(r) for r in arcs), default=1.0) for arcs in x.arcs_of_work]
    loads = (
        x.demand[0][i][t][b] / fastest[i] * x.hours[t][b]
        for i in range(len(x.works))
        for t in range(x.T)
        for b in range(len(x.blocks))
    )
    return sum(loads)


def first_periods(tree: Tree) -> range:
    """Periods in which no case can be told from another."""
    return range(sum(len(set(nodes)) == 1 for nodes in zip(*tree.node_of, strict=True)))


def _fixed(cases: Cases, woven: Woven, m: Matrix, decisions: Names) -> Matrix | None:
    """The program with the decisions that all cases share; None where it lacks one that is taken."""
    low, high = m.low.copy(), m.high.copy()
    first = first_periods(cases.tree)
    taken = {name: value for name, (t, value) in decisions.items() if t in first and value > SHORT}
    for found, _, number in woven.decided:
        if found.period in first:
            value = taken.pop(found.name, 0.0)
            value = float(np.round(value)) if m.is_integer[number] else value
            if not m.low[number] - SHORT <= value <= m.high[number] + SHORT:
                return None
            low[number] = high[number] = value
    return None if taken else replace(m, low=low, high=high)


def _found(cases: Cases, woven: Woven, solution: Solution, constants: Sequence[float]) -> Found | None:
    if solution.x is None or solution.objective_usd is None:
        return None
    weighted = _weighted(cases, constants)
    least = _least(cases) * USD_PER_OBJECTIVE_UNIT
    bound = max(least, -np.inf if solution.bound_usd is None else solution.bound_usd)
    by_case = tuple(woven.in_case(k, solution.x) for k in range(len(cases.made)))
    return Found(by_case, solution.objective_usd + weighted, bound + weighted, solution.seconds)


def _constants(cases: Cases) -> list[float]:
    return [made.program.constant_usd for made in cases.made]


def _weighted(cases: Cases, constants: Sequence[float]) -> float:
    """Constants that the objective of the program leaves out [USD]."""
    attitude = attitude_of(cases)
    return (1 - attitude.risk_aversion) * attitude.expected(constants)


def _least(cases: Cases) -> float:
    """Bound from the plans of each case alone, in the unit of the objective [kUSD]."""
    bounds = [made.bound_usd for made in cases.made]
    return (attitude_of(cases).value(bounds) - _weighted(cases, _constants(cases))) / USD_PER_OBJECTIVE_UNIT


def _without_shortage(cases: Cases, found: Found) -> list[Floats] | None:
    """Its solution by case, without the columns of shortage; None where it falls short."""
    widths = [made.matrix.shape[1] for made in cases.made]
    if any((x[width:] > SHORT).any() for x, width in zip(found.by_case, widths, strict=True)):
        return None
    return [x[:width] for x, width in zip(found.by_case, widths, strict=True)]
