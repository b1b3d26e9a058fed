"""Units over their life in a plan's section of their own."""

from __future__ import annotations

from data.store import Store
from models.plan import Plan
from models.run import Person
from tests.answers.test_lifecycle import teams_plan
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.planview.lifecycle import TABLES


def test_every_table_is_shown_with_its_units(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("plan", run=kit.done(store, me, teams_plan()).id, section="Lifecycle")
    assert [header.value for header in app.header][1:] == list(TABLES.values())
    retire, spare, transfers, reviews, running = (frame.value for frame in app.dataframe)
    assert list(retire["Saves from the review on, nominal [USD]"]) == [67.0]
    assert list(spare["Internal price [USD/accelerator/h]"]) == [0.8833]
    assert list(transfers["Ready in [weeks]"].fillna(-1)) == [0.0, 52.0, -1.0]
    assert list(transfers["Verdict"]) == ["runs there", "hand over", "ruled out"]
    assert "Worth [USD/month]" in reviews
    assert {"Cost to run [USD/month]", "Its work elsewhere [USD/month]"} <= set(running)
    said = " ".join(text.value for text in app.text)
    assert "Retire at the review 2027-03" in said
    assert "not for tied@eu" in said


def test_a_plan_from_before_says_so(open_view: OpenView, store: Store, me: Person, plan: Plan) -> None:
    app = open_view("plan", run=kit.done(store, me, plan).id, section="Lifecycle")
    assert any("run it again" in info.value for info in app.info)
