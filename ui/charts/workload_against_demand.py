"""A workload: the accelerators that carry it against what is set aside for its peak, and its demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from models.decisions import Dispatch
from models.derived import ServiceUse
from models.numbers import plain
from models.plan import Plan
from models.units import counted_thing
from ui.charts.figure import Chart, Figure
from ui.charts.labels import stem
from ui.charts.parts import COUNT, Colors, amounts, blocks, frame, hover, layered, lines, nothing, panel, panels
from ui.charts.series import Series, largest, stacked, stepped, summed
from ui.charts.theme import OTHERS, Theme, accelerator_slots
from ui.charts.time_axis import TimeAxis
from ui.figures import percent

HEIGHT = 190
MOST_POOLS = 9
UNKNOWN = "This plan holds no figures of it: it was made before they were part of plan.json, or has no such workload."
COLUMNS = ("Period [first month]", "What", "Accelerator", "Site", "Block", "Amount", "Unit")

LEVEL = 1e-6
"""A peak that is no higher than this above the mean is none."""
Pool = tuple[str, str]


def workload_against_demand(plan: Plan, workload: str) -> Figure:
    """A workload over time: accelerators busy by pool in the block that needs most, set aside with headroom, demand."""
    axis = TimeAxis.of([plan])
    service = [row for row in plan.service if row.workload == workload]
    tightest = _tightest([row for row in plan.dispatch if row.workload == workload])
    names = plan.names
    busy = summed(
        (names.pool(*pool), period, n) for period, (_, pools) in tightest.items() for pool, n in pools.items()
    )
    shown, rest = largest(busy, MOST_POOLS)
    slots = accelerator_slots([plan])
    owners = {names.pool(*pool): pool[0] for _, pools in tightest.values() for pool in pools}

    def palette(theme: Theme) -> Colors:
        return _palette(shown, owners, slots, theme)

    units = f"accelerators, {service[0].unit}" if service else "accelerators"
    left_out = f" The chart shows the {MOST_POOLS - 1} largest pools by name." if rest else ""
    return Figure(
        name=stem("workload", workload),
        title=f"{names.workload(workload)}: accelerators against demand [{units}], {axis.words}",
        sentence=_sentence(names.workload(workload), service, tightest) + left_out,
        table=frame(_rows(service, tightest), COLUMNS),
        draw=lambda theme: _draw(service, shown, axis, palette(theme), theme) if service else nothing(UNKNOWN, theme),
    )


def _tightest(dispatch: Sequence[Dispatch]) -> dict[str, tuple[str, dict[Pool, float]]]:
    """By period, the block in which most accelerators are busy, and how many by pool."""
    blocks: dict[str, dict[str, dict[Pool, float]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for row in dispatch:
        blocks[row.period][row.block][row.accelerator, row.site] += row.accelerators
    return {
        period: max(by_block.items(), key=lambda block: sum(block[1].values()))
        for period, by_block in sorted(blocks.items())
    }


def _palette(shown: Series, owners: Mapping[str, str], slots: Mapping[str, int], theme: Theme) -> Colors:
    """The colour of each pool's accelerator, shaded where pools of several sites are shown."""
    seen: dict[str, int] = defaultdict(int)
    colors = {}
    for name in shown:
        accelerator = owners.get(name, OTHERS)
        base = theme.others if accelerator == OTHERS else theme.slot(slots[accelerator])
        colors[name] = theme.shade(base, seen[accelerator])
        seen[accelerator] += 1
    return colors


