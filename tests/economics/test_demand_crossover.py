"""Owned, reserved and rented over demand, by hand: one accelerator does 10 requests/h, a month has 730 h."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from models.crossover import DemandCrossover, DemandWay
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.economics.demand_crossover import demand_crossings, demand_crossovers
from solver.program.instance import Instance
from solver.program.tree import Tree
from tests.program.kit import CLOUD, EXACT, GPU, HALL, offer, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0) | {"site": "cloud"}
"""73 USD a month for a request/h."""
SITES = [HALL, CLOUD]


def crossover(**changes: Any) -> DemandCrossover:
    given = scenario(**{"sites": SITES, **changes})
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    (one,) = demand_crossovers(Instance(given, Tree.single("expected", 3)), made.plan)
    return one


def way(
    name: str, per_pack: float, pack_usd: float, fixed: float = 0.0, running: float = 0.0, **more: Any
) -> DemandWay:
    return DemandWay(
        mode="buy", offer=name, site="hall", demand_per_pack=per_pack, pack_usd_per_month=pack_usd,
        fixed_usd_per_month=fixed, running_usd_per_month=running, **{"is_whole": True, **more},
    )  # fmt: skip


def test_packs_that_are_bought_whole_against_rent_by_hand() -> None:
    """Packs of 3 for 60 USD over 90 h: 486.67 a month for 30 requests/h, as much as 6.67 requests/h rented."""
    one = crossover(offers=[OD, offer("own", "buy", upfront_usd=60.0, pack=3)])
    assert (one.workload, one.geography, one.accelerator, one.unit) == ("job", "eu", "gpu", "requests/h")
    assert (one.plan_demand, one.most) == (pytest.approx(40), pytest.approx(120))
    own, rented = one.ways
    assert (own.demand_per_pack, own.pack_usd_per_month, own.is_whole) == (
        30,
        pytest.approx(60 / 90 * 730, abs=1e-9),
        True,
    )
    assert (rented.demand_per_pack, rented.pack_usd_per_month, rented.is_whole) == (10, pytest.approx(730), False)
    assert own.usd_per_month(40) == pytest.approx(2 * 60 / 90 * 730, abs=1e-9)
    assert rented.usd_per_month(40) == pytest.approx(2920, abs=1e-9)
    (crossing,) = one.crossings
    assert (crossing.cheaper, crossing.than) == ("own", "od")
    assert crossing.first == crossing.for_good == pytest.approx(20 / 3, abs=1e-9)
    assert crossing.usd_per_month == pytest.approx(60 / 90 * 730, abs=1e-9)


def test_the_site_power_availability_and_data_count() -> None:
    """Own hall: 100 USD a month in use, 0.3 USD/kWh with PUE 1.5; 1 kW idle, 2 kW busy; up 80 %; 1 GB a request."""
    hall = {**HALL, "pue": 1.5, "electricity_usd_per_kwh": 0.2, "telemetry_usd_per_month": 60.0}
    hall |= {"support_usd_per_month": 30.0, "egress_usd_per_gb": 0.01}
    line = {"id": "guard", "term": "compliance", "driver": "site", "usd": 10.0, "sites": ["hall"]}
    one = crossover(
        accelerators=[{**GPU, "idle_kw": 1.0, "busy_kw": 2.0}],
        sites=[hall, CLOUD],
        offers=[OD, offer("own", "buy", upfront_usd=36.0, availability=0.8)],
        workloads__0__gb_per_unit=1.0,
        policy__operating_costs=[line],
    )
    own, rented = one.ways
    assert own.fixed_usd_per_month == pytest.approx(100, abs=1e-9)
    assert own.demand_per_pack == pytest.approx(8, abs=1e-9)
    assert own.pack_usd_per_month == pytest.approx((36 / 90 + 0.3) * 730, abs=1e-9)
    assert own.running_usd_per_month == pytest.approx((0.3 / 10 + 0.01) * 730, abs=1e-9)
    assert (rented.fixed_usd_per_month, rented.running_usd_per_month) == (0, 0)


def test_a_site_that_stands_already_costs_nothing_more_and_spot_is_for_work_that_may_be_interrupted() -> None:
    hall = {**HALL, "telemetry_usd_per_month": 60.0}
    held = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0}
    spot = {**offer("spot", "spot", usd_per_hour=0.3), "site": "cloud"}
    given = {"sites": [hall, CLOUD], "offers": [OD, spot, offer("own", "buy", upfront_usd=60.0)], "holdings": [held]}
    one = crossover(**given)
    assert [each.mode for each in one.ways] == ["buy", "on_demand"]
    assert one.ways[0].fixed_usd_per_month == 0
    free = crossover(**given, workloads__0__is_interruptible=True)
    assert [each.mode for each in free.ways] == ["buy", "on_demand", "spot"]


def test_large_packs_change_places_again_and_again() -> None:
    """6,000 USD for 100 requests/h, at 73 each rented: the nth pack pays from 82.2 n on, the fifth for good."""
    (one,) = demand_crossings([way("own", 100, 6000.0), way("od", 10, 730.0, is_whole=False)])
    assert one.first == pytest.approx(6000 / 73, abs=1e-9)
    assert one.for_good == pytest.approx(5 * 6000 / 73, abs=1e-9)  # a sixth pack would pay at 493, before five are full


def test_packs_of_other_sizes_win_for_a_while() -> None:
    """90 USD for 10 requests/h, 100 for 10.5. For 10.2 one large pack does; for 94.5 nine, and ten small ones cost as
    much; from then on small ones are always cheaper."""
    small, large = way("small", 10, 90.0), way("large", 10.5, 100.0)
    assert small.usd_per_month(10.2) > large.usd_per_month(10.2)
    assert small.usd_per_month(94.5) == large.usd_per_month(94.5) == 900
    (one,) = demand_crossings([small, large])
    assert (one.cheaper, one.than, one.first) == ("small", "large", 0.0)
    assert one.for_good == pytest.approx(94.5, abs=1e-9)


def test_ways_that_never_change_places_have_no_crossing() -> None:
    assert demand_crossings([way("a", 10, 100.0), way("b", 10, 200.0)]) == ()
    assert demand_crossings([way("a", 10, 100.0), way("b", 10, 100.0)]) == ()
    assert demand_crossings([way("a", 10, 100.0, fixed=1e9), way("b", 10, 100.1)]) == ()  # beyond all packs
    (fixed,) = demand_crossings([way("a", 10, 100.0, fixed=450.0), way("b", 10, 200.0)])
    assert (fixed.cheaper, fixed.for_good) == ("a", pytest.approx(40, abs=1e-9))  # the fifth pack pays for it


def test_crossings_are_where_a_walk_over_all_demands_finds_them() -> None:
    draw = Random(11)  # noqa: S311  # draws of a test
    listed = 0
    for _ in range(300):
        ways = [
            way(name, draw.choice((5, 10, 40)), draw.uniform(10, 900), draw.choice((0.0, draw.uniform(0, 2000))),
                draw.uniform(0, 20), is_whole=draw.random() < 0.7)
            for name in ("a", "b")
        ]  # fmt: skip
        for crossing in demand_crossings(ways):
            listed += 1
            named = {each.offer: each for each in ways}
            cheaper, than = named[crossing.cheaper], named[crossing.than]

            def saves(demand: float, cheaper: DemandWay = cheaper, than: DemandWay = than) -> float:
                return than.usd_per_month(demand) - cheaper.usd_per_month(demand)

            walk = [crossing.for_good * (1 + n / 50) + 1e-6 for n in range(200)]
            assert min(map(saves, walk)) > -1e-6
            assert max(saves(crossing.first * n / 100) for n in range(1, 100)) <= 1e-6
            assert saves(crossing.for_good * (1 - 1e-9) - 1e-9) <= 1e-3
            assert saves(crossing.first * (1 + 1e-7) + 1e-6) > 0
    assert listed > 60
