"""Reasons as bars: what a little more of each limit changes, where offers come in, where to walk away."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import altair as alt

from models.negotiation import Negotiation
from models.reasons import Reasons, ShadowPrice
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, height, listed, wrapped
from ui.charts.parts import LINES, frame, nothing
from ui.charts.theme import Theme
from ui.figures import signed, usd
from ui.why_report import HOW

UNPRICED = "No limit has a price with orders as they are."
NO_PRICE = "No walk-away price is known."
MOST = 15
"""Bars of a chart; the table holds all."""
OF_LIMITS = (
    "Limit", "First month", "Unit", "Limit [its unit]", "One more changes the cost by [USD]", "Holds from [its unit]",
    "Holds to [its unit]", "1 % more changes the cost by, at this rate [USD]", "In words",
)  # fmt: skip
OF_OFFERS = ("Offer", "Used below [% of its prices]", "How", "Not used above, for sure [% of its prices]", "Why")
OF_STAKES = (
    "Offer", "Ordered in [month]", "Packs", "Paid, discounted [USD]", "Without it, discounted [USD more]",
    "Walk away above [% of its prices]", "Worth it up to [% of its prices]",
)  # fmt: skip


class Bar(NamedTuple):
    """A bar with its label."""

    label: str
    value: float
    said: str
    at: float
    """Where what is said of it stands."""


def limits_chart(reasons: Reasons) -> Figure:
    """What one percent more of every limit, in all its periods, would change of the cost at its rate."""
    sums: dict[str, float] = {}
    for row in _of_more(reasons.shadow_prices):
        sums[row.limit] = sums.get(row.limit, 0.0) + _percent_more(row)
    most = sorted((pair for pair in sums.items() if pair[1]), key=lambda pair: -abs(pair[1]))[:MOST]
    said = [f"1 % more of {name} changes the cost by {signed(amount, usd)}" for name, amount in most[:1]]
    return Figure(
        name="limits",
        title="What 1 % more of each limit, and of what must be served, changes of the cost, discounted [USD]",
        sentence=f"{said[0]} at its rate, with orders as they are." if said else UNPRICED,
        table=frame(map(_limit, reasons.shadow_prices), OF_LIMITS),
        draw=lambda theme: _draw([(n, v, signed(v, usd)) for n, v in most], "USD, discounted over the horizon", theme),
    )


def _limit(row: ShadowPrice) -> tuple[object, ...]:
    ends = (row.valid_from, row.valid_to)
    price = (row.unit, row.allowed, row.usd_per_unit)
    return row.limit, row.period or "all", *price, *ends, _percent_more(row), row.reading


def _of_more(rows: Sequence[ShadowPrice]) -> list[ShadowPrice]:
    """Of limits with two prices, that of more."""
    found: dict[tuple[str, str | None], ShadowPrice] = {}
    for row in rows:
        key, other = (row.limit, row.period), found.get((row.limit, row.period))
        if other is None or _end(row) > _end(other):
            found[key] = row
    return list(found.values())


def _end(row: ShadowPrice) -> float:
    return inf if row.valid_to is None else row.valid_to


def _percent_more(row: ShadowPrice) -> float:
    return row.usd_per_unit * row.allowed / 100


def break_even_chart(reasons: Reasons) -> Figure:
    """The share of its prices below which each offer that is left out would be used."""
    known = [row for row in reasons.break_even if row.method == "re_solved" and row.factor is not None]
    known.sort(key=lambda row: -(row.factor or 0.0))
    bars = [_bar(row.name, row.factor) for row in known[:MOST]]
    near = f"{known[0].name} is nearest: it would be used below {bars[0][2]} of its prices." if known else ""
    rows = [
        (r.name, _share(r.factor), HOW[r.method], _share(r.stays_out_above), r.reason.removeprefix(f"{r.name}: "))
        for r in reasons.break_even
    ]
    none = "No price at which an offer left out would be used was found by planning again."
    return Figure(
        name="break-even",
        title="Share of its prices below which an offer that is left out would be used [%]",
        sentence=near or none,
        table=frame(rows, OF_OFFERS),
        draw=lambda theme: _draw(bars, "% of its prices as they are", theme) if bars else nothing(none, theme),
    )


def _bar(name: str, factor: float | None) -> tuple[str, float, str]:
    return name, 100 * (factor or 0.0), f"{100 * (factor or 0.0):,.1f} %"


def _share(factor: float | None) -> float | None:
    return None if factor is None else round(100 * factor, 2)


def walk_away_chart(found: Negotiation) -> Figure:
    """The share of its prices above which the plan is better off without each thing that it takes."""
    stakes = [row for page in found.vendors for row in page.stakes]
    known = sorted((row for row in stakes if row.walk_away is not None), key=lambda row: row.walk_away or 0.0)[:MOST]
    bars = [_bar(row.name + (f", {row.order_period}" if row.order_period else ""), row.walk_away) for row in known]
    must = [row.name for row in stakes if row.found == "impossible"]
    near = f"Least room: {bars[0][0]}, walk away above {bars[0][2]} of its prices." if bars else NO_PRICE
    rows = [
        (r.name, r.order_period or "", r.packs, r.paid_usd, r.extra_usd, _share(r.walk_away), _share(r.worth_up_to))
        for r in stakes
    ]
    return Figure(
        name="walk-away",
        title="Share of its prices above which to walk away [%]",
        sentence=near + (f" There is no plan without {listed(must)}." if must else ""),
        table=frame(rows, OF_STAKES),
        draw=lambda theme: _draw(bars, "% of its prices as they are", theme) if bars else nothing(NO_PRICE, theme),
    )


def _draw(given: Sequence[tuple[str, float, str]], title: str, theme: Theme) -> Chart:
    if not given:
        return nothing(UNPRICED, theme)
    labels = distinct([wrapped(name) for name, _, _ in given], [str(n) for n in range(len(given))])
    bars = [Bar(label, v, said, max(v, 0.0)) for label, (_, v, said) in zip(labels, given, strict=True)]
    low, high = min(0.0, *(bar.value for bar in bars)), max(0.0, *(bar.value for bar in bars))
    span = (high - low) or 1.0
    y = alt.Y("label:N", title=None, sort=labels, axis=alt.Axis(grid=False, labelExpr=LINES, labelLimit=320))
    x = alt.X("value:Q", title=title, scale=alt.Scale(domain=[low - 0.02 * span, high + 0.3 * span], nice=False))
    filled: alt.Chart = alt.Chart().mark_bar(color=theme.measure).encode(x, y)
    texts: alt.Chart = (
        alt.Chart().mark_text(align="left", dx=6, color=theme.text).encode(alt.X("at:Q"), y, alt.Text("said:N"))
    )
    return alt.LayerChart(layer=[filled, texts], data=frame(bars, Bar._fields), height=(height(labels) + 8) * len(bars))
