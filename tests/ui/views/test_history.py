"""The runs view: finding, and all that can be done with one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from models.plan import Plan
from models.run import Person
from tests.ui.views import kit
from tests.ui.views.conftest import Configure, OpenView

TEAMS = """
[teams.platform]
"ann@example.com" = "editor"
"bea@example.com" = "approver"
"""
EXPIRY = datetime.now(UTC).date() + timedelta(days=90)
ANN = Person(name="ann@example.com", teams={"platform": "editor"})
BEA = Person(name="bea@example.com", teams={"platform": "approver"})


def _listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["Name"]) if app.dataframe else []


def _click(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def _text(app: AppTest) -> str:
    kinds = ("title", "header", "markdown", "caption", "text", "error", "info", "warning")
    return "\n".join(element.value for kind in kinds for element in app.get(kind))


def _as(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    monkeypatch.setattr("ui.state.who", lambda _: person)


def test_pinned_runs_come_first_and_filters_leave_what_fits(
    open_view: OpenView, store: Store, me: Person, plan: Plan
) -> None:
    kit.done(store, me, plan, "with a plan")
    kit.ended(store, me, "crashed", "", "crashed one")
    pinned = kit.ended(store, me, "infeasible", "", "pinned one")
    store.runs.change(me, pinned.id, is_pinned=True)
    kit.queued(store, me, "waits")
    app = open_view("history")
    assert _listed(app) == ["pinned one", "waits", "crashed one", "with a plan"]
    app.multiselect("statuses").set_value(["done", "crashed"]).run()
    assert _listed(app) == ["crashed one", "with a plan"]
    app.text_input("text").set_value("PLAN").run()
    assert _listed(app) == ["with a plan"]
    app.multiselect("shares").set_value(["public"]).run()
    assert _listed(app) == []
    assert "There is no run to show." in _text(app)


def test_only_an_audited_plan_shows_its_cost(open_view: OpenView, store: Store, me: Person, plan: Plan) -> None:
    kit.ended(store, me, "crashed")
    kit.done(store, me, plan)
    costs = open_view("history").dataframe[0].value["Cost, discounted [USD]"]
    assert [round(cost) for cost in costs.dropna()] == [round(plan.objective_usd)]


def test_name_and_note_are_kept(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.ended(store, me, "cancelled")
    app = open_view("history", run=run.id)
    app.text_input(f"name-{run.id}").set_value("Board paper")
    app.text_area(f"note-{run.id}").set_value("With <b>new</b> quotes")
    _click(app, "Save name and note")
    changed = store.runs.find(me, run.id)
    assert (changed.name, changed.note) == ("Board paper", "With <b>new</b> quotes")
    assert "With <b>new</b> quotes" in [text.value for text in app.text]


def test_a_run_is_pinned_and_unpinned(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.ended(store, me, "cancelled")
    app = _click(open_view("history", run=run.id), "Pin")
    assert store.runs.find(me, run.id).is_pinned
    _click(app, "Unpin")
    assert not store.runs.find(me, run.id).is_pinned


def test_its_owner_shares_a_run_with_a_team(
    open_view: OpenView, store: Store, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(TEAMS)
    _as(monkeypatch, ANN)
    run = kit.ended(store, ANN, "cancelled")
    app = open_view("history", run=run.id)
    app.radio(f"kind-{run.id}").set_value("team")
    _click(app, "Save sharing")
    shared = store.runs.find(BEA, run.id)
    assert (shared.visibility, shared.team) == ("team", "platform")


def test_comments_are_shown_as_they_were_typed(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.ended(store, me, "cancelled")
    app = open_view("history", run=run.id)
    app.text_area(f"text-{run.id}").set_value("<script>alert(1)</script> **loud**")
    _click(app, "Add comment")
    assert "<script>alert(1)</script> **loud**" in [text.value for text in app.text]
    assert store.runs.comments(me, run.id)[0].author == "local"


def test_an_approver_freezes_a_plan_for_good(
    open_view: OpenView, store: Store, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = kit.done(store, ANN, plan)
    store.runs.change(ANN, run.id, visibility="team", team="platform")
    _as(monkeypatch, ANN)
    assert "Approvers of the team" in _text(open_view("history", run=run.id))
    _as(monkeypatch, BEA)
    app = open_view("history", run=run.id)
    app.date_input(f"expiry-{run.id}").set_value(EXPIRY)
    _click(app, "Approve and freeze")
    assert app.error[0].value == "Check the box to approve."
    app.checkbox(f"sure-{run.id}").set_value(True)
    _click(app, "Approve and freeze")
    approval = store.runs.find(BEA, run.id).approval
    assert approval is not None
    assert (approval.by, approval.quotes_expire) == ("bea@example.com", EXPIRY.isoformat())
    assert f"quotes hold until {EXPIRY.year}" in _text(app).replace("\\", "")
    assert list(app.dataframe[0].value["Status"]) == ["done, frozen"]
    assert app.text_input(f"name-{run.id}").disabled


def test_a_frozen_run_offers_neither_delete_nor_sharing(
    open_view: OpenView, store: Store, me: Person, plan: Plan
) -> None:
    run = kit.done(store, me, plan)
    store.runs.approve(me, run.id, "go", "2020-01-31")
    app = open_view("history", run=run.id)
    labels = [button.label for button in app.button]
    assert "Delete ..." not in labels
    assert "Save sharing" not in labels
    assert "expired 2020" in app.warning[0].value.replace("\\", "")


def test_a_viewer_reads_and_comments_only(open_view: OpenView, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = kit.ended(store, ANN, "cancelled")
    store.runs.change(ANN, run.id, visibility="team", team="platform")
    _as(monkeypatch, Person(name="vic@example.com", teams={"platform": "viewer"}))
    app = open_view("history", run=run.id)
    labels = [button.label for button in app.button if not button.disabled]
    assert "Add comment" in labels
    assert not {"Pin", "Delete ...", "Save name and note", "Save sharing", "Approve and freeze"} & set(labels)


def test_private_runs_of_others_are_not_listed(
    open_view: OpenView, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = kit.ended(store, ANN, "cancelled", "", "hers alone")
    _as(monkeypatch, BEA)
    app = open_view("history", run=run.id)
    assert _listed(app) == []
    assert "hers alone" not in _text(app)


def test_deleting_asks_first(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.ended(store, me, "cancelled")
    app = _click(open_view("history", run=run.id), "Delete ...")
    assert "Delete for good" in [button.label for button in app.button]
    assert store.runs.find(me, run.id).id == run.id


def test_two_plans_lead_to_their_comparison(open_view: OpenView, store: Store, me: Person, plan: Plan) -> None:
    runs = [kit.done(store, me, plan, name) for name in ("one", "two")]
    app = open_view("history", run=",".join(run.id for run in runs))
    assert "Compare these plans" in [button.label for button in app.button]
    crashed = kit.ended(store, me, "crashed")
    app = open_view("history", run=f"{runs[0].id},{crashed.id}")
    assert "Only runs that are done have a plan to compare." in _text(app)


def test_a_run_exported_here_comes_in_again(open_view: OpenView, store: Store, me: Person, plan: Plan) -> None:
    run = kit.done(store, me, plan, "to hand over")
    app = open_view("history")
    app.file_uploader("file").upload("run.zip", store.runs.export_run(me, run.id), "application/zip")
    _click(app, "Import")
    assert [found.name for found in store.runs.history(me)] == ["to hand over", "to hand over"]


def test_a_file_that_is_no_run_is_refused(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("history")
    app.file_uploader("file").upload("run.zip", b"not a zip", "application/zip")
    _click(app, "Import")
    assert app.error[0].value.replace("\\", "") == "This file is damaged or is not an exported run."
    assert store.runs.history(me) == []
