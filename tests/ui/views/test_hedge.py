"""One plan for all cases in the app: asked for, shown, case by case."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict

import pytest
from streamlit.testing.v1 import AppTest

from data.plan_io import plan_json
from data.store import Store
from models.hedge import Hedge
from models.plan import Plan
from models.run import ALL_CASES, Person, Run
from solver.search.options import SearchOptions
from tests.reference.test_two_futures import FUTURES, futures
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.hedge_files import hedge_files
from ui.hedge_report import hedge_sentences
from ui.parts.file_names import file_stem
from ui.planview.files import zipped
from ui.runs.asked import Again, again_of
from ui.views.plan import SECTIONS


@pytest.fixture
def run(store: Store, me: Person) -> Run:
    return kit.done_for_all(store, me, futures().plans, "low", "Both futures")


def texts(app: AppTest) -> str:
    """All that stands on the page, markdown as it is read."""
    kinds = ("title", "header", "text", "caption", "markdown")
    return "\n".join(element.value for kind in kinds for element in app.get(kind)).replace("\\", "")


def test_the_plan_opens_with_all_cases(open_view: OpenView, run: Run) -> None:
    app, said = open_view("plan", run=run.id), None
    said = texts(app)
    for sentence in hedge_sentences(futures().hedge):
        assert sentence in said
    assert app.selectbox("case").value == "low"
    assert {metric.label: metric.value for metric in app.metric} == {
        "Total cost, discounted, over the horizon": "320 USD",
        "Total cost, nominal, less end value": "320 USD",
        "Expected over all cases, discounted": "440 USD",
        "Gap of the plan for all cases": "0 %",
    }
    firm, bands, capacity, costs, regret = (frame.value for frame in app.dataframe)
    assert bands["Accelerators"].sum() == firm["Accelerators"].sum()
    assert list(capacity["Case"].unique()) == ["low", "high"]
    assert firm[["Offer", "Order [first month]", "Packs"]].to_dict("records") == [
        {"Offer": "own", "Order [first month]": "2027-01", "Packs": 4.0}
    ]
    assert list(costs["Case"]) == ["low", "high", "expectation"]
    assert list(costs["Probability [%]"])[:2] == [50.0, 50.0]
    assert list(regret["Regret, discounted [USD]"]) == [0, 40, 200, 0, 100, 20, 0, 40]


def test_the_plan_of_another_case_is_one_click_away(open_view: OpenView, run: Run) -> None:
    app = open_view("plan", run=run.id)
    app.button("open-high").click().run()
    assert not app.exception
    assert app.selectbox("case").value == "high"
    assert futures().plans["high"].decision in texts(app)
    assert app.metric[0].value == "560 USD"
    assert "Offer" in app.dataframe[0].value


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_shows_the_plan_of_every_case(open_view: OpenView, run: Run, section: str) -> None:
    app = open_view("plan", run=run.id, section=section, case="high")
    assert not app.error
    assert app.metric[0].value == "560 USD"
    assert "case high" in texts(app)


def test_a_case_that_is_not_there_leads_to_the_central_one(open_view: OpenView, run: Run) -> None:
    assert open_view("plan", run=run.id, case="middle").selectbox("case").value == "low"


def test_the_proof_tells_the_bound_of_all_cases_from_that_of_one(open_view: OpenView, run: Run) -> None:
    said = texts(open_view("plan", run=run.id, section="Proof", case="high"))
    assert "Minimized over all cases is 440 USD discounted; no plan for all cases can have less than 440 USD" in said
    assert "no plan made for this case alone can cost less than 520 USD" in said


def test_the_proof_of_least_regret_names_its_case(open_view: OpenView, store: Store, me: Person) -> None:
    plans = futures("late-least-regret").plans
    run = kit.done_for_all(store, me, plans, "low")
    said = texts(open_view("plan", run=run.id, section="Proof"))
    assert (
        "The largest regret over all cases is 30 USD, in case low; no plan for all cases can have less than 30" in said
    )
    assert "30 USD at most, should a case alone have a still better plan." in said


def test_nothing_firm_is_said(open_view: OpenView, store: Store, me: Person) -> None:
    plans = {case: _without_firm(plan) for case, plan in futures().plans.items()}
    run = kit.done_for_all(store, me, plans, "low")
    assert "Nothing." in texts(open_view("plan", run=run.id))


def _without_firm(plan: Plan) -> Plan:
    assert plan.hedge is not None
    return plan.model_copy(update={"hedge": plan.hedge.model_copy(update={"firm_orders": ()})})


def test_the_archive_holds_what_the_command_writes() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(hedge_files(futures().plans)))) as archive:
        names = set(archive.namelist())
        assert {"hedge.json", "low/plan.json", "high/plan.json", "low/buy-plan.xlsx", "bands.svg", "bands.csv"} <= names
        assert Hedge.model_validate_json(archive.read("hedge.json")) == futures().hedge
        assert archive.read("high/plan.json") == plan_json(futures().plans["high"]).encode()


def test_a_plan_for_all_cases_is_asked_for_beside_the_cases(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Futures", FUTURES.read_text())
    app = open_view("edit", scenario=own.id)
    box = next(box for box in app.selectbox if box.label == "Demand case")
    assert box.options == ["low", "high", "One plan for all cases"]
    box.set_value(ALL_CASES)
    next(button for button in app.button if button.label == "Solve").click().run()
    assert not app.exception, app.exception[0].value
    (run,) = store.runs.history(me)
    assert run.is_hedge
    assert "All cases, asked gap 0.5 %" in texts(open_view("run", run=run.id))


def test_the_case_that_is_shown_is_planned_again(open_view: OpenView, store: Store, me: Person) -> None:
    own = kit.queued(store, me, case=ALL_CASES, document=FUTURES.read_text(), options=asdict(SearchOptions()))
    store.work.claim(64, kit.HOST)
    plans = futures().plans
    store.work.finish(own.id, "done", plan_json(plans["low"]), "", None, {"high": plan_json(plans["high"])})
    app = open_view("plan", run=own.id, case="high")
    app.button("replan-go").click().run()
    assert not app.exception, app.exception[0].value
    run = next(run for run in store.runs.history(me) if run.id != own.id)
    assert (run.case, again_of(run)) == ("high", Again(previous_run=own.id, previous_case="high"))


def test_its_files_are_called_after_the_case(open_view: OpenView, run: Run) -> None:
    assert file_stem(run, "high").startswith("both-futures_support-chat-in-europe_all-cases_high_")
    assert "hedge.json" in [
        button.label for button in open_view("plan", run=run.id, section="Files").get("download_button")
    ]


def test_why_no_orders_fit_all_cases_stands_without_limits_in_conflict(
    open_view: OpenView, store: Store, me: Person
) -> None:
    run = kit.queued(store, me, case=ALL_CASES)
    store.work.claim(64, kit.HOST)
    store.work.finish(run.id, "infeasible", None, "No orders before the first review fit all cases.")
    said = texts(open_view("run", run=run.id))
    assert "No orders before the first review fit all cases." in said
    assert "In conflict" not in said


def test_it_stands_in_lists_and_comparisons_as_all_cases(
    open_view: OpenView, store: Store, me: Person, run: Run
) -> None:
    other = kit.done_for_all(store, me, futures("wary").plans, "low", "Wary")
    assert set(open_view("history").dataframe[0].value["Case"]) == {ALL_CASES}
    said = texts(open_view("compare", runs=f"{run.id},{other.id}"))
    assert "all cases (its plan of the central case)" in said
