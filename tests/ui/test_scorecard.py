"""`steelyard scorecard`: what the terminal says, files, JSON, sheets; its documentation."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from rich.console import Console, RenderableType
from typer.testing import CliRunner, Result

from data.score_sheets import SHEETS, score_sheets
from models.plan import Plan
from models.scorecard import CRITERIA, WORDS, ScorecardRules
from models.vendor_scores import COMPUTED
from tests.rivalry import given, planned
from ui.cli import app
from ui.explanation import plan_explanation
from ui.matrix_report import HEADERS as MATRIX_HEADERS
from ui.matrix_report import matrix_rows, matrix_sections
from ui.score_report import (
    COST_HEADERS,
    HEADERS,
    POINT_HEADERS,
    cost_rows,
    leader_sentence,
    point_rows,
    score_rows,
    scorecards,
)
from ui.scoring import TABLES

DOCS = Path(__file__).parents[2] / "docs" / "scorecard.md"


def told(*shown: RenderableType) -> str:
    console = Console(width=160, file=(page := io.StringIO()))
    for part in shown:
        console.print(part)
    return " ".join(page.getvalue().split())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder with what the command wrote, and what it showed."""
    folder = tmp_path_factory.mktemp("scores")
    document = given().model_dump(mode="json", by_alias=True, exclude_unset=True)
    (folder / "s.yaml").write_text(json.dumps(document), encoding="utf-8")
    return folder, run("scorecard", folder / "s.yaml", "--gap", "0", "--out", folder / "out")


def run(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, [str(argument) for argument in arguments])


def test_the_terminal_says_who_is_first_what_the_plan_chose_and_what_is_blank(made: tuple[Path, Result]) -> None:
    _, shown = made
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for said in (
        "volt is first of 2 with 3.74 of 5 points on 6 of 10 criteria",
        "What is blank could put acme first.",
        "\u25cf main tpu at cloud 67 0.05 0.05 10",
        "\u25d0 part gpu at hall 33 0.2 0 10",
        "open 100 USD, 1 month, 2 engineer-months neither validated nor in use, port needed",
        "support 1 not compared",
        "volt 5.0 5.0 0.0 blank blank 3.3 5.0 blank blank 4.1",
        "software compatibility 1 0 to 1.72; above: acme",
        "written to",
    ):
        assert said in text or said in shown.stderr, said


def test_files_hold_what_the_plan_states(made: tuple[Path, Result]) -> None:
    folder, _ = made
    document = json.loads((folder / "out" / "scorecard.json").read_text(encoding="utf-8"))
    assert len(document["matrix"]) == 2
    assert [row["vendor"] for row in document["scorecard"] if row["role"] == "silicon"] == ["volt", "acme"]
    for name in TABLES:
        with (folder / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == {"matrix": 2, "scorecard": 5, "scorecard_points": 50, "scorecard_weights": 20}[name]


def test_json_is_printed_alone(made: tuple[Path, Result]) -> None:
    folder, _ = made
    shown = run("scorecard", folder / "s.yaml", "--json")
    assert json.loads(shown.stdout)["scorecard_weights"]


def test_a_scenario_without_a_plan_says_so(tmp_path: Path) -> None:
    document = given(offers=[]).model_dump(mode="json", by_alias=True, exclude_unset=True)
    (tmp_path / "s.yaml").write_text(json.dumps(document), encoding="utf-8")
    assert run("scorecard", tmp_path / "s.yaml").exit_code == 3


def test_explain_shows_both_of_a_plan_that_is_there() -> None:
    text = told(plan_explanation(planned()))
    assert "Matrix: job" in text
    assert "Vendor scorecard: makers of silicon" in text
    assert "Vendor scorecard: vendors who are paid" in text


def test_rows_fit_their_headers() -> None:
    plan = planned()
    assert {len(row) for row in matrix_rows(plan)} == {len(MATRIX_HEADERS)}
    assert {len(row) for row in score_rows(plan, "payee")} == {len(HEADERS)}
    assert {len(row) for row in point_rows(plan, "payee")} == {len(POINT_HEADERS)}
    assert {len(row) for row in cost_rows(plan, "payee")} == {len(COST_HEADERS)}


def test_sheets_hold_numbers_and_keep_blanks_empty() -> None:
    sheets = {sheet.name: sheet for sheet in score_sheets(planned())}
    assert list(sheets) == [title for title, _, _ in SHEETS.values()]
    points = sheets["Vendor points"]
    assert sum(row[points.headers.index("points")] is None for row in points.rows) == 5 * 4
    for sheet in sheets.values():
        assert {len(row) for row in sheet.rows} == {len(sheet.headers)}


def test_plans_from_before_say_nothing(plan: Plan) -> None:
    assert matrix_sections(plan) == scorecards(plan) == score_sheets(plan) == []
    assert leader_sentence(plan, "silicon") == ""


def test_the_page_says_how_every_criterion_is_computed_and_names_every_field() -> None:
    page = DOCS.read_text(encoding="utf-8")
    for said in COMPUTED.values():
        assert said in page, said
    for name in set(CRITERIA) - set(COMPUTED):
        assert WORDS[name] in page, name
    for name in (*ScorecardRules.model_fields, "miss_penalty_usd_per_unit", *TABLES):
        assert f"`{name}`" in page or f"scorecard.{name}`" in page, name
