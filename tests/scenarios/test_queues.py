"""The shipped scenario whose copilot has two queues: it costs less than without, and the plan shows each of them."""

from __future__ import annotations

import pytest

import steelyard as sy
from tests.shipped import Shipped


def test_a_copilot_that_need_not_answer_all_at_once_costs_less(shipped_plans: Shipped) -> None:
    """Less than any plan of the copilot as a whole could cost."""
    whole = shipped_plans("enterprise-copilot")
    parted = sy.plan(sy.load("enterprise-copilot", variant="queues"), options=sy.SearchOptions(gap=0.05))
    assert parted.objective_usd < whole.bound_usd
    last = {row.queue: row for row in parted.queues if row.period == "2029-12"}
    assert {queue: row.share_of_served for queue, row in last.items()} == pytest.approx(
        {"interactive": 0.7, "deferrable": 0.3}, abs=1e-6
    )
    assert {port.workload for port in parted.ports} == {"copilot"}
    assert {row.workload for row in parted.headroom} == {"copilot/interactive"}
