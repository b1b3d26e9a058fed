"""How a run ends: status and reason in the user's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from data.problems import ScenarioError
from models.base import Model
from models.conflict import NothingFits
from models.plan import Plan
from models.run import Moment, Run, RunStatus, Task
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime, Outcome, Planned
from solver.search.options import SearchOptions
from ui.figures import percent, usd, words
from ui.planning import audit_failures

KEPT_DAYS = 30
"""How long what an unfinished sweep has solved is kept after its last point [days]."""


class Ending(NamedTuple):
    """What a run ends as."""

    status: RunStatus
    message: str
    plan: Plan | None = None
    conflicts: NothingFits | None = None
    case_plans: Mapping[str, Plan] = {}
    """Plans of further cases, where there is one plan for all."""
    report: Model | None = None
    """What a task ends with that makes no plan."""


def ending_of(outcome: Outcome, asked: SearchOptions, seconds: float, *, is_cancelled: bool) -> Ending:
    """The end of a run whose planning came to an outcome after `seconds`; `asked`: the options it began with."""
    match outcome:
        case Planned(plan):
            return Ending("done", _how_found(plan, asked, is_cancelled=is_cancelled), plan)
        case Infeasible(why):
            return Ending("infeasible", "\n".join(why.lines), conflicts=why)
        case NoPlanInTime(bound_usd) if is_cancelled:
            return cancelled(seconds, bound_usd)
        case NoPlanInTime(bound_usd, seconds):
            late = f"{seconds:.0f} s were not enough for a first plan{_known(bound_usd)}."
            return Ending("no_plan", f"{late} Run it again with more time.")
        case Failed(reason, audit):
            return Ending("failed", "\n".join([f"{reason}.", *(audit_failures(audit) if audit else [])]))


def without_report(
    outcome: Outcome, asked: SearchOptions, seconds: float, *, is_cancelled: bool, before: str
) -> Ending:
    """The end of a run of another task than planning that came to no report; `before`: what it was cancelled before."""
    if is_cancelled:
        return cancelled(seconds, before=before)
    if isinstance(outcome, Planned):
        return Ending("failed", "There is a plan, but no program to say more of it.")
    return ending_of(outcome, asked, seconds, is_cancelled=False)


def _known(bound_usd: float | None) -> str:
    return "" if bound_usd is None else f"; whatever plan there is, it costs at least {usd(bound_usd)} discounted"


def _how_found(plan: Plan, asked: SearchOptions, *, is_cancelled: bool) -> str:
    """Empty where the search ended as asked."""
    gap, wanted = percent(plan.gap), plan.provenance.options["gap"]
    if plan.status == "stopped_at_limit":
        return stopped_early(plan.gap, asked, is_cancelled=is_cancelled)
    if isinstance(wanted, float) and wanted > asked.gap:
        accepted = f"{percent(wanted)} was accepted during the search"
        return f"Ended at a gap of {gap}: {accepted}, where {percent(asked.gap)} was asked for."
    return "Cancelled when the asked gap was already proven." if is_cancelled else ""


def stopped_early(gap: float, asked: SearchOptions, *, is_cancelled: bool) -> str:
    """What ended a search before the asked gap."""
    if is_cancelled:
        return f"Cancelled at a gap of {percent(gap)}; the best plan so far was kept."
    limit = "The limit" if asked.time_limit_s is None else f"The time limit of {asked.time_limit_s:,.0f} s"
    return f"{limit} ended the search at a gap of {percent(gap)}; the best plan so far was kept."


def unreadable(error: ScenarioError) -> Ending:
    """The document of the run has problems."""
    return Ending("failed", "\n".join(["The scenario cannot be used:", *map(str, error.problems)]))


def abandoned(last: Moment, task: Task = "plan") -> Ending:
    """Cancelled with nothing to keep, in the middle of what cannot be interrupted."""
    if task == "sweep":
        return cancelled_sweep()
    if task != "plan":
        return cancelled(last.seconds, before="a first result")
    if last.stage == "conflicts":
        looking = "No plan can meet all limits. Cancelled while the limits in conflict were looked for"
        return Ending("infeasible", f"{looking}; run it again to see them.")
    return cancelled(last.seconds, last.bound_usd)


def cancelled(seconds: float, bound_usd: float | None = None, before: str = "a first plan") -> Ending:
    """Cancelled with nothing to keep."""
    return Ending("cancelled", f"Cancelled after {seconds:.0f} s, before {before}{_known(bound_usd)}.")


def cancelled_sweep(solved: int | None = None) -> Ending:
    """A sweep was cancelled; what was solved is in its journal, but there are no findings."""
    points = "" if solved is None else f" after {solved:,} point{'' if solved == 1 else 's'}"
    kept = f"What was solved is kept for {KEPT_DAYS} days: run it again to go on"
    return Ending("cancelled", f"Cancelled{points}. {kept}.")


def crash_message(run: Run) -> str:
    """What was last seen of a run whose process is gone."""
    stage = f" in stage {words(run.stage)}" if run.stage else ""
    found = f" {_seen(run)}" if run.task == "plan" else ""
    return f"The solver process ended unexpectedly, last seen{stage} after {run.seconds:.0f} s{found}. Run it again."


def _seen(run: Run) -> str:
    bound = "" if run.bound_usd is None else f"bound {usd(run.bound_usd)}"
    if run.incumbent_usd is None:
        return f"without a plan{bound and f', {bound}'}"
    gap = "" if run.gap is None else f"gap {percent(run.gap)}"
    figures = ", ".join(filter(None, (f"a plan of {usd(run.incumbent_usd)}", bound, gap)))
    return f"with {figures}; that plan was not audited and is lost"
