from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.document import Document, Edit, Step
from data.store import Store
from models.run import Person
from tests.ui.views.conftest import SHIPPED_STEMS, OpenView
from ui.editing.desk import Desk
from ui.editing.sections import SECTIONS, YAML
from ui.editing.session import Session
from ui.scenario_file import SHIPPED

HOSTILE = "<script>alert(1)</script> [x](http://evil.example) **b** :red[r] $x$ =1+1 " + "long" * 500
OTHERS = [section.title for section in SECTIONS if section.title != YAML]


def shipped(stem: str) -> str:
    return (SHIPPED / f"{stem}.yaml").read_text(encoding="utf-8")


def made(store: Store, me: Person, text: str, name: str = "Mine") -> str:
    return store.scenarios.create(me, name, text).id


def desk(app: AppTest) -> Desk:
    found = app.session_state["desk"]
    assert isinstance(found, Desk)
    return found


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].value
    return app


@pytest.mark.parametrize("stem", SHIPPED_STEMS)
def test_every_part_of_every_shipped_scenario_opens(stem: str, open_view: OpenView, store: Store, me: Person) -> None:
    scenario = made(store, me, shipped(stem), stem)
    app = open_view("edit", scenario=scenario)
    assert app.title[0].value == stem.replace("-", r"\-")
    assert "No changes since version 1" in app.caption[0].value
    for section in SECTIONS:
        app.session_state["section"] = section.title
        for part in section.parts[1:] or section.parts:
            app.session_state[f"part-{section.title}"] = part.title
            app.run()
            assert not app.exception, (section.title, part.title, app.exception[0].value)
            assert not app.error, (section.title, part.title)
    assert store.scenarios.draft(me, scenario).edits == []


@pytest.mark.parametrize("section", [*OTHERS, YAML])
def test_hostile_values_are_shown_as_text_in_every_section(
    section: str, open_view: OpenView, store: Store, me: Person
) -> None:
    document = Document.read(shipped("enterprise-copilot"))
    steps = [Step("set", at, HOSTILE) for at in (
        ("name",), ("workloads", 0, "id"), ("workloads", 0, "demand", 0, "geography"), ("sites", 0), ("offers", 1),
        ("offers", 0, "usd_per_hour"), ("offers", 0, "pack"), ("cases", 0, "id"), ("cases", 0, "probability"),
        ("policy", "finance", "discount_rate"), ("policy", "finance", "end_value"), ("benchmarks", 0),
        ("policy", "max_stacks_per_workload"), ("geographies", 0), ("horizon", "periods"),
        ("horizon", "blocks", 0, "share"),
        ("workloads", 0, "is_interruptible"), ("workloads", 0, "jurisdictions"), ("policy", "headroom"),
    )]  # fmt: skip
    document.apply(Edit((*steps, Step("set", (HOSTILE[:150],), [HOSTILE, {"a": HOSTILE}]))))
    app = open_view("edit", scenario=made(store, me, document.text(), HOSTILE[:200]), section=section)
    for part in next(one for one in SECTIONS if one.title == section).parts:
        app.session_state[f"part-{section}"] = part.title
        app.run()
        assert not app.exception, (part.title, app.exception[0].value)
    shown = [element.value for element in (*app.markdown, *app.title, *app.caption, *app.error)]
    labels = [button.label for button in app.button]
    for text in (*shown, *labels):
        assert "](http" not in text.replace(r"\]\(http", ""), text[:200]
        assert "**b**" not in text, text[:200]


def test_numbers_beyond_what_a_browser_can_hold(open_view: OpenView, store: Store, me: Person) -> None:
    document = Document.read(shipped("enterprise-copilot"))
    document.apply(Edit((
        Step("set", ("policy", "finance", "discount_rate"), 1e300), Step("set", ("horizon", "periods"), 10**20),
        Step("set", ("policy", "exposure"), {"id": "x", "max_usd": 10**25}),
        Step("set", ("offers", 1), {"id": "y", "pack": 10**18}),
    )))  # fmt: skip
    scenario = made(store, me, document.text().replace("1e+300", ".inf"))
    for section in ("Policy and limits", "Horizon", "Offers and prices"):
        assert not open_view("edit", scenario=scenario, section=section).exception


