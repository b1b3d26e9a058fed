"""Rules of thumb and findings in a plan's own section."""

from __future__ import annotations

from data.store import Store
from models.plan import Plan
from models.run import Person
from tests.answers.guiding import CHEAP, cases, plan_of
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.rules_report import FINDINGS, LIST_TITLE, NO_FINDINGS, PLATFORM_TITLE, SIGNAL_TITLE, WORK_TITLE

SECTION = "Rules and findings"


def test_findings_tables_and_shortlist_are_shown(open_view: OpenView, store: Store, me: Person) -> None:
    plan = plan_of({**CHEAP, **cases(1.0, 0.5, 1.5)})
    app = open_view("plan", run=kit.done(store, me, plan).id, section=SECTION)
    titles = [FINDINGS, PLATFORM_TITLE, SIGNAL_TITLE, WORK_TITLE, LIST_TITLE]
    assert [header.value for header in app.header][1:] == titles
    made, platforms, signals, work, listed = (frame.value for frame in app.dataframe)
    assert list(made["Finding"]) == [row.what.partition(":")[0] for row in plan.findings]
    said = " ".join(text.value for text in app.text)
    assert all(row.advice in said for row in plan.findings)
    assert len(signals) == 5
    assert list(platforms["Plan serves there [%]"]) == [0.0, 100.0]
    assert list(platforms["Where the plan differs"]) == ["hardly used", ""]
    assert "job, gpu: hardly used: it costs more there" in said
    assert list(work["Served there [%]"]) == [100.0 * ("asic" in work["Usual best fit"][0])]
    assert list(listed["Layer"]) == ["general", "specialized"]


def test_a_plan_without_findings_and_one_from_before_say_so(
    open_view: OpenView, store: Store, me: Person, plan: Plan
) -> None:
    clean = plan_of({**CHEAP, **cases(1.0, 0.5, 1.5)}).model_copy(update={"findings": ()})
    app = open_view("plan", run=kit.done(store, me, clean).id, section=SECTION)
    assert NO_FINDINGS in [text.value for text in app.text]
    app = open_view("plan", run=kit.done(store, me, plan).id, section=SECTION)
    assert not app.dataframe
    assert "before rules were computed" in app.info[0].value
