"""A plan lived in a case it was not made for: what is decided before the two can be told apart is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.hedge import Lived
from solver.hedge.recourse import SHORT, slacks, softened
from solver.program.build import Program
from solver.program.instance import Instance
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.program.shared import shared
from solver.search.crew import Crew
from solver.search.matrix import Floats, Matrix
from solver.search.options import Listener, SearchOptions
from solver.search.solve import Solution, run
from solver.search.state import Search

Names = Mapping[tuple[Any, ...], tuple[int, float]]
"""Period and value of decisions by their common names."""


@dataclass(frozen=True)
class Posed:
    """A case as a program."""

    case: str
    program: Program
    matrix: Matrix

    def priced_usd(self, x: Floats) -> float:
        """Discounted cost of a solution of its program [USD]."""
        return float(self.matrix.cost @ x) * USD_PER_OBJECTIVE_UNIT + self.program.constant_usd

    def decided(self, x: Floats) -> Names:
        """What a solution of it decides that cases may share."""
        return dict(_named(self.program.instance, self.matrix, x))


@dataclass(frozen=True)
class Made(Posed):
    """The program of a case and the best plan found for it alone, if one was."""

    solution: Solution

    @property
    def cost_usd(self) -> float:
        """Discounted cost of its plan [USD]."""
        return (self.solution.objective_usd or 0.0) + self.program.constant_usd

    @property
    def bound_usd(self) -> float:
        """No plan for this case can cost less [USD]."""
        bound = self.solution.bound_usd
        return -np.inf if bound is None else bound + self.program.constant_usd

    def or_else(self, x: Floats, bound_usd: float | None) -> Made:
        """The same; where time ran out before a plan, with one from elsewhere, if any bound is known.

        Parameters
        ----------
        bound_usd: what no plan for the case costs less than, if known from elsewhere.
        """
        found, constant = self.solution, self.program.constant_usd
        known = [bound for bound in (found.bound_usd, bound_usd and bound_usd - constant) if bound is not None]
        if found.x is not None or found.verdict == "infeasible" or not known:
            return self
        made = replace(found, verdict="stopped", x=x, objective_usd=self.priced_usd(x) - constant, bound_usd=max(known))
        return replace(self, solution=made)

    @property
    def decisions(self) -> Names:
        """What it decides that cases may share."""
        assert self.solution.x is not None  # noqa: S101  # only of cases with a plan
        return self.decided(self.solution.x)


def _named(x: Instance, matrix: Matrix, values: Floats) -> Iterable[tuple[tuple[Any, ...], tuple[int, float]]]:
    for column, value in zip(matrix.columns, values.tolist(), strict=True):
        found = shared(x, column.parent_component().local_name, column.index())
        if found and not found.is_state:
            yield found.name, (found.period, value)


@dataclass(frozen=True)
class Life:
    """A plan lived in a case, with the solution of the case's softened program; None where there is none."""

    row: Lived
    x: Floats | None = None
    bound_usd: float | None = None
    is_late: bool = False
    """Whether time ran out before it was known whether the plan can be lived there."""


def live(
    plan: str,
    decisions: Names,
    until: int | None,
    here: Posed,
    options: SearchOptions,
    crew: Crew | None = None,
    listener: Listener | None = None,
) -> Life:
    """Live a plan in a case.

    Parameters
    ----------
    decisions: of the plan. until: first period in which what follows is free again; None: never. crew: who searches.
    """
    row = Lived(plan=plan, case=here.case)
    fixed = kept(here, decisions, until)
    if fixed is None:
        return Life(row)
    search = Search(softened(here.program, fixed), options, here.program.constant_usd, listener)
    found = crew.search(search) if crew else run(search)
    if found.x is None or found.objective_usd is None:
        return Life(row, is_late=found.verdict != "infeasible")
    constant = here.program.constant_usd
    cost = round(found.objective_usd + constant, 2)
    bound = None if found.bound_usd is None else found.bound_usd + constant
    return Life(row.model_copy(update={"cost_usd": cost, **shortage(here, found.x)}), found.x, bound)


def shortage(here: Posed, x: Floats) -> dict[str, Any]:
    """How a solution of the softened program of a case falls short: the fields of `Lived`."""
    given, short = slacks(here.program, here.matrix), x[here.matrix.shape[1] :]
    noticed = [(s, amount) for s, amount in zip(given, short.tolist(), strict=True) if amount > SHORT]
    first = min((s.period for s, _ in noticed if s.period is not None), default=None)
    return {
        "shortage_usd": sum(s.usd * amount for s, amount in noticed),
        "shortage_accelerator_hours": sum(s.unit_hours * amount for s, amount in noticed),
        "first_short": None if first is None else here.program.instance.scenario.horizon.label(first),
    }


def kept(here: Posed, decisions: Names, until: int | None) -> Matrix | None:
    """The program of a case with what a plan decides up to a period; None where it cannot take a decision of the plan.

    What the plan does not decide there is not done.
    """
    m, x = here.matrix, here.program.instance
    low, high = m.low.copy(), m.high.copy()
    placed = {name[1:3] for name in decisions if name[0] == "use"}
    taken = {name: value for name, (t, value) in decisions.items() if (until is None or t < until) and value > SHORT}
    for number, column in enumerate(m.columns):
        found = shared(x, column.parent_component().local_name, column.index())
        if found and found.name[0] == "use" and found.name[1:3] not in placed:
            continue  # of work that the plan does not know
        if found and not found.is_state and (until is None or found.period < until):
            value = taken.pop(found.name, 0.0)
            value = round(value) if m.is_integer[number] else value
            if not m.low[number] - SHORT <= value <= m.high[number] + SHORT:
                return None
            low[number] = high[number] = value
    return None if taken else replace(m, low=low, high=high)
