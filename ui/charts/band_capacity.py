"""Bands as capacity under the demand of a workload: what each has in service by case, and what to order by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import altair as alt
import pandas as pd

from models.band_capacity import BandCapacity, CapacityPeriod
from models.bands import in_short
from models.calendar import month_number
from models.hedge import Hedge
from models.names import Names
from models.numbers import plain
from models.plan import Plan
from ui.charts.bands import ALONE, band_fills
from ui.charts.figure import Chart, Figure
from ui.charts.labels import stem
from ui.charts.parts import COUNT, Colors, amounts, blocks, frame, hover, layered, legend_of, nothing, palette, panel
from ui.charts.parts import panels as above
from ui.charts.series import Series, stacked, stepped
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import percent

HEIGHT = 180
ROOM = 1.4
"""Room above what is highest, for the marks of orders."""
LAYERS = {
    "holdings": "today's fleet",
    "baseline": "baseline",
    "growth": "growth",
    "surge": "surge",
    "rented": "rented or on call",
}
"""From the bottom of the stack to its top."""
OWN, OTHER = "demand in the case", "in the other cases"
FIRM, WAITING = "order by then, firm", "order by then, on a signal"
DASH, WIDTH = [[1, 0], [3, 3]], [2.6, 1.4]
"""Of the lines of demand: in the case, in the others."""
LEVELS = {FIRM: 10.0, WAITING: 28.0}
"""How far below the top orders are marked [px]."""
SHAPES = {FIRM: ("triangle-down", "\u25bc"), WAITING: ("circle", "\u25cf")}
"""Of the marks of orders, as they are drawn and as they are said."""
MARKS = "; ".join(f"{sign} {what}" for what, (_, sign) in SHAPES.items())
NONE = "No band has capacity in service for this workload, and nothing is rented for it."


class Mark(NamedTuple):
    """Tranches that are ordered by a month."""

    at: int
    """Number of the month."""
    month: str
    what: str
    label: str
    names: str


def band_workloads(hedge: Hedge) -> list[str]:
    """The workloads that there is a chart of; those first for which something is ordered."""
    ordered = {row.workload: False for row in hedge.capacity}
    ordered |= {row.workload: True for row in hedge.capacity if row.tranches}
    return sorted(ordered, key=lambda workload: not ordered[workload])


def band_capacity(plan: Plan, workload: str) -> Figure:
    """What bands have in service for a workload under its demand, in a panel for each case."""
    axis, hedge = TimeAxis.of([plan]), plan.hedge
    why_not = NONE if hedge else ALONE
    rows = [row for row in hedge.capacity if row.workload == workload] if hedge else []
    unit = rows[0].unit if rows else "service unit"
    return Figure(
        name=stem("bands", workload),
        title=f"{plan.names.workload(workload)}: capacity by band under its demand, {axis.words} [{unit}]",
        sentence=_sentence(rows, plan.names) if rows else why_not,
        table=frame((cells for row in rows for cells in _rows(row, hedge)), _columns(unit)),
        draw=lambda theme: _draw(rows, hedge, axis, theme) if hedge and rows else nothing(why_not, theme),
    )


def _columns(unit: str) -> tuple[str, ...]:
    layers = (f"{name.capitalize()} [{unit}]" for name in LAYERS.values())
    return ("Case", "Period [first month]", f"Demand [{unit}]", *layers, "To order: firm", "To order: on a signal")


def _rows(row: BandCapacity, hedge: Hedge | None) -> Iterator[tuple[object, ...]]:
    marks = {(mark.month, mark.what): mark.names for mark in _marks(row, hedge)} if hedge else {}
    for at in row.periods:
        orders = (marks.get((at.period, what), "") for what in (FIRM, WAITING))
        yield (row.case, at.period, at.demand, *_amounts(at), *orders)


def _amounts(at: CapacityPeriod) -> list[float]:
    return [getattr(at, layer) for layer in LAYERS]


def _sentence(rows: Sequence[BandCapacity], names: Names) -> str:
    when = (
        "in the block that needs most, with what is counted on for its peak"
        if rows[0].at_peak
        else "on average over the hours of a period"
    )
    return f"{names.workload(rows[0].workload)}, {when}. {' '.join(map(_at_most, rows))}"


def _at_most(row: BandCapacity) -> str:
    """Reading of a case: the period of most demand."""
    most = max(row.periods, key=lambda at: at.demand)
    if not most.demand:
        return f"Case {row.case}: nothing is asked for."
    parts = [
        f"{name} {plain(float(f'{amount:.4g}'))}"
        for name, amount in zip(LAYERS.values(), _amounts(most), strict=True)
        if amount > 1e-6 * most.demand
    ]
    asked = f"{plain(float(f'{most.demand:.4g}'))} {row.unit}"
    return f"Case {row.case}: most is asked for from {most.period}, {asked}; there is {', '.join(parts) or 'nothing'}."


def _marks(row: BandCapacity, hedge: Hedge) -> list[Mark]:
    """The order-by dates of what is in service for a workload in a case, firm orders and others apart."""
    found: dict[tuple[str, str], list[str]] = {}
    for tranche in hedge.tranches:
        if tranche.id in row.tranches:
            found.setdefault((tranche.order_by, WAITING if tranche.triggers else FIRM), []).append(tranche.id)
    return [
        Mark(month_number(month), month, what, in_short(names), ", ".join(names))
        for (month, what), names in found.items()
    ]


def _draw(rows: Sequence[BandCapacity], hedge: Hedge, axis: TimeAxis, theme: Theme) -> Chart:
    paths: Series = {row.case: {at.period: at.demand for at in row.periods} for row in rows}
    highest = max(max(at.demand, sum(_amounts(at))) for row in rows for at in row.periods)
    top = ROOM * highest or 1.0
    odds = {row.case: row.probability for row in hedge.cases}
    drawn = [_panel(row, hedge, paths, axis, theme, top, is_first=row is rows[0]) for row in rows]
    titles = [f"Case {row.case} ({percent(odds[row.case])})" for row in rows]
    titles[0] += f". {MARKS}"
    charts = [panel(chart, title, HEIGHT) for chart, title in zip(drawn, titles, strict=True)]
    return charts[0] if len(charts) == 1 else above(*charts)


def fills(theme: Theme) -> Colors:
    """Colour of every layer: of today's fleet and of what is rented as everywhere, of bands as in all their charts."""
    colors = (theme.mode("holding"), *band_fills(theme).values(), theme.mode("on_demand"))
    return dict(zip(LAYERS.values(), colors, strict=True))


