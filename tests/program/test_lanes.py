"""Lanes: work kept apart shares no units, no headroom and no quota; in one group it shares them all."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, JOB, Document, Hand, cost, keys, offer, program, row, scenario

RESEARCH, PRODUCTION = "lane:research", "lane:production"
TOGETHER = {"policy__lane_groups": [{"id": "all", "lanes": ["production", "research"]}]}
CALLED = offer("od", "on_demand", usd_per_hour=100.0)
"""Far dearer than owned units: it only backs headroom, at a credit of 0.7."""
RULE: Document = {"id": "ha", "lose": "site", "keep": 1.0, "workloads": ["job"]}


def work(name: str, lane: str, **fields: Any) -> Document:
    """A service of 40 requests/h, 4 accelerators, without headroom."""
    service = {"id": name, "class": "realtime_inference", "headroom": 0.0, "lane": lane}
    return {**JOB, **service, **fields}


def two(headroom: float = 0.0, level: float = 40.0, **changes: Any) -> Scenario:
    """`job` of production and `trial` of research, as large as each other."""
    fields = {"headroom": headroom, "demand": [{"geography": "eu", "level": level}]}
    works = [work("job", "production", **fields), work("trial", "research", **fields)]
    return scenario(workloads=works, **changes)


def packs_of(size: int, **changes: Any) -> Scenario:
    """Owned for 100 USD an accelerator in packs of so many; 2.5 accelerators of work in each lane."""
    return two(level=25.0, offers=[offer("own", "buy", pack=size, upfront_usd=100.0 * size)], **changes)


def on_call(quota: float, **changes: Any) -> Scenario:
    """4 busy and 8 to be held in each lane; owned at 100 USD, and a quota on demand that backs 0.7 of it."""
    offers = [offer("own", "buy", upfront_usd=100.0), {**CALLED, "quota_packs": quota}]
    return two(1.0, offers=offers, **changes)


def two_halls(quota: float, **changes: Any) -> Scenario:
    """`job` and `trial` must survive the loss of the hall, in the cloud: owned at 100 USD, on call 0.7 of a quota."""
    cloud = [{**row, "id": f"{row['id']}-cloud", "site": "cloud"} for row in (OWN, {**CALLED, "quota_packs": quota})]
    rule = {**RULE, "only": ["hall"], "workloads": ["job", "trial"]}
    return two(sites=[HALL, CLOUD], offers=[{**OWN, "upfront_usd": 50.0}, *cloud], policy__redundancy=[rule], **changes)


OWN = offer("own", "buy", upfront_usd=100.0)
HANDS = {
    # 10 x 0.7 = 7 on call once: 16 to be held, 9 owned; were it counted in each lane, 4 and 4 for the load would do
    "calls_fit_quota": Hand(on_call(10.0), 9 * 100.0),
}


def test_rows_of_shared_units_are_copied_for_every_lane() -> None:
    written = program(packs_of(4))
    assert [pool.owner for pool in written.instance.pools] == [PRODUCTION, RESEARCH]
    assert row(written, "load_fits_pool", 0, 0, 0, 0).terms == {"serve[0,0,0,0]": 2.5, "in_service[0,0,0]": -4}
    assert row(written, "load_fits_pool", 1, 0, 0, 0).terms == {"serve[1,0,0,0]": 2.5, "in_service[1,0,0]": -4}
    assert row(written, "hold_is_backed", 1, 0, 0, 0).terms == {"hold[1,0,0,0]": 1, "in_service[1,0,0]": -4}


def test_rows_of_supply_count_the_copies_of_all_lanes_together() -> None:
    written = program(two(offers=[offer("own", "buy", max_packs=9.0), offer("od", "on_demand", quota_packs=3.0)]))
    assert row(written, "orders_fit_total", "own", 0).terms == {
        f"order[{o},{u},0]": 1 for o in (0, 2) for u in range(3)
    }
    assert row(written, "rent_fits_quota", "od", 0, 1, 0) == ({"rent[1,0,1,0]": 1, "rent[3,0,1,0]": 1}, None, 3)


def test_rows_split_a_quota_between_lanes() -> None:
    written = program(on_call(10.0))
    backed = row(written, "hold_is_backed", 0, 0, 0, 0)
    assert backed == ({"hold[0,0,0,0]": 1, "in_service[0,0,0]": -1, "call[-1,0,0,0,0]": -1}, None, 0)
    split = row(written, "calls_fit_quota", -1, "gpu", "hall", 0, 0, 0)
    assert split.terms == {"call[-1,0,0,0,0]": 1, "call[-1,1,0,0,0]": 1}
    assert split.high == pytest.approx(7)


def test_rows_split_what_is_left_of_a_quota_when_a_site_is_lost() -> None:
    written = program(two_halls(10.0))
    cloud = [j for j, pool in enumerate(written.instance.pools) if pool.site.id == "cloud"]
    split = row(written, "calls_fit_quota", 0, "gpu", "cloud", 2, 0, 0)
    assert split.terms == {f"call[0,{j},2,0,0]": 1 for j in cloud}
    assert row(written, "backup_is_backed", 0, cloud[0], 2, 0, 0).terms[f"call[0,{cloud[0]},2,0,0]"] == -1


def test_rows_give_a_holding_to_its_lane() -> None:
    old = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 3.0, "lane": "research"}
    written = program(two(holdings=[old], offers=[offer("own", "buy")]))
    assert [row(written, "load_fits_pool", j, 0, 0, 0).high for j in (0, 1)] == [0, 3]


def test_rows_are_those_without_lanes_where_all_work_shares() -> None:
    """One lane, two in one group, or none: the program is the same, to the letter."""
    plain = scenario(workloads=[work("job", "common"), work("trial", "common")], offers=[OWN])
    for given in (
        two(offers=[OWN], **TOGETHER),
        scenario(workloads=[work("job", "x"), work("trial", "x")], offers=[OWN]),
    ):
        for name in ("load_fits_pool", "hold_is_backed", "fleet_follows_orders"):
            ours, theirs = program(given), program(plain)
            assert keys(ours, name) == keys(theirs, name)
            at = [key if isinstance(key, tuple) else (key,) for key in keys(ours, name)]
            assert [row(ours, name, *key) for key in at] == [row(theirs, name, *key) for key in at]
        assert not program(given).model.call


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_pays_for_half_empty_packs() -> None:
    """2.5 accelerators of work in each lane: 2 packs of 3 apart, 5 of 6 together; packs of 5 cost 5 more apart."""
    assert cost(packs_of(3)) == cost(packs_of(3, **TOGETHER)) == pytest.approx(600)
    assert cost(packs_of(5)) == pytest.approx(1000)
    assert cost(packs_of(5, **TOGETHER)) == pytest.approx(500)


def test_optimum_calls_a_quota_once_when_a_site_is_lost() -> None:
    """8 in the hall at 50; without it 8 are asked for in the cloud, of which 0.7 x 10 are on call: 1 is owned there,
    which then needs 7 in the hall: 350 + 100. With a quota of 12 all are on call: 8 x 50."""
    assert cost(two_halls(10.0)) == pytest.approx(7 * 50 + 100)
    assert cost(two_halls(12.0)) == pytest.approx(8 * 50)
    assert cost(two_halls(10.0, **TOGETHER)) == pytest.approx(7 * 50 + 100)


def test_optimum_without_a_quota_leaves_nothing_to_split() -> None:
    written = program(two(1.0, offers=[OWN, CALLED]))
    assert not keys(written, "calls_fit_quota")
    assert not keys(written, "hold_is_backed")
    assert cost(two(1.0, offers=[OWN, CALLED])) == pytest.approx(8 * 100)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_property_keeping_apart_never_costs_less(size: int) -> None:
    assert cost(packs_of(size)) >= cost(packs_of(size, **TOGETHER))


def test_property_a_larger_quota_never_costs_more() -> None:
    costs = [cost(on_call(quota)) for quota in (0.0, 2.0, 5.0, 10.0, 11.0, 20.0)]
    assert costs == sorted(costs, reverse=True)
