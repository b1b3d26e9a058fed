"""The data pack: every table as CSV, Parquet and JSON, told by a dictionary; the same run gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import math
import re

import pytest
from pyarrow import parquet

from data.export_csv import FORMULA_STARTS
from data.packs.columns import columns
from models.cases import in_case
from tests.shipped import Shipped
from ui.exits import SteelyardError
from ui.packs.data import files
from ui.packs.dictionary import dictionary, meaning
from ui.packs.source import Asked, Source
from ui.scenario_file import open_scenario

HOSTILE = "=1+1](http://evil) | <script> # {{7*7}}"


@pytest.fixture(scope="session")
def two_sites(shipped_plans: Shipped) -> Source:
    """The plan of two sites with its scenario."""
    scenario = open_scenario("two-sites").scenario
    return Source(shipped_plans("two-sites"), in_case(scenario, "expected"), signed=scenario)


@pytest.fixture(scope="session")
def pack(two_sites: Source) -> dict[str, bytes]:
    """Its data pack."""
    return files(two_sites, Asked())


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def _names(pack: dict[str, bytes], folder: str) -> list[str]:
    return [name.split("/")[1].split(".")[0] for name in pack if name.startswith(f"{folder}/")]


def test_every_table_is_there_in_every_form(pack: dict[str, bytes]) -> None:
    tables = json.loads(pack["tables.json"])["tables"]
    assert _names(pack, "csv") == _names(pack, "parquet") == list(tables)
    for name, records in tables.items():
        stored = parquet.read_table(io.BytesIO(pack[f"parquet/{name}.parquet"])).to_pylist()
        assert stored == records, name
        assert len(_csv(pack[f"csv/{name}.csv"])) == len(records), name
    assert tables["orders"]
    assert len(tables["lots"]) == len(tables["orders"]) + len({row["offer"] for row in tables["rent"]})
    focus = parquet.read_table(io.BytesIO(pack["focus.parquet"])).to_pylist()
    assert [row["BilledCost"] for row in focus] == [float(row["BilledCost"]) for row in _csv(pack["focus.csv"])]


def test_empty_columns_keep_their_type(pack: dict[str, bytes]) -> None:
    kinds = {(each.table, each.name): each.kind for each in columns()}
    types = {"number": "double", "whole number": "int64", "true or false": "bool", "text": "string"}
    for name in _names(pack, "parquet"):
        for field in parquet.read_schema(io.BytesIO(pack[f"parquet/{name}.parquet"])):
            assert str(field.type) == types[kinds[name, field.name]], (name, field.name)


def test_the_dictionary_tells_every_column_with_its_unit(pack: dict[str, bytes]) -> None:
    told = {(row["table"], row["column"]) for row in _csv(pack["dictionary.csv"])}
    held = {("focus", name) for name in _csv(pack["focus.csv"])[0]}
    for name in _names(pack, "csv"):
        held |= {(name, column) for column in pack[f"csv/{name}.csv"].decode().splitlines()[0].split(",")}
    assert told == held
    assert [each for each in columns() if "number" in each.kind and not each.unit] == []
    assert all(len(meaning(each)) > 3 for each in columns())
    units = {(each.table, each.name): each.unit for each in columns()}
    assert units["orders", "cost_in_horizon_usd"] == units["focus", "BilledCost"] == "USD"
    assert units["service", "share_served"] == "share"
    assert units["limits", "used"] == "`unit`"
    assert units["service", "units_per_accelerator_hour"] == "units of the workload per accelerator hour"


def test_the_dictionary_is_a_table_itself() -> None:
    assert {len(row) for row in dictionary().rows} == {5}


def test_the_same_run_gives_the_same_bytes(two_sites: Source, pack: dict[str, bytes]) -> None:
    assert files(two_sites, Asked()) == pack


def test_the_summary_holds_decision_money_orders_limits_and_proof(two_sites: Source, pack: dict[str, bytes]) -> None:
    text, plan = pack["summary.md"].decode(), two_sites.plan
    assert plan.decision in text
    assert f"Total cost {plan.objective_usd:,.0f} USD discounted" in text
    assert f"Payments inside the horizon {sum(row.paid_usd for row in plan.books):,.0f} USD" in text
    assert len(re.findall(r"^\| L\d", text, re.MULTILINE)) == len(json.loads(pack["tables.json"])["tables"]["lots"])
    for use in plan.limits:
        assert (use.limit in text) is use.is_binding, use.limit
    assert f"passed, {plan.audit.rows_checked:,} rows" in text
    assert f"Run {two_sites.stamp.run}, not approved." in text
    assert plan.provenance.scenario_hash in text
    assert len(text.splitlines()) < 80


def test_texts_of_users_stay_texts(two_sites: Source) -> None:
    names = two_sites.plan.names.model_copy(
        update={kind: dict.fromkeys(found, HOSTILE) for kind, found in two_sites.plan.names}
    )
    provenance = two_sites.plan.provenance.model_copy(update={"scenario": HOSTILE})
    plan = two_sites.plan.model_copy(update={"names": names, "provenance": provenance})
    made = files(two_sites._replace(plan=plan), Asked())
    for row in (row for name in made if name.endswith(".csv") for row in _csv(made[name])):
        for cell in row.values():
            assert not cell.startswith(FORMULA_STARTS) or math.isfinite(float(cell))
    summary = made["summary.md"].decode()
    assert HOSTILE not in summary
    assert "](http" not in summary.replace("\\](http", "")


def test_it_is_for_no_vendor(two_sites: Source) -> None:
    with pytest.raises(SteelyardError, match="--vendor: the data pack is for your own people alone"):
        files(two_sites, Asked(vendor="nebius"))
