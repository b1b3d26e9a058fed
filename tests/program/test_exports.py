"""Exports: so many accelerators of a kind under a jurisdiction."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, Hand, cost, keys, offer, program, row, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0)
FAR = {**offer("far", "on_demand", usd_per_hour=0.5), "site": "cloud"}
GULF = {**CLOUD, "jurisdiction": "ae"}
OLD = {"id": "old", "accelerator": "gpu", "site": "cloud", "vendor": "acme", "accelerators": 1.0, "until": "2027-02"}


def exported(most: float, *offers: dict[str, Any], rule: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    """4 busy, owned in the hall at 100 USD or rented in the cloud, under the law of `ae`, at 15 USD a month."""
    limit = {"id": "e", "jurisdictions": ["ae"], "max_accelerators": most, **(rule or {})}
    changed = {"offers": list(offers or (OWN, FAR)), "sites": [HALL, GULF], "policy__exports": [limit], **changes}
    return scenario(**two_chips(**changed))


HANDS = {"export_fits_limit": Hand(exported(1.0), 45 + 3 * 100)}


def test_rows_count_units_rent_and_todays_fleet_at_sites_of_the_jurisdiction() -> None:
    offers = [OWN, {**FAR, "pack": 2}, {**OWN, "id": "there", "site": "cloud", "pack": 8}]
    written = program(exported(20.0, *offers, holdings=[OLD]))
    ids = {copy.offer.id: o for o, copy in enumerate(written.instance.copies)}
    for t, held in ((0, 1), (1, 0)):
        there = {f"in_service[{ids['there']},{t},0]": 8, f"rent[{ids['far']},{t},1,0]": 2}
        assert row(written, "export_fits_limit", "e", t, 1, 0) == (there, None, 20 - held)
    assert len(keys(written, "export_fits_limit")) == 6


def test_rows_count_what_fits_every_list_given_from_the_first_month_on() -> None:
    offers = [{**OWN, "site": "cloud"}, {**OWN, "id": "tpus", "site": "cloud", "accelerator": "tpu"}]

    def counted(**rule: Any) -> int:
        return len(row(program(exported(1.0, *offers, rule=rule)), "export_fits_limit", "e", 2, 0, 0).terms)

    assert counted() == 2
    assert counted(accelerators=["gpu"]) == counted(vendors=["volt"]) == counted(classes=["tpu"]) == 1
    assert counted(accelerators=["gpu"], vendors=["acme"], classes=["gpu"]) == 1
    nothing = row(program(exported(1.0, *offers, rule={"accelerators": ["gpu"], "vendors": ["volt"]})),
                  "export_fits_limit", "e", 2, 0, 0)  # fmt: skip
    assert set(nothing.terms) == {"zero"}
    late = program(exported(1.0, rule={"first": "2027-03"}))
    assert {t for _, t, _, _ in keys(late, "export_fits_limit")} == {2}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_without_any_or_with_too_many_there_already() -> None:
    assert cost(exported(0.0)) == pytest.approx(400)
    assert cost(exported(0.0, holdings=[OLD])) == float("inf")
    assert cost(exported(0.0, holdings=[OLD], rule={"first": "2027-02"})) == pytest.approx(400)


def test_property_a_tighter_limit_never_costs_less() -> None:
    costs = [cost(exported(float(most))) for most in (6, 4, 3, 1, 0)]
    assert costs == pytest.approx([180, 180, 235, 345, 400])
