"""`finance.xlsx`: the plan's money; every total is a formula, and those that the plan states are checked against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import fsum

from xlsxwriter.utility import xl_col_to_name

from data.packs.book import FIRST_ROW, PAGE_WIDE, BookCell, Formula, Page, book_bytes, inner
from data.packs.finance_compared import compared_pages
from data.packs.finance_lots import lot_pages
from data.packs.finance_units import unit_pages
from data.packs.reading_guide import stamp_rows
from data.packs.stated import Stated, Total
from data.sheets import USD
from models.costs import TERM
from models.packs.finance import Finance
from models.plan import Plan

FILE = "finance.xlsx"
NOMINAL, DISCOUNTED, CHECKS = "Cost by month", "Discounted by month", "Checks"
FIRST_MONTH = 2
"""Column of the first month in the sheets by month, from 0."""


def finance_workbook(content: Finance) -> bytes:
    """The workbook."""
    plan = content.plan
    found = [
        *lot_pages(content),
        _by_month(plan, NOMINAL, discounted=False),
        _by_month(plan, DISCOUNTED, discounted=True),
        *unit_pages(plan),
        *compared_pages(plan),
    ]
    totals = [total for each in found for total in each.stated]
    pages = [_guide(content), _checks(totals), *(each.page for each in found)]
    footer = f"Confidential. Run {content.stamp.run}, input {content.stamp.input_hash[:16]}"
    return book_bytes("Finance workbook", pages, footer, is_protected=False)


def _guide(content: Finance) -> Page:
    rows = list(_said(content))
    return Page("Read me", "Finance workbook of a plan; confidential", ("Item", "Content"), rows, widest=PAGE_WIDE)


def _said(content: Finance) -> Iterator[tuple[str, str]]:
    stamp = content.stamp
    yield "Scenario", stamp.scenario
    yield "Demand case", stamp.case
    yield "Decision", content.plan.decision
    if content.plan.hedge:
        yield (
            "Cases",
            "The plan is for all cases: lots are those of all, costs by month and unit those of the case named",
        )
    yield "Figures", "Green cells are formulas; Checks holds their totals beside what the plan states"
    yield from stamp_rows(stamp.model_dump())
    if stamp.approver:
        yield "Approved by", stamp.approver
    if stamp.approval_note:
        yield "Said at the approval", stamp.approval_note


def _checks(totals: Sequence[Total]) -> Page:
    """Every total beside the plan's figure, and whether all agree to the cent."""
    rows: list[list[BookCell]] = [
        [each.what, Formula(f"={each.cell}", each.value), each.plan, Formula(f"=ROUND(B{at}-C{at},2)", _apart(each))]
        for at, each in enumerate(totals, start=FIRST_ROW)
    ]
    apart = inner(FIRST_ROW, FIRST_ROW + len(rows) - 1, 3)
    is_fine = not any(map(_apart, totals))
    verdict = Formula(
        f'=IF(SUMPRODUCT(ABS({apart}))=0,"all agree","they differ")', "all agree" if is_fine else "they differ"
    )
    about = "Totals that this workbook computes, beside what the plan states; a difference of a cent shows"
    headers = ("Total", "Computed here", "Stated by the plan", "Difference")
    return Page(CHECKS, about, headers, rows, [["All totals", None, None, verdict]], dict.fromkeys((1, 2, 3), USD), 1)


def _apart(total: Total) -> float:
    return round(total.value - total.plan, 2) + 0.0


def _by_month(plan: Plan, name: str, discounted: bool) -> Stated:
    """Cost by term and month; sums of rows, of columns and of all are formulas."""
    months: list[str | None] = [each.period for each in plan.periods]
    months += [None] * any(line.period is None for line in plan.costs.lines)
    usd = _amounts(plan, discounted)
    terms = [term for term in TERM if any((term, month) in usd for month in months)]
    last, end = FIRST_ROW + len(terms) - 1, FIRST_MONTH + len(months)
    rows = [
        _term(term, [usd.get((term, month), 0.0) for month in months], at) for at, term in enumerate(terms, FIRST_ROW)
    ]
    columns = [fsum(usd.get((term, month), 0.0) for term in terms) for month in months]
    sums = [
        Formula(f"=SUM({inner(FIRST_ROW, last, n)})", each)
        for n, each in enumerate([*columns, fsum(columns)], FIRST_MONTH)
    ]
    words = "discounted to the start of the horizon" if discounted else "nominal"
    headers = ["Cost", "Book", *(f"{month or 'at the end and beyond'} [USD]" for month in months), "All [USD]"]
    about = f"Cost by term and period, {words} (columns: first month of the period); end values are negative"
    page = Page(name, about, headers, rows, [["All cost", None, *sums]], dict.fromkeys(range(2, end + 1), USD), 2)
    stated = plan.costs.total_discounted_usd if discounted else plan.costs.total_nominal_usd
    cell = f"'{name}'!${xl_col_to_name(end)}${last + 1}"
    return Stated(page, (Total(f"All cost over the horizon, {words} [USD]", cell, fsum(columns), stated),))


def _amounts(plan: Plan, discounted: bool) -> dict[tuple[str, str | None], float]:
    found: dict[tuple[str, str | None], float] = defaultdict(float)
    for line in plan.costs.lines:
        found[line.term, line.period] += line.discounted_usd if discounted else line.nominal_usd
    return found


def _term(term: str, amounts: list[float], at: int) -> list[BookCell]:
    cells = f"{xl_col_to_name(FIRST_MONTH)}{at}:{xl_col_to_name(FIRST_MONTH + len(amounts) - 1)}{at}"
    return [term.replace("_", " "), TERM[term].kind, *amounts, Formula(f"=SUM({cells})", fsum(amounts))]
