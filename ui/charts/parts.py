"""Parts that charts share: stacks, lines, legends, panels, and what is drawn when there is nothing to draw.

Data reaches a chart under the names of fields alone, so that no text of a scenario is ever a field, an expression or a
format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import altair as alt
import pandas as pd

from ui.charts.labels import wrapped
from ui.charts.series import Block, Step
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis

LEGEND_LETTERS = 130
"""Letters that fit beside each other in a legend over a chart of 900 px."""
COUNT = ",.7~r"
USD = ",.2f"
LINES = "split(datum.label, '\\n')"
"""Axis labels on the lines they were wrapped to; of the data it sees the label alone."""
SHORT = "abs(datum.value) < 1e5 ? format(datum.value, ',.6~r') : replace(format(datum.value, '~s'), 'G', 'B')"
"""Ticks of amounts: 0.05, 2,500, 400k, 20M, 3B."""
SHORT_USD = "replace(format(datum.value, '~s'), 'G', 'B')"
"""Ticks of money: 500k, 20M, 3B."""

DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 4), (2, 2), (8, 3, 2, 3))
"""Dashes of lines that stand together."""

APART = alt.ScaleResolveMap(color="independent", stroke="independent", strokeDash="independent")
Panel = TypeVar("Panel", alt.Chart, alt.LayerChart)
Colors = Mapping[str, str]
"""Colour by label, in the order of the legend."""


def frame(rows: Iterable[NamedTuple | tuple[object, ...]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Rows under headers; named tuples bring theirs."""
    kept = list(rows)
    return pd.DataFrame(kept, columns=None if columns is None else list(columns))


def color(
    field: str, colors: Colors, title: str | None = None, symbol: str = "square", has_legend: bool = True
) -> alt.Color:
    """Colours by label with a legend above the chart."""
    legend = legend_of(colors, title, symbol) if colors and has_legend else None
    return alt.Color(f"{field}:N", scale=palette(colors), legend=legend)


def legend_of(colors: Colors, title: str | None, symbol: str) -> alt.Legend:
    """A legend above the chart, in as many columns as there is room for."""
    longest = max((len(label) for label in colors), default=1) + 4
    return alt.Legend(
        orient="top",
        direction="horizontal",
        title=title,
        columns=max(1, LEGEND_LETTERS // longest),
        symbolType=symbol,
    )


def palette(colors: Colors) -> alt.Scale:
    """The scale from labels to their colours."""
    return alt.Scale(domain=list(colors), range=list(colors.values()))


def amounts(
    field: str, title: str, top: float | None = None, is_money: bool = False, ticks: int = 5, form: str | None = None
) -> alt.Y:
    """The upright axis of amounts from zero, up to `top` if given, with about so many ticks."""
    scale = alt.Scale(zero=True) if top is None else alt.Scale(domain=[0, top])
    label = SHORT_USD if is_money else SHORT
    if form is None:
        axis = alt.Axis(tickCount=ticks, titlePadding=8, labelExpr=label)
    else:
        axis = alt.Axis(tickCount=ticks, titlePadding=8, format=form)
    return alt.Y(f"{field}:Q", title=title, scale=scale, axis=axis)


def blocks(
    parts: Sequence[Block], axis: TimeAxis, colors: Colors, theme: Theme, y: alt.Y, unit: str, what: str,
    is_money: bool = False, has_legend: bool = True,
) -> alt.LayerChart:  # fmt: skip
    """Stacked blocks over time, kept apart by lines in the colour of the background; `y` encodes the field `low`."""
    tooltip = [
        alt.Tooltip("what:N", title=what),
        alt.Tooltip("months:N", title="Months"),
        alt.Tooltip("amount:Q", title=unit, format=USD if is_money else COUNT),
    ]
    x, x2 = axis.x(), alt.X2("end:Q")
    edge = alt.Stroke("what:N", scale=palette(colors), legend=None)  # no seam between neighbours of one colour
    filled: alt.Chart = (
        alt.Chart()
        .mark_rect(strokeWidth=0.4)
        .encode(x, x2, y, alt.Y2("high:Q"), color("what", colors, what, has_legend=has_legend), edge, tooltip=tooltip)
    )
    between: alt.Chart = (
        alt.Chart()
        .transform_filter("datum.low != 0")
        .mark_rule(color=theme.background, strokeWidth=0.6, aria=False)  # there is nothing in it to read
        .encode(x, x2, alt.Y("low:Q"))
    )
    return alt.LayerChart(layer=[filled, between], data=frame(parts, Block._fields))


def lines(steps: Sequence[Step], axis: TimeAxis, colors: Colors, y: alt.Y, title: str | None = None) -> alt.Chart:
    """Stepped lines over time, each with a dash of its own as well as a colour."""
    legend = legend_of(colors, title, "stroke")
    dash = alt.Scale(domain=list(colors), range=[list(dash) for dash in DASHES[: len(colors)]])
    chart: alt.Chart = (
        alt.Chart(frame(steps, Step._fields))
        .mark_line(interpolate="step-after", strokeWidth=2.2)
        .encode(
            axis.x("at"),
            y,
            alt.Color("what:N", scale=palette(colors), legend=legend),
            alt.StrokeDash("what:N", scale=dash, legend=legend),
        )
    )
    return chart


def hover(data: pd.DataFrame, axis: TimeAxis, tooltip: Sequence[alt.Tooltip]) -> alt.Chart:
    """Something to point at over the whole height of each period; `data` has `start` and `end`."""
    chart: alt.Chart = (
        alt.Chart(data)
        .mark_rect(opacity=0)
        .encode(axis.x(), alt.X2("end:Q"), tooltip=list(tooltip), y=alt.YValue(0), y2=alt.Y2Value("height"))
    )
    return chart


def panel(chart: Panel, title: str | None, height: int) -> Panel:
    """A chart of a height [px], with a title if it is one of several above each other."""
    chart.height = height
    if title is not None:
        chart.title = alt.TitleParams(text=wrapped(title, 120).split("\n"))
    return chart


def layered(*charts: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Charts on top of each other, each with colours and a legend of its own."""
    return alt.LayerChart(layer=list(charts), resolve=alt.Resolve(scale=APART))


def panels(*charts: Panel) -> alt.VConcatChart:
    """Charts above each other, each with scales of its own."""
    return alt.VConcatChart(vconcat=list(charts), spacing=18, resolve=alt.Resolve(scale=APART))


def nothing(words: str, theme: Theme) -> alt.Chart:
    """What is drawn where there is nothing to draw: a sentence that says so."""
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame({"words": [wrapped(words, 90)]}))
        .mark_text(color=theme.muted, fontSize=13, lineBreak="\n")
        .encode(alt.Text("words:N"))
        .properties(height=80)
    )
    return chart
