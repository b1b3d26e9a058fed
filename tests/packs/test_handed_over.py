"""`steelyard export` of a run that the app handed over: scenario, id and approval are the run's."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from data.load import load_scenario
from data.plan_io import plan_json
from data.store import Store, open_store
from models.plan import Plan
from models.run import Run
from tests.data.store.kit import LOCAL, finished, submit
from tests.shipped import Shipped
from ui.commands.exporting import export
from ui.exits import CommandLine
from ui.scenario_file import SHIPPED

Command = Callable[..., Result]
TEXT = (SHIPPED / "two-sites.yaml").read_text(encoding="utf-8")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `steelyard export ...` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    app = typer.Typer(cls=CommandLine)
    app.command("export")(export)
    app.command("other")(lambda: None)
    return lambda *arguments: CliRunner().invoke(app, ["export", *map(str, arguments), "--pack", "data"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(f"sqlite:///{tmp_path}/store")
    yield found
    found.close()


@pytest.fixture
def run(store: Store, shipped_plans: Shipped) -> Run:
    """A run of two sites that was approved."""
    plan = shipped_plans("two-sites")
    run = finished(store, plan, LOCAL, document=TEXT, scenario_name="two-sites")
    return store.runs.approve(LOCAL, run.id, "as agreed", None)


@pytest.fixture
def handed_over(store: Store, run: Run, tmp_path: Path) -> Path:
    file = tmp_path / "run.zip"
    file.write_bytes(store.runs.export_run(LOCAL, run.id))
    return file


def test_the_stamp_names_run_and_approval(command: Command, handed_over: Path, run: Run, tmp_path: Path) -> None:
    result = command(handed_over)
    assert result.exit_code == 0, result.stderr
    assert "summary.md, tables.json, csv/ (" in result.stdout
    stamp = json.loads((tmp_path / "pack" / "tables.json").read_bytes())["stamp"]
    assert run.approval is not None
    assert stamp["run"] == run.id
    assert stamp["approval"] == f"approved on {run.approval.at[:10]}"
    assert stamp["approver"] == run.approval.by
    assert stamp["approval_note"] == "as agreed"
    assert f"Run {run.id}, approved on" in (tmp_path / "pack" / "summary.md").read_text()


def test_a_plan_file_gives_the_same_tables(
    command: Command, handed_over: Path, shipped_plans: Shipped, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_json(shipped_plans("two-sites")))
    assert command(handed_over, "--out", "run").exit_code == 0
    assert command(plan, "--scenario", "two-sites", "--out", "plan").exit_code == 0
    for name in ("csv/orders.csv", "csv/lots.csv", "parquet/costs.parquet", "dictionary.csv"):
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "plan" / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--scenario", "two-sites"), "is a run, which holds its scenario"),
        (("--case", "boom"), "this run has no plan of this case; it has expected"),
    ],
)
def test_what_does_not_go_with_a_run_is_said(
    command: Command, handed_over: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = command(handed_over, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_file_that_is_no_run_is_said(command: Command, handed_over: Path, store: Store, tmp_path: Path) -> None:
    handed_over.write_bytes(handed_over.read_bytes()[:-40] + bytes(40))
    assert "not a plan in JSON" in command(handed_over).stderr
    stopped = submit(store, LOCAL)
    store.runs.ask_cancel(LOCAL, stopped.id)
    without = tmp_path / "stopped.zip"
    without.write_bytes(store.runs.export_run(LOCAL, stopped.id))
    assert "this run has no plan" in command(without).stderr


def test_an_exported_run_is_read_without_the_database() -> None:
    code = "import sys, data.store.bundle; sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'alembic')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_text_of_a_run_is_the_scenario_of_its_plan(shipped_plans: Shipped) -> None:
    plan: Plan = shipped_plans("two-sites")
    assert load_scenario(SHIPPED / "two-sites.yaml").document_hash == plan.provenance.scenario_hash
