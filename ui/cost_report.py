"""Cost by term, and what is paid for pilots, for the terminal."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from models.calendar import month_number, month_text, so_many_months
from models.cents import rounded_to_sum
from models.costs import TERM
from models.plan import Plan
from ui.figures import whole_usd, words
from ui.tables import grid, section

BOOKS_NOTE = (
    "Approved: all that the orders of a year bind to pay, also in later years and past the horizon. "
    "End value, sales and penalties are no payments here."
)


def horizon(plan: Plan) -> str:
    """The planned time in words: `2027-01 to 2029-12 (36 months)`."""
    months = sum(period.months for period in plan.periods)
    last = month_text(month_number(plan.periods[-1].period) + plan.periods[-1].months - 1)
    return f"{plan.periods[0].period} to {last} ({so_many_months(months)})"


def costs(plan: Plan) -> RenderableType:
    """What every cost term comes to over the horizon, nominal and discounted."""
    bill = plan.costs
    names = [name for name in TERM if name in bill.by_term]
    nominal, nominal_total = rounded_to_sum([bill.by_term[name] for name in names])
    present, present_total = rounded_to_sum([bill.by_term_discounted[name] for name in names])
    rows = [
        (words(name) + (" (constant)" if TERM[name].is_constant else ""), TERM[name].kind, f"{a:,}", f"{b:,}")
        for name, a, b in zip(names, nominal, present, strict=True)
    ]
    columns = ("Term", "|Book", ">Nominal [USD]", ">Discounted [USD]")
    return section(
        f"Cost by term, {horizon(plan)}", grid(columns, rows, ("total", "", f"{nominal_total:,}", f"{present_total:,}"))
    )


def books(plan: Plan) -> RenderableType | None:
    """Payments and approvals by fiscal year, book and bucket; None in plans from before they were stated."""
    if not plan.books:
        return None
    has_buckets, currency = any(row.bucket for row in plan.books), plan.display_currency
    columns = ["Fiscal year", "|Book"] + ["Bucket"] * has_buckets + [">Paid [USD]", ">Approved [USD]"]
    sums = [sum(row.paid_usd for row in plan.books), sum(row.approved_usd for row in plan.books)]
    if currency:
        columns.append(f">Paid [{currency}]")
        sums.append(sum(row.paid_display or 0.0 for row in plan.books))
    rows = []
    for row in plan.books:
        amounts = (row.paid_usd, row.approved_usd, row.paid_display or 0.0)[: len(sums)]
        who = [row.bucket or "(none)"] * has_buckets
        rows.append((str(row.fiscal_year), row.kind, *who, *map(whole_usd, amounts)))
    table = grid(columns, rows, ("total", "", *[""] * has_buckets, *map(whole_usd, sums)))
    return section("Payments by fiscal year as budgets count them, nominal", table, Text(BOOKS_NOTE, style="dim"))


def spending(plan: Plan) -> RenderableType | None:
    """What is paid for pilots and for production, as budgets count it; None without pilot accelerators."""
    if not plan.spending:
        return None
    rows = [
        (str(row.fiscal_year), row.kind, whole_usd(row.pilots_usd), whole_usd(row.production_usd))
        for row in plan.spending
    ]
    pilots, others = sum(row.pilots_usd for row in plan.spending), sum(row.production_usd for row in plan.spending)
    columns = ("Fiscal year", "|Book", ">Pilots [USD]", ">Production [USD]")
    title = "Payments for pilot accelerators and for production, nominal, as budgets count them"
    return section(title, grid(columns, rows, ("total", "", whole_usd(pilots), whole_usd(others))))
