"""Plans side by side: totals, differences and fleets as the plans hold them."""

from __future__ import annotations

import pytest

from models.plan import Plan
from tests.ui.charts.kit import empty_plan, large_plan, one_period
from ui.charts import render
from ui.charts.compare_costs import compare_costs
from ui.charts.compare_fleet import By, compare_fleet
from ui.figures import usd


@pytest.fixture
def dearer(plan: Plan) -> Plan:
    """The plan with on-demand twice as dear."""
    terms = {**plan.costs.by_term_discounted, "on_demand": 2 * plan.costs.by_term_discounted["on_demand"]}
    total = sum(terms.values())
    costs = plan.costs.model_copy(update={"by_term_discounted": terms, "total_discounted_usd": total})
    return plan.model_copy(update={"costs": costs})


def test_totals_and_differences_are_said_with_the_term_that_makes_them(plan: Plan, dearer: Plan) -> None:
    figure = compare_costs({"base": plan, "dear": dearer})
    more = plan.costs.by_term_discounted["on_demand"]
    total = plan.costs.total_discounted_usd
    assert f'"base" costs {usd(total)}, discounted; "dear" {usd(total + more)} (+{usd(more)}, +9.9 %' in figure.sentence
    assert f"most by on demand: +{usd(more)}" in figure.sentence


def test_the_table_holds_every_term_of_every_plan(plan: Plan, dearer: Plan) -> None:
    table = compare_costs({"base": plan, "dear": dearer, "none": empty_plan(plan)}).table
    for name, own in (("base", plan), ("dear", dearer)):
        rows = table[table["Plan"] == name]
        assert sorted(rows["Discounted [USD]"]) == sorted(own.costs.by_term_discounted.values())
        assert sorted(rows["Nominal [USD]"]) == sorted(own.costs.by_term.values())
    gone = table[table["Plan"] == "none"].set_index("Term")["Discounted, against the first plan [USD]"]
    assert gone["hardware purchase"] == -plan.costs.by_term_discounted["hardware_purchase"]


@pytest.mark.parametrize("dark", [False, True])
def test_two_to_four_plans_of_any_size_draw(plan: Plan, dearer: Plan, dark: bool) -> None:
    plans = {"base": plan, "dear": dearer, "large": large_plan(plan), "a" * 200: one_period(plan)}
    for number in (2, 3, 4):
        some = dict(list(plans.items())[:number])
        for figure in (compare_costs(some), compare_fleet(some), compare_fleet(some, by="mode")):
            assert f"{number} plans" in figure.title
            assert render(figure, "svg", dark=dark).startswith(b"<svg")
    assert "differ in their periods" in compare_costs(plans).sentence


def test_equal_plans_have_no_difference(plan: Plan) -> None:
    figure = compare_costs({"a": plan, "b": plan})
    assert "(0 USD, 0.0 %)" in figure.sentence
    assert len(figure.chart.to_dict()["vconcat"]) == 1
    assert set(figure.table.iloc[:, -1]) == {0.0}


@pytest.mark.parametrize("by", ["accelerator", "mode"])
def test_fleets_hold_what_is_in_service_and_rented(plan: Plan, by: By) -> None:
    table = compare_fleet({"a": plan, "b": empty_plan(plan)}, by=by).table
    assert set(table["Plan"]) == {"a"}
    found = table[table["Period [first month]"] == "2028-07"].set_index(by.capitalize()).iloc[:, -1].to_dict()
    rented = 32.0 * 1000 / 4380
    assert found == pytest.approx(
        {"h100-sxm": 96.0, "trainium2": rented} if by == "accelerator" else {"buy": 96.0, "on demand": rented}
    )


def test_plans_that_hold_nothing_say_so(plan: Plan) -> None:
    figure = compare_fleet({"a": empty_plan(plan), "b": empty_plan(plan)})
    assert '"a" holds nothing in 2028-07' in figure.sentence
    assert b"Nothing is in service" in render(figure, "svg")
