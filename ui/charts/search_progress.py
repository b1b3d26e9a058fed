"""How a search is getting on: the best plan so far, what no plan can be cheaper than, and the gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from models.run import Moment
from ui.charts.figure import Chart, Figure
from ui.charts.parts import SHORT_USD, USD, frame, legend_of, nothing, palette, panel, panels
from ui.charts.theme import Theme
from ui.figures import percent, usd

BEST, BOUND = "best plan so far", "no plan costs less"
MOST_POINTS = 400
REACH = 3.0
"""The chart reaches so many times the distance between best plan and bound beyond them, else 5 % of the cost."""
COLUMNS = (
    "Wall clock [s]", "Best plan so far, discounted [USD]", "No plan costs less, discounted [USD]",
    "Gap, share of the cost that decisions change [0..1]", "Stage",
)  # fmt: skip
NONE = "The search has neither a plan nor a bound yet."


class Corner(NamedTuple):
    """A corner of a stepped line."""

    what: str
    seconds: float
    usd: float


def search_progress(moments: Sequence[Moment]) -> Figure:
    """Cost of the best plan and its bound over the wall clock; below, the gap."""
    known = [each for each in moments if each.incumbent_usd is not None or each.bound_usd is not None]
    window = _window(known)
    return Figure(
        name="search",
        title="Search: best plan and bound over the wall clock [USD discounted, s]",
        sentence=_sentence(known, window),
        table=frame(((e.seconds, e.incumbent_usd, e.bound_usd, e.gap, e.stage) for e in moments), COLUMNS),
        draw=lambda theme: _draw(known, window, theme) if known else nothing(NONE, theme),
    )


def _last(moments: Sequence[Moment], field: str) -> float | None:
    return next((getattr(e, field) for e in reversed(moments) if getattr(e, field) is not None), None)


def _window(moments: Sequence[Moment]) -> tuple[float, float] | None:
    """Costs that the chart shows: what is far off at the start would flatten the rest; None shows all."""
    best, bound = _last(moments, "incumbent_usd"), _last(moments, "bound_usd")
    if best is None or bound is None:
        return None
    reach = max(REACH * (best - bound), 0.05 * abs(best)) or 1.0
    values = [value for e in moments for value in (e.incumbent_usd, e.bound_usd) if value is not None]
    room = 0.1 * reach
    return max(min(values) - room, bound - reach), min(max(values) + room, best + reach)


def _sentence(moments: Sequence[Moment], window: tuple[float, float] | None) -> str:
    if not moments:
        return NONE
    best, bound, gap = (_last(moments, field) for field in ("incumbent_usd", "bound_usd", "gap"))
    after = f"After {moments[-1].seconds:,.1f} s"
    if best is None:
        return f"{after} there is no plan yet; none can cost less than {usd(bound or 0.0)}, discounted."
    text = f"{after} the best plan costs {usd(best)}, discounted"
    if bound is not None:
        text += f"; none can cost less than {usd(bound)}"
    if gap is not None:
        text += f": a gap of {percent(gap)} of the cost that decisions change"
    values = [value for e in moments for value in (e.incumbent_usd, e.bound_usd) if value is not None]
    if window and (min(values) < window[0] or max(values) > window[1]):
        text += ". What lies further off is cut at the edge of the chart"
    return f"{text}."


def _corners(moments: Sequence[Moment], field: str, what: str) -> list[Corner]:
    """Corners where the figure changes, thinned to what a chart can show, up to the last moment."""
    found: list[Corner] = []
    for each in moments:
        value = getattr(each, field)
        if value is not None and (not found or found[-1].usd != value):
            found.append(Corner(what, each.seconds, value))
    thinned = found[:: max(1, len(found) // MOST_POINTS)]
    last = [found[-1], found[-1]._replace(seconds=moments[-1].seconds)] if found else []
    return [*thinned, *last]


def _draw(moments: Sequence[Moment], window: tuple[float, float] | None, theme: Theme) -> Chart:
    corners = [*_corners(moments, "incumbent_usd", BEST), *_corners(moments, "bound_usd", BOUND)]
    gaps = _corners([e for e in moments if e.gap is not None], "gap", "gap")
    until = max(moments[-1].seconds, 1e-3)
    money = panel(_money(corners, window, until, theme), "Cost [USD, discounted]" if gaps else None, 200)
    if not gaps:
        return money
    if gaps[-1].seconds < until:
        gaps.append(gaps[-1]._replace(seconds=until))
    return panels(money, panel(_gap(gaps, until, theme), "Gap [% of the cost that decisions change]", 90))


def _clock(until: float) -> alt.X:
    title = "wall clock since the start of the search [s]"
    return alt.X("seconds:Q", title=title, scale=alt.Scale(domain=[0, until], nice=False))


def _money(corners: Sequence[Corner], window: tuple[float, float] | None, until: float, theme: Theme) -> alt.Chart:
    colors = {BEST: theme.slot(0), BOUND: theme.slot(3)}
    legend = legend_of(colors, None, "stroke")
    y = alt.Y(
        "usd:Q",
        title="USD",
        scale=alt.Scale(zero=False, domain=list(window), nice=False) if window else alt.Scale(zero=False),
        axis=alt.Axis(labelExpr=SHORT_USD, tickCount=5),
    )
    dash = alt.Scale(domain=[BEST, BOUND], range=[[1, 0], [6, 4]])
    chart: alt.Chart = (
        alt.Chart(frame(corners, Corner._fields))
        .mark_line(interpolate="step-after", strokeWidth=2.4, clip=True, point={"size": 30, "filled": True})
        .encode(
            _clock(until),
            y,
            alt.Color("what:N", scale=palette(colors), legend=legend),
            alt.StrokeDash("what:N", scale=dash, legend=legend),
            tooltip=[
                alt.Tooltip("what:N", title="Figure"),
                alt.Tooltip("seconds:Q", title="Wall clock [s]", format=",.1f"),
                alt.Tooltip("usd:Q", title="USD, discounted", format=USD),
            ],
        )
    )
    return chart


def _gap(gaps: Sequence[Corner], until: float, theme: Theme) -> alt.Chart:
    top = min(max(gap.usd for gap in gaps), 1.0) * 1.05 or 0.01
    scale = alt.Scale(domain=[0, top], nice=False)
    chart: alt.Chart = (
        alt.Chart(frame(gaps, ("what", "seconds", "gap")))
        .mark_line(interpolate="step-after", strokeWidth=2.4, clip=True, color=theme.text)
        .encode(
            _clock(until),
            alt.Y("gap:Q", title="gap", scale=scale, axis=alt.Axis(format=".2~%", tickCount=3)),
            tooltip=[
                alt.Tooltip("seconds:Q", title="Wall clock [s]", format=",.1f"),
                alt.Tooltip("gap:Q", title="Gap", format=".3%"),
            ],
        )
    )
    return chart
