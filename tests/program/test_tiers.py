"""Volume tiers: discounts on all units of a volume, or on those from a tier's first on, by order or by fiscal year."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import JOB, Hand, cost, keys, offer, program, row, scenario

OWN = offer("own", "buy", upfront_usd=100.0)
MONTHLY = offer("own", "reserve", term_months=1, upfront_usd=40.0)
FIVE = [{"from_packs": 5, "discount": 0.1}]
YEAR, RISING = {"tier_window": "fiscal_year"}, {"tier_rule": "incremental"}


def held(least: int, discount: float, **changes: Any) -> Scenario:
    """4 accelerators busy for three months, bought at 100 USD."""
    return scenario(offers=[{**OWN, "tiers": [{"from_packs": least, "discount": discount}], **changes}])


def monthly(tiers: list[dict[str, Any]], **changes: Any) -> Scenario:
    """2, 4 and 5 accelerators busy, reserved month by month at 40 USD: 440 USD at the list price."""
    path = {"2027-01": 20.0, "2027-02": 40.0, "2027-03": 50.0}
    policy = {name: changes.pop(name) for name in list(changes) if name.startswith("policy")}
    own = {**MONTHLY, "tiers": tiers, **changes}
    return scenario(offers=[own], workloads__0__demand=[{"geography": "eu", "path": path}], **policy)


HANDS = {
    "tier_is_reached": Hand(held(6, 0.3), 4 * 100),  # not 6 x 70, nor 4 x 70
    "tier_is_not_passed": Hand(monthly(FIVE), 2 * 40 + 4 * 40 + 5 * 36),
    "tier_is_one": Hand(held(6, 0.35), 6 * 65),  # two more than needed are worth their discount
}


def test_rows_of_all_units_put_the_whole_volume_in_one_tier() -> None:
    """An offer in two copies: the list price, and the tier. No order is larger than the tier, with 4 accelerators."""
    written = program(held(6, 0.3, **YEAR))
    orders = [{f"order[{o},{u},0]": 1 for u in range(3)} for o in (0, 1)]
    assert row(written, "tier_is_reached", "own", 0, 2, 0) == ({**orders[0], "reach[own,0,2,0]": -1}, 0, None)
    assert row(written, "tier_is_reached", "own", 1, 2, 0) == ({**orders[1], "reach[own,1,2,0]": -6}, 0, None)
    assert row(written, "tier_is_not_passed", "own", 0, 2, 0) == ({**orders[0], "reach[own,0,2,0]": -5}, None, 0)
    assert row(written, "tier_is_not_passed", "own", 1, 2, 0) == ({**orders[1], "reach[own,1,2,0]": -18}, None, 0)
    assert row(written, "tier_is_one", "own", 2, 0) == ({"reach[own,0,2,0]": 1, "reach[own,1,2,0]": 1}, None, 1)
    assert [copy.offer.upfront_usd for copy in written.instance.copies] == [100.0, pytest.approx(70.0)]


def test_rows_of_rising_tiers_fill_one_after_the_other_in_time() -> None:
    tiers = [{"from_packs": 3, "discount": 0.1}, {"from_packs": 5, "discount": 0.2}]
    written = program(monthly(tiers, **YEAR, **RISING))
    until_february = [{f"order[{o},{u},0]": 1 for u in range(2)} for o in (0, 1, 2)]
    assert row(written, "tier_is_not_passed", "own", 0, 1, 0) == (until_february[0], None, 2)
    assert row(written, "tier_is_reached", "own", 1, 1, 0) == ({**until_february[0], "reach[own,1,1,0]": -2}, 0, None)
    assert row(written, "tier_is_not_passed", "own", 1, 1, 0).terms == {**until_february[1], "reach[own,1,1,0]": -2}
    assert row(written, "tier_is_reached", "own", 2, 1, 0) == ({**until_february[1], "reach[own,2,1,0]": -2}, 0, None)
    assert not keys(written, "tier_is_one")


def test_rows_count_all_copies_together_and_stand_only_where_there_are_tiers() -> None:
    jobs = [{**JOB, "id": name} for name in ("a", "b")]
    written = program(scenario(offers=[{**OWN, "tiers": FIVE, "is_dedicated": True}], workloads=jobs))
    assert row(written, "tier_is_reached", "own", 1, 1, 0).terms == {
        "order[1,1,0]": 1,
        "order[3,1,0]": 1,
        "reach[own,1,1,0]": -5,
    }
    for given in (monthly([]), monthly(FIVE, max_packs=4.0), monthly(FIVE, max_packs_per_period=4.0)):
        assert not program(given).model.reach
    assert program(monthly(FIVE, max_packs_per_period=4.0, **YEAR)).model.reach


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("rules", "by_hand"),
    [
        ({}, 2 * 40 + 4 * 40 + 5 * 36),
        (YEAR, 11 * 36),
        (RISING, 2 * 40 + 4 * 40 + 4 * 40 + 36),
        (YEAR | RISING, 4 * 40 + 7 * 36),
        (YEAR | {"policy__finance__fiscal_year_start": 2}, 2 * 40 + 9 * 36),  # January is of the year before
        (YEAR | {"policy__finance__fiscal_year_start": 3}, 6 * 36 + 5 * 36),
        ({"price_path": {"2027-03": 0.5}}, 2 * 40 + 4 * 40 + 5 * 18),
        (YEAR | RISING | {"price_path": {"2027-03": 0.5}}, 4 * 40 + 2 * 36 + 5 * 18),
    ],
)
def test_optimum_by_rule_and_window(rules: dict[str, Any], by_hand: float) -> None:
    assert cost(monthly(FIVE, **rules)) == pytest.approx(by_hand)


def test_optimum_of_rising_tiers_at_rising_prices_fills_them_in_time() -> None:
    """Twice as dear in March: the discount would be worth most there, but the packs before come first."""
    assert cost(monthly(FIVE, **YEAR, **RISING, price_path={"2027-03": 2.0})) == pytest.approx(160 + 2 * 36 + 5 * 72)


def test_optimum_with_two_owners_of_one_volume() -> None:
    """Each keeps 4 busy, dedicated: 8 in one order."""
    jobs = [{**JOB, "id": name} for name in ("a", "b")]
    own = {**OWN, "tiers": [{"from_packs": 6, "discount": 0.25}], "is_dedicated": True}
    assert cost(scenario(offers=[own], workloads=jobs)) == pytest.approx(8 * 75)
    assert cost(scenario(offers=[{**own, **RISING}], workloads=jobs)) == pytest.approx(5 * 100 + 3 * 75)


def test_property_a_later_tier_never_costs_less() -> None:
    for rules in ({}, YEAR, RISING, YEAR | RISING):
        costs = [cost(monthly([{"from_packs": least, "discount": 0.25}], **rules)) for least in (2, 3, 5, 6, 11, 12)]
        assert costs == sorted(costs), rules
        assert costs[0] < costs[-1] <= 440, rules
