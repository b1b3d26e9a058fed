"""`steelyard sweep`: what it writes and says, that it goes on after kill -9, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import solver.sweep.pools
from data.init import write_template
from data.plan_io import read_plan
from models.plan import content_hash
from models.sweep import Entry, Sweep
from solver.answers.planning import make_plan
from solver.search.child import environment
from solver.search.options import SearchOptions
from solver.sweep.point import figures
from tests.reference.test_two_futures import FUTURES
from tests.sweep.kit import Here
from ui.cli import app
from ui.scenario_file import open_scenario

Run = Callable[..., Result]
LOCAL = ("--workers", "2")
GRID = ("--vary", "demand=x0.5..x1.5:11", "--vary", "offers[*].price=x0.8,x1,x1.2", "--design", "grid")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command, without processes of its own, in an empty folder that holds the template `minimal.yaml`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(solver.sweep.pools, "LocalPool", Here)
    write_template("minimal", tmp_path)
    runner = CliRunner(env={"COLUMNS": "200"})
    return lambda *arguments: runner.invoke(app, ["sweep", "minimal.yaml", *arguments])


def journal(folder: str) -> list[Entry]:
    return [Entry.model_validate_json(line) for line in Path(folder, "sweep.jsonl").read_bytes().splitlines()]


def read(folder: str) -> Sweep:
    return Sweep.model_validate_json(Path(folder, "sweep.json").read_bytes())


def test_a_tornado_says_what_moves_the_cost_and_what_flips_the_order(run: Run) -> None:
    result = run("--out", "out")
    assert result.exit_code == 0, result.stderr
    found = read("out")
    assert len(found.rows) == 2 * len(found.axes) == 2 * len(found.swings) > 8
    assert found.flips, "of so few offers, one is 20 % from the order"
    off = f"{100 * abs(found.flips[0].off):.0f} % {'higher' if found.flips[0].off > 0 else 'lower'}"
    summary = Path("out", "summary.md").read_text()
    assert f"if this is {off}: {found.flips[0].axis}." in summary
    assert f"if this is {off}: {found.flips[0].axis}." in result.stdout
    plan = read_plan(Path("out", "plan.json"))
    assert f"if this is {off}: {found.flips[0].axis}." in plan.evidence.sentence
    assert plan.provenance.content_hash == content_hash(plan)
    assert CliRunner().invoke(app, ["verify", "out/plan.json"]).exit_code == 0
    assert {"tornado.svg", "tornado.png", "sweep.csv"} <= {path.name for path in Path("out").iterdir()}
    assert f"{len(journal('out')) - 1} points solved" in result.stderr


def test_a_second_run_solves_nothing_and_writes_the_same(run: Run) -> None:
    run("--out", "out", "--pareto", "lock_in", "--pareto", "vendors", "--steps", "3")
    before = {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()}
    result = run("--out", "out", "--pareto", "lock_in", "--pareto", "vendors", "--steps", "3")
    assert result.exit_code == 0, result.stderr
    assert "points solved" not in result.stderr
    assert {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()} == before
    assert {"pareto-vendors.svg", "pareto-lock-in.svg", "pareto-lock-in.png"} <= before.keys()
    frontier, vendors = read("out").frontiers
    assert [(point.amount, point.row.vendors) for point in vendors.points] == [(2.0, 2), (1.0, 1)]
    assert [p.objective_usd for p in frontier.points] == sorted(p.objective_usd for p in frontier.points)


def test_risk_is_weighed_over_all_cases(run: Run) -> None:
    Path("minimal.yaml").write_text(FUTURES.read_text())
    asked = ("--case", "low", "--out", "out", "--pareto", "risk", "--steps", "1", "--gap", "0")
    result = run(*asked)
    assert result.exit_code == 0, result.stderr
    (frontier,) = read("out").frontiers
    ends = [(point.objective_usd, point.amount) for point in (frontier.points[0], frontier.points[-1])]
    assert ends == [(pytest.approx(440), pytest.approx(560)), (pytest.approx(520), pytest.approx(520))]
    assert frontier.cvar_alpha == 0.5
    assert Path("out", "pareto-risk.svg").exists()
    assert "Expected cost against mean cost of the dearest cases (CVaR)" in result.stdout
    again = run(*asked)
    assert "points solved" not in again.stderr
    assert (again.exit_code, again.stdout) == (0, result.stdout)


def test_risk_needs_cases(run: Run) -> None:
    text = FUTURES.read_text().replace("  - {id: high, probability: 0.5}\n", "").replace("ity: 0.5", "ity: 1")
    Path("minimal.yaml").write_text(text)
    result = run("--out", "out", "--pareto", "risk")
    assert result.exit_code == 2
    assert "cost against risk weighs the cases of a scenario" in result.stderr
    assert "give two or more under `cases`, each with its `probability`" in result.stderr


def test_a_point_is_what_planning_the_changed_scenario_gives(run: Run) -> None:
    vary = ("--vary", "offers[buy-node].upfront_usd=450000", "--design", "grid")
    assert run(*vary, "--out", "out", "--gap", "0").exit_code == 0
    changed = Path("minimal.yaml").read_text().replace("upfront_usd: 300000", "upfront_usd: 450000")
    Path("changed.yaml").write_text(changed)
    made = make_plan(open_scenario("changed.yaml").scenario, "expected", SearchOptions(gap=0.0, threads=1))
    (row,) = read("out").rows
    assert row.objective_usd == pytest.approx(figures(made.plan, 12)["objective_usd"], abs=0.011)


def test_a_killed_sweep_goes_on_and_solves_nothing_twice(run: Run) -> None:
    command = [sys.executable, "-c", "from ui.cli import main; main()", "sweep", "minimal.yaml", *GRID, *LOCAL]
    killed = subprocess.Popen([*command, "--out", "killed"], env=environment(), stderr=subprocess.DEVNULL)
    while not Path("killed", "sweep.jsonl").exists() or len(journal("killed")) < 6:
        assert killed.poll() is None, "it ended before"
        time.sleep(0.01)
    children = Path(f"/proc/{killed.pid}/task/{killed.pid}/children").read_text().split()
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    known = [entry.row.key for entry in journal("killed")]
    assert 6 <= len(known) < 34, "in the middle"
    result = run(*GRID, "--out", "killed")
    assert result.exit_code == 0, result.stderr
    assert f"{len(known) - 1} of them from before" in result.stderr
    assert f"{34 - len(known)} points solved" in result.stderr
    assert set(Counter(entry.row.key for entry in journal("killed")).values()) == {1}
    assert run(*GRID, "--out", "whole").exit_code == 0
    for name in ("sweep.json", "sweep.csv", "summary.md"):
        assert Path("killed", name).read_bytes() == Path("whole", name).read_bytes()
    assert not [child for child in children if is_running(child)], "its workers have ended with it"


def is_running(pid: str) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_json_is_all_that_is_printed(run: Run) -> None:
    found = json.loads(run("--vary", "demand=x1,x1.1", "--design", "grid", "--out", "o", "--json").stdout)
    assert [row["levels"] for row in found["rows"]] == [{"demand": 1.0}, {"demand": 1.1}]
    assert found["design"] == "grid"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--vary", "demand"), "--vary demand: no levels are given"),
        (("--vary", "demand=x1..x0.5"), "must rise"),
        (("--vary", "demand=1..2"), "demand is multiplied: give factors"),
        (("--vary", "demand=+-120%"), "more than 99 % less"),
        (("--vary", "demand=x1..x2:1"), "allowed are 2 to 1,000"),
        (("--vary", "demand=x1,,x2"), "a level is empty"),
        (("--vary", "demand=+-9%", "--vary", "demand=+-5%"), "demand is named twice"),
        (("--vary", "offers[buy-nod].price=+-9%"), "did you mean buy-node"),
        (("--vary", "offers[vendor=cloud-co].price=range"), "no record there gives `low` and `high`"),
        (("--others", "0"), "no input gives a range, and none is assumed"),
        (("--case", "nix"), "--case nix: there is no such case"),
    ],
)
def test_what_cannot_be_varied_is_said_before_anything_is_solved(run: Run, arguments, words: str) -> None:
    result = run(*arguments, "--out", "out")
    assert result.exit_code == 2
    assert words in result.stderr
    assert not Path("out").exists()


def test_a_folder_that_another_sweep_writes_or_that_is_none_is_said(run: Run) -> None:
    Path("file").write_text("")
    assert "file is a file, not a folder" in run("--out", "file").stderr
    Path("out").mkdir()
    Path("out", "sweep.jsonl").write_text("nonsense\n")
    result = run("--out", "out")
    assert result.exit_code == 2
    assert "sweep.jsonl:1" in result.stderr


def test_what_is_varied_is_the_scenario_as_it_is_in_its_case(run: Run) -> None:
    written = Path("minimal.yaml").read_text()
    dearer = written.replace(
        "{id: expected, ", "{id: expected, changes: {offers: [{id: buy-node, upfront_usd: 400000}]}, "
    )
    assert dearer != written
    Path("minimal.yaml").write_text(dearer)
    vary = ("--vary", "offers[buy-node].upfront_usd=x0.75", "--design", "grid", "--gap", "0")
    assert run(*vary, "--out", "out").exit_code == 0
    Path("minimal.yaml").write_text(written)
    as_written = make_plan(open_scenario("minimal.yaml").scenario, "expected", SearchOptions(gap=0.0, threads=1))
    (row,) = read("out").rows
    assert row.objective_usd == pytest.approx(figures(as_written.plan, 12)["objective_usd"], abs=0.011)
