"""One plan for all cases of a loaded scenario, and what each outcome means to the user."""

from __future__ import annotations

from solver.answers.cases import CaseProblem
from solver.answers.hedge import Hedged, NoCommonStart, make_hedge
from solver.answers.outcome import Failed
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.planning import audit_failures, named, plan_of
from ui.scenario_file import ScenarioFile


def hedge_of(source: ScenarioFile, options: SearchOptions, listener: Listener | None = None) -> Hedged:
    """Plan all cases of a scenario at once.

    Raises
    ------
    SteelyardError
        with the reason in the user's words where there is no audited plan for all cases.
    """
    loaded = source.loaded
    found = make_hedge(
        loaded.scenario,
        options,
        document_hash=loaded.document_hash,
        replaced=loaded.replaced,
        on_progress=listener,
    )
    match found:
        case CaseProblem(case, outcome):
            plan_of(outcome, case)
            raise SteelyardError(Exit.FAILED, [f"case {case}: no plan to trust"])
        case NoCommonStart(reason):
            hint = "Let cases be told apart earlier (policy.uncertainty.reviews), or loosen what binds there."
            raise SteelyardError(Exit.INFEASIBLE, [reason, hint])
        case Failed(reason, audit):
            raise SteelyardError(Exit.FAILED, [reason, *(audit_failures(audit) if audit else [])])
        case Hedged(hedge, plans, alone):
            return Hedged(
                hedge,
                {case: named(plan, source) for case, plan in plans.items()},
                {case: named(plan, source) for case, plan in alone.items()},
            )
