"""Runs as people see and change them, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any, get_args

import pytest
from sqlalchemy import update

from data.plan_io import plan_json
from data.store import Forbidden, Frozen, NotFound, Store, StoreError
from data.store.tables import run_texts
from models.plan import Plan
from models.run import Person, Role, Run, Visibility, may_see
from tests.data.store.kit import ANN, BOB, LOCAL, finished, hashed, member, submit

READS: dict[str, Callable[[Store, Person, str], Any]] = {
    name: lambda store, person, run, name=name: getattr(store.runs, name)(person, run)
    for name in ("find", "moments", "plan", "plan_text", "document", "comments", "export_run")
}
WRITES: dict[str, Callable[[Store, Person, str], Any]] = {
    "change": lambda store, person, run: store.runs.change(person, run, name="x"),
    "pin": lambda store, person, run: store.runs.change(person, run, is_pinned=True),
    "delete": lambda store, person, run: store.runs.delete(person, run),
    "ask_cancel": lambda store, person, run: store.runs.ask_cancel(person, run),
    "accept_gap": lambda store, person, run: store.runs.accept_gap(person, run, 0.1),
    "approve": lambda store, person, run: store.runs.approve(person, run, "", None),
    "comment": lambda store, person, run: store.runs.comment(person, run, "hello"),
}
NASTY = "'; DROP TABLE runs; -- 100 % _ \\ <b>\U0001f600</b> =1+1 \x00 \ud800 \n [red] ümlaut"


def _share(store: Store, run: Run, visibility: Visibility = "team") -> None:
    store.runs.change(ANN, run.id, visibility=visibility, team="platform" if visibility == "team" else None)


def test_a_run_is_kept_as_it_was_submitted(store: Store) -> None:
    run = submit(store, draft="abc", variant="lean", name="First")
    assert store.runs.find(ANN, run.id) == run
    assert (run.owner, run.status, run.visibility) == (ANN.name, "queued", "private")
    assert run.options == {"gap": 0.005, "threads": 2, "seed": None}
    assert store.runs.document(ANN, run.id) == "name: Support chat # 24/7\n"
    assert store.runs.plan(ANN, run.id) is None
    assert store.runs.plan_text(ANN, run.id) is None


def test_a_plan_comes_back_to_the_letter_and_its_figures_are_those_of_the_run(store: Store, plan: Plan) -> None:
    run = finished(store, plan)
    assert store.runs.plan_text(ANN, run.id) == plan_json(hashed(plan))
    assert store.runs.plan(ANN, run.id) == hashed(plan)
    assert store.runs.plan(ANN, run.id) is store.runs.plan(ANN, run.id)
    assert (run.incumbent_usd, run.bound_usd, run.gap) == (plan.objective_usd, plan.bound_usd, plan.gap)


@pytest.mark.parametrize("id_of", ["foreign", "unknown", "not an id", "nul\x00", "\ud800"])
def test_what_one_may_not_see_is_not_there(store: Store, plan: Plan, id_of: str) -> None:
    run = finished(store, plan)
    store.runs.plan(ANN, run.id)  # also when it is kept in memory
    asked = {"foreign": run.id, "unknown": "0" * 16}.get(id_of, id_of)
    for act in (READS | WRITES).values():
        with pytest.raises(NotFound, match="no such run, or it is not shared"):
            act(store, BOB, asked)
    assert store.runs.find(ANN, run.id) == run


def test_history_shows_exactly_what_may_be_seen(store: Store) -> None:
    runs = []
    for visibility, person in product(get_args(Visibility), (ANN, member("viewer"))):
        run = submit(store, person)
        runs.append(store.runs.change(person, run.id, visibility=visibility, team="platform"))
    for person in (ANN, BOB, LOCAL, *map(member, get_args(Role)), Person(name="x@y.z", teams={"other": "approver"})):
        seen = {run.id for run in store.runs.history(person)}
        assert seen == {run.id for run in runs if may_see(person, run)}


def test_history_is_pinned_first_then_newest_first(store: Store) -> None:
    first, second, third = (submit(store, name=name) for name in "abc")
    store.runs.change(ANN, second.id, is_pinned=True)
    assert [run.id for run in store.runs.history(ANN)] == [second.id, third.id, first.id]
    assert [run.id for run in store.runs.history(ANN, limit=2)] == [second.id, third.id]


@pytest.mark.parametrize("text", ["ÜBER", "100 %", "50_", "\\", "'", "platform"])
def test_history_is_searched_literally_and_in_any_case(store: Store, text: str) -> None:
    names = ("über alles", "100 % off", "50_50", "back\\slash", "o'clock", "Platform team", "plain 100 or 5050")
    for name in names:
        submit(store, name=name)
    assert [run.name for run in store.runs.history(ANN, text)] == [
        name for name in names if text.lower() in name.lower()
    ]


def test_texts_may_hold_anything(store: Store) -> None:
    run = submit(store, name=NASTY, scenario_name=NASTY, document=NASTY.replace("\ud800", ""))
    store.runs.change(ANN, run.id, note=NASTY, visibility="team", team="platform")
    store.runs.comment(ANN, run.id, NASTY)
    shown = NASTY.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    found = store.runs.find(ANN, run.id)
    assert found.name == found.note == found.scenario_name == shown
    assert store.runs.comments(ANN, run.id)[0].text == shown
    assert store.runs.document(ANN, run.id) == NASTY.replace("\ud800", "")
    assert [run.id for run in store.runs.history(ANN, NASTY)] == [run.id]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda store, run: store.runs.change(ANN, run, name="x" * 201), "name has 201 characters; at most 200"),
        (lambda store, run: store.runs.change(ANN, run, note="x" * 2001), "note has 2,001 characters"),
        (lambda store, run: store.runs.comment(ANN, run, "x" * 4001), "comment has 4,001 characters"),
        (lambda store, run: store.runs.comment(ANN, run, " \n"), "comment is empty"),
        (lambda store, run: submit(store, name="x" * 201), "name has 201"),
        (lambda store, run: submit(store, document="x" * 10_000_001), "scenario has 10,000,001"),
        (lambda store, run: submit(store, document="\ud800"), "no text in UTF-8"),
        (lambda store, run: store.runs.change(ANN, run, visibility="team"), "which team"),
        (lambda store, run: store.runs.change(ANN, run, visibility="all"), "private, team, public"),
        (lambda store, run: store.runs.change(ANN, run, visibility="team", team="other"), "team of your own"),
        (lambda store, run: store.runs.accept_gap(ANN, run, float("nan")), "gap is a share"),
        (lambda store, run: store.runs.accept_gap(ANN, run, -0.1), "gap is a share"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(store: Store, act: Callable[[Store, str], object], message: str) -> None:
    run = submit(store)
    with pytest.raises(StoreError, match=message):
        act(store, run.id)
    assert store.runs.find(ANN, run.id) == run


def test_long_texts_of_the_program_are_cut(store: Store) -> None:
    assert submit(store, scenario_name="x" * 999).scenario_name == "x" * 199 + "…"


def test_a_viewer_of_the_team_reads_and_comments_and_changes_nothing(store: Store, plan: Plan) -> None:
    run, viewer = finished(store, plan), member("viewer")
    _share(store, run)
    for read in READS.values():
        read(store, viewer, run.id)
    store.runs.comment(viewer, run.id, "Why so much on demand?")
    for act in WRITES.keys() - {"comment"}:
        with pytest.raises(Forbidden, match="Only"):
            WRITES[act](store, viewer, run.id)


def test_an_editor_changes_but_neither_shares_nor_deletes_nor_approves(store: Store, plan: Plan) -> None:
    run, editor = finished(store, plan), member("editor")
    _share(store, run)
    assert store.runs.change(editor, run.id, name="Better", is_pinned=True).name == "Better"
    with pytest.raises(Forbidden, match="Only its owner"):
        store.runs.change(editor, run.id, visibility="public")
    for act in ("delete", "approve"):
        with pytest.raises(Forbidden):
            WRITES[act](store, editor, run.id)


def test_private_again_is_private_to_the_team(store: Store) -> None:
    run = submit(store)
    _share(store, run)
    _share(store, run, "private")
    with pytest.raises(NotFound):
        store.runs.find(member("approver"), run.id)


def test_an_approved_run_is_frozen_for_everybody(store: Store, plan: Plan) -> None:
    run, approver = finished(store, plan), member("approver")
    _share(store, run)
    frozen = store.runs.approve(approver, run.id, "Board of May", "2027-06-30")
    assert frozen.approval
    assert (frozen.approval.by, frozen.approval.quotes_expire) == (approver.name, "2027-06-30")
    for person, act in product((ANN, approver, LOCAL), ("change", "delete", "approve")):
        with pytest.raises(Frozen, match=f"{approver.name} approved this run on .*: it is frozen"):
            WRITES[act](store, person, run.id)
    store.runs.change(ANN, run.id, is_pinned=True)
    store.runs.comment(ANN, run.id, "Ordered.")
    assert store.runs.find(ANN, run.id) == frozen.model_copy(update={"is_pinned": True})


def test_only_a_plan_can_be_approved_and_only_until_a_day_that_exists(store: Store, plan: Plan) -> None:
    waiting = submit(store, LOCAL)
    with pytest.raises(StoreError, match="no plan to approve"):
        store.runs.approve(LOCAL, waiting.id, "", None)
    store.runs.delete(LOCAL, waiting.id)
    run = finished(store, plan, LOCAL)
    for day in ("2027-02-30", "soon"):
        with pytest.raises(StoreError, match="day of the calendar"):
            store.runs.approve(LOCAL, run.id, "", day)
    approval = store.runs.approve(LOCAL, run.id, "", "").approval
    assert approval
    assert approval.quotes_expire is None


def test_comments_stand_in_their_order(store: Store) -> None:
    run = submit(store)
    for text in ("first", "second", "third"):
        store.runs.comment(ANN, run.id, f" {text}\n")
    found = store.runs.comments(ANN, run.id)
    assert [(said.author, said.text) for said in found] == [(ANN.name, text) for text in ("first", "second", "third")]


def test_deleting_leaves_nothing_and_spares_the_others(store: Store, plan: Plan) -> None:
    kept, gone = finished(store, plan), finished(store, plan)
    store.runs.plan(ANN, gone.id)
    store.runs.delete(ANN, gone.id)
    with pytest.raises(NotFound):
        store.runs.plan(ANN, gone.id)
    assert [run.id for run in store.runs.history(ANN)] == [kept.id]
    assert len(store.runs.moments(ANN, kept.id)) == 2


def test_a_running_run_is_cancelled_before_it_is_deleted(store: Store) -> None:
    run = submit(store)
    store.work.claim(1, "here")
    with pytest.raises(StoreError, match="cancel it first"):
        store.runs.delete(ANN, run.id)


def test_a_plan_of_another_version_is_said_and_stays_downloadable(store: Store, plan: Plan) -> None:
    run = finished(store, plan)
    with store._database.writing() as connection:
        connection.execute(update(run_texts).values(plan='{"schema_version": "0.1"}'))
    with pytest.raises(StoreError, match="written by another version"):
        store.runs.plan(ANN, run.id)
    assert store.runs.plan_text(ANN, run.id) == '{"schema_version": "0.1"}'
