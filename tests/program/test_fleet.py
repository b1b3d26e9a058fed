"""Fleet: what is in service follows from what was ordered."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import Hand, cost, keys, offer, program, row, scenario


def leased(lead: int = 1, term: int = 1, **changes: Any) -> Scenario:
    """Leases at 10 USD upfront and 5 USD a month, against on-demand at 30 USD a month; demand halves in March."""
    lease = offer("lease", "lease", lead_months=lead, term_months=term, upfront_usd=10.0, monthly_usd=5.0)
    falling = [{"geography": "eu", "path": {"2027-02": 40.0, "2027-03": 20.0}}]
    return scenario(
        **{"offers": [lease, offer("od", "on_demand", usd_per_hour=1.0)], "workloads__0__demand": falling, **changes}
    )


# January waits for the lead time: 4 on demand x 30. A lease serves one month for 15: 4 in February, 2 in March.
HANDS = {"fleet_follows_orders": Hand(leased(), 4 * 30 + 4 * 15 + 2 * 15)}


def test_rows_carry_packs_over_and_take_them_out_at_their_term() -> None:
    written = program(leased())
    assert keys(written, "fleet_follows_orders") == [(0, 1, 0), (0, 2, 0)]  # nothing can be in service in January
    assert row(written, "fleet_follows_orders", 0, 1, 0) == ({"in_service[0,1,0]": 1, "order[0,0,0]": -1}, 0, 0)
    assert row(written, "fleet_follows_orders", 0, 2, 0) == (
        {"in_service[0,2,0]": 1, "in_service[0,1,0]": -1, "order[0,0,0]": 1, "order[0,1,0]": -1},
        0,
        0,
    )


def test_rows_keep_bought_packs_to_the_end_of_support() -> None:
    written = program(scenario(accelerators__0__end_of_support="2027-03"))
    assert keys(written, "fleet_follows_orders") == [(0, 0, 0), (0, 1, 0)]
    assert row(written, "fleet_follows_orders", 0, 1, 0) == (
        {"in_service[0,1,0]": 1, "in_service[0,0,0]": -1, "order[0,1,0]": -1},
        0,
        0,
    )


def test_rows_in_quarters_round_the_lead_up() -> None:
    """4 months of lead are 2 quarters: the first order, for 6 months, serves the last two; the second outlives them."""
    quarters = {"start": "2027-01", "periods": 4, "months_per_period": 3}
    written = program(leased(lead=4, term=6, horizon=quarters))
    assert keys(written, "fleet_follows_orders") == [(0, 2, 0), (0, 3, 0)]
    assert row(written, "fleet_follows_orders", 0, 3, 0) == (
        {"in_service[0,3,0]": 1, "in_service[0,2,0]": -1, "order[0,1,0]": -1},
        0,
        0,
    )


def test_optimum_by_hand() -> None:
    HANDS["fleet_follows_orders"].check()


@pytest.mark.parametrize("term", [1, 2, 3])
def test_property_a_longer_lead_never_costs_less(term: int) -> None:
    costs = [cost(leased(lead, term)) for lead in range(4)]
    assert costs == sorted(costs)
    assert costs[-1] == pytest.approx(4 * 30 + 4 * 30 + 2 * 30)  # no order arrives within the horizon


def test_property_leaving_earlier_never_costs_less() -> None:
    costs = [cost(leased(0, 3, accelerators__0__end_of_support=end)) for end in ("2027-06", "2027-05", "2027-04")]
    assert costs == sorted(costs)
