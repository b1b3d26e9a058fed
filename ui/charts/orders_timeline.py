"""Orders over time: from the order over the lead time into service, to the expiry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import altair as alt

from models.calendar import month_number
from models.decisions import Order
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, height, lifted, mode_words, plural, wrapped
from ui.charts.parts import COUNT, LINES, USD, color, frame, nothing
from ui.charts.theme import MODES, Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import count, usd

MOST_BARS = 60
LEAST_PACKS = 1e-6
"""Packs up to this are rounding."""
SPANS = {
    1: "a month", 3: "a quarter", 6: "half a year", 12: "a year", 24: "two years", 60: "five years", 120: "ten years"
}  # fmt: skip
"""Times within which orders of one offer may share a bar, shortest first [months]."""
KEY = "thin bar: lead time, thick bar: in service, triangle: on beyond the horizon"

COLUMNS = (
    "Accelerator", "Site", "Dedicated to", "Mode", "Ordered [month]", "In service from [month]", "Packs",
    "Accelerators", "Cost in the horizon, nominal [USD]", "Price, of the list price [0..1]",
    "Term ends [month]", "Ends, also beyond the horizon [month]", "Vendor", "Offer",
)  # fmt: skip


class Bar(NamedTuple):
    """One order, or several of one offer, on one line of the chart."""

    label: str
    ordered: int
    service: int
    until: int
    mode: str
    offer: str
    accelerators: float
    usd: float
    orders: int
    is_open: bool
    """Whether it goes on beyond the horizon."""
    ordered_months: str
    service_months: str
    ends: str
    later: tuple[int, ...]
    """Months in which further orders of the bar go into service."""


def orders_timeline(plan: Plan) -> Figure:
    """Orders of a plan by the month they are placed in; many orders of one offer share a bar."""
    axis = TimeAxis.of([plan])
    orders = sorted(plan.orders, key=lambda o: (o.order_period, o.site, o.accelerator, o.offer, o.dedicated_to or ""))
    bars, months = _bars(orders, axis, plan)
    do_prices_move = any(order.price_share != 1.0 for order in orders)
    return Figure(
        name="orders",
        title=f"Orders, {axis.words} [accelerators]",
        sentence=_sentence(plan, orders) + _merging(bars, orders, months) + _ending(plan),
        table=frame((_row(order, do_prices_move) for order in orders), COLUMNS),
        draw=lambda theme: _draw(bars, axis, theme) if bars else nothing("No orders.", theme),
    )


def _row(order: Order, do_prices_move: bool) -> tuple[object, ...]:
    return (
        order.accelerator, order.site, order.dedicated_to,
        mode_words(order.mode) + (f", {plural(order.days, 'day')}" if order.days else ""), order.order_period,
        order.in_service_period, order.packs, order.accelerators, order.cost_usd,
        order.price_share if do_prices_move else None, order.service_until or "beyond the horizon", order.ends,
        order.vendor, order.offer,
    )  # fmt: skip


def _sentence(plan: Plan, orders: Sequence[Order]) -> str:
    if not orders:
        missed = ", and part of the demand is left unserved" if plan.misses else ""
        return f"No orders: today's fleet and rented capacity serve what is served{missed}."
    leads = [month_number(order.in_service_period) - month_number(order.order_period) for order in orders]
    lead = f"{min(leads)} to {max(leads)} months" if min(leads) < max(leads) else plural(leads[0], "month")
    first, last = orders[0].order_period, orders[-1].order_period
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return (
        f"{plural(len(orders), 'order')} {when} for {count(sum(o.accelerators for o in orders))} accelerators and "
        f"{usd(sum(o.cost_usd for o in orders))} inside the horizon (nominal); {lead} from order to service."
    )


def _merging(bars: Sequence[Bar], orders: Sequence[Order], months: int) -> str:
    if len(bars) == len(orders):
        return ""
    return f" Orders of one offer within {SPANS[months]} share a bar with a line where each later one starts."


def _ending(plan: Plan) -> str:
    if not plan.releases and not plan.extensions:
        return ""
    return " A bar ends where the last of its packs leaves, early or after having stayed longer."


def _bars(orders: Sequence[Order], axis: TimeAxis, plan: Plan) -> tuple[list[Bar], int]:
    """Bars by date, and within how many months orders of one offer share one."""
    for months in SPANS:
        if months > 1 and months <= axis.months_per_period:
            continue
        groups = _groups(orders, months, axis)
        if len(groups) <= MOST_BARS:
            break
    bars = [_bar(group, axis, plan) for group in groups]
    labels = distinct([bar.label for bar in bars], [bar.offer for bar in bars])
    return [bar._replace(label=wrapped(label)) for bar, label in zip(bars, labels, strict=True)], months


def _groups(orders: Sequence[Order], months: int, axis: TimeAxis) -> list[list[Order]]:
    def key(order: Order) -> tuple[int, str, str, str, str]:
        span = (month_number(order.order_period) - axis.first) // months
        return span, order.site, order.accelerator, order.offer, order.dedicated_to or ""

    groups = [list(group) for _, group in groupby(sorted(orders, key=key), key)]
    return sorted(groups, key=lambda group: group[0].order_period)


def _last_month(order: Order, axis: TimeAxis, plan: Plan) -> int | None:
    """First month in which none of its packs is in service any more; None: beyond the horizon."""
    mine = order.offer, order.dedicated_to, order.order_period
    gone = [row for row in plan.releases if (row.offer, row.dedicated_to, row.order_period) == mine]
    stay = [row for row in plan.extensions if (row.offer, row.dedicated_to, row.order_period) == mine]
    if gone and sum(row.packs for row in gone) >= order.packs - LEAST_PACKS:
        return max(month_number(row.period) for row in gone)
    ends = [row.ends for row in stay] or [order.service_until]
    last = max(axis.last if month is None else month_number(month) for month in ends)
    return last if None not in ends and last < axis.last else None


def _bar(group: Sequence[Order], axis: TimeAxis, plan: Plan) -> Bar:
    first, last, names = group[0], group[-1], plan.names
    left = [_last_month(order, axis, plan) for order in group]
    accelerators = sum(order.accelerators for order in group)
    link = "in" if first.days else "for"
    owner = f" {link} {names.owner(first.dedicated_to)}" if first.dedicated_to else ""
    ends = sorted({order.ends or "open" for order in group})
    return Bar(
        label=f"{first.order_period}: {count(accelerators)} x {names.pool(first.accelerator, first.site)}{owner}",
        ordered=month_number(first.order_period),
        service=month_number(first.in_service_period),
        until=max(axis.last if month is None else month for month in left),
        mode=mode_words(first.mode),
        offer=first.offer,
        accelerators=accelerators,
        usd=sum(order.cost_usd for order in group),
        orders=len(group),
        is_open=None in left,
        ordered_months=_months(first.order_period, last.order_period),
        service_months=_months(first.in_service_period, last.in_service_period),
        ends=_months(ends[0], ends[-1]),
        later=tuple(sorted({month_number(order.in_service_period) for order in group[1:]})),
    )


def _months(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _draw(bars: Sequence[Bar], axis: TimeAxis, theme: Theme) -> Chart:
    data = frame((bar[:-1] for bar in bars), Bar._fields[:-1])
    later = frame(((bar.label, month) for bar in bars for month in bar.later), ("label", "service"))
    labels = [bar.label for bar in bars]
    step = height(labels)
    axis_y = alt.Axis(labelExpr=LINES, labelOffset=lifted(labels), grid=False)
    y = alt.Y("label:N", title=None, scale=alt.Scale(domain=labels), axis=axis_y)
    modes = {mode_words(mode): theme.mode(mode) for mode in MODES if mode_words(mode) in set(data["mode"])}
    hue = color("mode", modes, "Mode")
    x = axis.x("ordered", f"{axis.title}; {KEY}", room=0.02)
    tooltip = _tooltip()
    base = alt.Chart(data)
    lead = base.mark_bar(height=4).encode(x, alt.X2("service:Q"), y, hue, tooltip=tooltip)
    service = base.mark_bar(height=step - 6).encode(alt.X("service:Q"), alt.X2("until:Q"), y, hue, tooltip=tooltip)
    beyond = (
        alt.Chart(data[data["is_open"]])
        .mark_point(shape="triangle-right", filled=True, size=60, xOffset=7, opacity=1, aria=False)
        .encode(alt.X("until:Q"), y, hue, tooltip=tooltip)
    )
    more = (
        alt.Chart(later)
        .mark_tick(color=theme.background, thickness=1.5, height=step - 6, aria=False)
        .encode(alt.X("service:Q"), y)
    )
    return alt.LayerChart(layer=[lead, service, more, beyond], height=step * len(bars))


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("offer:N", title="Offer"),
        alt.Tooltip("mode:N", title="Mode"),
        alt.Tooltip("orders:Q", title="Orders", format=COUNT),
        alt.Tooltip("accelerators:Q", title="Accelerators", format=COUNT),
        alt.Tooltip("ordered_months:N", title="Ordered [month]"),
        alt.Tooltip("service_months:N", title="In service from [month]"),
        alt.Tooltip("ends:N", title="Ends [month]"),
        alt.Tooltip("usd:Q", title="Cost in the horizon, nominal [USD]", format=USD),
    ]
