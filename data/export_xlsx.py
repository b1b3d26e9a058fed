"""The buy plan as a workbook: decision, all that is ordered and signed, fleet, cost, service, use, limits, evidence."""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from data.lifecycle_sheets import lifecycle_sheets
from data.plan_figures import YearlyCost, accounting_rules, cost_by_workload, fleet_series, rent_series
from data.plan_tables import Cell, names_table, table
from data.rule_sheets import rule_sheets
from data.score_sheets import score_sheets
from data.sheets import COUNT, USD, Sheet, beside_orders
from data.unit_sheets import unit_sheets
from models.costs import TERM
from models.numbers import price_scale
from models.plan import Plan

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed date, so that the same plan gives the same bytes."""
WIDEST = 80
UNIT_PRICE = "#,##0.00##########"
BEYOND = "at the end and beyond"


def workbook_bytes(plan: Plan) -> bytes:
    """The workbook of a plan."""
    return book_bytes(plan.provenance.scenario, _sheets(plan))


def book_bytes(title: str, sheets: Iterable[Sheet]) -> bytes:
    """Sheets as a workbook; numbers are numbers, and no text is ever a formula or a link."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": title, "created": CREATED})
        for sheet in sheets:
            _write(book, sheet)
    return content.getvalue()


def _sheets(plan: Plan) -> list[Sheet]:
    """All sheets in reading order; those of use and service only where the plan has them (since version 1.1)."""
    use = [_unit_costs(plan), _records(plan, "service"), _records(plan, "sites"), _records(plan, "pools")]
    first = [_decision(plan), _orders(plan), *beside_orders(plan), _fleet(plan), _costs(plan)]
    spending = [_books(plan)] * bool(plan.books) + [_spending(plan)] * bool(plan.spending)
    queues = [_records(plan, "queues")] if plan.queues else []
    tokens = [_records(plan, "endpoints")] if plan.endpoints else []
    return [
        *first,
        *(use if plan.service else []),
        *queues,
        *tokens,
        *spending,
        *unit_sheets(plan),
        *score_sheets(plan),
        *lifecycle_sheets(plan),
        _limits(plan),
        *rule_sheets(plan),
        _evidence(plan),
        *_names(plan),
    ]


def _write(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.about, book.add_format({"italic": True}))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for column, header in enumerate(sheet.headers):
        page.write_string(1, column, header, bold)
        cells = [row[column] for row in sheet.rows if column < len(row)]
        look = book.add_format({"num_format": sheet.formats.get(column, "General")})
        page.set_column(column, column, _width(header, cells, sheet.formats.get(column)), look)
    for n, row in enumerate(sheet.rows, start=2):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(n, column, cell)
            elif cell is not None:
                page.write(n, column, cell)
    page.freeze_panes(2, sheet.frozen_columns)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _width(header: str, cells: Sequence[Cell], form: str | None) -> int:
    """Width of a column [characters]: its longest word in the header, its longest cell."""
    shown = [f"{cell:,.2f}" if form and isinstance(cell, float) else str(cell) for cell in cells if cell is not None]
    longest = max([len(word) for word in header.split()] + [len(text) for text in shown])
    return min(longest + 2, WIDEST)


def _decision(plan: Plan) -> Sheet:
    source, audit = plan.provenance, plan.audit
    rows: list[tuple[Cell, ...]] = [
        ("Decision", plan.decision),
        ("Evidence", plan.evidence.sentence),
        *accounting_rules(plan),
        ("Scenario", source.scenario),
        ("Scenario file", source.file),
        ("Variant", source.variant),
        ("Demand case", source.case),
        ("Prices as of", source.as_of),
        ("Status", plan.status.replace("_", " ")),
        ("Total cost over the horizon, discounted [USD]", plan.objective_usd),
        ("No plan can cost less than [USD]", plan.bound_usd),
        ("Part that decisions change, discounted [USD]", plan.decidable_usd),
        ("Gap to the bound, share of that part [%]", plan.gap * 100),
        ("Total cost over the horizon, nominal, less end value [USD]", plan.costs.total_nominal_usd),
        *_hedge(plan),
        ("Independent audit", "passed" if audit.passed else "FAILED"),
        ("Rows checked", audit.rows_checked),
        ("Largest violation of a row, scaled", audit.largest_violation),
        ("Re-priced total less stated total [USD]", audit.objective_difference_usd),
        ("Scenario hash", source.scenario_hash),
        *((f"Version: {name}", version) for name, version in source.versions.items()),
    ]
    about = "What to procure, at what cost, how far from proven optimal, on what evidence"
    return Sheet("Decision", about, ("Item", "Value"), rows, {1: "#,##0.00####"})


