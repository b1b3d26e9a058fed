"""Sheets on what units of work cost, and on lines of operating cost."""

from __future__ import annotations

from data.plan_tables import table
from data.sheets import COUNT, USD, Sheet
from models.plan import Plan

PRICE = "#,##0.00##########"


def unit_sheets(plan: Plan) -> list[Sheet]:
    """Cost of units, their parts, and lines of operating cost; only those that the plan has."""
    found: list[Sheet] = []
    headers: tuple[str, ...]
    if plan.unit_economics:
        about = "Nominal cost of 1,000 units by calendar year, empty for the horizon; accelerators alone; value, margin"
        headers = ("workload", "calendar year", "unit", "units served", "cost [USD]", "cost [USD per 1,000 units]")
        headers += ("accelerators alone [USD per 1,000 units]", "value [USD]", "value [USD per 1,000 units]")
        headers += ("margin [USD per 1,000 units]",)
        looks = {3: COUNT, 4: USD, 5: PRICE, 6: PRICE, 7: USD, 8: PRICE, 9: PRICE}
        found.append(Sheet("Unit economics", about, headers, table(plan, "unit_economics").rows, looks, 2))
        about = "The same by cost term; parts add to the cost to the cent"
        headers = ("workload", "calendar year", "part", "cost [USD]", "cost [USD per 1,000 units]")
        rows = table(plan, "unit_economics_parts").rows
        found.append(Sheet("Unit economics by term", about, headers, rows, {3: USD, 4: PRICE}, 3))
    if plan.operating_costs:
        headers = ("line", "name", "term", "driver", "rate [see rate in]", "rate in", "times", "cost [USD]")
        rows = table(plan, "operating_costs").rows
        about = "Lines of operating cost over the horizon, nominal"
        found.append(Sheet("Operating costs", about, headers, rows, {4: PRICE, 6: COUNT, 7: USD}, 2))
    return found
