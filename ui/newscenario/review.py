"""From answers to a checked scenario: what the last step of the guided start and `init --answers` show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from math import ceil, inf

from data.document import Document, check_document
from data.starter.answers import Answers
from data.starter.findings import Finding, findings
from data.starter.text import scenario_text
from models.scenario import Scenario
from solver.answers.check import CheckReport, check
from solver.program.elements import Copy
from solver.program.instance import Instance
from solver.program.tree import Tree
from ui.newscenario.sizing import rate_of

QUOTA_STEP = 8
"""Suggested quotas are whole multiples of this [accelerators]: a node."""
LARGEST_QUOTA = 900_000
"""Nobody has a larger quota [accelerators]: none is suggested then."""
SLACK = 1e-9
"""Relative rounding of a need."""


@dataclass(frozen=True)
class Review:
    """A scenario made from answers, or what stops it."""

    answers: Answers
    """The answers, with the number that was suggested as quota."""
    text: str
    """The scenario file; empty where something stops it."""
    findings: tuple[Finding, ...]
    report: CheckReport | None
    """What the check before planning says; None where there is no scenario."""
    errors: tuple[str, ...] = ()
    """Why there is no scenario, beyond the findings."""

    @property
    def can_plan(self) -> bool:
        """Whether nothing is known that makes every plan impossible."""
        return self.report is not None and not self.report.problems

    @property
    def stops(self) -> tuple[str, ...]:
        """Everything that makes a plan impossible."""
        found = tuple(finding.words for finding in self.findings if finding.stops)
        return (*found, *self.errors, *(self.report.problems if self.report else ()))


def review(answers: Answers) -> Review:
    """Make the scenario of some answers and check it as `steelyard check` does."""
    if answers.quota == "suggested":
        answers = answers.model_copy(update={"quota": suggested_quota(answers)})
    found = findings(answers)
    if any(finding.stops for finding in found):
        return Review(answers, "", found, None)
    try:
        text = scenario_text(answers, rate_of)
    except ValueError as error:
        return Review(answers, "", found, None, tuple(str(error).splitlines()))
    scenario, errors = _loaded(text)
    return Review(answers, text, found, _report(text) if scenario else None, errors)


@lru_cache(maxsize=64)
def _loaded(text: str) -> tuple[Scenario | None, tuple[str, ...]]:
    checked = check_document(Document.read(text, "scenario.yaml"))
    return (checked.loaded.scenario if checked.loaded else None), tuple(map(str, checked.problems))


@lru_cache(maxsize=64)
def _report(text: str) -> CheckReport:
    scenario, _ = _loaded(text)
    if scenario is None:
        raise ValueError("only a scenario that loads can be checked")
    return check(scenario)


def suggested_quota(answers: Answers) -> int | None:
    """Accelerators of one class at one site that on demand must give, so that a plan exists in every case.

    It carries the work, with headroom, until ordered capacity can be in service; where nothing is ordered, to the end.
    None where nothing is rented on demand or no scenario can be made.
    """
    made = review(answers.model_copy(update={"quota": None}))
    scenario, _ = _loaded(made.text) if made.text else (None, ())
    if scenario is None or not any(offer.mode == "on_demand" for offer in scenario.offers):
        return None
    trees = [Tree.single(case.id, scenario.horizon.periods) for case in scenario.cases]
    rented = [pool for tree in trees for pool in _rented(Instance(scenario, tree))]
    least = max((most for most, _ in rented), default=0.0)
    if least > LARGEST_QUOTA:
        return None
    sizes = count(max(1, ceil(least / QUOTA_STEP)) * QUOTA_STEP, QUOTA_STEP)
    return next(size for size in sizes if all(size // pack * pack >= most for most, pack in rented))


def _rented(x: Instance) -> list[tuple[float, int]]:
    """Accelerators and pack of each pool, when every workload rents where it needs fewest accelerators."""
    full: dict[int, float] = {}
    for i in range(len(x.works)):
        choices = [(_most(x, i, r, copy), copy.pool) for r, copy in _copies(x, i) if copy.offer.mode == "on_demand"]
        amount, pool = min(choices, default=(inf, -1))
        if amount < inf:
            full[pool] = full.get(pool, 0.0) + amount
    packs = {copy.pool: copy.offer.pack for copy in x.copies if copy.offer.mode == "on_demand"}
    return [(amount * (1 - SLACK), packs[pool]) for pool, amount in full.items()]


def _copies(x: Instance, i: int) -> list[tuple[int, Copy]]:
    """Arc and offer of everything that can serve a workload."""
    return [(r, x.copies[o]) for r in x.arcs_of_work[i] for o in x.copies_of_pool[x.arcs[r][1]]]


def _most(x: Instance, i: int, r: int, copy: Copy) -> float:
    """Most accelerators that one offer on demand must give a workload before ordered ones take over."""
    firm = [max(_ready(x, q), s) for q, c in _copies(x, i) for s, _ in c.windows.values()]
    until = min(firm, default=x.T)
    ready, offer = _ready(x, r), copy.offer
    served = [max(x.demand[0][i][t]) / offer.availability for t in range(until)]
    held = [max(x.peak_need[0][i][t]) / offer.credit if offer.credit else 0.0 for t in range(until)]
    if any(served[:ready]):
        return inf
    return max((*served, *held), default=0.0) / x.throughput(r)


def _ready(x: Instance, r: int) -> int:
    """First period in which the workload of an arc can run on its stack."""
    arc = x.arcs[r][2]
    stack = arc.accelerator.stack
    months = x.stacks[stack].port_months if x.needs_port(arc.workload, stack) else 0
    return ceil(months / x.M)
