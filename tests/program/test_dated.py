"""Dated blocks: what fits into their days, what counts at once, and what they cost.

Months have 30 h (10 of day, 20 of night), so that a block of one day has 24 of them: 8 of day, 16 of night.
"""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, Document, Hand, cost, keys, offer, program, row, scenario
from tests.program.test_gang import together

OD = offer("od", "on_demand", usd_per_hour=1.0)
"""30 USD per accelerator and month."""
BLOCK = offer("block", "dated", days=1, upfront_usd=10.0)
"""24 h of an accelerator."""
DEAR = offer("block", "dated", days=1, upfront_usd=27.0)
"""24 h, at 1.125 USD an hour."""
WAITING: Document = {"workloads__0__deferral": {"within_months": 0}}


def waiting(**changes: Any) -> Scenario:
    """The job of 1,200 requests a month, 240 of which a block of one day does; or 4 accelerators all month."""
    return scenario(**{"offers": [BLOCK, OD], **WAITING, **changes})


HANDS = {
    "work in the days": Hand(waiting(), 3 * 50),  # 1,200 / 240 = 5 blocks of 10
    # the night alone: 16 of the 24 h count, 1,200 / 160 = 7.5, so 7 blocks, and 0.5 x 16 h x 10 requests = 80 rented
    "allowed hours": Hand(waiting(workloads__0__deferral={"within_months": 0, "blocks": ["night"]}), 3 * (70 + 8)),
    # a block that is up for 0.9 of its days does 216: 5 do 1,080, the other 120 take 12 h on demand
    "availability": Hand(waiting(offers=[{**DEAR, "upfront_usd": 12.5, "availability": 0.9}, OD]), 3 * (5 * 12.5 + 12)),
    # dearer by the hour than on demand
    "dear": Hand(waiting(offers=[DEAR, OD]), 3 * 120),
    "work that cannot wait": Hand(waiting(workloads__0__deferral=None), 3 * 120),
    # runs of 15 h on 4: one fits into a block of 24 h, so the month's two take 8 accelerators side by side
    "runs": Hand(together(offers=[BLOCK, OD]), 3 * 80),
    # runs of 12 h: two fit one after the other; 2, 3 and 2 of them fall due, on 4, 8 and 4
    "runs in a row": Hand(together(offers=[BLOCK, OD], run_units=480.0), 3 * 40 + 40),
    # runs of 30 h do not end in the block, although 30 h of a month would hold them
    "long runs": Hand(together(offers=[BLOCK, OD], run_units=1200.0), 3 * 120),
    # ordered a month ahead: January's work is done on demand
    "lead": Hand(waiting(offers=[{**BLOCK, "lead_months": 1}, OD]), 120 + 2 * 50),
    # three blocks at most are ordered in a month: 720 requests, the other 480 on demand
    "supply": Hand(waiting(offers=[{**BLOCK, "max_packs_per_period": 3}, OD]), 3 * (30 + 48)),
}
AT_ONCE = {
    "quotas": Hand(waiting(policy__quotas=[{"id": "q", "modes": ["dated"], "max_accelerators": 3.0}]), 3 * (30 + 48)),
    "groups": Hand(waiting(policy__groups=[{"id": "g", "offers": ["block"], "max_accelerators": 3.0}]), 3 * (30 + 48)),
    "exports": Hand(
        waiting(
            sites=[HALL, {**CLOUD, "jurisdiction": "us"}],
            offers=[BLOCK, {**OD, "site": "cloud"}],
            policy__exports=[{"id": "e", "jurisdictions": ["eu"], "max_accelerators": 3.0}],
        ),
        3 * (30 + 48),
    ),
    # 3 kW: of 3 blocks at 1 kW each no more may stand, and no rent beside them; 4 accelerators away at 1 USD/h
    "power": Hand(
        waiting(
            accelerators__0__busy_kw=1.0,
            sites=[{**HALL, "power_cap_kw": 3.0}, CLOUD],
            offers=[BLOCK, {**OD, "site": "cloud"}],
        ),
        3 * (30 + 48),
    ),
}
"""Limits that count every unit of a block, in the mean over the month only 0.8 of it."""


@pytest.mark.parametrize("hand", [*HANDS.values(), *AT_ONCE.values()], ids=[*HANDS, *AT_ONCE])
def test_optimum_by_hand(hand: Hand) -> None:
    hand.check()


