"""A plan under stress: what it costs with recourse alone and planned anew, what is missed, and what breaks first."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from models.calendar import month_number
from models.cases import in_case
from models.plan import Plan
from models.scenario import Scenario
from models.stress import Stress, StressReport, UnderStress
from models.stress_rules import StressRule
from solver.answers.outcome import NoPlanInTime, Outcome
from solver.hedge.lived import Made, kept
from solver.hedge.recourse import shortage_price
from solver.proof.infeasible import conflicts
from solver.search.clock import Clock, StoppedError
from solver.search.matrix import Matrix
from solver.search.options import Listener, SearchOptions
from solver.search.solve import Solution, run, solve
from solver.search.state import Search
from solver.sizing.demand import settled
from solver.stress.base import Base, PlanDoesNotFitError, base_of
from solver.stress.kinds import Setting, Stressed, stressed, suite
from solver.stress.short import Given, checked, given_of, missed_by, plain_solution, plan_from, soft

__all__ = ["PlanDoesNotFitError", "make_stress"]
BROKEN = "a limit other than service and budgets"
"""What stands in the way where even falling short does not help."""


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
    `StressReport`, with fewer stresses where `on_progress` called the suite off: those that were done by then; the
    outcome of planning where the case has no plan without stress.

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
    try:
        base = base_of(scenario, case, clock, 2 * len(chosen) + 1, plan)
    except StoppedError:
        return NoPlanInTime(None, time.monotonic() - clock.started)
    if not isinstance(base, Base):
        return base
    setting = Setting(scenario, base.targets, base.made.program.instance.names)
    found = [stressed(setting, rule) for rule in chosen]
    return StressReport(
        scenario=scenario.name,
        case=case,
        scenario_hash=document_hash,
        cost_usd=base.plan.objective_usd,
        within_usd=base.plan.objective_usd - base.plan.bound_usd + clock.options.gap * abs(base.plan.decidable_usd),
        shortage_usd_per_accelerator_hour=shortage_price(scenario),
        gap=clock.options.gap,
        stresses=tuple(_rows(base, found, clock)),
    )


def _rows(base: Base, found: list[Stressed], clock: Clock) -> Iterator[Stress]:
    """What becomes of the plan under one stress after another, until the listener calls it off."""
    with suppress(StoppedError):
        for n, each in enumerate(found):
            yield _row(base, each, clock, 2 * (len(found) - n))


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
    given = given_of(base, each.scenario)
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


def _lived(base: Base, given: Given, until: int, options: SearchOptions, listener: Listener | None) -> UnderStress:
    """The plan's decisions up to a period, and the best that follows: serving all where that can be, at any price."""
    made = given.made
    fixed = kept(made, base.made.decisions, until)
    if fixed is None:
        return UnderStress(broke_first="an order of the plan, which the stress does not let stand")
    found = run(Search(fixed, options, made.program.constant_usd, listener))
    if found.x is None:
        found = soft(made, fixed, options, listener)
    return _no_way(made, fixed, found) if found.x is None else _outcome(base, given, found)


def _known(base: Base, given: Given, options: SearchOptions, listener: Listener | None) -> UnderStress:
    """The plan made for the stressed scenario; where none serves it, the one that falls short least."""
    made = given.made
    found = solve(made.program, options, listener)
    if found.x is not None:
        return _outcome(base, given, found)
    found = soft(made, made.matrix, options, listener)
    return _no_way(made, made.matrix, found) if found.x is None else _outcome(base, given, found)


def _no_way(made: Made, matrix: Matrix, found: Solution) -> UnderStress:
    """Which limits stand in the way: the first smallest set that cannot be kept together, with what a matrix fixes."""
    if found.verdict == "no_plan":
        return UnderStress(is_late=True)
    limits = conflicts(made.program, matrix)
    return UnderStress(broke_first=limits[0].sentence if limits else BROKEN)


def _outcome(base: Base, given: Given, found: Solution) -> UnderStress:
    """A solution, with or without columns of shortage, as figures, checked by the audit as far as it can be."""
    short, plain = missed_by(given, found), plain_solution(given, found)
    paid = (plain.objective_usd or 0.0) + given.made.program.constant_usd - base.plan.objective_usd
    changes = {
        "cost_usd": round(paid + short.shortage_usd + base.plan.objective_usd, 2),
        "extra_usd": round(paid + short.shortage_usd, 2),
        "extra_paid_usd": round(paid, 2),
        "checked": checked(given, plan_from(given, plain), short.shortage_usd),
    }
    return short.model_copy(update=changes)
