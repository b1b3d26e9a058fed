"""What changed inputs are worth, in the app: asked for in the editor and beside plans, shown as the command does."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from rich.console import Console
from streamlit.testing.v1 import AppTest

from data.plan_io import plan_json
from data.store import Store
from models.comparison import SideBySide
from models.plan import Plan, content_hash
from models.run import Person, Run
from models.scenario import Scenario
from tests.program.kit import scenario
from tests.ui.runs.conftest import document
from tests.ui.runs.test_comparing import BASE, DEAR, OD, weighed
from tests.ui.views import kit
from tests.ui.views.conftest import Configure, OpenView
from tests.ui.views.test_reported import texts
from ui.charts.worths import COLUMNS, worths_chart
from ui.comparing_files import comparison_document, makers, total_head
from ui.editing.comparing import DRAFT, NO_RUNS, NO_VARIANTS, OTHER, RUN, SCENARIO, VARIANT
from ui.editing.weighing import NO_CHANGE
from ui.input_report import OTHER_MONTHS
from ui.reports import shown
from ui.runs.asked import CompareOptions, task_options_of
from ui.runs.submit import submit
from ui.views.changes import CHANGED, WORTH

LEAN = {"lean": {"offers": [{"id": "od", "usd_per_hour": 0.5}]}}


def varied() -> str:
    """The base with a variant that is cheaper."""
    return json.dumps({**json.loads(document(BASE)), "variants": LEAN})


@pytest.fixture
def run(store: Store, me: Person) -> Run:
    return kit.reported(store, me, "compare", weighed(), "Own to Dear", task_options={"name": "Dear"}, other="")


def table(app: AppTest, header: str) -> list[list[object]]:
    """The rows of the first table with that header, empty cells as None."""
    found = next(each.value for each in app.dataframe if header in each.value)
    return [list(row) for row in found.astype(object).where(found.notna(), None).itertuples(index=False)]


def test_the_table_adds_up_from_one_cost_to_the_other(open_view: OpenView, run: Run) -> None:
    app, said = open_view("changes", run=run.id), weighed()
    assert total_head(said) in texts(app)
    assert "360 USD become 1,080 USD, discounted: +720 USD." in texts(app)
    worths = next(
        each.value for each in app.dataframe if list(each.value.columns)[:2] == ["What changes", "Made first [USD]"]
    )
    assert worths["What changes"].tolist() == [
        "Offer od: used hour [USD/pack/h]", "Workload job, demand eu: level [requests/h]",
        "together beyond that", "all changes",
    ]  # fmt: skip
    *parts, total = worths["Made first [USD]"]
    assert (parts, total) == ([360.0, 180.0, 180.0], 720.0)
    assert worths["Left out last [USD]"].dropna().tolist() == [540.0, 360.0, 720.0]
    assert table(app, "Input") == [
        ["Offer od: used hour [USD/pack/h]", "1", "2"],
        ["Workload job, demand eu: level [requests/h]", "40", "60"],
    ]
    assert {WORTH, CHANGED, "Both plans"} <= {header.value for header in app.header}
    assert [button.label for button in app.get("download_button")][:4] == list(makers(said))
    assert worths_chart(said.inputs[0], ("Own", "Dear")).sentence in texts(app)


def test_the_waterfall_leads_from_cost_to_cost() -> None:
    figure = worths_chart(weighed().inputs[0], ("Own", "Dear"))
    reached = figure.table.set_index("What changes")[COLUMNS[5]]
    assert reached.tolist() == [360.0, 720.0, 900.0, 1080.0, 1080.0]
    bars = next(layer for layer in figure.chart.to_dict()["layer"] if layer["mark"]["type"] == "bar")
    drawn = figure.chart.to_dict()["datasets"][bars["data"]["name"]]
    assert [(bar["low"], bar["high"], bar["kind"]) for bar in drawn] == [
        (360.0, 720.0, "dearer"), (720.0, 900.0, "dearer"), (900.0, 1080.0, "together beyond that")
    ]  # fmt: skip
    assert bars["encoding"]["x"]["scale"]["domain"][1] > 1080.0


def test_what_was_not_weighed_and_what_is_the_same_is_said(open_view: OpenView, store: Store, me: Person) -> None:
    (report,) = weighed().inputs
    rest = report.worths[1].model_copy(update={"first_usd": None, "last_usd": None, "why_not": "cancelled"})
    cut = report.model_copy(update={"worths": (report.worths[0], rest), "interaction_usd": 360.0})
    found = kit.reported(store, me, "compare", weighed().model_copy(update={"inputs": (cut,)}))
    assert "Workload job, demand eu: level [requests/h], cancelled." in texts(open_view("changes", run=found.id))
    same = report.model_copy(update={"changes": (), "worths": (), "total_usd": 0.0, "interaction_usd": 0.0,
                                     "after": report.before})  # fmt: skip
    found = kit.reported(store, me, "compare", weighed().model_copy(update={"inputs": (same,)}))
    app = open_view("changes", run=found.id)
    assert "Nothing: the same inputs." in texts(app)
    assert WORTH not in {header.value for header in app.header}


def test_the_run_leads_to_it_and_the_command_line_shows_it(open_view: OpenView, run: Run) -> None:
    app = open_view("run", run=run.id)
    assert "What differs between the scenarios was weighed." in texts(app)
    assert "Open the comparison" in [button.label for button in app.button]
    assert "changed inputs, case expected" in texts(app)
    out = Console(width=140, record=True, file=StringIO())
    out.print(shown(weighed()))
    said = out.export_text()
    assert all(part in said for part in ("together beyond that", "Decisions", "total cost, discounted"))


def test_the_json_is_that_of_the_command() -> None:
    found = comparison_document(weighed())
    assert list(found)[:3] == ["plans", "case_changes", "Money"]
    assert json.loads(makers(weighed())["compare.json"]()) == json.loads(json.dumps(found))
    assert SideBySide.model_validate_json(weighed().model_dump_json()) == weighed()


def asking(open_view: OpenView, scenario_id: str, kind: str) -> AppTest:
    """The form in the editor, with what to compare with chosen."""
    app = open_view("edit", scenario=scenario_id)
    app.get("button_group")[0].set_value("compare").run()
    app.radio("other-kind").set_value(kind).run()
    assert not app.exception, app.exception[0].value
    return app


def weigh(app: AppTest) -> None:
    """Click the button of the form."""
    next(button for button in app.button if button.label == "Weigh the changes").click().run()
    assert not app.exception, app.exception[0].value


def test_a_variant_is_asked_for_in_the_editor(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Own", varied())
    app = asking(open_view, own.id, VARIANT)
    assert "1 change, weighed in 1 row by 2 plans at most." in texts(app)
    app.number_input("compare-most").set_value(3)
    weigh(app)
    (run,) = store.runs.history(me)
    assert (run.task, run.case, run.draft, run.name) == ("compare", "expected", own.id, "Own to Own, variant lean")
    assert task_options_of(run) == CompareOptions(name="Own", variant="lean", most=3)
    assert store.runs.other(me, run.id) == varied()
    assert run.options["time_limit_s"] == 1800.0


def test_another_scenario_is_kept_as_it_was_when_asked_for(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Own", document(BASE))
    other = store.scenarios.create(me, "Dear", document(DEAR))
    app = asking(open_view, own.id, SCENARIO)
    app.selectbox("other-scenario").set_value(other.id).run()
    assert "2 changes, weighed in 2 rows by 6 plans at most." in texts(app)
    assert app.radio(f"base-{SCENARIO}").value == OTHER
    weigh(app)
    (run,) = store.runs.history(me)
    assert task_options_of(run) == CompareOptions(name="Dear, version 1", is_base=True)
    store.scenarios.save(me, other.id, document(BASE), 1)
    assert store.runs.other(me, run.id) == document(DEAR)
    app = asking(open_view, own.id, SCENARIO)
    app.selectbox("other-scenario").set_value(own.id).run()
    assert NO_CHANGE in {info.value for info in app.info}


def test_the_scenario_of_a_run_is_asked_for(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Own", document(BASE))
    assert NO_RUNS in {info.value for info in asking(open_view, own.id, RUN).info}
    earlier = submit(store, me, varied(), "Own", variant="lean", name="Last year")
    app = asking(open_view, own.id, RUN)
    assert [option[:9] for option in app.selectbox("other-run").options] == ["Last year"]
    app.radio(f"base-{RUN}").set_value(DRAFT)
    weigh(app)
    run = store.runs.history(me)[0]
    asked = task_options_of(run)
    assert isinstance(asked, CompareOptions)
    assert (asked.name[:18], asked.variant, asked.is_base) == ("Last year, run of ", "lean", False)
    assert store.runs.other(me, run.id) == store.runs.document(me, earlier.id)


def test_what_cannot_be_compared_says_so_before_it_is_asked(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Own", document(BASE))
    assert NO_VARIANTS in {info.value for info in asking(open_view, own.id, VARIANT).info}
    longer = BASE.model_copy(update={"horizon": BASE.horizon.model_copy(update={"periods": 4})})
    others = {
        "High": document(scenario(offers=[OD], cases=[{"id": "high"}])),
        "Longer": document(longer),
        "Broken": "name: Broken\nbudget: 3\n",
    }
    ids = {name: store.scenarios.create(me, name, text).id for name, text in others.items()}
    app = asking(open_view, own.id, SCENARIO)
    said = {}
    for name, other in ids.items():
        app.selectbox("other-scenario").set_value(other).run()
        assert not app.exception
        said[name] = [each.value.replace("\\", "") for each in (*app.error, *app.warning)]
    assert said["High"][0].startswith(
        "They have no case in common, so there is nothing to weigh. In the one: expected."
    )
    assert said["Longer"] == [OTHER_MONTHS]
    assert said["Broken"] == ["Broken, version 1 cannot be used:"]
    store.scenarios.delete(me, ids["Broken"])
    app.run()
    assert not app.exception


def test_beside_plans_the_inputs_that_differ_are_weighed(
    open_view: OpenView, store: Store, me: Person, plan: Plan
) -> None:
    runs = [planned(store, me, plan, name, given) for name, given in (("A", BASE), ("B", DEAR))]
    app = open_view("compare", runs=",".join(run.id for run in runs))
    app.session_state[f"weigh-{runs[1].id}"] = True
    app.run()
    assert not app.exception, app.exception[0].value
    assert "2 changes, weighed in 2 rows by 6 plans at most." in texts(app)
    weigh(app)
    run = store.runs.history(me)[0]
    asked = task_options_of(run)
    assert isinstance(asked, CompareOptions)
    assert (run.task, asked.name[:10], asked.is_base) == ("compare", "B, run of ", False)
    assert (store.runs.document(me, run.id), store.runs.other(me, run.id)) == (document(BASE), document(DEAR))


def planned(store: Store, person: Person, plan: Plan, name: str, given: Scenario) -> Run:
    """A run of a scenario that has a plan."""
    run = kit.queued(store, person, name, document=document(given))
    store.work.claim(64, kit.HOST)
    provenance = plan.provenance.model_copy(update={"content_hash": content_hash(plan)})
    store.work.finish(run.id, "done", plan_json(plan.model_copy(update={"provenance": provenance})), "")
    return store.runs.find(person, run.id)


def test_only_what_a_person_may_see_can_be_chosen(
    open_view: OpenView, configure: Configure, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = Person(name="ann@example.com"), Person(name="bob@example.com")
    configure('auth = "header"\n')
    monkeypatch.setattr("ui.identity._named_by_header", lambda _: ann.name)
    kit.queued(store, bob, "Secret", document=document(DEAR))
    shared = kit.queued(store, bob, "Shared", document=document(DEAR))
    store.runs.change(bob, shared.id, visibility="public")
    store.scenarios.create(bob, "Hidden", document(DEAR))
    own = store.scenarios.create(ann, "Own", document(BASE))
    app = asking(open_view, own.id, RUN)
    assert [option[:6] for option in app.selectbox("other-run").options] == ["Shared"]
    app.radio("other-kind").set_value(SCENARIO).run()
    assert [option[:3] for option in app.selectbox("other-scenario").options] == ["Own"]
    store.runs.change(bob, shared.id, visibility="private")
    app.radio("other-kind").set_value(RUN).run()
    assert NO_RUNS in {info.value for info in app.info}
