"""The queue and the workers, on SQLite and on PostgreSQL, with real processes."""

from __future__ import annotations

import pytest

from data.plan_io import plan_json
from data.store import Conflict, NotFound, Store, StoreError, Wishes
from data.store.figures import MOST_MOMENTS
from models.plan import Plan
from models.run import Moment
from tests.data.store.kit import ANN, WAIT, finished, outputs, start, submit

CLAIM_ALL = f"""
import sys
from data.store import open_store
store = open_store(sys.argv[1])
{WAIT}
while run := store.work.claim(1000, sys.argv[2]):
    print(run.id)
store.close()
"""
CLAIM_TWO_AT_A_TIME = f"""
import sys
from data.store import open_store
from models.run import Person
store = open_store(sys.argv[1])
{WAIT}
while any(run.status == "queued" for run in store.runs.history(Person.local())):
    if run := store.work.claim(2, "here"):
        print(sum(run.status == "running" for run in store.runs.history(Person.local())))
        store.work.finish(run.id, "failed", None, "enough")
store.close()
"""


def _moment(seconds: float, incumbent_usd: float | None = 1e6) -> Moment:
    return Moment(seconds=seconds, incumbent_usd=incumbent_usd, bound_usd=9e5, gap=0.1, stage="search")


def test_processes_that_claim_at_once_never_get_the_same_run(store: Store, url: str) -> None:
    ids = [submit(store).id for _ in range(40)]
    claimed = outputs([start(CLAIM_ALL, url, f"host-{n}") for n in range(3)])
    assert sorted(run for lines in claimed for run in lines) == sorted(ids)


def test_processes_that_claim_at_once_never_run_too_many(store: Store, url: str) -> None:
    for _ in range(30):
        submit(store)
    running = [int(count) for lines in outputs([start(CLAIM_TWO_AT_A_TIME, url) for _ in range(4)]) for count in lines]
    assert len(running) == 30
    assert max(running) <= 2


def test_the_oldest_starts_first_and_knows_its_position(store: Store) -> None:
    first, second, third = (submit(store).id for _ in range(3))
    assert [store.runs.queue_position(run) for run in (first, second, third)] == [1, 2, 3]
    claimed = store.work.claim(1, "here")
    assert claimed
    assert (claimed.id, claimed.status, claimed.host) == (first, "running", "here")
    assert claimed.started
    assert [store.runs.queue_position(run) for run in (first, second, third, "?")] == [None, 1, 2, None]
    assert store.work.claim(1, "here") is None
    store.work.finish(first, "infeasible", None, "two limits in conflict")
    assert store.runs.queue_position(first) is None


def test_each_host_has_its_own_room(store: Store) -> None:
    for _ in range(3):
        submit(store)
    assert store.work.claim(1, "here")
    assert store.work.claim(1, "there")
    assert store.work.claim(1, "there") is None


def test_reports_are_kept_and_the_last_known_figures_stand_in_the_run(store: Store) -> None:
    run = submit(store)
    store.work.claim(1, "here")
    store.work.started(run.id, 4711)
    store.work.report(run.id, _moment(1.0))
    store.work.report(run.id, Moment(seconds=2.0, incumbent_usd=None, bound_usd=None, gap=None, stage="audit"))
    found = store.runs.find(ANN, run.id)
    assert (found.pid, found.seconds, found.stage, found.incumbent_usd, found.gap) == (4711, 2.0, "audit", 1e6, 0.1)
    assert [moment.seconds for moment in store.runs.moments(ANN, run.id)] == [1.0, 2.0]


def test_many_moments_are_thinned_and_the_ends_stay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.store.work.MOST_MOMENTS", 20)
    run = submit(store)
    store.work.claim(1, "here")
    for n in range(100):
        store.work.report(run.id, _moment(float(n)))
        assert len(store.runs.moments(ANN, run.id)) <= 20
    seconds = [moment.seconds for moment in store.runs.moments(ANN, run.id)]
    assert seconds == sorted(seconds)
    assert (seconds[0], seconds[-1]) == (0.0, 99.0)
    assert MOST_MOMENTS == 2000


