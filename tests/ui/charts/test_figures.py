"""Every chart of a plan: its table holds the plan's figures, its reading is true, it draws whatever the plan's size."""

from __future__ import annotations

import html
import json
import math
import re
from collections import defaultdict

import pytest
import vl_convert

from data.plan_io import plan_json
from models.decisions import Rent
from models.names import Names
from models.plan import Plan
from tests.shipped import Shipped
from tests.ui.charts.kit import CHARTS, empty_plan, first_workload, large_plan, numbers, one_period
from tests.ui.views.conftest import SHIPPED_STEMS
from ui.charts import Figure, render
from ui.charts.figure import VEGA_LITE
from ui.charts.fleet_against_demand import workload_against_demand
from ui.charts.fleet_mix import fleet_by_offer, fleet_mix
from ui.charts.labels import mode_words
from ui.charts.orders_timeline import MOST_BARS, orders_timeline
from ui.figures import count, usd

LARGEST_SPEC = 400_000
"""Bytes of JSON that the largest chart may take."""

AS_STORED = [name for name in CHARTS if name not in {"fleet_mix", "fleet_by_offer", "workload_against_demand"}]
"""Charts whose tables hold records of plan.json as they are."""


@pytest.fixture(scope="session", params=SHIPPED_STEMS)
def shipped(request: pytest.FixtureRequest, shipped_plans: Shipped) -> Plan:
    """The plan of each shipped scenario."""
    return shipped_plans(request.param)


def _cells(figure: Figure) -> set[float]:
    found = {float(n) for name in figure.table.select_dtypes("number") for n in figure.table[name]}
    return {n for n in found if not math.isnan(n)}


def _drawn(figure: Figure) -> None:
    """Both themes compile to Vega and the text of the picture is there."""
    for dark in (False, True):
        assert render(figure, "svg", dark=dark).startswith(b"<svg")


@pytest.mark.parametrize("name", AS_STORED)
def test_every_number_of_a_table_is_one_of_plan_json(shipped: Plan, name: str) -> None:
    figure = CHARTS[name](shipped)
    stored = set(numbers(json.loads(plan_json(shipped))))
    assert len(figure.table)
    assert _cells(figure) <= stored


def test_fleet_tables_add_up_to_the_records(shipped: Plan) -> None:
    hours = {period.period: period.hours for period in shipped.periods}
    expected: dict[tuple[str, str], float] = defaultdict(float)
    for row in shipped.fleet:
        expected[mode_words(row.mode), row.period] += row.accelerators
    for rent in shipped.rent:
        share = hours[rent.period][rent.block] / sum(hours[rent.period].values())
        expected[mode_words(rent.mode), rent.period] += rent.accelerators * share
    by_mode = fleet_mix(shipped).table
    found = dict(zip(zip(by_mode.iloc[:, 1], by_mode.iloc[:, 2], strict=True), by_mode.iloc[:, 3], strict=True))
    assert found == pytest.approx(dict(expected))
    by_offer = fleet_by_offer(shipped).table
    summed = by_offer.groupby([by_offer.columns[3], by_offer.columns[5]])[by_offer.columns[6]].sum()
    assert summed.to_dict() == pytest.approx(dict(expected))


def test_the_table_of_a_workload_adds_up_to_the_records(shipped: Plan) -> None:
    stored = set(numbers(json.loads(plan_json(shipped))))
    for workload in {row.workload for row in shipped.service}:
        table = workload_against_demand(shipped, workload).table
        busy = table[table["What"] == "busy"]
        assert set(table[table["What"] != "busy"]["Amount"]) <= stored
        expected: dict[tuple[str, str, str, str], float] = defaultdict(float)
        for row in shipped.dispatch:
            if row.workload == workload:
                expected[row.period, row.accelerator, row.site, row.block] += row.accelerators
        for period, _, accelerator, site, block, amount, _ in busy.itertuples(index=False, name=None):
            assert amount == pytest.approx(expected[period, accelerator, site, block])
        totals: dict[tuple[str, str], float] = defaultdict(float)
        for (period, _, _, block), amount in expected.items():
            totals[period, block] += amount
        for period, part in busy.groupby("Period [first month]"):
            most = max(amount for (when, _), amount in totals.items() if when == period)
            assert part["Amount"].sum() == pytest.approx(most)


