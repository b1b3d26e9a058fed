"""Sheets of the workbook on workloads against accelerators, and vendors against each other."""

from __future__ import annotations

from data.plan_tables import table
from data.sheets import COUNT, USD, Sheet, in_brackets
from models.plan import Plan

PRICE = "#,##0.00##########"
POINTS = "0.00"
SHEETS = {
    "matrix": ("Matrix", "Every workload on every accelerator, at the site where a unit costs least; nominal", 3),
    "scorecard": ("Vendor scorecard", "Points 0..5 and penalties, makers of silicon and payees apart; nominal", 2),
    "scorecard_points": ("Vendor points", "Points 0..5 by criterion and what they rest on; empty: blank", 3),
    "scorecard_weights": ("Vendor weights", "Weights [ratio] between which the first vendor stays first", 2),
}
"""Table -> name of its sheet, what it shows, columns that stay in view."""
LOOKS = {"unit": PRICE, "usd": USD, "points": POINTS, "computed": POINTS, "share": "0.000", "weight": "0.000"}
"""Number formats by a word of the header; the first that fits."""


def score_sheets(plan: Plan) -> list[Sheet]:
    """A sheet for every such table; none in plans from before they were stated."""
    return [_sheet(plan, name) for name in SHEETS] if plan.matrix else []


def _sheet(plan: Plan, name: str) -> Sheet:
    found = table(plan, name)
    title, about, frozen = SHEETS[name]
    numeric = {n for n in range(len(found.headers)) if any(isinstance(row[n], float) for row in found.rows)}
    looks = {n: _look(found.headers[n]) for n in numeric}
    return Sheet(title, about, [in_brackets(header) for header in found.headers], found.rows, looks, frozen)


def _look(header: str) -> str:
    return next((look for word, look in LOOKS.items() if word in header.split("_")), COUNT)
