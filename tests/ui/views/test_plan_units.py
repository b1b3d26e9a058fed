"""What units cost in a plan's section on cost."""

from __future__ import annotations

from data.store import Store
from models.run import Person
from tests.proof.test_audit_launching import planned as launched
from tests.proof.test_audit_operating import planned
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.unit_report import LINES, PARTS, TITLE
from ui.value_report import LAUNCHES, VALUE


def test_waterfall_units_and_lines_are_shown(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("plan", run=kit.done(store, me, planned()).id, section="Cost")
    headers = [header.value for header in app.header]
    assert {TITLE, VALUE, PARTS, LINES} <= set(headers)
    (units,) = [frame.value for frame in app.dataframe if "Units served" in frame.value]
    assert list(units["Span"]) == ["horizon", "2027"] * 2
    (lines,) = [frame.value for frame in app.dataframe if "Rate in" in frame.value]
    assert list(lines["Line"]) == [row.name for row in planned().operating_costs]
    (worth,) = [frame.value for frame in app.dataframe if "Margin, USD per 1,000 units" in frame.value]
    assert list(worth["Value [USD]"]) == ["180"] * 2
    assert [box.label for box in app.selectbox if box.label in ("Workload", "Span")] == ["Workload", "Span"]


def test_launches_stand_beside_the_orders(open_view: OpenView, store: Store, me: Person) -> None:
    app = open_view("plan", run=kit.done(store, me, launched()).id, section="Orders")
    assert LAUNCHES in [header.value for header in app.header]
    (rows,) = [frame.value for frame in app.dataframe if "Launched [month]" in frame.value]
    assert list(rows["Launched [month]"]) == ["2027-02", "not inside the horizon"]
