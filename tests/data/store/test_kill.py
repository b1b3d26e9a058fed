"""Killing a writer at any moment leaves a store that opens, holds together and has all that was acknowledged."""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path

from data.plan_io import plan_json
from data.store import open_store
from models.plan import Plan
from models.run import Person
from tests.data.store.kit import hashed, start

WRITER = """
import sys
from pathlib import Path
from data.store import open_store
from models.run import Moment, Person
me, plan = Person.local(), Path(sys.argv[2]).read_text()
store = open_store(sys.argv[1])
scenario = store.scenarios.create(me, "x", "text")
n = 0
while True:
    asked = {"scenario_name": "x", "document": str(n) * 9999, "draft": scenario.id, "input_hash": "", "case": "",
             "variant": None, "options": {}, "versions": {}}
    run = store.runs.submit(me, **asked)
    print("submitted", run.id, flush=True)
    store.work.claim(99, "here")
    for second in range(3):
        store.work.report(run.id, Moment(seconds=second, incumbent_usd=None, bound_usd=None, gap=None, stage=""))
    store.scenarios.append_edit(me, scenario.id, n, "{}")
    store.work.finish(run.id, "done", plan, "")
    print("finished", run.id, flush=True)
    if n % 3 == 0:
        store.runs.delete(me, run.id)
        print("deleted", run.id, flush=True)
    n += 1
"""
ROUNDS = 5


def test_kill_in_the_middle_of_writes_leaves_a_readable_store(tmp_path: Path, plan: Plan) -> None:
    path, text = tmp_path / "store", plan_json(hashed(plan))
    (tmp_path / "plan.json").write_text(text)
    wait = random.Random(7)  # noqa: S311 - no secret
    said: dict[str, str] = {}
    for _ in range(ROUNDS):
        child = start(WRITER, f"sqlite:///{path}", str(tmp_path / "plan.json"))
        assert child.stdout
        first = child.stdout.readline()
        time.sleep(wait.uniform(0.05, 0.4))
        child.kill()
        output = child.stdout.read()
        child.communicate(timeout=30)
        said |= {run: word for word, run in (line.split() for line in (first + output).splitlines())}
        _check(path, said, text)
    assert {"finished", "deleted"} <= set(said.values())


def _check(path: Path, said: dict[str, str], text: str) -> None:
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()
    store, me = open_store(f"sqlite:///{path}"), Person.local()
    runs = {run.id: run for run in store.runs.history(me, limit=10_000)}
    for run in runs.values():
        assert store.runs.plan_text(me, run.id) == (text if run.status == "done" else None)
        assert len(set(store.runs.document(me, run.id))) <= len(str(len(said)))
    for run_id, word in said.items():
        # The last word may have been killed on its way: what it announced next may have happened.
        assert (run_id in runs) or word in ("deleted", "finished")
        assert word != "deleted" or run_id not in runs
        assert word != "finished" or run_id not in runs or runs[run_id].status == "done"
    for scenario in store.scenarios.mine(me):
        draft = store.scenarios.draft(me, scenario.id)
        assert draft.edits == ["{}"] * draft.cursor
    store.close()
