"""Endings: packs leave before their end for a fee or are sold, or stay after it; parts of a price before service."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import Document, Hand, cost, keys, offer, program, row, scenario

FALLING: list[Document] = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 10.0}}]
LATER: list[Document] = [{"geography": "eu", "path": {"2027-02": 40.0, "2027-03": 10.0}}]
LAST: list[Document] = [{"geography": "eu", "path": {"2027-02": 0.0, "2027-03": 40.0}}]
INF = float("inf")


def around(firm: Document, usd_per_hour: float = 1.0, demand: list[Document] | None = None, **changes: Any) -> Scenario:
    """One firm offer, and on demand at 30 h a month; 4 accelerators are busy, by some demands fewer in some months."""
    given = {"workloads__0__demand": demand} if demand else {}
    return scenario(offers=[firm, offer("od", "on_demand", usd_per_hour=usd_per_hour)], **given, **changes)


def lease(*exits: Document, term: int = 3, monthly: float = 20.0, **fields: Any) -> Document:
    return offer("lease", "lease", term_months=term, monthly_usd=monthly, exits=list(exits), **fields)


def own(*prices: float, **fields: Any) -> Document:
    """A pack of 100 USD that is sold for these prices after 1, 2, ... months."""
    exits = [{"after_months": n, "resale_usd": usd} for n, usd in enumerate(prices, start=1)]
    return offer("own", "buy", **{"upfront_usd": 100.0, "exits": exits, **fields})


HANDS = {
    # 4 bought in January; 3 go for 10 each in March. Sold for 50 in February and bought anew, they cost 100, not 90.
    "packs_end_once": Hand(around(own(50.0, 10.0), 2.0, LATER), 4 * 100 - 3 * 10),
}


def test_rows_take_leavers_off_the_fleet_and_count_each_pack_once() -> None:
    written = program(around(lease({"after_months": 1, "fee_usd": 5.0}, {"after_months": 2}, term=4)))
    assert keys(written, "packs_end_once") == [(0, 0, 0), (0, 1, 0)]  # a lease of March can leave after the horizon
    once = {"release[0,0,0,0]": 1, "release[0,0,1,0]": 1, "order[0,0,0]": -1}
    assert row(written, "packs_end_once", 0, 0, 0) == (once, None, 0)
    assert row(written, "packs_end_once", 0, 1, 0) == ({"release[0,1,0,0]": 1, "order[0,1,0]": -1}, None, 0)
    march = {"in_service[0,2,0]": 1, "in_service[0,1,0]": -1, "order[0,2,0]": -1}
    march |= {"release[0,0,1,0]": 1, "release[0,1,0,0]": 1}
    assert row(written, "fleet_follows_orders", 0, 2, 0) == (march, 0, 0)


def test_rows_keep_what_is_extended_past_its_term() -> None:
    """A lease of January ends in February, unless it is bought (to the end of support in March) or renewed."""
    firm = lease(term=1, buyout={"usd": 30.0}, renewal={"term_months": 1})
    written = program(around(firm, accelerators__0__end_of_support="2027-03"))
    assert row(written, "packs_end_once", 0, 0, 0).terms == {
        "extend[0,0,0,0]": 1,
        "extend[0,0,1,0]": 1,
        "order[0,0,0]": -1,
    }
    assert row(written, "fleet_follows_orders", 0, 1, 0).terms == {
        "in_service[0,1,0]": 1,
        "in_service[0,0,0]": -1,
        "order[0,1,0]": -1,
        "order[0,0,0]": 1,
        "extend[0,0,0,0]": -1,
        "extend[0,0,1,0]": -1,
    }
    assert keys(written, "fleet_follows_orders") == [(0, 0, 0), (0, 1, 0)]


def test_rows_of_exposure_count_the_cheapest_way_out_by_vintage() -> None:
    """3 months at 25 USD, out after one for 10: 10 are owed at the end of the first month, 25 at that of the second."""
    firm = lease({"after_months": 1, "fee_usd": 10.0}, monthly=25.0)
    written = program(around(firm, policy__exposure={"id": "cap", "max_usd": 1000.0}))
    assert row(written, "exposure_follows", 0, 0).terms == pytest.approx({"exposure[0,0]": 1, "order[0,0,0]": -0.01})
    assert row(written, "exposure_follows", 1, 0).terms == pytest.approx(
        {"exposure[1,0]": 1, "exposure[0,0]": -1, "order[0,0,0]": -0.015, "order[0,1,0]": -0.01}
        | {"release[0,0,0,0]": 0.025}
    )


def test_rows_are_absent_without_endings_or_too_late_for_them() -> None:
    for firm in (lease(), lease({"after_months": 3}, term=12), lease(term=3, buyout={"usd": 1.0})):
        written = program(around(firm))
        assert not written.model.release
        assert not written.model.extend
        assert not keys(written, "packs_end_once")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("way", "usd"),
    [
        ({"fee_usd": 5.0}, 3 * 25 + 60),  # 20 for January and the fee, against 30 on demand and 60 to the end
        ({"fee_usd": 11.0}, 3 * 30 + 60),
        ({"fee_share": 0.2}, 3 * 28 + 60),  # a fifth of the 40 that are left
        ({"fee_usd": 1.0, "fee_share": 0.2}, 3 * 29 + 60),
    ],
)
def test_optimum_leaves_early_for_a_fee(way: Document, usd: float) -> None:
    assert cost(around(lease({"after_months": 1, **way}), demand=FALLING)) == pytest.approx(usd)


@pytest.mark.parametrize(
    ("tail", "stay"), [("prorate", 15.0 + 30), ("inside", 30.0 + 30), ("charge_in_full", 30.0 + 60)]
)
def test_optimum_counts_the_upfront_payment_of_a_pack_that_left_in_full(tail: str, stay: float) -> None:
    """6 months for 30 upfront and 10 a month; who leaves after one has paid 40 for it, whatever the payment tail."""
    firm = lease({"after_months": 1}, term=6, monthly=10.0, upfront_usd=30.0)
    finance = {"discount_rate": 0.0, "end_value": "none", "payment_tail": tail}
    assert cost(around(firm, 2.0, FALLING, policy__finance=finance)) == pytest.approx(3 * 40 + stay)


@pytest.mark.parametrize(
    ("rule", "prices", "usd"),
    [
        ("none", (50.0, 10.0), 400 - 3 * 10),
        ("straight_line", (50.0, 10.0), 4 * (100 - 70)),  # a book value of 7/10 after three months: nobody sells for 10
        ("resale_curve", (50.0, 10.0, 8.0), 400 - 3 * 10 - 8),
        ("resale_curve", (50.0, 10.0, 10.0), 400 - 3 * 10 - 10),
    ],
)
def test_optimum_by_the_value_of_what_is_kept(rule: str, prices: tuple[float, ...], usd: float) -> None:
    finance = {"discount_rate": 0.0, "end_value": rule}
    given = around(own(*prices, life_months=10), 2.0, LATER, policy__finance=finance)
    assert cost(given) == pytest.approx(usd)


def test_optimum_by_the_curve_at_the_next_exit() -> None:
    """Three months old at the end, a pack is worth what it brings after four."""
    exits = [{"after_months": 1, "resale_share": 0.5}, {"after_months": 4, "resale_share": 0.4}]
    finance = {"discount_rate": 0.0, "end_value": "resale_curve"}
    assert cost(around(own(exits=exits), 2.0, policy__finance=finance)) == pytest.approx(4 * (100 - 40))


@pytest.mark.parametrize(
    ("buyout", "rule", "usd"),
    [
        ({"usd": 30.0, "monthly_usd": 5.0}, "none", 4 * (40 + 30 + 2 * 5)),
        ({"usd": 30.0, "monthly_usd": 5.0, "life_months": 1}, "none", 4 * (40 + 35 + 40)),  # February, a new lease then
        ({"usd": 30.0, "monthly_usd": 5.0, "life_months": 10}, "straight_line", 4 * (80 - 24)),
        ({"usd": 30.0, "monthly_usd": 5.0, "life_months": 10}, "resale_curve", 4 * 80),
        ({"usd": 80.0}, "none", 4 * 120),
    ],
)
def test_optimum_buys_at_the_end_of_the_lease(buyout: Document, rule: str, usd: float) -> None:
    finance = {"discount_rate": 0.0, "end_value": rule}
    firm = lease(term=1, monthly=40.0, buyout=buyout)
    assert cost(around(firm, 2.0, policy__finance=finance)) == pytest.approx(usd)


@pytest.mark.parametrize(
    ("months", "tail", "usd"),
    [
        (2, "prorate", 4 * (40 + 2 * 15)),
        (1, "prorate", 4 * (40 + 15 + 40)),
        (12, "prorate", 4 * (40 + 2 * 15)),
        (12, "charge_in_full", 4 * 3 * 40),  # a renewal would bind to twelve payments
        (5, "charge_in_full", 4 * (40 + 5 * 15)),
    ],
)
def test_optimum_renews_once(months: int, tail: str, usd: float) -> None:
    firm = lease(term=1, monthly=40.0, renewal={"term_months": months, "monthly_usd": 15.0})
    finance = {"discount_rate": 0.0, "end_value": "none", "payment_tail": tail}
    assert cost(around(firm, 2.0, policy__finance=finance)) == pytest.approx(usd)


def test_optimum_renews_by_the_hour_and_no_longer_than_the_policy_allows() -> None:
    firm = lease(term=1, monthly=40.0, renewal={"term_months": 2, "committed_usd_per_hour": 0.5})
    assert cost(around(firm, 2.0)) == pytest.approx(4 * (40 + 2 * 15))
    assert cost(around(firm, 2.0, policy__max_term_months=2)) == pytest.approx(4 * (40 + 2 * 15))
    assert cost(around(firm, 2.0, policy__max_term_months=1)) == pytest.approx(4 * 3 * 40)


def test_optimum_replaces_what_is_old() -> None:
    """A month old it must go: 50 USD every month; sold for 20 twice, the last ones outlive the horizon."""
    fields = {"upfront_usd": 50.0, "refresh_months": 1}
    assert cost(around(own(**fields), 2.0)) == pytest.approx(4 * 3 * 50)
    assert cost(around(own(20.0, **fields), 2.0)) == pytest.approx(4 * (30 + 30 + 50))


MILESTONES = [{"months_after_order": 0, "share": 0.3}, {"months_after_order": 1, "share": 0.5}]


def test_optimum_pays_parts_of_the_price_before_service() -> None:
    """30 at the order in January, 50 in February, the rest of 100 when it is there in March."""
    firm = own(lead_months=2, milestone_payments=MILESTONES)
    for rate in (0.0, 0.2):
        finance = {"discount_rate": rate, "end_value": "none"}
        each = 30 + 50 * (1 + rate) ** (-1 / 12) + 20 * (1 + rate) ** (-2 / 12)
        assert cost(around(firm, 9.0, LAST, policy__finance=finance)) == pytest.approx(4 * each)


@pytest.mark.parametrize(("year", "most"), [(2026, 4 * 80.0), (2027, 4 * 20.0), (None, 400.0)])
def test_optimum_keeps_parts_in_the_budget_of_their_year(year: int | None, most: float) -> None:
    """Fiscal years start in March: three of four when a dollar is missing, the fourth on demand at 270 in March."""
    finance = {"discount_rate": 0.0, "end_value": "none", "fiscal_year_start": 3}
    for usd, cap in ((400.0, most), (3 * 100 + 270.0, most - 1)):
        budget = {"id": "cap", "kind": "capex", "max_usd": cap, **({"fiscal_year": year} if year else {})}
        given = around(
            own(lead_months=2, milestone_payments=MILESTONES),
            9.0,
            LAST,
            policy__finance=finance,
            policy__budgets=[budget],
        )
        assert cost(given) == pytest.approx(usd)


def test_optimum_owes_only_the_parts_not_yet_paid() -> None:
    """At the end of January 70 are owed of each."""
    for usd, most in ((400.0, 280.0), (3 * 100 + 270.0, 279.0)):
        firm, limit = own(lead_months=2, milestone_payments=MILESTONES), {"id": "cap", "max_usd": most}
        assert cost(around(firm, 9.0, LAST, policy__exposure=limit)) == pytest.approx(usd)


def test_optimum_under_a_limit_on_commitment_with_a_way_out() -> None:
    """3 months at 20 owe 40 and then 20: 2, 3, 4 leases fit. With a way out for 10 it is 10, and then 20: all fit."""
    limit = {"id": "cap", "max_usd": 80.0}
    assert cost(around(lease(), policy__exposure=limit)) == pytest.approx(9 * 20 + 3 * 30)
    assert cost(around(lease({"after_months": 1, "fee_usd": 10.0}), policy__exposure=limit)) == pytest.approx(4 * 60)


def test_optimum_of_a_budget_counts_fees_and_buyouts_but_no_sale() -> None:
    fee = lease({"after_months": 1, "fee_usd": 5.0})
    for kind, most, usd in (("opex", 135.0, 135.0), ("capex", 0.0, 135.0), ("opex", 134.0, INF)):
        budget = {"id": "cap", "kind": kind, "max_usd": most}
        assert cost(around(fee, demand=FALLING, policy__budgets=[budget])) == pytest.approx(usd)
    bought = lease(term=1, monthly=40.0, buyout={"usd": 30.0, "monthly_usd": 5.0})
    for kind, most, usd in (("capex", 120.0, 320.0), ("capex", 119.0, 3 * 80 + 120.0), ("opex", 200.0, 320.0)):
        budget = {"id": "cap", "kind": kind, "max_usd": most}
        assert cost(around(bought, 2.0, policy__budgets=[budget])) == pytest.approx(usd)
    for most, usd in ((400.0, 370.0), (399.0, 3 * 100 - 2 * 10 + 120.0)):
        budget = {"id": "cap", "kind": "capex", "max_usd": most}
        assert cost(around(own(50.0, 10.0), 2.0, LATER, policy__budgets=[budget])) == pytest.approx(usd)


def test_optimum_of_a_budget_by_approval_counts_a_renewal_when_it_begins() -> None:
    """40 for January are approved then, its renewal of 5 x 15 in February, another fiscal year; two leases are 80."""
    firm = lease(term=1, monthly=40.0, renewal={"term_months": 5, "monthly_usd": 15.0})
    finance = {"discount_rate": 0.0, "end_value": "none", "fiscal_year_start": 2}
    for year, most, usd in ((2026, 160.0, 4 * 70.0), (2027, 300.0, 4 * 70.0), (2027, 299.0, INF)):
        budget = {"id": "cap", "kind": "opex", "falls": "approval", "fiscal_year": year, "max_usd": most}
        assert cost(around(firm, 2.0, policy__finance=finance, policy__budgets=[budget])) == pytest.approx(usd)


def test_property_dearer_ways_out_never_cost_less() -> None:
    for costs in (
        [cost(around(lease({"after_months": 1, "fee_usd": usd}), demand=FALLING)) for usd in (0.0, 4.0, 8.0, 20.0)],
        [cost(around(lease({"after_months": n, "fee_usd": 5.0}, term=9), demand=FALLING)) for n in (1, 2, 3)],
        [cost(around(own(usd, 10.0), 2.0, LATER)) for usd in (90.0, 70.0, 55.0, 10.0)],
        [cost(around(lease(term=1, monthly=40.0, buyout={"usd": usd}), 2.0)) for usd in (0.0, 50.0, 79.0, 100.0)],
        [cost(around(own(10.0, refresh_months=n), 9.0)) for n in (3, 2, 1)],
    ):
        assert costs == sorted(costs)
        assert costs[0] < costs[-1]
