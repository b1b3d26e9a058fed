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
    "upfront_usd": ("price up front", "USD/pack"),
    "monthly_usd": ("price by month", "USD/pack/month"),
    "committed_usd_per_hour": ("price by hour", "USD/pack/h"),
    "usd_per_hour": ("price by hour used", "USD/pack/h"),
    "throughput": ("throughput", ""),
    "port_usd": ("cost of a port", "USD/workload"),
    "rack_kw": ("provisioned power", "kW/accelerator"),
    "electricity_usd_per_kwh": ("price of electricity", "USD/kWh"),
}
"""Fields in words, with their unit; that of a throughput is the benchmark's own."""
EVIDENCE = "its evidence"
ASSUMED = "assumed"


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
        Axis(
            name=f"Demand of {names.workload(work.id)}",
            path=f"demand[{work.id}]",
            how="factor",
            low=1 - others,
            high=1 + others,
            basis=ASSUMED,
        )
        for work in scenario.workloads
        if others
    ]
    return (*found, *demand)


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
    low, high = evidence["low"], evidence["high"]
    is_known = low is not None and high is not None and low <= figure <= high and low < high
    if not (is_known or others):
        return None
    return Axis(
        name=_name(collection, row, field, names),
        path=f"{collection}[{row['id']}].{field}",
        how="factor",
        low=low / figure if is_known else 1 - others,
        high=high / figure if is_known else 1 + others,
        basis=EVIDENCE if is_known else ASSUMED,
        unit=row["unit"] if field == "throughput" else WORDS[field][1],
        base=figure if len(places) == 1 else None,
    )


def _leading(collection: str, row: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Location, ...]]]:
    """Fields of a record that may be its figure and are not 0, with where they stand in it; of a curve every point."""
    for field in LEADING.get(collection, ()):
        inner: tuple[Location, ...] = ((field,),)
        if field == "throughput":
            inner = tuple(("points", n, field) for n in range(len(row["points"])))
        if value_at(row, inner[-1]):
            yield field, inner


def _name(collection: str, row: Mapping[str, Any], field: str, names: Names) -> str:
    known, words = str(row["id"]), WORDS[field][0]
    if collection == "benchmarks":
        return f"Throughput of {row['profile']} on {names.accelerator(row['accelerator'])} ({known})"
    called = {
        "offers": names.offer(known),
        "stacks": f"to {names.stack(known)}",
        "accelerators": names.accelerator(known),
        "sites": names.site(known),
    }[collection]
    return f"{words[:1].upper()}{words[1:]} {'' if collection == 'stacks' else 'of '}{called}"
