"""Changes to scenarios whose effect on the optimum is known beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from models.scenario import Scenario

Document = dict[str, Any]
Change = Callable[[Document], None]
"""Changes the document of a scenario in place."""

SUPPLY = ("max_packs_per_period", "max_packs", "quota_packs")
"""Limits on what an offer supplies [packs]."""
PRICES = ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "usd_per_hour")
"""Prices of an offer."""


def changed(given: Scenario, *changes: Change) -> Scenario:
    """A scenario with changes made to its document."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    for change in changes:
        change(document)
    return Scenario.model_validate_json(json.dumps(document))


def money_times(factor: float) -> Change:
    """All prices and limits of money times a factor: every field whose name says USD."""

    def scale(document: Any) -> None:
        for name, value in document.items() if isinstance(document, dict) else enumerate(document):
            if name == "electricity_by_block":
                document[name] = {block: factor * price for block, price in value.items()}
            elif isinstance(value, dict | list):
                scale(value)
            elif isinstance(name, str) and "usd" in name and value is not None:
                document[name] = factor * value

    return scale


def with_dominated(offer: str, dearer: float, worse: float) -> Change:
    """Another offer, `worse`, like one in all but its prices and its availability, each times a factor."""

    def add(document: Document) -> None:
        own = next(row for row in document["offers"] if row["id"] == offer)
        prices = {name: dearer * own[name] for name in PRICES}
        document["offers"].append({**own, **prices, "id": "worse", "availability": worse * own["availability"]})
        _count_with(document, offer, ["worse"])

    return add


def halved(offer: str) -> Change:
    """Two offers with the terms of one and half of its supply each; of an odd number of packs, one has one more."""

    def split(document: Document) -> None:
        n, own = next((n, row) for n, row in enumerate(document["offers"]) if row["id"] == offer)
        packs = {name: own[name] for name in SUPPLY if own[name] is not None}
        small = {name: most // 2 for name, most in packs.items()}
        large = {name: most - small[name] for name, most in packs.items()}
        document["offers"][n : n + 1] = [{**own, **small}, {**own, **large, "id": "half"}]
        _count_with(document, offer, ["half"])

    return split


def _count_with(document: Document, offer: str, others: list[str]) -> None:
    """Limits on a group of offers count some wherever they count another, and commitments cover them at its rate."""
    for commitment in document["commitments"]:
        rates = [rate for rate in commitment["rates"] if rate["offer"] == offer]
        commitment["rates"] += [{**rate, "offer": other} for rate in rates for other in others]
    for group in document["policy"]["groups"]:
        if offer in group["offers"]:
            group["offers"] += others


def more_demand(factor: float) -> Change:
    """So many times the demand of all work but gangs."""

    def grow(document: Document) -> None:
        names = [job["id"] for job in document["workloads"] if job["gang"] is None]
        demand = [{"workload": name, "scale": factor} for name in names]
        document["cases"] = [{"id": "expected", "probability": 1.0, "demand": demand}]

    return grow


def no_shares(document: Document) -> None:
    """No limits on the share of a vendor, of any part of the capacity, or of any kind of contract."""
    document["policy"] |= {"vendor_shares": [], "capacity_shares": [], "contract_mix": []}


def no_supply(document: Document) -> None:
    """No limits on what offers supply."""
    for offer in document["offers"]:
        offer.update(dict.fromkeys(SUPPLY))


def no_fixed_parts(document: Document) -> None:
    """Nothing counts offers, makes an order of one too small, or rewards a large one."""
    document["policy"]["simplicity"] |= {"max_contracts": None, "min_order_packs": None}
    for offer in document["offers"]:
        offer |= {"min_packs_per_order": None, "tiers": []}


def no_limits(document: Document) -> None:
    """No limits of money, vendors, groups, losses, power, racks, heat, carbon, simplicity; all silicon is trusted."""
    document["policy"] |= {"budgets": [], "vendor_shares": [], "exposure": None, "groups": [], "redundancy": []}
    document["policy"] |= {"maturity": {}, "simplicity": {}, "capacity_shares": [], "max_term_months": None}
    document["policy"] |= {"carbon": [], "contract_mix": []}
    for chip in document["accelerators"]:
        chip["is_pilot"] = False
    for site in document["sites"]:
        site |= {"power_cap_kw": None, "rack_cap": None, "heat_cap_kw": None, "storage_cap_gbps": None}
