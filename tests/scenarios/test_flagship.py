"""The flagship is as broad as the guides ask, and its optimum shows it."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import get_args

import pytest

import steelyard as sy
from models.scenario import Scenario
from models.vocabulary import AcceleratorClass, Mode, WorkloadClass
from tests.shipped import Shipped


def flagship() -> Scenario:
    return sy.load("ai-factory").scenario


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "ai-factory")


def test_it_covers_every_class_of_work_over_three_years() -> None:
    scenario = flagship()
    assert scenario.horizon.months == 36
    assert len(scenario.workloads) >= 10
    assert {w.workload_class for w in scenario.workloads} == set(get_args(WorkloadClass))
    assert len({d.geography for w in scenario.workloads for d in w.demand}) >= 2


def test_it_offers_every_class_of_accelerator_and_every_kind_of_place() -> None:
    scenario = flagship()
    classes = {a.id: a.accelerator_class for a in scenario.accelerators}
    kinds = {s.id: s.kind for s in scenario.sites}
    assert {classes[o.accelerator] for o in scenario.offers} == set(get_args(AcceleratorClass)) - {"managed"}
    assert {kinds[o.site] for o in scenario.offers} == {"on_prem", "colo", "cloud", "edge"}
    assert len({o.vendor for o in scenario.offers if kinds[o.site] == "cloud"}) >= 2
    assert {o.mode for o in scenario.offers} == set(get_args(Mode)) - {"dated"}  # blocks are quoted for their dates


def test_its_three_cases_differ_in_the_mix() -> None:
    cases = {case.id: {(d.workload, d.scale) for d in case.demand} for case in flagship().cases}
    assert set(cases) == {"conservative", "expected", "aggressive"}
    assert cases["expected"] == set()
    for changes in (cases["conservative"], cases["aggressive"]):
        assert len({scale for _, scale in changes}) > 1


def test_its_shapes_come_from_traces() -> None:
    shapes = flagship().shapes
    assert {"interactive", "bursty", "event_driven"} <= {shape.id for shape in shapes}
    assert all("ServeGen" in shape.source or "GenTD26" in shape.source for shape in shapes)


def test_the_optimum_uses_at_least_four_modes_and_four_classes(planned: Shipped) -> None:
    plan = planned()
    class_of = {c.accelerator: c.accelerator_class for c in plan.capacities}
    modes = {unit.mode for unit in plan.fleet} | {unit.mode for unit in plan.rent}
    taken = {unit.accelerator for unit in plan.fleet} | {unit.accelerator for unit in plan.rent}
    assert plan.audit.passed
    assert len(modes - {"holding"}) >= 4
    assert len({class_of[accelerator] for accelerator in taken}) >= 4


def test_budget_power_and_vendor_share_bind(planned: Shipped) -> None:
    """To within a pack or two, which is as far as whole nodes allow."""
    used: dict[str, float] = {}
    for u in planned().limits:
        used[u.kind] = max(used.get(u.kind, 0.0), u.used / u.allowed)
    assert {kind for kind in ("budget", "site", "vendor_share") if used[kind] < 0.95} == set()


def test_residency_keeps_europeans_off_pools_that_others_use(planned: Shipped) -> None:
    plan = planned()
    in_use = {(unit.accelerator, unit.site) for unit in plan.fleet}
    kept_off = {(arc.accelerator, arc.site) for arc in plan.removed_arcs if arc.reason == "residency"}
    assert in_use & kept_off


def test_work_that_may_wait_fills_the_night(planned: Shipped) -> None:
    """As level load the peak keeps most accelerators busy; work that may wait leaves it for the hours around it."""
    plan = planned()
    hours = {(p.period, block): h for p in plan.periods for block, h in p.hours.items()}
    busy: dict[str, float] = defaultdict(float)
    for row in plan.dispatch:
        busy[row.block] += row.accelerators * hours[row.period, row.block]
    length = {block: sum(h for (_, b), h in hours.items() if b == block) for block in busy}
    assert busy["night"] / length["night"] > busy["peak"] / length["peak"]
    assert {row.block for row in plan.dispatch if row.workload == "embeddings"} == {"night", "shoulder"}
    assert {w.workload for w in plan.deferrable} == {"domain-pretraining", "embeddings", "digital-twin"}
