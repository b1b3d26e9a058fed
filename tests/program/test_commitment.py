"""Spend commitments: USD per hour promised for a term pay for on-demand usage at lower rates, used or not."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, Document, Hand, cost, keys, offer, program, row, scenario, two_chips

OD = offer("od", "on_demand", usd_per_hour=1.0)
DUTY = [{"id": "duty", "blocks": {"day": {"mean": 1.0}, "night": {"mean": 0.5}}}]
DAYTIME: Document = {
    "workloads__0__class": "realtime_inference",
    "workloads__0__headroom": 0.0,
    "workloads__0__shape": "duty",
    "shapes": DUTY,
}
"""Four accelerators are busy for 10 h of the day, two for 20 h of the night: 80 accelerator-hours a month."""


def plan(**changes: Any) -> Document:
    """A commitment that covers `od` at 0.30 USD/h, for three months."""
    return {"id": "sp", "vendor": "acme", "rates": [{"offer": "od", "usd_per_hour": 0.3}], "term_months": 3, **changes}


def promised(*commitments: Document, **changes: Any) -> Scenario:
    """1 USD/h on demand: 80 USD a month. What is committed is paid for 30 h a month.

    Two accelerators, 0.60 USD/h, are busy all the time: 18 USD instead of 60. The other two, for 18 USD, by day alone:
    they save 20 USD.
    """
    return scenario(**{"offers": [OD], "commitments": list(commitments or (plan(),)), **DAYTIME, **changes})


HANDS = {
    "coverage_fits_rent": Hand(promised(), 3 * 36),  # 1.20 USD/h; by night half of it is paid for nothing
    "coverage_fits_commitment": Hand(promised(plan(rates=[{"offer": "od", "usd_per_hour": 0.5}])), 3 * (30 + 20)),
    "commitments_fit_limit": Hand(promised(plan(max_usd_per_hour=0.6)), 3 * (18 + 20)),
    "commitment_term_fits_limit": Hand(promised(policy__max_term_months=2), 3 * 80),
}


def test_rows_cover_what_is_rented_and_no_more_than_is_committed() -> None:
    """Signed in January or February, in force a month later; 0.50 USD/h of today's until the end of January."""
    given = plan(lead_months=1, term_months=1, signed_usd_per_hour=0.5, signed_until="2027-02", max_usd_per_hour=0.9)
    written = program(promised(given))
    assert keys(written, "coverage_fits_rent") == [(0, t, b, 0) for t in range(3) for b in range(2)]
    rent = {"covered[sp,0,1,0,0]": 1.0, "rent[0,1,0,0]": -1.0}
    assert row(written, "coverage_fits_rent", 0, 1, 0, 0) == (rent, None, 0.0)
    assert row(written, "coverage_fits_commitment", "sp", 0, 1, 0) == ({"covered[sp,0,0,1,0]": 0.3}, None, 0.5)
    later = {"covered[sp,0,2,1,0]": 0.3, "commit[sp,1,0]": -1.0}
    assert row(written, "coverage_fits_commitment", "sp", 2, 1, 0) == (later, None, 0.0)
    assert keys(written, "commitments_fit_limit") == [("sp", 1, 0), ("sp", 2, 0)]
    assert row(written, "commitments_fit_limit", "sp", 2, 0) == ({"commit[sp,1,0]": 1.0}, None, 0.9)


def test_rows_bound_what_is_committed_by_all_that_may_be_rented() -> None:
    """Six packs at 0.30 USD/h, so that four count towards headroom at 0.7 each, or three where the quota is three."""
    assert program(promised()).model.commit["sp", 0, 0].ub == pytest.approx(1.8)
    few = promised(offers=[{**OD, "quota_packs": 3.0}, offer("own", "buy")])
    assert program(few).model.commit["sp", 0, 0].ub == pytest.approx(0.9)


def test_rows_are_absent_without_commitments_or_before_they_can_be_signed() -> None:
    for given in (promised(commitments=[]), promised(plan(order_from="2027-04")), promised(plan(lead_months=3))):
        written = program(given)
        assert not written.model.commit
        assert not written.model.covered
        assert not any(keys(written, name) for name in HANDS)


