"""A run that weighs what differs from another scenario: how it is heard of while it is made, and how it ends."""

from __future__ import annotations

import re
from dataclasses import replace

from models.comparison import Comparison
from models.plan import Plan
from models.run import Run
from solver.answers.outcome import Infeasible
from solver.comparing.make import CANCELLED, Unplanned, compare_scenarios
from solver.search.options import Listener, Progress, SearchOptions
from ui.comparing import side_by_side
from ui.planning import named
from ui.runs.asked import task_options_of
from ui.runs.endings import Ending, cancelled, without_report
from ui.runs.others import names_of, other_of
from ui.runs.pulse import Pulse
from ui.scenario_file import ScenarioFile

BEFORE = "the first change was weighed"
PLANNED = 4
"""From this search on there may be a change that is weighed: the first three are both plans, and half of one."""
NUMBER = re.compile(r"(\d+) of ")


def weigh_changes(source: ScenarioFile, text: str | None, run: Run, options: SearchOptions, pulse: Pulse) -> Ending:
    """Plan both scenarios and weigh what differs; whatever comes of it is an ending. `text`: the other document.

    Raises
    ------
    ScenarioError, StoreError
        where the other scenario cannot be used.
    """
    asked, other = other_of(text, task_options_of(run), run.case)
    before, after = (other, source) if asked.is_base else (source, other)
    sides = dict(zip(names_of(source, asked), (before, after), strict=True))
    pulse.say("build")
    outcome = compare_scenarios(
        before.scenario, after.scenario, run.case, options, most=asked.most, on_progress=heard_by(pulse)
    )
    return ending_of_comparison(outcome, sides, options, pulse.seconds, is_cancelled=pulse.wishes.wants_cancel)


def heard_by(pulse: Pulse) -> Listener:
    """What a run hears: which search of how many is under way. Figures of one search are not those of the run."""

    def hear(news: Progress) -> bool:
        if number := NUMBER.match(news.stage):
            pulse.has_result = int(number[1]) > PLANNED
        return pulse.hear(replace(news, incumbent_usd=None, bound_usd=None, gap=None)) is True

    return hear


def ending_of_comparison(
    outcome: tuple[Comparison, Plan, Plan] | Unplanned,
    sides: dict[str, ScenarioFile],
    asked: SearchOptions,
    seconds: float,
    *,
    is_cancelled: bool,
) -> Ending:
    """The end of a run that came to an outcome after `seconds`; `sides`: both scenarios by name, the base first."""
    if isinstance(outcome, Unplanned):
        return _unplanned(outcome, sides, asked, seconds, is_cancelled=is_cancelled)
    report, *plans = outcome
    done = sum(worth.why_not != CANCELLED for worth in report.worths)
    kept = f"Cancelled after {done} of {len(report.worths)} rows; these were kept." if report.is_cut_short else ""
    return Ending("done", kept, report=side_by_side(dict(zip(sides, plans, strict=True)), [report]))


def _unplanned(
    found: Unplanned, sides: dict[str, ScenarioFile], asked: SearchOptions, seconds: float, *, is_cancelled: bool
) -> Ending:
    if is_cancelled:
        return cancelled(seconds, before=BEFORE)
    name, source = list(sides.items())[not found.is_base]
    outcome = found.outcome
    if isinstance(outcome, Infeasible):
        outcome = Infeasible(named(outcome.why, source))
    ending = without_report(outcome, asked, seconds, is_cancelled=False, before=BEFORE)
    return ending._replace(message=f"{name}: {ending.message}")
