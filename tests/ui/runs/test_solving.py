"""Runs solved by real processes, from the queue to their end."""

from __future__ import annotations

import os
import signal
import time
from itertools import pairwise
from pathlib import Path

import pytest

from data.store import StoreError
from models.plan import Plan, content_hash
from models.run import Run
from tests.ui.runs.conftest import BARREN, EASY, ENDLESS, IMPOSSIBLE, LONG, ME, Queue, until
from ui.planning import plan_case
from ui.runs import worker
from ui.runs.asked import Again
from ui.runs.keeper import Keeper, is_worker, log_path, tend
from ui.runs.submit import submit
from ui.scenario_file import SHIPPED, open_scenario

SECONDS_TO_END = 5.0
"""From a wish to the final state, on a machine that is busy with other tests; alone it takes one."""


def plan_of(queue: Queue, run: Run) -> Plan:
    plan = queue.store.runs.plan(ME, run.id)
    assert plan is not None
    return plan


def without_clock(plan: Plan) -> Plan:
    own = {"created": None, "seconds": {}, "file": None}
    return plan.model_copy(update={"provenance": plan.provenance.model_copy(update=own)})


@pytest.mark.usefixtures("keeper")
def test_a_run_gives_the_plan_of_the_command_line(queue: Queue) -> None:
    path = SHIPPED / "edge-robotics.yaml"
    run = queue.submit(path.read_text(), "Robots")
    by_command = plan_case(open_scenario(str(path)), "expected", ENDLESS)
    ended = queue.ended(run)
    assert (ended.status, ended.message) == ("done", "")
    plan = plan_of(queue, run)
    assert without_clock(plan) == without_clock(by_command)
    assert plan.provenance.content_hash == by_command.provenance.content_hash == content_hash(plan)
    assert plan.provenance.scenario_hash == run.input_hash
    assert plan.provenance.file == run.scenario_name == "Robots"
    assert (ended.incumbent_usd, ended.gap) == (plan.objective_usd, plan.gap)
    stages = list(dict.fromkeys(moment.stage for moment in queue.store.runs.moments(ME, run.id)))
    assert stages == ["start", "build", "branch and cut", "simplicity", "audit"]
    assert not log_path(queue.settings, run.id).exists()  # nothing was said


@pytest.mark.usefixtures("keeper")
def test_cancelling_keeps_the_best_plan(queue: Queue) -> None:
    run = queue.submit(LONG)
    queue.until_planned(run)
    queue.store.runs.ask_cancel(ME, run.id)
    assert until(lambda: queue.find(run).has_ended) < SECONDS_TO_END
    ended, plan = queue.find(run), plan_of(queue, run)
    assert (ended.status, plan.status) == ("done", "stopped_at_limit")
    assert plan.audit.passed
    assert ended.message.startswith("Cancelled at a gap of ")
    assert ended.message.endswith("; the best plan so far was kept.")


@pytest.mark.usefixtures("keeper")
def test_cancelling_before_a_first_plan_leaves_none(queue: Queue) -> None:
    run = queue.submit(BARREN)
    until(lambda: queue.find(run).bound_usd is not None)
    queue.store.runs.ask_cancel(ME, run.id)
    assert until(lambda: queue.find(run).has_ended) < SECONDS_TO_END
    ended = queue.find(run)
    assert ended.status == "cancelled"
    assert ", before a first plan; whatever plan there is, it costs at least " in ended.message
    assert queue.store.runs.plan_text(ME, run.id) is None


@pytest.mark.usefixtures("keeper")
def test_an_accepted_gap_ends_the_search(queue: Queue) -> None:
    run = queue.submit(LONG)
    gap = queue.until_planned(run).gap
    assert gap is not None
    queue.store.runs.accept_gap(ME, run.id, gap)
    assert until(lambda: queue.find(run).has_ended) < SECONDS_TO_END
    ended, plan = queue.find(run), plan_of(queue, run)
    assert (ended.status, plan.status) == ("done", "optimal_within_gap")
    assert plan.provenance.options["gap"] == gap
    assert plan.gap <= gap + 1e-9
    assert " was accepted during the search, where 0 % was asked for." in ended.message
    assert ended.options["gap"] == 0.0


