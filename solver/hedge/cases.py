"""Every case with its program and the best plan for it alone: what a hedge is made from.

What needs nothing of each other is searched side by side (`solver.search.crew`), the plan for mean demand first: lived
in every case, it is what the search of the hedged plan starts from.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cached_property

from models.cases import in_case
from models.hedge import MEAN, Lived
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import NoPlanInTime, Outcome, Planned
from solver.answers.planning import audited, make_plan, plan_of
from solver.hedge.lived import Life, Made, Names, Posed, live
from solver.hedge.mean_demand import mean_case
from solver.program.build import build
from solver.program.instance import Instance, Needs
from solver.program.tree import Tree
from solver.proof.unservable import unservable
from solver.search.crew import Crew, is_small
from solver.search.matrix import Floats, compile_matrix
from solver.search.options import Accept, Listener, Progress, SearchOptions
from solver.search.state import Search

ALONE_SHARE = 0.6
"""Share of the time left that the plan of one case alone may take."""
CLOSING_SHARE = 0.2
"""Share of the time limit in which nothing is searched that a hedge can do without: audits, bands and files take it."""
MEAN_ALONE, MEAN_LIVED, BOUND, ALONE, FIRM, LIVED = range(6)
"""What is searched first."""


@dataclass(frozen=True)
class CaseProblem:
    """A case that has no plan by itself, and why."""

    case: str
    outcome: Outcome


class NoPlanAloneError(Exception):
    """A case has no plan by itself."""

    def __init__(self, problem: CaseProblem) -> None:
        super().__init__(problem.case)
        self.problem = problem


@dataclass(frozen=True)
class Run:
    """What a hedge is asked for, and who searches for it."""

    options: SearchOptions
    document_hash: str
    replaced: tuple[str, ...]
    listener: Listener | None
    crew: Crew = field(default_factory=lambda: Crew(1))
    started: float = field(default_factory=time.monotonic)
    speaking: threading.Lock = field(default_factory=threading.Lock)

    @property
    def seconds(self) -> float:
        """Time since the hedge began [s]."""
        return time.monotonic() - self.started

    def seconds_left(self, *, is_needed: bool = True) -> float:
        """Time left for a search [s], which the hedge cannot do without, or can; infinite without a limit."""
        limit = self.options.time_limit_s
        whole = 1.0 if is_needed else 1 - CLOSING_SHARE
        return float("inf") if limit is None else whole * limit - self.seconds

    def share(self, part: float, *, is_needed: bool = True) -> SearchOptions:
        """Options of one search that may take a part of the time left."""
        seconds = max(1.0, part * self.seconds_left(is_needed=is_needed))
        return replace(self.options, time_limit_s=None if self.options.time_limit_s is None else seconds)

    def tell(self, what: str) -> Listener | None:
        """The listener, told what a search is for beside its stage; one at a time."""
        listener = self.listener
        if listener is None:
            return None

        def hear(news: Progress) -> bool | Accept | None:
            with self.speaking:
                return listener(replace(news, stage=f"{what}: {news.stage}"))

        return hear


@dataclass(frozen=True)
class Cases:
    """All cases of a scenario, in its order, as programs, with the plans made for each alone."""

    scenario: Scenario
    tree: Tree
    run: Run
    posed: tuple[Posed, ...]
    alone: tuple[Future[Made], ...]
    mean_alone: Future[Made] | None

    @classmethod
    def of(cls, scenario: Scenario, run: Run) -> Cases:
        """Pose mean demand and every case, the most probable first, and send for the plan of each alone.

        Raises
        ------
        NoPlanAloneError
            where a case asks for what nothing can serve.
        """
        tree = Tree.of(scenario)
        needs = _needs(scenario, tree)
        mean = _posed(mean_case(scenario), MEAN, needs) if len(tree.cases) > 1 else None
        sent = _sent(mean, run, MEAN_ALONE) if mean else None
        posed, alone = {}, {}
        for k in by_rank(tree):
            found = _posed(scenario, tree.cases[k], needs)
            if found is None:
                raise NoPlanAloneError(CaseProblem(tree.cases[k], _diagnosed(scenario, tree.cases[k], run)))
            posed[k], alone[k] = found, _sent(found, run, ALONE)
        order = range(len(posed))
        return cls(scenario, tree, run, tuple(posed[k] for k in order), tuple(alone[k] for k in order), sent)

    @cached_property
    def made(self) -> tuple[Made, ...]:
        """Every case with the best plan for it alone.

        Raises
        ------
        NoPlanAloneError
            where a case has none, or none was found in time.
        """
        return tuple(self.made_alone(k) for k in range(len(self.alone)))

    def check(self) -> None:
        """Raise NoPlanAloneError where a case is known to have no plan, however long one looks."""
        for one in self.alone:
            if one.result().solution.verdict == "infeasible":
                self._planned(one.result())

    def _planned(self, made: Made) -> Made:
        if made.solution.x is not None:
            return made
        is_late = made.solution.verdict == "no_plan"
        why = NoPlanInTime(None, self.run.seconds) if is_late else _diagnosed(self.scenario, made.case, self.run)
        raise NoPlanAloneError(CaseProblem(made.case, why))

    def settled(self, by_case: Sequence[Floats], bounds_usd: Sequence[float]) -> Cases:
        """The cases with a solution for all of them in place of plans alone that are not found in time.

        Parameters
        ----------
        bounds_usd: what no plan for a case alone costs less than; empty where that is not known.
        """
        bounds: Sequence[float | None] = bounds_usd or [None] * len(self.alone)
        found = zip(self.alone, by_case, bounds, strict=True)
        return replace(self, alone=tuple(_or_else(one, x, bound) for one, x, bound in found))

    def made_alone(self, k: int) -> Made:
        """A case with the best plan for it alone, waited for.

        Raises
        ------
        NoPlanAloneError
            where it has none, or none was found in time.
        """
        return self._planned(self.alone[k].result())

    def plan_alone(self, k: int) -> Plan:
        """The best plan for a case alone, audited.

        Raises
        ------
        NoPlanAloneError
            where there is none, or the audit refuses it.
        """
        made = self.made_alone(k)
        outcome = audited(_plan(made, self.run), self.scenario, made.case, {"start": time.perf_counter()})
        if not isinstance(outcome, Planned):
            raise NoPlanAloneError(CaseProblem(made.case, outcome))
        return outcome.plan

    def lived(self, plan: str, decisions: Names, until: int | None, here: Posed, share: float) -> Future[Life]:
        """Send for what decisions come to in a case, in a part of the time left."""
        return self.run.crew.send(
            lambda: self.live(plan, decisions, until, here, share), FIRM, is_small=is_small(here.matrix)
        )

    def live(self, plan: str, decisions: Names, until: int | None, here: Posed, share: float) -> Life:
        """What decisions come to in a case, in a part of the time left (`solver.hedge.lived.live`).

        The search of the hedged plan starts from those for mean demand; for all others time must be left.
        """
        run, is_needed = self.run, plan == MEAN
        if not is_needed and run.seconds_left(is_needed=False) <= 0:
            return Life(Lived(plan=plan, case=here.case), is_late=True)
        listener = run.tell(f"plan for {plan} in case {here.case}")
        return live(plan, decisions, until, here, run.share(share, is_needed=is_needed), run.crew, listener)


def by_rank(tree: Tree) -> list[int]:
    """Cases from the most probable to the least."""
    return sorted(range(len(tree.cases)), key=lambda k: -tree.probability[k])


def _or_else(alone: Future[Made], x: Floats, bound_usd: float | None) -> Future[Made]:
    """A case alone, with a plan from elsewhere where none is found in time."""
    made: Future[Made] = Future()

    def take(found: Future[Made]) -> None:
        error = found.exception()
        if error is not None:
            made.set_exception(error)
        else:
            made.set_result(found.result().or_else(x, bound_usd))

    alone.add_done_callback(take)
    return made


def _diagnosed(scenario: Scenario, case: str, run: Run) -> Outcome:
    """Why a case has no plan by itself."""
    outcome = make_plan(scenario, case, run.options, document_hash=run.document_hash)
    return NoPlanInTime(None, run.seconds) if isinstance(outcome, Planned) else outcome


def _needs(scenario: Scenario, tree: Tree) -> Needs:
    """Most accelerators of each pool that any case could use at once."""
    needs: dict[tuple[str, str, str], float] = {}
    for case in tree.cases:
        for place, need in Instance(in_case(scenario, case), Tree.single(case, scenario.horizon.periods)).needs.items():
            needs[place] = max(need, needs.get(place, 0.0))
    return needs


def _posed(scenario: Scenario, case: str, needs: Needs) -> Posed | None:
    """A case as a program; None where nothing can serve it."""
    instance = Instance(in_case(scenario, case), Tree.single(case, scenario.horizon.periods), None, needs)
    if unservable(instance):
        return None
    program = build(instance)
    return Posed(case, program, compile_matrix(program))


def _sent(here: Posed, run: Run, urgency: int) -> Future[Made]:
    """Send for the best plan for a case alone."""

    def work() -> Made:
        listener = run.tell(f"{here.case} alone")
        search = Search(here.matrix, run.share(ALONE_SHARE), here.program.constant_usd, listener)
        return Made(here.case, here.program, here.matrix, run.crew.search(search))

    return run.crew.send(work, urgency, is_small=is_small(here.matrix))


def _plan(made: Made, run: Run) -> Plan:
    return plan_of(made.program, made.case, made.solution, run.options, run.document_hash, run.replaced)
