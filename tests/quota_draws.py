"""Quotas over several offers for random scenarios, drawn apart from all else."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from models.scenario import Scenario

Document = dict[str, Any]


def with_quotas(given: Scenario, rng: Random) -> Scenario:
    """The scenario with a quota on what is rented, or a second one, tight enough to matter."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    document["policy"]["quotas"] = [_rule(given, rng, f"quota-{n}") for n in range(rng.choice((1, 1, 2)))]
    for offer in document["offers"]:
        if offer["mode"] in ("on_demand", "spot") and rng.random() < 0.3:
            offer["quota_packs"] = None  # the quota of the policy is its own
    return Scenario.model_validate_json(json.dumps(document))


def with_region(given: Scenario, rng: Random, *, is_cheap: bool) -> Scenario:
    """The scenario with a vendor who rents at one or two places under one quota: cheap, or too dear to use; then all
    work has peaks, and his quota alone backs what is not owned."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    chips = {chip["id"]: chip["class"] for chip in document["accelerators"]}
    first = next((o for o in document["offers"] if o["mode"] in ("buy", "lease", "reserve")), document["offers"][0])
    others = [place for offer in document["offers"] if (place := _place(offer)) != _place(first)]
    places = [_place(first), rng.choice([*others, _place(first)])]
    if not is_cheap:
        first |= {"is_dedicated": False, "quota_packs": None, "max_packs": None, "max_packs_per_period": None}
        first |= {"lead_months": 0, "order_until": None, "milestone_payments": []}
        for offer in document["offers"]:
            offer["capacity_credit"] = 0.0 if offer["mode"] == "on_demand" else offer["capacity_credit"]
        only = {"sites": [site for _, site in places], "classes": [chips[chip] for chip, _ in places]}
        service = {"class": "realtime_inference", "is_interruptible": False, "jurisdictions": []}
        for job in document["workloads"]:
            job |= {**service, **only, "headroom": rng.choice((0.5, 1.0))}
    document["vendors"].append({"id": "region"})
    for n, (chip, site) in enumerate(places):
        rented = {"id": f"rented-{n}", "accelerator": chip, "site": site, "vendor": "region", "mode": "on_demand"}
        price = rng.choice((0.5, 1.0, 2.0)) if is_cheap else 50.0
        rented |= {"rent": "whole_units", "usd_per_hour": price / given.horizon.months / 10}
        own = rng.choice((None, 1.0, 2.0) if is_cheap else (None, 1.0, 1.0, 1.0, 2.0))
        document["offers"].append({**rented, "quota_packs": own, "capacity_credit": rng.choice((0.7, 1.0))})
    rule = {"id": "region", "vendors": ["region"], "max_accelerators": rng.choice((0.0, 0.5, 1.0, 1.0, 1.5))}
    document["policy"]["quotas"] = [rule]
    return Scenario.model_validate_json(json.dumps(document))


def _place(offer: Document) -> tuple[str, str]:
    return offer["accelerator"], offer["site"]


def without_quotas(given: Scenario) -> Scenario:
    """The same without any."""
    return given.model_copy(update={"policy": given.policy.model_copy(update={"quotas": ()})})


def _rule(given: Scenario, rng: Random, name: str) -> Document:
    time, sites = given.horizon, [site.id for site in given.sites]
    rule: Document = {"id": name, "max_accelerators": rng.choice((0.0, 0.5, 1.0, 1.0, 2.0))}
    chosen = rng.sample(("modes", "vendors", "sites", "classes", "accelerators"), rng.choice((0, 0, 1, 1, 2)))
    named = {
        "modes": ["on_demand"],
        "vendors": [rng.choice([vendor.id for vendor in given.vendors])],
        "sites": [rng.choice(sites)],
        "classes": ["gpu"],
        "accelerators": [rng.choice([chip.id for chip in given.accelerators])],
    }
    rule |= {field: named[field] for field in chosen}
    if time.periods > 1 and rng.random() < 0.2:
        rule[rng.choice(("first", "until"))] = time.label(1)
    return rule