def test_a_run_outlives_the_server_and_a_killed_one_is_followed_by_the_next(queue: Queue) -> None:
    """The first server starts a run and goes; the second finds it killed and starts what waits."""
    first = Keeper(queue.store, queue.settings).start()
    run, waiting = queue.submit(LONG), queue.submit(EASY)
    queue.until_planned(run)
    first.stop()
    heard = queue.find(run).heartbeat
    until(lambda: queue.find(run).heartbeat != heard)
    assert (queue.find(run).status, queue.find(waiting).status) == ("running", "queued")
    pid = queue.find(run).pid
    assert pid is not None
    assert is_worker(pid)
    os.kill(pid, signal.SIGKILL)
    last = queue.find(run)
    second = Keeper(queue.store, queue.settings).start()
    crashed = queue.ended(run)
    assert crashed.status == "crashed"
    assert crashed.incumbent_usd == last.incumbent_usd
    assert f"with a plan of {crashed.incumbent_usd:,.0f} USD, bound " in crashed.message
    assert crashed.message.endswith("; that plan was not audited and is lost. Run it again.")
    assert queue.ended(waiting).status == "done"
    second.stop()


def test_runs_wait_for_the_one_slot_and_each_starts_the_next(queue: Queue) -> None:
    """Nobody tends the queue after the first start but the workers themselves."""
    runs = [queue.submit(EASY, f"run {n}") for n in range(3)]
    assert [queue.store.runs.queue_position(run.id) for run in runs] == [1, 2, 3]
    tend(queue.store, queue.settings)
    seen = set()
    while not all(queue.find(run).has_ended for run in runs):
        seen.add(tuple(run.status for run in queue.store.runs.history(ME)))  # at once: apart, the next may have begun
        time.sleep(0.02)
    assert max(states.count("running") for states in seen) == 1
    ended = [queue.find(run) for run in runs]
    assert [run.status for run in ended] == ["done"] * 3
    for before, after in pairwise(ended):
        assert before.ended is not None
        assert after.started is not None
        assert before.ended <= after.started


@pytest.mark.usefixtures("keeper")
def test_an_infeasible_scenario_names_what_is_in_conflict(queue: Queue) -> None:
    ended = queue.ended(queue.submit(IMPOSSIBLE))
    assert ended.status == "infeasible"
    assert "own" in ended.message
    assert "short by" in ended.message
    why = queue.store.runs.conflicts(ME, ended.id)
    assert why is not None
    assert ended.message == "\n".join(why.lines)
    assert any(limit.record == "own" and limit.by for conflict in why.conflicts for limit in conflict.limits)


@pytest.mark.usefixtures("keeper")
def test_a_document_that_cannot_be_read_fails_with_its_problems(queue: Queue) -> None:
    """As it may come with an import."""
    asked = {"input_hash": "", "case": "expected", "variant": None, "options": {}, "versions": {}, "draft": None}
    options = {"options": {**ENDLESS.__dict__}}
    run = queue.store.runs.submit(ME, scenario_name="mine", document="name: [1", **{**asked, **options})
    ended = queue.ended(run)
    assert ended.status == "failed"
    assert ended.message.startswith("The scenario cannot be used:\nmine:1:")


def test_a_process_that_cannot_be_started_is_said(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.runs.keeper.command", lambda *_: [str(Path("/nowhere/python"))])
    run = queue.submit(EASY)
    tend(queue.store, queue.settings)
    ended = queue.find(run)
    assert ended.status == "failed"
    assert ended.message == "The solver process could not be started: no such file or directory."


def test_a_worker_started_by_hand_takes_no_run_that_waits(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(worker, "settings", lambda: queue.settings)
    run = queue.submit(EASY)
    assert worker.main(run.id) == 2
    assert "only the keeper starts a worker" in capsys.readouterr().err
    assert queue.find(run) == run


def test_a_keeper_waits_for_a_store_that_is_away(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And says it once."""
    calls = []

    def fail(*_: object) -> None:
        calls.append(1)
        raise StoreError("away")

    monkeypatch.setattr("ui.runs.keeper.EVERY_S", 0.01)
    monkeypatch.setattr("ui.runs.keeper.tend", fail)
    keeper = Keeper(queue.store, queue.settings).start()
    until(lambda: len(calls) > 3)
    keeper.stop()
    assert [record.message for record in caplog.records] == ["the queue cannot be tended"]


def test_only_workers_pass_for_workers() -> None:
    """After a restart of the machine the number of a worker may belong to anybody."""
    assert not is_worker(os.getpid())
    assert not is_worker(2**22 + 1)


@pytest.mark.usefixtures("keeper")
def test_a_run_that_plans_again_keeps_what_is_firm(queue: Queue) -> None:
    """Four are bought in January: firm for a plan that may order from February on."""
    first = queue.ended(queue.submit(EASY))
    again = submit(queue.store, ME, EASY, "test", again=Again(previous_run=first.id, firm_until="2027-02"))
    plan = plan_of(queue, queue.ended(again))
    assert plan.previous is not None
    assert [row.id for row in plan.previous.firm] == ["own/2027-01"]
    assert plan.orders == ()
    assert plan.objective_usd == plan_of(queue, first).objective_usd
