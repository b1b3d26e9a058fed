"""A plan under stress: what it costs with recourse alone and planned anew, what is missed, and what breaks first."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.calendar import month_number
from models.cases import in_case
from models.plan import Plan
from models.scenario import Scenario
from models.stress import Checked, Stress, StressReport, UnderStress
from models.stress_rules import StressRule
from solver.answers.lived import Made, kept
from solver.answers.outcome import Failed, Outcome
from solver.answers.planning import audited, plan_of
from solver.answers.recourse import SHORT, Slack, shortage_price, slacks, softened
from solver.answers.stress_base import Base, Clock, PlanDoesNotFitError, base_of
from solver.answers.stress_changes import LATER
from solver.answers.stress_work import without_demand
from solver.answers.stresses import Setting, Stressed, stressed, suite
from solver.program.build import build
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.program.words import words
from solver.proof.audit import audit_plan
from solver.proof.infeasible import conflicts
from solver.search.matrix import Floats, Matrix, compile_matrix
from solver.search.options import Listener, SearchOptions
from solver.search.solve import Solution, run, solve
from solver.search.state import Search
from solver.sizing.demand import settled

__all__ = ["PlanDoesNotFitError", "make_stress"]
SERVED = ("demand_is_met", "work_is_done")
"""Rows whose shortage is demand that is missed; that of the others is headroom."""
BROKEN = "a limit other than service and budgets"
"""What stands in the way where even falling short does not help."""
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


def make_stress(
    scenario: Scenario,
    case: str,
    options: SearchOptions | None = None,
    *,
    rules: Iterable[StressRule] | None = None,
    only: Iterable[str] = (),
    plan: Plan | None = None,
    document_hash: str = "",
    on_progress: Listener | None = None,
) -> StressReport | Outcome:
    """Put the plan of a case under every stress of the suite.

    Parameters
    ----------
    rules: stresses with numbers of their own, instead of the scenario's. only: ids of stresses; empty: all.
    plan: a plan whose orders, ports and moves are stressed, instead of the best one.

    Returns
    -------
    `StressReport`; the outcome of planning where the case has no plan without stress.

    Raises
    ------
    KeyError
        for an id that no stress has. PlanDoesNotFitError where the orders of `plan` cannot be placed.
    """
    scenario = in_case(scenario, case)
    scenario = settled(scenario, scenario.case(case))
    chosen = suite(scenario.policy.uncertainty.stresses if rules is None else rules)
    if unknown := sorted(set(only) - {rule.name for rule in chosen}):
        raise KeyError(f"{', '.join(unknown)}: no such stress; there are {', '.join(rule.name for rule in chosen)}")
    chosen = [rule for rule in chosen if not only or rule.name in set(only)]
    clock = Clock(options or SearchOptions(), on_progress)
    base = base_of(scenario, case, clock, 2 * len(chosen) + 1, plan)
    if not isinstance(base, Base):
        return base
    setting = Setting(scenario, base.targets, base.made.program.instance.names)
    found = [stressed(setting, rule) for rule in chosen]
    rows = [_row(base, each, clock, 2 * (len(found) - n)) for n, each in enumerate(found)]
    return StressReport(
        scenario=scenario.name,
        case=case,
        scenario_hash=document_hash,
        cost_usd=base.plan.objective_usd,
        within_usd=base.plan.objective_usd - base.plan.bound_usd + clock.options.gap * abs(base.plan.decidable_usd),
        shortage_usd_per_accelerator_hour=shortage_price(scenario),
        gap=clock.options.gap,
        stresses=tuple(rows),
    )


def _row(base: Base, each: Stressed, clock: Clock, searches: int) -> Stress:
    """One stress and what becomes of the plan."""
    row = Stress(
        id=each.rule.name,
        kind=each.rule.kind,
        title=each.title,
        month=each.month,
        notes=each.notes,
        why_not=each.why_not,
    )
    if each.scenario is None:
        return row
    given = _given(base, each.scenario)
    shows = 0 if each.month is None else month_number(each.month)
    starts = [base.scenario.horizon.period_start(t) for t in range(base.scenario.horizon.periods)]
    until = next(t for t, start in enumerate(starts) if start >= shows)
    lived = _lived(base, given, until, clock.share(searches), clock.tell(f"{row.id}, recourse"))
    known = _known(base, given, clock.share(searches - 1), clock.tell(f"{row.id}, re-planned"))
    known = lived if _is_better(lived, known) else known
    return row.model_copy(update={"recourse": lived, "replanned": known})


def _is_better(lived: UnderStress, known: UnderStress) -> bool:
    """Whether what recourse finds serves as well for less: searches stop within the gap."""
    if lived.cost_usd is None or known.cost_usd is None:
        return known.cost_usd is None and lived.cost_usd is not None
    return lived.cost_usd < known.cost_usd and lived.shortage_usd <= known.shortage_usd


def _given(base: Base, scenario: Scenario) -> Given:
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


def _lived(base: Base, given: Given, until: int, options: SearchOptions, listener: Listener | None) -> UnderStress:
    """The plan's decisions up to a period, and the best that follows: serving all where that can be, at any price."""
    made = given.made
    fixed = kept(made, base.made.decisions, until)
    if fixed is None:
        return UnderStress(broke_first="an order of the plan, which the stress does not let stand")
    found = run(Search(fixed, options, made.program.constant_usd, listener))
    if found.x is None:
        found = _soft(made, fixed, options, listener)
    return UnderStress(broke_first=_in_the_way(made, fixed)) if found.x is None else _outcome(base, given, found)


