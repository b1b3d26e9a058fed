"""What a unit costs in every shipped scenario adds up to the plan; a variant weighs what runs the accelerators."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.plan import Plan
from tests.shipped import Shipped
from ui.scenario_file import SHIPPED


def cents(*amounts: float) -> Decimal:
    """A sum without rounding."""
    return sum((Decimal(repr(usd)) for usd in amounts), Decimal(0))


@pytest.mark.parametrize("stem", sorted(path.stem for path in SHIPPED.glob("*.yaml")))
def test_parts_add_to_costs_and_costs_to_the_total_to_the_cent(shipped_plans: Shipped, stem: str) -> None:
    plan = shipped_plans(stem)
    for row in plan.unit_economics:
        assert cents(*(part.cost_usd for part in row.parts)) == cents(row.cost_usd), (row.workload, row.year)
    for years in ({None}, {row.year for row in plan.unit_economics} - {None}):
        rows = [row for row in plan.unit_economics if row.year in years]
        assert cents(*(row.cost_usd for row in rows)) == cents(plan.costs.total_nominal_usd)


def total(plan: Plan, workload: str) -> float:
    found = (row for row in plan.unit_economics if row.workload == workload and row.year is None)
    return next(row.usd_per_1000_units or 0.0 for row in found)


def test_tools_of_a_second_stack_keep_the_recordings_where_they_are(shipped_plans: Shipped) -> None:
    free, whole = shipped_plans("support-inference"), shipped_plans("support-inference", "whole-cost")
    assert {row.workload for row in free.ports} == {"answers", "transcription"}
    assert {row.workload for row in whole.ports} == {"answers"}
    assert whole.bound_usd > free.objective_usd
    for workload in ("answers", "transcription"):
        assert total(whole, workload) > total(free, workload)
    assert {row.line for row in whole.operating_costs if not row.cost_usd} == set()
