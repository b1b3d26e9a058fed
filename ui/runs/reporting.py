"""Runs that weigh a plan, give its reasons, weigh its vendors or quotes: how they are heard of, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from data.quotes import quotes_in
from models.bakeoff import Bakeoff, QuoteText
from models.negotiation import Negotiation
from models.reasons import Reasons
from models.roi import RoiReport
from models.run import Run, Task
from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Outcome
from solver.bakeoff.make import make_bakeoff
from solver.economics.make import make_roi
from solver.reasons.make import make_reasons
from solver.reasons.negotiate import make_negotiation
from solver.search.options import Listener, Progress, SearchOptions
from ui.planning import named
from ui.runs.asked import task_options_of
from ui.runs.endings import Ending, without_report
from ui.runs.pulse import Pulse
from ui.scenario_file import ScenarioFile

Told = RoiReport | Reasons | Negotiation | Bakeoff


def make_bakeoff_of(
    scenario: Scenario,
    case: str,
    options: SearchOptions,
    *,
    quotes: Sequence[QuoteText],
    document_hash: str,
    on_progress: Listener,
) -> Bakeoff | Outcome:
    """Quotes by their worth, from their texts; ScenarioError where one cannot be laid over the scenario."""
    found = quotes_in(quotes, scenario)
    asked = replace(options, price_lanes=False)
    return make_bakeoff(scenario, case, found, asked, document_hash=document_hash, on_progress=on_progress)


MAKERS: Mapping[Task, Callable[..., Told | Outcome]] = {
    "roi": make_roi,
    "why": make_reasons,
    "negotiate": make_negotiation,
    "bakeoff": make_bakeoff_of,
}
"""What makes the report of a task from scenario, case, options and what the task is told."""


def report_on(source: ScenarioFile, run: Run, options: SearchOptions, pulse: Pulse) -> Ending:
    """Make the report of a run; whatever comes of it is an ending."""
    told, loaded = task_options_of(run), source.loaded
    pulse.say("build")
    outcome = MAKERS[run.task](
        loaded.scenario,
        run.case,
        options,
        document_hash=loaded.document_hash,
        on_progress=heard_by(pulse),
        **dict(told or ()),
    )
    return ending_of_report(outcome, options, pulse.seconds, is_cancelled=pulse.wishes.wants_cancel, source=source)


def heard_by(pulse: Pulse) -> Listener:
    """What a run hears: which search is under way. Figures of one search are not those of the run."""

    def hear(news: Progress) -> bool:
        return pulse.hear(replace(news, incumbent_usd=None, bound_usd=None, gap=None)) is True

    return hear


def ending_of_report(
    outcome: Told | Outcome, asked: SearchOptions, seconds: float, *, is_cancelled: bool, source: ScenarioFile
) -> Ending:
    """The end of a run that came to an outcome after `seconds`."""
    if isinstance(outcome, RoiReport | Bakeoff) and outcome.failures:
        return Ending("failed", "\n".join(["The figures do not agree:", *outcome.failures]))
    if isinstance(outcome, Told):
        return Ending("done", "", report=outcome)
    if isinstance(outcome, Infeasible):
        outcome = Infeasible(named(outcome.why, source))
    return without_report(outcome, asked, seconds, is_cancelled=is_cancelled, before="its report was made")
