"""The plan that reasons are given for, with its program; and plans beside it, audited."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.plan import Plan
from models.reasons import Found, MixPart
from models.scenario import Scenario
from solver.answers.outcome import Failed, Outcome
from solver.answers.planning import audited, plan_of
from solver.program.build import Program, build
from solver.program.entries import weight
from solver.program.instance import Instance
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.program.tree import Tree
from solver.search.clock import Clock
from solver.search.matrix import Floats, Matrix
from solver.search.options import Listener, SearchOptions
from solver.search.solve import Solution, run
from solver.search.state import Search
from solver.stress.base import Base as Planned
from solver.stress.base import base_of as planned

USED = 1e-6
"""Packs, shares up to this are rounding."""
OF_ORDERS = ("order", "release", "extend")
"""Decisions about packs, the number of whose copy is the first of their keys."""
TAILS = ("end_value", "resale", "payments_past_horizon")
Mix = dict[tuple[str, str], float]
"""Discounted payments to offers by class and mode [USD]."""
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
"""Numbers of columns."""


@dataclass(frozen=True)
class Without:
    """The best plan that does without something."""

    found: Found
    x: Floats | None = None
    """Its decisions; None where there is none."""
    cost_usd: float | None = None
    """Its discounted cost [USD]."""
    least_usd: float = -np.inf
    """No such plan can cost less [USD]."""


@dataclass(frozen=True)
class Base:
    """A plan and its program."""

    scenario: Scenario
    case: str
    program: Program
    solution: Solution
    plan: Plan

    @classmethod
    def of(cls, base: Planned) -> Base:
        """The same plan as others start from."""
        return cls(base.scenario, base.made.case, base.made.program, base.made.solution, base.plan)

    @property
    def x(self) -> Floats:
        """Decisions of the plan."""
        if self.solution.x is None:
            raise ValueError("a plan without decisions")
        return self.solution.x

    @property
    def matrix(self) -> Matrix:
        """The program as a matrix."""
        return self.solution.matrix

    @property
    def cost_usd(self) -> float:
        """Discounted cost of the plan [USD]."""
        return self.plan.objective_usd

    def percent(self, usd: float) -> float | None:
        """An amount as a share of the cost [%]; None without a cost."""
        return 100 * usd / self.cost_usd if self.cost_usd > 0 else None

    @cached_property
    def prices(self) -> dict[str, Floats]:
        """By offer, the discounted payments to it per unit of every column [USD]."""
        x, found = self.program.instance, defaultdict[str, Floats](lambda: np.zeros(len(self.matrix.cost)))
        number = {id(column): n for n, column in enumerate(self.matrix.columns)}
        for entry in self.program.entries:
            if entry.copy is not None and id(entry.decision) in number:
                usd = entry.discounted * weight(x, entry)
                found[x.copies[entry.copy].offer.id][number[id(entry.decision)]] += usd
        return dict(found)

    @cached_property
    def tails(self) -> dict[str, Floats]:
        """The same of what moves with the prices of an offer, but is paid to nobody inside the horizon: values at its
        end, sales, payments past it."""
        x, found = self.program.instance, defaultdict[str, Floats](lambda: np.zeros(len(self.matrix.cost)))
        number = {id(self.matrix.columns[n]): n for n in self.matrix.of(*OF_ORDERS)}
        for entry in self.program.entries:
            if entry.copy is None and entry.term in TAILS and id(entry.decision) in number:
                n = number[id(entry.decision)]
                offer = x.copies[self.matrix.columns[n].index()[0]].offer.id
                found[offer][n] += entry.discounted * weight(x, entry)
        return dict(found)

    def priced(self, offer: str, x: Floats, columns: Numbers | None = None) -> float:
        """What of the cost of a solution moves with the prices of an offer [USD]; of some columns: their tails."""
        tail = self.tails.get(offer, np.zeros(len(x)))
        if columns is not None:
            return float(tail[columns] @ x[columns])
        return float((self.prices.get(offer, np.zeros(len(x))) + tail) @ x)

    @cached_property
    def groups(self) -> dict[str, tuple[str, str]]:
        """Class and mode by offer."""
        x = self.program.instance
        return {c.offer.id: (x.pools[c.pool].accelerator.accelerator_class, c.offer.mode) for c in x.copies}

    def mix(self, x: Floats) -> Mix:
        """The portfolio of a solution."""
        found: Mix = defaultdict(float)
        for offer, price in self.prices.items():
            found[self.groups[offer]] += float(price @ x)
        return {group: usd for group, usd in found.items() if usd > 0.005}

    def uses(self, x: Floats, offer: str) -> bool:
        """Whether a solution orders or rents packs of an offer."""
        columns = self.columns_of(offer)
        return bool(len(columns) and np.max(x[columns]) > USED)

    def columns_of(self, offer: str) -> Numbers:
        """Columns in which packs of an offer are ordered or rented."""
        x, m = self.program.instance, self.matrix
        return np.array(
            [n for n in m.of("order", "rent") if x.copies[m.columns[n].index()[0]].offer.id == offer], dtype=np.int64
        )

    def without(self, columns: Numbers, options: SearchOptions, listener: Listener | None) -> Without:
        """The best plan in which decisions stay as low as they can, audited as a plan of the scenario."""
        high = self.matrix.high.copy()
        high[columns] = self.matrix.low[columns]
        found, solution = self.plan_within(replace(self.matrix, high=high), options, listener)
        if solution.x is None or solution.objective_usd is None or found == "refused":
            return Without(found)
        constant = self.program.constant_usd
        least = -np.inf if solution.bound_usd is None else solution.bound_usd + constant
        return Without(found, solution.x, solution.objective_usd + constant, float(least))

    def plan_within(
        self, matrix: Matrix, options: SearchOptions, listener: Listener | None, start: Floats | None = None
    ) -> tuple[Found, Solution]:
        """A plan in a matrix that forbids more than that of the program, audited as a plan of the scenario.

        Parameters
        ----------
        start: decisions that are allowed there, to start from.
        """
        search = Search(matrix, options, self.program.constant_usd, listener)
        if start is not None:
            search.x, search.objective = start, float(matrix.cost @ start)
        return self.judged(run(search))

    def judged(self, solution: Solution) -> tuple[Found, Solution]:
        """What a solution of the program is worth after its audit, whatever its cost was taken for."""
        if solution.x is None:
            return ("impossible" if solution.verdict == "infeasible" else "not_in_time"), solution
        usd = float(self.matrix.cost @ solution.x) * USD_PER_OBJECTIVE_UNIT
        priced = replace(solution, matrix=self.matrix, objective_usd=usd, bound_usd=self.solution.bound_usd)
        if not passes(self.program, self.scenario, self.case, priced):
            return "refused", solution
        return ("within_gap" if solution.verdict == "within_gap" else "stopped"), replace(
            solution, objective_usd=usd, matrix=self.matrix
        )


def passes(program: Program, scenario: Scenario, case: str, solution: Solution) -> bool:
    """Whether the independent audit passes a solution as a plan of a scenario."""
    plan = plan_of(program, case, solution, SearchOptions(gap=solution.asked_gap), "", ())
    return not isinstance(audited(plan, scenario, case, {"start": time.perf_counter()}), Failed)


def written(scenario: Scenario, case: str) -> Program:
    """The program of a scenario in which the case is settled."""
    return build(Instance(scenario, Tree.single(case, scenario.horizon.periods)))


def mix_parts(mix: Mix) -> tuple[MixPart, ...]:
    """A portfolio as rows, the largest part first."""
    total = sum(mix.values())
    rows = sorted(mix.items(), key=lambda row: (-row[1], row[0]))
    return tuple(
        MixPart(accelerator_class=of, mode=mode, usd=round(usd, 2), percent=100 * usd / total)
        for (of, mode), usd in rows
    )


def base_of(scenario: Scenario, case: str, clock: Clock, searches: int, document_hash: str) -> Base | Outcome:
    """The plan of a case; the outcome of planning where there is none. Parameters as `solver.stress.base.base_of`."""
    found = planned(scenario, case, clock, searches, document_hash=document_hash)
    return Base.of(found) if isinstance(found, Planned) else found
