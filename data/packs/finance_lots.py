"""The lots of the plan with their cost, and what is ordered month by month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import fsum
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from data.packs.book import FIRST_ROW, BookCell, Formula, Page, column, inner
from data.packs.pricing import KINDS
from data.packs.stated import Stated, Total
from data.sheets import COUNT, USD
from models.bands import BandTotal
from models.packs.finance import Finance
from models.packs.lots import Lot
from models.packs.response import WAYS
from models.plan import Plan

LOTS, MONTHS = "Bill of materials", "Orders by month"


class _Column(NamedTuple):
    header: str
    cell: Callable[[Lot], BookCell]
    number: str = ""


COLUMNS = (
    _Column("Lot", lambda lot: lot.id),
    _Column("Kind", lambda lot: KINDS[lot.kind]),
    _Column("Band", lambda lot: lot.band),
    _Column("Had by", lambda lot: WAYS[lot.mode]),
    _Column("Product", lambda lot: lot.accelerator),
    _Column("Class", lambda lot: lot.accelerator_class),
    _Column("A node also holds", lambda lot: "; ".join(f"{each.part}: {each.content}" for each in lot.contents)),
    _Column("Vendor", lambda lot: lot.vendor),
    _Column("Offer", lambda lot: lot.offer),
    _Column("Site", lambda lot: lot.site),
    _Column("Ordered by [month]", lambda lot: lot.order_by),
    _Column("In service from [month]", lambda lot: lot.in_service),
    _Column("No longer in service from [month]", lambda lot: lot.service_until),
    _Column("Term [months]", lambda lot: lot.term_months, "0"),
    _Column("Rented [accelerator-hours]", lambda lot: lot.accelerator_hours, COUNT),
    _Column("Nodes [nodes]", lambda lot: lot.nodes, COUNT),
    _Column("Accelerators per node", lambda lot: lot.accelerators_per_node, "0"),
)
BAND, KIND, ORDERED, NODES, PER_NODE = (
    [each.header for each in COLUMNS].index(name)
    for name in ("Band", "Kind", "Ordered by [month]", "Nodes [nodes]", "Accelerators per node")
)
ALL, COST, EXPECTED = len(COLUMNS), len(COLUMNS) + 1, len(COLUMNS) + 3
"""Columns of accelerators and cost, and of expected cost in a plan for all cases."""


def lot_pages(content: Finance) -> list[Stated]:
    """Lots with their cost; what is ordered in each month."""
    page = _lots(content)
    ordered = sum(lot.kind != "rented" for lot in content.lots)
    return [page, _months(content, page.page)] if ordered else [page]


def _lots(content: Finance) -> Stated:
    chances = _chances(content.plan)
    rows = [_row(lot, at, chances) for at, lot in enumerate(content.lots, start=FIRST_ROW)]
    words = "discounted, mean of the cases in which it is ordered" if chances else "nominal"
    headers = [each.header for each in COLUMNS] + ["Accelerators in all", f"Cost in the horizon, {words} [USD]"]
    headers += ["Probability [share]", "Expected cost, discounted [USD]"] if chances else []
    formats = {n: each.number for n, each in enumerate(COLUMNS) if each.number}
    formats |= {ALL: COUNT, COST: USD, COST + 1: "0.000", EXPECTED: USD}
    about = "All that is ordered, and rented at its list price; upfront and by time, use and power apart"
    page = Page(LOTS, about, headers, rows, (), formats, 1)
    totals = _by_band(content, page) if chances and content.plan.hedge else _ordered(content)
    return Stated(page._replace(totals=[row for row, _ in totals]), tuple(each for _, some in totals for each in some))


def _row(lot: Lot, at: int, chances: Mapping[str, float]) -> list[BookCell]:
    nodes, per_node, cost = (f"{xl_col_to_name(n)}{at}" for n in (NODES, PER_NODE, COST))
    cells: list[BookCell] = [each.cell(lot) for each in COLUMNS]
    cells += [Formula(f"={nodes}*{per_node}", lot.nodes * lot.accelerators_per_node), lot.cost_usd]
    if lot.tranche in chances:
        chance = f"{xl_col_to_name(COST + 1)}{at}"
        cells += [chances[lot.tranche], Formula(f"={cost}*{chance}", lot.cost_usd * chances[lot.tranche])]
    return cells


def _chances(plan: Plan) -> dict[str, float]:
    """Probability of the cases in which each tranche is ordered; empty in a plan for one case."""
    if plan.hedge is None:
        return {}
    weight = {case.case: case.probability for case in plan.hedge.cases}
    return {each.id: fsum(weight[case] for case in each.cases) for each in plan.hedge.tranches}


_Totals = list[tuple[list[BookCell], list[Total]]]


def _ordered(content: Finance) -> _Totals:
    """Sums of what is ordered, which the plan states, and of what is rented."""
    last = FIRST_ROW + len(content.lots) - 1
    middle = last - sum(lot.kind == "rented" for lot in content.lots)
    found: _Totals = []
    if middle >= FIRST_ROW:
        usd = fsum(lot.cost_usd for lot in content.lots if lot.kind != "rented")
        sums = Formula(f"=SUM({inner(FIRST_ROW, middle, COST)})", usd)
        at = _cell(LOTS, last + 1, COST)
        plan = fsum(order.cost_usd for order in content.plan.orders)
        stated = [Total("All that is ordered, nominal [USD]", at, usd, plan)]
        found.append(([*_before("All that is ordered"), sums], stated))
    if middle < last:
        usd = fsum(lot.cost_usd for lot in content.lots if lot.kind == "rented")
        sums = Formula(f"=SUM({inner(middle + 1, last, COST)})", usd)
        found.append(([*_before("All that is rented, at its list price"), sums], []))
    return found


def _before(words: str) -> list[BookCell]:
    return [words, *[None] * (COST - 1)]


def _by_band(content: Finance, page: Page) -> _Totals:
    """Firm and expected cost by band, as the plan for all cases states them."""
    bands = content.plan.hedge.bands if content.plan.hedge else ()
    return [_band(band, content, page, page.last_row + n) for n, band in enumerate(bands, start=1)]


def _band(band: BandTotal, content: Finance, page: Page, at: int) -> tuple[list[BookCell], list[Total]]:
    last = page.last_row
    bands, kinds, costs, expected = (inner(FIRST_ROW, last, n) for n in (BAND, KIND, COST, EXPECTED))
    chances = _chances(content.plan)
    own = [lot for lot in content.lots if lot.band == band.band]
    firm_usd = fsum(lot.cost_usd for lot in own if lot.kind == "firm")
    expected_usd = fsum(lot.cost_usd * chances[lot.tranche] for lot in own)
    firm = Formula(f'=SUMIFS({costs},{bands},"{band.band}",{kinds},"firm")', firm_usd)
    chanced = Formula(f'=SUMIFS({expected},{bands},"{band.band}")', expected_usd)
    cells: list[BookCell] = [*_before(f"{band.band}: firm orders, then all by probability"), firm, None, chanced]
    return cells, [
        Total(f"Firm orders of the band {band.band}, discounted [USD]", _cell(LOTS, at, COST), firm_usd, band.firm_usd),
        Total(f"Expected, {band.band}, discounted [USD]", _cell(LOTS, at, EXPECTED), expected_usd, band.expected_usd),
    ]


def _months(content: Finance, lots: Page) -> Stated:
    """What is ordered by each month, summed from the lots."""
    is_hedged = content.plan.hedge is not None
    shown = {NODES: "Nodes [nodes]", ALL: "Accelerators", COST: lots.headers[COST]}
    shown |= {EXPECTED: lots.headers[EXPECTED]} if is_hedged else {}
    months = sorted({lot.order_by for lot in content.lots if lot.order_by})
    rows = [_month(month, at, content, lots, list(shown)) for at, month in enumerate(months, start=FIRST_ROW)]
    last = FIRST_ROW + len(rows) - 1
    columns = range(1, len(shown) + 1)
    sums = [Formula(f"=SUM({inner(FIRST_ROW, last, n)})", fsum(_value(row[n]) for row in rows)) for n in columns]
    about = "What has to be ordered by the end of each month, summed from the bill of materials"
    formats = {1: COUNT, 2: COUNT, 3: USD, 4: USD}
    page = Page(MONTHS, about, ["Ordered by [month]", *shown.values()], rows, [["All months", *sums]], formats, 1)
    plan = content.plan.hedge.tranches if content.plan.hedge else content.plan.orders
    usd = fsum(each.cost_usd for each in plan)
    total = Total("Orders of all months [USD]", _cell(MONTHS, last + 1, 3), _value(sums[2]), usd)
    return Stated(page, (total,))


def _month(month: str, at: int, content: Finance, lots: Page, columns: list[int]) -> list[BookCell]:
    """Sums of the lots ordered in a month; compared as texts, which SUMIFS would take for dates."""
    chances = _chances(content.plan)
    own = [lot for lot in content.lots if lot.order_by == month]
    values = {
        NODES: fsum(lot.nodes for lot in own),
        ALL: fsum(lot.nodes * lot.accelerators_per_node for lot in own),
        COST: fsum(lot.cost_usd for lot in own),
        EXPECTED: fsum(lot.cost_usd * chances.get(lot.tranche, 0) for lot in own),
    }
    same = f"({column(lots, ORDERED)}=A{at})"
    return [month, *(Formula(f"=SUMPRODUCT({same}*{column(lots, n)})", values[n]) for n in columns)]


def _value(cell: BookCell) -> float:
    return float(cell.value) if isinstance(cell, Formula) else 0.0


def _cell(page: str, row: int, n: int) -> str:
    return f"'{page}'!${xl_col_to_name(n)}${row}"
