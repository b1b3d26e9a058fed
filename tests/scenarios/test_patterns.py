"""The three planning patterns of the guides, shown on the shipped scenarios."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

import steelyard as sy
from models.plan import Plan
from tests.shipped import Shipped

CLOSE = sy.SearchOptions(gap=0.005)
EXACT = sy.SearchOptions(gap=1e-4)


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return shipped_plans


@cache
def support_at(changes_per_quarter: float) -> Plan:
    scenario = sy.load("support-inference").scenario
    workloads = tuple(
        w.model_copy(update={"changes_per_quarter": changes_per_quarter}) if w.id == "answers" else w
        for w in scenario.workloads
    )
    return sy.plan(scenario.model_copy(update={"workloads": workloads}), options=EXACT)


def ports_of(plan: Plan, workload: str) -> set[str]:
    return {port.stack for port in plan.ports if port.workload == workload}


def share_served(plan: Plan, workload: str, first: str, until: str, classes: set[str]) -> float:
    """Share of a workload's accelerator-hours on some classes, over the months from `first` to before `until`."""
    class_of = {c.accelerator: c.accelerator_class for c in plan.capacities}
    hours = {(p.period, b): h for p in plan.periods for b, h in p.hours.items()}
    rows = [d for d in plan.dispatch if d.workload == workload and first <= d.period < until]
    work = {True: 0.0, False: 0.0}
    for d in rows:
        work[class_of[d.accelerator] in classes] += d.share * hours[d.period, d.block]
    return work[True] / (work[True] + work[False])


@pytest.mark.parametrize("name", ["enterprise-copilot", "support-inference", "edge-robotics"])
def test_it_is_planned_within_the_gap_and_audited(planned: Shipped, name: str) -> None:
    plan = planned(name)
    assert plan.status == "optimal_within_gap"
    assert plan.gap <= CLOSE.gap
    assert plan.audit.passed


def test_the_copilot_starts_on_gpus(planned: Shipped) -> None:
    assert share_served(planned("enterprise-copilot"), "copilot", "2027-01", "2027-10", {"gpu"}) == pytest.approx(1)


def test_the_copilot_graduates_to_specialized_silicon_once_its_prompts_are_stable(planned: Shipped) -> None:
    plan = planned("enterprise-copilot")
    (port,) = [port for port in plan.ports if port.workload == "copilot"]
    assert port.start_period >= "2027-10"  # in time for 2028-04, when changes become rare
    assert share_served(plan, "copilot", "2028-04", "2030-01", {"trainium", "tpu", "asic"}) > 0.5


def test_a_copilot_whose_prompts_never_settle_stays_on_gpus(planned: Shipped) -> None:
    assert ports_of(planned("enterprise-copilot", "restless"), "copilot") == set()


def test_support_runs_on_specialized_silicon(planned: Shipped) -> None:
    plan = planned("support-inference")
    assert ports_of(plan, "answers") == {"neuron"}
    assert share_served(plan, "answers", "2028-01", "2030-01", {"trainium", "tpu", "asic"}) > 0.9


def test_support_holds_what_rare_waiting_asks_for_until_the_ratio_asks_for_more(planned: Shipped) -> None:
    """The margin above the requests in service grows with their root, the ratio of 40 % with the work."""
    rows = planned("support-inference").queueing
    assert len(rows) == 36
    above = [row.slots_needed / row.requests_in_service - 1 for row in rows]
    assert above[0] > 0.5
    assert above[-1] < 0.4
    assert rows[-1].accelerators_needed > 160
    assert all(row.excess_accelerators < 1e-6 for row in rows)


@pytest.mark.parametrize("variant", ["weekly-changes", "daily-changes"])
def test_support_that_changes_too_often_stays_on_gpus(planned: Shipped, variant: str) -> None:
    assert ports_of(planned("support-inference", variant), "answers") == set()


def test_the_frequency_where_update_friction_eats_the_saving_lies_between_four_and_five_changes_a_quarter() -> None:
    assert ports_of(support_at(4.0), "answers") == {"neuron"}
    assert ports_of(support_at(5.0), "answers") == set()


def test_support_never_costs_less_when_its_prompts_change_more_often() -> None:
    costs = [support_at(changes).objective_usd for changes in (2.0, 4.0, 5.0, 13.0)]
    assert all(b >= a * (1 - 2 * EXACT.gap) for a, b in pairwise(costs))


def test_support_that_keeps_recordings_apart_pays_for_it_and_says_how_much(planned: Shipped) -> None:
    plan, shared = planned("support-inference", "regulated-recordings"), planned("support-inference")
    said = plan.separation
    assert said is not None
    assert said.lanes == ("production", "regulated")
    assert said.least_usd is not None
    assert said.most_usd is not None
    assert 0 < said.least_usd <= said.most_usd
    assert said.least_usd <= plan.objective_usd - shared.bound_usd + 0.01
    assert plan.bound_usd - shared.objective_usd <= said.most_usd + 0.01
    lanes = {d.dedicated_to for d in (*plan.orders, *plan.rent)}
    assert lanes == {"lane:production", "lane:regulated"}
    assert shared.separation is None


def test_heat_at_the_edge_forces_low_power_cards(planned: Shipped) -> None:
    limited, free = planned("edge-robotics"), planned("edge-robotics", "more-power")
    assert ports_of(limited, "perception") == {"edge-npu"}
    assert ports_of(free, "perception") == set()
    assert free.objective_usd < limited.bound_usd


def test_at_the_edge_new_cards_carry_a_tenth_until_the_own_benchmark(planned: Shipped) -> None:
    plan = planned("edge-robotics")
    shares = {
        (d.geography, d.period, d.block): d.share
        for d in plan.dispatch
        if d.workload == "perception" and d.accelerator == "edge-npu"
    }
    before = [share for (_, period, _), share in shares.items() if period < "2028-01"]
    assert max(before) == pytest.approx(0.1)
    assert max(shares.values()) > 0.9
    assert [u.is_binding for u in plan.limits if u.kind == "maturity"] == [True, True]


def test_at_the_edge_pilots_have_a_budget_of_their_own(planned: Shipped) -> None:
    plan = planned("edge-robotics")
    (budget,) = [u for u in plan.limits if u.kind == "budget"]
    spent = sum(row.pilots_usd for row in plan.spending)
    assert budget.used == pytest.approx(spent)
    assert 0.9 * budget.allowed < spent <= budget.allowed
    assert {d.workload for d in plan.dispatch if d.accelerator == "akida-akd1000"} == {"drive-trial"}
