"""What a case changes in random scenarios: as changes of the case, and as the same edits made by hand."""

from __future__ import annotations

import json
from random import Random
from typing import Any, NamedTuple

from models.calendar import month_text
from models.scenario import Scenario

Document = dict[str, Any]


class Edited(NamedTuple):
    """One field of one record with another value; without a field the record is taken out."""

    collection: str
    record: str
    field: str | None = None
    value: Any = None


def drawn(given: Scenario, rng: Random) -> list[Edited]:
    """One to three edits of prices, lead times, supply, dates, throughput, demand, or an offer that is gone."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    found = {
        (each.collection, each.record): each
        for each in (_one(given, document, rng) for _ in range(rng.choice((1, 2, 3))))
    }
    return list(found.values())


def _one(given: Scenario, document: Document, rng: Random) -> Edited:
    offer = rng.choice(document["offers"])
    kind = rng.choice(("price", "price", "lead", "supply", "gone", "date", "speed", "speed", "demand", "demand"))
    if kind == "date":
        later = month_text(given.horizon.first + given.horizon.months_per_period)
        return Edited("accelerators", rng.choice(document["accelerators"])["id"], "available_from", later)
    if kind == "speed":
        record = rng.choice(document["benchmarks"])
        factor = rng.choice((0.5, 0.8, 2.0))
        points = [{**point, "throughput": point["throughput"] * factor} for point in record["points"]]
        return Edited("benchmarks", record["id"], "points", points)
    if kind == "demand":
        work = rng.choice(document["workloads"])
        factor = rng.choice((0.5, 1.4))
        demand = [
            {
                **each,
                "level": each["level"] and factor * each["level"],
                "path": each["path"] and _times(each["path"], factor),
            }
            for each in work["demand"]
        ]
        return Edited("workloads", work["id"], "demand", demand)
    if kind == "price":
        field = next(name for name in ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "usd_per_hour", "pack")
                     if offer[name])  # fmt: skip
        return Edited("offers", offer["id"], field, offer[field] * rng.choice((0.5, 1.5)))
    if kind == "lead":
        return Edited("offers", offer["id"], "lead_months", offer["lead_months"] + given.horizon.months_per_period)
    return Edited("offers", offer["id"], "max_packs", 1.0) if kind == "supply" else Edited("offers", offer["id"])


def _times(path: dict[str, float], factor: float) -> dict[str, float]:
    return {month: factor * level for month, level in path.items()}


def in_a_case(given: Scenario, edits: list[Edited]) -> Scenario:
    """The scenario with the edits as what its first case changes."""
    changes: Document = {}
    for each in edits:
        own = {"remove": True} if each.field is None else {each.field: each.value}
        changes.setdefault(each.collection, []).append({"id": each.record, **own})
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    document["cases"][0]["changes"] = changes
    return Scenario.model_validate_json(json.dumps(document))


def by_hand(given: Scenario, edits: list[Edited]) -> Scenario:
    """The scenario with the edits made in its records."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    for each in edits:
        rows = document[each.collection]
        if each.field is None:
            document[each.collection] = [row for row in rows if row["id"] != each.record]
        else:
            next(row for row in rows if row["id"] == each.record)[each.field] = each.value
    return Scenario.model_validate_json(json.dumps(document))
