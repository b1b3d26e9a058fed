"""What vendors are worth, with every figure computed by hand.

In the base 4 accelerators are busy at all hours, a month has 30 h, the horizon three months: on demand at 1 USD/h that
is 30 USD per accelerator and month, 360 USD in all.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.negotiation import Negotiation, Stake, VendorPage
from models.scenario import Scenario
from solver.answers.outcome import Infeasible, NoPlanInTime
from solver.reasons.negotiate import make_negotiation
from solver.reasons.terms import priced
from solver.search.options import SearchOptions
from tests.program.kit import EXACT, cost, offer, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
DEAR = offer("dear", "on_demand", usd_per_hour=2.0, vendor="volt")
OWN = offer("own", "buy", upfront_usd=60.0)


def weighed(given: Scenario, options: SearchOptions = EXACT) -> Negotiation:
    """The vendors of a scenario that has a plan."""
    found = make_negotiation(given, "expected", options)
    assert isinstance(found, Negotiation), found
    return found


def page(found: Negotiation, vendor: str) -> VendorPage:
    """The page of a vendor."""
    return next(row for row in found.vendors if row.vendor == vendor)


def stake(found: Negotiation, name: str, month: str | None = None) -> Stake:
    """What the plan takes of an offer, or orders of it in a month."""
    rows = [row for each in found.vendors for row in each.stakes]
    return next(row for row in rows if row.offer == name and row.order_period == month)


def test_one_walks_away_where_the_next_way_costs_as_much() -> None:
    """Bought for 240 USD in all; on demand it is 360 USD: at 1.5 times the price both cost the same."""
    given = scenario(offers=[OD, OWN])
    row = stake(weighed(given), "own", "2027-01")
    assert (row.found, row.packs, row.paid_usd, row.extra_usd) == ("within_gap", 4.0, 240.0, 120.0)
    assert (row.walk_away, row.worth_up_to) == (pytest.approx(1.5, rel=1e-6), pytest.approx(1.5, rel=1e-6))
    (price,) = row.prices
    assert (price.what, price.unit, price.usd, price.walk_away_usd) == (
        "upfront_usd",
        "USD/pack",
        60.0,
        pytest.approx(90),
    )
    assert row.walk_away is not None
    below, above = (cost(priced(given, "own", row.walk_away * (1 + sign * 1e-3))) for sign in (-1, 1))
    assert below == pytest.approx(240 * 1.5 * 0.999, rel=1e-6)
    assert above == pytest.approx(cost(scenario(offers=[OD])), rel=1e-6)


def test_what_is_left_at_the_end_is_not_lost() -> None:
    """Half of the price is left at the end: 120 USD in all; 360 USD on demand are as dear as 3 times the price."""
    given = scenario(offers=[OD, {**OWN, "life_months": 6}], policy__finance__end_value="straight_line")
    row = stake(weighed(given), "own", "2027-01")
    assert (row.paid_usd, row.priced_usd, row.extra_usd) == (240.0, 120.0, 240.0)
    assert row.walk_away == pytest.approx(3)
    dear = cost(priced(given, "own", 3 * 0.999))
    assert dear == pytest.approx(359.64, rel=1e-6)
    assert cost(priced(given, "own", 3 * 1.001)) == pytest.approx(360, rel=1e-6)


def test_orders_of_several_months_have_prices_of_their_own() -> None:
    """Reserved month by month: 80 USD in January, 40 later, instead of 120 on demand; 160 instead of 360 in all."""
    res = offer("res", "reserve", term_months=1, monthly_usd=20.0, price_path={"2027-02": 0.5})
    found = weighed(scenario(offers=[OD, res]))
    factors = {month: stake(found, "res", month).walk_away for month in (None, "2027-01", "2027-02", "2027-03")}
    assert factors == {month: pytest.approx(f) for month, f in zip(factors, (2.25, 1.5, 3.0, 3.0), strict=True)}
    months = [row for row in page(found, "acme").stakes if row.order_period]
    whole = stake(found, "res")
    assert sum(row.paid_usd for row in months) == pytest.approx(whole.paid_usd, abs=0.02)
    assert sum(row.packs or 0.0 for row in months) == whole.packs == 12.0


def test_contracts_that_are_charged_in_full_are_priced_in_full() -> None:
    """Reserved for six months at 18 USD, of which three are past the horizon: 4 x 6 x 18 = 432 USD, 408 more without
    on demand at 7 / 3 USD/h."""
    res = offer("res", "reserve", term_months=6, monthly_usd=18.0)
    finance = {"discount_rate": 0.0, "end_value": "none", "payment_tail": "charge_in_full"}
    given = scenario(offers=[{**OD, "usd_per_hour": 7 / 3}, res], policy__finance=finance)
    row = stake(weighed(given), "res", "2027-01")
    assert (row.paid_usd, row.priced_usd, row.extra_usd) == (216.0, 432.0, pytest.approx(408))
    assert row.walk_away == pytest.approx(840 / 432)


def test_orders_that_may_end_otherwise_are_told_of_together() -> None:
    """Two are left after a month: what an order is paid depends on when it is left, so that orders have no price."""
    res = offer("res", "reserve", term_months=2, monthly_usd=20.0, exits=[{"after_months": 1}])
    falling = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 20.0, "2027-03": 40.0}}]
    rows = page(weighed(scenario(offers=[OD, res], workloads__0__demand=falling)), "acme").stakes
    assert [row.order_period for row in rows] == [None]
    assert rows[0].walk_away == pytest.approx(300 / 200)


def test_what_nothing_can_replace_has_no_price_to_walk_away_at() -> None:
    found = weighed(scenario(offers=[OD]))
    row = stake(found, "od")
    assert (row.found, row.walk_away, row.extra_usd, row.prices[0].walk_away_usd) == ("impossible", None, None, None)
    assert page(found, "acme").found == "impossible"


def test_the_best_alternative_to_a_vendor_is_the_plan_without_it() -> None:
    """All of it on demand from volt costs 720 USD instead of 240, which volt is paid then."""
    found = weighed(scenario(offers=[OD, OWN, DEAR]))
    acme, volt = page(found, "acme"), page(found, "volt")
    assert (acme.paid_usd, acme.percent, acme.found) == (240.0, 100.0, "within_gap")
    assert (acme.extra_usd, acme.at_least_usd) == (480.0, 480.0)
    assert [(each.vendor, each.more_usd) for each in acme.instead] == [("volt", 720.0)]
    assert (volt.paid_usd, volt.found, volt.stakes) == (0.0, None, ())
    assert [(row.offer, row.factor) for row in volt.left_out] == [("dear", pytest.approx(1 / 3, rel=1e-6))]
    assert [row.vendor for row in found.vendors] == ["acme", "volt"]


def test_commitments_are_of_their_vendor() -> None:
    """2 USD/h are committed for what would be 4 USD/h on demand: 180 USD; without acme it is 720 USD."""
    deal = {"id": "deal", "vendor": "acme", "term_months": 3, "rates": [{"offer": "od", "usd_per_hour": 0.5}]}
    acme = page(weighed(scenario(offers=[OD, DEAR], commitments=[deal])), "acme")
    assert (acme.paid_usd, acme.extra_usd) == (pytest.approx(180, abs=0.01), pytest.approx(540, abs=0.01))


def test_terms_and_offers_left_out_are_on_the_page_of_their_vendor() -> None:
    found = weighed(scenario(offers=[{**OD, "quota_packs": 3.0}, DEAR, offer("other", "buy", upfront_usd=900.0)]))
    assert {(row.offer, row.term) for row in page(found, "acme").worth} == {
        ("od", "burst_quota"),
        ("od", "burst_option"),
    }
    assert {(row.offer, row.term) for row in page(found, "volt").worth} == {("dear", "burst_option")}
    assert [row.offer for row in page(found, "acme").left_out] == ["other"]


def test_where_time_is_up_it_is_said() -> None:
    found = weighed(scenario(offers=[OD, OWN, DEAR]), replace(EXACT, time_limit_s=0.0001))
    acme = page(found, "acme")
    assert (acme.found, acme.extra_usd) == ("not_in_time", None)
    assert [(row.found, row.walk_away) for row in acme.stakes] == [("not_in_time", None)]


def test_without_a_plan_or_called_off_there_is_no_page() -> None:
    assert isinstance(make_negotiation(scenario(offers=[{**OD, "quota_packs": 1.0}]), "expected", EXACT), Infeasible)
    stopped = make_negotiation(scenario(offers=[OD, OWN]), "expected", EXACT, on_progress=lambda _: True)
    assert isinstance(stopped, NoPlanInTime)
