"""Every case with its program and the best plan for it alone: what a hedge is made from."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from models.cases import in_case
from models.hedge import MEAN
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.lived import Made
from solver.answers.mean_demand import mean_case
from solver.answers.outcome import NoPlanInTime, Outcome, Planned
from solver.answers.planning import audited, make_plan, plan_of
from solver.program.build import build
from solver.program.instance import Instance, Needs
from solver.program.tree import Tree
from solver.proof.unservable import unservable
from solver.search.matrix import compile_matrix
from solver.search.options import Listener, SearchOptions
from solver.search.solve import run as searched
from solver.search.state import Search

ALONE_SHARE = 0.4
"""Share of the time left that the plan of one case alone may take."""


@dataclass(frozen=True)
class CaseProblem:
    """A case that has no plan by itself, and why."""

    case: str
    outcome: Outcome


@dataclass(frozen=True)
class Run:
    """What a hedge is asked for."""

    options: SearchOptions
    document_hash: str
    replaced: tuple[str, ...]
    listener: Listener | None
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Time since the hedge began [s]."""
        return time.monotonic() - self.started

    def share(self, part: float) -> SearchOptions:
        """Options of one search that may take a part of the time left."""
        limit = self.options.time_limit_s
        left = None if limit is None else max(1.0, part * (limit - self.seconds))
        return replace(self.options, time_limit_s=left)

    def tell(self, what: str) -> Listener | None:
        """The listener, told what a search is for beside its stage."""
        listener = self.listener
        if listener is None:
            return None
        return lambda news: listener(replace(news, stage=f"{what}: {news.stage}"))


@dataclass(frozen=True)
class Cases:
    """All cases of a scenario, in its order, with the plans made for each alone."""

    scenario: Scenario
    tree: Tree
    run: Run
    made: tuple[Made, ...]
    plans: tuple[Plan, ...]
    mean: Made | None
    """The plan for mean demand; None where there is none."""

    @classmethod
    def of(cls, scenario: Scenario, run: Run) -> Cases | CaseProblem:
        """Plan each case alone, and mean demand."""
        tree = Tree.of(scenario)
        needs = _needs(scenario, tree)
        made, plans = [], []
        for case in tree.cases:
            found = _made(scenario, case, needs, run)
            planned = found and audited(_plan(found, run), scenario, case, {"start": time.perf_counter()})
            if found is None or not isinstance(planned, Planned):
                outcome = planned or make_plan(scenario, case, run.options, document_hash=run.document_hash)
                late = NoPlanInTime(None, time.monotonic() - run.started)
                return CaseProblem(case, late if isinstance(outcome, Planned) else outcome)
            made.append(found)
            plans.append(planned.plan)
        mean = _made(mean_case(scenario), MEAN, needs, run) if len(tree.cases) > 1 else None
        return cls(scenario, tree, run, tuple(made), tuple(plans), mean)


def _needs(scenario: Scenario, tree: Tree) -> Needs:
    """Most accelerators of each pool that any case could use at once."""
    needs: dict[tuple[str, str, str], float] = {}
    for case in tree.cases:
        for place, need in Instance(in_case(scenario, case), Tree.single(case, scenario.horizon.periods)).needs.items():
            needs[place] = max(need, needs.get(place, 0.0))
    return needs


def _made(scenario: Scenario, case: str, needs: Needs, run: Run) -> Made | None:
    """The best plan found for a case alone; None where it has none."""
    instance = Instance(in_case(scenario, case), Tree.single(case, scenario.horizon.periods), None, needs)
    if unservable(instance):
        return None
    program = build(instance)
    search = Search(compile_matrix(program), run.share(ALONE_SHARE), program.constant_usd, run.tell(f"{case} alone"))
    solution = searched(search)
    return None if solution.x is None else Made(case, program, solution.matrix, solution)


def _plan(made: Made, run: Run) -> Plan:
    return plan_of(made.program, made.case, made.solution, run.options, run.document_hash, run.replaced)
