"""One plan for all cases in the store: kept, read, handed over; what contradicts itself is refused."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256

import pytest

from data.plan_io import plan_json
from data.store import NotFound, Store, StoreError
from models.plan import Plan
from models.run import ALL_CASES, Run
from tests.data.store.kit import ANN, BOB, finished, submit
from tests.reference.test_two_futures import futures

Parts = dict[str, bytes]


def hedged(store: Store, case: str = ALL_CASES) -> Run:
    """A run that is done for both cases; the plan of `low` stands for it."""
    run = submit(store, case=case)
    store.work.claim(99, "here")
    low, high = (plan_json(futures().plans[case]) for case in ("low", "high"))
    store.work.finish(run.id, "done", low, "", None, {"high": high})
    return store.runs.find(ANN, run.id)


def test_the_plan_of_every_case_is_kept(store: Store) -> None:
    run, plans = hedged(store), futures().plans
    assert run.is_hedge
    assert (run.incumbent_usd, run.gap) == (futures().hedge.objective_usd, futures().hedge.gap)
    assert store.runs.plan(ANN, run.id) == store.runs.plan(ANN, run.id, "low") == plans["low"]
    assert store.runs.plan(ANN, run.id, "high") == plans["high"]
    assert store.runs.plan_text(ANN, run.id) == store.runs.plan_text(ANN, run.id, "low") == plan_json(plans["low"])
    assert store.runs.plan_text(ANN, run.id, "high") == plan_json(plans["high"])
    assert store.runs.plan(ANN, run.id, "none such") is store.runs.plan_text(ANN, run.id, "none such") is None
    with pytest.raises(NotFound):
        store.runs.plan(BOB, run.id, "high")


def test_a_deleted_run_leaves_no_plan_behind(store: Store) -> None:
    run = hedged(store)
    store.runs.delete(ANN, run.id)
    with pytest.raises(NotFound):
        store.runs.plan(ANN, run.id, "high")
    again = hedged(store)
    assert store.runs.plan(ANN, again.id, "high") == futures().plans["high"]


def test_only_what_is_done_has_plans(sqlite: Store) -> None:
    run = submit(sqlite, case=ALL_CASES)
    sqlite.work.claim(99, "here")
    with pytest.raises(StoreError, match="not one that ends as failed"):
        sqlite.work.finish(run.id, "failed", None, "", None, {"high": "{}"})


def test_all_plans_go_round(store: Store, sqlite: Store) -> None:
    content = sqlite.runs.export_run(ANN, hedged(sqlite).id)
    found = store.runs.import_run(ANN, content)
    assert (found.case, found.incumbent_usd) == (ALL_CASES, futures().hedge.objective_usd)
    for case, plan in futures().plans.items():
        assert store.runs.plan(ANN, found.id, case) == plan
    parts = _parts(store.runs.export_run(ANN, found.id))
    assert parts["cases/1.json"] == plan_json(futures().plans["high"]).encode()


def _parts(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _forged(parts: Parts) -> bytes:
    """A file whose hashes were computed anew."""
    manifest = json.loads(parts["manifest.json"])
    manifest["sha256"] = {n: sha256(part).hexdigest() for n, part in parts.items() if n != "manifest.json"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in {**parts, "manifest.json": json.dumps(manifest).encode()}.items():
            archive.writestr(name, content)
    return file.getvalue()


def _refused(store: Store, parts: Parts, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        store.runs.import_run(ANN, _forged(parts))


def test_files_that_contradict_themselves_are_refused(sqlite: Store, plan: Plan) -> None:
    parts = _parts(sqlite.runs.export_run(ANN, hedged(sqlite).id))
    high, wary = parts["cases/1.json"], plan_json(futures("wary").plans["high"]).encode()
    without = {name: part for name, part in parts.items() if name != "cases/1.json"}
    not_its = "plans in it are not those of the cases"
    _refused(sqlite, without, not_its)
    _refused(sqlite, parts | {"cases/2.json": high}, "several plans of one case")
    _refused(sqlite, parts | {"cases/1.json": wary}, "plan of high is not part of the run")
    _refused(sqlite, parts | {"cases/1.json": high.replace(b"560.0", b"561.0")}, "content hash")
    _refused(sqlite, parts | {"cases/../../1.json": high}, "does not hold the parts of one")
    _refused(sqlite, {n: p for n, p in parts.items() if n != "plan.json"}, "does not go with its plan")
    plain = _parts(sqlite.runs.export_run(ANN, finished(sqlite, plan).id))
    _refused(sqlite, plain | {"cases/1.json": high}, not_its)
    _refused(sqlite, _parts(sqlite.runs.export_run(ANN, hedged(sqlite, "low").id)), not_its)


def test_a_run_without_a_plan_has_none_of_a_case(sqlite: Store) -> None:
    run = submit(sqlite)
    sqlite.work.claim(99, "here")
    sqlite.work.finish(run.id, "no_plan", None, "late")
    parts = _parts(sqlite.runs.export_run(ANN, run.id))
    high = plan_json(futures().plans["high"]).encode()
    _refused(sqlite, parts | {"cases/1.json": high}, "it has plans of cases, and none for the run")
