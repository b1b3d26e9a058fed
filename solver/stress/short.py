"""Falling short: a scenario that may not be able to serve everything, and what of a solution of it is missed.

What no place is left for is taken out of the program and counted as missed; of the rest, rows about service and budgets
give at a price (`solver.hedge.recourse`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from models.plan import Plan
from models.scenario import Scenario
from models.stress import Checked, UnderStress
from solver.answers.outcome import Failed
from solver.answers.planning import audited, plan_of
from solver.hedge.lived import Made
from solver.hedge.recourse import SHORT, Slack, shortage_price, slacks, softened
from solver.program.build import build
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.program.words import words
from solver.proof.audit import audit_plan
from solver.search.matrix import Matrix, compile_matrix
from solver.search.options import Listener, SearchOptions
from solver.search.solve import Solution, run
from solver.search.state import Search
from solver.stress.base import Base
from solver.stress.changes import LATER
from solver.stress.work import without_demand

SERVED = ("demand_is_met", "work_is_done")
"""Rows whose shortage is demand that is missed; that of the others is headroom."""
NOT_SHORT_USD = 1.0
"""Price of a shortage up to this is rounding [USD]."""
MONEY_AGREES_USD = 1.0
"""How far the audit's money of a plan that falls short may be from the plan's [USD]."""


@dataclass(frozen=True)
class Given:
    """A scenario under stress with its program, and the work that nothing could serve in it, which is left out."""

    scenario: Scenario
    made: Made
    missed: UnderStress
    """What that work adds to any plan."""


def given_of(base: Base, scenario: Scenario) -> Given:
    """The program of a stressed scenario: validated, without work that has no place left."""
    scenario = Scenario.model_validate(scenario.model_dump(by_alias=True))
    case, needs = base.made.case, base.made.program.instance.needs
    tree = Tree.single(case, scenario.horizon.periods)
    x = Instance(scenario, tree, None, needs)
    lost = [i for i in range(len(x.works)) if not x.arcs_of_work[i] and any(map(any, x.demand[0][i]))]
    missed = _missed(base, x, lost)
    if lost:
        names = {(x.works[i].workload.workload_id, x.works[i].geography) for i in lost}
        x = Instance(without_demand(scenario, names), tree, None, needs)
    program = build(x)
    nothing = Solution("no_plan", compile_matrix(program), None, None, None, 0.0, 0.0)
    return Given(x.scenario, Made(case, program, nothing.matrix, nothing), missed)


def _missed(base: Base, x: Instance, lost: list[int]) -> UnderStress:
    """All demand and headroom of work without a place, in hours of the fastest accelerators of the plain scenario."""
    plain, price = base.made.program.instance, shortage_price(base.scenario)
    fastest = {
        (w.workload.id, w.geography): max((plain.throughput(r) for r in plain.arcs_of_work[i]), default=1.0)
        for i, w in enumerate(plain.works)
    }
    demand, headroom, first = 0.0, 0.0, x.T
    for i in lost:
        speed = fastest[x.works[i].workload.id, x.works[i].geography.removesuffix(LATER)]
        for t in range(x.T):
            parts = [(x.demand[0][i][t][b], x.peak_need[0][i][t][b], x.hours[t][b]) for b in range(len(x.blocks))]
            demand += sum(d * h for d, _, h in parts) / speed
            headroom += sum(p * h for _, p, h in parts) / speed
            first = min(first, t) if any(d > 0 for d, _, _ in parts) else first
    if not lost:
        return UnderStress()
    who = ", ".join(dict.fromkeys(x.names.workload(x.works[i].workload.id) for i in lost))
    return UnderStress(
        shortage_usd=price * (demand + headroom),
        missed_accelerator_hours=demand,
        headroom_short_accelerator_hours=headroom,
        first_short=x.scenario.horizon.label(first),
        broke_first=f"{who}: no place is left that can serve it",
    )


def soft(made: Made, fixed: Matrix, options: SearchOptions, listener: Listener | None) -> Solution:
    """The solution of a matrix of the program that falls short least, at the price of a shortage."""
    return run(Search(softened(made.program, fixed), options, made.program.constant_usd, listener))


def missed_by(given: Given, found: Solution) -> UnderStress:
    """What a solution, with or without columns of shortage, does not carry, at its price; costs and check are left
    open."""
    noticed = _noticed(given.made, found)
    usd = sum(s.usd * amount for s, amount in noticed)
    missed = sum(s.unit_hours * amount for s, amount in noticed if _row_name(given.made, s) in SERVED)
    headroom = sum(s.unit_hours * amount for s, amount in noticed) - missed
    own, broke = _first(given.made, noticed)
    first = min((month for month in (own, given.missed.first_short) if month), default=None)
    return UnderStress(
        shortage_usd=round(usd + given.missed.shortage_usd, 2),
        missed_accelerator_hours=missed + given.missed.missed_accelerator_hours,
        headroom_short_accelerator_hours=headroom + given.missed.headroom_short_accelerator_hours,
        first_short=first,
        broke_first=given.missed.broke_first if first == given.missed.first_short is not None else broke,
    )


def plain_solution(given: Given, found: Solution) -> Solution:
    """A solution without its columns of shortage; its objective is what is paid, its bound that of the solution."""
    assert found.x is not None and found.objective_usd is not None  # noqa: S101, PT018  # only of solutions
    made = given.made
    paid = found.objective_usd - sum(s.usd * amount for s, amount in _noticed(made, found))
    return replace(found, matrix=made.matrix, x=found.x[: made.matrix.shape[1]], objective_usd=paid)


def plan_from(given: Given, plain: Solution) -> Plan:
    """The plan of a solution without columns of shortage, not audited yet; decisions of its program are loaded."""
    return plan_of(given.made.program, given.made.case, plain, SearchOptions(gap=plain.asked_gap), "", ())


def _noticed(made: Made, found: Solution) -> list[tuple[Slack, float]]:
    """Rows that give, each with its amount."""
    short = [] if found.x is None else found.x[made.matrix.shape[1] :].tolist()
    if not short:
        return []
    pairs = zip(slacks(made.program, made.matrix), short, strict=True)
    gives = [(s, amount) for s, amount in pairs if amount > SHORT]
    return gives if sum(s.usd * amount for s, amount in gives) > NOT_SHORT_USD else []


def _row_name(made: Made, slack: Slack) -> str:
    return str(made.matrix.rows[slack.row].parent_component().local_name)


def _first(made: Made, noticed: list[tuple[Slack, float]]) -> tuple[str | None, str]:
    """When something gives for the first time, and what costs most of what gives then."""
    x = made.program.instance
    if not noticed:
        return None, ""
    dated = [s.period for s, _ in noticed if s.period is not None]
    first = min(dated, default=None)
    slack, _ = max((row for row in noticed if row[0].period == first), key=lambda row: row[0].usd * row[1])
    key = made.matrix.rows[slack.row].index()
    said = words(x, _row_name(made, slack), key if isinstance(key, tuple) else (key,)).subject
    month = None if first is None else x.scenario.horizon.label(first)
    return month, said


def checked(given: Given, plan: Plan, short_usd: float) -> Checked:
    """Let the independent audit judge: a plan that serves in full; of one that falls short what it pays."""
    if short_usd <= NOT_SHORT_USD:
        outcome = audited(plan, given.scenario, given.made.case, {"start": time.perf_counter()})
        return "no" if isinstance(outcome, Failed) else "audited"
    audit = audit_plan(given.scenario, given.made.case, plan)
    return "money" if abs(audit.objective_difference_usd) <= MONEY_AGREES_USD else "no"
