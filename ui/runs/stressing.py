"""A run that puts a plan under stress: how it is heard of while it is made, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.run import Run
from models.stress import StressReport
from solver.answers.outcome import Outcome
from solver.search.options import Listener, Progress, SearchOptions
from solver.stress.kinds import suite
from ui.runs.asked import StressOptions, task_options_of
from ui.runs.endings import Ending, cancelled, without_report
from ui.runs.pulse import Pulse
from ui.scenario_file import ScenarioFile
from ui.stressing import stress_outcome


def stress_plan(source: ScenarioFile, run: Run, options: SearchOptions, pulse: Pulse) -> Ending:
    """Put the plan of a case under stress; whatever comes of it is an ending."""
    told = task_options_of(run)
    asked = told if isinstance(told, StressOptions) else StressOptions()
    names = [rule.name for rule in suite(source.scenario.policy.uncertainty.stresses)]
    chosen = [name for name in names if not asked.only or name in asked.only]
    pulse.say("build")
    try:
        outcome = stress_outcome(source, run.case, options, only=asked.only, listener=heard_by(pulse, chosen))
    except KeyError as error:
        return Ending("failed", f"{error.args[0]}.")
    return ending_of_stress(outcome, chosen, options, pulse.seconds, is_cancelled=pulse.wishes.wants_cancel)


def heard_by(pulse: Pulse, chosen: Sequence[str]) -> Listener:
    """What a run hears: which stress of how many is tried. Figures of one search are not those of the run."""
    first: list[str] = []

    def hear(news: Progress) -> bool:
        name = news.stage.split(",")[0]
        if name in chosen:
            first[:] = first or [name]
            pulse.has_result = name != first[0]
            news = replace(news, stage=f"{chosen.index(name) + 1} of {len(chosen)}: {news.stage}")
        return pulse.hear(replace(news, incumbent_usd=None, bound_usd=None, gap=None)) is True

    return hear


def ending_of_stress(
    outcome: StressReport | Outcome, chosen: Sequence[str], asked: SearchOptions, seconds: float, *, is_cancelled: bool
) -> Ending:
    """The end of a run that came to an outcome after `seconds`; `chosen`: ids of the stresses it was to try."""
    if isinstance(outcome, StressReport):
        done = len(outcome.stresses)
        if done < len(chosen):
            if not done:
                return cancelled(seconds, before="the first stress was tried")
            kept = f"{done} of {len(chosen)} stresses; these were kept"
            return Ending("done", f"Cancelled after {kept}.", report=outcome)
        return Ending("done", "", report=outcome)
    ending = without_report(outcome, asked, seconds, is_cancelled=is_cancelled, before="the first stress was tried")
    return ending if is_cancelled else ending._replace(message=f"Without stress: {ending.message}")
