"""Adequacy: headroom above every peak, backed by capacity that can be counted on."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import SERVICE, Document, Hand, cost, keys, offer, program, row, scenario

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0, quota_packs=2.0)


def service(**changes: Any) -> Scenario:
    """A service that keeps 4 accelerators busy and must hold 6, from owned units and a quota of 2 on demand."""
    return scenario(**{"offers": [OWN, OD], **SERVICE, **changes})


# The quota backs 2 x 0.7 = 1.4 of the 6; 4.6 owned are 5 whole ones. Used on demand, each would cost 180 over 3 months.
HANDS = {"headroom_is_held": Hand(service(), 5 * 100), "hold_is_backed": Hand(service(), 5 * 100)}


def test_rows_hold_the_peak_and_its_headroom_in_shares_of_the_need() -> None:
    """Need: 40 x 1.5 x (1 - 0.25) = 45 requests/h, 10 of them on each accelerator."""
    written = program(service(workloads__0__max_miss=0.25))
    assert keys(written, "headroom_is_held") == [(0, t, 0, 0) for t in range(3)]  # at the peak, the day, alone
    assert row(written, "headroom_is_held", 0, 1, 0, 0) == ({"hold[0,1,0,0]": pytest.approx(10 / 45)}, 1, None)
    assert written.model.hold[0, 1, 0, 0].ub == pytest.approx(4.5)


def test_rows_back_what_is_held_by_credit() -> None:
    held = {
        "id": "old",
        "accelerator": "gpu",
        "site": "hall",
        "vendor": "acme",
        "accelerators": 2.0,
        "availability": 0.5,
    }
    offers = [
        offer("own", "buy", pack=8, availability=0.9),
        offer("kept", "reserve", term_months=12, availability=0.9),
        offer("half", "lease", term_months=12, capacity_credit=0.5),
        {**OD, "pack": 4},
        offer("spot", "spot", quota_packs=100.0),
    ]
    written = program(service(offers=offers, holdings=[held]))
    backing = {"in_service[0,2,0]": -7.2, "in_service[1,2,0]": -1, "in_service[2,2,0]": -0.5}
    assert row(written, "hold_is_backed", 0, 2, 0, 0) == (
        pytest.approx({"hold[0,2,0,0]": 1, **backing}),
        None,
        pytest.approx(2 * 0.5 + 0.7 * 4 * 2),
    )


def test_rows_leave_out_what_unlimited_on_demand_backs() -> None:
    until = {**OD, "quota_packs": None, "order_until": "2027-03"}
    written = program(service(offers=[OWN, until]))
    assert keys(written, "hold_is_backed") == [(0, 2, 0, 0)]  # only in March nobody could call for more
    assert not keys(program(service(offers=[OWN, {**until, "order_until": None}])), "hold_is_backed")


def test_rows_count_no_quota_that_dedicated_copies_share() -> None:
    written = program(service(offers=[OWN, {**OD, "is_dedicated": True}]))
    shared, own = (row(written, "hold_is_backed", j, 1, 0, 0) for j in (0, 1))
    assert shared == ({"hold[0,1,0,0]": 1, "in_service[0,1,0]": -1}, None, 0)
    assert own == ({"hold[1,1,0,0]": 1}, None, 0)


@pytest.mark.parametrize("exempt", [{"workloads__0__class": "batch_scoring"}, {"workloads__0__is_interruptible": True}])
def test_rows_spare_work_that_can_wait(exempt: Document) -> None:
    written = program(service(**exempt))
    assert not keys(written, "headroom_is_held")
    assert not keys(written, "hold_is_backed")
    assert not written.model.hold


def test_rows_follow_criticality_windows_and_peaks() -> None:
    """Peak 2 x 40 by day; headroom 0.5 for mission-critical work, 1.0 in its launch window in February."""
    shape = {"id": "steady", "blocks": {"day": {"mean": 1.0, "peak": 2.0}, "night": {"mean": 1.0}}}
    window = {"first": "2027-02", "until": "2027-03", "headroom": 1.0}
    job = {"criticality": "mission_critical", "headroom": None, "launch_windows": [window]}
    written = program(service(shapes=[shape], **{f"workloads__0__{k}": v for k, v in job.items()}))
    needs = [10 / row(written, "headroom_is_held", 0, t, 0, 0).terms[f"hold[0,{t},0,0]"] for t in range(3)]
    assert needs == pytest.approx([120, 160, 120])


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_when_quota_and_credit_carry_all_headroom() -> None:
    """A quota of 3 at full credit backs 3 of 6: the 4 that serve are owned, none more."""
    assert cost(service(offers=[OWN, {**OD, "quota_packs": 3.0, "capacity_credit": 1.0}])) == pytest.approx(400)


def test_property_cost_rises_with_headroom() -> None:
    costs = [cost(service(workloads__0__headroom=ratio)) for ratio in (0.0, 0.2, 0.4, 0.6, 0.8, 1.5)]
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]


def test_property_more_credit_never_costs_more() -> None:
    costs = [cost(service(offers=[OWN, {**OD, "capacity_credit": credit}])) for credit in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] == pytest.approx(600)
