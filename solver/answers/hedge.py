"""One plan for all cases: firm orders now, further ones by case once cases can be told apart."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from models.hedge import Hedge, Lived
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.cases import CaseProblem, Cases, Run
from solver.answers.decomposed import decomposed
from solver.answers.hedge_figures import everywhere, figures, what_falls_short
from solver.answers.hedge_search import Found, hedged, with_first_decisions
from solver.answers.outcome import Failed, NoPlanInTime
from solver.answers.planning import audited, plan_of, rehashed
from solver.answers.procurement import with_procurement
from solver.proof.audit.hedge import hedge_failures
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
    decompose: take very many cases apart (`solver.answers.decomposed`); plans are then not lived in other cases.

    Returns
    -------
    `Hedged`; else which case has no plan and why, or why no orders before the first review fit all cases.
    """
    cases = Cases.of(scenario, Run(options or SearchOptions(), document_hash, replaced, on_progress))
    if isinstance(cases, CaseProblem):
        return cases
    if decompose:
        apart = decomposed(cases)
        return _written(cases, apart, [], None, None) if apart else NoCommonStart(what_falls_short(cases))
    mean = with_first_decisions(cases, cases.mean.decisions) if cases.mean else None
    lived, known = everywhere(cases)
    wants_nested = scenario.policy.uncertainty.nested_bands
    free = hedged(cases, [*([mean] if mean else []), *known], nest=False)
    found = hedged(cases, [], nest=True) if wants_nested and isinstance(free, Found) else free
    if isinstance(found, NoPlanInTime):
        return found
    if found is None or not isinstance(free, Found):
        return NoCommonStart(what_falls_short(cases))
    return _written(cases, found, lived, mean, free if wants_nested else None)


def _written(cases: Cases, found: Found, lived: list[Lived], mean: Found | None, free: Found | None) -> HedgeOutcome:
    """Plans and audits of a hedged solution, and its figures."""
    plans = {}
    for made, x in zip(cases.made, found.by_case, strict=True):
        solution = replace(made.solution, verdict="hedged", x=x, first=None, keeps_previous=False)
        plan = plan_of(
            made.program, made.case, solution, cases.run.options, cases.run.document_hash, cases.run.replaced
        )
        outcome = audited(plan, cases.scenario, made.case, {"start": time.perf_counter()})
        if isinstance(outcome, Failed):
            return Failed(f"case {made.case} of the hedged plan: {outcome.reason}", outcome.audit)
        plans[made.case] = outcome.plan
    alone = dict(zip(cases.tree.cases, cases.plans, strict=True))
    hedge = with_procurement(figures(cases, plans, found, lived, mean, free), cases, plans, found)
    failures = hedge_failures(cases.scenario, plans, hedge)
    if failures:
        return Failed("the independent audit refused the hedge: " + "; ".join(failures))
    signed = {
        case: rehashed(plan.model_copy(update={"hedge": hedge.model_copy(update={"case": case})}))
        for case, plan in plans.items()
    }
    return Hedged(hedge, signed, alone)
