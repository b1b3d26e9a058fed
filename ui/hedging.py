"""One plan for all cases of a loaded scenario, and what each outcome means to the user."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from models.plan import Plan
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime
from solver.hedge.cases import CaseProblem
from solver.hedge.decomposed import NotDecomposableError
from solver.hedge.make import Hedged, HedgeOutcome, NoCommonStart, make_hedge
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.planning import audit_failures, named, plan_of
from ui.scenario_file import ScenarioFile

WAY_OUT = "Let cases be told apart earlier (policy.uncertainty.reviews), or loosen what binds there."
"""What helps where no orders fit all cases."""


def hedge_outcome(
    source: ScenarioFile, options: SearchOptions, listener: Listener | None = None, *, decompose: bool = False
) -> HedgeOutcome:
    """Plan all cases of a scenario at once; what comes of it, whatever it is.

    Raises
    ------
    NotDecomposableError
        when the program of all cases is to be taken apart, and cannot be.
    """
    loaded = source.loaded
    found = make_hedge(
        loaded.scenario,
        options,
        document_hash=loaded.document_hash,
        replaced=loaded.replaced,
        on_progress=listener,
        decompose=decompose,
    )
    match found:
        case CaseProblem(case, Infeasible(why)):
            return CaseProblem(case, Infeasible(named(why, source)))
        case Hedged(hedge, plans, alone):
            return Hedged(hedge, _named(plans, source), _named(alone, source))
        case _:
            return found


def _named(plans: Mapping[str, Plan], source: ScenarioFile) -> dict[str, Plan]:
    return {case: named(plan, source) for case, plan in plans.items()}


def hedge_of(
    source: ScenarioFile, options: SearchOptions, listener: Listener | None = None, *, decompose: bool = False
) -> Hedged:
    """Plan all cases of a scenario at once.

    Raises
    ------
    SteelyardError
        with the reason in the user's words where there is no audited plan for all cases.
    """
    if decompose and find_spec("mpisppy") is None:
        raise SteelyardError(
            Exit.BAD_INPUT, ["to decompose needs mpi-sppy: install steelyard with the extra `cluster`"]
        )
    try:
        made = hedge_outcome(source, options, listener, decompose=decompose)
    except NotDecomposableError as error:
        raise SteelyardError(Exit.BAD_INPUT, [str(error)]) from None
    match made:
        case CaseProblem(case, outcome):
            plan_of(outcome, case)
            raise SteelyardError(Exit.FAILED, [f"case {case}: no plan to trust"])
        case NoCommonStart(reason):
            raise SteelyardError(Exit.INFEASIBLE, [reason, WAY_OUT])
        case NoPlanInTime(_, seconds):
            said = f"no plan for all cases was found in {seconds:.0f} s. Allow more with --time-limit SECONDS."
            raise SteelyardError(Exit.NO_PLAN_IN_TIME, [said])
        case Failed(reason, audit):
            raise SteelyardError(Exit.FAILED, [reason, *(audit_failures(audit) if audit else [])])
        case Hedged() as found:
            return found
