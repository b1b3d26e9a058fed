"""Runs in the terminal: the history as a table, one run in full."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from models.run import Comment, Run
from ui.figures import clean, percent, usd, whole_usd, words
from ui.tables import grid, point, section

COLUMNS = ("|Run", "|Created [UTC]", "Name", "|Task", "Case", "|Status", ">Best plan [USD]", ">Gap", "Owner", "|Marks")


def history_report(runs: Sequence[Run]) -> RenderableType:
    """The runs in their order; the best plan's cost is discounted."""
    if not runs:
        return Text("No runs.")
    return grid(COLUMNS, [_row(run) for run in runs])


def _row(run: Run) -> tuple[str, ...]:
    cost = "" if run.incumbent_usd is None else whole_usd(run.incumbent_usd)
    gap = "" if run.gap is None else percent(run.gap)
    created = _minute(run.created)
    return (
        run.id,
        created,
        run.title,
        run.task,
        run.case,
        words(run.status),
        cost,
        gap,
        run.owner,
        ", ".join(_marks(run)),
    )


def _marks(run: Run) -> list[str]:
    shared = [f"team {run.team}" if run.visibility == "team" else "public"] if run.visibility != "private" else []
    return ["pinned"] * run.is_pinned + ["approved"] * run.is_frozen + shared


def run_report(run: Run, comments: Sequence[Comment]) -> Group:
    """Everything known about a run but its plan."""
    said = [point(f"{comment.author}, {_minute(comment.at)}: {comment.text}") for comment in comments]
    sections = {"Why": _points(run.message), "Note": _points(run.note), "Comments": said}
    return Group(
        Text(clean(run.title), style="bold"),
        *(point(line) for line in _facts(run)),
        *(section(title, *parts) for title, parts in sections.items() if parts),
    )


def _points(text: str) -> list[Padding]:
    return [point(line) for line in text.splitlines()]


def _facts(run: Run) -> list[str]:
    variant = f", variant {run.variant}" if run.variant else ""
    task = "" if run.task == "plan" else f"{run.task}, "
    ended = f", ended {_minute(run.ended)}" if run.ended else ""
    marks = _marks(run) or ["private"]
    facts = [
        f"Run {run.id} of {run.owner}: {', '.join(marks)}.",
        f"Scenario {run.scenario_name}, {task}{run.case_words}{variant}, input {run.input_hash}.",
        f"{words(run.status).capitalize()} after {run.seconds:,.0f} s; created {_minute(run.created)}{ended} (UTC).",
    ]
    if run.incumbent_usd is not None:
        bound = "" if run.bound_usd is None else f", no plan costs less than {usd(run.bound_usd)}"
        gap = "" if run.gap is None else f", gap {percent(run.gap)}"
        facts.append(f"Best plan {usd(run.incumbent_usd)} discounted{bound}{gap}.")
    if run.approval:
        until = f", quotes until {run.approval.quotes_expire}" if run.approval.quotes_expire else ""
        facts.append(f"Approved by {run.approval.by} on {_minute(run.approval.at)}{until}: {run.approval.note}")
    options = ", ".join(f"{words(name)} {value}" for name, value in run.options.items() if value is not None)
    return [*facts, *([f"Options: {options}."] if options else [])]


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")
