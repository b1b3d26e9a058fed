"""Deferrable work in the audit: volumes, hours, deadlines, ports; prices of electricity by block."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.plan import Plan
from solver.proof.audit import Auditor, DecisionSet, Missed, Ordered, Ported, Rented, Served, audit_plan
from tests.answers.kit import planned
from tests.proof.audit_kit import BASE, Document, auditor, broken, broken_by, nominal, offer, scenario

GPU = ("gpu", "hall")
DAY, NIGHT = "day", "night"
FLEET = [Ordered("own", "2027-01", 30.0)]


def waiting(months: int = 1, blocks: tuple[str, ...] = (), **changes: Any) -> Auditor:
    """The job of 1200 requests in each of three months may wait."""
    return auditor(workloads__0__deferral={"within_months": months, "blocks": list(blocks)}, **changes)


def does(month: int, block: str, share: float) -> Served:
    """A share of what may be done in a month, done in one of its blocks."""
    return Served("job", "eu", *GPU, f"2027-0{month}", block, share)


# With a wait of one month 1200 requests may be done in January, 2400 in February and in March.
LEVEL = [does(1, DAY, 0.4), does(1, NIGHT, 0.6), does(2, NIGHT, 0.5), does(3, DAY, 0.5)]
LATE = [does(2, DAY, 0.5), does(3, NIGHT, 1.0)]  # January's work in February, the rest in March


def test_demand_is_the_rate_that_does_all_that_may_be_done() -> None:
    demand = waiting(1, (NIGHT,)).facts.demand["job", "eu"]
    assert list(demand.arriving) == pytest.approx([0, 1200] * 3)
    assert demand.units == pytest.approx([0, 1200, 0, 2400, 0, 2400])
    assert demand.mean == pytest.approx([0, 60, 0, 120, 0, 120])
    assert not any(demand.required)
    quarters = waiting(4, horizon__months_per_period=3).facts.demand["job", "eu"]
    assert quarters.units == pytest.approx([1200, 1200, 2400, 2400, 3600, 3600])  # four months are two quarters


def test_a_shape_and_a_block_without_hours_do_not_count() -> None:
    blocks = [{"id": "none", "share": 0.0}, {"id": "day", "share": 0.5}, {"id": "night", "share": 0.5}]
    shape = {"id": "steady", "blocks": {b["id"]: {"mean": 3.0} for b in blocks}}
    judge = waiting(0, horizon={"start": "2027-01", "periods": 1, "blocks": blocks}, shapes=[shape])
    assert list(judge.facts.demand["job", "eu"].arriving) == pytest.approx([0, 40 * 744, 0])
    assert judge.facts.demand["job", "eu"].mean == pytest.approx([0, 80, 80])


@pytest.mark.parametrize("served", [LEVEL, LATE])
def test_work_may_be_done_when_it_comes_or_until_its_deadline(served: list[Served]) -> None:
    judge = waiting()
    found = judge.assess(DecisionSet(orders=tuple(FLEET), dispatch=tuple(served)))
    assert found.passed, found.failures
    assert found.rows_by_family["deferrable"] == 6
    assert found.tight_rows["work_is_done"] >= 1


@pytest.mark.parametrize(
    ("months", "blocks", "served", "row"),
    [
        (1, (), [does(1, DAY, 1.0), does(2, NIGHT, 0.7), does(3, DAY, 0.3)], "work_is_done"),  # before it arrives
        (1, (), [*LATE[:1], does(3, NIGHT, 0.9)], "work_is_done"),  # some is left at the end
        (1, (), [does(1, DAY, 0.5), does(2, DAY, 0.2), does(3, DAY, 1.0)], "deadline_is_kept"),  # January's in March
        (0, (), [does(1, DAY, 0.9), does(2, DAY, 1.0), does(3, DAY, 1.0)], "work_is_done"),  # nothing may wait
        (1, (NIGHT,), LEVEL, "served_where_allowed"),  # by day
    ],
)
def test_early_late_and_outside_its_hours_fails(months: int, blocks: Any, served: Any, row: str) -> None:
    assert row in broken_by(waiting(months, blocks), orders=FLEET, dispatch=served)


def test_what_is_missed_need_not_be_done_and_is_a_share_of_what_arrives() -> None:
    judge = waiting(1, (NIGHT,), workloads__0__max_miss=0.25, workloads__0__miss_penalty_usd_per_unit=0.5)
    misses = tuple(Missed("job", "eu", f"2027-0{month}", NIGHT, 0.25) for month in (1, 2, 3))
    shares = [does(1, NIGHT, 0.75), does(2, NIGHT, 0.375), does(3, NIGHT, 0.375)]
    found = judge.assess(DecisionSet(orders=tuple(FLEET), dispatch=tuple(shares), misses=misses))
    assert found.passed, found.failures
    assert nominal(found, "sla_penalty") == pytest.approx({f"2027-0{m}": 1200 * 0.25 * 0.5 for m in (1, 2, 3)})
    # the older work still has its deadline where younger work is given up
    late = [does(2, NIGHT, 0.25), does(3, NIGHT, 1.0)]
    one = [Missed("job", "eu", "2027-02", NIGHT, 0.25)]
    assert broken_by(judge, orders=FLEET, dispatch=late, misses=one) == {"deadline_is_kept", "work_is_done"}
    by_day = [Missed("job", "eu", "2027-01", DAY, 0.25)]
    assert broken_by(judge, orders=FLEET, dispatch=shares, misses=by_day) >= {"misses_stay_allowed"}
    more = [Missed("job", "eu", "2027-01", NIGHT, 0.3)]
    assert broken_by(judge, orders=FLEET, dispatch=shares, misses=more) >= {"misses_stay_allowed"}


def test_load_and_spot_count_as_for_any_work() -> None:
    # 2400 requests in a night of 20 h need 12 accelerators
    rows = {"orders": [Ordered("own", "2027-01", 11.0)], "dispatch": LATE}
    assert broken_by(waiting(), **rows) == {"load_fits_pool"}
    spot = offer("spot", "spot", availability=0.5)
    rent = [Rented("spot", "2027-02", DAY, 24.0), Rented("spot", "2027-03", NIGHT, 24.0)]
    calm = waiting(offers=[spot])
    assert broken_by(calm, rent=rent, dispatch=LATE) == {"firm_work_avoids_spot"}
    assert broken_by(waiting(offers=[spot], workloads__0__is_interruptible=True), rent=rent, dispatch=LATE) == set()


def test_what_came_before_a_port_is_done_after_it() -> None:
    stacks = [{"id": "cuda", "port_usd": 5.0, "port_months": 1}, {"id": "rocm"}]
    judge = waiting(stacks=stacks, workloads__0__incumbent_stacks=[])
    port = [Ported("job", "cuda", "2027-01")]
    assert broken_by(judge, orders=FLEET, dispatch=LATE, ports=port) == set()
    assert broken_by(judge, orders=FLEET, dispatch=LEVEL, ports=port) == {"ported_before_served"}
    assert broken_by(judge, orders=FLEET, dispatch=LATE) == {"ported_before_served"}


def test_headroom_is_not_held() -> None:
    judge = waiting(workloads__0__class="realtime_inference")
    assert not judge.facts.demand["job", "eu"].needs_headroom


# ---- a whole plan ---------------------------------------------------------------------------------------------------

DEFERRED: Document = {
    "offers": [offer("own", "buy", upfront_usd=100.0)],
    "workloads__0__demand": [{"geography": "eu", "path": {"2027-01": 120.0, "2027-02": 30.0, "2027-03": 0.0}}],
    "workloads__0__deferral": {"within_months": 1, "blocks": []},
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    """6 units do 1800 requests a month: of the 3600 of January half waits, and no more can."""
    return planned(scenario(**DEFERRED))


def judged(document: Document) -> tuple[str, ...]:
    return audit_plan(scenario(**DEFERRED), "expected", Plan.model_validate_json(json.dumps(document))).failures


def test_a_plan_states_what_waits(plan: Plan) -> None:
    assert [row.backlog_units for row in plan.service] == pytest.approx([1800, 900, 0])
    assert [row.units_asked for row in plan.service] == pytest.approx([3600, 900, 0])
    assert [row.units_served for row in plan.service] == pytest.approx([1800, 1800, 900])
    assert [(row.workload, row.wait_periods, row.blocks) for row in plan.deferrable] == [("job", 1, (DAY, NIGHT))]
    (wait,) = plan.limits
    assert (wait.limit, wait.kind, wait.period) == ("longest wait of job in eu", "deferrable", "2027-02")
    assert (wait.used, wait.is_binding) == (pytest.approx(1.0), True)


@pytest.mark.parametrize(
    "change",
    [
        lambda doc: doc["service"][0].update(backlog_units=1801.0),
        lambda doc: doc["service"][1].pop("backlog_units"),
        lambda doc: doc.update(deferrable=[]),
        lambda doc: doc["deferrable"][0].update(wait_periods=2),
        lambda doc: doc["deferrable"][0].update(blocks=[DAY]),
        lambda doc: doc["dispatch"][0].update(share=0.9 * doc["dispatch"][0]["share"]),
        lambda doc: doc["limits"][0].update(used=0.5),
        lambda doc: doc.update(level_loads=["job"]),
    ],
)
def test_a_plan_that_states_anything_else_is_refused(plan: Plan, change: Any) -> None:
    document = json.loads(plan.model_dump_json())
    assert judged(document) == ()
    change(document)
    assert judged(document)


# ---- electricity by block -------------------------------------------------------------------------------------------

PRICED: Document = {
    "sites": [{**BASE["sites"][0], "pue": 2.0, "electricity_usd_per_kwh": 0.5, "electricity_by_block": {NIGHT: 0.1}}],
    "accelerators": [{**BASE["accelerators"][0], "idle_kw": 1.0, "busy_kw": 3.0}],
}


def test_electricity_is_paid_at_the_price_of_each_block() -> None:
    held = [{"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 2.0}]
    judge = waiting(0, (NIGHT,), holdings=held, **PRICED)
    served = tuple(does(month, NIGHT, 1.0) for month in (1, 2, 3))
    found = judge.assess(DecisionSet(orders=(Ordered("own", "2027-01", 4.0),), dispatch=served))
    assert found.passed, found.failures
    # per month: 4 idle kW for 10 h at 0.5 and 20 h at 0.1, and 6 busy accelerators at night (2 kW more each); PUE 2
    monthly = 2 * (4 * (10 * 0.5 + 20 * 0.1) + 6 * 2 * 20 * 0.1)
    assert nominal(found, "electricity") == pytest.approx(dict.fromkeys(("2027-01", "2027-02", "2027-03"), monthly))
    idle = 2 * 2 * (10 * 0.5 + 20 * 0.1)
    assert nominal(found, "holdings") == pytest.approx(dict.fromkeys(("2027-01", "2027-02", "2027-03"), idle))


def test_rented_units_draw_power_at_the_price_of_their_block() -> None:
    judge = auditor(offers=[offer("od", "on_demand", usd_per_hour=1.0)], workloads__0__max_miss=1.0, **PRICED)
    found = judge.assess(DecisionSet(rent=(Rented("od", "2027-01", NIGHT, 1.0), Rented("od", "2027-02", DAY, 1.0))))
    assert nominal(found, "electricity") == pytest.approx({"2027-01": 2 * 20 * 0.1, "2027-02": 2 * 10 * 0.5})
    assert "demand_is_met" in broken(found)


def test_a_plan_with_prices_by_block_passes_and_charges_all_of_it() -> None:
    deferral = {"within_months": 0, "blocks": []}
    given = scenario(offers=[offer("own", "buy", upfront_usd=10.0)], workloads__0__deferral=deferral, **PRICED)
    made = planned(given)
    # 6 units at night: idle 1 kW always, 2 kW more for 360 accelerator-hours at night; PUE 2
    power = 2 * (6 * 3 * (10 * 0.5 + 20 * 0.1) + 360 * 2 * 0.1)
    assert made.costs.by_term["electricity"] == pytest.approx(power)
    assert sum(row.cost_usd for row in made.service) == pytest.approx(made.costs.total_nominal_usd)
    # a unit's hour: 10 USD over 90 h, and 3 kW x PUE at the mean price of (10 x 0.5 + 20 x 0.1) / 30
    (pair,) = made.capacities
    assert pair.offer_usd_per_unit == pytest.approx((10 / 90 + 2 * 3 * 7 / 30) / 10)
