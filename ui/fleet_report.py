"""What is ordered, rented and in service, for the terminal."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType
from rich.text import Text

from data.plan_figures import fleet_series, rent_by_year, year_ends
from models.cents import rounded_to_sum
from models.dated import OF_DAYS, lane_of_days
from models.decisions import Order
from models.lanes import OF_LANE
from models.plan import Plan
from ui.figures import count, words
from ui.tables import grid, section

TITLE = "Orders (cost: nominal, in the horizon, upfront and time-based; use and power are under cost by term)"
PRICE = ">Price\n[% list]"
COLUMNS = (
    "What", "Where", "|Mode", "|Ordered\n[month]", "|Service\n[month]", "|Until\n[month]", ">Packs", ">Accel-\nerators",
    PRICE, ">Cost\n[USD]",
)  # fmt: skip
"""Of the orders; the price is shown where any order pays other than the prices of its offer as written."""


def orders(plan: Plan) -> RenderableType:
    """Orders with their dates, packs and cost in the horizon; what they pay of the list price where that differs."""
    if not plan.orders:
        missed = ", and part of the demand is left unserved" if plan.misses else ""
        return section("Orders", Text(f"None: today's fleet and rented capacity serve what is served{missed}."))
    orders = sorted(plan.orders, key=lambda o: (o.order_period, o.site, o.accelerator, o.offer))
    costs, total = rounded_to_sum([order.cost_usd for order in orders], 0)
    rows = [
        (*_order(order), f"{100 * order.price_share:.1f}", f"{cost:,}")
        for order, cost in zip(orders, costs, strict=True)
    ]
    packs, accelerators = sum(o.packs for o in orders), sum(o.accelerators for o in orders)
    sums = ("total", *[""] * 5, count(packs), count(accelerators), "", f"{total:,}")
    move = any(order.price_share != 1.0 for order in orders)
    shown = [n for n, header in enumerate(COLUMNS) if move or header != PRICE]
    picked = [[row[n] for n in shown] for row in (COLUMNS, *rows, sums)]
    return section(TITLE, grid(picked[0], picked[1:-1], picked[-1]))


def _order(order: Order) -> tuple[str, ...]:
    what = order.accelerator + for_whom(order.dedicated_to)
    return (
        what,
        order.site,
        f"{words(order.mode)}, {order.days} day{'s' * (order.days != 1)}" if order.days else words(order.mode),
        order.order_period,
        order.in_service_period,
        order.service_until or order.ends or "beyond",
        count(order.packs),
        count(order.accelerators),
    )


def for_whom(dedicated_to: str | None) -> str:
    """Whom units serve alone, by ids: ` for chat@eu`, ` for lane research`; empty where they serve all. Of dated blocks
    the lane alone: which they are is said by their offer."""
    if dedicated_to is None:
        return ""
    if dedicated_to.startswith(OF_DAYS):
        lane = lane_of_days(dedicated_to)
        return f" for lane {lane}" if lane else ""
    is_lane = dedicated_to.startswith(OF_LANE)
    return f" for lane {dedicated_to.removeprefix(OF_LANE)}" if is_lane else f" for {dedicated_to}"


def rent(plan: Plan) -> RenderableType | None:
    """Accelerators rented by calendar year; None where nothing is."""
    series = rent_by_year(plan)
    if not series:
        return None
    years = list(dict.fromkeys(period.period[:4] for period in plan.periods))
    rows = [
        (
            source.offer,
            source.accelerator + for_whom(source.dedicated_to),
            source.site,
            words(source.mode),
            *(count(values[year]) for year in years),
        )
        for source, values in series.items()
    ]
    columns = ("|Offer", "What", "Where", "|Mode", *(f">{year}" for year in years))
    return section(
        "Rented capacity by calendar year [accelerators, average over the hours planned]", grid(columns, rows)
    )


def fleet(plan: Plan) -> RenderableType | None:
    """Accelerators in service at the end of each calendar year; None where there are none."""
    ends = year_ends(plan)
    totals: dict[tuple[str, str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for source, values in fleet_series(plan).items():
        for end in ends:
            totals[source.accelerator, source.site, source.mode][end] += values.get(end, 0.0)
    rows = [
        (accelerator, site, words(mode), *(count(row[end]) for end in ends))
        for (accelerator, site, mode), row in sorted(totals.items())
        if any(row.values())
    ]
    if not rows:
        return None
    sums = ("total", "", "", *(count(sum(row[end] for row in totals.values())) for end in ends))
    columns = ("What", "Where", "|Mode", *(f">{end[:4]}" for end in ends))
    return section(
        "Fleet in service in the last period of each calendar year [accelerators]", grid(columns, rows, sums)
    )