def test_a_peak_is_told_where_it_is_above_the_mean(plan: Plan) -> None:
    """Whole runs fall due together: in a month more than the curve of the demand says."""
    assert "at the peak)" in workload_against_demand(plan, "chat").sentence
    level = [row.model_copy(update={"peak_demand": row.mean_demand * 0.9}) for row in plan.service]
    figure = workload_against_demand(plan.model_copy(update={"service": tuple(level)}), "chat")
    assert "on average)" in figure.sentence
    assert "peak demand" not in figure.themed(dark=False).to_json()


@pytest.mark.parametrize("name", CHARTS)
def test_shipped_plans_draw_with_unit_period_and_reading(shipped: Plan, name: str) -> None:
    figure = CHARTS[name](shipped)
    _drawn(figure)
    assert shipped.periods[0].period in figure.title
    assert figure.title.count("[") >= 1
    assert figure.sentence.endswith(".")
    assert any(character.isdigit() for character in figure.sentence)


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_plan_says_that_there_is_nothing(plan: Plan, name: str) -> None:
    figure = CHARTS[name](empty_plan(plan))
    assert len(figure.table) == 0
    assert figure.sentence.endswith(".")
    assert b"<text" in render(figure, "svg")


@pytest.mark.parametrize("at", [0, 3])
@pytest.mark.parametrize("name", CHARTS)
def test_a_plan_of_one_period_draws(plan: Plan, name: str, at: int) -> None:
    figure = CHARTS[name](one_period(plan, at))
    _drawn(figure)
    assert "nan" not in figure.sentence
    period = plan.periods[at].period
    assert name != "fleet_mix" or f"in service in {period}" in figure.sentence


@pytest.mark.parametrize("name", CHARTS)
def test_a_large_plan_stays_readable_and_small(plan: Plan, name: str) -> None:
    figure = CHARTS[name](large_plan(plan))
    assert len(json.dumps(figure.chart.to_dict(validate=False))) < LARGEST_SPEC
    _drawn(figure)


@pytest.mark.parametrize("name", CHARTS)
def test_charts_obey_the_schema_of_vega_lite(plan: Plan, name: str) -> None:
    figure = CHARTS[name](plan)
    for dark in (False, True):
        version = figure.themed(dark).to_dict(validate=True)["$schema"].rsplit("/", 1)[-1]
        assert version.startswith(f"v{VEGA_LITE}.")


def test_what_is_left_out_of_a_chart_is_said_and_in_the_table(plan: Plan) -> None:
    large = large_plan(plan)
    offers = CHARTS["fleet_by_offer"](large)
    assert "9 largest" in offers.sentence
    assert len(offers.table["Offer"].unique()) == 40
    assert "8 of 12 sites" in CHARTS["site_power"](large).sentence
    assert "11 largest terms" in CHARTS["cost_by_period"](large).sentence


def test_sixty_orders_have_a_bar_each_and_more_of_an_offer_share_one(plan: Plan) -> None:
    large = large_plan(plan)
    assert len(large.orders) == MOST_BARS == 60
    each = orders_timeline(large)
    assert "share a bar" not in each.sentence
    again = tuple(order.model_copy(update={"order_period": "2027-02"}) for order in large.orders)
    many = orders_timeline(large.model_copy(update={"orders": (*large.orders, *again)}))
    assert "120 orders" in many.sentence
    assert "share a bar" in many.sentence
    assert len(many.table) == 120
    bars = {row["label"] for rows in many.chart.to_dict()["datasets"].values() for row in rows}
    assert len(bars) <= MOST_BARS


def test_the_reading_of_orders_names_number_money_and_lead_time(plan: Plan) -> None:
    sentence = orders_timeline(plan).sentence
    assert sentence.startswith(f"1 order in 2027-01 for {count(96)} accelerators and {usd(3_000_000)}")
    assert "6 months from order to service" in sentence


def test_the_reading_of_costs_is_that_of_the_plan(shipped: Plan) -> None:
    sentence = CHARTS["cost_by_term"](shipped).sentence
    assert usd(shipped.costs.total_nominal_usd) in sentence
    assert usd(shipped.costs.total_discounted_usd) in sentence
    inside = sum(line.nominal_usd for line in shipped.costs.lines if line.period)
    assert CHARTS["cost_by_period"](shipped).sentence.startswith(f"{usd(inside)} are paid inside the horizon")


