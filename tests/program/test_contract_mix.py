"""Contract mix: what is ordered is of certain modes and terms, by a share of accelerators or of value."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import Document, Hand, cost, keys, offer, program, row, scenario

SHORT = offer("short", "lease", term_months=12, monthly_usd=50.0)
LONG = offer("long", "lease", term_months=36, monthly_usd=40.0)
SHORT_LEASES: Document = {"id": "mix", "modes": ["lease"], "among": ["lease"], "max_term_months": 12}
LONG_CONTRACTS: Document = {"id": "mix", "modes": ["lease", "reserve"], "min_term_months": 24}


def mixed(rule: Document, **changes: Any) -> Scenario:
    """4 accelerators for three months: 50 USD a month on a lease of one year, 40 on one of three."""
    return scenario(**{"offers": [SHORT, LONG], "policy__contract_mix": [rule], **changes})


HANDS = {
    # half of 4: 2 x 3 x 50 + 2 x 3 x 40
    "contract_mix_reaches_minimum": Hand(mixed({**SHORT_LEASES, "min_share": 0.5}), 540.0),
    # a quarter of 4: 3 x 3 x 50 + 1 x 3 x 40
    "contract_mix_fits_limit": Hand(mixed({**LONG_CONTRACTS, "max_share": 0.25}), 570.0),
}


def test_rows_count_accelerators_ordered_by_fiscal_year() -> None:
    """Fiscal years start in March; what is bought counts, but is of no part that has a term."""
    offers = [{**SHORT, "pack": 4}, LONG, offer("own", "buy", upfront_usd=900.0), offer("od", "on_demand")]
    rule = {**LONG_CONTRACTS, "per": "fiscal_year", "min_share": 0.1, "max_share": 0.4}
    written = program(mixed(rule, offers=offers, policy__finance__fiscal_year_start=3))
    for name, share, sides in (
        ("contract_mix_fits_limit", 0.4, (None, 0)),
        ("contract_mix_reaches_minimum", 0.1, (0, None)),
    ):
        assert keys(written, name) == [("mix", 2026, 0), ("mix", 2027, 0)]
        terms, low, high = row(written, name, "mix", 2027, 0)
        of_march = {"order[0,2,0]": -4 * share, "order[1,2,0]": 1 - share, "order[2,2,0]": -share}
        assert terms == pytest.approx(of_march)
        assert (low, high) == sides
        assert len(row(written, name, "mix", 2026, 0).terms) == 6


def test_rows_count_all_that_contracts_bind_to_pay() -> None:
    """In kUSD: 400 upfront and 36 x (10 + 30 h x 1 USD), past the horizon too; the price of what is bought."""
    lease = {**LONG, "upfront_usd": 400.0, "monthly_usd": 10.0, "committed_usd_per_hour": 1.0}
    own = offer("own", "buy", upfront_usd=1000.0, monthly_usd=7.0)
    written = program(mixed({**LONG_CONTRACTS, "measure": "value", "max_share": 0.5}, offers=[lease, own]))
    terms, low, high = row(written, "contract_mix_fits_limit", "mix", 0, 0)
    assert terms["order[0,0,0]"] == pytest.approx(0.5 * 1.84)
    assert terms["order[1,2,0]"] == pytest.approx(-0.5)
    assert (low, high) == (None, 0)


def test_rows_are_none_without_a_rule_or_an_order_that_counts() -> None:
    rented = mixed({**SHORT_LEASES, "min_share": 0.5}, offers=[offer("od", "on_demand")])
    for given in (scenario(), rented):
        assert not any(keys(program(given), name) for name in HANDS)


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("rule", "usd"),
    [
        ({**SHORT_LEASES, "min_share": 0.0}, 480),
        ({**SHORT_LEASES, "min_share": 0.51}, 570),  # 3 of 4
        ({**SHORT_LEASES, "min_share": 1.0}, 600),
        # n of 4 at 600 USD a contract are at least a quarter of all, beside 4 - n at 1,440, from 2 on
        ({**SHORT_LEASES, "measure": "value", "min_share": 0.25}, 540),
        ({**SHORT_LEASES, "measure": "value", "min_share": 0.12}, 510),
        ({"id": "mix", "modes": ["buy"], "min_share": 0.5}, float("inf")),
    ],
)
def test_optimum_by_measure_and_share(rule: Document, usd: float) -> None:
    assert cost(mixed(rule)) == pytest.approx(usd)


def test_optimum_by_year_of_the_order() -> None:
    """A fiscal year from February on: what is needed from January on is all signed in the one before, long ones alone;
    one more from February on makes that year's mix: half of it is one short lease, 2 months at 50."""
    by_year = {**SHORT_LEASES, "per": "fiscal_year", "min_share": 1.0}
    late = {"workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 50.0}}]}
    given = mixed(by_year, policy__finance__fiscal_year_start=2, **late)
    assert cost(given) == pytest.approx(4 * 150 + 100)
    none_in_january = {**by_year, "id": "mix"}
    free = mixed({**none_in_january, "per": "horizon", "min_share": 0.2}, **late)
    assert cost(free) == pytest.approx(4 * 120 + 100)


@pytest.mark.parametrize("measure", ["accelerators", "value"])
def test_property_a_looser_mix_never_costs_more(measure: str) -> None:
    shares = (1.0, 0.75, 0.5, 0.25, 0.0)
    least = [cost(mixed({**SHORT_LEASES, "measure": measure, "min_share": share})) for share in shares]
    most = [cost(mixed({**LONG_CONTRACTS, "measure": measure, "max_share": share})) for share in reversed(shares)]
    for costs in (least, most):
        assert costs == sorted(costs, reverse=True)
        assert (costs[0], costs[-1]) == (pytest.approx(600), pytest.approx(480))
