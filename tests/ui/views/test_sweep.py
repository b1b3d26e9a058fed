"""A sweep in the app: asked for, shown, a plan of its frontier looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.init import write_template
from data.plan_io import plan_json
from data.store import Store
from models.run import Moment, Person, Run
from models.sweep import Frontier, Sweep, SweepOptions
from solver.sweep.study import Study, count_points
from tests.reference.test_two_futures import FUTURES, futures
from tests.ui.test_sweep_report import carbon, made, risk
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.editing.sweeping import _Last, _said
from ui.runs.asked import task_options_of
from ui.sweep_words import flip_sentences, frontier_sentence
from ui.sweepview.pareto import _pick
from ui.views.run import DONE, _part


def swept(store: Store, me: Person, sweep: Sweep) -> Run:
    """A run that ended with a sweep."""
    return kit.reported(store, me, "sweep", sweep, "Swept", task_options={})


def texts(app: AppTest) -> str:
    """All that stands on the page, markdown as it is read."""
    kinds = ("title", "header", "text", "caption", "markdown")
    return "\n".join(element.value for kind in kinds for element in app.get(kind)).replace("\\", "")


def test_a_sweep_says_what_flips_the_order_and_shows_every_point(open_view: OpenView, store: Store, me: Person) -> None:
    run = swept(store, me, made())
    app = open_view("sweep", run=run.id)
    said = texts(app)
    for sentence in flip_sentences(made()):
        assert sentence in said
    assert "1 point: no plan can meet all limits: no | room" in said
    tornado, points = (frame.value for frame in app.dataframe)
    assert list(tornado["High end"]) == ["3 USD/pack/h", "0.1"]
    assert list(points["Point"]) == [0, 1, 2, 3, 4]
    assert DONE["sweep"] in texts(open_view("run", run=run.id))


def test_a_plan_of_the_frontier_is_shown_beside_the_scenario_as_it_is(
    open_view: OpenView, store: Store, me: Person
) -> None:
    run = swept(store, me, made(design=None, rows=(), swings=(), flips=(), frontiers=(carbon(),)))
    app = open_view("sweep", run=run.id)
    assert frontier_sentence(carbon()) in texts(app)
    box = app.selectbox("plan-carbon")
    assert box.options == ["1: 5 t CO2e, 1,000 USD (0.0 %)", "2: 2.5 t CO2e, 1,500 USD (+50.0 %)"]
    assert "Plan 1 is the scenario as it is: 1,000 USD discounted." in texts(app)
    box.set_value(box.options[1]).run()
    assert not app.exception
    said = texts(app)
    assert "Plan 2 is the cheapest found where carbon over the horizon may be 2.6 t CO2e at most: 1,500 USD" in said
    assert "Ordered in the first 6 months: =B(). Against the scenario as it is: also =B(), no longer Offer A." in said
    figures, mix, _ = (frame.value for frame in app.dataframe)
    by_figure = {row[0]: row[1:] for row in figures.to_numpy().tolist()}
    assert by_figure["Total cost, discounted [USD]"] == [1500.0, 1000.0, 500.0]
    assert by_figure["Carbon over the horizon [kg CO2e]"] == [2500.0, 5000.0, -2500.0]
    assert mix.to_numpy().tolist() == [
        ["Offer A", 0.0, 2.0, -2.0, 0.0, 0.0, 0.0],
        ["=B()", 2.0, 0.0, 2.0, 8.0, 0.0, 8.0],
    ]


def test_a_plan_for_all_cases_is_shown_beside_the_cheapest_in_expectation(
    open_view: OpenView, store: Store, me: Person
) -> None:
    run = swept(store, me, made(design=None, rows=(), swings=(), flips=(), frontiers=(risk(),)))
    app = open_view("sweep", run=run.id)
    box = app.selectbox("plan-risk")
    assert box.options == ["1: 560 USD, 440 USD expected (0.0 %)", "2: 520 USD, 520 USD expected (+18.2 %)"]
    assert "Firm orders, placed before cases can be told apart: Offer A, =B()." in texts(app)
    box.set_value(box.options[1]).run()
    assert not app.exception
    said = texts(app)
    assert "Plan 2 is one plan for all cases, the best found with a weight of 99 % on CVaR: 520 USD expected" in said
    assert "520 USD in the mean of the dearest 50 % of the cases (CVaR), both discounted." in said
    assert "Against plan 1: more of Offer A, less of =B()." in said
    assert "risk_aversion: 0.99}` and make one plan for all cases." in said
    figures, firm, _ = (frame.value for frame in app.dataframe)
    assert figures.iloc[:, 1:].to_numpy().tolist() == [[520, 440, 80], [519, 439, 80], [520, 560, -40], [99, 0, 99]]
    assert firm.to_numpy().tolist() == [["Offer A", 8.0, 4.0, 4.0], ["=B()", 0.0, 1.0, -1.0]]


def test_a_frontier_without_any_plan_says_why(open_view: OpenView, store: Store, me: Person) -> None:
    none = Frontier(measure="risk", points=(), infeasible_from=None, cvar_alpha=0.8, problem="nothing fits")
    run = swept(store, me, made(design=None, rows=(), swings=(), flips=(), frontiers=(none,)))
    app = open_view("sweep", run=run.id)
    assert "there is no plan for all cases: nothing fits." in texts(app)
    assert not app.selectbox


def test_a_click_chooses_a_plan_and_a_click_beside_them_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, str] = {"plan": "b"}
    monkeypatch.setattr("ui.sweepview.pareto.st.session_state", state)
    for event, chosen in (
        ({"selection": {"picked": [{"number": 3}]}}, "c"),
        ({"selection": {"picked": []}}, "c"),
        ({"selection": {"picked": [{"number": 9}]}}, "c"),
        ({"selection": {"picked": [{"number": 1}]}}, "a"),
    ):
        _pick("plan", ["a", "b", "c"], event)
        assert state["plan"] == chosen


@pytest.mark.parametrize(
    ("stage", "part"),
    [
        ("grid: 3 of 1,200 points, 2 of them from before, about 20 s left", (3, 1200)),
        ("frontier of carbon: 0 of 0 points", None),
        ("2 of 9: price-up, re-planned", (1, 9)),
        ("branch and cut", None),
    ],
)
def test_a_stage_tells_how_much_is_done(stage: str, part: tuple[int, int] | None) -> None:
    assert _part(stage) == part


def asking(open_view: OpenView, scenario: str) -> AppTest:
    """The editor of a scenario where a sweep is asked for."""
    app = open_view("edit", scenario=scenario)
    next(group for group in app.get("button_group") if group.key == "task").set_value("sweep")
    app.run()
    assert not app.exception, app.exception[0].value
    return app


@pytest.fixture
def minimal(store: Store, me: Person, tmp_path: Path) -> str:
    """Id of a small scenario of one's own."""
    return store.scenarios.create(me, "Minimal", write_template("minimal", tmp_path).read_text()).id


