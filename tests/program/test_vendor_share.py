"""Vendor share: no vendor holds more than a given share of spend or capacity."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import Document, Hand, cost, keys, offer, program, row, scenario, two_chips

DEAR = {**offer("dear", "buy", upfront_usd=150.0), "vendor": "volt"}
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "volt", "accelerators": 2.0, "monthly_usd": 5.0}


def shared(most: float = 0.5, **changes: Any) -> Scenario:
    """`acme` sells at 100 USD, `volt` at 150 USD."""
    rule = {"id": "cap", "vendor": "acme", "max_share": most}
    offers = [offer("own", "buy", upfront_usd=100.0), DEAR]
    return scenario(**{"offers": offers, "policy__vendor_shares": [rule], **changes})


HANDS = {"vendor_share_is_kept": Hand(shared(), 2 * 100 + 2 * 150)}  # of 3 acme and 1 volt, acme had 300 of 450


def of(measure: str, role: str, share: float = 0.25) -> list[Document]:
    return [{"id": "cap", "vendor": "acme", "measure": measure, "role": role, "max_share": share}]


def test_rows_of_spend_count_payments_in_full_and_holdings() -> None:
    """In kUSD; the reserve ends past the horizon: its upfront payment counts in full. Holdings: 2 x 5 x 3 months."""
    kept = offer("kept", "reserve", term_months=12, upfront_usd=1200.0, monthly_usd=50.0, committed_usd_per_hour=1.0)
    own = offer("own", "buy", upfront_usd=1000.0, support_share_per_year=0.12, software_usd_per_year=999.0)
    rented = {**offer("od", "on_demand", usd_per_hour=1.0), "vendor": "volt"}
    given = shared(offers=[own, kept, rented], holdings=[OLD], policy__vendor_shares=of("spend", "payee"))
    terms, low, high = row(program(given), "vendor_share_is_kept", "cap", 0)
    assert terms == pytest.approx(
        {f"order[0,{t},0]": 1.0 * 0.75 for t in range(3)}
        | {f"in_service[0,{t},0]": 0.01 * 0.75 for t in range(3)}
        | {f"order[1,{t},0]": 1.2 * 0.75 for t in range(3)}
        | {f"in_service[1,{t},0]": 0.08 * 0.75 for t in range(3)}
        | {f"rent[2,{t},0,0]": -0.01 * 0.25 for t in range(3)}
        | {f"rent[2,{t},1,0]": -0.02 * 0.25 for t in range(3)}
    )
    assert (low, high) == (None, pytest.approx(0.25 * 30 / 1000))


def test_rows_of_capacity_count_accelerator_hours_by_the_maker() -> None:
    """In thousands of hours of 30 h months; `acme` makes every gpu, whoever sells it."""
    rented = {**offer("od", "on_demand", pack=2), "accelerator": "tpu", "vendor": "acme"}
    offers = [{**DEAR, "pack": 4}, rented]
    given = shared(**two_chips(offers=offers, holdings=[OLD], policy__vendor_shares=of("capacity", "silicon")))
    terms, low, high = row(program(given), "vendor_share_is_kept", "cap", 0)
    assert terms == pytest.approx(
        {f"in_service[0,{t},0]": 0.12 * 0.75 for t in range(3)}
        | {f"rent[1,{t},0,0]": -0.02 * 0.25 for t in range(3)}
        | {f"rent[1,{t},1,0]": -0.04 * 0.25 for t in range(3)}
    )
    assert (low, high) == (None, pytest.approx(-0.75 * 0.18))
    assert not keys(program(scenario()), "vendor_share_is_kept")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_by_capacity() -> None:
    """A quarter of the capacity is 1 of 4: 100 + 3 x 150."""
    assert cost(shared(policy__vendor_shares=of("capacity", "payee"))) == pytest.approx(550)


def test_optimum_where_nobody_else_makes_the_silicon() -> None:
    assert cost(shared(policy__vendor_shares=of("capacity", "silicon"))) == float("inf")
    assert cost(shared(policy__vendor_shares=of("capacity", "silicon", 1.0))) == pytest.approx(400)


@pytest.mark.parametrize("measure", ["spend", "capacity"])
def test_property_a_larger_share_never_costs_more(measure: str) -> None:
    steps = [n / 8 for n in range(9)]
    costs = [cost(shared(policy__vendor_shares=of(measure, "payee", share))) for share in steps]
    assert costs == sorted(costs, reverse=True)
    assert (costs[0], costs[-1]) == (pytest.approx(600), pytest.approx(400))
