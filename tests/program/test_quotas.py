"""Quotas: how much of several offers runs at once, and how far headroom and a fail-over count on them."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, Document, Hand, cost, keys, offer, program, row, scenario
from tests.program.test_lanes import CALLED, OWN, on_call, two_halls, work

NEAR = offer("near", "on_demand", usd_per_hour=0.5)
FAR = {**offer("far", "on_demand", usd_per_hour=0.5), "site": "cloud"}
CALLS = [{**CALLED, "quota_packs": 4.0}, {**CALLED, "id": "od2", "site": "cloud", "quota_packs": 4.0}]
"""At two places, too dear to use; 0.7 of 4 at each backs headroom."""


def quota(most: float, **rule: Any) -> Document:
    """Changes that put a quota into the policy."""
    return {"policy__quotas": [{"id": "q", "max_accelerators": most, **rule}]}


def rented(most: float, rule: Document | None = None, **changes: Any) -> Scenario:
    """4 busy; rented at two places at 45 USD each, or owned at 100 USD."""
    fields = {"offers": [OWN, NEAR, FAR], "sites": [HALL, CLOUD], **quota(most, **(rule or {})), **changes}
    return scenario(**fields)


def called(most: float, offers: list[Document] | None = None, own: Document = OWN, **rule: Any) -> Scenario:
    """4 busy and 8 to be held; owned at 100 USD, and on call at two places."""
    job = work("job", "common", headroom=1.0)
    return scenario(workloads=[job], sites=[HALL, CLOUD], offers=[own, *(offers or CALLS)], **quota(most, **rule))


HANDS = {
    # 3 of the 4 run on demand
    "rent_keeps_quota": Hand(rented(3.0), 3 * 45 + 100.0),
    # 5 x 0.7 = 3.5 of the 8 are on call, at both places together; 5.6 by their own quotas
    "calls_keep_quota": Hand(called(5.0), 5 * 100.0),
}


def test_rows_count_what_is_rented_of_all_offers_in_every_list_given() -> None:
    def counted(**rule: Any) -> set[str]:
        return set(row(program(rented(3.0, rule)), "rent_keeps_quota", "q", 0, 1, 0).terms)

    copies = {copy.offer.id: f"rent[{o},0,1,0]" for o, copy in enumerate(program(rented(3.0)).instance.copies)}
    assert counted() == {copies["near"], copies["far"]}
    assert counted(sites=["cloud"]) == {copies["far"]}
    assert counted(modes=["on_demand"], classes=["gpu"], vendors=["acme"], accelerators=["gpu"]) == counted()
    for nothing in ({"modes": ["spot"]}, {"classes": ["tpu"]}, {"sites": ["cloud"], "modes": ["spot"]}):
        assert not keys(program(rented(3.0, nothing)), "rent_keeps_quota")


def test_rows_hold_in_the_months_of_the_quota_in_accelerators() -> None:
    written = program(rented(3.0, {"first": "2027-02", "until": "2027-03"}, offers=[OWN, {**NEAR, "pack": 2}]))
    assert {t for _, t, _, _ in keys(written, "rent_keeps_quota")} == {1}
    assert row(written, "rent_keeps_quota", "q", 1, 0, 0) == ({"rent[1,1,0,0]": 2}, None, 3)


def test_rows_of_headroom_count_on_what_the_quota_leaves() -> None:
    written = program(called(5.0))
    assert row(written, "calls_keep_quota", "q", -1, 0, 0, 0) == (
        {"count_on[-1,od,0,0,0]": 1, "count_on[-1,od2,0,0,0]": 1},
        None,
        5,
    )
    j = next(j for j, pool in enumerate(written.instance.pools) if pool.site.id == "cloud")
    backed = row(written, "hold_is_backed", j, 0, 0, 0)
    assert backed.terms["count_on[-1,od2,0,0,0]"] == pytest.approx(-0.7)
    assert backed.high == 0
    assert written.model.count_on[-1, "od", 0, 0, 0].ub == 4


def test_rows_of_headroom_keep_what_is_under_no_quota() -> None:
    written = program(called(5.0, sites=["hall"]))
    j = next(j for j, pool in enumerate(written.instance.pools) if pool.site.id == "cloud")
    assert row(written, "hold_is_backed", j, 0, 0, 0).high == pytest.approx(2.8)
    assert not len(program(called(5.0, modes=["spot"])).model.count_on)


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_takes_the_quota_of_the_policy_where_an_offer_has_none() -> None:
    endless = [{**CALLED, "quota_packs": None}]
    assert cost(called(5.0, endless)) == pytest.approx(500)
    assert cost(called(5.0, endless, sites=["cloud"])) == pytest.approx(400)  # on call without end


def test_optimum_in_lanes_counts_on_the_quota_once() -> None:
    """16 to be held in two lanes, 5 x 0.7 on call for both together."""
    assert cost(on_call(10.0, **quota(5.0))) == pytest.approx(1300)


def test_optimum_of_a_loss_counts_on_the_quota() -> None:
    """8 stand in for the hall: 2 x 0.7 on call in the cloud, and 7 owned there, 4 and 3 at work."""
    assert cost(two_halls(10.0, **quota(2.0))) == pytest.approx(7 * 100 + 50)


def test_property_a_tighter_quota_never_costs_less() -> None:
    assert [cost(rented(float(most))) for most in (4, 3, 2, 0)] == pytest.approx([180, 235, 290, 400])
    assert [cost(called(float(most))) for most in (6, 5, 3, 2, 0)] == pytest.approx([400, 500, 600, 700, 800])
