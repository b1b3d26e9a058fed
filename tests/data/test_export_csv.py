"""CSV files hold the plan's records as they are, and no text of them runs in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from data.export_csv import csv_files
from models.plan import Plan


def _read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_orders_read_back_as_they_were(plan: Plan) -> None:
    rows = _read(csv_files(plan)["orders.csv"])
    order = plan.orders[0]
    assert len(rows) == 1
    assert rows[0]["offer"] == order.offer
    assert float(rows[0]["accelerators"]) == order.accelerators
    assert float(rows[0]["cost_in_horizon_usd"]) == order.cost_usd
    assert rows[0]["service_until"] == ""


def test_costs_add_up_to_the_total(plan: Plan) -> None:
    rows = _read(csv_files(plan)["costs.csv"])
    assert sum(float(row["nominal_usd"]) for row in rows) == pytest.approx(plan.costs.total_nominal_usd, abs=0.005)


def test_every_list_of_records_has_a_file(plan: Plan) -> None:
    records = (
        "case_changes orders releases extensions volumes expansions hedge_cases hedge_lived hedge_firm_orders "
        "commitments commitment_use agreements covered fleet rent run "
        "dispatch misses headroom changes firm_orders earlier_orders ports launches engineers moves "
        "double_running milestones backups counted_on gangs endpoints deferrable costs sites pools service queueing "
    )
    records += "queues unassigned books spending separation simplicity exposure capacity_shares contract_mix "
    records += (
        "portability carbon operating_costs unit_economics unit_economics_parts findings rules_signals "
        "rules_workloads rules_shortlist matrix scorecard scorecard_points scorecard_weights lifecycle_running "
        "lifecycle_retire lifecycle_spare lifecycle_transfers lifecycle_reviews limits evidence capacities removed_arcs"
    )
    assert list(csv_files(plan)) == [f"{name}.csv" for name in ["periods", *records.split(), "names"]]


def test_cost_of_service_and_of_none_adds_up_to_the_nominal_total(plan: Plan) -> None:
    files = csv_files(plan)
    rows = [*_read(files["service.csv"]), *_read(files["unassigned.csv"])]
    assert sum(float(row["cost_usd"]) for row in rows) == pytest.approx(plan.costs.total_nominal_usd, abs=0.005)


def test_use_of_sites_and_pools_has_units_in_its_headers(plan: Plan) -> None:
    files = csv_files(plan)
    site, pool = _read(files["sites.csv"])[1], _read(files["pools.csv"])[1]
    assert (site["power_kw"], site["power_cap_kw"], site["power_share"]) == ("120.0", "120.0", "1.0")
    assert float(site["carbon_kg_co2e"]) == plan.sites[1].carbon_kg
    assert (pool["accelerators_in_service"], pool["accelerators_busy"]) == ("96.0", "70.0")


def test_periods_give_the_hours_of_their_blocks(plan: Plan) -> None:
    rows = _read(csv_files(plan)["periods.csv"])
    assert [(row["period"], row["block"], float(row["hours"])) for row in rows[:2]] == [
        ("2027-01", "peak", 1000.0),
        ("2027-01", "base", 3380.0),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula(plan: Plan, text: str) -> None:
    hostile = plan.limits[0].model_copy(update={"limit": text})
    rows = _read(csv_files(plan.model_copy(update={"limits": (hostile,)}))["limits.csv"])
    assert rows[0]["limit"] == "'" + text


def test_negative_numbers_stay_numbers(plan: Plan) -> None:
    rows = _read(csv_files(plan)["costs.csv"])
    assert min(float(row["nominal_usd"]) for row in rows) == -1_500_000.0