def test_a_form_field_edits_the_document_and_undo_takes_it_back(open_view: OpenView, store: Store, me: Person) -> None:
    scenario = made(store, me, shipped("enterprise-copilot"))
    app = open_view("edit", scenario=scenario, section="Policy and limits")
    rate = next(field for field in app.number_input if field.label.startswith("Discount rate"))
    assert rate.value == 0.09
    rate.set_value(0.11).run()
    assert desk(app).session.document.at(("policy", "finance", "discount_rate")) == 0.11
    assert "1 change since version 1" in app.caption[0].value
    click(app, "undo")
    assert desk(app).session.document.at(("policy", "finance", "discount_rate")) == 0.09
    assert next(field for field in app.number_input if field.label.startswith("Discount rate")).value == 0.09
    assert app.caption[0].value.startswith(r"Undone\: finance\: discount rate")
    click(app, "redo")
    assert desk(app).session.document.at(("policy", "finance", "discount_rate")) == 0.11


def test_an_invalid_value_is_kept_named_and_led_to(open_view: OpenView, store: Store, me: Person) -> None:
    scenario = made(store, me, shipped("enterprise-copilot"))
    app = open_view("edit", scenario=scenario, section="Policy and limits")
    next(field for field in app.number_input if field.label.startswith("Discount rate")).set_value(7.0).run()
    (problem,) = desk(app).session.checked.problems
    assert "out of range" in problem.message
    assert any("out of range" in error.value for error in app.error), "beside the field"
    app.session_state["section"] = "Workloads"
    app.run()
    click(app, "problem-0")
    assert app.session_state["section"] == "Policy and limits"
    assert any(r"Discount rate \[1/year\]" in error.value for error in app.error)
    next(field for field in app.number_input if field.label.startswith("Discount rate")).set_value(0.07).run()
    assert app.success[0].value.startswith("Solved")
    click(app, "focus-leave")
    assert not app.success


