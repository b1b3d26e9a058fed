"""The shipped catalog: every row is a valid, sourced record, and the reader names the place of a broken one."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path
from typing import Any, TypeVar, get_args

import pytest

from data.catalog import COLLECTIONS, FOLDER, CatalogError, read_catalog
from models.base import Model
from models.benchmark import Benchmark
from models.evidence import Evidence
from models.hardware import Accelerator, Stack, Vendor
from models.offer import Offer
from models.references import REFERENCES
from models.site import Geography, Site
from models.units import counted_thing, per_hour
from models.vocabulary import AcceleratorClass, Mode, SiteKind
from models.workload import Shape

M = TypeVar("M", bound=Model)
MODELS: dict[str, type[Model]] = {
    "geographies": Geography,
    "vendors": Vendor,
    "stacks": Stack,
    "accelerators": Accelerator,
    "sites": Site,
    "offers": Offer,
    "benchmarks": Benchmark,
    "shapes": Shape,
}
NAMES_ONLY = ("geographies.csv", "vendors.csv", "benchmark_points.csv")
"""Files without evidence of their own: names, and the points of benchmarks that carry it."""
SHARES = {"night": 1 / 3, "shoulder": 1 / 4, "day": 1 / 3, "peak": 1 / 12}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SOURCED = [pytest.param(rows_of(p), id=p.name) for p in sorted(FOLDER.glob("*.csv")) if p.name not in NAMES_ONLY]


def records(collection: str) -> list[dict[str, Any]]:
    return list(read_catalog()[collection].values())


def validated(model: type[M], collection: str) -> list[M]:
    """Records read as JSON, where a list may stand for a tuple, as in the YAML of a scenario."""
    return [model.model_validate_json(json.dumps(record)) for record in records(collection)]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_record_is_valid(collection: str) -> None:
    assert len(validated(MODELS[collection], collection)) == len(records(collection)) > 0


@pytest.mark.parametrize("rows", SOURCED)
def test_every_row_has_source_date_and_grade(rows: list[dict[str, str]]) -> None:
    assert rows
    lacking = [row for row in rows if not (row["source"] and row["date"] and row["grade"])]
    assert lacking == []


@pytest.mark.parametrize("rows", SOURCED)
def test_every_estimate_is_bracketed_and_says_how(rows: list[dict[str, str]]) -> None:
    for row in rows:
        evidence = {name: row[name] for name in ("grade", "source", "date", "method") if row[name]}
        bounds = {name: float(row[name]) for name in ("low", "high") if row[name]}
        assert Evidence.model_validate(evidence | bounds).source == row["source"]


def test_the_figure_of_an_estimated_offer_lies_within_its_bracket() -> None:
    for offer in validated(Offer, "offers"):
        leading = offer.upfront_usd or offer.monthly_usd or offer.committed_usd_per_hour or offer.usd_per_hour
        if offer.evidence.low is not None and offer.evidence.high is not None:
            assert offer.evidence.low <= leading <= offer.evidence.high, offer.id


def test_the_figure_of_an_estimated_benchmark_lies_within_its_bracket() -> None:
    for benchmark in validated(Benchmark, "benchmarks"):
        best = max(point.throughput for point in benchmark.points)
        if benchmark.evidence.low is not None and benchmark.evidence.high is not None:
            assert benchmark.evidence.low <= best <= benchmark.evidence.high, benchmark.id


def test_references_lead_to_catalog_records() -> None:
    catalog = read_catalog()
    dangling = [
        (collection, record["id"], field)
        for collection, field, target in REFERENCES
        for record in catalog.get(collection, {}).values()
        if field in record and record[field] not in catalog[target]
    ]
    places = {place for site in records("sites") for place in site["rtt_ms"]}
    assert dangling == []
    assert places == set(catalog["geographies"])


def test_every_class_can_be_bought_or_rented_and_has_a_measured_or_estimated_profile() -> None:
    classes = {record["id"]: record["class"] for record in records("accelerators")}
    wanted = set(get_args(AcceleratorClass)) - {"managed"}  # endpoints are no accelerators
    assert {classes[offer["accelerator"]] for offer in records("offers")} == wanted
    assert {classes[benchmark["accelerator"]] for benchmark in records("benchmarks")} == wanted


def test_every_mode_and_kind_of_site_is_offered() -> None:
    kinds = {site["id"]: site["kind"] for site in records("sites")}
    wanted = set(get_args(Mode)) - {"dated"}  # prices of blocks are quoted for their dates: a scenario states them
    assert {offer["mode"] for offer in records("offers")} == wanted
    assert {kinds[offer["site"]] for offer in records("offers")} == set(get_args(SiteKind))


def test_neuromorphic_parts_are_pilots() -> None:
    pilots = {record["id"] for record in records("accelerators") if record.get("is_pilot")}
    assert pilots == {record["id"] for record in records("accelerators") if record["class"] == "neuromorphic"}


def test_a_profile_counts_one_thing_in_known_units() -> None:
    things: dict[str, set[str]] = {}
    for record in records("benchmarks"):
        assert per_hour(record["unit"]) > 0
        things.setdefault(record["profile"], set()).add(counted_thing(record["unit"]))
    assert {profile: found for profile, found in things.items() if len(found) > 1} == {}


def test_shapes_keep_the_mean_and_peaks_lie_above_it() -> None:
    for shape in records("shapes"):
        mean = sum(SHARES[block] * factor["mean"] for block, factor in shape["blocks"].items())
        assert mean == pytest.approx(1, abs=1e-3), shape["id"]
        assert all(factor["peak"] >= factor["mean"] for factor in shape["blocks"].values()), shape["id"]


def test_a_committed_price_lies_below_the_on_demand_price() -> None:
    offers = read_catalog()["offers"]
    reserved = [offer for offer in offers.values() if offer["mode"] == "reserve"]
    committed = [offer for offer in reserved if "upfront_usd" not in offer]
    assert committed
    for offer in committed:
        rented = offers[offer["id"].rsplit("-reserve-", 1)[0] + "-on-demand"]
        assert offer["committed_usd_per_hour"] < rented["usd_per_hour"], offer["id"]


def test_reading_needs_no_heavy_library() -> None:
    """Listing the catalog must stay instant: the reader itself imports nothing beyond the standard library."""
    module = sys.modules["data.catalog"]
    tops = {getattr(value, "__module__", "").split(".")[0] for value in vars(module).values()}
    assert tops.isdisjoint({"pandas", "numpy", "pydantic", "models"})


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("vendors.csv", "amd,AMD again", "id: 'amd' is used twice"),
        ("vendors.csv", ",nobody", "id: missing"),
        ("vendors.csv", "x,y,z", "the row has not as many cells as the header"),
        ("benchmark_points.csv", "no-such,1,2,,,,,", "benchmark: 'no-such' is unknown"),
        ("benchmark_points.csv", "no-such,one,2,,,,,", "load: 'one' is not a number"),
        ("site_rtt.csv", "aws-us-east-1,,5,,,,,,", "geography and rtt_ms are required"),
        ("stacks.csv", "x,X,,maybe,,,,,,,,,", "is_proprietary: 'maybe' is neither true nor false"),
        ("shapes.csv", "x,,1,,,,,,,", "id and block are required"),
    ],
)
def test_a_broken_row_is_named_by_file_and_line(tmp_path: Path, file: str, line: str, message: str) -> None:
    folder = tmp_path / "catalog"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text + line + "\n", encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        read_catalog(folder)
    assert str(caught.value) == f"{file}:{len(text.splitlines()) + 1}: {message}"