def _hedge(plan: Plan) -> list[tuple[Cell, ...]]:
    """The plan for all cases that a plan is part of; bound and gap above are those of its case alone."""
    if plan.hedge is None:
        return []
    return [
        ("Expected over all cases, discounted [USD]", plan.hedge.expected_usd),
        ("Largest regret over the cases, discounted [USD]", plan.hedge.regret_usd),
        ("Gap of the plan for all cases [%]", plan.hedge.gap * 100),
    ]


def _orders(plan: Plan) -> Sheet:
    orders = table(plan, "orders")
    headers = [header.replace("_", " ") for header in orders.headers]
    headers[orders.headers.index("cost_in_horizon_usd")] = "cost in horizon, nominal [USD]"
    formats = {orders.headers.index("cost_in_horizon_usd"): USD}
    about = "Orders by first month of the period; the cost is upfront and time-based payments, without use and power"
    return Sheet("Orders", about, headers, orders.rows, formats, frozen_columns=1)


def _fleet(plan: Plan) -> Sheet:
    months = [period.period for period in plan.periods]
    series = [("in service", fleet_series(plan)), ("rented, average over the hours", rent_series(plan))]
    rows = [
        (
            source.offer,
            source.accelerator,
            source.site,
            source.mode,
            source.dedicated_to,
            measure,
            *_spread(values, months),
        )
        for measure, found in series
        for source, values in found.items()
    ]
    headers = ["offer", "accelerator", "site", "mode", "dedicated to", "measure [accelerators]", *months]
    about = "Accelerators by period (columns: first month of the period)"
    return Sheet("Fleet by month", about, headers, rows, dict.fromkeys(range(6, len(headers)), COUNT), frozen_columns=4)


def _spread(values: Mapping[str, float], months: Sequence[str]) -> list[float]:
    return [values.get(month, 0.0) for month in months]


def _costs(plan: Plan) -> Sheet:
    columns: list[str | None] = [period.period for period in plan.periods]
    columns.append(None)
    amounts: dict[tuple[str, str | None], float] = defaultdict(float)
    for line in plan.costs.lines:
        amounts[line.term, line.period] += line.nominal_usd
    rows: list[list[Cell]] = [
        [term, TERM[term].kind, *(amounts[term, month] for month in columns), nominal, discounted]
        for term, nominal, discounted in _terms(plan)
    ]
    sums = [math.fsum(float(row[n] or 0) for row in rows) for n in range(2, 2 + len(columns))]
    rows.append(["total", None, *sums, plan.costs.total_nominal_usd, plan.costs.total_discounted_usd])
    headers = ["term", "kind", *(f"{month or BEYOND} [USD]" for month in columns), "nominal [USD]", "discounted [USD]"]
    about = "Nominal payments by term and period (columns: first month of the period), then totals over all columns"
    return Sheet("Cost by term and month", about, headers, rows, dict.fromkeys(range(2, len(headers)), USD), 2)


def _unit_costs(plan: Plan) -> Sheet:
    """Workloads, then what belongs to none, then the total; by year: cost, units, cost per unit."""
    years = list(dict.fromkeys(period.period[:4] for period in plan.periods))
    costs = cost_by_workload(plan)
    rows = [_unit_cost(row, years) for row in costs]
    sums = [math.fsum(row.usd.get(year, 0.0) for row in costs) for year in years]
    total = [cell for usd in (*sums, plan.costs.total_nominal_usd) for cell in (usd, None, None)]
    rows.append(["total", None, *total])
    columns = ("[USD]", "[units served]", "[USD per, as in column B]")
    headers = ["workload", "prices are per", *(f"{span} {of}" for span in (*years, "horizon") for of in columns)]
    looks = [USD, COUNT, UNIT_PRICE] * (len(years) + 1)
    about = "Nominal cost of service by calendar year, orders spread over their service and less their end value"
    return Sheet("Cost by workload", about, headers, rows, dict(enumerate(looks, start=2)), frozen_columns=2)


def _unit_cost(row: YearlyCost, years: Sequence[str]) -> list[Cell]:
    leading = row.per_unit()
    size, things = (1.0, "") if leading is None else price_scale(leading, row.thing)
    cells: list[Cell] = [row.what, things]
    for year in (*years, None):
        price = row.per_unit(year)
        cells += [row.total(row.usd, year), row.total(row.units, year) if row.units else None]
        cells.append(None if price is None else price * size)
    return cells


