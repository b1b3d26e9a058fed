"""`steelyard review` and the table it reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.reference.test_two_futures import FUTURES
from ui.cli import app

TABLE = """month,measure,value,workload,geography,accelerator,site,offer,percentile
2027-02,demand,40,job,eu,,,,
2027-02,demand,39,more,eu,,,,
2027-02,spend_usd,500,,,,,,
2027-02,utilization,0.95,,,gpu,hall,,
2027-02,delivered_packs,4,,,,,own,
2027-02,e2e_ms,900,job,eu,,,,95
"""


def run(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "measured.csv"
    path.write_text(TABLE)
    return path


def test_it_says_which_case_it_looks_like_and_what_was_planned(table: Path, tmp_path: Path) -> None:
    assert run("hedge", FUTURES, "--gap", "0", "--out", tmp_path / "out").exit_code == 0
    result = run("review", FUTURES, "--actuals", table, "--plan", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    for said in ("Which case it looks like", "high", "100 %", "-1.3%", "spend usd", "320", "delivered packs"):
        assert said in result.stdout
    found = json.loads(run("review", FUTURES, "--actuals", table, "--json").stdout)
    assert found["likeliest"] == "high"
    assert all(row["planned"] is None for row in found["deviations"] if row["measure"] != "demand")


def test_demand_alone_may_have_the_columns_of_replan(tmp_path: Path) -> None:
    path = tmp_path / "demand.csv"
    path.write_text("month,workload,geography,demand\n2027-02,more,eu,2\n")
    found = json.loads(run("review", FUTURES, "--actuals", path, "--json").stdout)
    assert found["likeliest"] == "high"  # nothing at all is further from 2 than 40 is


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2027-02,demand,40,jobs,eu,,,,", "2:4: actuals.workload: there is no workload 'jobs'; did you mean job?"),
        ("2027-02,demand,40,job,,,,,", "actuals.geography: demand needs it: workload, geography"),
        ("2027-02,spend_usd,40,job,,,,,", "actuals.workload: spend_usd is measured of all; leave it empty"),
        ("2027-02,utilization,40,,,gpu,hall,,", "actuals.value: utilization is a share, from 0 to 1"),
        ("2027-02,e2e_ms,40,job,eu,,,,97", "actuals.percentile: Input should be 50, 90, 95 or 99"),
        ("2027-02,heat,40,job,eu,,,,", "actuals.measure: Input should be 'demand', 'utilization'"),
        ("2027-02,demand,many,job,eu,,,,", "actuals.value: Input should be a valid number"),
        (
            "2027-02,demand,4,job,eu,,,,\n2027-02,demand,4,job,eu,,,,",
            "3:1: actuals.month: the same is measured in line 2",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_told(row: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(TABLE.splitlines()[0] + "\n" + row + "\n")
    result = run("review", FUTURES, "--actuals", path)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("month,measure\n2027-02,demand\n", "actuals.value: the column is missing; the columns are month, measure"),
        ("month,measure,value,where\n2027-02,demand,4,here\n", "actuals.where: there is no such column"),
        ("month,measure,value\n", "the table has no rows"),
    ],
)
def test_a_table_that_cannot_be_used_is_told(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    result = run("review", FUTURES, "--actuals", path)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_folder_without_plans_is_told(table: Path, tmp_path: Path) -> None:
    result = run("review", FUTURES, "--actuals", table, "--plan", tmp_path)
    assert result.exit_code == 2
    assert "neither a plan.json nor a folder that a hedge has written" in " ".join(result.stderr.split())
