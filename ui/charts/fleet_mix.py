"""The fleet over time, in service and rented apart: by mode, and by offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import altair as alt

from data.plan_figures import Series as SourceSeries
from data.plan_figures import Source, fleet_series, rent_series
from models.names import Names
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, mode_words, wrapped
from ui.charts.parts import Colors, amounts, blocks, frame, nothing, panel, panels
from ui.charts.series import NOTHING, Series, largest, stacked, summed
from ui.charts.theme import MODES, OTHERS, Theme, accelerator_slots
from ui.charts.time_axis import TimeAxis
from ui.figures import count

MOST_OFFERS = 10
LONGEST_OFFER = 110
"""Letters of an offer in the legend."""
FIRM = "In service [accelerators]"
RENTED = "Rented, average over the hours of the period [accelerators]"
HEIGHT = 190

Kind = Literal["in service", "rented"]
Label = Callable[[Source], str]
Palette = Callable[[Series, Theme], Colors]
"""Colours of the series of a panel."""


def fleet_mix(plan: Plan) -> Figure:
    """Accelerators in service and rented by mode."""
    axis = TimeAxis.of([plan])

    def label(source: Source) -> str:
        return mode_words(source.mode)

    order = [mode_words(mode) for mode in MODES]
    fleet, rent = _by(fleet_series(plan), label, order), _by(rent_series(plan), label, order)
    rows = [*_rows(fleet, "in service"), *_rows(rent, "rented")]
    return Figure(
        name="fleet-by-mode",
        title=f"Fleet by mode, {axis.words} [accelerators]",
        sentence=_sentence(plan, fleet, rent),
        table=frame(
            rows, ("In service or rented", "Mode", "Period [first month]", "Accelerators [average over hours]")
        ),
        draw=lambda theme: _draw(fleet, rent, axis, theme, mode_colors, "Mode"),
    )


def fleet_by_offer(plan: Plan) -> Figure:
    """Accelerators in service and rented by offer, in the colours of the accelerators; the largest offers by name."""
    axis = TimeAxis.of([plan])
    sources = {**fleet_series(plan), **rent_series(plan)}
    names = _offer_words(sources, plan.names)
    fleet, fewer = largest(_by(fleet_series(plan), names.__getitem__), MOST_OFFERS)
    rent, less = largest(_by(rent_series(plan), names.__getitem__), MOST_OFFERS)
    rows = [(*_what(source), period, amount) for source in sources for period, amount in sources[source].items()]
    left_out = f" Of each the chart names the {MOST_OFFERS - 1} largest at most." if fewer or less else ""
    accelerators = {name: source.accelerator for source, name in names.items()}
    slots = accelerator_slots([plan])

    def palette(series: Series, theme: Theme) -> Colors:
        return _shades(series, accelerators, slots, theme)

    columns = ("Offer", "Accelerator", "Site", "Mode", "Dedicated to", "Period [first month]")
    return Figure(
        name="fleet-by-offer",
        title=f"Fleet by offer, {axis.words} [accelerators]",
        sentence=_sentence(plan, fleet, rent) + left_out,
        table=frame(rows, (*columns, "Accelerators [average over hours]")),
        draw=lambda theme: _draw(fleet, rent, axis, theme, palette, "Offer"),
    )


def mode_colors(series: Series, theme: Theme) -> Colors:
    """Colours of series by mode."""
    return {mode_words(mode): theme.mode(mode) for mode in MODES if mode_words(mode) in series}


def _what(source: Source) -> tuple[str | None, ...]:
    return source.offer, source.accelerator, source.site, mode_words(source.mode), source.dedicated_to


def _offer_words(sources: Iterable[Source], names: Names) -> dict[Source, str]:
    """Every offer by what it brings; those that bring the same to the same place with their ids."""
    known = list(sources)
    words = [f"{names.pool(source.accelerator, source.site)}, {mode_words(source.mode)}{_for(source, names)}"
             for source in known]  # fmt: skip
    labels = distinct([wrapped(text, LONGEST_OFFER, 1) for text in words], [source.offer for source in known])
    return dict(zip(known, labels, strict=True))


def _for(source: Source, names: Names) -> str:
    if source.mode == "dated" and source.dedicated_to:  # the mode says that it is a dated block
        return names.owner(source.dedicated_to).removeprefix(mode_words(source.mode))
    return f" for {names.owner(source.dedicated_to)}" if source.dedicated_to else ""


def _shades(shown: Series, accelerators: Mapping[str, str], slots: Mapping[str, int], theme: Theme) -> Colors:
    """The colour of each offer's accelerator, shaded where several offers of one are shown."""
    seen: Counter[str] = Counter()
    colors = {}
    for name in shown:
        accelerator = accelerators.get(name)
        base = theme.others if accelerator is None else theme.slot(slots[accelerator])
        colors[name] = theme.shade(base, seen[accelerator or OTHERS])
        seen[accelerator or OTHERS] += 1
    return colors


def _by(series: SourceSeries, label: Label, order: list[str] | None = None) -> Series:
    found = summed((label(source), period, n) for source, each in series.items() for period, n in each.items())
    return found if order is None else {name: found[name] for name in order if name in found}


def _rows(series: Series, kind: Kind) -> list[tuple[str, str, str, float]]:
    return [(kind, what, period, amount) for what, each in series.items() for period, amount in each.items()]


def _total(series: Series, period: str) -> float:
    return sum(each.get(period, 0.0) for each in series.values())


def _sentence(plan: Plan, fleet: Series, rent: Series) -> str:
    """First, last and largest total in service; the period with most rented on average."""
    if not fleet and not rent:
        return "Nothing is in service or rented."
    periods = [period.period for period in plan.periods]
    first, last = periods[0], periods[-1]
    owned = f"{count(_total(fleet, last))} accelerators are in service in {last}"
    most = max(periods, key=lambda period: _total(fleet, period))
    if len(periods) > 1:
        owned += f", against {count(_total(fleet, first))} in {first}"
        is_higher = _total(fleet, most) > max(_total(fleet, first), _total(fleet, last)) + NOTHING
        owned += f" and at most {count(_total(fleet, most))} in {most}" if is_higher else ""
    if not rent:
        return f"{owned}; none are rented."
    most = max(periods, key=lambda period: _total(rent, period))
    rented = f"{count(_total(rent, most))} accelerators on average over its hours"
    return f"{owned}; rented capacity is highest in {most}, {rented}."


def _draw(fleet: Series, rent: Series, axis: TimeAxis, theme: Theme, palette: Palette, what: str) -> Chart:
    if not fleet and not rent:
        return nothing("Nothing is in service or rented.", theme)
    shown = [(series, title) for series, title in ((fleet, FIRM), (rent, RENTED)) if series]
    return panels(*(panel(_stack(series, axis, theme, palette, what), title, HEIGHT) for series, title in shown))


def _stack(series: Series, axis: TimeAxis, theme: Theme, palette: Palette, what: str) -> alt.LayerChart:
    y = amounts("low", "accelerators")
    return blocks(stacked(series, axis), axis, palette(series, theme), theme, y, "Accelerators", what)
