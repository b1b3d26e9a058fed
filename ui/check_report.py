"""What `steelyard check` shows."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType

from models.scenario import Scenario
from solver.answers.check import CheckReport
from solver.sizing.names import names_of
from ui.case_report import by_case
from ui.figures import words
from ui.tables import grid, point, section


def check_report(report: CheckReport, scenario: Scenario) -> Group:
    """What cases change, placements by workload, then problems, inputs without effect, and notes."""
    rows = [
        (
            f"{count.workload}@{count.geography}" + (f", case {count.case}" if count.case else ""),
            f"{count.arcs:,}",
            ", ".join(f"{number} by {words(reason)}" for reason, number in sorted(count.removed.items())),
        )
        for count in report.arcs
    ]
    places = grid(("Workload@users", ">Possible", "Ruled out"), rows)
    return Group(
        *by_case(scenario, names_of(scenario)),
        section("Placements [accelerator class at a site]", places),
        _list("Problems that rule out every plan", report.problems, "None found; `steelyard plan` says for certain."),
        _list("Inputs without effect", report.unused, "None: every input counts."),
        *([_list("Notes", report.notes, "")] if report.notes else []),
    )


def _list(title: str, lines: Sequence[str], otherwise: str) -> RenderableType:
    return section(title, *(point(line) for line in lines or [otherwise]))
