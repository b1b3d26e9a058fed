"""The matrix and the scorecard of a plan: as a report, and as files."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Group
from rich.text import Text

from data.export_csv import csv_bytes
from data.plan_tables import table
from models.plan import Plan
from models.scorecard import ROLES
from ui.exits import Exit, SteelyardError
from ui.figures import clean
from ui.matrix_report import matrix_sections
from ui.score_report import ROLE_WORDS, leader_sentence, scorecards
from ui.tables import point

TABLES = ("matrix", "scorecard", "scorecard_points", "scorecard_weights")


def scorecard_report(plan: Plan) -> Group:
    """Who is first, then the matrix, then both scorecards."""
    head = Text(clean(f"{plan.provenance.scenario}, case {plan.provenance.case}"), style="bold")
    leaders = {role: leader_sentence(plan, role) for role in ROLES}
    said = [point(f"Of {ROLE_WORDS[role]}, {text}") for role, text in leaders.items() if text]
    return Group(head, *said, *matrix_sections(plan), *scorecards(plan))


def scorecard_json(plan: Plan) -> str:
    """The text of `scorecard.json`: the fields of `plan.json`, and of which plan they are."""
    source = plan.provenance
    fields = plan.model_dump(mode="json", include={"schema_version", "matrix", "scorecard", "scorecard_weights"})
    head = {"scenario": source.scenario, "case": source.case, "scenario_hash": source.scenario_hash}
    return json.dumps(head | fields, indent=1, ensure_ascii=False) + "\n"


def write_scorecard(plan: Plan, folder: Path) -> None:
    """Write it and its tables into a folder; SteelyardError when it cannot be written to."""
    from data.plan_io import write_files

    files = {"scorecard.json": scorecard_json(plan).encode()}
    try:
        write_files(folder, files | {f"{name}.csv": csv_bytes(table(plan, name)) for name in TABLES})
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {(error.strerror or str(error)).lower()}"]) from None