def _panel(
    row: BandCapacity, hedge: Hedge, paths: Series, axis: TimeAxis, theme: Theme, top: float, *, is_first: bool
) -> alt.LayerChart:
    stack: Series = {name: {at.period: getattr(at, layer) for at in row.periods} for layer, name in LAYERS.items()}
    y = amounts("low", row.unit, top)
    bars = blocks(stacked(stack, axis), axis, fills(theme), theme, y, row.unit, "Capacity", has_legend=is_first)
    asked = _demand(row.case, paths, axis, theme, amounts("amount", row.unit, top), is_first=is_first)
    pointed = hover(_hovered(row, axis), axis, _tooltip(row.unit))
    return layered(bars, asked, pointed, *_orders(_marks(row, hedge), axis, theme))


def _demand(case: str, paths: Series, axis: TimeAxis, theme: Theme, y: alt.Y, *, is_first: bool) -> alt.Chart:
    """The demand of the case over that of the others."""
    others = {name: path for name, path in paths.items() if name != case}
    ordered = {**others, case: paths[case]}
    steps = [(*step, OWN if step.what == case else OTHER) for step in stepped(ordered, axis)]
    inks = {OWN: theme.text, OTHER: theme.text} if others else {OWN: theme.text}
    legend = legend_of(inks, None, "stroke") if is_first else None
    chart: alt.Chart = (
        alt.Chart(frame(steps, ("what", "at", "amount", "kind")))
        .mark_line(interpolate="step-after")
        .encode(
            axis.x("at"),
            y,
            alt.Color("kind:N", scale=palette(inks), legend=legend),
            alt.StrokeDash("kind:N", scale=alt.Scale(domain=list(inks), range=DASH[: len(inks)]), legend=legend),
            alt.StrokeWidth("kind:N", scale=alt.Scale(domain=list(inks), range=WIDTH[: len(inks)]), legend=None),
            detail="what:N",
        )
    )
    return chart


def _orders(marks: Sequence[Mark], axis: TimeAxis, theme: Theme) -> list[alt.Chart]:
    """Order-by dates: a mark at the top with the tranches to order, and a line down; no layer that would be empty."""
    charts: list[alt.Chart] = []
    for what, level in LEVELS.items():
        own = [mark for mark in marks if mark.what == what]
        if not own:
            continue
        base = alt.Chart(frame(own, Mark._fields)).encode(axis.x("at"))
        tooltip = [alt.Tooltip("month:N", title="Order by"), alt.Tooltip("names:N", title="Tranches")]
        down = base.mark_rule(color=theme.muted, strokeDash=[2, 3], aria=False)
        charts += [
            down.encode(y=alt.YValue(level), y2=alt.Y2Value("height")),
            base.mark_point(shape=SHAPES[what][0], size=60, filled=True, opacity=1, color=theme.text).encode(
                y=alt.YValue(level), tooltip=tooltip
            ),
            base.mark_text(align="left", dx=7, dy=1).encode(alt.Text("label:N"), y=alt.YValue(level)),
        ]
    return charts


def _hovered(row: BandCapacity, axis: TimeAxis) -> pd.DataFrame:
    cells = (
        (axis.starts[at.period], axis.ends[at.period], axis.span(at.period, at.period), at.demand, *_amounts(at))
        for at in row.periods
    )
    return frame(cells, ("start", "end", "months", "demand", *LAYERS))


def _tooltip(unit: str) -> list[alt.Tooltip]:
    named = {"demand": "Demand", **{layer: name.capitalize() for layer, name in LAYERS.items()}}
    shown = [alt.Tooltip(f"{field}:Q", title=f"{title} [{unit}]", format=COUNT) for field, title in named.items()]
    return [alt.Tooltip("months:N", title="Months"), *shown]
