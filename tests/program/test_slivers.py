"""Slivers: orders and shares that are too small to be worth it."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import JOB, Hand, cost, keys, offer, program, row, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=3.0)
"""90 USD per accelerator and month."""
TPU = {**OWN, "id": "tpus", "accelerator": "tpu", "upfront_usd": 50.0, "max_packs": 1.0}


def grown(*offers: dict[str, Any], **changes: Any) -> Scenario:
    """1 accelerator busy in January, 2 in February, 4 in March."""
    path = {"2027-01": 10.0, "2027-02": 20.0, "2027-03": 40.0}
    return scenario(offers=list(offers), workloads__0__demand=[{"geography": "eu", "path": path}], **changes)


def divided(least: float, **changes: Any) -> Scenario:
    """Of the 4 accelerators busy one may be a tpu, at half the price: a quarter of the work."""
    return scenario(**two_chips(offers=[OWN, TPU], policy__simplicity={"min_share": least}, **changes))


def ordered(packs: int, **changes: Any) -> Scenario:
    """Owned until March is over, or rented on demand."""
    own = {**OWN, "mode": "reserve", "term_months": 1, "upfront_usd": 40.0, **changes}
    return grown(own, OD, policy__simplicity={"min_order_packs": packs})


HANDS = {
    # 3 in January for 1 busy cost 120, renting one 90; 3 in February for 2 cost 120, renting two 180; 4 in March 160
    "order_is_worthwhile": Hand(ordered(3), 90 + 120 + 160),
    "ordered_where_placed": Hand(ordered(3), 90 + 120 + 160),
    "share_is_worthwhile": Hand(divided(0.3), 4 * 100),  # not 3 x 100 + 50
    "served_where_partaking": Hand(divided(0.3), 4 * 100),
}


def test_rows_let_copies_of_an_offer_make_up_an_order_together() -> None:
    jobs = [{**JOB, "id": name} for name in ("a", "b")]
    given = scenario(offers=[{**OWN, "is_dedicated": True}], workloads=jobs, policy__simplicity={"min_order_packs": 6})
    written = program(given)
    terms = {"order[0,1,0]": 1, "order[1,1,0]": 1, "place[own,1,0]": -6}
    assert row(written, "order_is_worthwhile", "own", 1, 0) == (terms, 0, None)
    bound = {"order[0,1,0]": 1, "place[own,1,0]": -6}  # 4 would carry all work; an order must be large enough to be one
    assert row(written, "ordered_where_placed", 0, 1, 0) == (bound, None, 0)


def test_rows_count_units_of_all_blocks_against_what_arrives() -> None:
    """10 of 30 h by day: a share of 1 there is a third of the month."""
    written = program(divided(0.3))
    terms = {"serve[1,2,0,0]": pytest.approx(1 / 3), "serve[1,2,1,0]": pytest.approx(2 / 3), "partake[1,2,0]": -0.3}
    assert row(written, "share_is_worthwhile", 1, 2, 0) == (terms, 0, None)
    assert row(written, "served_where_partaking", 1, 2, 1, 0).terms == {"serve[1,2,1,0]": 1, "partake[1,2,0]": -1}


def test_rows_are_absent_where_nothing_is_too_little() -> None:
    for given in (ordered(1), grown(OD, policy__simplicity={"min_order_packs": 5})):
        assert not program(given).model.place
    for given in (divided(0.0), divided(0.3, workloads__0__assignment="single_pool")):
        assert not program(given).model.partake
    fractional = grown({**OWN, "orders": "fractional"}, policy__simplicity={"min_order_packs": 1})
    assert len(keys(program(fractional), "order_is_worthwhile")) == 3


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_of_a_share_that_is_just_large_enough() -> None:
    assert cost(divided(0.25)) == pytest.approx(350)


def test_optimum_orders_more_than_it_needs_where_nothing_smaller_is_on_offer() -> None:
    assert cost(grown(OWN, policy__simplicity={"min_order_packs": 6})) == pytest.approx(600)


def test_property_a_larger_least_never_costs_less() -> None:
    orders = [cost(ordered(least)) for least in (1, 2, 3, 4, 5, 9)]
    assert orders == pytest.approx([40 + 80 + 160, 80 + 80 + 160, 370, 90 + 160 + 160, 470, 630])
    shares = [cost(divided(least)) for least in (0.0, 0.1, 0.25, 0.26, 0.6, 1.0)]
    assert shares == pytest.approx([350, 350, 350, 400, 400, 400])
