"""Adoption: work runs only on stacks it has been ported to."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import SERVICE, Hand, cost, keys, offer, program, row, scenario, two_chips

OD = offer("od", "on_demand", usd_per_hour=1.0)


def portable(port_usd: float = 50.0, port_months: int = 1, **changes: Any) -> Scenario:
    """`gpu` on demand at 30 USD a month each; `tpu` at 6, after a port, with 3 changes a quarter at 10 USD each."""
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": port_usd, "port_months": port_months, "change_usd": 10.0}]
    offers = [OD, {**offer("cheap", "on_demand", usd_per_hour=0.2), "accelerator": "tpu"}]
    return scenario(
        **two_chips(**{"stacks": stacks, "offers": offers, "workloads__0__changes_per_quarter": 3.0, **changes})
    )


def held_elsewhere(**changes: Any) -> Scenario:
    """A service: 4 busy, 6 held; `gpu` backs 4 of them, the rest only `tpu`, too dear to serve, can back."""
    quota = {"quota_packs": 4.0, "capacity_credit": 1.0}
    offers = [{**OD, **quota}, {**offer("dear", "on_demand", usd_per_hour=10.0, **quota), "accelerator": "tpu"}]
    return portable(port_months=0, workloads__0__changes_per_quarter=0.0, **{"offers": offers, **SERVICE, **changes})


# January on gpu, then on tpu: 4 x 30 + 2 x 4 x 6; the port, and its upkeep of 10 a month once ready. On gpu alone: 360.
PORTED = Hand(portable(), 120 + 48 + 50 + 2 * 10)
HANDS = {
    "ported_before_served": PORTED,
    "ported_before_held": Hand(held_elsewhere(), 4 * 90 + 50),
    "ported_once": Hand(portable(port_usd=500.0), 4 * 90),  # a port would save 4 x 2 x 24 = 192
    "stacks_are_few": Hand(portable(policy__max_stacks_per_workload=1), 4 * 90),
}


def test_rows_serve_and_hold_only_on_ready_stacks() -> None:
    """A port takes a month; it may start in January and March. Need at the peak: 60 requests/h, 10 on each."""
    written = program(portable(policy__porting_every_months=2, **SERVICE))
    assert row(written, "ported_before_served", 0, "rocm", 0, 1, 0) == ({"serve[1,0,1,0]": 1}, None, 0)
    ready = {"port[job,rocm,0,0]": -1}
    assert row(written, "ported_before_served", 0, "rocm", 2, 1, 0) == ({"serve[1,2,1,0]": 1, **ready}, None, 0)
    held = {"hold[1,2,0,0]": 10 / 60, **ready}
    assert row(written, "ported_before_held", 0, "rocm", 2, 0, 0) == (pytest.approx(held), None, 0)
    assert not any(key[1] == "cuda" for key in keys(written, "ported_before_served"))
    assert row(written, "ported_once", "job", "rocm", 0).terms == {"port[job,rocm,0,0]": 1, "port[job,rocm,2,0]": 1}


def test_rows_count_incumbents_among_the_stacks() -> None:
    written = program(portable(policy__max_stacks_per_workload=3, workloads__0__incumbent_stacks=["cuda", "cuda"]))
    assert row(written, "stacks_are_few", "job", 0) == ({"port[job,rocm,0,0]": 1}, None, 2)


def test_rows_stand_even_where_nothing_can_be_ported() -> None:
    written = program(scenario(policy__max_stacks_per_workload=1))
    assert row(written, "stacks_are_few", "job", 0) == ({"zero": 1}, None, 0)


def test_rows_let_free_stacks_serve_at_once() -> None:
    free = [{"id": "cuda"}, {"id": "rocm"}]
    assert not keys(program(portable(stacks=free)), "ported_before_served")
    assert keys(program(portable(stacks=free, policy__max_stacks_per_workload=2)), "ported_before_served")


def test_rows_of_ports_in_periods_that_reviews_do_not_fill() -> None:
    """Reviews every 4 months are every 2 quarters: a length in months is rounded up to periods."""
    quarters = {"start": "2027-01", "periods": 5, "months_per_period": 3}
    written = program(portable(horizon=quarters, policy__porting_every_months=4))
    assert [u for _, _, u, _ in written.model.port] == [0, 2, 4]


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_upkeep_follows_the_frequency_of_its_month() -> None:
    """As by hand above, with 6 changes a quarter from March: 20 USD of upkeep in March."""
    assert cost(portable(workloads__0__changes_from={"2027-03": 6.0})) == pytest.approx(PORTED.cost + 10)


def test_property_a_dearer_or_slower_port_never_costs_less() -> None:
    for costs in (
        [cost(portable(port_usd=usd)) for usd in (0.0, 40.0, 120.0, 200.0, 400.0)],
        [cost(portable(port_months=months)) for months in (0, 1, 2, 3)],
        [cost(portable(workloads__0__changes_per_quarter=changes)) for changes in (0.0, 6.0, 12.0, 60.0)],
    ):
        assert costs == sorted(costs)
        assert costs[-1] == pytest.approx(360)  # the incumbent is always there


def test_property_more_stacks_and_reviews_never_cost_more() -> None:
    assert cost(portable(policy__max_stacks_per_workload=2)) <= cost(portable(policy__max_stacks_per_workload=1))
    assert cost(portable(policy__porting_every_months=1)) <= cost(portable())
