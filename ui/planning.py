"""Planning a case of a loaded scenario, and what each outcome means to the user."""

from __future__ import annotations

from typing import TypeVar

from models.conflict import NothingFits
from models.plan import Audit, Plan
from models.replanning import Actual, Previous
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime, Outcome, Planned
from solver.answers.planning import make_plan
from solver.answers.replan import ReplanError, previous_of
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.figures import usd
from ui.report import audit_line
from ui.scenario_file import ScenarioFile

Answer = TypeVar("Answer", Plan, NothingFits)
SHOWN_FAILURES = 20
IN_CONFLICT = "In conflict; of each line, any one limit would have to give:"
"""What goes before the limits that cannot be kept together."""


class NothingFitsError(SteelyardError):
    """No plan can meet all limits; `why` says which are in conflict."""

    def __init__(self, case: str, why: NothingFits) -> None:
        self.why = why
        head = f"case {case}: no plan can meet all limits. {IN_CONFLICT}"
        super().__init__(Exit.INFEASIBLE, [head, *(f"  {line}" for line in why.lines)])


def plan_case(
    source: ScenarioFile,
    case: str,
    options: SearchOptions,
    listener: Listener | None = None,
    previous: Plan | None = None,
    again: Previous | None = None,
) -> Plan:
    """Plan one case; `again` is what `previous_plan` takes from the previous one, where its firm orders are kept.

    Raises
    ------
    SteelyardError
        with the reason in the user's words when there is no audited plan.
    """
    return plan_of(outcome_of(source, case, options, listener, previous, again), case)


def outcome_of(
    source: ScenarioFile,
    case: str,
    options: SearchOptions,
    listener: Listener | None = None,
    previous: Plan | None = None,
    again: Previous | None = None,
) -> Outcome:
    """Plan one case; what comes of it, whatever it is."""
    loaded = source.loaded
    outcome = make_plan(
        loaded.scenario,
        case,
        options,
        document_hash=loaded.document_hash,
        replaced=loaded.replaced,
        on_progress=listener,
        previous=previous,
        again=again,
    )
    match outcome:
        case Planned(plan):
            return Planned(named(plan, source))
        case Infeasible(why):
            return Infeasible(named(why, source))
        case _:
            return outcome


def previous_plan(
    source: ScenarioFile,
    plan: Plan,
    *,
    firm_until: str | None = None,
    actuals: tuple[Actual, ...] = (),
    file: str | None = None,
) -> Previous:
    """What a re-planning takes from the previous plan; SteelyardError where that does not fit the scenario."""
    try:
        return previous_of(source.scenario, plan, firm_until=firm_until, actuals=actuals, file=file)
    except ReplanError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None


def plan_of(outcome: Outcome, case: str, source: ScenarioFile | None = None) -> Plan:
    """The plan of an outcome; SteelyardError for every other outcome, and for a plan that failed its audit.

    Parameters
    ----------
    source: the file that limits in conflict are those of, so that they can be found again.
    """
    match outcome:
        case Planned(plan) if plan.audit.passed:
            return plan
        case Planned(plan):
            raise SteelyardError(Exit.FAILED, [f"case {case}: the plan failed its audit.", *audit_failures(plan.audit)])
        case Infeasible(why):
            raise NothingFitsError(case, named(why, source) if source else why)
        case NoPlanInTime(bound_usd, seconds):
            raise SteelyardError(Exit.NO_PLAN_IN_TIME, [_late(case, bound_usd, seconds)])
        case Failed(reason, audit):
            failures = audit_failures(audit) if audit else []
            raise SteelyardError(Exit.FAILED, [f"case {case}: no plan to trust: {reason}", *failures])


def _late(case: str, bound_usd: float | None, seconds: float) -> str:
    known = f"; whatever it is, it costs at least {usd(bound_usd)} discounted" if bound_usd is not None else ""
    return f"case {case}: no plan was found in {seconds:.0f} s{known}. Allow more with --time-limit SECONDS."


def audit_failures(audit: Audit) -> list[str]:
    """The audit's verdict and its failures as lines, the first of them."""
    more = len(audit.failures) - SHOWN_FAILURES
    note = [f"  and {more} more"] if more > 0 else []
    return [audit_line(audit), *(f"  {failure}" for failure in audit.failures[:SHOWN_FAILURES]), *note]


def named(answer: Answer, source: ScenarioFile) -> Answer:
    """The plan, or why there is none, with the file it came from, so that `verify` finds it again."""
    provenance = answer.provenance.model_copy(update={"file": source.file, "variant": source.variant})
    return answer.model_copy(update={"provenance": provenance})
