"""Queues in the program: rows of their own, ports and dedicated units of the workload they are parts of."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import Plan
from models.scenario import Scenario
from tests.answers.kit import planned
from tests.program.kit import EXACT, SERVICE, Hand, cost, keys, offer, program, row, scenario, two_chips

NOW: dict[str, Any] = {"id": "now", "share": 0.75}
LATER: dict[str, Any] = {"id": "later", "share": 0.25}
OD = offer("od", "on_demand", usd_per_hour=1.0)


def parted(*queues: dict[str, Any], **changes: Any) -> Scenario:
    """The job of 40 requests/h in queues, on demand for 30 USD a month and accelerator."""
    return scenario(**{"offers": [OD], "workloads__0__queues": list(queues), **changes})


def on_two_stacks(*queues: dict[str, Any], **changes: Any) -> Scenario:
    """`gpu` at 30 USD a month each; `tpu` at 6, after a port of 50 USD, with a change a month at 10 USD."""
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 50.0, "change_usd": 10.0}]
    offers = [OD, {**offer("cheap", "on_demand", usd_per_hour=0.2), "accelerator": "tpu"}]
    more = {"stacks": stacks, "offers": offers, "workloads__0__changes_per_quarter": 3.0, **changes}
    return parted(*queues, **two_chips(**more))


# The second queue may run on spot at a fifth of the price: 3 x 90 + 1 x 18.
SPOT = [OD, offer("cheap", "spot", usd_per_hour=0.2)]
# A service of 40 requests/h by day and at night; the second queue waits for the night, when the units are free of it:
# 3 busy, 4.5 held, 5 bought; at night 3 + 10 x 30 / 20 / 10 = 4.5 of them.
NIGHT = {**LATER, "deferral": {"blocks": ["night"]}}
BOUGHT = [offer("own", "buy", upfront_usd=100.0)]
HANDS = {
    "spot": Hand(parted(NOW, {**LATER, "is_interruptible": True}, offers=SPOT), 3 * 90 + 18),
    "night": Hand(parted(NOW, NIGHT, offers=BOUGHT, **SERVICE), 500.0),
    "one headroom": Hand(parted(NOW, {**LATER, "headroom": 0.0}, offers=BOUGHT, **SERVICE), 600.0),  # 4.5 + 1
    "both ported once": Hand(on_two_stacks(NOW, LATER), 4 * 18 + 50 + 30),
    "one ported": Hand(on_two_stacks(NOW, {**LATER, "classes": ["gpu"]}), 3 * 18 + 90 + 50 + 30),
    "the other port does not pay": Hand(on_two_stacks({**NOW, "classes": ["gpu"]}, LATER), 4 * 90),
}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_every_queue_has_demand_and_arcs_of_its_own() -> None:
    """30 and 10 requests/h, of which the second runs on gpu alone: two arcs and one, with loads of 3 and 1."""
    written = program(on_two_stacks(NOW, {**LATER, "classes": ["gpu"]}))
    x = written.instance
    assert [(w.workload.id, w.workload.workload_id) for w in x.works] == [("job/now", "job"), ("job/later", "job")]
    assert [(i, arc.accelerator.id) for i, _, arc in x.arcs] == [(0, "gpu"), (0, "tpu"), (1, "gpu")]
    assert row(written, "demand_is_met", 1, 0, 0, 0).terms == {"serve[2,0,0,0]": 1}
    fits = row(written, "load_fits_pool", 0, 0, 0, 0).terms
    assert fits == {"serve[0,0,0,0]": 3, "serve[2,0,0,0]": 1, "rent[0,0,0,0]": -1}


def test_a_port_opens_its_stack_to_all_queues() -> None:
    written = program(on_two_stacks(NOW, LATER, policy__max_stacks_per_workload=2))
    assert written.instance.ports == [("job", "rocm")]
    for i, arc in ((0, 1), (1, 3)):
        terms = row(written, "ported_before_served", i, "rocm", 0, 0, 0).terms
        assert terms == {f"serve[{arc},0,0,0]": 1, "port[job,rocm,0,0]": -1}
    assert row(written, "stacks_are_few", "job", 0) == ({"port[job,rocm,0,0]": 1}, None, 1)


def test_units_dedicated_to_a_workload_serve_all_its_queues() -> None:
    given = parted(NOW, LATER, offers=[offer("own", "buy", upfront_usd=100.0, is_dedicated=True)])
    assert [pool.owner for pool in program(given).instance.pools] == ["job@eu"]
    assert cost(given) == pytest.approx(400.0)


@pytest.mark.parametrize(
    ("who", "usd"), [("job", 1.5 * 360), ("job/now", (4.5 + 1) * 90), ("job/later", (3 + 1.5) * 90)]
)
def test_a_case_changes_a_workload_or_one_queue(who: str, usd: float) -> None:
    case = {"id": "expected", "demand": [{"workload": who, "scale": 1.5}]}
    assert cost(parted(NOW, LATER, cases=[case])) == pytest.approx(usd)


@pytest.mark.parametrize(("who", "kept"), [("job", ["job/now", "job/later"]), ("job/later", ["job/later"])])
def test_a_rule_of_redundancy_keeps_a_workload_or_one_queue(who: str, kept: list[str]) -> None:
    rule = {"id": "half", "lose": "site", "keep": 0.5, "workloads": [who]}
    written = program(parted(NOW, LATER, policy__redundancy=[rule], **SERVICE))
    works = written.instance.works
    assert list(dict.fromkeys(works[key[1]].workload.id for key in keys(written, "loss_is_covered"))) == kept


def plan_of(given: Scenario) -> Plan:
    return planned(given, options=EXACT)


def test_a_plan_shows_the_share_served_per_queue_where_and_at_what_cost() -> None:
    """The port and its upkeep, 50 / 3 + 10 a month, belong to the queue that runs there; the other pays for its gpu."""
    plan = plan_of(on_two_stacks(NOW, {**LATER, "classes": ["gpu"]}))
    now, later = plan.queues[0], plan.queues[3]
    assert [(row.workload, row.queue) for row in plan.queues] == [("job", "now")] * 3 + [("job", "later")] * 3
    assert (now.units_asked, now.units_served, now.share_of_served) == pytest.approx((900.0, 900.0, 0.75))
    assert (later.share_of_served, later.cost_usd) == pytest.approx((0.25, 30.0))
    assert (now.classes, later.classes) == ({"tpu": 1.0}, {"gpu": 1.0})
    assert now.cost_usd == pytest.approx(18 + 50 / 3 + 10, abs=0.011)
    assert now.usd_per_unit == pytest.approx(now.cost_usd / 900)
    assert {row.workload for row in plan.service} == {"job/now", "job/later"}
    assert [port.workload for port in plan.ports] == ["job"]


def test_what_queues_share_is_paid_by_use_and_without_any_by_demand() -> None:
    """Both on tpu: three quarters and one; a port that is ready after the horizon is paid by demand."""
    plan = plan_of(on_two_stacks(NOW, LATER))
    costs = {(row.queue, row.period): row.cost_usd for row in plan.queues}
    assert costs["now", "2027-02"] == pytest.approx(0.75 * (24 + 50 / 3 + 10), abs=0.011)
    path = {"2027-01": 40.0, "2027-02": 40.0, "2027-03": 0.0}
    idle = plan_of(on_two_stacks(NOW, LATER, workloads__0__demand=[{"geography": "eu", "path": path}]))
    last = {row.queue: row.cost_usd for row in idle.queues if row.period == "2027-03"}
    assert last == pytest.approx({"now": 0.75 * (50 / 3 + 10), "later": 0.25 * (50 / 3 + 10)}, abs=0.011)


def test_without_queues_a_plan_lists_none() -> None:
    assert plan_of(parted()).queues == ()
