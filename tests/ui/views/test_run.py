"""The run view at every point of a run's life."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from models.conflict import NothingFits
from models.plan import Plan
from models.run import Moment, Person, RunStatus
from tests.ui.views import kit
from tests.ui.views.conftest import SHIPPED_STEMS, OpenView
from ui.planning import IN_CONFLICT
from ui.scenario_file import SHIPPED


def _text(app: AppTest) -> str:
    return "\n".join(
        element.value for kind in ("title", "markdown", "caption", "text", "error") for element in app.get(kind)
    )


def _labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def _metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_a_waiting_run_says_its_place_and_can_leave_the_queue(open_view: OpenView, store: Store, me: Person) -> None:
    kit.queued(store, me)
    run = kit.queued(store, me)
    app = open_view("run", run=run.id)
    assert "number 2 in the queue" in _text(app)
    app.button("cancel").click().run()
    assert store.runs.find(me, run.id).status == "cancelled"


def test_a_running_run_shows_where_the_search_is(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("run", run=kit.running(store, me).id)
    assert list(_metrics(app).values()) == ["2 s", "1,234,567 USD", "1,200,000 USD", "3.1 %"]
    assert "neighbourhood" in _text(app)


def test_cancelling_is_asked_for_and_said(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.running(store, me)
    app = open_view("run", run=run.id)
    app.button("cancel").click().run()
    assert store.work.beat(run.id).wants_cancel
    assert app.info[0].value.startswith("Cancelling")
    assert "Accept this gap" not in _labels(app)


def test_the_gap_proposed_is_the_one_there_is_and_another_can_be_typed(
    open_view: OpenView, store: Store, me: Person
) -> None:
    run = kit.running(store, me)
    app = open_view("run", run=run.id)
    field = app.number_input(f"gap-{run.id}")
    assert field.value == pytest.approx(3.1)
    field.set_value(2.5).run()
    app.button("accept").click().run()
    assert store.work.beat(run.id).accepted_gap == pytest.approx(0.025)
    assert "at most 2.5 %" in _text(app)


def test_without_a_plan_yet_there_is_no_gap_to_accept(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("run", run=kit.running(store, me, gap=None).id)
    assert _labels(app) == ["Cancel and keep the best plan"]


@pytest.mark.parametrize(
    ("status", "message", "said"),
    [
        ("infeasible", "power at ohio is short by 12 kW in 2027-03", IN_CONFLICT),
        ("no_plan", "no plan was found in 300 s", ""),
        ("failed", "the solver crashed twice", "There is no plan to trust:"),
        ("crashed", "The process ended with signal 9.", ""),
        ("cancelled", "Cancelled after 3 s.", ""),
    ],
)
def test_an_end_without_a_plan_says_why_and_what_next(
    open_view: OpenView, store: Store, me: Person, status: RunStatus, message: str, said: str
) -> None:
    app = open_view("run", run=kit.ended(store, me, status, message).id)
    assert said in _text(app)
    assert message in _text(app)
    assert _labels(app) == ["Run again", "Edit a copy of its scenario"]


def test_limits_in_conflict_are_a_table_and_a_file(
    open_view: OpenView, store: Store, me: Person, why: NothingFits
) -> None:
    app = open_view("run", run=kit.ended(store, me, "infeasible", "\n".join(why.lines), why=why).id)
    assert all(line in _text(app) for line in why.lines)
    limits, misses = (table.value for table in app.dataframe[:2])
    assert limits["Would have to give"].tolist() == ["12 kW", "not enough alone"]
    assert limits["Of"].tolist() == ["100 kW", "40 %"]
    assert limits["From [month]"].tolist() == ["2027-03", ""]
    assert limits["A plan then costs at least, discounted [USD]"].iloc[0] == 1_234_567.0
    assert misses["Misses by [ms]"].tolist() == [40.0]
    assert [button.proto.label for button in app.get("download_button")][:1] == ["conflicts.json"]


def test_a_crashed_run_shows_its_last_incumbent_as_not_audited(open_view: OpenView, store: Store, me: Person) -> None:
    metrics = _metrics(open_view("run", run=kit.ended(store, me, "crashed", "").id))
    assert metrics["Best plan, discounted, not audited"] == "1,234,567 USD"


def test_a_run_that_is_done_leads_to_its_plan(open_view: OpenView, store: Store, me: Person, plan: Plan) -> None:
    app = open_view("run", run=kit.done(store, me, plan).id)
    assert "Open the plan" in _labels(app)
    assert _metrics(app)["Best plan, discounted"] == f"{plan.objective_usd:,.0f} USD"


@pytest.mark.parametrize("stem", SHIPPED_STEMS)
def test_a_run_is_queued_again_from_its_own_scenario(open_view: OpenView, store: Store, me: Person, stem: str) -> None:
    text = (SHIPPED / f"{stem}.yaml").read_text(encoding="utf-8")
    options = {
        "gap": 0.02,
        "absolute_gap_usd": 0.0,
        "time_limit_s": 9.0,
        "strategy": "steelyard",
        "threads": 1,
        "seed": 3,
        "price_lanes": True,
    }
    run = store.runs.submit(
        me, scenario_name=stem, document=text, draft=None, input_hash="0" * 64, case="aggressive", variant=None,
        options=options, versions={},
    )  # fmt: skip
    store.runs.ask_cancel(me, run.id)
    next(b for b in open_view("run", run=run.id).button if b.label == "Run again").click().run()
    again = store.runs.history(me)[0]
    assert (again.status, again.case, again.options) == ("queued", "aggressive", options)
    assert store.runs.document(me, again.id) == text


def test_its_scenario_is_copied_to_be_edited(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.ended(store, me, "cancelled")
    next(b for b in open_view("run", run=run.id).button if "Edit a copy" in b.label).click().run()
    (copy,) = store.scenarios.mine(me)
    assert copy.saved_text == kit.DOCUMENT


@pytest.mark.parametrize("name", ["", "0" * 16, "../../x", "<script>"])
def test_an_address_without_a_run_says_so(open_view: OpenView, name: str) -> None:
    app = open_view("run", run=name)
    assert app.error[0].value == "There is no such run, or it is not shared with you."


def test_a_link_alone_opens_no_private_run(open_view: OpenView, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = kit.running(store, Person(name="ann@example.com"), name="secret plan")
    monkeypatch.setattr("ui.state.who", lambda _: Person(name="eve@example.com"))
    app = open_view("run", run=run.id)
    assert app.error
    assert "secret" not in _text(app)


def test_of_several_plans_it_says_how_long_the_rest_takes_within_the_limit(
    open_view: OpenView, store: Store, me: Person
) -> None:
    run = kit.queued(store, me, task="compare", task_options={"name": "Dear"}, other="")
    store.work.claim(64, kit.HOST)

    def shown(stage: str, seconds: float) -> str:
        now = Moment(seconds=seconds, incumbent_usd=None, bound_usd=None, gap=None, stage=stage)
        store.work.report(run.id, now)
        return str(open_view("run", run=run.id).get("progress")[0].proto.text)

    assert shown("1 of 6: first: root", 20.0) == "0 of 6 done"
    assert shown("3 of 6: x alone: root", 40.0) == "2 of 6 done, about 1 min 20 s more at this pace"
    assert shown("4 of 6: all but x: root", 270.0) == "3 of 6 done, about 30 s more at this pace"
