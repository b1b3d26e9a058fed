"""What one plan for all cases minimizes: expected cost with weight on the dearest cases, or the largest regret; and
bands that nest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.search.matrix import Floats, Matrix
from solver.search.weave import Numbers, Woven, with_columns, with_rows


@dataclass(frozen=True)
class Attitude:
    """Probabilities of the cases, and how much risk weighs."""

    probability: tuple[float, ...]
    risk_aversion: float
    cvar_alpha: float
    references: tuple[float, ...] = ()
    """Cost of the best plan known for each case alone [USD], where the largest regret counts; else empty."""

    def value(self, costs: Sequence[float]) -> float:
        """(1 - risk_aversion) x expectation + risk_aversion x CVaR of costs by case; or the largest regret."""
        if self.references:
            return max(cost - alone for cost, alone in zip(costs, self.references, strict=True))
        return (1 - self.risk_aversion) * self.expected(costs) + self.risk_aversion * self.cvar(costs)

    def left_out(self, constants: Sequence[float]) -> float:
        """Part of the value that the objective of `priced` leaves out [USD].

        With regret it is such that the objective is the regret on top of what decisions cost in the plans alone: a gap
        is a share of cost, not of a regret that may be next to nothing.
        """
        if self.references:
            return self.expected(constants) - self.expected(self.references)
        return (1 - self.risk_aversion) * self.expected(constants)

    def undecided(self, constants: Sequence[float]) -> float:
        """What the value is counted from where a gap is a share of it [USD]."""
        return self.left_out(constants) if self.references else self.value(constants)

    def expected(self, costs: Sequence[float]) -> float:
        """Mean of costs by case."""
        return float(np.dot(self.probability, costs))

    def cvar(self, costs: Sequence[float]) -> float:
        """Mean of the dearest cases, of 1 - alpha probability in all (Rockafellar and Uryasev, Optimization of
        Conditional Value-at-Risk, 2000, eq. 4: least over v, reached at the cost of a case)."""
        share = 1 - self.cvar_alpha
        tails = (sum(p * max(0.0, c - v) for p, c in zip(self.probability, costs, strict=True)) for v in costs)
        return min(v + tail / share for v, tail in zip(costs, tails, strict=True))


def priced(woven: Woven, attitude: Attitude, constants: Sequence[float]) -> Matrix:
    """The program of all cases with its objective [kUSD], constants of the expectation left out.

    With risk aversion: columns `tail` (one per case and, last, the value at risk) and rows
    tail[k] >= cost[k] - value at risk. With regret: a column `regret` and rows regret >= cost[k] - reference[k].

    Parameters
    ----------
    constants: cost of each case that no decision changes [USD].
    """
    if attitude.references:
        return _regretted(woven, attitude, constants)
    p, weight = np.array(attitude.probability), attitude.risk_aversion
    m = replace(woven.matrix, cost=woven.costs((1 - weight) * p))
    if weight == 0:
        return m
    count, base = len(p), m.shape[0]
    m = _above_costs(m, woven, np.array(constants) / USD_PER_OBJECTIVE_UNIT)
    own = [([base + k], [1.0]) for k in range(count)]
    shared = (list(range(base, base + count)), [1.0] * count)
    tails = weight * p / (1 - attitude.cvar_alpha)
    m = with_columns(m, "tail", [*own, shared], np.append(tails, weight))
    m.low[-1] = -np.inf
    return m


def _regretted(woven: Woven, attitude: Attitude, constants: Sequence[float]) -> Matrix:
    """The program in which the largest regret is minimized."""
    count, base = len(constants), woven.matrix.shape[0]
    m = _above_costs(replace(woven.matrix, cost=np.zeros(woven.matrix.shape[1])), woven, _owed(attitude, constants))
    m = with_columns(m, "regret", [(list(range(base, base + count)), [1.0] * count)], np.ones(1))
    m.low[-1] = -np.inf
    return m


def _owed(attitude: Attitude, constants: Sequence[float]) -> Floats:
    """What regret counts on top of the cost of decisions, by case [kUSD]."""
    above: Floats = np.array(constants) - np.array(attitude.references) - attitude.left_out(constants)
    return above / USD_PER_OBJECTIVE_UNIT


def _above_costs(m: Matrix, woven: Woven, fixed: Floats) -> Matrix:
    """A row per case: what is put into it is no less than the cost of the case's decisions and what is fixed."""
    rows = [(columns, -part.cost) for columns, part in zip(woven.columns, woven.parts, strict=True)]
    return with_rows(m, [_without_zeros(*row) for row in rows], fixed, np.full(len(rows), np.inf))


def _without_zeros(columns: Numbers, values: Floats) -> tuple[Numbers, Floats]:
    return columns[values != 0], values[values != 0]


def nested(m: Matrix, woven: Woven, rising: Sequence[int]) -> Matrix:
    """The program in which a case with more demand never has fewer packs of an offer ordered up to any period.

    Parameters
    ----------
    rising: numbers of the cases, from least demand to most.
    """
    by_case = [_orders(woven, k) for k in range(len(woven.parts))]
    rows = []
    for less, more in pairwise(rising):
        for offer in sorted({*by_case[less], *by_case[more]}):
            one, other = by_case[less].get(offer, {}), by_case[more].get(offer, {})
            for last in sorted({*one, *other}):
                entries: dict[int, float] = defaultdict(float)
                for orders, sign in ((other, 1.0), (one, -1.0)):
                    for u, columns in orders.items():
                        for column in columns if u <= last else ():
                            entries[column] += sign
                kept = {column: value for column, value in entries.items() if value}
                if kept:
                    rows.append((np.array(list(kept), dtype=np.int64), np.array(list(kept.values()))))
    return with_rows(m, rows, np.zeros(len(rows)), np.full(len(rows), np.inf)) if rows else m


def _orders(woven: Woven, k: int) -> dict[tuple[str, str], dict[int, list[int]]]:
    """Columns of a case's orders by offer and owner, by period."""
    own = set(woven.columns[k].tolist())
    found: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for shared, _, column in woven.decided:
        if shared.name[0] == "order" and column in own:
            _, offer, owner, _, period = shared.name
            found[offer, owner][period].append(column)
    return found


def settled(
    woven: Woven, attitude: Attitude, constants: Sequence[float], by_case: Sequence[Floats], width: int
) -> Floats:
    """A solution of `priced` from one of each case that agrees on what is shared: tails or regret follow from costs."""
    x = np.zeros(width)
    for columns, own in zip(woven.columns, by_case, strict=True):
        x[columns] = own
    costs = np.array([part.cost @ own for part, own in zip(woven.parts, by_case, strict=True)])
    if attitude.references:
        x[-1] = max(costs + _owed(attitude, constants))
    elif attitude.risk_aversion:
        costs += np.array(constants) / USD_PER_OBJECTIVE_UNIT
        at_risk = min(costs, key=lambda v: v + np.dot(attitude.probability, np.maximum(0, costs - v)) / _tail(attitude))
        x[-len(costs) - 1 :] = [*np.maximum(0.0, costs - at_risk), at_risk]
    return x


def _tail(attitude: Attitude) -> float:
    return 1 - attitude.cvar_alpha
