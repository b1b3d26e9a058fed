"""Search of the hedged plan, and of what its first decisions could be instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

import numpy as np

from solver.answers.outcome import NoPlanInTime
from solver.hedge.cases import BOUND, Cases
from solver.hedge.lived import Life, Names, Posed
from solver.hedge.recourse import SHORT, slacks, softened
from solver.hedge.regret import at_least_cost, first_share
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.program.tree import Tree
from solver.search.apart import Apart, taken_apart
from solver.search.driver import Solved
from solver.search.matrix import Floats, Matrix
from solver.search.risk import Attitude, nested, priced, settled
from solver.search.solve import Solution, run
from solver.search.state import SIMPLEX_ROWS, Search
from solver.search.weave import Woven, weave

BOUND_SHARE = 0.5
"""Share of the time left that the bound of a case at prices of what is shared may take."""
MEAN_SHARE = 0.25
"""Share of the time left that the plan for mean demand may take in the program of all cases."""


@dataclass(frozen=True)
class Found:
    """A solution of the program of all cases; money with constants."""

    by_case: tuple[Floats, ...]
    """Of each case's own program, shortage at the end where it is softened."""
    objective_usd: float
    bound_usd: float
    seconds: float
    bounds_alone_usd: tuple[float, ...] = ()
    """What no plan for a case alone costs less than, where it was found on the way."""


def attitude_of(cases: Cases) -> Attitude:
    """How the scenario weighs risk."""
    rules = cases.scenario.policy.uncertainty
    alone = tuple(made.cost_usd for made in cases.made) if rules.objective == "minimax_regret" else ()
    return Attitude(cases.tree.probability, rules.risk_aversion, rules.cvar_alpha, alone)


def hedged(cases: Cases, starts: Callable[[], Iterable[Found]], *, nest: bool) -> Found | NoPlanInTime | None:
    """The hedged plan; None where no plan fits all cases.

    Parameters
    ----------
    starts: solutions found meanwhile; those without shortage are taken until one is good enough.

    Raises
    ------
    NoPlanAloneError
        where a case has no plan by itself.
    """
    woven = weave([here.program for here in cases.posed], [here.matrix for here in cases.posed], cases.tree)
    with cases.run.crew.resting():
        attitude, constants = attitude_of(cases), _constants(cases)
    m = priced(woven, attitude, constants)
    if nest:
        m = nested(m, woven, rising(cases))

    lower: list[Future[float | None]] = []

    def join(search: Search) -> None:
        with cases.run.crew.resting():
            search.raise_bound(_sum(one.result() for one in lower))
            for first in () if nest else filter(None, (_without_shortage(cases, start) for start in starts())):
                x = settled(woven, attitude, constants, first, m.shape[1])
                search.offer(Solved("stopped", x, float(m.cost @ x), None))
                if search.is_within_gap:
                    return
            cases.check()
            search.raise_bound(_least(cases))

    options = cases.run.share(first_share(attitude))
    search = Search(m, options, _told(cases, constants), cases.run.tell("hedged"), join)
    ties_only = m.shape == woven.matrix.shape  # no row or column of risk, regret or bands beside what is shared
    apart = taken_apart(search, woven, cases.tree.probability) if ties_only and m.shape[0] > SIMPLEX_ROWS else None
    if apart is not None:
        lower += [_sent(cases, k, part) for k, part in enumerate(apart.priced)]
        search.hear_others()
    solution = run(search)
    if solution.x is None and solution.verdict != "infeasible":
        return NoPlanInTime(None, cases.run.seconds)
    solution = at_least_cost(cases, attitude, woven, m, solution, "hedged")
    with cases.run.crew.resting():
        found = _found(cases, woven, solution, constants)
    return found and replace(found, bounds_alone_usd=_bounds_usd(constants, apart))


def _sent(cases: Cases, k: int, priced: Matrix) -> Future[float | None]:
    """Send for the bound of a case at prices of what is shared [kUSD], in a part of the time left."""
    run, listener = cases.run, cases.run.tell(f"bound of {cases.tree.cases[k]}")
    return run.crew.send(lambda: run.crew.raise_bound(Search(priced, run.share(BOUND_SHARE), 0.0, listener)), BOUND)


def _sum(bounds: Iterable[float | None]) -> float | None:
    """Sum of the bounds of the cases; None without any, or where one is not known."""
    known = list(bounds)
    return sum(b for b in known if b is not None) if known and None not in known else None


