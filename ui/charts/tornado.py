"""How far cost moves when one input at a time goes to the ends of its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import altair as alt

from models.numbers import plain
from models.sweep import Flip, Sweep, Swing
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, height, lifted, wrapped
from ui.charts.parts import LINES, SHORT_USD, USD, Colors, color, frame, nothing, panel
from ui.charts.theme import Theme
from ui.figures import clean, signed, usd
from ui.sweep_words import off, reading

MOST = 20
"""Bars of the chart; the table has all."""
ROOM = 0.45
"""Room for words at either side of the bars [share of what they span]."""
LOW, HIGH = "at the low end", "at the high end"
COLUMNS = (
    "Input", "As it is", "Low end", "High end", "Range",
    "Cost at the low end, against the base, discounted [USD]", "Cost at the high end, likewise [USD]",
    "Order flips at the low end", "Order flips at the high end", "Order flips when it is",
)  # fmt: skip
NONE = "No input moves the cost within its range."
BASE = f"datum.value === 0 ? 'base' : ({SHORT_USD})"
FLIP, GONE = "order flips", "no plan"


class End(NamedTuple):
    """One end of a bar."""

    input: str
    end: str
    reading: str
    """The input there, with its unit."""
    usd: float
    """Cost against the base, discounted [USD]; 0 without a plan."""
    low: float
    high: float
    flips: bool
    says: str
    """What stands beside it."""
    is_left: bool
    """Whether that stands left of the bar."""


def tornado(sweep: Sweep) -> Figure:
    """Differences from the base by input, the widest on top."""
    base = sweep.base.objective_usd or 0.0
    flips: dict[str, list[Flip]] = {}
    for flip in sweep.flips:
        flips.setdefault(flip.axis, []).append(flip)
    return Figure(
        name="tornado",
        title=f"Cost when one input is off, {clean(sweep.scenario)}, against the base of {usd(base)}, discounted [USD]",
        sentence=_sentence(sweep, base),
        table=frame((_cells(swing, base, flips) for swing in sweep.swings), COLUMNS),
        draw=lambda theme: _draw(sweep, base, flips, theme) if _shown(sweep) else nothing(NONE, theme),
    )


def _cells(swing: Swing, base: float, flips: Mapping[str, list[Flip]]) -> tuple[object, ...]:
    ends = (reading(swing, value) for value in (swing.low, swing.high))
    costs = (None if usd is None else usd - base for usd in (swing.low_usd, swing.high_usd))
    now = "" if swing.base is None else clean(f"{plain(swing.base)} {swing.unit}".rstrip())
    said = ", ".join(map(off, flips.get(swing.axis, ())))
    return (clean(swing.axis), now, *ends, swing.basis, *costs, swing.flips_low, swing.flips_high, said)


def _sentence(sweep: Sweep, base: float) -> str:
    known = [swing for swing in sweep.swings if None not in (swing.low_usd, swing.high_usd)]
    if not known:
        return NONE if not sweep.swings else "At an end of every range nothing fits."
    most = max(known, key=lambda swing: swing.width(base))
    ends = " to ".join(signed((usd_ or 0.0) - base, usd) for usd_ in (most.low_usd, most.high_usd))
    shown = len(_shown(sweep))
    left_out = f" The chart shows the {shown} that move most." if shown < len(sweep.swings) else ""
    flips = sum(swing.changes_orders for swing in sweep.swings)
    said = f" {flips} of {len(sweep.swings)} inputs flip the order within their range." if flips else ""
    sides = [(swing.flips_low, swing.low_usd) for swing in sweep.swings]
    sides += [(swing.flips_high, swing.high_usd) for swing in sweep.swings]
    if any(flipped and cost is not None for flipped, cost in sides):
        said += " A diamond marks the ends at which it has flipped."
    return f"Most moves with {clean(most.axis)}: {ends}.{said}{left_out}"


def _shown(sweep: Sweep) -> list[Swing]:
    base = sweep.base.objective_usd or 0.0
    return [swing for swing in sweep.swings if not swing.is_idle(base)][:MOST]


def _ends(swing: Swing, base: float, flips: Sequence[Flip], label: str) -> list[End]:
    """Both ends of a bar; the dearer one is told right of it, the other left."""
    costs = [0.0 if cost is None else cost - base for cost in (swing.low_usd, swing.high_usd)]
    is_low_left = costs[0] <= costs[1]
    found = []
    for end, value, cost, known, flipped, is_left, sign in (
        (LOW, swing.low, costs[0], swing.low_usd, swing.flips_low, is_low_left, -1),
        (HIGH, swing.high, costs[1], swing.high_usd, swing.flips_high, not is_low_left, 1),
    ):
        at = next((f"{flip.off:+.0%}".replace("%", " %") for flip in flips if sign * flip.off > 0), "")
        note = GONE if known is None else f"{FLIP} from {at}" if flipped and at else FLIP if flipped else ""
        shown = reading(swing, value)
        says = f"{shown}\n{note}" if note else shown
        found.append(
            End(label, end, shown, cost, min(0.0, cost), max(0.0, cost), flipped and known is not None, says, is_left)
        )
    return found


def _draw(sweep: Sweep, base: float, flips: Mapping[str, list[Flip]], theme: Theme) -> Chart:
    swings = _shown(sweep)
    labels = [wrapped(swing.axis, 44, 3) for swing in swings]
    labels = distinct(labels, [f"{n}" for n in range(1, len(labels) + 1)])
    ends = [
        end for s, label in zip(swings, labels, strict=True) for end in _ends(s, base, flips.get(s.axis, ()), label)
    ]
    low, high = min(end.low for end in ends), max(end.high for end in ends)
    room = max(high - low, 1.0)
    y = alt.Y("input:N", title=None, scale=alt.Scale(domain=labels, paddingInner=0.35),
              axis=alt.Axis(labelExpr=LINES, labelOffset=lifted(labels), grid=False, labelLimit=400))  # fmt: skip
    x = alt.X("low:Q", title=f"Cost over the horizon, discounted, against the base of {usd(base)} [USD]",
              scale=alt.Scale(domain=[low - ROOM * room, high + ROOM * room], nice=False),
              axis=alt.Axis(labelExpr=BASE, tickCount=8))  # fmt: skip
    colors: Colors = {LOW: theme.slot(1), HIGH: theme.slot(3)}
    tooltip = [
        alt.Tooltip("input:N", title="Input"),
        alt.Tooltip("reading:N", title="Is then"),
        alt.Tooltip("usd:Q", title="Against the base, discounted [USD]", format=f"+{USD}"),
    ]
    data = frame(ends, End._fields)
    bars: alt.Chart = (
        alt.Chart(data)
        .mark_bar(opacity=0.9)
        .encode(x, alt.X2("high:Q"), y, color("end", colors, "Input"), tooltip=tooltip)
    )
    zero: alt.Chart = (
        alt.Chart(frame([(0.0,)], ("zero",))).mark_rule(color=theme.text, strokeWidth=1.5).encode(alt.X("zero:Q"))
    )
    layers = [
        bars,
        zero,
        *(_said([end for end in ends if end.is_left is left], y, theme, is_left=left) for left in (True, False)),
    ]
    flipped = [end for end in ends if end.flips]
    if flipped:
        mark = alt.Chart(frame(flipped, End._fields)).mark_point(
            shape="diamond", filled=True, size=90, color=theme.limit, opacity=1
        )
        layers.append(mark.encode(alt.X("usd:Q"), y))
    tall = (height([*labels, *(end.says for end in ends)], 24) + 10) * len(labels)
    return panel(alt.LayerChart(layer=layers), None, tall)


def _said(ends: list[End], y: alt.Y, theme: Theme, *, is_left: bool) -> alt.Chart:
    """What stands beside the bars, on one side of them."""
    rows = [(end.input, end.low if is_left else end.high, end.says) for end in ends]
    align: Literal["left", "right"] = "right" if is_left else "left"
    said: alt.Chart = (
        alt.Chart(frame(rows, ("input", "at", "says")))
        .mark_text(align=align, dx=-8 if is_left else 8, color=theme.text, lineBreak="\n", baseline="middle")
        .encode(alt.X("at:Q"), y, alt.Text("says:N"))
    )
    return said
