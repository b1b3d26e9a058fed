"""Departure: every pack ordered otherwise than the previous plan said has a price, and weighs against what it saves."""

from __future__ import annotations

from typing import Any

import pytest

from models.replanning import EarlierOrder, Previous
from models.scenario import Scenario
from tests.program.kit import Document, Hand, keys, offer, outcome, program, row, scenario

CHEAP, DEAR = offer("cheap", "buy", upfront_usd=60.0), offer("dear", "buy", upfront_usd=70.0)


def hall(usd: float = 12.0, **changes: Any) -> Scenario:
    """4 accelerators are busy all three months; one costs 60 or 70 USD, and each pack of difference so much."""
    given: Document = {"offers": [CHEAP, DEAR], "policy__departure_usd_per_pack": usd, **changes}
    return scenario(**given)


def said(*orders: tuple[str, str, float]) -> Previous:
    """A previous plan with these orders: offer, month, packs; none of them is firm."""
    rows = tuple(EarlierOrder(offer=name, order_period=month, packs=packs) for name, month, packs in orders)
    return Previous(content_hash="", firm_until="2027-01", first="2027-01", until="2027-04", orders=rows)


FOUR = said(("dear", "2027-01", 4.0))

HANDS = {
    # one more was planned than is needed: leaving it out saves its 60 and costs 12
    "departure_follows": Hand(hall(), 4 * 60 + 12, said(("cheap", "2027-01", 5.0))),
}


def test_rows_measure_the_difference_where_something_was_planned() -> None:
    """Elsewhere every pack is one more: its price stands on the order itself."""
    written = program(hall(), FOUR)
    assert keys(written, "departure_follows") == [(1, 0, 0)]
    terms = {"order[1,0,0]": 1, "more[1,0,0]": -1, "fewer[1,0,0]": 1}
    assert row(written, "departure_follows", 1, 0, 0) == (terms, 4, 4)
    priced = {entry.decision.name: entry.usd for entry in written.entries if entry.term == "departure"}
    others = {f"order[{o},{u},0]": 12 for o in (0, 1) for u in (0, 1, 2) if (o, u) != (1, 0)}
    assert priced == {"more[1,0,0]": 12, "fewer[1,0,0]": 12, **others}


def test_rows_are_absent_without_a_previous_plan_or_a_price() -> None:
    for given, previous in ((hall(), None), (hall(0.0), FOUR)):
        written = program(given, previous)
        assert not written.model.more
        assert not keys(written, "departure_follows")
        assert "departure" not in {entry.term for entry in written.entries}


def test_rows_measure_an_order_whatever_the_prices_of_its_packs() -> None:
    """Copies 1 and 2 are the list price and the tier of `dear` in January, 3 and 4 the same at half of it later on."""
    moving = {**DEAR, "price_path": {"2027-02": 0.5}, "tiers": [{"from_packs": 4, "discount": 0.1}]}
    written = program(hall(offers=[CHEAP, moving]), said(("dear", "2027-01", 4.0), ("dear", "2027-03", 1.0)))
    assert keys(written, "departure_follows") == [(1, 0, 0), (3, 2, 0)]
    terms = {"order[3,2,0]": 1, "order[4,2,0]": 1, "more[3,2,0]": -1, "fewer[3,2,0]": 1}
    assert row(written, "departure_follows", 3, 2, 0) == (terms, 1, 1)
    priced = {entry.decision.name for entry in written.entries if entry.term == "departure"}
    assert {name for name in priced if name.startswith("order[")} == {
        *(f"order[0,{u},0]" for u in (0, 1, 2)),
        *("order[3,1,0]", "order[4,1,0]"),
    }
    found = outcome(written)
    assert found.passed


def test_rows_leave_out_what_can_no_longer_be_ordered() -> None:
    """No decision brings back an order of an offer that is gone, or not on sale in that month any more."""
    closed = {"offers": [CHEAP, {**DEAR, "order_from": "2027-02"}]}
    assert not keys(program(hall(**closed), FOUR), "departure_follows")
    assert not keys(program(hall(), said(("gone", "2027-01", 4.0))), "departure_follows")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("usd", "cost"),
    [
        (4.0, 4 * (60 + 2 * 4)),  # one cheap more and one dear fewer: 8 of departure for 10 saved
        (5.0, 4 * 70),
        (6.0, 4 * 70),
    ],
)
def test_optimum_departs_where_that_saves_more_than_its_price(usd: float, cost: float) -> None:
    assert outcome(program(hall(usd), FOUR)).cost == pytest.approx(cost)


def test_optimum_pays_for_what_it_drops_and_for_what_it_adds() -> None:
    """3 planned, 4 needed: the fourth costs 60 and 12. At 70 a pack, one too many is bought rather than left."""
    assert outcome(program(hall(70.0), said(("cheap", "2027-01", 5.0)))).cost == pytest.approx(5 * 60)
    assert outcome(program(hall(), said(("cheap", "2027-01", 3.0)))).cost == pytest.approx(4 * 60 + 12)


def test_optimum_of_an_order_in_another_month_pays_twice() -> None:
    """Planned for February by mistake: needed in January, 4 fewer then and 4 more now."""
    assert outcome(program(hall(), said(("cheap", "2027-02", 4.0)))).cost == pytest.approx(4 * 60 + 8 * 12)


def test_property_a_higher_price_never_costs_less_nor_departs_more() -> None:
    costs = []
    for usd in (0.0, 2.0, 4.0, 6.0, 20.0):
        found = outcome(program(hall(usd), FOUR))
        assert found.passed
        costs.append(found.cost)
    assert costs == sorted(costs)
    assert costs[-1] == pytest.approx(4 * 70)
