"""Workloads against accelerators, and vendors against each other, in a plan's page."""

from __future__ import annotations

import pytest

from data.store import Store
from models.plan import Plan
from models.run import Person
from tests.rivalry import planned
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.planview.scores import BEFORE, SHOWN, matrix_frame
from ui.score_report import TITLES


def test_the_matrix_marks_the_choice_in_words(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("plan", run=kit.done(store, me, planned()).id, section="Scorecard")
    assert set(TITLES.values()) <= {header.value for header in app.header}
    assert app.dataframe[0].value["gpu"][0] == "\u25d0 part: 0.2 USD per request"
    app.selectbox(key="matrix_shows").set_value("Porting").run()
    assert app.dataframe[0].value["tpu"][0] == "\u25cf main: 100 USD, 1 month, 2 engineer-months"


STAYS = "The first stays so at weights"


@pytest.mark.parametrize(
    ("shown", "gpu"),
    [
        ("Throughput per accelerator", "10 requests/h"),
        ("Latency nearest to its target", "no target"),
        ("Power per unit", "0.1 kWh per request"),
        ("Maturity", "in use"),
        ("Operational risk", "2: proprietary stack, benchmark is a claim or estimate"),
        ("Supply", "from 2027-02"),
    ],
)
def test_cells_show_what_is_asked_for(shown: str, gpu: str) -> None:
    (row,) = matrix_frame(planned(), SHOWN[shown]).to_dict("records")
    assert row["Workload"] == "job"
    assert row["gpu"] == f"\u25d0 part: {gpu}"


def test_points_blanks_and_ranges_are_shown(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("plan", run=kit.done(store, me, planned()).id, section="Scorecard")
    makers, payees = [frame.value for frame in app.dataframe if "Criterion" in frame.value and STAYS in frame.value]
    assert list(makers.columns) == ["Criterion", "Weight [ratio]", "volt", "acme", STAYS]
    support = makers[makers["Criterion"] == "support"].iloc[0]
    assert (support["volt"], support["acme"]) == ("blank", "blank")
    assert len(payees.columns) == 3 + 3
    assert any("volt is first of 2" in text.value for text in app.text)
    compatibility = makers[makers["Criterion"] == "software compatibility"].iloc[0]
    assert compatibility[STAYS] == "0 to 1.72; above: acme"


def test_a_plan_from_before_says_so(open_view: OpenView, store: Store, me: Person, plan: Plan) -> None:
    app = open_view("plan", run=kit.done(store, me, plan).id, section="Scorecard")
    assert [info.value for info in app.info] == [BEFORE]