def _known(base: Base, given: Given, options: SearchOptions, listener: Listener | None) -> UnderStress:
    """The plan made for the stressed scenario; where none serves it, the one that falls short least."""
    made = given.made
    found = solve(made.program, options, listener)
    if found.x is not None:
        return _outcome(base, given, found)
    found = _soft(made, made.matrix, options, listener)
    return UnderStress(broke_first=_in_the_way(made, made.matrix)) if found.x is None else _outcome(base, given, found)


def _soft(made: Made, fixed: Matrix, options: SearchOptions, listener: Listener | None) -> Solution:
    return run(Search(softened(made.program, fixed), options, made.program.constant_usd, listener))


def _in_the_way(made: Made, matrix: Matrix) -> str:
    """The first smallest set of limits that cannot be kept together, with what a matrix of the program fixes."""
    found = conflicts(made.program, matrix)
    return found[0].sentence if found else BROKEN


def _outcome(base: Base, given: Given, found: Solution) -> UnderStress:
    """A solution, with or without columns of shortage, as figures, checked by the audit as far as it can be."""
    made, x = given.made, found.x
    assert x is not None and found.objective_usd is not None  # noqa: S101, PT018  # only of solutions
    decisions, short = x[: made.matrix.shape[1]], x[made.matrix.shape[1] :]
    noticed = _noticed(made, short)
    usd = sum(s.usd * amount for s, amount in noticed)
    missed = sum(s.unit_hours * amount for s, amount in noticed if _row_name(made, s) in SERVED)
    headroom = sum(s.unit_hours * amount for s, amount in noticed) - missed
    short_usd = usd + given.missed.shortage_usd
    cost = found.objective_usd + made.program.constant_usd + given.missed.shortage_usd
    own, broke = _first(made, noticed)
    first = min((month for month in (own, given.missed.first_short) if month), default=None)
    broke = given.missed.broke_first if first == given.missed.first_short is not None else broke
    return UnderStress(
        cost_usd=round(cost, 2),
        extra_usd=round(cost - base.plan.objective_usd, 2),
        extra_paid_usd=round(cost - base.plan.objective_usd - short_usd, 2),
        shortage_usd=round(short_usd, 2),
        missed_accelerator_hours=missed + given.missed.missed_accelerator_hours,
        headroom_short_accelerator_hours=headroom + given.missed.headroom_short_accelerator_hours,
        first_short=first,
        broke_first=broke,
        checked=_checked(given, replace(found, x=decisions), short_usd),
    )


def _noticed(made: Made, short: Floats) -> list[tuple[Slack, float]]:
    """Rows that give, each with its amount."""
    if not len(short):
        return []
    pairs = zip(slacks(made.program, made.matrix), short.tolist(), strict=True)
    found = [(s, amount) for s, amount in pairs if amount > SHORT]
    return found if sum(s.usd * amount for s, amount in found) > NOT_SHORT_USD else []


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


def _checked(given: Given, found: Solution, short_usd: float) -> Checked:
    """Let the independent audit judge: a plan that serves in full; of one that falls short what it pays."""
    made = given.made
    options = SearchOptions(gap=found.asked_gap)
    plan = plan_of(made.program, made.case, replace(found, matrix=made.matrix), options, "", ())
    if short_usd <= NOT_SHORT_USD:
        outcome = audited(plan, given.scenario, made.case, {"start": time.perf_counter()})
        return "no" if isinstance(outcome, Failed) else "audited"
    audit = audit_plan(given.scenario, made.case, plan)
    return "money" if abs(audit.objective_difference_usd) <= MONEY_AGREES_USD else "no"
