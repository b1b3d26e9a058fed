"""Colours and type of all charts, light and dark; one thing has one colour wherever it appears.

The twenty colours of a theme are at least 0.055 apart in OKLab (B. Ottosson, 2020) as seen with normal vision and, by
the simulation of Machado, Oliveira and Fernandes (2009), with protanopia and deuteranopia; the seven of the modes 0.1.
Marks have a contrast of at least 3 to the background, texts of at least 4.5 (WCAG 2.2, 1.4.11 and 1.4.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.costs import COST_TERMS
from models.plan import Plan

MODES = ("buy", "lease", "reserve", "on_demand", "spot", "holding", "dated")
"""Ways to hold capacity, in the order of stacks and legends; each has the colour of its place. A dated block is paid
upfront, and has the colour of what is."""

OTHERS = "others"
"""What stands for all that is not shown by itself."""

_TERM_OF_MODE = {
    "hardware_purchase": "buy",
    "lease_payments": "lease",
    "reserve_payments": "reserve",
    "on_demand": "on_demand",
    "spot": "spot",
    "holdings": "holding",
    "contract_upfront": "dated",
}
_OTHER_TERMS = [term.name for term in COST_TERMS if term.name not in _TERM_OF_MODE]
TERM_SLOTS = {
    **{term: MODES.index(mode) for term, mode in _TERM_OF_MODE.items()},
    **{term: len(MODES) + n for n, term in enumerate(_OTHER_TERMS)},
}
"""Place of a cost term among the colours: that of the mode it pays for, else one of its own."""

FONT = '"Source Sans", Arial, "Liberation Sans", Helvetica, sans-serif'
"""The app's own font in the browser; in pictures and elsewhere Arial or the metrically equal font that comes along."""


@dataclass(frozen=True)
class Theme:
    """Colours on one background, all `#rrggbb`."""

    background: str
    text: str
    muted: str
    """Second text: axis labels, notes."""
    grid: str
    line: str
    """Axis lines and ticks."""
    empty: str
    """Fill of cells that hold nothing."""
    others: str
    """Marks for all that is not shown by itself, and for what belongs to nobody."""
    measure: str
    """Charts of one quantity."""
    limit: str
    """Lines that are not to be crossed, and what needs attention."""
    slots: tuple[str, ...]
    """Twenty colours for things of a kind; the first seven for modes."""
    shares: tuple[str, ...]
    """Five fills for rising shares."""
    share_texts: tuple[str, ...]
    """Text on each of them."""

    def slot(self, number: int) -> str:
        """A colour by its place; after the last it starts again."""
        return self.slots[number % len(self.slots)]

    def mode(self, mode: str) -> str:
        """Colour of a mode, or of a holding."""
        return self.slots[MODES.index(mode)]

    def term(self, term: str) -> str:
        """Colour of a cost term."""
        if term not in TERM_SLOTS:
            return self.others
        round_number, _ = divmod(TERM_SLOTS[term], len(self.slots))
        color = self.slot(TERM_SLOTS[term])
        return self.shade(color, round_number) if round_number else color

    def shade(self, color: str, step: int) -> str:
        """A colour moved towards the text, or away if it is near: the same thing a second time, still seen well."""
        target = self.text if contrast(color, self.text) >= 3 else self.others
        weight = 1 - 0.68**step
        mixed = (a + (b - a) * weight for a, b in zip(channels(color), channels(target), strict=True))
        return "#" + "".join(f"{round(value):02x}" for value in mixed)


LIGHT = Theme(
    background="#ffffff",
    text="#0e1822",
    muted="#4c5a67",
    grid="#e3e8ed",
    line="#808c98",
    empty="#eef2f5",
    others="#868f99",
    measure="#2b7fb8",
    limit="#ac2159",
    slots=(
        *("#615ede", "#1f9291", "#6825a0", "#ca372b", "#ce7f00", "#57607b"),
        *("#181a56", "#ac2159", "#019dc5", "#666d12", "#f24ca7", "#7e3802", "#0e6154", "#8584f7", "#510201", "#a37365"),
        *("#4e2c43", "#21376f", "#904eb1", "#6f1616"),
    ),
    shares=("#d9e7f6", "#aecdee", "#7fb0e3", "#2f76bd", "#0b4a8c"),
    share_texts=("#0e1822", "#0e1822", "#0e1822", "#ffffff", "#ffffff"),
)
DARK = Theme(
    background="#10161d",
    text="#e6ecf2",
    muted="#a9b6c2",
    grid="#26313c",
    line="#6b7a89",
    empty="#1b2530",
    others="#7f8a96",
    measure="#4f9bd6",
    limit="#f0607a",
    slots=(
        *("#7691f8", "#67e5a5", "#a770ad", "#ce8517", "#f1c438", "#a3a6a9"),
        *("#7257bd", "#f0607a", "#a0c6ff", "#d6a906", "#ffa1d3", "#b46c0c", "#4d9a75", "#8daafc", "#895982", "#dfd8d3"),
        *("#75f1ff", "#a55044", "#b6f485", "#beb37c"),
    ),
    shares=("#17324d", "#1d4c78", "#2766a3", "#62a5e6", "#a9d2fb"),
    share_texts=("#e6ecf2", "#e6ecf2", "#ffffff", "#0e1822", "#0e1822"),
)
"""Backgrounds and texts are those of the app's theme."""


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2), 0 for black to 1 for white."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours (WCAG 2.2), 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def accelerator_slots(plans: Iterable[Plan]) -> dict[str, int]:
    """Place of every accelerator among the colours: by name among all that the scenario offers, used or not.

    So an accelerator keeps its colour in every chart of a plan, and over all plans of one scenario.
    """
    names = {
        row.accelerator
        for plan in plans
        for records in (plan.capacities, plan.removed_arcs, plan.fleet, plan.rent, plan.orders)
        for row in records
    }
    return {name: place for place, name in enumerate(sorted(names))}


def config(theme: Theme) -> dict[str, Any]:
    """The Vega-Lite config of a theme."""
    axis = {
        "labelColor": theme.muted,
        "titleColor": theme.text,
        "gridColor": theme.grid,
        "domainColor": theme.line,
        "tickColor": theme.line,
        "labelFontSize": 11,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelFlush": False,
        "labelLimit": 0,  # labels are wrapped before they come here, so that none is clipped
    }
    legend = {
        "labelColor": theme.text,
        "titleColor": theme.muted,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 0,
        "symbolStrokeWidth": 2,
        "titleOrient": "left",
    }
    title = {
        "color": theme.text,
        "subtitleColor": theme.muted,
        "fontSize": 13,
        "subtitleFontSize": 12,
        "anchor": "start",
        "fontWeight": "bold",
        "frame": "group",
    }
    return {
        "background": theme.background,
        "font": FONT,
        "axis": axis,
        "legend": legend,
        "title": title,
        "text": {"color": theme.text, "fontSize": 11},
        "view": {"stroke": None},
        "bar": {"discreteBandSize": {"band": 0.8}},
    }
