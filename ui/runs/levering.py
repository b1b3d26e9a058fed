"""A run that plans with levers: how it is heard of while it is made, and how it ends."""

from __future__ import annotations

from models.lever_report import Levers
from models.run import Run
from solver.answers.outcome import Outcome, Planned
from solver.levers.make import NoLeversError
from solver.search.options import SearchOptions
from ui.levering import levers_outcome
from ui.runs.asked import LeverOptions, task_options_of
from ui.runs.endings import Ending, cancelled, ending_of
from ui.runs.pulse import Pulse
from ui.runs.stressing import heard_by
from ui.scenario_file import ScenarioFile

TOGETHER = "together"
BEFORE = "the first lever was tried"


def pull_levers(source: ScenarioFile, run: Run, options: SearchOptions, pulse: Pulse) -> Ending:
    """Plan a case with its levers; whatever comes of it is an ending."""
    told = task_options_of(run)
    asked = told if isinstance(told, LeverOptions) else LeverOptions()
    names = [lever.id for lever in source.scenario.levers if not asked.only or lever.id in asked.only]
    pulse.say("build")
    hear = heard_by(pulse, [*names, TOGETHER])
    try:
        outcome = levers_outcome(source, run.case, options, only=asked.only, has_ranges=asked.has_ranges, listener=hear)
    except (NoLeversError, KeyError) as error:
        return Ending("failed", f"{error.args[0]}.")
    return ending_of_levers(outcome, len(names), options, pulse.seconds, is_cancelled=pulse.wishes.wants_cancel)


def ending_of_levers(
    outcome: Levers | Outcome, asked_for: int, asked: SearchOptions, seconds: float, *, is_cancelled: bool
) -> Ending:
    """The end of a run that came to an outcome after `seconds`; `asked_for`: how many levers it was to try."""
    if isinstance(outcome, Levers):
        if outcome.failures:
            return Ending("failed", "\n".join(["The figures do not agree:", *outcome.failures]))
        if not outcome.is_cut_short:
            return Ending("done", "", report=outcome)
        if not outcome.levers:
            return cancelled(seconds, before=BEFORE)
        kept = f"{len(outcome.levers)} of {asked_for} levers and {len(outcome.steps)} steps; these were kept"
        return Ending("done", f"Cancelled after {kept}.", report=outcome)
    if is_cancelled:
        return cancelled(seconds, before=BEFORE)
    if isinstance(outcome, Planned):
        return Ending("failed", "There is a plan, but no program to pull levers on.")
    ending = ending_of(outcome, asked, seconds, is_cancelled=False)
    return ending._replace(message=f"Without levers: {ending.message}")
