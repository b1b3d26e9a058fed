"""The audit of a written plan: its rows, its figures and its money, from the scenario alone."""

from __future__ import annotations

from decimal import Decimal

from models.bill import CostLine
from models.costs import TERM
from models.plan import SCHEMA_VERSION, Audit, Plan, has_derived_figures
from models.replan import planned_in
from models.scenario import Scenario
from solver.proof.audit.auditor import Assessment, Auditor, assessment_of
from solver.proof.audit.bill import CONSTANT_TERMS, Entry
from solver.proof.audit.case_rows import check_case
from solver.proof.audit.derived_figures import check_derived, check_nothing_is_derived
from solver.proof.audit.figures import check_figures
from solver.proof.audit.guidance import check_guidance
from solver.proof.audit.limit_rows import after_horizon_usd
from solver.proof.audit.notes import CENT, CENT_SLACK, Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.replan_rows import check_replan
from solver.proof.audit.use import Use

SUM_SLACK = 1e-6
"""How far a sum of cost lines may be from the total that is stated [USD]."""
GAP_SLACK = 1e-6
"""How far the stated gap may be from bound and objective, beside a cent on each [share]."""


def audit_plan(scenario: Scenario, case_id: str, plan: Plan) -> Audit:
    """Audits a plan for one case of a scenario.

    Every row and cost term is computed again from the scenario, and every figure of the plan must agree with it: rows
    within 1e-6 scaled, money to 0.01 USD, packs exactly whole. A plan of version 1.0 is audited for what that version
    has. Raises KeyError when the scenario has no such case.

    Parameters
    ----------
    scenario: as it stands; what the case changes of it is laid in here.
    """
    scenario.case(case_id)
    try:
        planned = planned_in(scenario, case_id, plan.previous)
    except (KeyError, ValueError) as error:
        return _refused(f"previous: firm orders and measured demand do not fit the scenario: {error}")
    examination = Auditor(planned, case_id).examine(plan)
    own = assessment_of(examination)
    notes = Notes()
    if has_derived_figures(plan):
        notes.same("plan", "schema_version", plan.schema_version, SCHEMA_VERSION)
        check_derived(plan, examination, notes)
        check_replan(scenario, case_id, plan, examination, notes)
        check_case(scenario, case_id, plan, notes)
    else:
        check_nothing_is_derived(plan, notes)
    check_figures(plan, examination, case_id, notes)
    due = after_horizon_usd(examination.state)
    notes.usd("plan", "due_after_horizon_usd", plan.due_after_horizon_usd, due)
    if has_derived_figures(plan):
        check_guidance(scenario, case_id, plan, Use(examination.state), notes)
    _check_lines(plan, own, notes)
    _check_sums(plan, own, notes)
    _check_proof(plan, own, notes)
    failures = (*own.failures, *notes.sentences)
    return Audit(
        passed=not failures,
        rows_checked=own.rows_checked,
        largest_violation=own.largest_violation,
        objective_difference_usd=float(own.total_discounted - exact(plan.objective_usd)),
        failures=failures,
    )


def _refused(why: str) -> Audit:
    """The audit of a plan that cannot be read against its scenario."""
    return Audit(passed=False, rows_checked=0, largest_violation=0.0, objective_difference_usd=0.0, failures=(why,))


def _check_lines(plan: Plan, own: Assessment, notes: Notes) -> None:
    """Every cost line is a term of the register with its own price, and none is missing."""
    notes.once("costs", (_line_name((line.term, line.period)) for line in plan.costs.lines))
    missing = set(own.nominal)
    for line in plan.costs.lines:
        entry, where = (line.term, line.period), _line_name((line.term, line.period))
        missing.discard(entry)
        if line.term not in TERM:
            notes.sentences.append(f"{where}: there is no such cost term")
            continue
        notes.same(where, "kind", line.kind, TERM[line.term].kind)
        notes.usd(where, "nominal_usd", line.nominal_usd, float(own.nominal.get(entry, 0)))
        notes.usd(where, "discounted_usd", line.discounted_usd, float(own.discounted.get(entry, 0)))
    for entry in sorted(missing, key=str):
        if abs(own.nominal[entry]) > CENT:
            notes.sentences.append(f"{_line_name(entry)}: the line is missing, {own.nominal[entry]:.2f} USD")


def _line_name(entry: Entry) -> str:
    return f"costs ({entry[0]}, {entry[1] or 'past the horizon'})"


def _check_sums(plan: Plan, own: Assessment, notes: Notes) -> None:
    """Lines add up exactly to terms and totals; totals agree with the own price."""
    costs = plan.costs
    nominal, discounted = _by_term(costs.lines, "nominal_usd"), _by_term(costs.lines, "discounted_usd")
    for field, stated, sums in (
        ("by_term", costs.by_term, nominal),
        ("by_term_discounted", costs.by_term_discounted, discounted),
    ):
        for term in sorted(stated | sums):
            own_sum = float(sums.get(term, 0))
            notes.near(f"costs.{field} ({term})", "sum of lines [USD]", stated.get(term, 0.0), own_sum, SUM_SLACK)
    for field, total, sums, price in (
        ("total_nominal_usd", costs.total_nominal_usd, nominal, own.total_nominal),
        ("total_discounted_usd", costs.total_discounted_usd, discounted, own.total_discounted),
    ):
        notes.near(f"costs.{field}", "sum of lines [USD]", total, float(sum(sums.values())), SUM_SLACK)
        notes.usd(f"costs.{field}", "total", total, float(price))
    of_lines = float(sum(usd for term, usd in discounted.items() if term in CONSTANT_TERMS))
    if own.constant_lines:  # beside whole terms, part of others
        more = of_lines + float(own.constant_lines)
        notes.usd("costs.constant_usd", "constant lines [USD]", costs.constant_usd, more)
    elif abs(costs.constant_usd - of_lines) > SUM_SLACK:  # the sum of lines in cents, or the amount itself
        notes.usd("costs.constant_usd", "total", costs.constant_usd, float(own.constant))


def _by_term(lines: tuple[CostLine, ...], field: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.term] = sums.get(line.term, Decimal(0)) + exact(getattr(line, field))
    return sums


def _check_proof(plan: Plan, own: Assessment, notes: Notes) -> None:
    """Objective, decidable cost, bound and gap belong together."""
    notes.usd("objective_usd", "discounted total", plan.objective_usd, float(own.total_discounted))
    decidable = plan.objective_usd - plan.costs.constant_usd
    notes.usd("decidable_usd", "objective less constants", plan.decidable_usd, decidable)
    if plan.bound_usd > plan.objective_usd + CENT:
        above = plan.bound_usd - plan.objective_usd
        notes.sentences.append(f"bound_usd: {plan.bound_usd:.2f} USD lies above the objective by {above:.2f} USD")
    distance = plan.objective_usd - plan.bound_usd
    if abs(decidable) <= CENT:
        gap, slack = plan.gap if abs(distance) <= CENT + CENT_SLACK else float("inf"), GAP_SLACK
    else:
        gap, slack = max(0.0, distance / abs(decidable)), GAP_SLACK + CENT / abs(decidable)
    notes.near("gap", "(objective - bound) / |decidable|", plan.gap, gap, slack)
