"""Effort and cost of ports: the engineers' quarters, what a port takes of them, who pays the full price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil

from models.hardware import Stack
from models.operations import is_by_stack
from models.scenario import Scenario
from models.workload import Workload
from solver.sizing.demand import changes_per_quarter, periods_of


def is_free(scenario: Scenario, stack: Stack) -> bool:
    """Whether a stack serves any work at once, at no cost, delay, effort or place among few stacks."""
    costs = stack.port_usd or stack.change_usd or stack.port_months
    costs = costs or is_by_stack(scenario.policy.operating_costs, stack.id)
    effort = scenario.policy.engineers and (stack.port_engineer_months or stack.change_engineer_months)
    return not costs and not effort and scenario.policy.max_stacks_per_workload is None


def learned_stacks(scenario: Scenario, ports: Sequence[tuple[str, str]]) -> list[str]:
    """Stacks with learning among possible ports (workload, stack), that more than one workload could be ported to."""
    count = Counter(stack for _, stack in ports)
    return sorted(stack.id for stack in scenario.stacks if stack.learning < 1 and count[stack.id] > 1)


def quarters(scenario: Scenario) -> list[range]:
    """The engineers' quarters as ranges of periods, from the first period on; the last may be cut by the horizon."""
    horizon = scenario.horizon
    step = max(1, ceil(3 / horizon.months_per_period))
    return [range(t, min(t + step, horizon.periods)) for t in range(0, horizon.periods, step)]


def capacity(scenario: Scenario, quarter: range) -> float | None:
    """Effort there is in a quarter, by its months [engineer-months]; None: no limit."""
    engineers = scenario.policy.engineers
    if engineers is None or engineers.engineer_months_per_quarter is None:
        return None
    return engineers.engineer_months_per_quarter * len(quarter) * scenario.horizon.months_per_period / 3


def port_usd(scenario: Scenario, stack: Stack) -> float:
    """Full cost of one port, the engineers' pay included [USD]."""
    return stack.port_usd + _pay(scenario) * stack.port_engineer_months


def change_usd(scenario: Scenario, stack: Stack) -> float:
    """Cost of carrying one change onto a stack, the engineers' pay included [USD]."""
    return stack.change_usd + _pay(scenario) * stack.change_engineer_months


def port_share(scenario: Scenario, stack: Stack, start: int, quarter: range) -> float:
    """Share of a port's effort that falls into a quarter: evenly from its start to its being ready."""
    length = max(1, periods_of(stack.port_months, scenario))
    return len(range(max(start, quarter.start), min(start + length, quarter.stop))) / length


def upkeep_effort(scenario: Scenario, workload: Workload, stack: Stack, start: int, quarter: range) -> float:
    """Effort of changes in a quarter once a port that starts in `start` is ready [engineer-months]."""
    ready = start + periods_of(stack.port_months, scenario)
    months = scenario.horizon.months_per_period
    changes = sum(changes_per_quarter(scenario, workload, t) for t in quarter if t >= ready) * months / 3
    return changes * stack.change_engineer_months


def first_ports(starts: Mapping[tuple[str, str], int]) -> set[tuple[str, str]]:
    """Ports (workload, stack) that pay in full: the earliest of every stack, of several the first workload by id."""
    found: dict[str, tuple[int, str]] = {}
    for (workload, stack), start in starts.items():
        found[stack] = min((start, workload), found.get(stack, (start, workload)))
    return {(workload, stack) for stack, (_, workload) in found.items()}


def _pay(scenario: Scenario) -> float:
    return scenario.policy.engineers.usd_per_engineer_month if scenario.policy.engineers else 0.0