def test_wishes_reach_the_worker(store: Store) -> None:
    run = submit(store)
    store.work.claim(1, "here")
    assert store.work.beat(run.id) == Wishes(False, None)
    store.runs.accept_gap(ANN, run.id, 0.02)
    store.runs.ask_cancel(ANN, run.id)
    assert store.work.beat(run.id) == Wishes(True, 0.02)
    assert store.work.beat("0" * 16) == Wishes(True, None)


def test_a_waiting_run_is_cancelled_at_once_and_never_claimed(store: Store) -> None:
    run = submit(store)
    store.runs.ask_cancel(ANN, run.id)
    assert store.runs.find(ANN, run.id).status == "cancelled"
    assert store.work.claim(1, "here") is None


def test_wishes_for_an_ended_run_change_nothing(store: Store, plan: Plan) -> None:
    run = finished(store, plan)
    store.runs.ask_cancel(ANN, run.id)
    store.runs.accept_gap(ANN, run.id, 0.5)
    store.work.report(run.id, _moment(99.0))
    assert store.runs.find(ANN, run.id) == run
    assert len(store.runs.moments(ANN, run.id)) == 2


def test_a_run_ends_once(store: Store, plan: Plan) -> None:
    run = finished(store, plan)
    with pytest.raises(Conflict, match="done"):
        store.work.finish(run.id, "failed", None, "late")
    with pytest.raises(NotFound, match="deleted"):
        store.work.finish("0" * 16, "failed", None, "late")


@pytest.mark.parametrize(
    ("status", "text"), [("done", None), ("infeasible", "{}"), ("running", None), ("done", "{}"), ("done", "no JSON")]
)
def test_an_end_that_contradicts_its_plan_is_refused(store: Store, status: str, text: str | None) -> None:
    run = submit(store)
    store.work.claim(1, "here")
    with pytest.raises(StoreError):
        store.work.finish(run.id, status, text, "")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(StoreError, match="Only an infeasible run"):
        store.work.finish(run.id, "failed", None, "", "{}")
    assert store.runs.find(ANN, run.id).status == "running"


def test_a_worker_whose_process_is_gone_has_crashed(store: Store) -> None:
    alive, dead, silent, elsewhere = (submit(store).id for _ in range(4))
    for run, host, pid in ((alive, "here", 1), (dead, "here", 2), (silent, "here", None), (elsewhere, "there", 2)):
        assert store.work.claim(9, host)
        if pid:
            store.work.started(run, pid)
    store.work.report(dead, _moment(3.0))
    assert store.work.mark_crashed(60, "here", lambda pid: pid == 1, lambda run: f"at {run.seconds:g} s") == [dead]
    found = store.runs.find(ANN, dead)
    assert (found.status, found.incumbent_usd, found.message) == ("crashed", 1e6, "at 3 s")
    assert set(store.work.mark_crashed(-1, "here", lambda pid: pid == 1)) == {silent, elsewhere}
    assert "died" in store.runs.find(ANN, silent).message
    assert store.runs.find(ANN, alive).status == "running"


# SQLite keeps the worker from finishing while others are marked.
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_worker_that_finishes_while_it_is_looked_for_has_not_crashed(store: Store, plan: Plan) -> None:
    run = submit(store)
    store.work.claim(1, "here")
    store.work.started(run.id, 4711)

    def finishes(_: int) -> bool:
        store.work.finish(run.id, "done", plan_json(plan), "")
        return False

    assert store.work.mark_crashed(60, "here", finishes) == []
    assert store.runs.find(ANN, run.id).status == "done"


def test_a_run_taken_for_crashed_may_still_end_well(store: Store, plan: Plan) -> None:
    run = submit(store)
    store.work.claim(1, "here")
    assert store.work.mark_crashed(-1, "there", lambda pid: True) == [run.id]
    store.work.finish(run.id, "done", plan_json(plan), "")
    assert store.runs.find(ANN, run.id).status == "done"
