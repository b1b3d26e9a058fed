"""Units over their life, by hand: what they cost here and elsewhere, when they are retired, what is spare for whom."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.lifecycle import LifecyclePolicy
from models.lifecycle_figures import FleetRunning, Lifecycle, Transfer
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.answers.unused import unused_inputs
from tests.program.kit import BENCHMARKS, CLOUD, EXACT, GPU, HALL, JOB, SERVICE, TPU, offer, program, scenario

POWER = {"pue": 1.5, "electricity_usd_per_kwh": 0.1}
CHIP = {**GPU, "idle_kw": 1.0, "busy_kw": 3.0}
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0, "monthly_usd": 12.0}
PROBES = {"id": "probes", "term": "observability", "driver": "accelerator", "usd": 1.0}
RENT = offer("rent", "on_demand", site="cloud", usd_per_hour=0.5)
PATH = {"2027-01": 40.0, "2027-02": 40.0, "2027-03": 20.0}
RULES = {"retire_months": 2, "review_every_months": 1}


def given(rules: dict[str, Any] = RULES, **changes: Any) -> Scenario:
    """Four accelerators of today are busy for two months, two of them in the third; the cloud rents more of them.

    In a month of 30 h they cost 4 x 12 to maintain, 4 x 1 to watch, 4 kW x 30 h x 1.5 x 0.1 = 18 USD idle, and each
    9 USD of power more where it is busy; in the cloud each busy one would cost 15 USD.
    """
    settings: dict[str, Any] = {
        "sites": [{**HALL, **POWER}, CLOUD],
        "accelerators": [CHIP],
        "holdings": [OLD],
        "offers": [RENT],
        "workloads__0__demand": [{"geography": "eu", "path": PATH}],
        "policy__operating_costs": [PROBES],
        "policy__lifecycle": rules,
    }
    return scenario(**settings | changes)


def planned(of: Scenario) -> Plan:
    made = make_plan(of, "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan


def life(of: Scenario) -> Lifecycle:
    found = planned(of).lifecycle
    assert found is not None
    return found


@cache
def usual() -> Lifecycle:
    return life(given())


def costs(row: FleetRunning) -> tuple[float, float | None]:
    return row.running_usd_per_month, row.elsewhere_usd_per_month


def test_running_units_cost_what_ends_with_them_and_their_work_what_it_costs_elsewhere() -> None:
    first, second, third = usual().running
    assert costs(first) == costs(second) == pytest.approx((48 + 4 + 18 + 36, 60))
    assert costs(third) == pytest.approx((48 + 4 + 18 + 18, 30))
    assert (third.spare, third.utilization) == pytest.approx((2.0, 0.5))


def test_units_are_retired_at_the_review_by_which_the_rule_held_long_enough() -> None:
    (row,) = usual().retire
    assert (row.fleet, row.by, row.first, row.review) == ("old", ("cost",), "2027-01", "2027-03")
    assert (row.saves_usd_per_month, row.saves_usd) == pytest.approx((106 - 60, 88 - 30))
    assert [review.month for review in usual().reviews] == ["2027-02", "2027-03"]
    assert [review.retire for review in usual().reviews] == [(), ("old",)]


@pytest.mark.parametrize(
    ("rules", "by", "first"),
    [
        ({"retire_cost_ratio": 1.76, "retire_months": 1}, ("cost",), "2027-01"),  # 106 / 60 is 1.767
        ({"retire_cost_ratio": 1.77, "retire_months": 1}, ("cost",), "2027-03"),  # 88 / 30 is 2.933
        ({"retire_cost_ratio": 2.94, "retire_months": 1}, None, None),
        ({"retire_cost_ratio": 1.0, "retire_months": 4}, None, None),  # there are three months
        ({"retire_cost_ratio": None, "retire_utilization": 0.51, "retire_months": 1}, ("utilization",), "2027-03"),
        ({"retire_cost_ratio": None, "retire_utilization": 0.5, "retire_months": 1}, None, None),
        ({"retire_cost_ratio": None}, None, None),
    ],
)
def test_the_rule_is_met_on_one_side_of_its_threshold(
    rules: dict[str, Any], by: tuple[str, ...] | None, first: str | None
) -> None:
    rows = life(given(rules)).retire
    assert [(row.by, row.first) for row in rows] == ([(by, first)] if by else [])


def test_a_contract_with_an_end_is_owed_either_way() -> None:
    (first, *_) = life(given(holdings=[{**OLD, "until": "2028-01"}])).running
    assert costs(first) == pytest.approx((106 - 48, 60))
    (first, *_) = life(given(holdings=[{**OLD, "until": "2028-01", "mode": "buy"}])).running
    assert costs(first) == pytest.approx((106, 60))


def test_bought_units_run_at_their_support_and_not_at_their_price() -> None:
    own = offer("own", "buy", upfront_usd=120.0, support_share_per_year=0.2, software_usd_per_year=24.0, life_months=36)
    rows = life(given(holdings=[], offers=[{**own, "monthly_usd": 3.0}, {**RENT, "usd_per_hour": 9.0}])).running
    each = 120 * 0.2 / 12 + 24 / 12 + 3 + 1 + 4.5
    assert {row.fleet for row in rows} == {"own"}
    assert costs(rows[0]) == pytest.approx((4 * (each + 9), 4 * 30 * 9.0))


def test_spare_units_are_taken_from_the_fleet_that_is_dearest_to_run() -> None:
    fleets = [{**OLD, "accelerators": 2.0}, {**OLD, "id": "dear", "accelerators": 2.0, "monthly_usd": 20.0}]
    rows = {row.fleet: row for row in life(given(holdings=fleets)).running if row.period == "2027-03"}
    assert costs(rows["dear"]) == pytest.approx((40 + 2 + 9, 0))  # the others can do what it does
    assert costs(rows["old"]) == pytest.approx((24 + 2 + 9 + 18, 30))
    assert (rows["dear"].spare, rows["old"].spare) == pytest.approx((2.0, 0.0))


def test_headroom_is_work_and_is_not_spare() -> None:
    eight = [{**OLD, "accelerators": 8.0}]
    flat = [{"geography": "eu", "level": 40.0}]
    found = life(given(holdings=eight, **{**SERVICE, "workloads__0__demand": flat}))
    assert [row.spare for row in found.spare] == [2, 2, 2]  # four are busy, six are held
    assert found.running[0].elsewhere_usd_per_month == pytest.approx(6 * 30 * 0.5)


def test_units_that_are_down_on_average_are_not_spare() -> None:
    found = life(given(holdings=[{**OLD, "accelerators": 10.0, "availability": 0.8}]))
    assert [row.spare for row in found.spare] == [5, 5, 7]  # four busy ones take five of ten, two take 2.5


def test_what_is_kept_for_a_loss_is_not_spare() -> None:
    other = {**OLD, "id": "twin", "site": "cloud"}
    rule = [{"id": "any", "lose": "site", "only": ["cloud"], "keep": 1.0, "workloads": ["job"]}]
    flat = {**SERVICE, "workloads__0__headroom": 0.0, "workloads__0__demand": [{"geography": "eu", "level": 30.0}]}
    free = life(given(holdings=[OLD, other], offers=[], **flat))
    kept = life(given(holdings=[OLD, other], offers=[], **flat, policy__redundancy=rule))
    in_hall = [[row.spare for row in found.spare if row.site == "hall"][:1] for found in (free, kept)]
    assert in_hall[1] == [1]  # three of four must carry all of it while the cloud is lost
    assert sum(row.spare for row in free.spare if row.period == "2027-01") == 5


@pytest.mark.parametrize(
    ("rules", "price"),
    [
        ({}, 70 / 120 + 2 * 1.5 * 0.1),
        ({"internal_price": "cost", "cost_share": 0.5}, 0.5 * 88 / 120),
        ({"internal_price": "stated", "usd_per_accelerator_hour": 0.4}, 0.4),
    ],
)
def test_spare_units_have_the_price_of_the_rule(rules: dict[str, Any], price: float) -> None:
    found = life(given({**RULES, **rules}))
    (row,) = found.spare
    assert (row.period, row.spare, row.in_service) == ("2027-03", 2, 4.0)
    assert row.usd_per_accelerator_hour == pytest.approx(price)
    assert row.worth_usd == pytest.approx(2 * 30 * price)
    assert found.reviews[-1].spare == 2
    assert found.reviews[-1].worth_usd_per_month == pytest.approx(2 * 30 * price)


NEW = {**JOB, "id": "new", "incumbent_stacks": ["rocm"], "funding": "Search", "home_site": "cloud", "data_tb": 3.0}
TIED = {**JOB, "id": "tied", "sites": ["cloud"]}


def teams() -> Scenario:
    """`new` runs on another stack in the cloud, where its data lie; `tied` may be served there alone."""
    other = offer("tpus", "on_demand", site="cloud", accelerator="tpu", vendor="volt", usd_per_hour=0.35)
    stacks = [{"id": "cuda", "port_usd": 500.0, "port_months": 2}, {"id": "rocm"}]
    works = [{**JOB, "demand": [{"geography": "eu", "path": PATH}]}, NEW, TIED]
    more = {"policy__moving": {"usd_per_tb": 10.0, "double_running_weeks": 4}, "stacks": stacks, "workloads": works}
    settings = {"accelerators": [CHIP, TPU], "benchmarks": BENCHMARKS, "offers": [RENT, other], **more}
    return given({**RULES, "transfer_weeks": 3.0}, **settings)


@cache
def teams_plan() -> Plan:
    return planned(teams())


def takers() -> dict[str, Transfer]:
    found = teams_plan().lifecycle
    assert found is not None
    return {row.workload: row for row in found.transfers}


def test_work_that_runs_there_takes_spare_units_at_once() -> None:
    row = takers()["job"]
    assert (row.verdict, row.weeks, row.first, row.spare) == ("runs_there", 0.0, "2027-03", 2)
    assert (row.throughput, row.unit) == (10.0, "requests/h")
    assert row.elsewhere_usd_per_accelerator_hour == pytest.approx(0.35)


def test_other_work_waits_for_hand_over_port_and_move_side_by_side() -> None:
    row = takers()["new"]
    assert (row.verdict, row.team, row.hand_over_weeks) == ("hand_over", "Search", 3.0)
    assert (row.port_usd, row.move_usd, row.move_tb) == (500.0, 30.0, 3.0)
    assert row.port_weeks == pytest.approx((10 + 2) * 52 / 12)  # ports start every twelve months: next in 2028-01
    assert row.move_weeks == pytest.approx(10 * 52 / 12 + 4)
    assert row.weeks == pytest.approx(52.0)
    assert row.elsewhere_usd_per_accelerator_hour == pytest.approx(0.35)


def test_work_that_a_rule_keeps_away_is_told_with_the_rule() -> None:
    row = takers()["tied"]
    assert (row.verdict, row.reason, row.weeks, row.throughput) == ("ruled_out", "sites", None, None)


def test_lanes_that_are_kept_apart_take_nothing_from_each_other() -> None:
    works = [{**JOB, "lane": "a", "demand": [{"geography": "eu", "path": PATH}]}, {**JOB, "id": "rival", "lane": "b"}]
    rows = life(given(workloads=works, holdings=[{**OLD, "lane": "a"}])).transfers
    assert [(row.workload, row.verdict, row.dedicated_to) for row in rows] == [
        ("job", "runs_there", "lane:a"),
        ("rival", "other_lane", "lane:a"),
    ]


def test_work_of_one_pool_can_run_nowhere_else() -> None:
    rows = life(given(workloads__0__assignment="single_pool")).running
    assert {row.elsewhere_usd_per_month for row in rows} == {None}


def test_units_that_leave_are_named_at_the_review_before() -> None:
    found = life(given(holdings=[{**OLD, "until": "2027-03"}]))
    assert [review.leaving for review in found.reviews] == [("old",), ()]


def test_an_offer_in_several_pools_is_named_once_at_a_review() -> None:
    both = [offer("own", "buy", upfront_usd=1.0, monthly_usd=16.0, is_dedicated=True)]
    cloud = {**RENT, "order_from": "2027-02"}  # what is bought for January alone is dearer to keep than to rent
    works = [JOB, {**JOB, "id": "twin"}]
    changes = {"sites": [HALL, CLOUD], "accelerators": [GPU], "offers": [*both, cloud], "workloads": works}
    found = life(
        given({"retire_months": 1, "review_every_months": 1, "retire_cost_ratio": 0.1}, holdings=[], **changes)
    )
    assert [(row.fleet, row.dedicated_to) for row in found.retire] == [("own", "job@eu"), ("own", "twin@eu")]
    assert [review.retire for review in found.reviews if review.retire] == [("own",)]


def test_rules_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="`cost_share` is for `internal_price: cost`, which needs it"):
        LifecyclePolicy(internal_price="cost")
    with pytest.raises(ValueError, match="`usd_per_accelerator_hour` is for `internal_price: stated`"):
        LifecyclePolicy(usd_per_accelerator_hour=1.0)


def test_rules_without_effect_are_told() -> None:
    nothing = given(holdings=[])
    assert any(
        said.startswith("policy.lifecycle: nothing is held") for said in unused_inputs(program(nothing).instance)
    )
    late = given({"first_review": "2027-04"})
    assert any("first_review: 2027-04 lies after the horizon" in said for said in unused_inputs(program(late).instance))
    assert not any("lifecycle" in said for said in unused_inputs(program(given()).instance))
