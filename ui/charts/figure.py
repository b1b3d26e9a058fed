"""A figure: chart, table and one-sentence reading of the same data; as PNG, SVG or CSV for downloads and documents."""

from __future__ import annotations

import csv
import io
import math
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import altair as alt
import pandas as pd

from data.export_csv import FORMULA_STARTS
from data.yaml_source import UNPRINTABLE
from ui.charts.theme import DARK, LIGHT, Theme, config
from ui.figures import clean

Chart = alt.Chart | alt.LayerChart | alt.VConcatChart
Format = Literal["png", "svg", "csv"]
VEGA_LITE = "6.4"
"""Version of Vega-Lite that pictures are drawn with; the one that altair 6 writes for."""
WIDTH = 1000
"""Width of pictures unless asked otherwise [px]."""
SHARPNESS = 2.0
"""Pixels of a PNG per px of the chart: sharp on paper."""


@dataclass(frozen=True, eq=False)
class Figure:
    """What one chart says, drawn only when it is looked at.

    Text of scenarios is data of the chart or the text of a title, never part of an expression, a format or an address.
    """

    name: str
    """File stem."""
    title: str
    """What is shown, with unit and period."""
    sentence: str
    """Reading of the chart with its figures and their units."""
    table: pd.DataFrame
    """The figures behind it as the plan holds them, units in the headers."""
    draw: Callable[[Theme], Chart]
    """The chart in the colours of a theme, without title."""

    @cached_property
    def chart(self) -> Chart:
        """The chart in the light theme, as wide as what it stands in."""
        return self.themed(dark=False)

    def themed(self, dark: bool) -> Chart:
        """The chart in a theme, as wide as what it stands in."""
        theme = DARK if dark else LIGHT
        chart = self.draw(theme)
        # Asked for by name: charts of several panels would else stick out of their place by the width of their axes.
        chart.autosize = alt.AutoSizeParams(type="fit-x", contains="padding")
        chart.config = config(theme)
        return chart


def render(
    figure: Figure,
    form: Format,
    dark: bool = False,
    width: int = WIDTH,
    is_titled: bool = True,
    legend_px: int = 0,
) -> bytes:
    """A figure as a file; pictures are drawn without asking any other host.

    Parameters
    ----------
    figure : the figure.
    form : `png`, `svg` or `csv`; the CSV holds the table, safe to open in a spreadsheet.
    dark : whether the picture is for a dark background.
    width : width of the picture [px]; a PNG has twice as many pixels.
    is_titled : whether the picture carries title and reading.
    legend_px : width at which names in legends, which then stand one above the other, are cut, so that none leaves the
        page [px]; 0: they never are.
    """
    if form == "csv":
        return _csv(figure.table)
    import vl_convert as convert  # 0.1 s, and only here

    spec = _printable(_sized(figure, dark, width, is_titled))
    if legend_px:
        layout = {"top": {"direction": "vertical", "anchor": "start"}}
        spec["config"]["legend"] |= {"labelLimit": legend_px, "layout": layout}
    if form == "svg":
        return convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[]).encode("utf-8")
    return convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=SHARPNESS, allowed_base_urls=[])


def _printable(value: Any) -> Any:
    """Without characters that no picture may hold: on some the drawing program ends the whole process."""
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_printable(each) for each in value]
    return UNPRINTABLE.sub("", value) if isinstance(value, str) else value


def _sized(figure: Figure, dark: bool, width: int, is_titled: bool) -> dict[str, Any]:
    """The Vega-Lite specification at a width."""
    spec = figure.themed(dark).to_dict(validate=False)
    for view in (spec, *spec.get("vconcat", ())):
        view["width"] = width
    if is_titled:
        spec["title"] = {
            "text": textwrap.wrap(clean(figure.title), width // 8),
            "subtitle": textwrap.wrap(clean(figure.sentence), width // 6),
            "frame": "bounds",
            "fontSize": 16,
            "offset": 14,
            "subtitlePadding": 6,
        }
    spec["padding"] = 12
    return spec


def _csv(table: pd.DataFrame) -> bytes:
    """The table in UTF-8; text that a spreadsheet takes for a formula stands behind an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(str(header)) for header in table.columns])
    writer.writerows([_cell(cell) for cell in row] for row in table.itertuples(index=False, name=None))
    return text.getvalue().encode("utf-8")


def _cell(cell: object) -> object:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
    return "" if cell is None or (isinstance(cell, float) and math.isnan(cell)) else cell
