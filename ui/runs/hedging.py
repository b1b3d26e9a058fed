"""A run that makes one plan for all cases: how it is heard of while it is made, and how it ends."""

from __future__ import annotations

from dataclasses import replace

from solver.answers.outcome import Failed, NoPlanInTime
from solver.hedge.cases import CaseProblem
from solver.hedge.make import Hedged, HedgeOutcome, NoCommonStart
from solver.search.options import Accept, Listener, Progress, SearchOptions
from ui.figures import percent
from ui.hedging import WAY_OUT, hedge_outcome
from ui.planning import audit_failures
from ui.runs.endings import Ending, cancelled, ending_of, stopped_early
from ui.runs.pulse import Pulse
from ui.scenario_file import DEFAULT_CASE, ScenarioFile

WHOLE = "hedged"
"""What the stages begin with in which the plan for all cases is searched."""
ROUNDING = 1e-6


def plan_all_cases(source: ScenarioFile, options: SearchOptions, pulse: Pulse) -> Ending:
    """Make one plan for all cases of a scenario; whatever comes of it is an ending."""
    pulse.say("build")
    outcome = hedge_outcome(source, replace(options, price_lanes=False), heard_by(pulse.hear))
    if isinstance(outcome, Hedged):
        found = outcome.hedge
        pulse.hear(Progress(pulse.seconds, *found.cost_and_bound_usd, found.gap, "audit"))
    return ending_of_hedge(
        outcome,
        options,
        pulse.seconds,
        is_cancelled=pulse.wishes.wants_cancel,
        accepted_gap=pulse.wishes.accepted_gap,
    )


def heard_by(listener: Listener) -> Listener:
    """What a run hears: figures only of the search for all cases, as those of one case alone are of another plan."""

    def hear(news: Progress) -> bool | Accept | None:
        if news.stage.startswith(WHOLE):
            return listener(news)
        return listener(replace(news, incumbent_usd=None, bound_usd=None, gap=None))

    return hear


def ending_of_hedge(
    outcome: HedgeOutcome,
    asked: SearchOptions,
    seconds: float,
    *,
    is_cancelled: bool,
    accepted_gap: float | None = None,
) -> Ending:
    """The end of a run that came to an outcome after `seconds`; `asked`: the options it began with."""
    match outcome:
        case Hedged():
            return _done(outcome, _how_found(outcome, asked, accepted_gap, is_cancelled=is_cancelled))
        case _ if is_cancelled:
            return cancelled(seconds)
        case NoPlanInTime(_, late):
            return Ending("no_plan", f"{late:.0f} s were not enough for a plan for all cases. {MORE_TIME}")
        case CaseProblem(case, of_case):
            return _of_case(case, ending_of(of_case, asked, seconds, is_cancelled=False))
        case NoCommonStart(reason):
            return Ending("infeasible", f"{_sentence(reason)}\n{WAY_OUT}")
        case Failed(reason, audit):
            return Ending("failed", "\n".join([_sentence(reason), *(audit_failures(audit) if audit else [])]))


MORE_TIME = "Every case is planned by itself, too: run it again with more time."


def _done(made: Hedged, message: str) -> Ending:
    """The plan of the central case stands for the run, those of the others beside it."""
    central = DEFAULT_CASE if DEFAULT_CASE in made.plans else next(iter(made.plans))
    others = {case: plan for case, plan in made.plans.items() if case != central}
    return Ending("done", message, made.plans[central], None, others)


def _how_found(made: Hedged, asked: SearchOptions, accepted_gap: float | None, *, is_cancelled: bool) -> str:
    """Empty where the search ended as asked."""
    hedge = made.hedge
    if hedge.gap <= asked.gap + ROUNDING or hedge.objective_usd - hedge.bound_usd <= asked.absolute_gap_usd:
        return "Cancelled when the asked gap was already proven." if is_cancelled else ""
    if accepted_gap is not None and hedge.gap <= accepted_gap + ROUNDING:
        accepted = f"{percent(accepted_gap)} was accepted during the search"
        return f"Ended at a gap of {percent(hedge.gap)}: {accepted}, where {percent(asked.gap)} was asked for."
    return stopped_early(hedge.gap, asked, is_cancelled=is_cancelled)


def _of_case(case: str, ending: Ending) -> Ending:
    """Why a case has no plan by itself."""
    if ending.status == "infeasible":
        return ending._replace(message=f"Case {case} by itself:\n{ending.message}")
    return ending._replace(message=f"Case {case} by itself: {ending.message}")


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
