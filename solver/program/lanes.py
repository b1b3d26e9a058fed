"""Lanes: whose the shared units are, where work of different lanes is kept apart."""

from __future__ import annotations

from models.lanes import OF_LANE
from models.scenario import Scenario
from solver.sizing.arcs import Arc


def groups_apart(scenario: Scenario) -> dict[str, str]:
    """Group by lane, which is the lane itself unless the policy groups it; empty where all work shares."""
    grouped = {lane: group.id for group in scenario.policy.lane_groups for lane in group.lanes}
    found = {w.lane: grouped.get(w.lane, w.lane) for w in scenario.workloads}
    return found if len(set(found.values())) > 1 else {}


def lane_owners(scenario: Scenario) -> dict[str | None, str]:
    """Owner of shared units by lane: empty where all work shares; None is the lane of holdings that name none."""
    apart = groups_apart(scenario)
    if not apart:
        return {None: "", **dict.fromkeys((w.lane for w in scenario.workloads), "")}
    return {lane: f"{OF_LANE}{group}" for lane, group in apart.items()}


def shared_pools(scenario: Scenario, sized: list[Arc]) -> list[tuple[str, str, str]]:
    """Accelerator, site and owner of the pools of shared units.

    A pool for every group of lanes that has an arc or a holding there; where none has, one without owner.
    """
    owners = lane_owners(scenario)
    places = {(o.accelerator, o.site) for o in scenario.offers if not o.is_dedicated}
    found = {(h.accelerator, h.site, owners[h.lane]) for h in scenario.holdings if not h.dedicated_to}
    places |= {(a, s) for a, s, _ in found}
    reached = {(arc.accelerator.id, arc.site.id, owners[arc.workload.lane]) for arc in sized}
    found |= {pool for pool in reached if pool[:2] in places}
    return sorted(found | {(a, s, "") for a, s in places - {pool[:2] for pool in found}})
