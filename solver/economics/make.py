"""The plan of a case against its alternatives, each planned at its best under its restriction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from models.alternatives import Alternative
from models.roi import RoiReport, Weighed
from models.scenario import Scenario
from solver.answers.outcome import Outcome
from solver.answers.planning import plan_of
from solver.economics.cash import money_of
from solver.economics.crossover import crossovers
from solver.economics.demand_crossover import demand_crossovers
from solver.economics.depreciation import depreciation
from solver.economics.laws import broken_laws
from solver.economics.restrictions import restrictions
from solver.economics.weigh import Vendors, against, weighed
from solver.hedge.recourse import shortage_price
from solver.search.clock import Clock
from solver.search.options import Listener, SearchOptions
from solver.stress.base import Base, of_plan

PLAN_SHARE = 6
"""The plan itself gets a third of the time: all rests on it (`Clock.share` gives each of n searches 2/n)."""


def make_roi(
    scenario: Scenario,
    case: str,
    options: SearchOptions | None = None,
    *,
    document_hash: str = "",
    on_progress: Listener | None = None,
) -> RoiReport | Outcome:
    """Hold the plan of a case against every alternative.

    Returns
    -------
    `RoiReport`; the outcome of planning where the case has no plan, or the listener called off.
    """

    def say(base: Base, clock: Clock) -> RoiReport:
        return roi_of(base, scenario.alternatives, clock, document_hash)

    return of_plan(scenario, case, options, on_progress, PLAN_SHARE, say)


def roi_of(base: Base, own: Sequence[Alternative], clock: Clock, document_hash: str) -> RoiReport:
    """Hold a plan that is there against every alternative; StoppedError where the listener calls off.

    Parameters
    ----------
    own: the user's own alternatives, as the scenario has them without the case.
    """
    scenario, program = base.scenario, base.made.program
    plan_of(program, base.made.case, base.made.solution, clock.options, "", ())  # its decisions are the program's now
    plan = _plan_row(base)
    written_off = depreciation(program)
    rows = [plan, *(_held_against(plan, row, scenario) for row in _rows(base, own, clock))]
    report = RoiReport(
        scenario=scenario.name,
        case=base.made.case,
        scenario_hash=document_hash,
        start=scenario.horizon.start,
        months=scenario.horizon.months,
        discount_rate=scenario.policy.finance.discount_rate,
        gap=clock.options.gap,
        within_usd=round(base.plan.objective_usd - base.plan.bound_usd, 2),
        shortage_usd_per_accelerator_hour=shortage_price(scenario),
        alternatives=tuple(rows),
        depreciation=written_off,
        crossovers=crossovers(program.instance, base.plan),
        demand_crossovers=demand_crossovers(program.instance, base.plan),
        names=program.instance.names,
    )
    return report.model_copy(update={"failures": tuple(broken_laws(report))})


def _plan_row(base: Base) -> Weighed:
    return Weighed(
        id="plan",
        name="The plan",
        kind="plan",
        restriction="everything that the scenario offers",
        is_plan=True,
        money=money_of(base.made.program, base.plan),
        bound_usd=round(base.plan.bound_usd, 2),
        gap=base.plan.gap,
        checked="audited",
    )


def _rows(base: Base, own: Sequence[Alternative], clock: Clock) -> Iterator[Weighed]:
    """Every alternative but the plan, one row for all vendors that are tried alone."""
    every = list(restrictions(base.made.program.instance, base.scenario, own))
    left = sum(each.scenario is not None for each in every)
    for kind, same in groupby(every, key=lambda each: each.kind):
        tries = list(same)
        if kind == "one_vendor":
            yield Vendors(tries).best(base, clock, left)
            left -= len(tries)
        else:
            for each in tries:
                yield weighed(base, each, clock, left)
                left -= each.scenario is not None


def _held_against(plan: Weighed, row: Weighed, scenario: Scenario) -> Weighed:
    """The row with what the plan saves against it; the plan's own figures where it is the plan itself."""
    if row.is_plan:
        own = ("money", "bound_usd", "gap", "checked")
        row = row.model_copy(update={name: getattr(plan, name) for name in own})
    if plan.money is None or row.money is None:
        return row
    notes = row.notes
    if row.kind == "own" and row.money.paid_usd < (plan.bound_usd or 0.0) and not row.falls_short:
        notes = (*notes, "it costs less than any plan of the scenario can: it does more than restrict")
    gain = against(plan.money, row.money, scenario.horizon.start)
    return row.model_copy(update={"against": gain, "notes": notes})
