"""Rules of stresses: what each kind takes, and which names and months lead nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.calendar import month_text
from models.scenario import Scenario
from models.stress_rules import FACTORS, MONTHS, TAKES, StressRule, default_month
from tests.proof.audit_kit import scenario


def suited(*stresses: dict[str, Any], **changes: Any) -> Scenario:
    """A scenario with stresses of its own."""
    return scenario(policy__uncertainty={"stresses": list(stresses)}, **changes)


def test_every_kind_has_its_numbers_and_a_name() -> None:
    for kind, takes in TAKES.items():
        assert StressRule(kind=kind).name == kind.replace("_", "-")
        assert ("factor" in takes) == (kind in FACTORS)
        assert ("months" in takes) == (kind in MONTHS)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kind": "price_up", "site": "hall"}, "`site` has no effect on `price_up`, which takes month, factor"),
        ({"kind": "spot_drought", "factor": 2.0}, "`factor` has no effect on `spot_drought`, which takes month"),
        ({"kind": "cold_cache", "rate_today": 1.0}, "must be below 1"),
        ({"kind": "rain"}, "Input should be 'price_up'"),
    ],
)
def test_what_a_kind_does_not_take_is_refused(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        StressRule.model_validate(rule)


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [
        ({"kind": "vendor_gone", "vendor": "nobody"}, "0.vendor", "'nobody' is not one of the vendors"),
        ({"kind": "site_lost", "site": "moon"}, "0.site", "'moon' is not one of the sites"),
        ({"kind": "export_ban", "jurisdiction": "mars"}, "0.jurisdiction", "not one of the jurisdictions of sites"),
        ({"kind": "slow_tools", "workloads": ["job", "jab"]}, "0.workloads.1", "'jab' is not one of the workloads"),
        ({"kind": "price_up", "month": "2027-04"}, "0.month", "its periods start in 2027-01 to 2027-03"),
        ({"kind": "price_up", "month": "2026-12"}, "0.month", "2026-12 is not in the horizon"),
    ],
)
def test_names_and_months_that_lead_nowhere_are_named(rule: dict[str, Any], place: str, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        suited(rule)
    assert f"policy.uncertainty.stresses.{place}: " in str(caught.value)
    assert said in str(caught.value)


def test_a_name_stands_once() -> None:
    assert (
        suited({"kind": "price_up"}, {"kind": "price_up", "id": "dear"}).policy.uncertainty.stresses[1].name == "dear"
    )
    with pytest.raises(ValidationError, match="two stresses are called 'price-up'"):
        suited({"kind": "price_up"}, {"kind": "price_down", "id": "price-up"})


@pytest.mark.parametrize(
    ("starts", "month"),
    [
        ([0, 1, 2], 1),  # half of a short horizon
        (list(range(36)), 6),
        (list(range(0, 36, 3)), 6),
        (list(range(0, 48, 4)), 8),  # the first period that starts then or later
        ([0], 0),
    ],
)
def test_a_stress_shows_half_a_year_in(starts: list[int], month: int) -> None:
    first = 2027 * 12
    assert month_text(default_month(first, [first + start for start in starts])) == month_text(first + month)
