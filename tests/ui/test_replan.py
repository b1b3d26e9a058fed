"""`steelyard replan`: what it keeps, what it says, what it refuses; what the terminal shows of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import steelyard as sy
from data.plan_io import read_plan
from tests.reference.test_planned_again import CASE
from ui.cli import app

FIRST, AGAIN = str(CASE / "first.yaml"), str(CASE / "again.yaml")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder that holds the plan of the first scenario."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner(env={"COLUMNS": "160"})
    assert runner.invoke(app, ["plan", FIRST, "--gap", "0", "--out", "first"]).exit_code == 0
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def test_it_says_what_is_firm_and_what_changes_and_can_be_verified(run: Run) -> None:
    measured = ("--actuals", CASE / "measured.csv", "--gap", "0", "--out", "again")
    result = run("replan", AGAIN, "--previous", "first/plan.json", *measured)
    assert result.exit_code == 0, result.stderr
    for said in (
        "Compared from 2027-06 to 2027-12; orders before 2027-06 are firm.",
        "Departing from the previous plan counts for 200 USD in the total; it is no payment.",
        "The forecast starts from demand as measured in 2027-03 to 2027-05.",
        "3 more packs of owned in 2027-06.",
        "Firm orders of the previous plan, kept as they are",
        "holdings purchase (constant)",
    ):
        assert said in result.stdout
    found = read_plan(Path("again/plan.json"))
    assert found.objective_usd == pytest.approx(11200, abs=0.01)
    assert found.previous is not None
    assert found.previous.file == "first/plan.json"
    tables = {path.name for path in Path("again").glob("*.csv")}
    assert {"changes.csv", "firm_orders.csv", "earlier_orders.csv"} <= tables
    assert "verified against" in run("verify", "again/plan.json").stdout
    shown = run("explain", "again/plan.json")
    assert shown.exit_code == 0


def test_nothing_new_changes_nothing_and_prints_json_alone(run: Run) -> None:
    result = run("replan", FIRST, "--previous", "first/plan.json", "--gap", "0", "--json")
    found = json.loads(result.stdout)
    assert found["changes"] == []
    assert found["simplicity"]["keeps_previous"]
    assert found["orders"] == json.loads(Path("first/plan.json").read_text(encoding="utf-8"))["orders"]
    assert "Nothing changes." in run("replan", FIRST, "--previous", "first/plan.json", "--gap", "0").stdout


def test_all_orders_of_a_month_can_be_made_firm(run: Run) -> None:
    plan = ("replan", FIRST, "--previous", "first/plan.json", "--gap", "0", "--json", "--firm-until")
    found = json.loads(run(*plan, "2027-09").stdout)
    assert found["orders"] == []
    assert [row["id"] for row in found["previous"]["firm"]] == ["owned/2027-05", "owned/2027-08"]
    assert found["objective_usd"] == pytest.approx(3000, abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--previous", "none.json"), "none.json: no such file or directory"),
        (("--previous", "first/plan.json", "--firm-until", "June"), "'June' is no month; write it as 2027-03"),
        (("--previous", "first/plan.json", "--actuals", "none.csv"), "none.csv"),
        (("--previous", "first/plan.json", "--actuals", "bad.csv"), "bad.csv:2:1: actuals.month: 2027-07 is planned"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(run: Run, arguments: tuple[str, ...], message: str) -> None:
    Path("bad.csv").write_text("month,workload,geography,demand\n2027-07,score,eu,20\n", encoding="utf-8")
    result = run("replan", AGAIN, *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())


def test_a_firm_order_that_cannot_be_kept_is_named(run: Run, tmp_path: Path) -> None:
    text = Path(FIRST).read_text(encoding="utf-8").replace("start: 2027-01", "start: 2027-06")
    file = tmp_path / "gone.yaml"
    file.write_text(text.replace("{id: owned, ", "{id: bought, "), encoding="utf-8")
    result = run("replan", file, "--previous", "first/plan.json")
    assert result.exit_code == 2
    assert (
        "ordered 4 packs of offer owned in 2027-05, which is firm, but the scenario has no such offer" in result.stderr
    )


def test_python_replans_too(run: Run) -> None:
    first = read_plan(Path("first/plan.json"))
    plan = sy.replan(sy.load(AGAIN), first, options=sy.SearchOptions(gap=0.0))
    assert plan.objective_usd == pytest.approx(6000, abs=0.01)
    assert run("explain", "first/plan.json").exit_code == 0
