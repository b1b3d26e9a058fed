"""Levers in the app: asked for in the editor, shown with ranges, steps and what to verify."""

from __future__ import annotations

from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from models.lever_report import Levers
from models.run import Person, Run
from solver.levers.make import make_levers
from tests.program.kit import EXACT, Document, offer, scenario
from tests.ui.runs.conftest import document
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from tests.ui.views.test_stress import texts
from ui.charts.levers import NONE, levers_chart
from ui.lever_report import left_lines, lever_lines, levers_head
from ui.runs.asked import LeverOptions, task_options_of

LEVERS: list[Document] = [
    {
        "id": "fp8", "kind": "quantization", "workloads": ["job"], "throughput": 2.0, "one_off_usd": 25.0,
        "quality": "answers on *our* test set", "evidence": {"low": 1.0, "high": 4.0},
    },
    {"id": "cut", "kind": "shorter_prompts", "workloads": ["job"], "demand": 0.75, "month": "2027-03"},
    {"id": "off", "kind": "after_hours_shutdown", "workloads": ["job"], "blocks": ["night"]},
]  # fmt: skip
RENTED = scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)], levers=LEVERS)


@cache
def tried() -> Levers:
    """Two levers that save, and one that does not apply."""
    found = make_levers(RENTED, "expected", EXACT)
    assert isinstance(found, Levers)
    return found


@pytest.fixture
def run(store: Store, me: Person) -> Run:
    return kit.done_with_levers(store, me, tried(), "Rented, levers")


def test_the_tables_say_what_levers_save(open_view: OpenView, run: Run) -> None:
    app = open_view("levers", run=run.id)
    said = texts(app)
    assert levers_head(tried()) in said
    table = app.dataframe[0].value.set_index("Lever")
    assert list(table["Net [USD]"]) == [155, 30]
    assert table["Best of its range [USD]"]["fp8"] == 245
    assert _with(app, "Adds [USD]") == [180, 15]
    assert _with(app, "Saved, as paid [USD]") == [195]
    assert all(line in said for row in tried().levers for line in lever_lines(row))
    assert all(line in said for line in left_lines(tried()))
    assert levers_chart(tried()).sentence in said
    assert [button.label for button in app.get("download_button")][:2] == ["levers.json", "levers.csv"]


def _with(app: AppTest, header: str) -> list[int]:
    """The column of that header, of the only table that has it."""
    (found,) = [frame.value[header] for frame in app.dataframe if header in frame.value]
    return list(found)


def test_where_no_lever_could_be_planned_with_that_is_said(open_view: OpenView, store: Store, me: Person) -> None:
    none = tried().model_copy(update={"levers": tried().levers[2:], "steps": (), "interaction_usd": 0.0})
    app = open_view("levers", run=kit.done_with_levers(store, me, none, message="Cancelled after 1 of 3.").id)
    assert NONE in texts(app)
    assert "Cancelled after 1 of 3." in texts(app)
    assert not app.dataframe


def test_the_run_says_how_it_ended_and_leads_to_the_levers(open_view: OpenView, store: Store, run: Run) -> None:
    app = open_view("run", run=run.id)
    assert "The case was planned with its levers." in texts(app)
    assert "Open the levers" in [button.label for button in app.button]
    failed = kit.queued(store, Person.local(), task="levers")
    store.work.claim(64, kit.HOST)
    store.work.finish(failed.id, "failed", None, "The scenario has no levers.")
    assert "The scenario has no levers." in texts(open_view("levers", run=failed.id))


def test_they_are_asked_for_in_the_editor(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Rented", document(RENTED))
    app = open_view("edit", scenario=own.id)
    app.get("button_group")[0].set_value("levers").run()
    assert not app.exception
    app.multiselect("levers").set_value(["fp8"])
    app.checkbox("ranges").uncheck()
    next(button for button in app.button if button.label == "Pull the levers").click().run()
    assert not app.exception, app.exception[0].value
    (run,) = store.runs.history(me)
    assert (run.task, run.case, run.draft) == ("levers", "expected", own.id)
    assert task_options_of(run) == LeverOptions(only=("fp8",), has_ranges=False)
    assert "Levers, case expected, asked gap 0.5 %" in texts(open_view("run", run=run.id))


def test_a_scenario_without_levers_says_where_they_are_listed(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Bare", document(RENTED.model_copy(update={"levers": ()})))
    app = open_view("edit", scenario=own.id)
    app.get("button_group")[0].set_value("levers").run()
    assert "The scenario has no levers. They are listed in its section Cases, part Levers." in texts(app)
