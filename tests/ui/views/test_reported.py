"""Returns, reasons and vendors in the app: asked for, shown, led to."""

from __future__ import annotations

from functools import cache
from io import StringIO

import pytest
from rich.console import Console
from streamlit.testing.v1 import AppTest

from data.store import Store
from models.negotiation import Negotiation
from models.reasons import Reasons
from models.reports import REPORTS
from models.roi import RoiReport
from models.run import Person, Run, Task
from solver.economics.make import make_roi
from solver.reasons.negotiate import make_negotiation
from solver.telling.make import Told, make_told
from tests.program.kit import EXACT, offer, scenario
from tests.ui.runs.conftest import document
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.charts.cash_flow import cash_flow_chart
from ui.charts.reasons import break_even_chart, limits_chart, walk_away_chart
from ui.negotiation_report import INTERNAL, vendor_sentences
from ui.parts.words import RESULT
from ui.reports import SHOWN, shown
from ui.roi_report import demand_lines, roi_head
from ui.runs.asked import WhyOptions, task_options_of
from ui.views.run import DONE

OD = {**offer("od", "on_demand", usd_per_hour=1.0, quota_packs=3.0), "name": "Rented"}
DEAR = {**offer("dear", "on_demand", usd_per_hour=2.0, vendor="volt"), "name": "Dear"}
OWN = {**offer("own", "buy", upfront_usd=50.0, max_packs=2.0), "name": "Bought"}
LAST = {**offer("last", "on_demand", usd_per_hour=3.0, vendor="volt"), "name": "Last"}
GIVEN = scenario(offers=[OD, DEAR, OWN, LAST])
ALL: tuple[Task, ...] = ("roi", "why", "negotiate")


@cache
def told() -> Told:
    """A plan with its returns and its reasons: two bought, two rented, `dear` and `last` not used."""
    found = make_told(GIVEN, "expected", EXACT, alternatives=1)
    assert isinstance(found, Told)
    return found


@cache
def weighed() -> Negotiation:
    """What its vendors are worth."""
    found = make_negotiation(GIVEN, "expected", EXACT)
    assert isinstance(found, Negotiation)
    return found


def report(task: Task) -> RoiReport | Reasons | Negotiation:
    """The report of a task."""
    found = {"roi": told().roi, "why": told().reasons, "negotiate": weighed()}[task]
    assert found is not None
    return found


@pytest.fixture
def runs(store: Store, me: Person) -> dict[Task, Run]:
    return {task: kit.reported(store, me, task, report(task), f"As {task}") for task in ALL}


def texts(app: AppTest) -> str:
    """All that stands on the page, markdown as it is read."""
    kinds = ("title", "header", "text", "caption", "markdown", "warning")
    return "\n".join(element.value for kind in kinds for element in app.get(kind)).replace("\\", "")


def test_returns_say_what_is_saved_and_when_it_is_back(open_view: OpenView, runs: dict[Task, Run]) -> None:
    app, roi = open_view("roi", run=runs["roi"].id), report("roi")
    assert isinstance(roi, RoiReport)
    said = texts(app)
    assert all(part in said for part in (roi_head(roi), cash_flow_chart(roi).sentence, "Not planned: no reserved"))
    costs, gains = (frame.value for frame in app.dataframe[:2])
    assert list(costs["NPV of cost [USD]"])[:2] == [280, 450]  # 2 x 50 and 2 x 90; 3 x 90 and 90 x 2
    on_demand = gains.set_index("Against").loc["All on demand"]
    assert (on_demand["Plan saves, discounted [USD]"], on_demand["Of what it pays [%]"]) == (
        170,
        pytest.approx(100 * 17 / 45),
    )
    assert (on_demand["Extra early spend, nominal [USD]"], on_demand["Paid back [months from the start]"]) == (100, 2)
    assert [button.label for button in app.get("download_button")][:3] == ["roi.json", "roi.csv", "crossover.csv"]


