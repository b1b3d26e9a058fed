"""One plan for all cases: firm orders now, further ones by case once cases can be told apart."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from models.hedge import Hedge
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Failed, NoPlanInTime
from solver.answers.planning import audited, plan_of, rehashed
from solver.hedge.bands.procurement import Procurement
from solver.hedge.cases import CaseProblem, Cases, NoPlanAloneError, Run, by_rank
from solver.hedge.decomposed import decomposed
from solver.hedge.figures import Written, figures, what_falls_short
from solver.hedge.lives import Lives
from solver.hedge.search import Found, hedged
from solver.proof.audit.hedge import hedge_failures
from solver.search.crew import Crew
from solver.search.options import Listener, SearchOptions


@dataclass(frozen=True)
class Hedged:
    """The hedge, and its plan in every case."""

    hedge: Hedge
    plans: dict[str, Plan]
    alone: dict[str, Plan]
    """The plan of each case made for it alone."""


@dataclass(frozen=True)
class NoCommonStart:
    """Every case has a plan, but no orders before the first review fit them all."""

    reason: str


HedgeOutcome = Hedged | NoCommonStart | NoPlanInTime | CaseProblem | Failed


def make_hedge(
    scenario: Scenario,
    options: SearchOptions | None = None,
    *,
    document_hash: str = "",
    replaced: tuple[str, ...] = (),
    on_progress: Listener | None = None,
    decompose: bool = False,
) -> HedgeOutcome:
    """Plan all cases at once: each alone, every plan lived in every case, and the hedged plan, audited.

    Parameters
    ----------
    decompose: take very many cases apart (`solver.hedge.decomposed`); plans are then not lived in other cases.

    Returns
    -------
    `Hedged`; else which case has no plan and why, or why no orders before the first review fit all cases.
    """
    asked = options or SearchOptions()
    with Crew(asked.threads) as crew:
        run = Run(asked, document_hash, replaced, on_progress, crew)
        try:
            cases = Cases.of(scenario, run)
            return _apart(cases) if decompose else _side_by_side(cases)
        except NoPlanAloneError as error:
            return error.problem


def _apart(cases: Cases) -> HedgeOutcome:
    found = decomposed(cases)
    if not found:
        return NoCommonStart(what_falls_short(cases))
    written = _written(cases, found)
    if isinstance(written, Failed):
        return written
    bands = Procurement.sent(cases, written.plans, found)
    return _signed(cases, written, bands.into(figures(cases, written, found, [], None, None)))


def _side_by_side(cases: Cases) -> HedgeOutcome:
    """The hedged plan is searched while the plans of single cases are, which it may start from."""
    lives, wants_nested = Lives.sent(cases), cases.scenario.policy.uncertainty.nested_bands
    free = hedged(cases, lives.starts, nest=False)
    found = hedged(cases, lives.starts, nest=True) if wants_nested and isinstance(free, Found) else free
    if wants_nested and isinstance(found, NoPlanInTime):
        found, wants_nested = free, False  # better than no plan: it says that its bands do not nest
    if isinstance(found, NoPlanInTime):
        return found
    if found is None or not isinstance(free, Found):
        return NoCommonStart(what_falls_short(cases))
    with cases.run.crew.resting():
        cases = cases.settled(found.by_case, found.bounds_alone_usd)
        written = _written(cases, found)
        if isinstance(written, Failed):
            return written
        bands = Procurement.sent(cases, written.plans, found)
        lived = lives.rows(written.alone)
        hedge = figures(cases, written, found, lived, lives.mean, free if wants_nested else None)
        return _signed(cases, written, bands.into(hedge))


def _written(cases: Cases, found: Found) -> Written | Failed:
    """The plan of every case under a hedged solution and alone, each once the latter is known, the most probable first:
    what is written does not wait for what is still searched."""
    plans, alone = {}, {}
    for k in by_rank(cases.tree):
        made = cases.made_alone(k)
        solution = replace(made.solution, verdict="hedged", x=found.by_case[k], first=None, keeps_previous=False)
        plan = plan_of(
            made.program, made.case, solution, cases.run.options, cases.run.document_hash, cases.run.replaced
        )
        outcome = audited(plan, cases.scenario, made.case, {"start": time.perf_counter()})
        if isinstance(outcome, Failed):
            return Failed(f"case {made.case} of the hedged plan: {outcome.reason}", outcome.audit)
        plans[made.case], alone[made.case] = outcome.plan, cases.plan_alone(k)
    order = cases.tree.cases
    return Written({case: plans[case] for case in order}, {case: alone[case] for case in order})


def _signed(cases: Cases, written: Written, hedge: Hedge) -> HedgeOutcome:
    """The plans with the hedge, once it is audited."""
    failures = hedge_failures(cases.scenario, written.plans, hedge)
    if failures:
        return Failed("the independent audit refused the hedge: " + "; ".join(failures))
    signed = {
        case: rehashed(plan.model_copy(update={"hedge": hedge.model_copy(update={"case": case})}))
        for case, plan in written.plans.items()
    }
    return Hedged(hedge, signed, dict(written.alone))
