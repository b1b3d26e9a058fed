"""Price paths: what is ordered, or rented, costs what it costs in the month of the order."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT, cost, offer, program, scenario

OWN = offer("own", "buy", upfront_usd=100.0, life_months=6)
OD = offer("od", "on_demand", usd_per_hour=1.0)
LEASE = offer("kept", "lease", term_months=2, monthly_usd=10.0, committed_usd_per_hour=1.0, upfront_usd=20.0)
HALF = {"price_path": {"2027-02": 0.5, "2027-03": 2.0}}


def path(*offers: dict[str, Any], **changes: Any) -> Scenario:
    """1 accelerator busy in January, 3 from February on; a month has 30 h."""
    work = {"workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 10.0, "2027-02": 30.0}}]}
    return scenario(offers=list(offers), **work, **changes)


def test_an_offer_has_a_copy_for_every_price_at_which_it_can_be_ordered() -> None:
    copies = program(path({**OWN, **HALF}, {**OD, **HALF, "order_from": "2027-02"})).instance.copies
    assert [(c.offer.id, c.price.share, sorted({*c.windows, *c.rentable})) for c in copies] == [
        ("own", 1.0, [0]),
        ("own", 0.5, [1]),
        ("own", 2.0, [2]),
        ("od", 0.5, [1]),
        ("od", 2.0, [2]),
    ]
    again = {"price_path": {"2026-01": 0.5, "2027-02": 0.7, "2027-03": 0.5}}
    copies = program(path({**OWN, **again})).instance.copies
    assert [(c.price.share, sorted(c.windows)) for c in copies] == [(0.5, [0, 2]), (0.7, [1])]


def test_an_offer_without_path_stays_as_it_is() -> None:
    (copy,) = program(path(OWN)).instance.copies
    assert copy.offer.price_path == {}
    assert copy.offer.upfront_usd == 100.0


@pytest.mark.parametrize(
    ("given", "by_hand"),
    [
        (path({**OWN, **HALF}), 100 + 2 * 50),
        (path({**OWN, **HALF}, OD), 30 + 3 * 50),  # one rented in January, all bought in February
        (path({**OD, **HALF}), 30 + 3 * 15 + 3 * 60),
        # leased in February at half of 20 + 2 x 40; in March they go on at that price
        (path({**LEASE, **HALF}, OD, policy__finance__payment_tail="inside"), 30 + 3 * 50),
        # one is leased in January until March: three in February cost less than two, and one more in March for 120
        (path({**LEASE, **HALF}, policy__finance__payment_tail="inside"), 100 + 3 * 50),
    ],
)
def test_optimum_by_hand(given: Scenario, by_hand: float) -> None:
    assert cost(given) == pytest.approx(by_hand)


@pytest.mark.parametrize("tail", ["prorate", "inside", "charge_in_full"])
def test_support_end_value_and_the_tail_follow_the_price_that_was_paid(tail: str) -> None:
    """3 bought in February at half the price: support 2 x 50 x 0.12 / 12 each, value 50 x 4 / 6 at the end. In January
    one is leased: its price of then."""
    own = {**OWN, **HALF, "support_share_per_year": 0.12, "order_from": "2027-02"}
    finance = {"policy__finance__end_value": "straight_line", "policy__finance__payment_tail": tail}
    lease = {**LEASE, "price_path": {"2027-01": 0.1, "2027-02": 9.0}, "term_months": 1}
    made = make_plan(path(own, lease, **finance), "expected", EXACT)
    assert isinstance(made, Planned)
    terms = made.plan.costs.by_term
    assert (terms["hardware_purchase"], terms["support"]) == (pytest.approx(150), pytest.approx(3.0))
    assert terms["end_value"] == pytest.approx(-100)
    assert terms["lease_payments"] == pytest.approx(4.0)
    assert {row.offer: row.price_share for row in made.plan.orders} == {"own": 0.5, "kept": 0.1}


def test_limits_count_the_price_that_was_paid() -> None:
    """Three for 150 USD in February, or at 100 USD each from January on."""
    own = {**OWN, **HALF}
    for least, fits in ((150.0, True), (149.0, False)):
        for falls in ("payment", "approval"):
            budget = [{"id": "b", "kind": "capex", "falls": falls, "max_usd": least}]
            assert (cost(path(own, OD, policy__budgets=budget)) == pytest.approx(180)) is fits
    late = {**own, "lead_months": 1, "price_path": {"2027-01": 0.5}}
    for least, fits in ((150.0, True), (149.0, False)):
        assert (cost(path(late, OD, policy__exposure={"id": "e", "max_usd": least})) == pytest.approx(180)) is fits


def test_property_a_higher_price_never_costs_less() -> None:
    costs = [cost(path({**OWN, "price_path": {"2027-02": factor}}, OD)) for factor in (0.3, 0.5, 0.8, 1.0, 3.0)]
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]
