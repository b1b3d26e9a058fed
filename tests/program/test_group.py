"""Group limits: accelerators over a set of offers."""

from __future__ import annotations

import pytest

from models.scenario import Scenario
from tests.program.kit import Hand, cost, keys, offer, program, row, scenario

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)


def grouped(*offers: str, **limits: float) -> Scenario:
    """100 USD to own, 180 USD for the horizon on demand."""
    return scenario(offers=[OWN, OD], policy__groups=[{"id": "g", "offers": list(offers), **limits}])


HANDS = {
    "group_fits_limit": Hand(grouped("own", max_accelerators=3.0), 3 * 100 + 180),
    "group_reaches_minimum": Hand(grouped("own", "od", min_accelerators=5.0), 5 * 100),
}


def test_rows_count_accelerators_in_service_and_rented() -> None:
    offers = [{**OWN, "pack": 8}, {**OD, "pack": 2}, offer("other", "buy")]
    group = {"id": "g", "offers": ["own", "od"], "min_accelerators": 6.0, "max_accelerators": 20.0}
    written = program(scenario(offers=offers, policy__groups=[group]))
    most = {"in_service[0,2,0]": 8, "rent[1,2,1,0]": 2}
    assert row(written, "group_fits_limit", "g", 2, 1, 0) == (most, None, 20)
    assert row(written, "group_reaches_minimum", "g", 2, 0) == ({"in_service[0,2,0]": 8}, 6, None)
    assert len(keys(written, "group_fits_limit")) == 6
    assert len(keys(written, "group_reaches_minimum")) == 3


def test_rows_stand_only_for_the_side_that_is_given() -> None:
    assert not keys(program(grouped("own", max_accelerators=3.0)), "group_reaches_minimum")
    assert not keys(program(grouped("own", min_accelerators=3.0)), "group_fits_limit")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_counts_no_rent_towards_a_minimum() -> None:
    assert cost(grouped("od", min_accelerators=1.0)) == float("inf")
    assert cost(grouped("own", "od", max_accelerators=3.0)) == float("inf")


def test_property_cost_rises_with_the_minimum_and_falls_with_the_limit() -> None:
    least = [cost(grouped("own", min_accelerators=float(n))) for n in range(8)]
    assert least == pytest.approx([400, 400, 400, 400, 400, 500, 600, 700])
    most = [cost(grouped("own", max_accelerators=float(n))) for n in range(6)]
    assert most == pytest.approx([720, 640, 560, 480, 400, 400])


def test_a_group_of_no_offers_is_the_total_capacity() -> None:
    """Two of today's stand until March: until then they count towards both sides."""
    old = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 2.0, "until": "2027-03"}
    group = {"id": "g", "min_accelerators": 5.0, "max_accelerators": 7.0}
    written = program(scenario(offers=[OWN, OD], holdings=[old], policy__groups=[group]))
    for t, there in ((1, 2), (2, 0)):
        most = {f"in_service[0,{t},0]": 1, f"rent[1,{t},0,0]": 1}
        assert row(written, "group_fits_limit", "g", t, 0, 0) == (most, None, 7 - there)
        assert row(written, "group_reaches_minimum", "g", t, 0) == ({f"in_service[0,{t},0]": 1}, 5 - there, None)
    assert cost(scenario(offers=[OWN, OD], holdings=[old], policy__groups=[group])) == pytest.approx(5 * 100)
    few = {"id": "g", "max_accelerators": 3.0}
    assert cost(scenario(offers=[OWN, OD], holdings=[old], policy__groups=[few])) == float("inf")