def test_energy_is_drawn_while_the_units_are_there() -> None:
    # 5 blocks x 24 h x 1 kW idle x 0.1 USD, and 1,200 / 10 = 120 h busy at another 1 kW
    priced = {"accelerators__0__idle_kw": 1.0, "accelerators__0__busy_kw": 2.0}
    given = waiting(**priced, sites__0__electricity_usd_per_kwh=0.1)
    Hand(given, 3 * (50 + 12 + 12)).check()


def test_a_least_number_is_not_reached_by_blocks() -> None:
    own = offer("own", "buy", upfront_usd=100.0)
    given = waiting(offers=[BLOCK, own], policy__groups=[{"id": "g", "min_accelerators": 2.0}])
    # two are bought: 2 x 300 requests a month, the other 600 in 2.5 blocks, so 3
    Hand(given, 200 + 3 * 30).check()


def test_shares_of_capacity_count_the_hours_that_units_are_there() -> None:
    rule = {"id": "s", "vendor": "acme", "measure": "capacity", "max_share": 0.5}
    volt = {**OD, "id": "volt", "vendor": "volt", "usd_per_hour": 2.0}
    given = waiting(offers=[{**BLOCK, "orders": "fractional"}, volt], policy__vendor_shares=[rule])
    # half of 120 accelerator-hours a month in blocks (60 / 24 x 10), half rented at 2 USD
    Hand(given, 3 * (25 + 120)).check()


def test_units_of_a_block_are_a_pool_of_their_own() -> None:
    written = program(waiting())
    assert [(pool.owner, pool.days) for pool in written.instance.pools] == [("", None), ("dated:block", 1)]
    assert row(written, "load_fits_pool", 1, 0, 1, 0) == (
        {"serve[1,0,1,0]": 1200 / 20 / 10, "in_service[1,0,0]": -0.8},
        None,
        0.0,
    )
    assert not keys(program(waiting(workloads__0__deferral=None)), "fleet_follows_orders")


def test_runs_keep_accelerators_for_the_part_of_the_month() -> None:
    written = program(together(offers=[BLOCK], run_units=480.0))
    kept, share = (
        row(written, "load_fits_pool", 1, 0, 0, 0).terms,
        row(written, "runs_share_accelerators", 1, 4, 0, 0),
    )
    assert kept == {"side[1,4,0,0]": pytest.approx(0.8 * 4), "in_service[0,0,0]": -0.8}
    assert share.terms == {"launch[1,4,0,0]": 1.0, "side[1,4,0,0]": -2.0}


def test_lanes_have_blocks_of_their_own() -> None:
    two = [{"id": f"job-{n}", "lane": lane} for n, lane in enumerate(("research", "production"))]
    job = {"class": "batch_scoring", "profile": "work", "service_unit": "requests/h", "incumbent_stacks": ["cuda"]}
    job |= {"demand": [{"geography": "eu", "level": 12.0}], "deferral": {"within_months": 0}}
    given = scenario(offers=[BLOCK], workloads=[{**job, **own} for own in two])
    owners = [pool.owner for pool in program(given).instance.pools if pool.days]
    assert sorted(owners) == ["dated:block:production", "dated:block:research"]
    # 360 requests a month each: 1.5 blocks, so 2 for either lane; 3 would do for both
    Hand(given, 3 * 40).check()


@pytest.mark.parametrize("days", [1, 2])
def test_fewer_days_at_the_same_price_never_cost_less(days: int) -> None:
    offers = [[{**BLOCK, "days": n, "upfront_usd": 21.0}, OD] for n in (days, days + 1)]
    shorter, longer = (cost(waiting(offers=each)) for each in offers)
    assert shorter >= longer - 1e-6


def test_a_scenario_without_blocks_has_no_pool_of_them() -> None:
    assert all(pool.days is None for pool in program(waiting(offers=[OD])).instance.pools)


# ---- what a scenario may say -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"days": None}, "needs `days`"),
        ({"monthly_usd": 3.0}, "remove `monthly_usd`"),
        ({"is_dedicated": True}, "remove `is_dedicated`"),
        ({"capacity_credit": 0.5}, "remove `capacity_credit`"),
        ({"quota_packs": 2.0}, "limit a dated by `max_packs_per_period`"),
        ({"exits": [{"after_months": 1}]}, "dated offers have no `exits`"),
        ({"mode": "reserve", "term_months": 1}, "`days` is for dated blocks, not for reserve"),
        ({"days": 60}, "it as a `reserve` with `term_months: 2`"),
    ],
)
def test_what_a_block_cannot_be_is_said(fields: Document, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        waiting(offers=[{**BLOCK, **fields}, OD])


def test_quarters_hold_blocks_of_two_months() -> None:
    assert waiting(offers=[{**BLOCK, "days": 60}, OD], horizon__months_per_period=3)
