"""Simplicity: few vendors, sites, contracts, and few pools for a workload."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, SERVICE, Hand, cost, keys, offer, program, row, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0, max_packs=3.0)
"""3 of the 4 accelerators that the job keeps busy."""
OD = {**offer("od", "on_demand", usd_per_hour=2.0), "vendor": "volt"}
"""180 USD per accelerator over the horizon."""
FAR = {**OD, "id": "far", "site": "cloud"}
TPU = {**OWN, "id": "tpus", "accelerator": "tpu", "upfront_usd": 120.0}
SPARE = {**OWN, "id": "spare", "site": "cloud", "upfront_usd": 50.0, "availability": 0.01, "capacity_credit": 1.0}
"""Good for headroom, too rarely up for work."""
COLO = {"id": "colo", "kind": "colo", "jurisdiction": "eu"}
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0, "until": "2027-02"}


def few(*offers: dict[str, Any], **changes: Any) -> Scenario:
    """Limits by their names, other changes as they are."""
    limits = {name: changes.pop(name) for name in list(changes) if name.startswith(("max", "min"))}
    sites = [HALL, CLOUD, COLO]
    return scenario(**two_chips(offers=list(offers), sites=sites, policy__simplicity=limits, **changes))


VENDORS = {"vendors": [{"id": "acme"}, {"id": "volt"}, {"id": "cloudy"}]}
PLENTY = {"max_packs": None}
THREE = [{**OWN, "max_packs": 2.0}, {**FAR, "quota_packs": 1.0}, {**OD, "id": "there", "site": "colo"}]
THREE[2]["usd_per_hour"] = 190 / 90
POOLS = [{**OWN, "max_packs": 2.0}, {**TPU, "max_packs": 1.0}, FAR]
PROMISED = {"id": "sp", "vendor": "volt", "rates": [{"offer": "od", "usd_per_hour": 1.0}], "term_months": 3}
AGREED = {"id": "edp", "vendor": "volt", "discount": 0.2, "years": [{"commitment_usd": 0.0}]}
HANDS = {
    "vendors_are_few": Hand(few(OWN, OD, max_vendors=1), 4 * 180),  # not 3 x 100 + 180
    "sites_are_few": Hand(few(OWN, FAR, max_sites=1), 4 * 180),
    "contracts_are_few": Hand(few(OWN, {**OD, "vendor": "acme"}, max_contracts=1), 4 * 180),
    "ordered_where_engaged": Hand(few(OWN, OD, max_vendors=1), 4 * 180),
    "rented_where_engaged": Hand(
        few({**OWN, **PLENTY, "upfront_usd": 200.0}, {**OD, "quota_packs": 3.0}, max_vendors=1), 4 * 200
    ),  # not 3 x 180 + 200
    "committed_where_engaged": Hand(few(OD, max_contracts=1, commitments=[PROMISED]), 4 * 180),  # not 4 x 90
    "agreed_where_engaged": Hand(few(OD, max_contracts=1, agreements=[AGREED]), 4 * 180),  # not 4 x 144
    "served_where_engaged": Hand(few(*THREE, max_sites=2), 2 * 100 + 2 * 190),  # not 2 x 100 + 180 + 190
    "pools_are_few": Hand(few(*POOLS, max_pools_per_workload=2), 2 * 100 + 2 * 180),  # not 2 x 100 + 120 + 180
    "served_where_chosen": Hand(few(*POOLS, max_pools_per_workload=2), 2 * 100 + 2 * 180),
    "held_where_chosen": Hand(
        few(OWN, {**TPU, **PLENTY}, {**SPARE, **PLENTY}, max_pools_per_workload=2, **SERVICE), 4 * 120 + 2 * 50
    ),  # two of three: 3 owned and 1 tpu would do the work with 2 spare, 420 + 100
}


def test_rows_count_the_parties_of_todays_fleet() -> None:
    written = program(few(OWN, OD, {**FAR, "vendor": "cloudy"}, max_vendors=2, holdings=[OLD], **VENDORS))
    engaged = {"engage[vendors,volt,0]": 1, "engage[vendors,cloudy,0]": 1}
    assert row(written, "vendors_are_few", "vendors", 0) == (engaged, None, 1)
    assert not keys(written, "sites_are_few")


def test_rows_bound_orders_and_rents_by_what_carries_all_work() -> None:
    """At most 4 packs; of `od` 6 would back 4 at a credit of 0.7. The hall's pool has two payees."""
    written = program(few(OWN, OD, FAR, max_vendors=1))
    assert row(written, "ordered_where_engaged", "vendors", "acme", 1, 2, 0) == (
        {"order[1,2,0]": 1, "engage[vendors,acme,0]": -4},
        None,
        0,
    )
    assert row(written, "rented_where_engaged", "vendors", "volt", 2, 0, 1, 0).terms == {
        "rent[2,0,1,0]": 1,
        "engage[vendors,volt,0]": -6,
    }
    assert row(written, "served_where_engaged", "vendors", "volt", 0, 0, 0).terms == {
        "serve[0,0,0,0]": 0.5,
        "serve[0,0,1,0]": 0.5,
        "engage[vendors,volt,0]": -1,
    }
    assert {key[1] for key in keys(written, "served_where_engaged")} == {"volt"}


def test_rows_of_pools_are_there_only_for_work_that_may_choose() -> None:
    written = program(few(OWN, TPU, max_pools_per_workload=1))
    assert row(written, "pools_are_few", 0, 0) == ({"choose[0,0]": 1, "choose[1,0]": 1}, None, 1)
    assert row(written, "served_where_chosen", 1, 0, 0, 0) == ({"serve[1,0,0,0]": 1, "choose[1,0]": -1}, None, 0)
    for given in (
        few(OWN, TPU, max_pools_per_workload=2),
        few(OWN, TPU, max_pools_per_workload=1, workloads__0__assignment="single_pool"),
    ):
        assert not program(given).model.choose


def test_rows_are_absent_where_a_limit_cannot_bind() -> None:
    written = program(few(OWN, OD, FAR, max_vendors=2, max_sites=2, max_contracts=3))
    assert not written.model.engage
    assert not keys(written, "ordered_where_engaged")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_uses_the_vendor_of_todays_fleet() -> None:
    """Acme is paid anyway: one more accelerator is owned, at 100 USD, than by volt alone, for 180."""
    held = {**OLD, "until": None}
    assert cost(few({**OWN, **PLENTY}, OD, max_vendors=1, holdings=[held])) == pytest.approx(300)
    assert cost(few(OD, max_vendors=1, holdings=[held])) == float("inf")


def test_property_a_tighter_limit_never_costs_less() -> None:
    for limit in ("max_vendors", "max_sites", "max_contracts", "max_pools_per_workload"):
        costs = [cost(few(*THREE, {**TPU, "max_packs": 1.0}, **{limit: most})) for most in (4, 3, 2, 1)]
        assert costs == sorted(costs), limit
        assert costs[0] < costs[-1] < float("inf"), limit
