"""Procurement bands: accelerators to be ordered by each month, stacked by band, and what each case orders of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from models.bands import Band, Tranche
from models.hedge import Hedge
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.parts import Colors, amounts, blocks, frame, layered, lines, nothing, panel
from ui.charts.series import Series, stacked, stepped
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import count

HEIGHT = 240
MOST_CASES = 5
"""Lines that can be told from each other."""
COLUMNS = (
    "Tranche", "Band", "Offer", "Order by [first month of the period]", "In service [month]", "Accelerators",
    "Cost, discounted [USD]", "Cases", "Signals",
)  # fmt: skip
ALONE = "This plan is made for one case alone."
NONE = "No case of this plan orders anything."


def band_chart(plan: Plan) -> Figure:
    """Accelerators of all tranches up to each month in which they must be ordered, by band; a line for each case."""
    axis, hedge = TimeAxis.of([plan]), plan.hedge
    tranches = hedge.tranches if hedge else ()
    return Figure(
        name="bands",
        title=f"Accelerators to be ordered, by band and by order-by month, {axis.words} [accelerators in all]",
        sentence=_sentence(hedge) if hedge else ALONE,
        table=frame(map(_row, tranches), COLUMNS),
        draw=lambda theme: _draw(hedge, axis, theme) if hedge and tranches else nothing(NONE, theme),
    )


def _row(row: Tranche) -> tuple[object, ...]:
    told = (row.accelerators, row.cost_usd, ", ".join(row.cases), " or ".join(row.triggers) or "firm")
    return (row.id, row.band, row.offer, row.order_by, row.in_service, *told)


def totals(hedge: Hedge, axis: TimeAxis) -> Series:
    """Accelerators of each band that must be ordered up to and with each period."""
    return {band: _summed((t for t in hedge.tranches if t.band == band), axis) for band in get_args(Band)}


def by_case(hedge: Hedge, axis: TimeAxis) -> Series:
    """The same of each case, all bands together."""
    cases = [row.case for row in hedge.cases][:MOST_CASES]
    return {case: _summed((t for t in hedge.tranches if case in t.cases), axis) for case in cases}


def band_fills(theme: Theme) -> Colors:
    """The colour of every band, in all charts of bands."""
    return dict(zip(get_args(Band), (theme.measure, theme.slot(12), theme.slot(4)), strict=True))


def _summed(tranches: Iterable[Tranche], axis: TimeAxis) -> dict[str, float]:
    own = list(tranches)
    return {period: sum(t.accelerators for t in own if t.order_by <= period) for period in axis.starts}


def _sentence(hedge: Hedge) -> str:
    if not hedge.tranches:
        return NONE
    bands = ", ".join(f"{row.band} {count(row.accelerators)}" for row in hedge.bands if row.accelerators)
    firm = sum(row.firm_accelerators for row in hedge.bands)
    waiting = sum(row.accelerators for row in hedge.bands) - firm
    more = f" The chart shows {MOST_CASES} of {len(hedge.cases)} cases." if len(hedge.cases) > MOST_CASES else ""
    return f"Accelerators to be ordered: {bands}; {count(firm)} of them firm, {count(waiting)} on a signal.{more}"


def _draw(hedge: Hedge, axis: TimeAxis, theme: Theme) -> Chart:
    stack, cases = totals(hedge, axis), by_case(hedge, axis)
    top = 1.05 * max(sum(series[period] for series in stack.values()) for period in axis.starts)
    fills = band_fills(theme)
    strokes = {case: theme.slot(n) if n else theme.text for n, case in enumerate(cases)}
    y = amounts("low", "accelerators", top)
    bars = blocks(stacked(stack, axis), axis, fills, theme, y, "Accelerators", "Band")
    curves = lines(stepped(cases, axis), axis, strokes, amounts("amount", "accelerators", top), "Ordered in the case")
    return panel(layered(bars, curves), None, HEIGHT)
