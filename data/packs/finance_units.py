"""What units of work cost, summed from their parts; payments by fiscal year and book."""

from __future__ import annotations

from math import fsum

from xlsxwriter.utility import xl_col_to_name

from data.packs.book import FIRST_ROW, BookCell, Formula, Page, inner
from data.packs.stated import Stated, Total
from data.sheets import COUNT, USD
from data.unit_sheets import PRICE
from models.plan import Plan
from models.unit_economics import UnitCost

UNITS, PARTS, BOOKS = "Unit economics", "Unit cost by term", "Payments by fiscal year"
COSTS, SERVED = 4, 3
"""Columns of cost and of units served."""


def unit_pages(plan: Plan) -> list[Stated]:
    """Unit cost with its parts, and books; only what the plan has."""
    return [*(_units(plan) if plan.unit_economics else []), *([_books(plan)] if plan.books else [])]


def _units(plan: Plan) -> list[Stated]:
    rows: list[list[BookCell]] = []
    parts: list[list[BookCell]] = []
    stated: list[Total] = []
    for at, unit in enumerate(plan.unit_economics, start=FIRST_ROW):
        first = FIRST_ROW + len(parts)
        parts += [[_whose(plan, unit), _when(unit), each.part.replace("_", " "), each.cost_usd] for each in unit.parts]
        rows.append(_unit(plan, unit, at, (first, FIRST_ROW + len(parts) - 1)))
        what = f"Cost of {_whose(plan, unit)}, {_when(unit)} [USD]"
        stated.append(Total(what, f"'{UNITS}'!${xl_col_to_name(COSTS)}${at}", _sum(unit), unit.cost_usd))
    page = _page(rows, plan)
    total = _horizon(plan, len(rows))
    headers = ("Workload", "Calendar year", "Part", "Cost, nominal [USD]")
    about = "Parts of the cost of each workload by calendar year and over the horizon; they add to it to the cent"
    shown = Page(PARTS, about, headers, parts, (), {3: USD}, 2)
    where = f"'{UNITS}'!${xl_col_to_name(COSTS)}${FIRST_ROW + len(rows)}"
    whole = Total("All work over the horizon, nominal [USD]", where, _value(total), plan.costs.total_nominal_usd)
    row: list[BookCell] = ["All work and what belongs to none", "horizon", None, None, total]
    return [Stated(page._replace(totals=[row]), (*stated, whole)), Stated(shown)]


def _page(rows: list[list[BookCell]], plan: Plan) -> Page:
    headers = ["Workload", "Calendar year", "Unit", "Units served [unit]", "Cost, nominal [USD]"]
    headers += ["Cost of 1,000 units [USD]", "Accelerators alone, of 1,000 units [USD]"]
    headers += (
        ["Value [USD]", "Value of 1,000 units [USD]"] if any(each.value_usd for each in plan.unit_economics) else []
    )
    about = "What units of work cost, by calendar year and over the horizon; cost is summed from its parts"
    looks = {SERVED: COUNT, COSTS: USD, 5: PRICE, 6: PRICE, 7: USD, 8: PRICE}
    return Page(UNITS, about, headers, [row[: len(headers)] for row in rows], (), looks, 2)


def _unit(plan: Plan, unit: UnitCost, at: int, rows: tuple[int, int]) -> list[BookCell]:
    cost, units, value = f"{xl_col_to_name(COSTS)}{at}", f"{xl_col_to_name(SERVED)}{at}", f"H{at}"
    served = unit.units_served
    total = f"=SUM('{PARTS}'!{inner(*rows, 3)})" if unit.parts else "=0"
    cells: list[BookCell] = [_whose(plan, unit), _when(unit), unit.unit or None, served, Formula(total, _sum(unit))]
    cells.append(Formula(f'=IF({units}>0,{cost}/{units}*1000,"")', _sum(unit) / served * 1000 if served else ""))
    cells += [unit.naive_usd_per_1000_units, unit.value_usd]
    is_worth = bool(served) and unit.value_usd is not None
    worth = (unit.value_usd or 0.0) / served * 1000 if is_worth else ""
    return [*cells, Formula(f'=IF(AND({units}>0,ISNUMBER({value})),{value}/{units}*1000,"")', worth)]


def _horizon(plan: Plan, rows: int) -> Formula:
    """Cost of everything over the horizon: the rows of no single year."""
    usd = fsum(_sum(unit) for unit in plan.unit_economics if unit.year is None)
    costs, years = (inner(FIRST_ROW, FIRST_ROW + rows - 1, n) for n in (COSTS, 1))
    return Formula(f'=SUMIFS({costs},{years},"horizon")', usd)


def _sum(unit: UnitCost) -> float:
    return fsum(part.cost_usd for part in unit.parts)


def _value(formula: Formula) -> float:
    return float(formula.value)


def _whose(plan: Plan, unit: UnitCost) -> str:
    return plan.names.workload(unit.workload) if unit.workload else "belongs to no workload"


def _when(unit: UnitCost) -> str:
    return "horizon" if unit.year is None else str(unit.year)


def _books(plan: Plan) -> Stated:
    """Payments and approvals by fiscal year, book and bucket."""
    rows: list[list[BookCell]] = [
        [str(line.fiscal_year), line.kind, line.bucket, line.paid_usd, line.approved_usd] for line in plan.books
    ]
    last = FIRST_ROW + len(rows) - 1
    paid, approved = fsum(line.paid_usd for line in plan.books), fsum(line.approved_usd for line in plan.books)
    sums = [Formula(f"=SUM({inner(FIRST_ROW, last, n)})", value) for n, value in ((3, paid), (4, approved))]
    headers = ("Fiscal year", "Book", "Team bucket", "Paid [USD]", "Approved [USD]")
    about = "Nominal payments as budgets count them; approved: all that orders of the year bind to pay"
    total: list[BookCell] = ["All years", None, None, *sums]
    return Stated(Page(BOOKS, about, headers, rows, [total], {3: USD, 4: USD}, 1))
