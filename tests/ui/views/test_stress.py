"""A plan under stress in the app: asked for, shown, told from runs with a plan."""

from __future__ import annotations

from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from models.plan import Plan
from models.run import Person, Run
from models.stress import StressReport
from models.stress_rules import StressRule
from solver.stress.make import make_stress
from tests.program.kit import EXACT, offer, scenario
from tests.ui.runs.conftest import document
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.charts.stress import NONE, stress_chart
from ui.runs.asked import StressOptions, task_options_of
from ui.stress_report import stress_head, stress_lines

RENTED = scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)])
TRIED = ("price-up", "site-lost", "spot-drought")


@cache
def tried() -> StressReport:
    """One stress that costs more, one under which all is missed, one that does not apply."""
    rules = [StressRule(kind=kind) for kind in ("price_up", "site_lost", "spot_drought")]
    found = make_stress(RENTED, "expected", EXACT, rules=rules, only=TRIED)
    assert isinstance(found, StressReport)
    return found


@pytest.fixture
def run(store: Store, me: Person) -> Run:
    return kit.done_under_stress(store, me, tried(), "Rented, shaken")


def texts(app: AppTest) -> str:
    """All that stands on the page, markdown as it is read."""
    kinds = ("title", "header", "text", "caption", "markdown", "info", "error")
    return "\n".join(element.value for kind in kinds for element in app.get(kind)).replace("\\", "")


def test_the_table_says_what_each_stress_costs(open_view: OpenView, run: Run) -> None:
    app = open_view("stress", run=run.id)
    said = texts(app)
    assert stress_head(tried()) in said
    assert "stress, case expected, asked gap" in said
    table = app.dataframe[0].value.set_index("Stress")
    assert list(table.index) == ["price-up", "site-lost"]
    assert list(table["Recourse [USD]"]) == [60, -240]
    assert list(table["Demand missed [acc.-h]"]) == [0, 240]
    assert list(table["Missed even re-planned [acc.-h]"]) == [0, 240]
    assert list(table["First short"]) == ["", "2027-02"]
    assert table["Gave first"]["price-up"] == "nothing"
    assert "no place is left" in table["Gave first"]["site-lost"]
    for row in tried().stresses:
        told = [f"{row.id}: {row.title}.", "\n".join(stress_lines(row))] if row.recourse else [f"{row.why_not}."]
        assert all(part in said for part in told)
    assert stress_chart(tried()).sentence in said
    assert [button.label for button in app.get("download_button")][:2] == ["stress.json", "stress.csv"]


def test_where_no_stress_applies_that_is_said_with_the_reasons(open_view: OpenView, store: Store, me: Person) -> None:
    none = tried().model_copy(update={"stresses": tuple(row for row in tried().stresses if row.why_not)})
    app = open_view("stress", run=kit.done_under_stress(store, me, none).id)
    assert NONE in texts(app)
    assert f"{none.stresses[0].why_not}." in texts(app)
    assert not app.dataframe


def test_why_some_are_left_out_is_said(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.done_under_stress(store, me, tried(), message="Cancelled after 3 of 9 stresses; these were kept.")
    assert run.message in texts(open_view("stress", run=run.id))


def test_a_report_of_another_version_is_told_from_a_defect(open_view: OpenView, store: Store, run: Run) -> None:
    from data.store.tables import run_texts

    with store.work._database.writing() as connection:
        connection.execute(run_texts.update().values(report="{}"))
    assert "This report was written by another version of Steelyard" in texts(open_view("stress", run=run.id))


def test_the_run_says_how_it_ended_and_leads_to_the_table(open_view: OpenView, run: Run) -> None:
    app = open_view("run", run=run.id)
    assert "The plan was put under stress." in texts(app)
    assert [metric.label for metric in app.metric] == ["Wall clock"]
    assert "Open the stress table" in [button.label for button in app.button]


@pytest.mark.parametrize("view", ["stress", "plan"])
def test_without_a_report_the_run_is_shown(open_view: OpenView, store: Store, me: Person, view: str) -> None:
    run = kit.queued(store, me, task="stress")
    store.work.claim(64, kit.HOST)
    store.work.finish(run.id, "infeasible", None, "Without stress: nothing fits.")
    assert "Without stress: nothing fits." in texts(open_view(view, run=run.id))


def test_while_it_runs_it_says_which_stress_and_what_cancelling_keeps(
    open_view: OpenView, store: Store, me: Person
) -> None:
    run = kit.queued(store, me, task="stress")
    store.work.claim(64, kit.HOST)
    from models.run import Moment

    moment = Moment(
        seconds=2.0, incumbent_usd=None, bound_usd=None, gap=None, stage="2 of 15: price-up, recourse: root"
    )
    store.work.report(run.id, moment)
    app = open_view("run", run=run.id)
    assert "2 of 15: price-up, recourse: root" in texts(app)
    app.button("cancel").click().run()
    assert "Cancelling: what is done by now is kept, if anything is." in texts(app)
    assert store.runs.find(me, run.id).wants_cancel


def test_it_is_no_plan_in_lists_and_comparisons(
    open_view: OpenView, store: Store, me: Person, run: Run, plan: Plan
) -> None:
    planned = kit.done(store, me, plan, "Planned")
    app = open_view("history", run=f"{run.id},{planned.id}")
    assert sorted(app.dataframe[0].value["Task"]) == ["plan", "stress"]
    assert "Only runs of the task plan have a plan to compare." in texts(app)
    app.multiselect("tasks").set_value(["stress"]).run()
    assert list(app.dataframe[0].value["Name"]) == ["Rented, shaken"]
    assert not [box for box in open_view("compare").multiselect if "Rented" in "".join(box.options)]
    panel = open_view("history", run=run.id)
    assert "Open the stress table" in [button.label for button in panel.button]
    assert "There is no plan to approve." in texts(panel)
    assert "Rented, shaken, stress, expected" in "".join(
        link.proto.label for link in open_view("start").get("page_link")
    )


def test_it_is_asked_for_in_the_editor(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Rented", document(RENTED))
    app = open_view("edit", scenario=own.id)
    app.get("button_group")[0].set_value("stress").run()
    assert not app.exception
    app.multiselect("stresses").set_value(["price-up", "site-lost"])
    next(button for button in app.button if button.label == "Put under stress").click().run()
    assert not app.exception, app.exception[0].value
    (run,) = store.runs.history(me)
    assert (run.task, run.case, run.draft) == ("stress", "expected", own.id)
    assert task_options_of(run) == StressOptions(only=("price-up", "site-lost"))
    assert "Stress, case expected, asked gap 0.5 %" in texts(open_view("run", run=run.id))
