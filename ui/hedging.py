"""One plan for all cases of a loaded scenario, and what each outcome means to the user."""

from __future__ import annotations

from importlib.util import find_spec

from solver.answers.cases import CaseProblem
from solver.answers.decomposed import NotDecomposableError
from solver.answers.hedge import Hedged, NoCommonStart, make_hedge
from solver.answers.outcome import Failed, NoPlanInTime
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.planning import audit_failures, named, plan_of
from ui.scenario_file import ScenarioFile


def hedge_of(
    source: ScenarioFile, options: SearchOptions, listener: Listener | None = None, *, decompose: bool = False
) -> Hedged:
    """Plan all cases of a scenario at once.

    Raises
    ------
    SteelyardError
        with the reason in the user's words where there is no audited plan for all cases.
    """
    loaded = source.loaded
    if decompose and find_spec("mpisppy") is None:
        raise SteelyardError(
            Exit.BAD_INPUT, ["to decompose needs mpi-sppy: install steelyard with the extra `cluster`"]
        )
    try:
        found = make_hedge(
            loaded.scenario,
            options,
            document_hash=loaded.document_hash,
            replaced=loaded.replaced,
            on_progress=listener,
            decompose=decompose,
        )
    except NotDecomposableError as error:
        raise SteelyardError(Exit.BAD_INPUT, [str(error)]) from None
    match found:
        case CaseProblem(case, outcome):
            plan_of(outcome, case)
            raise SteelyardError(Exit.FAILED, [f"case {case}: no plan to trust"])
        case NoCommonStart(reason):
            hint = "Let cases be told apart earlier (policy.uncertainty.reviews), or loosen what binds there."
            raise SteelyardError(Exit.INFEASIBLE, [reason, hint])
        case NoPlanInTime():
            plan_of(found, "all")
            raise SteelyardError(Exit.NO_PLAN_IN_TIME, ["no plan for all cases in time"])
        case Failed(reason, audit):
            raise SteelyardError(Exit.FAILED, [reason, *(audit_failures(audit) if audit else [])])
        case Hedged(hedge, plans, alone):
            return Hedged(
                hedge,
                {case: named(plan, source) for case, plan in plans.items()},
                {case: named(plan, source) for case, plan in alone.items()},
            )
