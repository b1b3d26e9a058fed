"""Runs at every point of their life, for tests of views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.plan_io import json_text, plan_json
from data.store import Store
from models.base import Model
from models.conflict import NothingFits
from models.lever_report import Levers
from models.plan import Plan, content_hash
from models.run import ALL_CASES, Moment, Person, Run, RunStatus, Task
from models.stress import StressReport

HOST = "test"
DOCUMENT = "name: Support chat in Europe\n"


def queued(store: Store, person: Person, name: str = "", scenario: str = "Support chat in Europe", **asked: Any) -> Run:
    """A run that waits; `asked`: what differs from the usual case, document and options."""
    usual = {"document": DOCUMENT, "case": "expected", "options": {"gap": 0.005, "time_limit_s": 300.0}}
    return store.runs.submit(
        person, scenario_name=scenario, draft=None, input_hash="0" * 64, variant=None, versions={}, name=name,
        **{**usual, **asked},
    )  # fmt: skip


def running(
    store: Store, person: Person, name: str = "", *, gap: float | None = 0.031, document: str = DOCUMENT
) -> Run:
    """A run that is being solved and has found a plan, unless its gap is None."""
    queued(store, person, name, document=document)
    claimed = store.work.claim(64, HOST)
    assert claimed is not None
    store.work.started(claimed.id, 1)
    incumbent = None if gap is None else 1_234_567.0
    for second in (1.0, 2.5):
        moment = Moment(seconds=second, incumbent_usd=incumbent, bound_usd=1_200_000.0, gap=gap, stage="neighbourhood")
        store.work.report(claimed.id, moment)
    return store.runs.find(person, claimed.id)


def ended(
    store: Store, person: Person, status: RunStatus, message: str = "", name: str = "", why: NothingFits | None = None
) -> Run:
    """A run that ended without a plan."""
    run = running(store, person, name, gap=0.031 if status == "crashed" else None)
    store.work.finish(run.id, status, None, message, None if why is None else plan_json(why))
    return store.runs.find(person, run.id)


def done(store: Store, person: Person, plan: Plan, name: str = "", document: str = DOCUMENT) -> Run:
    """A run with a plan."""
    run = running(store, person, name, document=document)
    provenance = plan.provenance.model_copy(update={"content_hash": content_hash(plan)})
    store.work.finish(run.id, "done", plan_json(plan.model_copy(update={"provenance": provenance})), "")
    return store.runs.find(person, run.id)


def done_for_all(store: Store, person: Person, plans: Mapping[str, Plan], central: str, name: str = "") -> Run:
    """A run with one plan for all cases."""
    run = queued(store, person, name, case=ALL_CASES)
    store.work.claim(64, HOST)
    others = {case: plan_json(plan) for case, plan in plans.items() if case != central}
    store.work.finish(run.id, "done", plan_json(plans[central]), "", None, others)
    return store.runs.find(person, run.id)


def done_under_stress(store: Store, person: Person, report: StressReport, name: str = "", message: str = "") -> Run:
    """A run that put a plan under stress."""
    options = {"only": [row.id for row in report.stresses]}
    return reported(store, person, "stress", report, name, message, task_options=options)


def done_with_levers(store: Store, person: Person, report: Levers, name: str = "", message: str = "") -> Run:
    """A run that planned with levers."""
    return reported(store, person, "levers", report, name, message, task_options={"only": []})


def reported(
    store: Store, person: Person, task: Task, report: Model, name: str = "", message: str = "", **asked: Any
) -> Run:
    """A run of a task that ended with its report; `asked` as for `queued`."""
    run = queued(store, person, name, task=task, **asked)
    store.work.claim(64, HOST)
    store.work.finish(run.id, "done", message=message, report_text=json_text(report))
    return store.runs.find(Person.local(), run.id)
