"""Dispatch: every block's demand is served or missed, within what each pool can carry."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import JOB, SERVICE, Document, Hand, cost, keys, offer, program, row, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)
SCAN: Document = {
    "id": "scan",
    "class": "simulation",
    "profile": "work",
    "service_unit": "requests/h",
    "demand": [{"geography": "eu", "level": 20.0}],
    "incumbent_stacks": ["cuda"],
    "is_interruptible": True,
}


def rising(*levels: float) -> list[Document]:
    """Demand by month."""
    return [{"geography": "eu", "path": {f"2027-0{n + 1}": level for n, level in enumerate(levels)}}]


def with_spot(**changes: Any) -> Scenario:
    """Firm work of 40 and interruptible work of 20, on demand at 1 USD/h and spot at 0.5 USD/h."""
    offers = [offer("od", "on_demand", usd_per_hour=1.0), offer("spot", "spot", usd_per_hour=0.5)]
    return scenario(**{"offers": offers, "workloads": [JOB, SCAN], **changes})


def metered(**changes: Any) -> Scenario:
    """Leases that also cost 0.5 USD for every hour they run, up 80 % of the time."""
    lease = offer("lease", "lease", term_months=3, upfront_usd=60.0, usd_per_hour=0.5, availability=0.8)
    return scenario(**{"offers": [lease, OD], **changes})


def single(**changes: Any) -> Scenario:
    """One pool carries the job, at least half of it: one cheap `gpu` is on offer, `tpu` cost more; missing is free."""
    offers = [
        offer("own", "buy", upfront_usd=100.0, max_packs=1.0),
        {**offer("tpu", "buy", upfront_usd=150.0), "accelerator": "tpu"},
    ]
    job = {"workloads__0__max_miss": 0.5, "workloads__0__assignment": "single_pool"}
    return scenario(**two_chips(offers=offers, **{**job, **changes}))


def split_hold(**changes: Any) -> Scenario:
    """A service on owned `gpu`; `tpu` on demand are dear to use, and could be called for headroom without limit."""
    rented = {**offer("od", "on_demand", usd_per_hour=10.0), "accelerator": "tpu"}
    job = {**SERVICE, "workloads__0__assignment": "single_pool"}
    return scenario(**two_chips(offers=[OWN, rented], **{**job, **changes}))


BOUGHT = Hand(scenario(offers=[OWN, OD]), 4 * 100)  # 4 busy accelerators; on demand each would cost 2 x 90
SINGLE = Hand(single(), 2 * 150)  # half of 40 on 2 tpu; divisible, 1 gpu and 1 tpu would do for 250
HANDS = {
    "demand_is_met": BOUGHT,
    "load_fits_pool": BOUGHT,
    "firm_work_avoids_spot": Hand(with_spot(), 4 * 90 * 1.0 + 2 * 90 * 0.5),
    # 4 running of 80 % up need 5 leases; on demand, at 180 for 3 months, costs more than 60 / 0.8 + 45 each.
    "run_fits_units": Hand(metered(), 5 * 60 + 4 * 90 * 0.5),
    "one_pool_is_used": SINGLE,
    "served_where_used": SINGLE,
    # 6 must be held where the job is served: on its own gpu, which serve it for 400, less than 10 x 90 each on demand.
    "held_where_used": Hand(split_hold(), 6 * 100),
}


def test_rows_meet_the_demand_of_every_block_that_has_any() -> None:
    written = program(scenario(workloads__0__demand=rising(0.0, 0.0, 40.0), workloads__0__max_miss=0.1))
    assert keys(written, "demand_is_met") == [(0, 2, 0, 0), (0, 2, 1, 0)]
    assert row(written, "demand_is_met", 0, 2, 1, 0) == ({"serve[0,2,1,0]": 1, "miss[0,2,1,0]": 1}, 1, 1)
    assert written.model.miss[0, 2, 1, 0].ub == 0.1
    assert written.model.serve[0, 2, 1, 0].bounds == (0, 1)


def test_rows_fit_the_load_into_units_rent_and_holdings() -> None:
    held = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 2.0}
    offers = [
        offer("own", "buy", pack=8, availability=0.9),
        offer("lease", "lease", term_months=1, pack=4, usd_per_hour=1.0),
        offer("od", "on_demand", pack=2, availability=0.5),
    ]
    written = program(scenario(offers=offers, holdings=[{**held, "availability": 0.75, "until": "2027-02"}]))
    uses = {"serve[0,0,1,0]": 4, "in_service[0,0,0]": -7.2, "run[1,0,1,0]": -4, "rent[2,0,1,0]": -1}
    assert row(written, "load_fits_pool", 0, 0, 1, 0) == (pytest.approx(uses), None, 1.5)
    assert row(written, "load_fits_pool", 0, 1, 1, 0).high == 0


def test_rows_keep_firm_work_off_spot() -> None:
    written = program(with_spot())
    terms = row(written, "load_fits_pool", 0, 2, 0, 0).terms
    assert terms == {"serve[0,2,0,0]": 4, "serve[1,2,0,0]": 2, "rent[0,2,0,0]": -1, "rent[1,2,0,0]": -1}
    assert row(written, "firm_work_avoids_spot", 0, 2, 0, 0) == ({"serve[0,2,0,0]": 4, "rent[0,2,0,0]": -1}, None, 0)
    assert not keys(program(scenario(offers=[OD])), "firm_work_avoids_spot")


def test_rows_run_no_more_than_is_up() -> None:
    written = program(metered())
    assert row(written, "run_fits_units", 0, 2, 1, 0) == ({"run[0,2,1,0]": 1, "in_service[0,2,0]": -0.8}, None, 0)


def test_rows_tie_serving_and_holding_to_the_pool_used() -> None:
    written = program(split_hold())
    assert row(written, "one_pool_is_used", 0) == ({"use[0]": 1, "use[1]": 1}, 1, 1)
    assert row(written, "served_where_used", 1, 2, 0, 0) == ({"serve[1,2,0,0]": 1, "use[1]": -1}, None, 0)
    assert row(written, "held_where_used", 1, 2, 0, 0) == ({"hold[1,2,0,0]": 1, "use[1]": -6}, None, 0)


def test_rows_ask_no_pool_of_work_that_has_none() -> None:
    written = program(single(workloads__0__classes=["cpu"], workloads__0__max_miss=1.0))
    assert not keys(written, "one_pool_is_used")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_of_a_block_without_hours_is_free_on_demand() -> None:
    """A peak of no length costs nothing to rent: 4 owned all the time, and 4 more on demand in no time."""
    blocks = [{"id": "day", "share": 1.0}, {"id": "peak", "share": 0.0, "is_peak": True}]
    shape = {"id": "steady", "blocks": {"day": {"mean": 1.0}, "peak": {"mean": 2.0}}}
    job = {"workloads__0__class": "realtime_inference", "workloads__0__headroom": 0.0}
    horizon = {"start": "2027-01", "periods": 1, "blocks": blocks}
    assert cost(scenario(horizon=horizon, shapes=[shape], offers=[OWN, OD], **job)) == pytest.approx(400)


@pytest.mark.parametrize("given", [{}, {"offers": [OD]}, {"offers": [OWN, OD], "workloads__0__max_miss": 0.25}])
def test_property_cost_rises_with_demand(given: Document) -> None:
    costs = [cost(scenario(**{**given, "workloads__0__demand": rising(*[level] * 3)})) for level in range(0, 100, 17)]
    assert costs == sorted(costs)


def test_property_more_miss_never_costs_more() -> None:
    lost = {"workloads__0__miss_penalty_usd_per_unit": 0.1}
    costs = [
        cost(scenario(offers=[OWN, OD], workloads__0__max_miss=miss, **lost)) for miss in (0.0, 0.2, 0.3, 0.6, 1.0)
    ]
    assert costs == sorted(costs, reverse=True)
    # At 0.1 USD a request, one accelerator not bought costs 10 x 90 x 0.1 = 90 USD, less than 100: all is missed.
    assert costs[-1] == pytest.approx(4 * 90)


def test_property_freedom_to_split_never_costs_more() -> None:
    assert cost(single(workloads__0__assignment="divisible")) <= cost(single())
    assert cost(split_hold(workloads__0__assignment="divisible")) <= cost(split_hold())
