"""Runs of other tasks than planning in the store: their reports are kept, read and handed over."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256

import pytest

from data.plan_io import json_text, plan_json
from data.store import NotFound, Store, StoreError
from models.plan import Plan
from models.run import Run
from models.stress import Stress, StressReport
from tests.data.store.kit import ANN, BOB, LOCAL, finished, hashed, submit

OPTIONS = {"only": ["price-up", "odd \x00 name"], "months": 3, "deep": {"list": [1.5, None, True]}}
REPORT = StressReport(
    scenario="Support chat in Europe",
    case="expected",
    cost_usd=360.0,
    within_usd=1.0,
    shortage_usd_per_accelerator_hour=100.0,
    gap=0.005,
    stresses=(Stress(id="price-up", kind="price_up", title="Prices x 1.25", why_not="there are no prices"),),
)
TEXT = json_text(REPORT)


def stressed(store: Store, text: str = TEXT) -> Run:
    """A run that is done and has a report."""
    run = submit(store, task="stress", task_options=OPTIONS)
    store.work.claim(99, "here")
    store.work.finish(run.id, "done", message="As asked.", report_text=text)
    return store.runs.find(ANN, run.id)


def test_a_report_is_kept_for_those_who_may_see_its_run(store: Store) -> None:
    run = stressed(store)
    assert (run.status, run.task, run.has_plan, run.incumbent_usd) == ("done", "stress", False, None)
    assert run.task_options == {**OPTIONS, "only": ["price-up", "odd \N{REPLACEMENT CHARACTER} name"]}
    assert store.runs.report(ANN, run.id) == REPORT
    assert store.runs.report_text(ANN, run.id) == TEXT
    assert store.runs.plan(ANN, run.id) is None
    for read in (store.runs.report, store.runs.report_text):
        with pytest.raises(NotFound):
            read(BOB, run.id)


def test_a_plan_has_no_report_and_no_options_of_a_task(store: Store, plan: Plan) -> None:
    run = finished(store, plan)
    assert (run.task, run.task_options, run.has_plan) == ("plan", None, True)
    assert store.runs.report(ANN, run.id) is store.runs.report_text(ANN, run.id) is None


def test_a_deleted_run_takes_its_report_along(store: Store) -> None:
    run = stressed(store)
    store.runs.delete(ANN, run.id)
    with pytest.raises(NotFound):
        store.runs.report(ANN, run.id)


def test_there_is_no_plan_to_approve(sqlite: Store) -> None:
    with pytest.raises(StoreError, match="no plan to approve"):
        sqlite.runs.approve(LOCAL, stressed(sqlite).id, "", None)


@pytest.mark.parametrize(
    ("status", "texts", "why"),
    [
        ("done", {}, "not as done"),
        ("failed", {"report_text": TEXT}, "not as failed"),
        ("done", {"plan_text": ""}, "The plan cannot be read"),
        ("done", {"report_text": "{}"}, "The report cannot be read: "),
    ],
)
def test_a_run_ends_with_what_its_task_makes(sqlite: Store, status: str, texts: Mapping[str, str], why: str) -> None:
    run = submit(sqlite, task="stress")
    sqlite.work.claim(99, "here")
    with pytest.raises(StoreError, match=why):
        sqlite.work.finish(run.id, status, **texts)  # type: ignore[arg-type]  # one of RunStatus, and what fits it
    assert sqlite.runs.find(ANN, run.id).status == "running"


def test_plans_and_reports_are_not_taken_for_each_other(sqlite: Store, plan: Plan) -> None:
    texts = {"plan": {"report_text": TEXT}, "stress": {"plan_text": plan_json(hashed(plan))}}
    for task, wrong in texts.items():
        run = submit(sqlite, task=task)
        sqlite.work.claim(99, "here")
        with pytest.raises(StoreError, match=f"A run of task {task} does not end with a "):
            sqlite.work.finish(run.id, "done", **wrong)


def test_a_report_of_another_version_is_told_from_a_defect(sqlite: Store) -> None:
    run = stressed(sqlite)
    older = TEXT.replace('"within_usd"', '"within"')
    with sqlite.work._database.writing() as connection:
        from data.store.tables import run_texts

        connection.execute(run_texts.update().values(report=older))
    with pytest.raises(StoreError, match="This report was written by another version"):
        sqlite.runs.report(ANN, run.id)
    assert sqlite.runs.report_text(ANN, run.id) == older


def test_a_report_goes_round(store: Store, sqlite: Store) -> None:
    found = store.runs.import_run(ANN, sqlite.runs.export_run(ANN, stressed(sqlite).id))
    assert (found.task, found.task_options, found.message) == ("stress", stressed(sqlite).task_options, "As asked.")
    assert store.runs.report(ANN, found.id) == REPORT


def test_a_file_from_before_tasks_is_a_plan(store: Store, sqlite: Store, plan: Plan) -> None:
    parts = _parts(sqlite.runs.export_run(ANN, finished(sqlite, plan).id))
    fields = json.loads(parts["run.json"])
    del fields["task"], fields["task_options"]
    parts["run.json"] = json.dumps(fields).encode()
    found = store.runs.import_run(ANN, _forged(parts))
    assert (found.task, found.has_plan) == ("plan", True)


def test_files_that_contradict_themselves_are_refused(sqlite: Store, plan: Plan) -> None:
    parts = _parts(sqlite.runs.export_run(ANN, stressed(sqlite).id))
    planned = _parts(sqlite.runs.export_run(ANN, finished(sqlite, plan).id))
    with_plan = {**parts, "plan.json": planned["plan.json"]}
    refused = {
        "does not go with its report": {name: part for name, part in parts.items() if name != "report.json"},
        "does not go with its plan": with_plan,
        "is of another case": parts | {"report.json": TEXT.replace('"case": "expected"', '"case": "low"').encode()},
        "report in this file cannot be read: gap": parts | {"report.json": TEXT.replace("0.005", '"low"').encode()},
        "is done, which does not go with its report": planned | {"report.json": TEXT.encode()},
    }
    for why, given in refused.items():
        with pytest.raises(StoreError, match=why):
            sqlite.runs.import_run(ANN, _forged(given))


def test_the_scenario_that_a_comparison_is_with_goes_round(store: Store, sqlite: Store) -> None:
    run = submit(sqlite, task="compare", other="name: other\n")
    sqlite.work.claim(99, "here")
    sqlite.work.finish(run.id, "failed", message="No plan.")
    content = sqlite.runs.export_run(ANN, run.id)
    assert store.runs.other(ANN, store.runs.import_run(ANN, content).id) == "name: other\n"
    parts, told = _parts(content), stressed(sqlite)
    assert sqlite.runs.other(ANN, told.id) is None
    with_other = _parts(sqlite.runs.export_run(ANN, told.id)) | {"other.yaml": parts.pop("other.yaml")}
    for given in (parts, with_other):
        with pytest.raises(StoreError, match="comparisons, and they alone, have another scenario"):
            sqlite.runs.import_run(ANN, _forged(given))


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _forged(parts: Mapping[str, bytes]) -> bytes:
    """A file whose hashes were computed anew."""
    hashes = {name: sha256(part).hexdigest() for name, part in parts.items() if name != "manifest.json"}
    manifest = {**json.loads(parts["manifest.json"]), "sha256": hashes}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in {**parts, "manifest.json": json.dumps(manifest).encode()}.items():
            archive.writestr(name, part)
    return file.getvalue()
