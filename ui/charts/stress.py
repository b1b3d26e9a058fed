"""What stresses cost: with recourse alone, and planned anew."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt

from models.stress import Stress, StressReport, UnderStress
from ui.charts.figure import Chart, Figure
from ui.charts.labels import listed
from ui.charts.parts import SHORT_USD, USD, color, frame, nothing
from ui.charts.theme import Theme
from ui.figures import signed, usd

ROW = 44
"""Height of a stress [px]."""
WAYS = ("with recourse", "re-planned")
COLUMNS = (
    "Stress", "What", "Shows from [month]", "Way", "Extra cost, shortage included [USD]", "Paid more, discounted [USD]",
    "Shortage at its price [USD]", "Demand missed [accelerator-hours]", "Headroom missed [accelerator-hours]",
    "First short [month]", "Gave first", "Checked", "Does not apply",
)  # fmt: skip
NONE = "No stress applies to this scenario."


class Bar(NamedTuple):
    """A stress, and a way to meet it."""

    stress: str
    what: str
    way: str
    paid: float
    missed: float
    label: str
    at: float
    """Where the label stands [USD]."""


def stress_chart(report: StressReport) -> Figure:
    """What is paid more under every stress that applies, with recourse and re-planned, and what is missed."""
    bars = [bar for row in report.stresses for bar in _bars(row)]
    return Figure(
        name="stress",
        title=f"Paid more under stress, case {report.case}, discounted [USD]",
        sentence=_sentence(report),
        table=frame([cells for row in report.stresses for cells in _rows(row)], COLUMNS),
        draw=lambda theme: _draw(bars, theme) if bars else nothing(NONE, theme),
    )


def _ways(row: Stress) -> list[tuple[str, UnderStress]]:
    return [(way, found) for way, found in zip(WAYS, (row.recourse, row.replanned), strict=True) if found]


def _bars(row: Stress) -> list[Bar]:
    found = []
    for way, each in _ways(row):
        missed = each.missed_accelerator_hours + each.headroom_short_accelerator_hours
        paid = each.extra_paid_usd or 0.0
        none = "out of time" if each.is_late else "no way on"
        label = none if each.extra_paid_usd is None else signed(paid, usd)
        label += f", lacks {missed:,.0f} accelerator-hours" if missed >= 0.5 else ""
        found.append(Bar(row.id, row.title, way, paid, missed, label, max(paid, 0.0)))
    return found


def _rows(row: Stress) -> list[tuple[object, ...]]:
    if row.recourse is None:
        return [(row.id, row.title, row.month, "", *(None,) * 7, "", row.why_not)]
    return [
        (
            row.id, row.title, row.month or "always", way, each.extra_usd, each.extra_paid_usd, each.shortage_usd,
            each.missed_accelerator_hours, each.headroom_short_accelerator_hours, each.first_short, each.broke_first,
            each.checked, "",
        )
        for way, each in _ways(row)
    ]  # fmt: skip


def _sentence(report: StressReport) -> str:
    found = [(row.id, row.recourse) for row in report.stresses if row.recourse]
    if not found:
        return NONE
    short = [name for name, each in found if each.broke_first]
    dearest = sorted((n for n in found if n[1].extra_usd is not None), key=lambda n: -(n[1].extra_usd or 0.0))[:1]
    said = [
        f"The plan costs {usd(report.cost_usd)} without stress; with recourse {name} costs most, "
        f"{signed(each.extra_paid_usd or 0.0, usd)} paid and {usd(each.shortage_usd)} for what is missed."
        for name, each in dearest
    ]
    return " ".join([*said, f"Something falls short under {listed(short)}." if short else "Nothing falls short."])


def _draw(bars: list[Bar], theme: Theme) -> Chart:
    low, high = min(0.0, *(bar.paid for bar in bars)), max(0.0, *(bar.paid for bar in bars))
    span = (high - low) or 1.0
    names = list(dict.fromkeys(bar.stress for bar in bars))
    y = alt.Y("stress:N", title=None, scale=alt.Scale(domain=names, paddingInner=0.25), axis=alt.Axis(grid=False))
    x = alt.X(
        "paid:Q",
        title="USD paid more than without stress, discounted",
        stack=None,
        scale=alt.Scale(domain=[low - 0.02 * span, high + 0.55 * span], nice=False),
        axis=alt.Axis(labelExpr=SHORT_USD, tickCount=8),
    )
    beside = alt.YOffset("way:N", scale=alt.Scale(domain=list(WAYS)))
    fill = color("way", dict(zip(WAYS, (theme.measure, theme.others), strict=True)))
    tooltip = [
        alt.Tooltip("what:N", title="Stress"),
        alt.Tooltip("way:N", title="Way"),
        alt.Tooltip("paid:Q", title="Paid more, discounted [USD]", format=USD),
        alt.Tooltip("missed:Q", title="Demand and headroom missed [accelerator-hours]", format=",.0f"),
    ]
    filled: alt.Chart = alt.Chart().mark_bar().encode(x, y, beside, fill, tooltip=tooltip)
    labels: alt.Chart = (
        alt.Chart()
        .mark_text(align="left", dx=6, color=theme.text)
        .encode(alt.X("at:Q"), y, beside, alt.Text("label:N"))
    )
    return alt.LayerChart(layer=[filled, labels], data=frame(bars, Bar._fields), height=ROW * len(names))
