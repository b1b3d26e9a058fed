"""Deferrable work: volumes are done by their deadline, in the hours allowed, wherever that is cheapest."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import GPU, HALL, JOB, Document, Hand, cost, keys, offer, outcome, program, row, scenario
from tests.program.test_dispatch import rising

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)
CHAT: Document = {
    "id": "chat",
    "class": "realtime_inference",
    "profile": "work",
    "service_unit": "requests/h",
    "demand": [{"geography": "eu", "level": 60.0}],
    "shape": "tide",
    "headroom": 0.0,
    "incumbent_stacks": ["cuda"],
}
TIDE = {"id": "tide", "blocks": {"day": {"mean": 1.0}, "night": {"mean": 0.0}}}


def waiting(months: int = 0, blocks: tuple[str, ...] = (), **changes: Any) -> Scenario:
    """The job of 1200 requests a month (120 accelerator-hours) may wait; units at 100 USD, on demand 2 USD/h."""
    deferral = {"within_months": months, "blocks": list(blocks)}
    return scenario(**{"offers": [OWN, OD], "workloads__0__deferral": deferral, **changes})


def tidal(deferral: Document | None) -> Scenario:
    """A service that keeps 6 accelerators busy by day and none at night, and the job."""
    return scenario(offers=[OWN], shapes=[TIDE], workloads=[CHAT, {**JOB, "deferral": deferral}])


def once(months: int, **changes: Any) -> Scenario:
    """Work of 1800 requests (180 accelerator-hours) arrives in the first month alone; nothing is for rent."""
    return waiting(months, **{"offers": [OWN], "workloads__0__demand": rising(60.0, 0.0, 0.0), **changes})


def off_peak(**changes: Any) -> Scenario:
    """Units at 10 USD that draw 1 kW when busy; electricity at 0.5 USD/kWh by day and 0.1 at night."""
    hall = {**HALL, "electricity_usd_per_kwh": 0.5, "electricity_by_block": {"night": 0.1}}
    gpu = {**GPU, "busy_kw": 1.0}
    return waiting(**{"sites": [hall], "accelerators": [gpu], "offers": [{**OWN, "upfront_usd": 10.0}], **changes})


HANDS = {
    # At night 6 accelerators are free for 20 h: 120 accelerator-hours, all of the job. As level load it needs 4 more.
    "work_is_done": Hand(tidal({}), 6 * 100),
    # 360 accelerator-hours arrive in January, due in two months of 30 h: 6. With the 90 of February 5 would do all.
    "deadline_is_kept": Hand(once(1, workloads__0__demand=rising(120.0, 30.0, 0.0)), 6 * 100),
}


def test_rows_do_the_work_of_a_period_in_its_allowed_blocks() -> None:
    written = program(waiting(1, ("night",), workloads__0__demand=rising(40.0, 40.0, 80.0)))
    # 1200, 1200 and 2400 requests arrive; in March 3600 may be done, of which 1200 may wait from February
    assert keys(written, "work_is_done") == [(0, t, 0) for t in range(3)]
    assert row(written, "work_is_done", 0, 0, 0) == ({"serve[0,0,1,0]": 1, "backlog[0,0,0]": 1}, 1, 1)
    middle = {"serve[0,1,1,0]": 1, "backlog[0,1,0]": 0.5, "backlog[0,0,0]": -0.5}
    assert row(written, "work_is_done", 0, 1, 0) == (pytest.approx(middle), 0.5, 0.5)
    last = {"serve[0,2,1,0]": 1, "backlog[0,1,0]": -1 / 3}
    assert row(written, "work_is_done", 0, 2, 0) == (pytest.approx(last), pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert not keys(written, "demand_is_met")
    # all of 3600 requests in one night of 20 h: 18 accelerators
    assert row(written, "load_fits_pool", 0, 2, 1, 0).terms["serve[0,2,1,0]"] == pytest.approx(18)


def test_rows_let_nothing_wait_longer_than_it_may() -> None:
    written = program(waiting(1, workloads__0__max_miss=0.25))
    assert keys(written, "deadline_is_kept") == [(0, 0, 0), (0, 1, 0)]
    assert row(written, "deadline_is_kept", 0, 1, 0) == ({"backlog[0,1,0]": 1, "miss[0,1,0,0]": 1}, None, 1)
    assert written.model.backlog[0, 1, 0].bounds == (0, 2)
    assert list(written.model.miss) == [(0, t, 0, 0) for t in range(3)]
    whole = program(waiting(2))
    assert row(whole, "deadline_is_kept", 0, 1, 0) == ({"backlog[0,1,0]": 1}, None, 1)
    assert row(whole, "work_is_done", 0, 2, 0).terms["backlog[0,1,0]"] == pytest.approx(-2 / 3)


def test_rows_and_columns_are_there_for_deferrable_work_alone() -> None:
    for given in (scenario(offers=[OWN]), waiting(0)):
        written = program(given)
        assert not keys(written, "deadline_is_kept")
        assert not list(written.model.backlog)
    assert not keys(program(scenario(offers=[OWN])), "work_is_done")
    assert not list(program(waiting(0)).model.hold)


def test_rows_of_ports_and_single_pools_add_up_over_blocks() -> None:
    stack = {"stacks": [{"id": "cuda", "port_usd": 5.0}], "workloads__0__incumbent_stacks": []}
    written = program(waiting(1, **stack, workloads__0__assignment="single_pool"))
    both = {"serve[0,1,0,0]": 1, "serve[0,1,1,0]": 1}
    assert row(written, "ported_before_served", 0, "cuda", 1, 0, 0) == ({**both, "port[job,cuda,0,0]": -1}, None, 0)
    assert row(written, "served_where_used", 0, 1, 0, 0) == ({**both, "use[0]": -1}, None, 0)
    assert (0, 1, 1, 0) not in written.model.served_where_used


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_as_level_load_needs_more() -> None:
    assert cost(tidal(None)) == pytest.approx(10 * 100)


@pytest.mark.parametrize(("months", "units"), [(0, 6), (1, 3), (2, 2), (700, 2)])
def test_optimum_of_a_wait_across_months(months: int, units: int) -> None:
    assert cost(once(months)) == pytest.approx(units * 100)


def test_optimum_fills_the_hours_of_cheap_power() -> None:
    # 6 units do everything at night, 360 kWh at 0.1; with 5 units 20 accelerator-hours a month fall into the day.
    assert cost(off_peak()) == pytest.approx(6 * 10 + 360 * 0.1)
    assert cost(off_peak(workloads__0__deferral=None)) == pytest.approx(4 * 10 + 3 * 40 * 0.5 + 3 * 80 * 0.1)
    dear_night = [{**HALL, "electricity_by_block": {"day": 0.1, "night": 1.0}}]
    # by day 12 units are needed; each less moves 30 accelerator-hours to the night, for 27 USD more
    assert cost(off_peak(sites=dear_night)) == pytest.approx(12 * 10 + 360 * 0.1)


def test_optimum_counts_idle_power_at_the_price_of_each_block() -> None:
    gpu = [{**GPU, "idle_kw": 0.5, "busy_kw": 0.5}]
    # in each of 3 months an accelerator draws 0.5 kW for 10 h at 0.5 and 20 h at 0.1 USD/kWh: 3.5 USD, busy or not
    assert cost(off_peak(accelerators=gpu)) == pytest.approx(4 * 10 + 4 * 3 * 3.5)
    held = [{"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0}]
    assert cost(off_peak(accelerators=gpu, holdings=held)) == pytest.approx(4 * 3 * 3.5)
    rent = [offer("od", "on_demand", usd_per_hour=0.01)]
    assert cost(off_peak(accelerators=gpu, offers=rent)) == pytest.approx(360 * (0.01 + 0.5 * 0.1))


def test_optimum_does_after_a_port_what_came_before_it() -> None:
    stacks = [{"id": "cuda", "port_usd": 5.0, "port_months": 1}]
    # nothing can run in the first month: 180 accelerator-hours in the second
    late: Document = {"stacks": stacks, "workloads__0__incumbent_stacks": []}
    assert cost(once(1, **late)) == pytest.approx(5 + 6 * 100)
    assert cost(once(2, **late)) == pytest.approx(5 + 3 * 100)
    assert cost(once(0, **late)) == float("inf")


def test_optimum_takes_spot_with_its_interruption_overhead() -> None:
    spot = offer("spot", "spot", usd_per_hour=0.2, availability=0.8)
    given: Document = {"offers": [spot, OD], "workloads__0__is_interruptible": True}
    assert cost(waiting(**given)) == pytest.approx(360 / 0.8 * 0.2)
    assert cost(waiting(**{**given, "workloads__0__is_interruptible": False})) == pytest.approx(360 * 2)


def test_optimum_gives_up_no_more_than_may_be_missed_of_each_month() -> None:
    lost: Document = {"workloads__0__max_miss": 0.5, "workloads__0__miss_penalty_usd_per_unit": 0.1}
    # a request costs 0.2 USD on demand, 0.1 when missed: half of every month is
    assert cost(waiting(offers=[OD], **lost)) == pytest.approx(3600 * 0.5 * 0.2 + 3600 * 0.5 * 0.1)
    # 2 units do 120 accelerator-hours in two months, 600 requests are missed; 1 unit would leave more than half
    assert cost(once(1, **{**lost, "workloads__0__miss_penalty_usd_per_unit": 0.01})) == pytest.approx(200 + 6)


def test_work_that_cannot_be_done_in_time_leaves_no_plan() -> None:
    few = [{**OWN, "max_packs": 3.0}]
    assert cost(waiting(offers=few)) == float("inf")
    assert outcome(program(once(1, offers=few))).passed
    assert cost(once(0, offers=few)) == float("inf")
    assert cost(waiting(0, ("night",), offers=[{**OWN, "max_packs": 5.0}])) == float("inf")


def test_property_a_longer_wait_never_costs_more() -> None:
    for levels in ((60.0, 10.0, 0.0), (0.0, 30.0, 70.0), (20.0, 90.0, 20.0)):
        costs = [cost(waiting(months, workloads__0__demand=rising(*levels))) for months in range(4)]
        assert costs == sorted(costs, reverse=True)


def test_property_more_hours_never_cost_more_and_level_load_costs_most() -> None:
    level, free = cost(off_peak(workloads__0__deferral=None)), cost(off_peak())
    assert free <= min(cost(off_peak(blocks=(b,))) for b in ("day", "night"))
    assert free <= level
