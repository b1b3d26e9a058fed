"""How far cost moves when one input at a time goes to the ends of its range."""

from __future__ import annotations

import altair as alt

from models.sweep import Flip, Sweep, Swing
from ui.charts.figure import Chart, Figure
from ui.charts.labels import height, lifted, wrapped
from ui.charts.parts import LINES, SHORT_USD, USD, Colors, color, frame, nothing, panel
from ui.charts.theme import Theme
from ui.figures import clean, signed, usd
from ui.sweep_words import level, off

MOST = 20
"""Bars of the chart; the table has all."""
LOW, HIGH = "at the low end", "at the high end"
COLUMNS = (
    "Input", "Low end", "High end", "Range",
    "Cost at the low end, against the base, discounted [USD]", "Cost at the high end, likewise [USD]",
    "Other offers ordered first at an end", "Order flips when it is",
)  # fmt: skip
NONE = "No input moves the cost within its range."


def tornado(sweep: Sweep) -> Figure:
    """Differences from the base by input, the widest on top."""
    base = sweep.base.objective_usd or 0.0
    flips = {flip.axis: flip for flip in reversed(sweep.flips)}
    return Figure(
        name="tornado",
        title=f"Cost when one input is off, {clean(sweep.scenario)}, against the base of {usd(base)}, discounted [USD]",
        sentence=_sentence(sweep, base),
        table=frame((_cells(swing, base, flips.get(swing.axis)) for swing in sweep.swings), COLUMNS),
        draw=lambda theme: _draw(sweep, base, flips, theme) if _shown(sweep) else nothing(NONE, theme),
    )


def _cells(swing: Swing, base: float, flip: Flip | None) -> tuple[object, ...]:
    ends = (level(value, is_factor=swing.is_factor) for value in (swing.low, swing.high))
    costs = (None if usd is None else usd - base for usd in (swing.low_usd, swing.high_usd))
    return (clean(swing.axis), *ends, swing.basis, *costs, swing.changes_orders, off(flip) if flip else "")


def _sentence(sweep: Sweep, base: float) -> str:
    known = [swing for swing in sweep.swings if None not in (swing.low_usd, swing.high_usd)]
    if not known:
        return NONE if not sweep.swings else "At an end of every range nothing fits."
    most = max(known, key=lambda swing: swing.width(base))
    ends = " to ".join(signed((usd_ or 0.0) - base, usd) for usd_ in (most.low_usd, most.high_usd))
    shown = len(_shown(sweep))
    left_out = f" The chart shows the {shown} that move most." if shown < len(sweep.swings) else ""
    flips = len({flip.axis for flip in sweep.flips})
    said = f" {flips} of {len(sweep.swings)} inputs flip the order within their range." if sweep.flips else ""
    return f"Most moves with {clean(most.axis)}: {ends}.{said}{left_out}"


def _shown(sweep: Sweep) -> list[Swing]:
    base = sweep.base.objective_usd or 0.0
    return [swing for swing in sweep.swings if not swing.is_idle(base)][:MOST]


def _draw(sweep: Sweep, base: float, flips: dict[str, Flip], theme: Theme) -> Chart:
    swings = _shown(sweep)
    labels = {swing.axis: wrapped(_label(swing), 58, 3) for swing in swings}
    bars, notes = [], []
    for swing in swings:
        ends = {LOW: (swing.low, swing.low_usd), HIGH: (swing.high, swing.high_usd)}
        for which, (at, cost) in ends.items():
            if cost is not None:
                shown = level(at, is_factor=swing.is_factor)
                bars.append(
                    (labels[swing.axis], which, shown, min(0.0, cost - base), max(0.0, cost - base), cost - base)
                )
        right = max([0.0, *(cost - base for _, cost in ends.values() if cost is not None)])
        notes.append((labels[swing.axis], right, _note(swing, flips.get(swing.axis))))
    low, high = min([0.0, *(bar[3] for bar in bars)]), max([0.0, *(bar[4] for bar in bars)])
    room = max(high - low, 1.0)
    y = alt.Y("input:N", title=None, scale=alt.Scale(domain=list(labels.values())), axis=alt.Axis(
        labelExpr=LINES, labelOffset=lifted(list(labels.values())), grid=False
    ))  # fmt: skip
    x = alt.X("low:Q", title="USD, discounted, against the base", axis=alt.Axis(labelExpr=SHORT_USD, tickCount=8),
              scale=alt.Scale(domain=[low - 0.02 * room, high + 0.3 * room], nice=False))  # fmt: skip
    colors: Colors = {LOW: theme.slot(1), HIGH: theme.slot(3)}
    tooltip = [
        alt.Tooltip("input:N", title="Input"),
        alt.Tooltip("level:N", title="Level"),
        alt.Tooltip("usd:Q", title="Against the base, discounted [USD]", format=f"+{USD}"),
    ]
    drawn: alt.Chart = (
        alt.Chart(frame(bars, ("input", "end", "level", "low", "high", "usd")))
        .mark_bar(opacity=0.9)
        .encode(x, alt.X2("high:Q"), y, color("end", colors, "Input"), tooltip=tooltip)
    )
    said: alt.Chart = (
        alt.Chart(frame(notes, ("input", "at", "note")))
        .mark_text(align="left", dx=6, color=theme.text)
        .encode(alt.X("at:Q"), y, alt.Text("note:N"))
    )
    zero: alt.Chart = alt.Chart(frame([(0.0,)], ("zero",))).mark_rule(color=theme.line).encode(alt.X("zero:Q"))
    tall = (height(list(labels.values()), 22) + 4) * len(labels)
    return panel(alt.LayerChart(layer=[drawn, zero, said]), None, tall)


def _label(swing: Swing) -> str:
    ends = [level(value, is_factor=swing.is_factor) for value in (swing.low, swing.high)]
    return f"{swing.axis}, {ends[0]} to {ends[1]}"


def _note(swing: Swing, flip: Flip | None) -> str:
    """What stands beside a bar: at which end nothing fits, and where the order flips."""
    ends = [words for words, cost in (("low", swing.low_usd), ("high", swing.high_usd)) if cost is None]
    gone = f"no plan at the {' and the '.join(ends)} end" if ends else ""
    flipped = f"order flips at {off(flip)}" if flip and not flip.nothing_fits else ""
    return "; ".join(part for part in (gone, flipped) if part)