def test_what_plans_bring_and_ways_over_demand_are_shown(open_view: OpenView, store: Store, me: Person) -> None:
    valued = scenario(offers=[OD, OWN], workloads__0__value_per_unit_usd=0.11)
    roi = make_roi(valued, "expected", EXACT)
    assert isinstance(roi, RoiReport)
    app = open_view("roi", run=kit.reported(store, me, "roi", roi, "Valued").id)
    brings = next(f.value for f in app.dataframe if "NPV of value [USD]" in f.value).set_index("Plan")
    plan = roi.plan.money
    assert plan is not None
    assert plan.worth is not None
    assert brings["NPV of value [USD]"].iloc[0] == round(plan.worth.value_usd)
    lines = [line for row in roi.demand_crossovers for line in demand_lines(row, roi.names)]
    assert lines
    assert all(line in texts(app) for line in lines)


def test_reasons_say_what_limits_cost_and_where_others_come_in(open_view: OpenView, runs: dict[Task, Run]) -> None:
    app, why = open_view("why", run=runs["why"].id), report("why")
    assert isinstance(why, Reasons)
    said = texts(app)
    assert all(part in said for part in (why.paragraph, limits_chart(why).sentence, break_even_chart(why).sentence))
    assert "Dear is nearest: it would be used below 50.0 % of its prices." in said
    worths = next(f.value for f in app.dataframe if "Worth, discounted [USD]" in f.value)
    held = worths[worths["Term"] == "that it may be rented by the hour, as the plan does (it is so)"]
    assert list(held["Worth, discounted [USD]"]) == [pytest.approx(180)]
    assert [button.label for button in app.get("download_button")][:2] == ["why.json", "CSV tables (.zip)"]


def test_vendors_say_where_to_walk_away_and_that_it_is_internal(open_view: OpenView, runs: dict[Task, Run]) -> None:
    app, found = open_view("negotiate", run=runs["negotiate"].id), report("negotiate")
    assert isinstance(found, Negotiation)
    said = texts(app)
    assert INTERNAL in said
    assert walk_away_chart(found).sentence in said
    assert all(line in said for page in found.vendors for line in vendor_sentences(found, page))
    stakes = next(f.value for f in app.dataframe if "Prices now, and where to walk away" in f.value).set_index("Offer")
    assert list(stakes["Walk away above [% of its prices]"]) == [pytest.approx(200), pytest.approx(270)]
    assert stakes["Prices now, and where to walk away"]["Bought"] == "50.00 -> 135.00 USD/pack upfront"
    assert "Pages per vendor (.zip)" in [button.label for button in app.get("download_button")]


@pytest.mark.parametrize("task", ALL)
def test_the_run_leads_to_its_report_and_no_other_view_shows_it(
    open_view: OpenView, runs: dict[Task, Run], task: Task
) -> None:
    app = open_view("run", run=runs[task].id)
    assert DONE[task] in texts(app)
    assert RESULT[task][1] in [button.label for button in app.button]
    assert [metric.label for metric in app.metric] == ["Wall clock"]
    other = open_view(ALL[ALL.index(task) - 1], run=runs[task].id)
    assert DONE[task] in texts(other)


def test_they_are_asked_for_in_the_editor(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Weighed", document(GIVEN))
    for task, button in zip(ALL, ("Weigh", "Give the reasons", "Weigh the vendors"), strict=True):
        app = open_view("edit", scenario=own.id)
        app.get("button_group")[0].set_value(task).run()
        assert not app.exception
        if task == "why":
            app.number_input("why-within").set_value(2.5)
        next(each for each in app.button if each.label == button).click().run()
        assert not app.exception, app.exception[0].value
        run = store.runs.history(me)[0]
        assert (run.task, run.case, run.draft) == (task, "expected", own.id)
        assert task_options_of(run) == (WhyOptions(within_percent=2.5) if task == "why" else None)


def test_the_command_line_shows_every_report_that_a_run_may_end_with() -> None:
    assert set(SHOWN) == set(REPORTS.values())
    for task, said in zip(ALL, ("What the plan saves", "Offers left out", "How to read this"), strict=True):
        out = Console(width=140, record=True, file=StringIO())
        out.print(shown(report(task)))
        assert said in out.export_text()
