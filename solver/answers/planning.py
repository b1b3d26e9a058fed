"""From a scenario and a case to an audited plan, or to the reason why there is none."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from math import inf
from typing import Any

from models.bill import Costs
from models.cases import case_changes, without_effect
from models.conflict import NothingFits
from models.plan import Audit, Period, Plan, PlanStatus, Provenance, content_hash
from models.replan import planned_in
from models.replanning import Previous
from models.scenario import Scenario
from solver.answers.changes import changes
from solver.answers.decided import Decided, decided, deferrable_work, due_after_horizon_usd, load_values
from solver.answers.evidence import evidence_report
from solver.answers.figures import derived_figures
from solver.answers.guidance import guidance
from solver.answers.holds import settle_holds
from solver.answers.launched import as_launched
from solver.answers.limits import limit_uses
from solver.answers.money import cost_table
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime, Outcome, Planned
from solver.answers.sentence import decision_sentence
from solver.answers.separation import blamed_on_lanes, not_priced, price_of_separation, time_for_plan
from solver.answers.simplicity import before, settle_parties, simplicity
from solver.answers.unused import unused_inputs
from solver.answers.versions import versions
from solver.program.build import Program, build
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.proof.audit import audit_plan
from solver.proof.conflict_words import UNEXPLAINED
from solver.proof.infeasible import conflicts
from solver.proof.unservable import out_of_reach, unservable
from solver.search.options import Decided as Earlier
from solver.search.options import Listener, Progress, SearchOptions
from solver.search.solve import Solution, solve

MOST_PACKS = 10_000_000
"""Packs of one offer beyond which rounding of the solver could hide or invent a plan."""
UNAUDITED = Audit(
    passed=False, rows_checked=0, largest_violation=0.0, objective_difference_usd=0.0, failures=("not audited yet",)
)


def make_plan(
    scenario: Scenario,
    case_id: str,
    options: SearchOptions | None = None,
    *,
    document_hash: str = "",
    replaced: tuple[str, ...] = (),
    on_progress: Listener | None = None,
    previous: Plan | Earlier | None = None,
    again: Previous | None = None,
    explain: bool = True,
) -> Outcome:
    """Plan one case: size, build, search, audit. The orders of a previous plan are kept if that stays within the gap.

    Parameters
    ----------
    scenario: as it stands; what the case changes of it is laid in here.
    explain: whether to look, where no plan can meet all limits, for those in conflict; that takes longer than a plan.
    again: what `previous_of` takes from the previous plan, where its firm orders are to be kept (re-planning).

    Returns
    -------
    `Planned` only after the independent audit passed; else `Infeasible`, `NoPlanInTime` or `Failed`.
    """
    options = options or SearchOptions()
    clock = {"start": time.perf_counter()}
    given = scenario
    try:
        scenario = planned_in(given, case_id, again)
    except ValueError as error:
        return Failed(f"firm orders of the previous plan do not fit the scenario in this case: {error}")
    instance = Instance(scenario, Tree.single(case_id, scenario.horizon.periods), again)
    hopeless = unservable(instance)
    if hopeless:
        return Infeasible(_why(instance, case_id, options, document_hash, unservable=hopeless))
    unmanageable = _too_large(instance)
    if unmanageable:
        return Failed(unmanageable)
    program = build(instance)
    clock["build"] = time.perf_counter()
    earlier = before(previous) if isinstance(previous, Plan) else previous
    solution = solve(program, time_for_plan(scenario, options), on_progress, earlier)
    clock["search"] = time.perf_counter()
    if solution.x is None:
        if solution.verdict == "infeasible" and not explain:
            return Infeasible(_why(instance, case_id, options, document_hash, conflicts=(UNEXPLAINED,)))
        return _without_plan(program, case_id, solution, options, document_hash, on_progress)
    _tell(on_progress, program, solution, "audit")
    options = replace(options, gap=solution.asked_gap)
    plan = plan_of(program, case_id, solution, options, document_hash, replaced)
    clock["read"] = time.perf_counter()
    price = price_of_separation(scenario, case_id, plan, options, solution.seconds, on_progress)
    if price:
        plan = plan.model_copy(update={"separation": price})
        clock["price"] = time.perf_counter()
    return audited(plan, given, case_id, clock)


def plan_of(
    program: Program,
    case_id: str,
    solution: Solution,
    options: SearchOptions,
    document_hash: str,
    replaced: tuple[str, ...],
) -> Plan:
    """The plan of a solution, not audited yet."""
    if solution.x is None:
        raise ValueError("a solution without a plan")
    load_values(program, solution.matrix, solution.x)
    program = as_launched(program, solution.matrix, solution.x)
    settle_holds(program)
    settle_parties(program)
    return _write(program, case_id, solution, options, document_hash, replaced)


def audited(plan: Plan, given: Scenario, case_id: str, clock: dict[str, float]) -> Planned | Failed:
    """The plan with what its case changes, the rules of thumb beside it and its audit, and the seconds by stage.

    Parameters
    ----------
    given: the scenario as it stands. clock: the time at which each stage ended.
    """
    plan = _in_its_case(plan, given, case_id)
    plan = plan.model_copy(update=guidance(given, case_id, plan))
    audit = audit_plan(given, case_id, plan)
    clock["audit"] = time.perf_counter()
    if not audit.passed:
        return Failed("the independent audit refused the plan", audit)
    seconds = {b: round(clock[b] - clock[a], 3) for a, b in zip(clock, list(clock)[1:], strict=False)}
    provenance = plan.provenance.model_copy(update={"seconds": seconds})
    return Planned(rehashed(plan.model_copy(update={"audit": audit, "provenance": provenance})))


def rehashed(plan: Plan) -> Plan:
    """The plan with the hash of its content as it is now."""
    provenance = plan.provenance.model_copy(update={"content_hash": content_hash(plan)})
    return plan.model_copy(update={"provenance": provenance})


def _too_large(x: Instance) -> str:
    """Why the numbers of a scenario are beyond what a solver in floating point can prove anything about."""
    most = max(x.copies, key=lambda copy: copy.data_bound, default=None)
    if most is None or most.data_bound <= MOST_PACKS:
        return ""
    return (
        f"offer {most.offer.id} alone would need up to {most.data_bound:,} packs to carry its pool's demand; "
        f"more than {MOST_PACKS:,} are beyond what can be proven: check the unit of the demand, or use larger packs"
    )


def _tell(listener: Listener | None, program: Program, solution: Solution, stage: str) -> None:
    """Tell the listener what is done after the search."""
    if listener is None:
        return
    found, bound = solution.objective_usd, solution.bound_usd
    gap = None if found is None or bound is None else max(0.0, found - bound) / max(abs(found), 1e-6)
    in_all = [None if usd is None else usd + program.constant_usd for usd in (found, bound)]
    listener(Progress(solution.seconds, in_all[0], in_all[1], gap, stage))


def _without_plan(
    program: Program,
    case_id: str,
    solution: Solution,
    options: SearchOptions,
    document_hash: str,
    on_progress: Listener | None,
) -> Outcome:
    if solution.verdict == "infeasible":
        _tell(on_progress, program, solution, "conflicts")
        x, late = program.instance, out_of_reach(program.instance)
        apart = blamed_on_lanes(x, options, solution.seconds, on_progress)
        found = (*apart, *conflicts(program, solution.matrix, late))
        given = {"unservable": tuple(late.values()), "conflicts": found if found or late else (UNEXPLAINED,)}
        return Infeasible(_why(x, case_id, options, document_hash, **given))
    if solution.verdict == "no_plan":
        bound = None if solution.bound_usd is None else solution.bound_usd + program.constant_usd
        return NoPlanInTime(bound, solution.seconds)
    return Failed("the solver failed on this scenario in two configurations")


def _why(x: Instance, case_id: str, options: SearchOptions, document_hash: str, **found: Any) -> NothingFits:
    """What was found, with where it comes from."""
    provenance = _provenance(x.scenario, case_id, options, document_hash, pricing_date(x.scenario))
    return NothingFits(**found, names=x.names, provenance=provenance)


def _write(
    program: Program,
    case_id: str,
    solution: Solution,
    options: SearchOptions,
    document_hash: str,
    replaced: tuple[str, ...],
) -> Plan:
    x = program.instance
    made, costs = decided(program), cost_table(program)
    decidable = costs.total_discounted_usd - costs.constant_usd
    floor = -inf if solution.bound_usd is None else solution.bound_usd
    bound = min(floor + costs.constant_usd, costs.total_discounted_usd)
    gap = (costs.total_discounted_usd - bound) / max(abs(decidable), 1e-2)
    is_close = solution.verdict == "within_gap" and not _is_billed_above(options.gap, gap, costs, solution)
    status: PlanStatus = "optimal_within_gap" if is_close else "stopped_at_limit"
    status = "hedged" if solution.verdict == "hedged" else status
    finance, as_of = x.scenario.policy.finance, pricing_date(x.scenario)
    plan = Plan(
        status=status,
        decision=decision_sentence(x.scenario, made, costs, status, gap),
        objective_usd=costs.total_discounted_usd,
        bound_usd=bound,
        decidable_usd=decidable,
        gap=gap,
        accounting={"end_value": finance.end_value, "payment_tail": finance.payment_tail},
        due_after_horizon_usd=due_after_horizon_usd(program),
        periods=_periods(x),
        **{name: getattr(made, name) for name in Decided.__dataclass_fields__ if name in Plan.model_fields},
        costs=costs,
        simplicity=simplicity(program, solution),
        separation=not_priced(x.scenario),
        limits=limit_uses(program),
        **derived_figures(program, case_id, costs),
        level_loads=tuple(w.id for w in x.streams if w.is_level),
        deferrable=deferrable_work(x),
        unused_inputs=unused_inputs(x),
        evidence=evidence_report(program, made.dispatch, as_of, replaced),
        names=x.names,
        audit=UNAUDITED,
        provenance=_provenance(x.scenario, case_id, options, document_hash, as_of),
    )
    return plan.model_copy(update={"changes": changes(plan)})


def _in_its_case(plan: Plan, scenario: Scenario, case_id: str) -> Plan:
    """The plan with what its case changes of the scenario."""
    if not scenario.case(case_id).changes:
        return plan
    unused = (*without_effect(scenario, case_id), *plan.unused_inputs)
    return plan.model_copy(update={"case_changes": case_changes(scenario, case_id), "unused_inputs": unused})


def _is_billed_above(asked: float, gap: float, costs: Costs, solution: Solution) -> bool:
    """Whether vendors bill more than the search found, and that is above the asked gap: commitments on one offer."""
    found = solution.objective_usd or 0.0
    more = costs.total_discounted_usd - costs.constant_usd - found
    return gap > asked and more > max(1.0, 1e-4 * abs(found))


def pricing_date(scenario: Scenario) -> date:
    """Date at which prices are read: `as_of`, else the first day of the horizon."""
    parts = [int(part) for part in (scenario.as_of or scenario.horizon.start).split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day)


def _periods(x: Instance) -> tuple[Period, ...]:
    return tuple(
        Period(
            period=x.scenario.horizon.label(t),
            months=x.M,
            hours={b.id: x.hours[t][n] for n, b in enumerate(x.blocks)},
        )
        for t in range(x.T)
    )


def _provenance(
    scenario: Scenario, case_id: str, options: SearchOptions, document_hash: str, as_of: date
) -> Provenance:
    return Provenance(
        scenario=scenario.name,
        scenario_hash=document_hash,
        case=case_id,
        as_of=as_of.isoformat(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        versions=versions(),
        options={name: getattr(options, name) for name in options.__dataclass_fields__},
        seconds={},
    )
