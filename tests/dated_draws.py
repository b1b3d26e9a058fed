"""Dated blocks for random scenarios, drawn apart: work that can wait, or comes in runs, and blocks of days for it."""

from __future__ import annotations

import json
from math import ceil
from random import Random
from typing import Any

from models.scenario import Scenario
from tests.deferring import waiting
from tests.ganging import with_gang

Document = dict[str, Any]

STRETCH = 6
"""Periods of tiny scenarios may be shorter than a day: they are made so much longer."""


def with_blocks(given: Scenario, rng: Random) -> Scenario:
    """The scenario, its first possible workload able to wait or in runs, with one or two offers of dated blocks."""
    given = _stretched(given)
    if not any(work.gang or work.deferral for work in given.workloads):
        given = with_gang(given, rng) if rng.random() < 0.5 else waiting(given, rng)
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    places = [(offer["accelerator"], offer["site"]) for offer in document["offers"]]
    for n in range(rng.choice((1, 1, 1, 2))):
        document["offers"].append(_block(given, rng, f"block-{n}", *rng.choice(places)))
    return Scenario.model_validate_json(json.dumps(document))


def whole(given: Scenario) -> Scenario:
    """The same blocks at the same price, there for all of the period: what an average over the month would make of
    them."""
    offers = tuple(o.model_copy(update={"days": 10**6}) if o.is_dated else o for o in given.offers)
    return given.model_copy(update={"offers": offers})


def without_blocks(given: Scenario) -> Scenario:
    """The same without any."""
    return given.model_copy(update={"offers": tuple(offer for offer in given.offers if not offer.is_dated)})


def _stretched(given: Scenario) -> Scenario:
    blocks = given.horizon.blocks
    longer = tuple(b.model_copy(update={"hours": STRETCH * b.hours}) if b.hours else b for b in blocks)
    return given.model_copy(update={"horizon": given.horizon.model_copy(update={"blocks": longer})})


def _block(given: Scenario, rng: Random, name: str, accelerator: str, site: str) -> Document:
    horizon = given.horizon
    hours, lead = horizon.period_hours(0), rng.choice((0, 0, 0, horizon.months_per_period))
    days = max(1, min(182, horizon.months_per_period * 28, round(hours / 24 * rng.choice((0.2, 0.35, 0.5, 0.7)))))
    pack = rng.choice((1, 1, 2))
    price = pack * rng.uniform(10, 80) / horizon.periods * min(1.0, 24 * days / hours)
    return {
        "id": name,
        "accelerator": accelerator,
        "site": site,
        "vendor": rng.choice(("acme", "volt")),
        "mode": "dated",
        "days": days,
        "pack": pack,
        "upfront_usd": round(price, 2),
        "lead_months": lead,
        "availability": rng.choice((1.0, 1.0, 0.9)),
        "max_packs_per_period": rng.choice((None, None, 2.0, 4.0)),
        "milestone_payments": [{"share": 1.0, "months_after_order": 0}] if lead and rng.random() < 0.5 else [],
    }


def blocks_alone(rng: Random, kind: str) -> Scenario:
    """A scenario small enough to be enumerated: work that `waits` or `runs`, with blocks of days for it, and something
    dearer that is always there; limits in some of them."""
    hours = {"day": float(rng.choice((20, 30, 48))), "night": float(rng.choice((40, 60, 100)))}
    hours = hours if rng.random() < 0.4 else {"night": sum(hours.values())}
    periods, whole_hours = rng.choice((1, 1, 2, 2, 2)), sum(hours.values())
    blocks = [_small_block(rng, f"block-{n}", whole_hours) for n in range(rng.choice((1, 1, 2)))]
    rented = {"id": "od", "accelerator": "gpu", "site": "cloud", "vendor": "acme", "mode": "on_demand"}
    offers = [
        {
            **rented,
            "quota_packs": 3.0 if kind == "waits" else 8.0,
            "usd_per_hour": round(rng.uniform(1.2, 3.0), 2),
            "rent": "whole_units",
        },
        *blocks,
    ]
    if rng.random() < 0.3:
        held = {"id": "held", "mode": "reserve", "term_months": rng.choice((1, 2)), "max_packs": 2}
        offers.append({**rented, **held, "committed_usd_per_hour": round(rng.uniform(0.4, 1.2), 2)})
    path = {f"2027-0{n + 1}": float(rng.choice((5, 10, 15))) for n in range(periods)}
    job: Document = {
        "id": "job",
        "class": "batch_scoring",
        "profile": "work",
        "service_unit": "requests/h",
        "assignment": "single_pool",
        "demand": [{"geography": "eu", "path": path}],
        "deferral": {"within_months": rng.choice((0, 1)), "blocks": rng.choice(([], [], ["night"]))},
    }
    if kind == "runs":
        units = round(max(path.values()) * whole_hours / rng.choice((1.0, 2.0, 2.0, 3.0)), 3)
        size = ceil(units / 10 / rng.choice((10, 16, 24, 40)))
        gang: Document = {"run_units": units, "deadline_hours": 200.0, "sizes": [{"accelerators": size}]}
        if rng.random() < 0.3:
            gang["sizes"].append({"accelerators": size + 1, "efficiency": 0.9})
        job |= {"gang": gang, "deferral": {"within_months": rng.choice((0, 1))}}
    chips = [{"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda", "idle_kw": 0.5, "busy_kw": 1.0}]
    site: Document = {"id": "cloud", "kind": "cloud", "jurisdiction": "eu"}
    site |= {"electricity_usd_per_kwh": rng.choice((0.0, 0.1))} if kind == "runs" else {}
    policy: Document = {"finance": {"discount_rate": rng.choice((0.0, 0.08)), "end_value": "none"}}
    most = float(rng.choice((3, 4, 6)))
    limit = rng.choice(("none", "none", "quotas", "groups", "power"))
    if limit == "quotas":
        policy["quotas"] = [{"id": "at-once", "modes": ["dated"], "max_accelerators": most}]
    elif limit == "groups":
        policy["groups"] = [{"id": "at-once", "offers": [b["id"] for b in blocks], "max_accelerators": most}]
    elif limit == "power":
        site["power_cap_kw"] = most
    document = {
        "name": "blocks",
        "geographies": [{"id": "eu"}],
        "vendors": [{"id": "acme"}],
        "stacks": [{"id": "cuda"}],
        "horizon": {
            "start": "2027-01",
            "periods": periods,
            "blocks": [{"id": name, "hours": h, "is_peak": name != "night"} for name, h in hours.items()],
        },
        "accelerators": chips,
        "sites": [site],
        "offers": offers,
        "workloads": [job],
        "policy": policy,
        "benchmarks": [
            {"id": "b", "profile": "work", "accelerator": "gpu", "unit": "requests/h", "points": [{"throughput": 10.0}]}
        ],
    }
    return Scenario.model_validate_json(json.dumps(document))


def _small_block(rng: Random, name: str, hours: float) -> Document:
    days = rng.choice([n for n in (1, 1, 2, 3) if 24 * n < hours])
    return {
        "id": name,
        "accelerator": "gpu",
        "site": "cloud",
        "vendor": "acme",
        "mode": "dated",
        "days": days,
        "upfront_usd": round(24 * days * rng.uniform(0.1, 0.7), 2),
        "pack": rng.choice((1, 1, 2)),
        "availability": rng.choice((1.0, 0.9)),
        "max_packs_per_period": float(rng.choice((4, 6, 8))),
    }
