"""`steelyard runs ...`: the run history from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from data.plan_io import json_text, plan_json
from data.store import Store, open_store
from models.plan import Plan
from models.run import ALL_CASES, Run
from models.stress import StressReport
from tests.data.store.kit import ANN, LOCAL, finished, submit
from tests.data.store.test_reports import REPORT
from tests.reference.test_two_futures import futures
from ui.commands.runs import runs
from ui.exits import CommandLine
from ui.settings import settings

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """Runs `steelyard runs ...` in an empty folder with a store of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEELYARD_STORE_URL", f"sqlite:///{tmp_path}/store")
    settings.cache_clear()
    app = typer.Typer(cls=CommandLine)
    app.add_typer(runs)
    runner = CliRunner(env={"COLUMNS": "180"})
    yield lambda *arguments, **options: runner.invoke(app, ["runs", *map(str, arguments)], **options)
    settings.cache_clear()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The same store."""
    found = open_store(f"sqlite:///{tmp_path}/store")
    yield found
    found.close()


@pytest.fixture
def run(store: Store, plan: Plan) -> Run:
    """A run that is done, of somebody who signed in."""
    return finished(store, plan, ANN, name="[bold]Spring[/]\x1b[2J", variant="lean")


def _done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_an_empty_store_is_made_and_said_to_be_empty(command: Command) -> None:
    assert _done(command("list")) == "No runs.\n"
    assert json.loads(_done(command("list", "--json"))) == []


def test_runs_of_everybody_are_listed_as_they_are(command: Command, store: Store, run: Run) -> None:
    waiting = submit(store, LOCAL)
    shown = _done(command("list"))
    assert shown.index(waiting.id) < shown.index(run.id)
    assert "[bold]Spring[/] [2J" in shown
    assert "1,816,849" in shown
    assert "\x1b" not in shown
    found = json.loads(_done(command("list", "spring", "--limit", "5", "--json")))
    assert found == [run.model_dump(mode="json")]


def test_one_run_is_shown_in_full(command: Command, store: Store, run: Run) -> None:
    store.runs.change(ANN, run.id, note="Check the power.", is_pinned=True, visibility="team", team="platform")
    store.runs.comment(ANN, run.id, "Looks right.")
    shown = " ".join(_done(command("show", run.id)).split())
    assert "pinned, team platform" in shown
    assert "case expected, variant lean, input sha256:0123456789abcdef" in shown
    assert "Best plan 1,816,849 USD discounted, no plan costs less than 1,809,725 USD, gap 0.4 %" in shown
    assert "Check the power." in shown
    assert "Looks right." in shown
    document = json.loads(_done(command("show", run.id, "--json")))
    assert (document["id"], document["comments"][0]["text"]) == (run.id, "Looks right.")


def test_plan_and_scenario_come_out_as_they_are(command: Command, store: Store, run: Run, plan: Plan) -> None:
    assert plan.decision in " ".join(_done(command("plan", run.id)).split())
    assert _done(command("plan", run.id, "--json")) == store.runs.plan_text(ANN, run.id)
    assert _done(command("scenario", run.id)) == store.runs.document(ANN, run.id)
    waiting = submit(store)
    assert "has no plan" in command("plan", waiting.id).stderr


def test_the_plan_of_a_case_comes_out(command: Command, store: Store) -> None:
    plans = futures().plans
    run = submit(store, LOCAL, case=ALL_CASES)
    store.work.claim(99, "here")
    store.work.finish(run.id, "done", plan_json(plans["low"]), "", None, {"high": plan_json(plans["high"])})
    assert _done(command("plan", run.id, "--json")) == plan_json(plans["low"])
    assert _done(command("plan", run.id, "--case", "high", "--json")) == plan_json(plans["high"])
    assert plans["high"].decision in " ".join(_done(command("plan", run.id, "--case", "high")).split())
    assert "--case middle: this run has no plan of this case" in command("plan", run.id, "--case", "middle").stderr
    assert "all cases, input" in _done(command("show", run.id))


def test_a_report_comes_out_as_the_command_shows_it(command: Command, store: Store, run: Run) -> None:
    stressed = submit(store, LOCAL, task="stress")
    refused = command("report", stressed.id)
    assert (refused.exit_code, "This run has no report" in refused.stderr) == (2, True)
    assert command("report", run.id).exit_code == 2
    store.work.claim(99, "here")
    store.work.finish(stressed.id, "done", report_text=json_text(REPORT))
    assert StressReport.model_validate_json(_done(command("report", stressed.id, "--json"))) == REPORT
    assert "Without stress it costs 360 USD" in _done(command("report", stressed.id))
    assert "stress, case expected" in _done(command("show", stressed.id))
    assert "stress" in _done(command("list")).split(stressed.id)[1].splitlines()[0]
    assert command("plan", stressed.id).exit_code == 2


def test_a_run_goes_out_and_comes_in(command: Command, store: Store, run: Run) -> None:
    assert _done(command("export", run.id)) == f"run-{run.id}.zip\n"
    again = command("export", run.id)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    imported = store.runs.find(LOCAL, _done(command("import", f"run-{run.id}.zip")).strip())
    assert (imported.owner, imported.name) == ("local", run.name)
    other = _done(command("import", f"run-{run.id}.zip", "--owner", "bob@example.com")).strip()
    assert store.runs.find(LOCAL, other).owner == "bob@example.com"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "0" * 16), "no such run"),
        (("export", "0" * 16, "--out", "x.zip"), "no such run"),
        (("import", "missing.zip"), "missing.zip: no such file"),
        (("import", "store"), "not an exported run"),
        (("import", "store", "--owner", ""), "--owner: must be"),
        (("delete", "x", "--yes"), "no such run"),
        (("change", "x", "--name", "y"), "no such run"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_2(
    command: Command, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = command(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("x.zip").exists()


def test_an_approved_run_is_frozen(command: Command, store: Store, run: Run) -> None:
    _done(command("change", run.id, "--name", "Final", "--pin"))
    _done(command("comment", run.id, "Ordered."))
    assert "frozen" in _done(command("approve", run.id, "--note", "Board of May", "--quotes-expire", "2027-06-30"))
    shown = " ".join(_done(command("show", run.id)).split())
    assert "Approved by local on" in shown
    assert "quotes until 2027-06-30: Board of May" in shown
    refused = command("delete", run.id, "--yes")
    assert refused.exit_code == 2
    assert "it is frozen, deleting it is refused" in refused.stderr
    assert store.runs.find(LOCAL, run.id).name == "Final"


def test_deleting_asks_first(command: Command, store: Store, run: Run) -> None:
    assert "Nothing was deleted" in command("delete", run.id, input="n\n").stderr
    assert store.runs.find(LOCAL, run.id) == run
    _done(command("delete", run.id, input="y\n"))
    assert store.runs.history(LOCAL) == []


def test_a_waiting_run_is_cancelled(command: Command, store: Store) -> None:
    waiting = submit(store)
    _done(command("cancel", waiting.id))
    assert store.runs.find(LOCAL, waiting.id).status == "cancelled"


def test_where_people_sign_in_nobody_signs_from_the_command_line(
    command: Command, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEELYARD_AUTH", "header")
    for arguments in (("approve", run.id), ("comment", run.id, "x")):
        result = command(*arguments)
        assert result.exit_code == 2
        assert "People sign in here" in result.stderr


def test_wrong_settings_and_stores_are_said(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_STORE_URL", "sqlite:////dev/null/store")
    assert "cannot be opened" in command("list").stderr
    settings.cache_clear()
    monkeypatch.setenv("STEELYARD_STORE_URL", "mysql://x")
    result = command("list")
    assert (result.exit_code, "STEELYARD_STORE_URL" in result.stderr) == (2, True)
