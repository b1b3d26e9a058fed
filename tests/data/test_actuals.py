"""Measured demand from a table: what is read, and what is refused where."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.actuals import read_actuals
from data.problems import ScenarioError
from models.replanning import Actual
from tests.proof.audit_kit import scenario

HEAD = "month,workload,geography,demand\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "measured.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_read_in_any_order_of_columns_and_months(tmp_path: Path) -> None:
    path = write(tmp_path, "demand,month,geography,workload\n30,2026-12,eu,job\n25.5,2026-11,eu,job\n")
    assert read_actuals(path, scenario()) == (
        Actual(month="2026-11", workload="job", geography="eu", demand=25.5),
        Actual(month="2026-12", workload="job", geography="eu", demand=30.0),
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("month,workload,demand\n2026-12,job,1\n", 1, "actuals.geography: the column is missing"),
        (HEAD.replace("demand", "demnad"), 1, "actuals.demnad: there is no such column; the columns are month"),
        (HEAD, 1, "the table has no rows"),
        (HEAD + "2026-12,job,eu,many\n", 2, "actuals.demand: Input should be a valid number"),
        (HEAD + "2026-12,job,eu,-1\n", 2, "actuals.demand: Input should be greater than or equal to 0"),
        (HEAD + "2026-12,job,eu,\n", 2, "actuals.demand"),
        (HEAD + "12/2026,job,eu,1\n", 2, "actuals.month"),
        (HEAD + "2026-12,jobb,eu,1\n", 2, "actuals.workload: there is no workload 'jobb'; did you mean job?"),
        (HEAD + "2026-12,job,us,1\n", 2, "actuals.geography: job has no demand in 'us'; allowed: eu"),
        (HEAD + "2027-01,job,eu,1\n", 2, "actuals.month: 2027-01 is planned: the horizon starts in 2027-01"),
        (HEAD + "2026-12,job,eu,1\n2026-12,job,eu,2\n", 3, "the same month, workload and geography stand in line 2"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ScenarioError) as stopped:
        read_actuals(path, scenario())
    assert any(message in str(problem) and problem.line == line for problem in stopped.value.problems), stopped.value