def test_a_sweep_is_asked_for_in_the_editor_with_the_number_of_its_points(
    open_view: OpenView, store: Store, me: Person, minimal: str
) -> None:
    app = asking(open_view, minimal)
    assert any("12 points, the scenario as it is, and at most" in text.value for text in app.text)
    app.radio("sweep-kind").set_value("One or two inputs in steps").run()
    assert any("5 points, and the scenario as it is." in text.value for text in app.text)
    app.selectbox("sweep-input-2").set_value("Price by hour of reserve-3y").run()
    app.number_input("sweep-levels-2").set_value(100).run()
    assert any("500 points" in text.value for text in app.text)
    app.number_input("sweep-levels-1").set_value(11).run()
    assert "at most 1,000 points" in app.error[0].value
    assert app.button("sweep-go").disabled
    app.number_input("sweep-levels-2").set_value(3).run()
    app.button("sweep-go").click().run()
    assert not app.exception, app.exception[0].value
    (run,) = store.runs.history(me)
    assert (run.task, run.case) == ("sweep", "expected")
    assert task_options_of(run) == SweepOptions(
        design="grid", vary=("demand=x0.8..x1.2:11", "offers[reserve-3y].committed_usd_per_hour=x0.8..x1.2:3")
    )


def test_a_frontier_of_nothing_is_refused(open_view: OpenView, minimal: str) -> None:
    app = asking(open_view, minimal)
    app.radio("sweep-kind").set_value("What less of something costs").run()
    assert any("10 points, the scenario as it is, and at most 9 more" in text.value for text in app.text)
    app.multiselect("sweep-against").set_value([]).run()
    assert "nothing is asked" in app.error[0].value
    assert not [button for button in app.button if button.key == "sweep-go"]


def test_risk_is_weighed_where_there_are_cases_and_said_to_need_them_elsewhere(
    open_view: OpenView, store: Store, me: Person
) -> None:
    one = FUTURES.read_text().replace("  - {id: high, probability: 0.5}\n", "").replace("ity: 0.5", "ity: 1")
    app = asking(open_view, store.scenarios.create(me, "One case", one).id)
    app.radio("sweep-kind").set_value("What less of something costs").run()
    app.multiselect("sweep-against").set_value(["risk"]).run()
    assert "this one has one; give two or more under" in app.error[0].value
    app = asking(open_view, store.scenarios.create(me, "Futures", FUTURES.read_text()).id)
    app.radio("sweep-kind").set_value("What less of something costs").run()
    app.multiselect("sweep-against").set_value(["risk"]).run()
    assert any("2 points, the scenario as it is, and at most 10 more" in text.value for text in app.text)
    app.button("sweep-go").click().run()
    assert not app.exception, app.exception[0].value
    (run,) = store.runs.history(me)
    assert task_options_of(run) == SweepOptions(design=None, measures=("risk",))


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (_Last(None, 20.0), "is known when the first are solved, or a plan is."),
        (_Last(8.0, None), "is known when the first are solved, or one plan for all cases is."),
        # 8 s as it is; 10 limits of 8 s and 12 weights of 20 s by two processes
        (_Last(8.0, 20.0), "About 3 min, 2 at once, as the last plan took 8 s, and the last one for all cases 20 s."),
    ],
)
def test_plans_for_all_cases_take_as_long_as_the_last_of_them(last: _Last, words: str) -> None:
    study = Study(None, (), measures=("lock_in", "risk"), steps=10)
    assert _said(study, *count_points(study, vendors=1), last, 2).endswith(words)


def test_how_long_it_may_take_is_told_by_the_last_plan(
    open_view: OpenView, store: Store, me: Person, minimal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.editing.sweeping.workers", lambda _: 2)
    unknown = asking(open_view, minimal)
    assert any("2 at once, is known when the first are solved" in text.value for text in unknown.text)
    run = store.runs.submit(
        me, scenario_name="Minimal", draft=minimal, input_hash="0" * 64, variant=None, versions={}, name="",
        document=kit.DOCUMENT, case="expected", options={},
    )  # fmt: skip
    store.work.claim(64, kit.HOST)
    moment = Moment(seconds=8.0, incumbent_usd=None, bound_usd=None, gap=None, stage="audit")
    store.work.report(run.id, moment)
    store.work.finish(run.id, "done", plan_json(futures().plans["low"]), "")
    app = asking(open_view, minimal)
    assert any("About 56 s, 2 at once, as the last plan took 8 s." in text.value for text in app.text)
