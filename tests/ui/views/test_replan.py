"""Planning again in the app: asked for on the page of a plan, solved like any run, shown with what it changes."""

from __future__ import annotations

from typing import Any

from data.store import Store
from models.plan import Plan
from models.run import Person
from tests.proof.test_audit_replan import again
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView


def replanned() -> Plan:
    """A plan made again: one firm order, one change of orders."""
    return again()


def texts(app: Any) -> str:
    """All that stands on the page."""
    return "\n".join(element.value for kind in ("header", "text", "caption", "markdown") for element in app.get(kind))


def test_what_is_firm_and_what_changes_stands_above_the_orders(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("plan", run=kit.done(store, me, replanned()).id)
    said = texts(app)
    assert "Changes against the previous plan" in said
    assert "Firm orders of the previous plan, kept as they are" in said
    assert replanned().changes[0].text in said
    (frame,) = [frame.value for frame in app.dataframe if "Holding" in frame.value]
    assert list(frame["Holding"]) == ["own/2027-01"]


def test_a_plan_is_planned_again_from_its_page(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.done(store, me, replanned())
    app = open_view("plan", run=run.id)
    app.text_input("replan-firm").input("June").run()
    assert [error.value for error in app.error] == ["Write the month as 2027-03."]
    app.text_input("replan-firm").input("").run()
    assert app.button("replan-go").label == "Plan again"