def test_rows_of_exposure_take_off_what_is_paid_ahead_and_by_the_hour() -> None:
    """90 h in all; a third, 30 h, is paid when it starts in February, then 20 h of 30 each month. In kUSD."""
    limit = {"id": "owed", "max_usd": 100.0}
    written = program(promised(plan(lead_months=1, upfront_share=1 / 3), policy__exposure=limit))
    changes = [row(written, "exposure_follows", t, 0).terms for t in range(3)]
    assert changes[0]["commit[sp,0,0]"] == pytest.approx(-0.090)
    assert changes[1]["commit[sp,0,0]"] == pytest.approx(0.030 + 0.020)
    assert changes[2]["commit[sp,0,0]"] == pytest.approx(0.020)
    held = promised(plan(signed_usd_per_hour=0.5, signed_until="2027-03"), policy__exposure=limit)
    assert [row(program(held), "commitment_is_bounded", t, 0).high for t in range(3)] == pytest.approx(
        [0.1 - 0.5 * 30 / 1000, 0.1, 0.1]
    )


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("tail", "ahead", "by_hour"), [("prorate", 108, 108), ("inside", 168, 108), ("charge_in_full", 168, 168)]
)
def test_optimum_pays_a_term_past_the_horizon_by_the_payment_tail(tail: str, ahead: float, by_hour: float) -> None:
    """Six months for all four cost 6 x 36 = 216 USD, half of that inside; for two of them 6 x 18, and 3 x 20 on demand
    for the others."""
    finance = {"discount_rate": 0.0, "end_value": "none", "payment_tail": tail}
    paid_ahead = plan(term_months=6, upfront_share=1.0)
    assert cost(promised(paid_ahead, policy__finance=finance)) == pytest.approx(ahead)
    assert cost(promised(plan(term_months=6), policy__finance=finance)) == pytest.approx(by_hour)


def test_optimum_discounts_payments_at_their_dates() -> None:
    """Three months paid ahead, against the ends of the months: 21 % a year."""
    finance = {"discount_rate": 0.21, "end_value": "none"}
    later = sum(1.21 ** (-m / 12) for m in (1, 2, 3))
    assert cost(promised(plan(upfront_share=1.0), policy__finance=finance)) == pytest.approx(3 * 36)
    assert cost(promised(policy__finance=finance)) == pytest.approx(36 * later)


def test_optimum_uses_what_is_in_force_today_before_it_signs() -> None:
    """0.60 USD/h are paid anyway, 18 USD a month; a further 0.60 cost 18 and save 20, until February alone."""
    held = plan(signed_usd_per_hour=0.6)
    assert cost(promised(held)) == pytest.approx(3 * 36)
    assert cost(promised({**held, "max_usd_per_hour": 0.0})) == pytest.approx(3 * (18 + 20))
    ends = {**held, "signed_until": "2027-03", "max_usd_per_hour": 0.0}
    assert cost(promised(ends)) == pytest.approx(2 * (18 + 20) + 80)
    paid_ahead = {**held, "upfront_share": 1.0, "max_usd_per_hour": 0.0}
    assert cost(promised(paid_ahead)) == pytest.approx(3 * 20)


def test_optimum_signs_again_when_a_term_ends() -> None:
    monthly = plan(term_months=1)
    assert cost(promised(monthly)) == pytest.approx(3 * 36)
    assert cost(promised({**monthly, "order_until": "2027-02"})) == pytest.approx(36 + 2 * 80)


def pair(*commitments: Document, **changes: Any) -> Scenario:
    """Two kinds of accelerators on demand, each 4 busy all the time for a job of its own: 1 and 2 USD/h."""
    chips = two_chips()
    jobs = [
        {"id": f"job-{chip}", "class": "batch_scoring", "profile": f"work-{chip}", "service_unit": "requests/h",
         "demand": [{"geography": "eu", "level": 40.0}], "incumbent_stacks": ["cuda", "rocm"]}
        for chip in ("gpu", "tpu")
    ]  # fmt: skip
    benchmarks = [{**record, "profile": f"work-{record['accelerator']}"} for record in chips["benchmarks"]]
    dear = {**offer("dear", "on_demand", usd_per_hour=2.0), "accelerator": "tpu"}
    given = {"offers": [OD, dear], "workloads": jobs, "commitments": list(commitments), "benchmarks": benchmarks}
    return scenario(**{**chips, **given, **changes})