def test_a_plan_of_the_first_version_says_what_it_lacks(plan: Plan) -> None:
    old = plan.model_copy(update={"schema_version": "1.0", "sites": (), "pools": (), "service": ()})
    for name in ("fleet_against_demand", "workload_against_demand", "site_power", "matrix", "factory_line"):
        figure = CHARTS[name](old)
        assert "made before" in figure.sentence
        _drawn(figure)


def test_a_pool_that_is_only_rented_says_so(plan: Plan) -> None:
    """Nothing is in service, the hours paid for are all busy: that must not read as a full fleet of none."""
    pool = plan.pools[0].model_copy(update={"in_service": 0.0, "rented": 8.0, "busy": 8.0, "utilization": 1.0})
    rent = Rent(
        offer="od", accelerator=pool.accelerator, site=pool.site, mode="on_demand", period=pool.period,
        block=pool.block, packs=1.0, accelerators=8.0,
    )  # fmt: skip
    figure = CHARTS["fleet_against_demand"](plan.model_copy(update={"pools": (pool,), "rent": (rent,), "fleet": ()}))
    assert "8 accelerators rented by the hour, with none in service" in figure.sentence
    assert "Of the accelerator-hours paid for in a period, 100 % are busy" in figure.sentence
    assert figure.table["Capacity"].tolist() == ["rented by the hour"]


def test_charts_call_records_by_their_names(plan: Plan) -> None:
    names = Names(
        accelerators={row.accelerator: f"Chip {n} of Ünïcode & Co" for n, row in enumerate(plan.pools)},
        sites={row.site: f"Hall {n}" for n, row in enumerate(plan.pools)},
        workloads={row.workload: "Chat of customers" for row in plan.service},
    )
    named = plan.model_copy(update={"names": names})
    for chart in ("fleet_against_demand", "workload_against_demand", "factory_line"):
        figure = CHARTS[chart](named)
        assert not [known for known in (*names.accelerators, *names.workloads) if known in figure.title.split()]
    legend = render(CHARTS["fleet_by_offer"](named), "svg").decode()
    pools = {(row.accelerator, row.site) for row in plan.fleet} | {(row.accelerator, row.site) for row in plan.rent}
    assert all(html.escape(names.pool(*pool)) in legend for pool in pools)
    drawn = html.unescape(render(CHARTS["matrix"](named), "svg").decode())
    assert all(names.workload(arc.workload) in drawn for arc in plan.capacities)


def test_units_dedicated_to_a_workload_stand_apart(plan: Plan) -> None:
    own = tuple(row.model_copy(update={"dedicated_to": "chat@eu"}) for row in plan.pools)
    figure = CHARTS["fleet_against_demand"](plan.model_copy(update={"pools": (*plan.pools, *own)}))
    assert b"dedicated to chat, users in eu" in render(figure, "svg")
    assert len(figure.table) == 2 * len(plan.pools)


def test_empty_cells_carry_their_reason(plan: Plan) -> None:
    figure = CHARTS["matrix"](plan)
    vega = json.dumps(figure.chart.to_dict())
    for arc in plan.removed_arcs:
        assert arc.detail in vega
        assert arc.detail in set(figure.table["Reason"])


def test_the_compiler_of_the_app_reads_every_chart(plan: Plan) -> None:
    for name, make in CHARTS.items():
        assert vl_convert.vegalite_to_vega(make(plan).chart.to_dict(), vl_version=VEGA_LITE)["$schema"], name


def test_the_chart_of_work_that_waits_says_how_much(plan: Plan) -> None:
    name, period = first_workload(plan), plan.periods[1].period
    service = tuple(
        row.model_copy(update={"backlog_units": 1200.0}) if (row.workload, row.period) == (name, period) else row
        for row in plan.service
    )
    figure = workload_against_demand(plan.model_copy(update={"service": service}), name)
    assert re.search(rf"At most 1,200 \S+ wait, at the end of {period}\.$", figure.sentence)
    waiting = figure.table[figure.table["What"] == "waiting at the end of the period"]
    assert waiting[["Period [first month]", "Amount"]].to_numpy().tolist() == [[period, 1200.0]]
    assert "wait, at the end" not in workload_against_demand(plan, name).sentence
