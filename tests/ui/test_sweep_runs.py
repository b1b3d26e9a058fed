"""A run that swept, on the command line and as a file that is handed over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.plan_io import json_text
from data.store import Store, StoreError, open_store
from models.run import Person, Run
from models.sweep import Sweep
from tests.ui.test_sweep_report import carbon, made
from tests.ui.views import kit
from ui.cli import app
from ui.settings import settings

ME = Person.local()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("STEELYARD_STORE_URL", f"sqlite:///{tmp_path}/store")
    settings.cache_clear()
    found = open_store(f"sqlite:///{tmp_path}/store")
    yield found
    found.close()
    settings.cache_clear()


@pytest.fixture
def run(store: Store) -> Run:
    asked = kit.queued(store, ME, task="sweep")
    store.work.claim(64, kit.HOST)
    store.work.finish(asked.id, "done", None, "", report_text=json_text(made(frontiers=(carbon(),))))
    return store.runs.find(ME, asked.id)


def test_the_command_line_shows_it_as_sweep_does(run: Run) -> None:
    runner = CliRunner(env={"COLUMNS": "180"})
    shown = runner.invoke(app, ["runs", "report", run.id])
    assert shown.exit_code == 0, shown.stderr
    assert "The order flips if this is 12 % higher: Price of <A>." in shown.stdout
    assert "Cost against carbon over the horizon" in shown.stdout
    as_json = runner.invoke(app, ["runs", "report", run.id, "--json"])
    assert Sweep.model_validate_json(as_json.stdout) == made(frontiers=(carbon(),))


def test_it_is_handed_over_whole_and_read_without_trust(store: Store, run: Run) -> None:
    again = store.runs.import_run(ME, store.runs.export_run(ME, run.id))
    assert store.runs.report(ME, again.id) == store.runs.report(ME, run.id)
    empty = json_text(made(frontiers=(carbon(),))).replace('"low_usd":', '"low_usd2":')
    other = kit.queued(store, ME, task="sweep")
    store.work.claim(64, kit.HOST)
    with pytest.raises(StoreError, match="The report cannot be read"):
        store.work.finish(other.id, "done", None, "", report_text=empty)
