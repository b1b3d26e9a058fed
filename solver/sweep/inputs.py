"""Inputs of a scenario with a range: low and high of their evidence, or an assumed share where it has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.names import Names
from models.paths import PRICES, Location, locations, steps_of, value_at
from models.scenario import Scenario
from models.sweep import Axis
from models.varied import as_document
from solver.sizing.names import names_of

LEADING: dict[str, tuple[str, ...]] = {
    "offers": PRICES,
    "benchmarks": ("throughput",),
    "stacks": ("port_usd",),
    "accelerators": ("rack_kw",),
    "sites": ("electricity_usd_per_kwh",),
}
"""Collection -> fields of which the first that is set is the figure that `low` and `high` of its evidence are about."""
WORDS = {
    "upfront_usd": "price up front",
    "monthly_usd": "price by month",
    "committed_usd_per_hour": "price by hour",
    "usd_per_hour": "price by hour used",
    "throughput": "throughput",
    "port_usd": "cost of a port",
    "rack_kw": "provisioned power",
    "electricity_usd_per_kwh": "price of electricity",
}
EVIDENCE = "its evidence"


def ranged_inputs(scenario: Scenario, others: float) -> tuple[Axis, ...]:
    """Every input with a range, as a factor on it: offers, benchmarks, stacks, power, electricity, and all demand.

    Parameters
    ----------
    others: share by which the price of an offer, the throughput of a benchmark and the demand of a workload are taken
        to be off where no range is given; 0 leaves these out.
    """
    document, names = as_document(scenario), names_of(scenario)
    used = {row["accelerator"] for name in ("offers", "holdings") for row in document[name]}
    found = [
        axis
        for collection in LEADING
        for row in document[collection]
        if collection not in ("accelerators", "benchmarks") or row.get("accelerator", row["id"]) in used
        if (axis := _axis(collection, row, names, others if collection in ("offers", "benchmarks") else 0.0))
    ]
    demand = [
        _assumed(f"Demand of {names.workload(work.id)}", f"demand[{work.id}]", others) for work in scenario.workloads
    ]
    return (*found, *(demand if others else ()))


def range_of(scenario: Scenario, path: str) -> tuple[Axis, ...]:
    """An axis for every record that a path ends in and that has a range; for the range to be asked for by name.

    PathError where the path leads nowhere.
    """
    document, names = as_document(scenario), names_of(scenario)
    collection = steps_of(path)[0].text
    rows = dict.fromkeys(place[1] for place in locations(document, path) if len(place) > 2)
    ranged = (_axis(collection, document[collection][n], names, 0.0) for n in rows)
    return tuple(axis for axis in ranged if axis is not None)


def _axis(collection: str, row: Mapping[str, Any], names: Names, others: float) -> Axis | None:
    """The axis of a record's leading figure; None where it has no range and none is assumed, or is 0."""
    found = next(_leading(collection, row), None)
    if found is None:
        return None
    field, places = found
    figure, evidence = value_at(row, places[-1]), row["evidence"]
    path = f"{collection}[{row['id']}].{field}"
    name = _name(collection, row, field, names)
    low, high = evidence["low"], evidence["high"]
    if low is None or high is None or not low <= figure <= high or low == high:
        return _assumed(name, path, others) if others else None
    return Axis(name=name, path=path, how="factor", low=low / figure, high=high / figure, basis=EVIDENCE)


def _leading(collection: str, row: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Location, ...]]]:
    """Fields of a record that may be its figure and are not 0, with where they stand in it; of a curve every point."""
    for field in LEADING.get(collection, ()):
        inner: tuple[Location, ...] = ((field,),)
        if field == "throughput":
            inner = tuple(("points", n, field) for n in range(len(row["points"])))
        if value_at(row, inner[-1]):
            yield field, inner


def _name(collection: str, row: Mapping[str, Any], field: str, names: Names) -> str:
    known, words = str(row["id"]), WORDS[field]
    if collection == "benchmarks":
        return f"Throughput of {row['profile']} on {names.accelerator(row['accelerator'])} ({known})"
    called = {
        "offers": names.offer(known),
        "stacks": f"to {names.stack(known)}",
        "accelerators": names.accelerator(known),
        "sites": names.site(known),
    }[collection]
    return f"{words[:1].upper()}{words[1:]} {'' if collection == 'stacks' else 'of '}{called}"


def _assumed(name: str, path: str, share: float) -> Axis:
    return Axis(name=name, path=path, how="factor", low=1 - share, high=1 + share, basis="assumed")