def test_rows_are_added_and_deleted_by_buttons(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("edit", scenario=made(store, me, shipped("enterprise-copilot")))
    click(app, "add-Workloads/Work/workloads")
    assert len(desk(app).session.document.at(("workloads",))) == 3
    assert desk(app).first("workloads") == (("workloads", 2),)
    assert len(desk(app).session.checked.problems) > 1
    click(app, "undo")
    assert desk(app).session.checked.problems == ()


def test_the_text_is_taken_over_with_its_comments_or_refused_with_line_and_column(
    open_view: OpenView, store: Store, me: Person
) -> None:
    text = shipped("enterprise-copilot")
    app = open_view("edit", scenario=made(store, me, text), section=YAML)
    area = app.text_area[0]
    assert area.value == text
    area.set_value("name: [1\n").run()
    click(app, "yaml-apply")
    assert app.error[0].value.startswith(r"Not taken over\. Line")
    assert desk(app).session.document.text() == text
    assert app.text_area[0].value == "name: [1\n", "what was typed is still there"
    app.text_area[0].set_value(text + "# my own comment\n").run()
    click(app, "yaml-apply")
    assert not app.error
    assert desk(app).session.document.text() == text + "# my own comment\n"
    app.text_area[0].set_value("name: x\n").run()
    click(app, "yaml-drop")
    assert app.text_area[0].value == text + "# my own comment\n"


def test_the_draft_is_there_in_the_next_session(open_view: OpenView, store: Store, me: Person) -> None:
    scenario = made(store, me, shipped("enterprise-copilot"))
    app = open_view("edit", scenario=scenario, section="Policy and limits")
    next(field for field in app.number_input if field.label.startswith("Discount rate")).set_value(0.11).run()
    again = open_view("edit", scenario=scenario, section="Policy and limits")
    assert "1 change since version 1" in again.caption[0].value
    assert next(field for field in again.number_input if field.label.startswith("Discount rate")).value == 0.11
    click(again, "undo")
    assert "No changes since version 1" in again.caption[0].value


def test_changes_in_another_window_are_shown_and_nothing_is_overwritten(
    open_view: OpenView, store: Store, me: Person
) -> None:
    scenario = made(store, me, shipped("enterprise-copilot"))
    app = open_view("edit", scenario=scenario, section="Policy and limits")
    other = Session.open(store, me, scenario)
    other.edit(Edit((Step("set", ("policy", "finance", "discount_rate"), 0.2),), "rate"))
    next(field for field in app.number_input if field.label.startswith("Internal")).set_value(0.9).run()
    assert "another window" in app.error[0].value
    assert "Not taken over" in app.error[0].value
    assert desk(app).session.document.at(("policy", "finance", "discount_rate")) == 0.2
    other.edit(Edit((Step("set", ("policy", "finance", "discount_rate"), 0.3),), "rate"))
    app.run()
    assert "another window" in app.warning[0].value
    assert next(field for field in app.number_input if field.label.startswith("Discount rate")).value == 0.3


def test_what_is_not_ones_own_is_not_shown(open_view: OpenView, store: Store) -> None:
    for scenario in ("", "0123456789abcdef", "../../etc"):
        app = open_view("edit", scenario=scenario)
        assert "no such scenario" in app.error[0].value
        assert not app.title


def test_a_text_that_cannot_be_read_can_be_downloaded(open_view: OpenView, store: Store, me: Person) -> None:
    scenario = made(store, me, "name: [1\n")
    app = open_view("edit", scenario=scenario)
    assert "cannot be opened" in app.error[0].value
    assert any("not valid YAML" in text.value for text in app.text)


def test_a_draft_that_cannot_be_replayed_can_be_given_up(open_view: OpenView, store: Store, me: Person) -> None:
    scenario = made(store, me, shipped("enterprise-copilot"))
    store.scenarios.append_edit(
        me, scenario, 0, '{"words": "x", "steps": [{"kind": "remove", "at": ["nothing"], "value": null}]}'
    )
    app = open_view("edit", scenario=scenario)
    assert "cannot be opened" in app.error[0].value
    click(app, "give-up")
    assert not app.error
    assert app.title[0].value == "Mine"


def test_the_draft_is_queued_as_it_is_with_case_variant_gap_and_limit(
    open_view: OpenView, store: Store, me: Person
) -> None:
    scenario = made(store, me, shipped("enterprise-copilot"), "Copilot")
    app = open_view("edit", scenario=scenario, section="Policy and limits")
    next(field for field in app.number_input if field.label.startswith("Discount rate")).set_value(0.11).run()
    next(box for box in app.selectbox if box.label == "Demand case").set_value("aggressive")
    next(box for box in app.selectbox if box.label == "Variant").set_value("restless")
    next(field for field in app.number_input if field.label.startswith("Stop at a gap")).set_value(2.0)
    next(field for field in app.number_input if field.label.startswith("Time limit")).set_value(3.0)
    next(button for button in app.button if button.label == "Solve").click().run()
    assert not app.exception, app.exception[0].value
    (run,) = store.runs.history(me)
    assert (run.case, run.variant, run.draft, run.scenario_name) == ("aggressive", "restless", scenario, "Copilot")
    assert (run.options["gap"], run.options["time_limit_s"]) == (0.02, 180)
    assert "discount_rate: 0.11" in store.runs.document(me, run.id)


def test_a_draft_with_problems_is_not_offered_to_be_solved(open_view: OpenView, store: Store, me: Person) -> None:
    text = shipped("enterprise-copilot").replace("periods: 36", "periods: 0")
    app = open_view("edit", scenario=made(store, me, text))
    assert not [button for button in app.button if button.label == "Solve"]


def test_what_can_be_said_before_solving_and_that_it_is_old(open_view: OpenView, store: Store, me: Person) -> None:
    text = shipped("enterprise-copilot").replace(
        "incumbent_stacks: [cuda]", "incumbent_stacks: [cuda]\n    funding: us", 1
    )
    app = open_view("edit", scenario=made(store, me, text), section="Policy and limits")
    app.session_state["checks"] = True
    app.run()
    click(app, "check-now")
    said = "\n".join(element.value for element in app.markdown)
    assert "Problems that rule out every plan" in said
    assert "Inputs without effect" in said
    assert "Possible placements" in said
    assert not app.warning
    next(field for field in app.number_input if field.label.startswith("Discount rate")).set_value(0.11).run()
    assert "has changed since" in app.warning[0].value


def test_saving_and_discarding_ask_first(open_view: OpenView, store: Store, me: Person) -> None:
    scenario = made(store, me, shipped("enterprise-copilot"))
    app = open_view("edit", scenario=scenario, section="Policy and limits")
    rate = next(field for field in app.number_input if field.label.startswith("Discount rate"))
    rate.set_value(0.11).run()
    click(app, "save")
    assert any("1 difference from version 1" in element.value for element in app.markdown)
    assert store.scenarios.find(me, scenario).revision == 1
    click(app, "discard")
    assert any("1 difference from version 1" in element.value for element in app.markdown)
    assert len(store.scenarios.draft(me, scenario).edits) == 1


def test_reviews_are_a_table_of_cases_and_what_is_wrong_is_said(open_view: OpenView, store: Store, me: Person) -> None:
    document = Document.read(shipped("support-inference"))
    reviews = [{"month": "2028-01"}, {"month": "2027-07", "groups": [["conservative", "expected"]]}]
    document.apply(Edit((Step("set", ("policy", "uncertainty", "reviews"), reviews),)))
    app = open_view("edit", scenario=made(store, me, document.text()), section="Cases")
    app.session_state["part-Cases"] = "One plan for all cases"
    app.run()
    assert not app.exception, app.exception[0].value
    (said,) = (error.value.replace("\\", "") for error in app.error)
    assert said.startswith("Review 2, 2027-07: 2027-07 is not after the review before it, 2028-01")
    assert "not so: aggressive" in said
