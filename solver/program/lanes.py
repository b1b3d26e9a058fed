"""Pools: whose the shared units are, where work of different lanes is kept apart, and which arcs lead to them."""

from __future__ import annotations

from models.lanes import OF_LANE
from models.scenario import Scenario
from solver.program.dated import dated_offers, days_by_owner
from solver.program.elements import Pool, Work
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


def pools_of(
    scenario: Scenario, works: list[Work], sized: list[Arc], shared: list[tuple[str, str, str]]
) -> tuple[list[Pool], list[tuple[int, int, Arc]]]:
    """The shared pools, the dedicated pools that an arc reaches, and the arcs into them."""
    owners_of_lanes = lane_owners(scenario)
    dedicated = {(o.accelerator, o.site) for o in scenario.offers if o.is_dedicated}
    dated = dated_offers(scenario)
    reserved = [(h.accelerator, h.site, h.dedicated_to) for h in scenario.holdings if h.dedicated_to]
    accelerators, sites = {a.id: a for a in scenario.accelerators}, {s.id: s for s in scenario.sites}
    found = [Pool(accelerators[a], sites[s], owner) for a, s, owner in shared]
    pools = {pool: j for j, pool in enumerate(shared)}
    arcs: list[tuple[int, int, Arc]] = []
    numbers = {(w.workload.id, w.geography): i for i, w in enumerate(works)}
    for arc in sized:
        i, place = numbers[arc.workload.id, arc.geography], (arc.accelerator.id, arc.site.id)
        of_lane = owners_of_lanes[arc.workload.lane]
        own = (*place, works[i].owner)
        owners = [of_lane] * ((*place, of_lane) in pools) + [works[i].owner] * (place in dedicated or own in reserved)
        days = days_by_owner(dated, arc, of_lane)
        for owner in (*owners, *days):
            if (*place, owner) not in pools:
                pools[(*place, owner)] = len(found)
                found.append(Pool(arc.accelerator, arc.site, owner, days.get(owner)))
            arcs.append((i, pools[(*place, owner)], arc))
    unused = dict.fromkeys(pool for pool in reserved if pool not in pools)  # no arc leads to these
    found += [Pool(accelerators[a], sites[s], owner) for a, s, owner in unused]
    return found, arcs
