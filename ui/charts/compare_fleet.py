"""Fleets of several plans above each other, on the same scales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import altair as alt

from data.plan_comparison import merged_names
from data.plan_figures import fleet_series, rent_series
from models.names import Names
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import mode_words
from ui.charts.parts import Colors, amounts, blocks, frame, nothing, panel, panels
from ui.charts.series import Series, largest, size, stacked, summed
from ui.charts.theme import MODES, OTHERS, Theme, accelerator_slots
from ui.charts.time_axis import TimeAxis
from ui.figures import count

HEIGHT = 150
MOST = 11
NONE = "Nothing is in service or rented in any of the plans."

By = Literal["accelerator", "mode"]


def compare_fleet(plans: Mapping[str, Plan], by: By = "accelerator") -> Figure:
    """Accelerators of two to four plans by name, in service and rented together, by accelerator or by mode."""
    axis = TimeAxis.of(plans.values())
    names = merged_names(list(plans.values()))
    fleets = {name: _fleet(plan, by, names) for name, plan in plans.items()}
    kept = _kept(fleets)
    rows = [
        (name, what, period, amount)
        for name, fleet in fleets.items()
        for what, amounts_of in fleet.items()
        for period, amount in sorted(amounts_of.items())
    ]
    left_out = "" if len(kept) == len(_all(fleets)) else f" The chart shows the {len(kept)} largest by name."
    columns = (
        "Plan",
        by.capitalize(),
        "Period [first month]",
        "In service and rented [accelerators, average over hours]",
    )
    return Figure(
        name=f"compare-fleet-by-{by}",
        title=f"Fleets of {len(plans)} plans by {by}, {axis.words} [accelerators in service and rented on average]",
        sentence=_sentence(plans, fleets) + left_out,
        table=frame(rows, columns),
        draw=lambda theme: _draw(plans, fleets, kept, by, theme) if kept else nothing(NONE, theme),
    )


def _fleet(plan: Plan, by: By, names: Names) -> Series:
    return summed(
        (names.accelerator(source.accelerator) if by == "accelerator" else mode_words(source.mode), period, amount)
        for series in (fleet_series(plan), rent_series(plan))
        for source, amounts_of in series.items()
        for period, amount in amounts_of.items()
    )


def _all(fleets: Mapping[str, Series]) -> Series:
    """All plans together, to rank what they hold."""
    return summed((what, f"{name} {period}", n) for name, fleet in fleets.items()
                  for what, each in fleet.items() for period, n in each.items())  # fmt: skip


def _kept(fleets: Mapping[str, Series]) -> list[str]:
    """What is shown by name, the largest over all plans first."""
    shown, _ = largest(_all(fleets), MOST)
    return [what for what in shown if what != OTHERS and size(shown[what])]


def _sentence(plans: Mapping[str, Plan], fleets: Mapping[str, Series]) -> str:
    """Total of each plan in its last period, and the kinds it holds then."""
    parts = []
    for name, plan in plans.items():
        last = plan.periods[-1].period
        held = {what: each.get(last, 0.0) for what, each in fleets[name].items() if each.get(last, 0.0) > 1e-9}
        if not held:
            parts.append(f'"{name}" holds nothing in {last}')
            continue
        most = max(held, key=held.__getitem__)
        total = count(sum(held.values()))
        parts.append(f'"{name}" holds {total} in {last}, most of them {most} ({count(held[most])})')
    return f"Accelerators in service and rented on average: {'; '.join(parts)}."


def _draw(plans: Mapping[str, Plan], fleets: Mapping[str, Series], kept: list[str], by: By, theme: Theme) -> Chart:
    axis = TimeAxis.of(plans.values())
    shown = {name: _with_others(fleet, kept) for name, fleet in fleets.items()}
    top = 1.05 * max(
        sum(each.get(period, 0.0) for each in fleet.values()) for fleet in shown.values() for period in axis.starts
    )
    used = {what for fleet in shown.values() for what in fleet}
    colors = _colors([what for what in (*kept, OTHERS) if what in used], plans, by, theme)
    charts = []
    for name, plan in plans.items():
        y = amounts("low", "accelerators", top, ticks=4)
        own = TimeAxis.of([plan])
        held = TimeAxis(own.starts, own.ends, axis.first, axis.last)
        chart = blocks(stacked(shown[name], held), held, colors, theme, y, "Accelerators", by.capitalize())
        charts.append(panel(chart, name, HEIGHT))
    shared = alt.ScaleResolveMap(color="shared", stroke="shared")
    stack = panels(*charts)
    stack.resolve = alt.Resolve(scale=shared)
    return stack


def _with_others(fleet: Series, kept: list[str]) -> Series:
    named = {what: fleet[what] for what in kept if what in fleet}
    rest = summed((OTHERS, period, n) for what, each in fleet.items() if what not in kept for period, n in each.items())
    return {**named, **rest}


def _colors(shown: list[str], plans: Mapping[str, Plan], by: By, theme: Theme) -> Colors:
    names = merged_names(list(plans.values()))
    slots = {names.accelerator(known): slot for known, slot in accelerator_slots(plans.values()).items()}
    modes = {mode_words(mode): theme.mode(mode) for mode in MODES}
    return {
        what: theme.others if what == OTHERS else modes[what] if by == "mode" else theme.slot(slots[what])
        for what in shown
    }
