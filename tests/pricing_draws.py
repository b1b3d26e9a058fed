"""Moving prices and limits on supply and export for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random
from typing import Any

from models.offer import Offer
from models.scenario import Scenario
from models.supply import ExportLimit, SupplyLimit

KINDS = ("price_path", "tiers", "min_packs_per_order", "supplies", "exports")


def with_prices(given: Scenario, rng: Random) -> Scenario:
    """The scenario with one or two of the kinds; prices move where they may."""
    chosen = rng.sample(KINDS, rng.choice((1, 1, 2)))
    for kind in (kind for kind in KINDS if kind in chosen):
        given = with_kind(given, kind, rng)
    return given


def with_kind(given: Scenario, kind: str, rng: Random) -> Scenario:
    """The scenario with one of the kinds, on all offers that may have it or in the policy."""
    if kind in ("supplies", "exports"):
        rule: Any = _supply(given, rng) if kind == "supplies" else _export(given, rng)
        return given.model_copy(update={"policy": given.policy.model_copy(update={kind: (rule,)})})
    offers = tuple(Offer.model_validate({**dict(offer), **_moved(given, offer, kind, rng)}) for offer in given.offers)
    return given.model_copy(update={"offers": offers})


def without_kinds(given: Scenario) -> Scenario:
    """The scenario without any of the kinds."""
    plain = {"price_path": {}, "tiers": (), "min_packs_per_order": None}
    offers = tuple(offer.model_copy(update=plain) for offer in given.offers)
    policy = given.policy.model_copy(update={"supplies": (), "exports": ()})
    return given.model_copy(update={"offers": offers, "policy": policy})


def _moved(given: Scenario, offer: Offer, kind: str, rng: Random) -> dict[str, Any]:
    """Fields of the kind, where the offer may have them."""
    runs = offer.is_firm and offer.usd_per_hour > 0
    if kind == "price_path" and not runs:
        months = [given.horizon.label(t) for t in range(given.horizon.periods)]
        return {kind: {month: rng.choice((0.5, 0.7, 0.85, 1.0, 1.3)) for month in months if rng.random() < 0.7}}
    if kind == "min_packs_per_order" and offer.is_firm:
        return {kind: rng.choice((2, 2, 3))}
    if kind == "tiers" and offer.is_firm and not runs and offer.orders == "whole":
        first = rng.choice((2, 2, 3, 4))
        tiers = [{"from_packs": first, "discount": rng.choice((0.1, 0.2, 0.4))}]
        if rng.random() < 0.3:
            tiers.append({"from_packs": first + rng.choice((1, 2)), "discount": 0.5})
        rule, window = rng.choice(("all_units", "incremental")), rng.choice(("order", "fiscal_year"))
        return {kind: tuple(tiers), "tier_rule": rule, "tier_window": window}
    return {}


def _supply(given: Scenario, rng: Random) -> SupplyLimit:
    time = given.horizon
    document = {
        "id": "allocation",
        "vendor": rng.choice((None, None, "acme", "volt")),
        "role": rng.choice(("silicon", "payee")),
        "classes": rng.choice(((), (), (), ("gpu",))),
        "modes": rng.choice(((), (), (), ("buy",), ("lease", "reserve"))),
        "months": rng.choice((None, time.months_per_period, 2 * time.months_per_period)),
        "max_accelerators": float(rng.randint(0, 2)),
        "first": time.label(1) if time.periods > 1 and rng.random() < 0.15 else None,
    }
    return SupplyLimit.model_validate(document)


def _export(given: Scenario, rng: Random) -> ExportLimit:
    time, laws = given.horizon, sorted({site.jurisdiction for site in given.sites})
    document = {
        "id": "control",
        "jurisdictions": (rng.choice(laws),),
        "vendors": rng.choice(((), ("acme",), ("acme",), ("volt",))),
        "classes": rng.choice(((), (), (), ("gpu",))),
        "max_accelerators": float(rng.randint(0, 3)),
        "first": time.label(1) if time.periods > 1 and rng.random() < 0.15 else None,
    }
    return ExportLimit.model_validate(document)