def test_optimum_covers_the_highest_discount_first() -> None:
    """2.00 USD/h of today: at 0.60 (40 % off) for `od` and 1.00 (50 %) for `dear`: two of the dear ones for nothing."""
    rates = [{"offer": "od", "usd_per_hour": 0.6}, {"offer": "dear", "usd_per_hour": 1.0}]
    both = plan(rates=rates, signed_usd_per_hour=2.0, max_usd_per_hour=0.0)
    assert cost(pair(both)) == pytest.approx(90 * (2 + 4 * 1 + 2 * 2))
    enough = plan(rates=rates, signed_usd_per_hour=5.2, max_usd_per_hour=0.0)
    assert cost(pair(enough)) == pytest.approx(90 * (5.2 + 2 * 1))


def test_optimum_adds_commitments_to_different_offers() -> None:
    """Two of `od` are covered today; for two of the dear ones 2.00 USD/h are on offer, and signed."""
    first = plan(rates=[{"offer": "od", "usd_per_hour": 0.6}], signed_usd_per_hour=1.2, max_usd_per_hour=0.0)
    second = {**plan(), "id": "other", "rates": [{"offer": "dear", "usd_per_hour": 1.0}], "max_usd_per_hour": 2.0}
    assert cost(pair(first, second)) == pytest.approx(90 * (1.2 + 2 * 1 + 2.0 + 2 * 2))


@pytest.mark.parametrize(
    ("kind", "most", "usd"),
    [("opex", 108.0, 108.0), ("opex", 107.0, float("inf")), ("capex", 0.0, 108.0), ("total", 108.0, 108.0)],
)
def test_optimum_pays_commitments_from_the_budget_of_running_cost(kind: str, most: float, usd: float) -> None:
    assert cost(promised(policy__budgets=[{"id": "cap", "kind": kind, "max_usd": most}])) == pytest.approx(usd)


def test_optimum_keeps_within_the_exposure() -> None:
    """0.60 USD/h signed in January owe 36 USD for two more months; each further USD/h 60."""
    bounded = promised(policy__exposure={"id": "owed", "max_usd": 36.0}, commitments=[plan(order_until="2027-02")])
    assert cost(bounded) == pytest.approx(3 * (18 + 20))


def test_optimum_counts_what_is_paid_for_commitments_in_a_vendors_share() -> None:
    """Half may be paid to acme, for 0.30 USD/h in the hall, the other half to volt, for 1.10 in the cloud."""
    away = {**offer("away", "on_demand", usd_per_hour=1.1), "site": "cloud", "vendor": "volt"}
    limit = {"id": "mix", "vendor": "acme", "max_share": 0.5}
    level = {"workloads__0__class": "batch_scoring", "workloads__0__shape": None, "sites": [HALL, CLOUD]}
    found = cost(promised(offers=[OD, away], policy__vendor_shares=[limit], **level))
    of_acme = 4 * 1.1 / (0.3 + 1.1)  # accelerators, so that both are paid the same
    assert found == pytest.approx(2 * of_acme * 0.3 * 90)


def test_property_a_lower_rate_and_a_higher_limit_never_cost_more() -> None:
    for costs in (
        [cost(promised(plan(rates=[{"offer": "od", "usd_per_hour": rate}]))) for rate in (1.0, 0.7, 0.4, 0.2, 0.1)],
        [cost(promised(plan(max_usd_per_hour=most))) for most in (0.0, 0.3, 0.6, 0.9, 1.2, 2.4)],
        [cost(promised(plan(signed_usd_per_hour=usd, upfront_share=1.0))) for usd in (0.0, 0.3, 0.9, 1.5)],
        [cost(promised(policy__max_term_months=most)) for most in (1, 2, 3, None)],
    ):
        assert costs == sorted(costs, reverse=True)
        assert costs[0] > costs[-1]


def test_what_is_covered_is_not_paid_at_the_price_of_its_month() -> None:
    """On demand costs half from February on: by day alone, two more would save 2 USD in January and lose 8 after it."""
    halved = promised(offers=[{**OD, "price_path": {"2027-02": 0.5}}])
    assert cost(halved) == pytest.approx(3 * 18 + 20 + 2 * 10)
