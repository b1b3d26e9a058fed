"""Moves of data sets: where one is needed, what it costs, how long work runs twice."""

from __future__ import annotations

from collections.abc import Iterable

from models.scenario import Scenario
from models.workload import Workload
from solver.sizing.arcs import Arc


def double_periods(scenario: Scenario) -> int:
    """Double running as whole periods, rounded up; a week is 12/52 of a month."""
    return -(-12 * scenario.policy.moving.double_running_weeks // (52 * scenario.horizon.months_per_period))


def move_usd(scenario: Scenario, workload: Workload) -> float:
    """Cost of copying a workload's data to one more site [USD]."""
    price = scenario.policy.moving.usd_per_tb
    if price is None:
        price = 1000 * next((s.egress_usd_per_gb for s in scenario.sites if s.id == workload.home_site), 0.0)
    return workload.data_tb * price


def moves_of(scenario: Scenario, arcs: Iterable[Arc]) -> list[tuple[str, str]]:
    """(workload, site) pairs of arcs that a move of data opens."""
    return sorted(
        {(arc.workload.workload_id, arc.site.id) for arc in arcs if needs_move(scenario, arc.workload, arc.site.id)}
    )


def needs_move(scenario: Scenario, workload: Workload, site: str) -> bool:
    """Whether a workload must be moved to a site before it is served there: it is not at home, and moving takes
    money or time."""
    is_away = workload.home_site not in (None, site)
    return is_away and (move_usd(scenario, workload) > 0 or double_periods(scenario) > 0)
