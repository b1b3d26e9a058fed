"""Longest term: no lease or reserve binds for longer than the policy allows."""

from __future__ import annotations

import pytest

from models.scenario import Scenario
from tests.program.kit import Hand, cost, keys, offer, program, row, scenario

LONG = offer("long", "reserve", term_months=36, monthly_usd=10.0)
SHORT = offer("short", "lease", term_months=12, monthly_usd=20.0)
OWN = offer("own", "buy", upfront_usd=100.0)


def limited(most: int | None = 12) -> Scenario:
    """30 USD in three months for three years, 60 for one, 100 to own."""
    return scenario(offers=[LONG, SHORT, OWN], policy__max_term_months=most)


HANDS = {"term_fits_limit": Hand(limited(), 4 * 60)}


def test_rows_stand_for_contracts_that_are_too_long() -> None:
    written = program(limited())
    assert keys(written, "term_fits_limit") == [("long", 0)]
    assert row(written, "term_fits_limit", "long", 0) == ({f"order[0,{u},0]": 1.0 for u in range(3)}, None, 0.0)
    assert not keys(program(limited(36)), "term_fits_limit")
    assert not keys(program(limited(None)), "term_fits_limit")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_property_a_longer_term_never_costs_more() -> None:
    assert [cost(limited(most)) for most in (1, 11, 12, 35, 36, None)] == pytest.approx([400, 400, 240, 240, 120, 120])
