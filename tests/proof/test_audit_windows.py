"""When offers can be ordered and rented, and how long they serve (section 1 of the contract)."""

import pytest

from solver.proof.audit import DecisionSet, Ordered, Rented
from solver.proof.audit.offers import Service
from solver.proof.audit.timeline import FOREVER, Timeline, fiscal_year
from tests.proof.audit_kit import auditor, broken_by, offer, scenario, serve_all


def services(**fields):
    mode = fields.pop("mode", "buy")
    horizon = {"start": "2027-01", "periods": 6, **fields.pop("horizon", {})}
    accelerator = fields.pop("accelerator", {})
    changes = {f"accelerators__0__{name}": value for name, value in accelerator.items()}
    judge = auditor(horizon=horizon, offers=[offer("o", mode, **fields)], **changes)
    return judge.facts.offers["o"].services


def test_a_bought_unit_without_lead_serves_from_its_order_for_ever():
    assert services() == {u: Service(u, FOREVER) for u in range(6)}


def test_lead_months_are_rounded_up_to_periods():
    # 4 months in quarters: 2 periods; an order in quarter 4 or later would arrive past the last quarter (5)
    found = services(horizon={"months_per_period": 3}, lead_months=4)
    assert found == {u: Service(u + 2, FOREVER) for u in range(4)}


def test_a_term_ends_service_and_is_rounded_up():
    assert services(mode="lease", term_months=2)[1] == Service(1, 3)
    found = services(mode="lease", term_months=20, horizon={"months_per_period": 3, "periods": 2})
    assert found[0] == Service(0, 7)  # 20 months are 7 quarters


def test_orders_lie_in_the_order_window():
    assert set(services(order_from="2027-02", order_until="2027-04")) == {1, 2}


def test_a_window_is_compared_with_the_first_month_of_a_period():
    # quarters start in 2027-01, 04, 07, 10: only 04 lies in [02, 07)
    found = services(horizon={"months_per_period": 3, "periods": 4}, order_from="2027-02", order_until="2027-07")
    assert set(found) == {1}


def test_the_accelerator_must_be_out_when_service_starts():
    # with one month of lead an order in 2027-02 arrives in 2027-03
    assert set(services(lead_months=1, accelerator={"available_from": "2027-03"})) == {1, 2, 3, 4}


def test_bought_units_leave_at_the_end_of_support():
    found = services(accelerator={"end_of_support": "2027-04"})
    assert found == {0: Service(0, 3), 1: Service(1, 3), 2: Service(2, 3)}


def test_bought_units_stay_in_the_period_in_which_support_ends():
    # support ends in 2027-05, inside the quarter of 2027-04: gone from 2027-07 on
    found = services(horizon={"months_per_period": 3, "periods": 3}, accelerator={"end_of_support": "2027-05"})
    assert found == {0: Service(0, 2), 1: Service(1, 2)}


def test_a_contract_must_end_by_the_end_of_support():
    found = services(mode="reserve", term_months=2, accelerator={"end_of_support": "2027-05"})
    assert found == {u: Service(u, u + 2) for u in (0, 1, 2)}  # from 2027-04 it would run to 2027-06


def test_a_bought_term_is_cut_at_the_end_of_support():
    found = services(term_months=2, accelerator={"end_of_support": "2027-04"})
    assert found == {0: Service(0, 2), 1: Service(1, 3), 2: Service(2, 3)}


def test_rent_lies_in_its_window_and_in_support():
    judge = auditor(offers=[offer("od", "on_demand", order_from="2027-02")], accelerators__0__end_of_support="2027-03")
    assert judge.facts.offers["od"].is_rentable == [False, True, False]
    rent = [Rented("od", "2027-01", "day", 4.0)]
    assert "rents_are_on_offer" in broken_by(judge, rent=rent)


@pytest.mark.parametrize(
    ("until", "support", "serves"),
    [(None, None, [1, 1, 1]), ("2027-03", None, [1, 1, 0]), ("2027-03", "2027-02", [1, 0, 0])],
)
def test_holdings_serve_until_they_end_or_support_ends(until, support, serves):
    holding = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0}
    judge = auditor(
        holdings=[holding | ({"until": until} if until else {})],
        accelerators__0__end_of_support=support,
        accelerators__0__available_from="2027-03",  # a holding is here already
    )
    assert judge.facts.holdings[0][1] == [bool(s) for s in serves]


def test_an_order_outside_its_window_is_told_with_offer_and_period():
    judge = auditor(offers=[offer("own", "buy", order_until="2027-02")])
    found = judge.assess(_decide(judge, "2027-02"))
    assert "fleet: orders_are_on_offer [offer own, 2027-02]: it cannot be ordered then" in found.failures
    assert not judge.assess(_decide(judge, "2027-01")).failures


def _decide(judge, period):
    return DecisionSet(orders=(Ordered("own", period, 4.0),), dispatch=serve_all(judge))


def test_hours_come_from_the_calendar_or_from_the_blocks():
    halves = [{"id": "a", "share": 0.5}, {"id": "b", "share": 0.5}]
    time = Timeline(scenario(horizon={"start": "2027-02", "periods": 2, "blocks": halves}).horizon)
    assert time.hours == [28 * 24, 31 * 24]
    assert time.slot_hours == [336, 336, 372, 372]
    assert Timeline(scenario().horizon).hours == [30, 30, 30]


def test_fiscal_years_are_named_after_the_year_they_start_in():
    march, april = 2027 * 12 + 2, 2027 * 12 + 3
    assert (fiscal_year(march, 4), fiscal_year(april, 4), fiscal_year(march, 1)) == (2026, 2027, 2027)
