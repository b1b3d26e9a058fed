"""What it costs to keep lanes apart: the scenario is solved once more with all lanes in one group.

Every plan with lanes apart is one without, since the units of a place can be put together. So the least cost without
lies between the bound of the second search and the cheaper of both plans, and the least cost with lanes between the
first bound and the plan: the difference of the two is stated as an interval, never as more than both searches prove.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from models.conflict import Conflict, InConflict
from models.lanes import COMMON_LANE, LaneGroup, Separation
from models.plan import Plan
from models.scenario import Scenario
from solver.program.build import build
from solver.program.instance import Instance
from solver.program.lanes import groups_apart
from solver.program.tree import Tree
from solver.search.options import Listener, Progress, SearchOptions
from solver.search.solve import solve

PRICE_SHARE = 0.25
"""Share of the time limit that is kept for the second search."""
LEAST_SECONDS = 0.5
"""Time left below which the second search is not begun [s]."""


def time_for_plan(scenario: Scenario, options: SearchOptions) -> SearchOptions:
    """Options of the first search: where lanes are kept apart it leaves time for the second."""
    limit = options.time_limit_s
    if limit is None or not (options.price_lanes and groups_apart(scenario)):
        return options
    return replace(options, time_limit_s=(1 - PRICE_SHARE) * limit)


def not_priced(scenario: Scenario) -> Separation | None:
    """That nobody asked what keeping lanes apart costs; None where all work shares."""
    groups = _groups(scenario)
    return Separation(lanes=groups, why="it was not asked for") if groups else None


def _groups(scenario: Scenario) -> tuple[str, ...]:
    return tuple(sorted(set(groups_apart(scenario).values())))


def price_of_separation(
    scenario: Scenario, case_id: str, plan: Plan, options: SearchOptions, spent_s: float, listener: Listener | None
) -> Separation | None:
    """What keeping lanes apart costs; None where all work shares.

    Parameters
    ----------
    options: of the whole run. spent_s: time that the first search took [s].
    """
    groups = _groups(scenario)
    if not (groups and options.price_lanes):
        return not_priced(scenario)
    left = None if options.time_limit_s is None else options.time_limit_s - spent_s
    if left is not None and left < LEAST_SECONDS:
        return Separation(lanes=groups, why="no time was left to solve the scenario once more with all lanes together")
    program = build(Instance(_together(scenario), Tree.single(case_id, scenario.horizon.periods), plan.previous))
    known = Progress(spent_s, plan.objective_usd, plan.bound_usd, plan.gap, "price of separate lanes")
    found = solve(program, replace(options, time_limit_s=left), _told(listener, known))
    if found.bound_usd is None:
        return Separation(lanes=groups, why="in the time left no bound was found for the scenario with all together")
    bound = min(found.bound_usd + program.constant_usd, plan.objective_usd)
    costs = [plan.objective_usd]
    costs += [] if found.objective_usd is None else [found.objective_usd + program.constant_usd]
    most = max(bound, min(costs))
    return Separation(
        lanes=groups,
        shared_least_usd=bound,
        shared_most_usd=most,
        least_usd=max(0.0, plan.bound_usd - most),
        most_usd=plan.objective_usd - bound,
    )


def blamed_on_lanes(
    x: Instance, options: SearchOptions, spent_s: float, listener: Listener | None
) -> tuple[Conflict, ...]:
    """That lanes are kept apart, where a scenario without any plan has one with all lanes together."""
    groups = _groups(x.scenario)
    left = None if options.time_limit_s is None else options.time_limit_s - spent_s
    if not groups or (left is not None and left < LEAST_SECONDS):
        return ()
    any_plan, known = replace(options, gap=1.0, time_limit_s=left), Progress(spent_s, None, None, None, "conflicts")
    if solve(build(Instance(_together(x.scenario), x.tree)), any_plan, _told(listener, known)).x is None:
        return ()
    said = f"lanes {', '.join(groups)} are kept apart: if they shared their units, there would be a plan"
    lanes = InConflict(limit=f"lanes {', '.join(groups)} apart", kind="lanes", is_service=False, sentence=said)
    return (Conflict(limits=(lanes,), sentence=said),)


def _together(scenario: Scenario) -> Scenario:
    """The scenario with all its lanes in one group."""
    lanes = tuple(dict.fromkeys(w.lane for w in scenario.workloads))
    policy = scenario.policy.model_copy(update={"lane_groups": (LaneGroup(id="all", lanes=lanes),)})
    return scenario.model_copy(update={"policy": policy})


def _told(listener: Listener | None, known: Progress) -> Listener | None:
    """A listener that hears what is known of the plan, and may cancel; the second search does not improve that."""
    return listener and (lambda news: listener(replace(known, seconds=known.seconds + news.seconds)))


def unused_lanes(scenario: Scenario) -> Iterator[str]:
    """Lanes and groups of lanes that separate nothing."""
    if groups_apart(scenario):
        return
    why = "all work shares its units: there is no second lane, or one group holds all of them"
    yield from (f"workloads.{w.id}.lane: {why}" for w in scenario.workloads if w.lane != COMMON_LANE)
    yield from (f"holdings.{h.id}.lane: {why}" for h in scenario.holdings if h.lane is not None)
    yield from (f"policy.lane_groups.{group.id}: {why}" for group in scenario.policy.lane_groups)
