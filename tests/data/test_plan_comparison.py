"""Plans side by side: figures, differences and percentages are those of the plans."""

from __future__ import annotations

import pytest

from data.plan_comparison import SECTIONS, Compared, capacity_rows, carbon_rows, cost_rows, fleet_rows
from models.plan import Plan


def _scaled(plan: Plan, factor: float) -> Plan:
    """The plan with every payment and unit multiplied."""
    costs = plan.costs.model_copy(
        update={"by_term_discounted": {name: usd * factor for name, usd in plan.costs.by_term_discounted.items()}}
    )
    orders = tuple(o.model_copy(update={"accelerators": o.accelerators * factor}) for o in plan.orders)
    fleet = tuple(f.model_copy(update={"accelerators": f.accelerators * factor}) for f in plan.fleet)
    return plan.model_copy(update={"costs": costs, "orders": orders, "fleet": fleet})


def test_a_difference_is_absolute_and_relative_to_the_first() -> None:
    row = Compared("x", "USD", (200.0, 150.0, 300.0))
    assert row.differences == (0.0, -50.0, 100.0)
    assert row.shares == (0.0, -0.25, 0.5)
    assert Compared("x", "USD", (-200.0, -100.0)).shares == (0.0, 0.5), "less of a refund is more cost"
    assert Compared("x", "USD", (0.0, 5.0)).shares == (None, None)


def test_costs_add_up_and_equal_the_plan(plan: Plan) -> None:
    *terms, total = cost_rows([plan, _scaled(plan, 2.0)])
    assert total.is_total
    for n in range(2):
        assert sum(row.amounts[n] for row in terms) == total.amounts[n]
    assert total.amounts[0] == round(sum(plan.costs.by_term_discounted.values()))
    assert total.amounts[1] == pytest.approx(2 * total.amounts[0], abs=1)


def test_capacity_and_fleet_are_the_plans(plan: Plan) -> None:
    rows = {row.name: row.amounts for row in capacity_rows([plan, _scaled(plan, 0.5)])}
    assert rows["ordered: buy"] == (96.0, 48.0)
    assert rows["rented in 2027, average over the hours"][0] == pytest.approx(32 * 1000 / 4380)
    fleet = {row.name: row.amounts for row in fleet_rows([plan, _scaled(plan, 0.5)])}
    assert fleet["h100-sxm at fra-colo, end of 2028"] == (96.0, 48.0)
    assert fleet["a100 at fra-colo, end of 2027"] == (0.0, 0.0), "gone before the end of the year"


def test_plans_of_other_years_are_compared_over_all_years(plan: Plan) -> None:
    early = plan.model_copy(
        update={
            "periods": plan.periods[:2],
            "rent": plan.rent[:2],
            "fleet": tuple(f for f in plan.fleet if f.period < "2028"),
        }
    )
    rows = {row.name: row.amounts for row in capacity_rows([early, plan])}
    assert rows["rented in 2028, average over the hours"][0] == 0
    assert rows["rented in 2028, average over the hours"][1] > 0


def test_every_section_has_one_value_a_plan(plan: Plan) -> None:
    for rows in SECTIONS.values():
        assert all(len(row.amounts) == 3 for row in rows([plan, plan, plan]))


def test_carbon_is_that_of_all_sites_and_left_out_where_a_plan_does_not_say(plan: Plan) -> None:
    clean = tuple(row.model_copy(update={"carbon_kg": 0.0}) for row in plan.sites)
    (row,) = carbon_rows([plan, plan.model_copy(update={"sites": clean})])
    assert row.amounts == (pytest.approx(sum(use.carbon_kg for use in plan.sites) / 1000), 0.0)
    assert carbon_rows([plan, plan.model_copy(update={"sites": ()})]) == []
