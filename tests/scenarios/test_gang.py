"""The shipped scenario of gangs: that runs are whole costs something, decides the contract, and is told."""

from __future__ import annotations

from functools import partial

import pytest

from tests.shipped import Shipped


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "model-lab")


def test_whole_runs_cost_more_than_parts(planned: Shipped) -> None:
    assert planned().status == "optimal_within_gap"
    assert planned().audit.passed
    assert planned().bound_usd > 1.2 * planned("in-parts").objective_usd
    assert planned("in-parts").gangs == ()


def test_runs_end_in_time_on_one_size_of_gang_or_the_other(planned: Shipped) -> None:
    rows = planned().gangs
    assert {row.size for row in rows} == {16, 32}
    assert all(row.lost_hours_per_run < row.hours_per_run <= row.deadline_hours for row in rows)
    asked = sum(row.units_asked for row in planned().service if row.workload == "domain-models")
    assert 620 * sum(row.runs for row in rows) == pytest.approx(asked)


def test_the_storage_of_the_hall_feeds_one_gang_of_sixteen(planned: Shipped) -> None:
    assert {(row.size, row.at_once) for row in planned().gangs if row.site == "onprem-us-ohio"} == {(16, 1)}
    uses = {use.limit: use for use in planned().limits if use.kind == "gang"}
    assert uses["storage bandwidth at Own hall, Ohio"].is_binding
    assert uses[
        "longest wait for runs of Training of domain models in United States, East (Northern Virginia)"
    ].is_binding


def test_robot_cells_are_simulated_only_where_results_repeat(planned: Shipped) -> None:
    assert {row.accelerator for row in planned().dispatch if row.workload == "robot-cells"} == {"l40s"}
    reasons = {
        row.reason for row in planned().removed_arcs if (row.workload, row.accelerator) == ("robot-cells", "b200")
    }
    assert reasons == {"deterministic"}
