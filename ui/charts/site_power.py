"""Power of each site over time against its limit."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from models.derived import SiteUse
from models.names import Names
from models.numbers import plain
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import listed, plural
from ui.charts.parts import COUNT, amounts, frame, layered, nothing, panel, panels
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import percent

HEIGHT = 84
MOST_SITES = 8
UNKNOWN = "This plan holds no figures of sites: it was made before they were part of plan.json."
IDLE = "No site draws power in any period."
COLUMNS = (
    "Site", "Period [first month]", "Power at the meter in the block that needs most [kW]", "Power limit [kW]",
    "Share of the power limit [0..1]", "Racks in the block that needs most [racks]", "Rack limit [racks]",
    "Share of the rack limit [0..1]", "Energy at the meter [kWh per period]",
    "Carbon, location-based [kg CO2e per period]", "Heat at the rack in the block that needs most [kW]",
    "Heat limit [kW]", "Share of the heat limit [0..1]", "In use", "Telemetry, nominal [USD per period]",
    "Support, nominal [USD per period]", "Floor in the block that needs most [m2]", "Floor limit [m2]",
    "Share of the floor limit [0..1]",
)  # fmt: skip


def site_power(plan: Plan) -> Figure:
    """Power at the meter of every site that draws any, in the block that needs most, against its limit."""
    axis = TimeAxis.of([plan])
    by_site: dict[str, list[SiteUse]] = {}
    for row in plan.sites:
        by_site.setdefault(row.site, []).append(row)
    used = sorted((rows for rows in by_site.values() if any(row.power_kw for row in rows)), key=_rank)
    return Figure(
        name="site-power",
        title=f"Power of sites against their limits, {axis.words} [kW at the meter]",
        sentence=_sentence(plan, used, len(by_site) - len(used)),
        table=frame((tuple(getattr(row, field) for field in SiteUse.model_fields) for row in plan.sites), COLUMNS),
        draw=lambda theme: (
            _draw(used, axis, theme, plan.names) if used else nothing(IDLE if plan.sites else UNKNOWN, theme)
        ),
    )


def _peak(rows: Sequence[SiteUse]) -> SiteUse:
    """The period in which a site comes closest to its limit, else draws most."""
    return max(rows, key=lambda row: (row.power_share or 0.0, row.power_kw))


def _rank(rows: Sequence[SiteUse]) -> tuple[bool, float]:
    """Sites with a limit first, the tightest first; then those that draw most."""
    peak = _peak(rows)
    return peak.power_share is None, -(peak.power_kw if peak.power_share is None else peak.power_share)


def _sentence(plan: Plan, used: Sequence[Sequence[SiteUse]], idle: int) -> str:
    if not plan.sites:
        return UNKNOWN
    if not used:
        return IDLE
    limited = [peak for peak in map(_peak, used) if peak.power_share is not None]
    names = [
        f"{plan.names.site(peak.site)} ({percent(peak.power_share or 0)} of {_kw(peak.power_cap_kw)} in {peak.period})"
        for peak in limited
    ]
    free = len(used) - len(limited)
    peak = _peak(used[0])
    first = plan.names.site(peak.site)
    most = f"No site that draws power has a limit; {first} draws most, {_kw(peak.power_kw)} in {peak.period}."
    text = f"Closest to the limit: {listed(names)}." if names else most
    if names and free:
        text += f" {plural(free, 'site')} without a limit draw{'s' * (free == 1)} power."
    if idle:
        text += f" {plural(idle, 'site')} draw{'s' * (idle == 1)} none."
    if len(used) > MOST_SITES:
        text += f" The chart shows {MOST_SITES} of {len(used)} sites."
    return text


def _kw(power: float | None) -> str:
    return f"{plain(power or 0.0)} kW"


def _title(rows: Sequence[SiteUse], names: Names) -> str:
    peak = _peak(rows)
    site = names.site(peak.site)
    if peak.power_share is None:
        return f"{site}: at most {_kw(peak.power_kw)}, no limit"
    return f"{site}: at most {_kw(peak.power_kw)} of {_kw(peak.power_cap_kw)} ({percent(peak.power_share)})"


def _draw(used: Sequence[Sequence[SiteUse]], axis: TimeAxis, theme: Theme, names: Names) -> Chart:
    shown = used[:MOST_SITES]
    return panels(*(panel(_site(rows, axis, theme, rows is shown[-1]), _title(rows, names), HEIGHT) for rows in shown))


def _site(rows: Sequence[SiteUse], axis: TimeAxis, theme: Theme, is_last: bool) -> alt.LayerChart:
    fields = ("power_kw", "power_cap_kw", "power_share", "racks")
    data = frame(
        (
            (axis.starts[row.period], axis.ends[row.period], axis.span(row.period, row.period), 0.0,
             *(getattr(row, field) for field in fields))
            for row in rows
        ),
        ("start", "end", "months", "zero", *fields),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("months:N", title="Months"),
        alt.Tooltip("power_kw:Q", title="Power at the meter [kW]", format=COUNT),
        alt.Tooltip("power_cap_kw:Q", title="Limit [kW]", format=COUNT),
        alt.Tooltip("power_share:Q", title="Share of the limit", format=".1%"),
        alt.Tooltip("racks:Q", title="Racks", format=COUNT),
    ]
    x, x2, top = axis.x(title=None if is_last else ""), alt.X2("end:Q"), _top(rows)
    y = amounts("zero", "kW", top, ticks=3)
    bars: alt.Chart = (
        alt.Chart(data)
        .mark_rect(color=theme.measure, stroke=theme.background, strokeWidth=0.4)
        .encode(x, x2, y, alt.Y2("power_kw:Q"), tooltip=tooltip)
    )
    if rows[0].power_cap_kw is None:
        return layered(bars)
    limit: alt.Chart = (
        alt.Chart(data)
        .mark_rule(color=theme.limit, strokeWidth=2)
        .encode(x, x2, alt.Y("power_cap_kw:Q"), tooltip=tooltip)
    )
    return layered(bars, limit)


def _top(rows: Sequence[SiteUse]) -> float:
    return 1.08 * max(max(row.power_kw, row.power_cap_kw or 0.0) for row in rows)
