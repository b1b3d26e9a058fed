"""Queues as the audit reads them: demand, rules and places of each, what they share, and the figures of a plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.proof.audit import Auditor, Ordered, Ported, Rented, Served, audit_plan
from tests.answers.kit import planned
from tests.program.kit import two_chips
from tests.proof.audit_kit import broken_by, offer, scenario

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
QUEUES = [{"id": "now", "share": 0.75}, {"id": "later", "share": 0.25, "classes": ["gpu"], "max_miss": 0.5}]
SLOTS = [(month, block) for month in (JAN, FEB, MAR) for block in ("day", "night")]


def parted(**changes: Any) -> Scenario:
    """`gpu` and, once ported, `tpu`, both on demand; the second queue stays on `gpu`."""
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 50.0, "change_usd": 10.0}]
    cheap = {**offer("cheap", "on_demand", usd_per_hour=0.2), "accelerator": "tpu"}
    offers = [offer("od", "on_demand", usd_per_hour=1.0), cheap]
    more = {"stacks": stacks, "offers": offers, "workloads__0__changes_per_quarter": 3.0, **changes}
    return scenario(**two_chips(workloads__0__queues=QUEUES, **more))


def judge(**changes: Any) -> Auditor:
    """An auditor of it."""
    return Auditor(parted(**changes), "expected")


def serves(queue: str, chip: str, share: float = 1.0, dedicated: bool = False) -> list[Served]:
    """A share of a queue served on an accelerator in every block."""
    return [Served(f"job/{queue}", "eu", chip, "hall", *at, share, dedicated) for at in SLOTS]


def rents(gpu: float, tpu: float) -> list[Rented]:
    """Packs rented in every block."""
    return [Rented(name, *at, packs) for name, packs in (("od", gpu), ("cheap", tpu)) if packs for at in SLOTS]


PORT = [Ported("job", "rocm", JAN)]


def test_each_queue_has_its_share_of_the_demand() -> None:
    demand = judge().facts.demand
    assert {key: row.mean[0] for key, row in demand.items()} == {("job/now", "eu"): 30.0, ("job/later", "eu"): 10.0}


@pytest.mark.parametrize(("who", "levels"), [("job", (60, 20)), ("job/now", (60, 10)), ("job/later", (30, 20))])
def test_a_case_changes_a_workload_or_one_queue(who: str, levels: tuple[float, float]) -> None:
    demand = judge(cases=[{"id": "expected", "demand": [{"workload": who, "scale": 2.0}]}]).facts.demand
    assert tuple(row.mean[0] for row in demand.values()) == pytest.approx(levels)


APART = serves("now", "tpu") + serves("later", "gpu")
ON_TPU = serves("now", "tpu") + serves("later", "tpu")
ON_GPU = serves("now", "gpu") + serves("later", "gpu")


@pytest.mark.parametrize(
    ("decisions", "broken"),
    [
        ({"rent": rents(1, 3), "dispatch": APART, "ports": PORT}, set()),
        ({"rent": rents(1, 3), "dispatch": APART}, {"ported_before_served"}),
        ({"rent": rents(1, 3), "dispatch": ON_TPU, "ports": PORT}, {"served_where_allowed", "demand_is_met"}),
        ({"rent": rents(1, 2), "dispatch": APART, "ports": PORT}, {"load_fits_pool"}),
        ({"rent": rents(3, 0), "dispatch": serves("now", "gpu")}, {"demand_is_met"}),
        ({"rent": rents(1, 3), "dispatch": APART, "ports": PORT * 2}, {"ported_once"}),
        ({"rent": rents(4, 0), "dispatch": ON_GPU, "ports": [Ported("job/now", "rocm", JAN)]}, {"ports_are_possible"}),
    ],
)
def test_decisions_are_judged_queue_by_queue(decisions: dict[str, Any], broken: set[str]) -> None:
    assert broken_by(judge(), **decisions) == broken


def test_dedicated_units_belong_to_the_workload() -> None:
    own = offer("own", "buy", is_dedicated=True)
    found = Auditor(scenario(offers=[own], workloads__0__queues=QUEUES), "expected")
    orders = [Ordered("own", JAN, 4.0, "job@eu")]
    dispatch = serves("now", "gpu", dedicated=True) + serves("later", "gpu", dedicated=True)
    assert broken_by(found, orders=orders, dispatch=dispatch) == set()
    assert broken_by(found, orders=[Ordered("own", JAN, 3.0, "job@eu")], dispatch=dispatch) == {"load_fits_pool"}
    assert "orders_are_on_offer" in broken_by(found, orders=[Ordered("own", JAN, 4.0, "job/now@eu")])


@cache
def plan() -> Plan:
    """The optimum: the first queue on `tpu`, the second on `gpu`."""
    return planned(parted())


Change = Callable[[Plan], dict[str, Any]]


def first(**values: Any) -> Change:
    """Another value in the first row of `queues`."""
    return lambda made: {"queues": (made.queues[0].model_copy(update=values), *made.queues[1:])}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (first(units_asked=899.0), "queues (job, now, 2027-01): units_asked"),
        (first(units_served=899.0), "queues (job, now, 2027-01): units_served"),
        (first(share_of_served=0.7), "queues (job, now, 2027-01): share_of_served"),
        (first(classes={"gpu": 1.0}), "queues (job, now, 2027-01): classes"),
        (first(classes={"tpu": 0.9}), "queues (job, now, 2027-01): share of units served on tpu"),
        (first(cost_usd=1.0), "queues (job, now, 2027-01): cost_usd"),
        (first(usd_per_unit=1.0), "queues (job, now, 2027-01): usd_per_unit"),
        (first(queue="never"), "queues (job, never, 2027-01): there is no such queue"),
        (lambda made: {"queues": made.queues[1:]}, "queues (job, now, 2027-01): the row is missing"),
        (lambda made: {"queues": (*made.queues, made.queues[0])}, "is listed 2 times"),
    ],
)
def test_wrong_figures_of_queues_fail(change: Change, said: str) -> None:
    assert audit_plan(parted(), "expected", plan()).passed
    found = audit_plan(parted(), "expected", plan().model_copy(update=change(plan())))
    assert not found.passed
    assert any(said in failure for failure in found.failures), found.failures


def test_what_queues_share_must_be_charged_by_use() -> None:
    """A dollar more for one queue and less for the other still adds up, and fails."""
    more, *rest = plan().service
    less = rest[2]
    rest[2] = less.model_copy(update={"cost_usd": less.cost_usd - 1})
    rows = [more.model_copy(update={"cost_usd": more.cost_usd + 1}), *rest]
    found = audit_plan(parted(), "expected", plan().model_copy(update={"service": tuple(rows)}))
    assert any("service (job/now, 2027-01): cost_usd" in failure for failure in found.failures)
