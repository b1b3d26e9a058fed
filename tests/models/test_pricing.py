"""Laws of moving prices, volume tiers, and limits on supply and export."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.offer import Offer
from models.quota import QuotaLimit
from models.references import problems
from models.supply import ExportLimit, SupplyLimit
from tests.proof.audit_kit import document, offer

TIER = {"from_packs": 4, "discount": 0.1}


@pytest.mark.parametrize(
    ("mode", "fields", "words"),
    [
        ("buy", {"price_path": {"2027-13": 1.0}}, "pattern"),
        ("buy", {"price_path": {"2027-12": 0.0}}, "greater than 0"),
        ("buy", {"tiers": ({**TIER, "from_packs": 1},)}, "greater than or equal to 2"),
        ("buy", {"tiers": ({**TIER, "discount": 1.0},)}, "less than 1"),
        ("buy", {"tiers": (TIER, TIER)}, "4 packs at 0.1 follow 4 packs at 0.1"),
        ("buy", {"tiers": (TIER, {"from_packs": 8, "discount": 0.05})}, "must rise in `from_packs` and in `discount`"),
        ("buy", {"tiers": (TIER,), "orders": "fractional"}, "`tiers` count whole packs"),
        ("buy", {"tiers": (TIER,), "usd_per_hour": 1.0}, "remove tiers or `usd_per_hour`"),
        ("buy", {"price_path": {"2027-01": 1.0}, "usd_per_hour": 1.0}, "remove price_path or `usd_per_hour`"),
        (
            "buy",
            {"tiers": (TIER,), "upfront_usd": 9.0, "exits": ({"after_months": 1, "resale_usd": 1.0},)},
            "remove tiers or `exits`",
        ),
        ("buy", {"min_packs_per_order": 0}, "greater than or equal to 1"),
        ("on_demand", {"tiers": (TIER,), "min_packs_per_order": 2}, "remove tiers, min_packs_per_order"),
    ],
)
def test_wrong_prices_are_refused(mode: str, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Offer.model_validate(offer("own", mode, **fields))


def test_prices_of_rent_follow_a_path() -> None:
    rented = Offer.model_validate(offer("od", "on_demand", usd_per_hour=1.0, price_path={"2027-01": 0.5}))
    assert rented.price_path == {"2027-01": 0.5}


def test_wrong_limits_are_refused() -> None:
    rule = {"id": "s", "max_accelerators": 8.0}
    with pytest.raises(ValidationError, match=r"`until` \(2027-01\) must be later than `first` \(2027-01\)"):
        SupplyLimit.model_validate({**rule, "first": "2027-01", "until": "2027-01"})
    with pytest.raises(ValidationError, match="'buy', 'lease', 'reserve' or 'dated'"):
        SupplyLimit.model_validate({**rule, "modes": ("spot",)})
    with pytest.raises(ValidationError, match=r"`until` \(2027-01\) must be later than `first` \(2027-02\)"):
        QuotaLimit.model_validate({**rule, "first": "2027-02", "until": "2027-01"})
    with pytest.raises(ValidationError, match="'on_demand', 'spot' or 'dated'"):
        QuotaLimit.model_validate({**rule, "modes": ("buy",)})
    with pytest.raises(ValidationError, match="at least 1 item"):
        ExportLimit.model_validate({"id": "e", "jurisdictions": ()})


@pytest.mark.parametrize(
    ("rules", "field", "value", "said"),
    [
        ("supplies", "vendor", "nobody", "'nobody' is not one of the vendors; known: acme, volt"),
        ("supplies", "accelerators", ["npu"], "'npu' is not one of the accelerators; known: gpu"),
        ("exports", "vendors", ["nobody"], "'nobody' is not one of the vendors; known: acme, volt"),
        ("exports", "accelerators", ["npu"], "'npu' is not one of the accelerators; known: gpu"),
        ("quotas", "vendors", ["nobody"], "'nobody' is not one of the vendors; known: acme, volt"),
        ("quotas", "sites", ["moon"], "'moon' is not one of the sites; known: hall"),
        ("quotas", "accelerators", ["npu"], "'npu' is not one of the accelerators; known: gpu"),
        ("exports", "jurisdictions", ["ue"], "'ue' is not one of the jurisdictions of sites; known: eu"),
    ],
)
def test_limits_name_what_exists(rules: str, field: str, value: Any, said: str) -> None:
    row = {"id": "r", "max_accelerators": 1.0, "jurisdictions": ["eu"]}
    row = {name: row[name] for name in row if rules == "exports" or name != "jurisdictions"}
    assert problems(document(**{f"policy__{rules}": [row]})) == []
    ((loc, words),) = problems(document(**{f"policy__{rules}": [{**row, field: value}]}))
    assert loc == ("policy", rules, 0, field, *([0] if isinstance(value, list) else []))
    assert words == said
    ((loc, words),) = problems(document(**{f"policy__{rules}": [row, row]}))
    assert (loc, words) == (("policy", rules, 1, "id"), f"duplicate id 'r', already used by policy.{rules}.0")
