"""The start view: what is offered, and where each way leads."""

from __future__ import annotations

import pytest

from data.store import Store
from models.run import Person
from tests.ui.views.conftest import SHIPPED_STEMS, OpenView
from ui.scenario_file import SHIPPED


@pytest.mark.parametrize("stem", SHIPPED_STEMS)
def test_one_click_queues_a_shipped_scenario(open_view: OpenView, store: Store, me: Person, stem: str) -> None:
    open_view("start").button(f"solve-{stem}").click().run()
    (run,) = store.runs.history(me)
    assert (run.status, run.case, run.visibility) == ("queued", "expected", "private")
    assert store.runs.document(me, run.id) == (SHIPPED / f"{stem}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", SHIPPED_STEMS)
def test_opening_a_shipped_scenario_makes_one_own_copy(
    open_view: OpenView, store: Store, me: Person, stem: str
) -> None:
    for _ in range(2):
        open_view("start").button(f"open-{stem}").click().run()
    (copy,) = store.scenarios.mine(me)
    assert copy.shipped == stem
    assert copy.saved_text == (SHIPPED / f"{stem}.yaml").read_text(encoding="utf-8")


def test_each_card_says_how_large_it_is(open_view: OpenView) -> None:
    captions = [caption.value for caption in open_view("start").caption]
    assert len([text for text in captions if "workloads" in text and "months" in text]) == len(SHIPPED_STEMS)


def test_an_own_scenario_is_renamed_and_not_deleted_without_a_question(
    open_view: OpenView, store: Store, me: Person
) -> None:
    saved = store.scenarios.create(me, "First", "name: First")
    app = open_view("start")
    app.text_input(f"name-{saved.id}").set_value("Second")
    next(button for button in app.button if button.label == "Rename").click().run()
    assert store.scenarios.find(me, saved.id).name == "Second"
    app.button(f"delete-{saved.id}").click().run()
    assert "Delete for good" in [button.label for button in app.button]
    assert store.scenarios.mine(me)


def test_names_are_shown_as_they_are(open_view: OpenView, store: Store, me: Person) -> None:
    saved = store.scenarios.create(me, "**b** <i>i</i>", "name: x")
    shown = open_view("start").get("page_link")
    assert any(r"\*\*b\*\* \<i\>i\</i\>" in link.proto.label for link in shown), saved
