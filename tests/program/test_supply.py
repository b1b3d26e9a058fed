"""Supply: no more packs than the vendor delivers, all copies of a dedicated offer together."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import Document, Hand, cost, keys, offer, program, row, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
TWO_PLACES: Document = {
    "geographies": [{"id": "eu"}, {"id": "us"}],
    "workloads__0__demand": [{"geography": place, "level": 20.0} for place in ("eu", "us")],
}


def own(**limits: Any) -> Scenario:
    """Users in two places keep 2 dedicated accelerators busy each, at 50 USD to own or 30 USD a month on demand."""
    dedicated = offer("own", "buy", upfront_usd=50.0, is_dedicated=True, **limits)
    return scenario(offers=[dedicated, OD], **TWO_PLACES)


def rent(**limits: Any) -> Scenario:
    """The same on demand at 45 USD each for the horizon, or shared and owned at 100 USD."""
    dedicated = offer("od", "on_demand", usd_per_hour=0.5, is_dedicated=True, **limits)
    return scenario(offers=[offer("own", "buy", upfront_usd=100.0), dedicated], **TWO_PLACES)


HANDS = {
    # 2 in January; the other 2 wait a month on demand (30 each); bought in February they cost less than 2 months.
    "orders_fit_supply": Hand(own(max_packs_per_period=2.0), 4 * 50 + 2 * 30),
    "orders_fit_total": Hand(own(max_packs=3.0), 3 * 50 + 90),
    "rent_fits_quota": Hand(rent(quota_packs=3.0), 3 * 45 + 100),
}


def test_rows_count_copies_of_a_dedicated_offer_together() -> None:
    written = program(own(max_packs=3.0, max_packs_per_period=2.5))
    assert row(written, "orders_fit_supply", "own", 1, 0) == ({"order[1,1,0]": 1, "order[2,1,0]": 1}, None, 2.5)
    ordered = {f"order[{o},{u},0]": 1 for u in range(3) for o in (1, 2)}
    assert row(written, "orders_fit_total", "own", 0) == (ordered, None, 3)
    written = program(rent(quota_packs=3.0))
    assert row(written, "rent_fits_quota", "od", 2, 1, 0) == ({"rent[1,2,1,0]": 1, "rent[2,2,1,0]": 1}, None, 3)


def test_rows_stand_only_where_there_is_a_limit_and_something_to_order() -> None:
    late = {"max_packs_per_period": 2.0, "order_from": "2027-02", "lead_months": 1}
    assert keys(program(own(**late)), "orders_fit_supply") == [("own", 1, 0)]  # an order in March arrives too late
    for name in HANDS:
        assert not keys(program(own()), name)


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_with_a_shared_offer_in_short_supply() -> None:
    """10 busy, one pack of 4 a month: 6 on demand in January, 2 from February; a third pack would save but 60."""
    shared = offer("own", "buy", pack=4, upfront_usd=100.0, max_packs_per_period=1.0)
    job = {"workloads__0__demand": [{"geography": "eu", "level": 100.0}]}
    assert cost(scenario(offers=[shared, OD], **job)) == pytest.approx(2 * 100 + 6 * 30 + 2 * 30 + 2 * 30)


@pytest.mark.parametrize("limit", ["max_packs", "max_packs_per_period"])
def test_property_more_supply_never_costs_more(limit: str) -> None:
    costs = [cost(own(**{limit: float(most)})) for most in range(6)]
    assert costs == sorted(costs, reverse=True)
    assert (costs[0], costs[-1]) == (pytest.approx(360), pytest.approx(200))


def test_property_a_larger_quota_never_costs_more() -> None:
    costs = [cost(rent(quota_packs=float(most))) for most in range(6)]
    assert costs == sorted(costs, reverse=True)
    assert (costs[0], costs[-1]) == (pytest.approx(400), pytest.approx(180))
