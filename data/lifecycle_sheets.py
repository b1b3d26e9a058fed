"""Sheets on units over their life."""

from __future__ import annotations

from typing import NamedTuple

from data.plan_tables import table
from data.sheets import COUNT, USD, Sheet
from models.plan import Plan

PRICE = "#,##0.00####"
UNITS = ("units", "accelerator", "site", "for whom")
POOL = ("accelerator", "site", "for whom")
SHARE = "pool busy [0..1]"


class _Look(NamedTuple):
    title: str
    about: str
    headers: tuple[str, ...]
    formats: dict[int, str]


SHEETS = {
    "lifecycle_retire": _Look(
        "Units to retire",
        "Units that meet the retire rule, and what retiring saves; figures of the first month, nominal",
        (
            *(*UNITS, "by", "from [month]", "review [month]", "in service", SHARE, "spare", "running [USD/month]"),
            *("elsewhere [USD/month]", "saves [USD/month]", "saves from the review on [USD]"),
        ),
        {7: COUNT, 8: "0.000", 9: COUNT, **dict.fromkeys(range(10, 14), USD)},
    ),
    "lifecycle_spare": _Look(
        "Spare units",
        "Whole accelerators that nobody needs in a period, at the internal price",
        (*POOL, "period", "in service", "spare", "price [USD/accelerator/h]", "worth in the period [USD]"),
        {4: COUNT, 5: "#,##0", 6: PRICE, 7: USD},
    ),
    "lifecycle_transfers": _Look(
        "Who could take spare units",
        "Work beside every pool with units to spare, in the first month with any; weeks go on side by side",
        (
            *(*POOL, "workload", "geography", "team", "from [month]", "spare", "verdict", "ruled out by"),
            *("throughput per accelerator [see unit]", "unit", "hand over [weeks]", "port [weeks]", "port [USD]"),
            *("move [weeks]", "move [TB]", "move [USD]", "ready in [weeks]", "elsewhere [USD/accelerator/h]"),
        ),
        {7: "#,##0", 10: COUNT, **dict.fromkeys((12, 13, 15, 16, 18), COUNT), 14: USD, 17: USD, 19: PRICE},
    ),
    "lifecycle_reviews": _Look(
        "Reviews",
        "What every review looks at",
        ("review [month]", "retire", "leave until the next", "spare accelerators", "worth [USD/month]"),
        {3: "#,##0", 4: USD},
    ),
    "lifecycle_running": _Look(
        "Running costs",
        "What units cost to run by period, beside their work at the cheapest other place, nominal",
        (*UNITS, "period", "in service", SHARE, "spare", "running [USD/month]", "elsewhere [USD/month]"),
        {5: COUNT, 6: "0.000", 7: COUNT, 8: USD, 9: USD},
    ),
}
"""Table of the plan -> its sheet."""


def lifecycle_sheets(plan: Plan) -> list[Sheet]:
    """A sheet for every table with records; none in plans from before lifecycles were computed."""
    found = ((table(plan, name).rows, look) for name, look in SHEETS.items())
    return [Sheet(look.title, look.about, look.headers, rows, look.formats, 1) for rows, look in found if rows]