def _records(plan: Plan, name: str) -> Sheet:
    """A table of records as it is; shares are 0..1."""
    about = {
        "service": "Work asked, served and paid by workload and period (its first month)",
        "queues": "Work by queue and period (its first month); shares, also those by accelerator class, are 0..1",
        "endpoints": "Managed inference: tokens called, set aside and paid by endpoint and period (its first month)",
        "sites": "Power at the meter, racks, energy and carbon by site and period (its first month)",
        "pools": "Accelerators by pool and period (its first month), at the block in which most are busy or set aside; "
        "a pool with none in service is rented by the hour, paid for only while it runs",
    }
    found = table(plan, name)
    formats = {n: _look(header) for n, header in enumerate(found.headers) if _look(header)}
    headers = [header.replace("_", " ") for header in found.headers]
    return Sheet(f"{name} by month".capitalize(), about[name], headers, found.rows, formats, frozen_columns=2)


def _books(plan: Plan) -> Sheet:
    """Payments and approvals as finance books them."""
    currency = plan.display_currency
    headers = ("Fiscal year", "Book", "Bucket", "Paid [USD]", "Approved [USD]", f"Paid [{currency}]")
    size = len(headers) if currency else len(headers) - 1
    rows = tuple(row[:size] for row in table(plan, "books").rows)
    words = "Nominal payments in the fiscal year of the payment; approved: all that orders of the year bind to pay"
    return Sheet("Finance's books", words, headers[:size], rows, dict.fromkeys(range(3, size), USD))


def _spending(plan: Plan) -> Sheet:
    """What is paid for pilots."""
    rows = table(plan, "spending").rows
    headers = ("Fiscal year", "Book", "Pilots [USD]", "Production [USD]")
    return Sheet("Pilots and production", "Nominal payments as budgets count them", headers, rows, {2: USD, 3: USD})


def _look(header: str) -> str:
    """Number format of a column of records by its header."""
    looks = {"cost_usd": USD, "usd_per_unit": UNIT_PRICE}
    is_share = header.startswith("share") or header.endswith("share")
    is_text = header in (
        "workload",
        "site",
        "accelerator",
        "period",
        "unit",
        "queue",
        "bottleneck",
        "reason",
        "endpoint",
        "busiest_block",
    )
    return looks.get(header, "0.000" if is_share else "" if is_text else COUNT)


def _terms(plan: Plan) -> list[tuple[str, float, float]]:
    """Terms of the plan in the order of the register, with their nominal and discounted USD."""
    costs = plan.costs
    return [(name, costs.by_term[name], costs.by_term_discounted[name]) for name in TERM if name in costs.by_term]


def _limits(plan: Plan) -> Sheet:
    headers = ("limit", "kind", "tightest in", "used", "allowed", "unit", "used [%]", "binding", "allowed is")
    rows = [
        (
            use.limit,
            use.kind,
            use.period,
            use.used,
            use.allowed,
            use.unit,
            100 * use.closeness,
            "yes" if use.is_binding else "no",
            "the least" if use.is_minimum else "the most",
        )
        for use in plan.limits
    ]
    about = "Limits where the plan comes closest to them; period: its first month, empty for the whole horizon"
    return Sheet("Limits", about, headers, rows, {3: "#,##0.00", 4: "#,##0.00", 6: "0.0"}, frozen_columns=1)


def _names(plan: Plan) -> list[Sheet]:
    """What the ids of the other sheets are called; none in a plan from before names were kept."""
    found = names_table(plan)
    about = "Names on paper of the ids that the other sheets hold"
    return [Sheet("Names", about, found.headers, found.rows)] if found.rows else []


def _evidence(plan: Plan) -> Sheet:
    report = plan.evidence
    rows: list[tuple[Cell, ...]] = [
        ("money", row.grade.replace("_", " "), row.usd, row.share * 100, row.older_than_90_days_share * 100)
        for row in report.by_grade
    ]
    rows += [
        ("served accelerator-hours", grade.replace("_", " "), None, share * 100, None)
        for grade, share in report.capacity_by_grade.items()
    ]
    rows += [("price replaced by the scenario", offer, None, None, None) for offer in report.replaced]
    headers = (
        "what rests on it",
        "grade of evidence",
        "money [USD]",
        "share [%]",
        "of which over 90 days old or undated [%]",
    )
    return Sheet("Evidence", report.sentence, headers, rows, {2: USD, 3: "0.0", 4: "0.0"})