def _bounds_usd(constants: Sequence[float], apart: Apart | None) -> tuple[float, ...]:
    """What no plan for each case alone costs less than [USD], if known."""
    if apart is None:
        return ()
    return tuple(b * USD_PER_OBJECTIVE_UNIT + c for b, c in zip(apart.bounds, constants, strict=True))


def with_first_decisions(cases: Cases, decisions: Names | None) -> Found | None:
    """The program of all cases with what is decided before the first review as in a plan, if one is given; cases may
    fall short. None where a case cannot take these decisions."""
    parts = [softened(here.program, here.matrix) for here in cases.posed]
    woven = weave([here.program for here in cases.posed], parts, cases.tree)
    m, constants = priced(woven, attitude_of(cases), _constants(cases)), _constants(cases)
    fixed = m if decisions is None else _fixed(cases, woven, m, decisions)
    if fixed is None:
        return None
    what = "mean demand"
    solution = run(Search(fixed, cases.run.share(MEAN_SHARE), _told(cases, constants), cases.run.tell(what)))
    solution = at_least_cost(cases, attitude_of(cases), woven, fixed, solution, what, MEAN_SHARE)
    return _found(cases, woven, solution, constants)


def part_at_once(tree: Tree) -> bool:
    """Whether one review tells every case from every other."""
    nodes = list(zip(*tree.node_of, strict=True))
    return all(len(set(node)) == len(tree.cases) for node in nodes[len(first_periods(tree)) :])


def together(cases: Cases, lives: Sequence[Life]) -> Found | None:
    """What one plan comes to when it is lived in every case, where one review tells all apart; None where it cannot."""
    xs = [life.x for life in lives if life.x is not None]
    if len(xs) < len(cases.posed):
        return None
    costs = [_cost_usd(here, x) for here, x in zip(cases.posed, xs, strict=True)]
    bounds = [min(cost, life.bound_usd or -np.inf) for cost, life in zip(costs, lives, strict=True)]
    value = attitude_of(cases).value
    return Found(tuple(xs), value(costs), value(bounds), 0.0)


def costs_usd(cases: Cases, found: Found) -> list[float]:
    """What a solution costs in each case, shortage at its price included [USD]."""
    return [_cost_usd(here, x) for here, x in zip(cases.posed, found.by_case, strict=True)]


def _cost_usd(here: Posed, x: Floats) -> float:
    """Cost of a solution of the program of a case, softened or not, shortage at its price included [USD]."""
    short = x[here.matrix.shape[1] :].tolist()
    given = slacks(here.program, here.matrix) if short else []
    priced: float = sum(slack.usd * amount for slack, amount in zip(given, short, strict=True))
    return here.priced_usd(x[: here.matrix.shape[1]]) + priced


def rising(cases: Cases) -> list[int]:
    """Cases by the accelerators that their demand takes over the horizon, from least to most."""
    return sorted(range(len(cases.posed)), key=lambda k: (_load(cases, k), k))


def _load(cases: Cases, k: int) -> float:
    x = cases.posed[k].program.instance
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
    by_case = tuple(woven.in_case(k, solution.x) for k in range(len(cases.posed)))
    return Found(by_case, solution.objective_usd + weighted, bound + weighted, solution.seconds)


def _constants(cases: Cases) -> list[float]:
    return [here.program.constant_usd for here in cases.posed]


def _weighted(cases: Cases, constants: Sequence[float]) -> float:
    """Constants that the objective of the program leaves out [USD]."""
    return attitude_of(cases).left_out(constants)


def _told(cases: Cases, constants: Sequence[float]) -> float:
    """Constants with which the progress of the search is told in cost: with regret, on top of the plans alone [USD]."""
    attitude = attitude_of(cases)
    return attitude.expected(constants) if attitude.references else _weighted(cases, constants)


def _least(cases: Cases) -> float:
    """Bound from the plans of each case alone, in the unit of the objective [kUSD]."""
    bounds = [one.result().bound_usd for one in cases.alone]
    return (attitude_of(cases).value(bounds) - _weighted(cases, _constants(cases))) / USD_PER_OBJECTIVE_UNIT


def _without_shortage(cases: Cases, found: Found) -> list[Floats] | None:
    """Its solution by case, without the columns of shortage; None where it falls short."""
    widths = [here.matrix.shape[1] for here in cases.posed]
    if any((x[width:] > SHORT).any() for x, width in zip(found.by_case, widths, strict=True)):
        return None
    return [x[:width] for x, width in zip(found.by_case, widths, strict=True)]
