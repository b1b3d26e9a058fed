"""The catalog as lists to compare: effective prices, and prices per work done. Raw records only: it is instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from data.catalog import Record
from models.units import HOURS_PER_TIME, counted_thing, per_hour

Kind = Literal["accelerators", "offers", "benchmarks"]
Catalog = Mapping[str, Mapping[str, Record]]

PRICE = "usd_per_accelerator_hour"
THROUGHPUT = "throughput_per_accelerator"
WORK_PRICE = "usd_per_work"
MONTH, YEAR = HOURS_PER_TIME["month"], HOURS_PER_TIME["year"]


def effective_usd_per_hour(offer: Record) -> float | None:
    """All payments of an offer per accelerator-hour [USD/accelerator/h], undiscounted, used every hour.

    Upfront payments spread over the term, or the book life of a bought unit; None where there is neither.
    Power, space and software stacks are not in it.
    """
    upfront = offer.get("upfront_usd", 0.0)
    months = offer.get("term_months") or offer.get("life_months")
    if upfront and not months:
        return None
    spread = upfront / (months * MONTH) if months else 0.0
    support = upfront * offer.get("support_share_per_year", 0.0) / YEAR
    running = offer.get("committed_usd_per_hour", 0.0) + offer.get("usd_per_hour", 0.0)
    monthly = offer.get("monthly_usd", 0.0) / MONTH
    software = offer.get("software_usd_per_year", 0.0) / YEAR
    return float((spread + support + running + monthly) / offer.get("pack", 1) + software)


def best_throughput(benchmark: Record) -> float:
    """Highest measured throughput per accelerator in the benchmark's unit, failed work taken off, no latency limit."""
    highest = max(point["throughput"] for point in benchmark["points"])
    return float(highest * (1 - benchmark.get("failed_share", 0.0)) / benchmark.get("accelerators_per_replica", 1))


def work(unit: str) -> tuple[float, str]:
    """The amount of work that prices are quoted for: a million of what is counted per second, else one."""
    return (1e6, f"million {counted_thing(unit)}") if unit.endswith("/s") else (1.0, counted_thing(unit))


def listing(catalog: Catalog, kind: Kind, profile: str | None = None, match: str = "") -> list[dict[str, Any]]:
    """Records of a kind with their effective price and, for a profile, throughput and price per work done.

    Parameters
    ----------
    profile: benchmark profile; benchmarks of others are left out, accelerators and offers get its best throughput.
    match: part of the id.
    """
    cheapest = _cheapest(catalog["offers"].values())
    best = _best(catalog["benchmarks"].values(), profile)
    rows = [dict(record) for name, record in catalog[kind].items() if match in name]
    if kind == "benchmarks":
        rows = [row for row in rows if profile in (None, row["profile"])]
    for row in rows:
        accelerator = row["id"] if kind == "accelerators" else row["accelerator"]
        offer = row if kind == "offers" else cheapest.get(accelerator)
        benchmark = row if kind == "benchmarks" else best.get(accelerator)
        _price(row, offer, benchmark)
    return rows


def _price(row: dict[str, Any], offer: Record | None, benchmark: Record | None) -> None:
    price = effective_usd_per_hour(offer) if offer else None
    row[PRICE] = price
    if offer is not row:
        row["cheapest_offer"] = offer["id"] if offer else None
    if benchmark is not None:
        row[THROUGHPUT], row["unit"] = best_throughput(benchmark), benchmark["unit"]
        amount, row["work"] = work(row["unit"])
        row[WORK_PRICE] = price * amount / (row[THROUGHPUT] * per_hour(row["unit"])) if price is not None else None


def _cheapest(offers: Iterable[Record]) -> dict[str, Record]:
    """The offer of the lowest effective price by accelerator."""
    priced = [(price, offer) for offer in offers if (price := effective_usd_per_hour(offer)) is not None]
    dearest_first = sorted(priced, key=lambda item: item[0], reverse=True)
    return {offer["accelerator"]: offer for _, offer in dearest_first}


def _best(benchmarks: Iterable[Record], profile: str | None) -> dict[str, Record]:
    """The benchmark of the profile with the highest throughput by accelerator."""
    slowest_first = sorted((b for b in benchmarks if b["profile"] == profile), key=best_throughput)
    return {benchmark["accelerator"]: benchmark for benchmark in slowest_first}


def sort_by(rows: Sequence[dict[str, Any]], field: str, descending: bool = False) -> list[dict[str, Any]]:
    """Rows by a field; those without it last."""
    known = [row for row in rows if row.get(field) is not None]
    missing = [row for row in rows if row.get(field) is None]
    return sorted(known, key=lambda row: row[field], reverse=descending) + missing
