"""The plan view: every section for every shipped scenario, and every figure on it as plan.json holds it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.load import load_scenario
from data.plan_io import plan_json
from data.plan_tables import LAYOUTS
from data.store import Store
from models.plan import Plan
from models.run import Person, Run
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.answers.kit import planned
from tests.program.test_agreement import promised as agreed
from tests.program.test_agreement import terms
from tests.program.test_carbon import capped
from tests.program.test_commitment import promised
from tests.program.test_expansion import hall as enlarged_hall
from tests.program.test_lanes import packs_of
from tests.shipped import Shipped
from tests.ui.test_ending_report import plan as ending_plan
from tests.ui.test_lockin_report import plan as lock_in_plan
from tests.ui.views import kit
from tests.ui.views.conftest import SHIPPED_STEMS, OpenView
from ui.ending_report import EXTENSIONS, RELEASES, ending_sentence
from ui.figures import percent, usd
from ui.planview.tables import in_words
from ui.views.plan import SECTIONS

REFERENCE = Path(__file__).parents[2] / "reference"
RECORDS = {"Sites": "sites", "Placement": "removed_arcs", "Limits": "limits"}
"""Sections that show records of plan.json, and which."""
NAMED = {"site": "sites", "workload": "workloads", "accelerator": "accelerators", "geography": "geographies"}


@pytest.fixture(scope="session", params=SHIPPED_STEMS)
def shipped(request: pytest.FixtureRequest, shipped_plans: Shipped) -> Plan:
    """The plan of each shipped scenario."""
    return shipped_plans(request.param)


@pytest.fixture
def run_of(store: Store, me: Person, shipped: Plan) -> Run:
    """A finished run with that plan."""
    return kit.done(store, me, shipped)


def _texts(app: AppTest) -> str:
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "info")
    return "\n".join(element.value for kind in kinds for element in app.get(kind))


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_shows_every_shipped_plan(open_view: OpenView, run_of: Run, shipped: Plan, section: str) -> None:
    app = open_view("plan", run=run_of.id, section=section)
    assert not app.error
    assert {metric.value for metric in app.metric} == {
        usd(shipped.objective_usd), usd(shipped.costs.total_nominal_usd), usd(shipped.bound_usd), percent(shipped.gap)
    }  # fmt: skip
    assert shipped.evidence.sentence in _texts(app)
    _headings_use_names_and_leave_no_level_out(app, shipped)


def _headings_use_names_and_leave_no_level_out(app: AppTest, shipped: Plan) -> None:
    assert len(app.title) == 1
    assert len(app.header) >= 2
    assert not app.subheader
    heads = " ".join(header.value for header in app.header).replace("\\", "")
    ids = {*shipped.names.accelerators, *shipped.names.sites, *shipped.names.workloads}
    assert not [known for known in ids if re.search(rf"(?<![\w-]){re.escape(known)}(?![\w-])", heads)]


def test_the_orders_on_the_page_are_those_of_plan_json(open_view: OpenView, run_of: Run, shipped: Plan) -> None:
    shown = open_view("plan", run=run_of.id).dataframe[0].value
    columns = ["Offer", "Ordered [month]", "In service from [month]", "Packs", "Accelerators"]
    found = shown[[*columns, "Cost in the horizon, nominal [USD]"]].itertuples(index=False, name=None)
    assert sorted((*row, round(usd)) for *row, usd in found) == sorted(
        (o.offer, o.order_period, o.in_service_period, o.packs, o.accelerators, round(o.cost_usd))
        for o in shipped.orders
    )
    assert set(shown["Accelerator"]) == {shipped.names.accelerator(o.accelerator) for o in shipped.orders}


@pytest.mark.parametrize(("section", "name"), RECORDS.items())
def test_records_on_the_page_are_those_of_plan_json_by_their_names(
    open_view: OpenView, run_of: Run, shipped: Plan, section: str, name: str
) -> None:
    app = open_view("plan", run=run_of.id, section=section)
    document = json.loads(plan_json(shipped))
    keys = {"sites": ("site", "energy_kwh"), "removed_arcs": ("workload", "accelerator", "site", "detail")}
    fields = keys.get(name, ("limit", "used", "allowed"))
    records = [tuple(_as_shown(field, row[field], document) for field in fields) for row in document[name]]
    headers = [in_words(field) for field in fields]
    frames = [frame.value[headers] for frame in app.dataframe if {*headers} <= {*frame.value}]
    shown = [list(frame.itertuples(index=False, name=None)) for frame in frames]
    assert any(_same(rows, records) for rows in shown) is bool(records)


def _as_shown(field: str, value: Any, document: dict[str, Any]) -> Any:
    """A name instead of an id."""
    return document["names"].get(NAMED.get(field, ""), {}).get(value, value)


def _same(rows: list[tuple[Any, ...]], records: list[tuple[Any, ...]]) -> bool:
    """Whether they hold the same in any order, figures to three digits."""
    return len(rows) == len(records) and all(
        mine == theirs if isinstance(theirs, str) else mine == pytest.approx(theirs, rel=1e-3)
        for row, record in zip(sorted(rows), sorted(records), strict=True)
        for mine, theirs in zip(row, record, strict=True)
    )


def test_limits_come_in_the_order_in_which_they_press(open_view: OpenView, run_of: Run) -> None:
    app = open_view("plan", run=run_of.id, section="Limits")
    table = next(frame.value for frame in app.dataframe if "Limit" in frame.value)
    binding = list(table["Is binding"])
    assert binding == sorted(binding, reverse=True)
    assert (table["Used [%]"] <= 100.05).all()
    at_least = table[table["Unit"].str.endswith("at least")]
    assert (at_least["Used"] >= at_least["Allowed"] * 0.999).all()


def test_who_carries_what_while_something_is_lost_is_shown_where_it_is_asked(
    open_view: OpenView, run_of: Run, shipped: Plan
) -> None:
    app = open_view("plan", run=run_of.id, section="Limits")
    frames = [frame.value for frame in app.dataframe if "Lost" in frame.value]
    assert [len(frame) for frame in frames] == [len(shipped.backups)] * bool(shipped.backups)
    losses = {
        f"{row.lose} {shipped.names.sites.get(row.lost) or shipped.names.vendor(row.lost)}" for row in shipped.backups
    }
    told = [set(frame.value["Without"]) for frame in app.dataframe if "Without" in frame.value]
    assert told == [losses] * bool(losses)


def test_modules_of_sites_are_shown_beside_the_orders(open_view: OpenView, store: Store, me: Person) -> None:
    made = make_plan(enlarged_hall(), "expected")
    assert isinstance(made, Planned)
    app = open_view("plan", run=kit.done(store, me, made.plan).id)
    assert "Modules ordered to enlarge sites" in [header.value for header in app.header]
    (frame,) = [frame.value for frame in app.dataframe if "Module" in frame.value]
    assert list(frame.itertuples(index=False, name=None)) == [
        tuple(row.model_dump().values()) for row in made.plan.expansions
    ]
    assert list(frame.columns)[4:9] == [
        "Modules",
        "Power [kW at the meter]",
        "Racks [racks]",
        "Floor [m2]",
        "Cooling [kW]",
    ]


def test_packs_that_leave_or_stay_are_shown_beside_the_orders(open_view: OpenView, store: Store, me: Person) -> None:
    made = ending_plan()
    app = open_view("plan", run=kit.done(store, me, made).id)
    assert {RELEASES, EXTENSIONS} <= {header.value for header in app.header}
    assert ending_sentence(made) in [text.value for text in app.text]
    (left,) = [frame.value for frame in app.dataframe if "Fee, nominal [USD]" in frame.value]
    assert left[["Offer", "Kind", "Leaves [month]", "Packs", "Fee, nominal [USD]"]].values.tolist() == [
        ["lease", "exit", "2027-02", 2.0, 10.0]
    ]
    (stayed,) = [
        frame.value for frame in app.dataframe if "Kind" in frame.value and "Fee, nominal [USD]" not in frame.value
    ]
    assert list(stayed["Kind"]) == ["buyout"]


def test_agreements_are_shown_by_contract_year(open_view: OpenView, store: Store, me: Person) -> None:
    made = make_plan(agreed(terms(commitment_usd=[1200.0])), "expected")
    assert isinstance(made, Planned)
    app = open_view("plan", run=kit.done(store, me, made.plan).id)
    assert "Enterprise agreements in force, by contract year" in {header.value for header in app.header}
    (years,) = (frame.value for frame in app.dataframe if "Agreement" in frame.value)
    assert list(years.columns)[2:] == [
        "Contract year",
        "From [month]",
        "Until [month]",
        "Committed, nominal [USD]",
        "Charged before the rebate, nominal [USD]",
        "Rebate, nominal [USD]",
        "Drawn down: charged less rebate [USD]",
        "Shortfall, nominal [USD]",
    ]
    assert list(years["Shortfall, nominal [USD]"]) == [12.0]


def test_commitments_are_shown_with_their_use(open_view: OpenView, store: Store, me: Person) -> None:
    made = make_plan(promised(), "expected")
    assert isinstance(made, Planned)
    app = open_view("plan", run=kit.done(store, me, made.plan).id)
    assert {"Spend commitments signed", "Use of spend commitments"} <= {header.value for header in app.header}
    signed, used = (frame.value for frame in app.dataframe if "Commitment" in frame.value)
    assert list(signed["Committed [USD/h]"]) == [1.2]
    assert list(used.columns)[3:] == [
        "Committed, nominal [USD]",
        "Used, at its rates [USD]",
        "Unused [USD]",
        "Used [%]",
        "Covered usage on demand [USD]",
    ]
    assert list(used["Unused [USD]"]) == [12.0, 12.0, 12.0]


def test_payments_are_shown_by_fiscal_year(open_view: OpenView, run_of: Run, shipped: Plan) -> None:
    app = open_view("plan", run=run_of.id, section="Cost")
    (shown,) = [frame.value for frame in app.dataframe if "Approved [USD]" in frame.value]
    assert list(shown["Fiscal year"]) == [str(row.fiscal_year) for row in shipped.books]
    assert list(shown["Paid [USD]"]) == pytest.approx([row.paid_usd for row in shipped.books], abs=1)


def test_payments_for_pilots_are_shown_where_there_are_any(open_view: OpenView, run_of: Run, shipped: Plan) -> None:
    app = open_view("plan", run=run_of.id, section="Cost")
    records = [(str(row.fiscal_year), row.kind, round(row.pilots_usd)) for row in shipped.spending]
    (shown,) = [frame.value for frame in app.dataframe if "Pilots [USD]" in frame.value] or [None]
    if shown is not None:
        found = shown[["Fiscal year", "Kind", "Pilots [USD]"]].itertuples(index=False, name=None)
        assert [(year, kind, round(usd)) for year, kind, usd in found] == records
    assert (shown is not None) is bool(records)
    assert ("Payments for pilot accelerators" in _texts(app)) is bool(records)


def test_carbon_is_shown_with_every_limit_on_it(open_view: OpenView, store: Store, me: Person) -> None:
    """450 of 720 kg may be caused."""
    made = make_plan(capped({"id": "cap", "max_kg": 450.0}), "expected")
    assert isinstance(made, Planned)
    app = open_view("plan", run=kit.done(store, me, made.plan).id, section="Sites")
    assert "Carbon, location-based: 0.45 t CO2e over the horizon" in _texts(app)
    (frame,) = [frame.value for frame in app.dataframe if "Limit [kg CO2e]" in frame.value]
    (row,) = frame.to_dict("records")
    assert (row["Limit"], row["Per"], row["Limit [kg CO2e]"]) == ("cap", "horizon", 450.0)
    assert row["Carbon, location-based [kg CO2e]"] == pytest.approx(450.0)


def test_shares_mixes_and_portability_are_shown(open_view: OpenView, store: Store, me: Person) -> None:
    run = kit.done(store, me, lock_in_plan()).id
    limits = [frame.value for frame in open_view("plan", run=run, section="Limits").dataframe]
    (share,) = [frame for frame in limits if "Share of all [%]" in frame and "Share allowed [%]" in frame]
    assert list(share["Share of all [%]"]) == [100.0] * 3
    (mix,) = [frame for frame in limits if "Share at least [%]" in frame]
    assert list(mix["Of the part [see Measure]"]) == [2.0, 2.0]
    placed = [frame.value for frame in open_view("plan", run=run, section="Placement").dataframe]
    (scores,) = [frame for frame in placed if "Runtime [%]" in frame]
    assert scores.to_dict("records") == [
        {"Workload": "job", "Runtime [%]": 25.0, "Serving [%]": 50.0, "Work on scored stacks [%]": 100.0}
    ]
    assert "Most is bound at the end of 2027-01" in _texts(open_view("plan", run=run, section="Cost"))


def test_the_price_of_lanes_kept_apart_is_shown(open_view: OpenView, store: Store, me: Person) -> None:
    """2.5 accelerators of work in each of two lanes, in packs of 5: 1000 USD apart, 500 together."""
    made = make_plan(packs_of(5), "expected")
    assert isinstance(made, Planned)
    app = open_view("plan", run=kit.done(store, me, made.plan).id, section="Cost")
    assert "Keeping lanes production and research apart costs 500 USD" in _texts(app)


def test_every_table_that_a_file_holds_can_be_read_on_the_page(open_view: OpenView, run_of: Run, shipped: Plan) -> None:
    app = open_view("plan", run=run_of.id, section="Files")
    document = json.loads(plan_json(shipped))
    for layout in LAYOUTS:
        app.selectbox("table").select(layout.name).run()
        numbers = {
            float(n)
            for column in app.dataframe[0].value.select_dtypes("number")
            for n in app.dataframe[0].value[column]
        }
        assert {n for n in numbers if not math.isnan(n)} <= set(_numbers(document)), layout.name


def test_every_metric_says_what_it_means(open_view: OpenView, run_of: Run) -> None:
    metrics = open_view("plan", run=run_of.id).metric
    assert len(metrics) == 4
    assert all(len(metric.help) > 60 for metric in metrics)


def test_work_by_queue_is_shown_where_a_workload_has_queues(open_view: OpenView, store: Store, me: Person) -> None:
    given = load_scenario(REFERENCE / "three_queues" / "assistant.yaml").scenario
    app = open_view("plan", run=kit.done(store, me, planned(given)).id, section="Capacity")
    assert "Work by queue" in _texts(app)
    horizon, table = [frame.value for frame in app.dataframe if "Queue" in frame.value]
    for shown in (horizon, table):
        assert list(shown["Queue"]) == ["critical", "deferrable", "non-sensitive"]
    assert list(horizon["Of the workload served [%]"]) == pytest.approx([50, 20, 30])
    assert list(horizon["On"]) == ["gpu 100 %", "gpu 100 %", "gpu 67 %, asic 33 %"]
    assert list(table["Share of the workload served [%]"]) == pytest.approx([50, 20, 30])


def test_a_frozen_plan_says_so(open_view: OpenView, store: Store, me: Person, plan: Plan) -> None:
    run = kit.done(store, me, plan)
    store.runs.approve(me, run.id, "as agreed", "2099-12-31")
    said = " ".join(element.value for element in open_view("plan", run=run.id).info)
    assert "Frozen" in said
    assert "as agreed" in said


def test_a_plan_that_is_not_there_leads_on(open_view: OpenView) -> None:
    app = open_view("plan", run="0123456789abcdef")
    assert "There is no such run" in app.error[0].value
