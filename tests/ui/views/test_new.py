"""The guided start on screen: five clicks to a first plan, nothing typed is lost, bad input is named at its field."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from data.starter.templates import TEMPLATES
from data.store import Store
from models.run import Person
from tests.data.starter.kit import loaded
from tests.ui.views.conftest import OpenView

MARKUP = "<script>x</script> ![a](http://other.example/x.png) **b** =1+1"


def _next(app: AppTest, times: int = 1) -> AppTest:
    for _ in range(times):
        app.button(key="new-next").click().run()
        assert not app.exception, app.exception[0].value
    return app


def _words(app: AppTest) -> str:
    """Everything said on the view, as it reads."""
    said = (*app.markdown, *app.error, *app.warning, *app.caption, *app.info)
    return "\n".join(str(element.value) for element in said).replace("\\", "")


def _step(app: AppTest) -> str:
    return str(app.session_state["new.step"])


def test_five_clicks_lead_to_a_first_plan(open_view: OpenView, store: Store, me: Person) -> None:
    app = _next(open_view("new"), times=4)
    assert [message.value[:8] for message in app.success] == ["Checked:"]
    app.button(key="new-plan").click().run()
    run = store.runs.history(me)[0]
    saved = store.scenarios.mine(me)[0]
    assert run.draft == saved.id
    assert run.status == "queued"
    assert run.scenario_name == saved.name
    assert store.runs.document(me, run.id) == saved.saved_text
    assert loaded(saved.saved_text).scenario.workloads[0].id == "chat-assistant"


def test_create_and_edit_keeps_the_scenario_without_a_run(open_view: OpenView, store: Store, me: Person) -> None:
    app = _next(open_view("new"), times=4)
    app.text_input(key="new-name").set_value("Our first plan").run()
    app.button(key="new-edit").click().run()
    assert [saved.name for saved in store.scenarios.mine(me)] == ["Our first plan"]
    assert store.runs.history(me) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_can_be_added_and_passed_through(open_view: OpenView, template: str) -> None:
    app = open_view("new")
    app.button(key="new-remove-1").click().run()
    assert "Choose at least one kind of work" in _words(app)
    app.button(key=f"new-add-{template}").click().run()
    app = _next(app, times=4)
    assert app.error == []
    assert not app.button(key="new-plan").disabled


def test_what_it_means_is_said_while_typing(open_view: OpenView) -> None:
    app = _next(open_view("new"))
    assert "About **18 NVIDIA H100 SXM 80 GB** at the peak from 2027-01 with 40 % headroom" in _words(app)
    app.number_input(key="new-workload-1-headroom").set_value(0.0).run()
    app.number_input(key="new-workload-1-level").set_value(6_000.0).run()
    assert "About **4 NVIDIA H100 SXM 80 GB** at the peak from 2027-01 with 0 % headroom" in _words(app)
    assert "about 2.07 million answers" in _words(app)


def test_going_back_and_to_another_view_loses_nothing(open_view: OpenView) -> None:
    app = _next(open_view("new"))
    app.number_input(key="new-workload-1-level").set_value(12_345.0).run()
    app.radio(key="new-workload-1-told_by").set_value("usage").run()
    app.number_input(key="new-workload-1-hours").set_value(5_000.0).run()
    app = _next(app)
    app.multiselect(key="new-geographies").set_value(["us-east", "japan"]).run()
    app.number_input(key="new-geographies-japan").set_value(3.0).run()
    own = next(iter(app.session_state["new.draft"]["own"]))
    app.number_input(key=f"new-own-{own}-power_cap_kw").set_value(250.0).run()
    app = _next(app)
    app.checkbox(key="new-way-spot").uncheck().run()
    for _ in range(3):
        app.button(key="new-back").click().run()
    assert _step(app) == "work"
    app = _next(app)
    assert app.radio(key="new-workload-1-told_by").value == "usage"
    assert app.number_input(key="new-workload-1-hours").value == 5_000.0
    app.radio(key="new-workload-1-told_by").set_value("level").run()
    assert app.number_input(key="new-workload-1-level").value == 12_345.0
    app = _next(app)
    assert app.multiselect(key="new-geographies").value == ["us-east", "japan"]
    assert app.number_input(key="new-geographies-japan").value == 3.0
    assert app.number_input(key=f"new-own-{own}-power_cap_kw").value == 250.0
    assert not _next(app).checkbox(key="new-way-spot").value


def test_the_bar_of_steps_jumps(open_view: OpenView) -> None:
    app = open_view("new")
    app.radio(key="new-step").set_value("review").run()
    assert _step(app) == "review"
    assert app.button(key="new-next").disabled


def test_usage_is_turned_into_demand_with_the_computation(open_view: OpenView) -> None:
    app = _next(open_view("new"))
    app.radio(key="new-workload-1-told_by").set_value("usage").run()
    assert "22,000 h100-sxm-hours a month are 30.14 h100-sxm on average" in _words(app)
    app.checkbox(key="new-workload-1-keeps_fleet").check().run()
    assert app.number_input(key="new-workload-1-fleet_accelerators").value == 31
    app.selectbox(key="new-workload-1-accelerator").set_value("akida-akd1000").run()
    assert "cannot be counted in work" in _words(app)
    app = _next(app, times=3)
    assert app.button(key="new-plan").disabled


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("new-workload-1-level", None, "A figure above 0 is needed"),
        ("new-workload-1-level", 0.0, "A figure above 0 is needed"),
        ("new-workload-1-growth", None, "A figure is needed; 0 for none"),
    ],
)
def test_a_bad_figure_is_named_at_its_field(open_view: OpenView, key: str, value: float | None, words: str) -> None:
    app = _next(open_view("new"))
    app.number_input(key=key).set_value(value).run()
    assert words in _words(app)
    assert "1 to correct" in app.radio(key="new-step").options[1]
    app = _next(app, times=3)
    assert "Some answers are missing or wrong" in _words(app)
    assert "How much? Chat assistant" in _words(app)


def test_a_target_nothing_meets_says_why(open_view: OpenView) -> None:
    app = _next(open_view("new"))
    app.number_input(key="new-workload-1-targets-tpot_p99").set_value(1.0).run()
    assert "No accelerator of the catalog meets this service target" in _words(app)
    assert _next(app, times=3).button(key="new-plan").disabled


def test_an_emptied_target_is_no_target(open_view: OpenView) -> None:
    app = _next(open_view("new"))
    app.number_input(key="new-workload-1-targets-tpot_p99").set_value(None).run()
    app = _next(app, times=3)
    assert not app.button(key="new-plan").disabled
    assert "limit_ms: 200" not in app.code[0].value


def test_places_that_cannot_serve_are_named(open_view: OpenView) -> None:
    app = open_view("new")
    app.button(key="new-add-foundation-training").click().run()
    app = _next(app, times=2)
    app.multiselect(key="new-regions").set_value([]).run()
    app.multiselect(key="new-own_sites").set_value(["edge-us-plant"]).run()
    assert "is measured for llama3" in _words(app)
    app = _next(app, times=2)
    assert app.button(key="new-plan").disabled
    assert app.button(key="new-edit").disabled


def test_the_nearest_places_can_be_had_again(open_view: OpenView) -> None:
    app = _next(open_view("new"), times=2)
    nearest = app.multiselect(key="new-regions").value
    app.multiselect(key="new-regions").set_value([]).run()
    assert app.multiselect(key="new-regions").value == []
    next(button for button in app.button if button.label == "Choose the nearest places again").click().run()
    assert app.multiselect(key="new-regions").value == nearest


def test_quota_and_budget(open_view: OpenView) -> None:
    app = _next(open_view("new"), times=3)
    assert app.radio(key="new-quota").value == "suggested"
    for kind in ("capex", "total"):
        radio = app.radio(key=f"new-budgets-{kind}-limit")
        assert (radio.value, radio.options[0]) == ("none", "No budget limit")
    assert "Capex (capital expenditure): what is paid to buy hardware" in _words(app)
    app.radio(key="new-quota").set_value("own").run()
    assert "Put in the number of accelerators" in _words(app)
    app.number_input(key="new-quota_accelerators").set_value(64).run()
    app.radio(key="new-budgets-capex-limit").set_value("years").run()
    assert "Put in the amount of a year at least" in _words(app)
    app.number_input(key="new-budgets-capex-years-2027").set_value(750_000.0).run()
    app.selectbox(key="new-fiscal_year_start").set_value(10).run()
    app.number_input(key="new-budgets-capex-years-2026").set_value(0.0).run()
    app.radio(key="new-budgets-total-limit").set_value("plan").run()
    assert "Put in the amount, or choose no budget limit" in _words(app)
    app.number_input(key="new-budgets-total-plan").set_value(9e6).run()
    app = _next(app)
    assert "quota_packs: 8" in app.code[0].value
    for line in (
        "{id: capex-2026, kind: capex, fiscal_year: 2026, max_usd: 0}",
        "{id: capex-2027, kind: capex, fiscal_year: 2027, max_usd: 750000}",
        "{id: total-plan, kind: total, max_usd: 9000000}",
        "fiscal_year_start: 10",
    ):
        assert line in app.code[0].value


def test_residency_moves_the_places_and_stands_in_the_scenario(open_view: OpenView) -> None:
    app = _next(open_view("new"), times=2)
    assert app.multiselect(key="new-workload-1-jurisdictions").value == []
    app.multiselect(key="new-workload-1-jurisdictions").set_value(["eu"]).run()
    assert app.multiselect(key="new-own_sites").value == ["colo-frankfurt"]
    app.multiselect(key="new-own_sites").set_value(["colo-virginia"]).run()
    app.multiselect(key="new-regions").set_value([]).run()
    assert "its data must stay in eu, and no chosen site lies there" in _words(app)
    app.multiselect(key="new-own_sites").set_value(["colo-frankfurt"]).run()
    app.multiselect(key="new-regions").set_value(["aws-eu-central-1"]).run()
    assert "jurisdictions: [eu]" in _next(app, times=2).code[0].value


def test_prices_take_a_date_which_is_today_unless_it_is_changed(open_view: OpenView) -> None:
    app = _next(open_view("new"), times=2)
    assert len(app.date_input) == 0
    own = next(iter(app.session_state["new.draft"]["own"]))
    app.number_input(key=f"new-own-{own}-price").set_value(0.11).run()
    day = app.date_input(key=f"new-own-{own}-price_date")
    assert day.value == datetime.now(UTC).date()
    day.set_value(date(2026, 1, 15)).run()
    app = _next(app, times=2)
    assert "evidence: {grade: quote, source: scenario author, date: 2026-01-15}" in app.code[0].value


def test_the_last_look_tells_what_was_answered(open_view: OpenView) -> None:
    app = _next(open_view("new"), times=2)
    own = next(iter(app.session_state["new.draft"]["own"]))
    app.number_input(key=f"new-own-{own}-power_cap_kw").set_value(300.0).run()
    app.number_input(key=f"new-own-{own}-price").set_value(0.11).run()
    app = _next(app, times=2)
    told = " ".join(table.value.to_csv() for table in app.table).replace("\\", "")
    assert "power limit 300 kW at the meter; electricity 0.11 USD/kWh, price of" in told
    assert "20,000 tokens/s" in told


def test_a_reload_offers_to_go_on(open_view: OpenView, store: Store, me: Person) -> None:
    app = _next(open_view("new"))
    app.number_input(key="new-workload-1-level").set_value(12_345.0).run()
    again = open_view("new")
    assert "step 2 of 5: How much?" in _words(again)
    assert "new-next" not in [button.key for button in again.button]
    again.button(key="new-go-on").click().run()
    assert _step(again) == "amount"
    assert again.number_input(key="new-workload-1-level").value == 12_345.0
    again = _next(again, times=3)
    again.button(key="new-edit").click().run()
    assert "level: 12345" in store.scenarios.mine(me)[0].saved_text
    assert store.unfinished.kept(me) is None
    assert "new-next" in [button.key for button in open_view("new").button]


def test_a_reload_offers_to_start_over(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("new")
    app.button(key="new-add-simulation").click().run()
    again = open_view("new")
    again.button(key="new-start-over").click().run()
    assert [field.value for field in again.text_input] == ["Chat assistant"]
    assert store.unfinished.kept(me) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"step": "work", "draft": []}'])
def test_answers_that_another_version_kept_do_not_block_the_way(
    open_view: OpenView, store: Store, me: Person, text: str
) -> None:
    store.unfinished.keep(me, text)
    assert _step(open_view("new")) == "work"


def test_looking_around_keeps_nothing(open_view: OpenView, store: Store, me: Person) -> None:
    _next(open_view("new"), times=4)
    assert store.unfinished.kept(me) is None


def test_names_are_shown_as_typed_and_never_read_as_markup(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("new")
    app.text_input(key="new-workload-1-name").set_value(MARKUP).run()
    app = _next(app, times=4)
    app.text_input(key="new-name").set_value(MARKUP).run()
    assert not [element.value for element in app.markdown if "**b**" in element.value]
    app.button(key="new-edit").click().run()
    scenario = loaded(store.scenarios.mine(me)[0].saved_text).scenario
    assert (scenario.name, scenario.workloads[0].name) == (MARKUP, MARKUP)


def test_start_over_forgets_everything(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("new")
    app.button(key="new-add-simulation").click().run()
    app = _next(app)
    assert store.unfinished.kept(me) is not None
    app.button(key="new-again").click().run()
    assert store.unfinished.kept(me) is None
    assert _step(app) == "work"
    assert [field.value for field in app.text_input] == ["Chat assistant"]