def _rows(
    service: Sequence[ServiceUse], tightest: Mapping[str, tuple[str, dict[Pool, float]]]
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for use in service:
        block, pools = tightest.get(use.period, ("", {}))
        rows += [(use.period, "busy", *pool, block, amount, "accelerators") for pool, amount in sorted(pools.items())]
        rows += [
            (use.period, "set aside for the peak with headroom", None, None, None, use.set_aside, "accelerators"),
            (use.period, "mean demand", None, None, None, use.mean_demand, use.unit),
            (use.period, "peak demand", None, None, None, use.peak_demand, use.unit),
        ]
        if use.backlog_units:
            thing = counted_thing(use.unit)
            rows.append((use.period, "waiting at the end of the period", None, None, None, use.backlog_units, thing))
    return rows


def _sentence(
    workload: str, service: Sequence[ServiceUse], tightest: Mapping[str, tuple[str, dict[Pool, float]]]
) -> str:
    if not service:
        return UNKNOWN
    most = max(service, key=lambda row: (row.peak_demand, row.mean_demand))
    if not most.units_asked:
        return f"{workload} asks for nothing in any period."
    block, pools = tightest.get(most.period, ("", {}))
    busy = f"{plain(sum(pools.values()))} accelerators are busy in block {block}" if pools else "no accelerator is busy"
    aside = plain(most.set_aside) if most.set_aside else "none"
    asked, served = sum(row.units_asked for row in service), sum(row.units_served for row in service)
    share = "all" if served >= asked * (1 - 1e-9) else percent(served / asked)
    # Of level load the peak says nothing new, and whole runs fall due together: more in a month than the curve says.
    peak = f", {plain(most.peak_demand)} at the peak" if most.peak_demand > most.mean_demand * (1 + LEVEL) else ""
    return (
        f"In {most.period}, when {workload} asks for most ({plain(most.mean_demand)} {most.unit} on average{peak}), "
        f"{busy} and {aside} are set aside for the peak with "
        f"headroom; {share} of the demand of the horizon is served.{_waiting(service)}"
    )


def _waiting(service: Sequence[ServiceUse]) -> str:
    most = max(service, key=lambda row: row.backlog_units)
    if not most.backlog_units:
        return ""
    return f" At most {plain(most.backlog_units)} {counted_thing(most.unit)} wait, at the end of {most.period}."


def _draw(service: Sequence[ServiceUse], pools: Series, axis: TimeAxis, colors: Colors, theme: Theme) -> Chart:
    aside = {"set aside for the peak with headroom": {row.period: row.set_aside for row in service}}
    demand = {"mean demand": {row.period: row.mean_demand for row in service}}
    if all(row.peak_demand >= row.mean_demand * (1 - LEVEL) for row in service):
        demand["peak demand"] = {row.period: row.peak_demand for row in service}
    inks = {"mean demand": theme.muted, "peak demand": theme.limit}
    curve = lines(stepped(aside, axis), axis, dict.fromkeys(aside, theme.text), amounts("amount", "accelerators"))
    carried = layered(_bars(pools, axis, colors, theme), curve) if pools else layered(curve)
    asked = lines(
        stepped(demand, axis), axis, {name: inks[name] for name in demand}, amounts("amount", "demand"),
    )  # fmt: skip
    pointed = hover(_hovered(service, axis), axis, DEMAND_TOOLTIP)
    return panels(
        panel(carried, "Accelerators busy by pool in the block that needs most [accelerators]", HEIGHT),
        panel(layered(asked, pointed), f"Demand [{service[0].unit}]", HEIGHT // 2 + 20),
    )


def _hovered(service: Sequence[ServiceUse], axis: TimeAxis) -> pd.DataFrame:
    rows = (
        (axis.starts[row.period], axis.ends[row.period], axis.span(row.period, row.period),
         f"{plain(row.mean_demand)} {row.unit}", f"{plain(row.peak_demand)} {row.unit}",
         row.share_served, row.set_aside)
        for row in service
    )  # fmt: skip
    return frame(rows, ("start", "end", "months", "mean", "peak", "served", "aside"))


DEMAND_TOOLTIP = (
    alt.Tooltip("months:N", title="Months"),
    alt.Tooltip("mean:N", title="Mean demand"),
    alt.Tooltip("peak:N", title="Peak demand"),
    alt.Tooltip("served:Q", title="Share of demand served", format=".1%"),
    alt.Tooltip("aside:Q", title="Set aside with headroom [accelerators]", format=COUNT),
)


def _bars(pools: Series, axis: TimeAxis, colors: Colors, theme: Theme) -> alt.LayerChart:
    y = amounts("low", "accelerators")
    return blocks(stacked(pools, axis), axis, colors, theme, y, "Accelerators", "Pool")
