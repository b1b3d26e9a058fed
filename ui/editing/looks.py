"""How the columns of a grid look: the widget of every column, and the table that fills it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd
import streamlit as st

from data.document.columns import Column
from data.document.numerals import plain_number
from ui.parts.text import md

Widget = Literal["text", "number", "flag", "choice", "words"]
Format = Literal["localized", "%g"]
"""With thousands separators and at most three decimals; or the shortest text of the number. Streamlit's "plain" is
neither: it multiplies by powers of ten and shows 2028 as 2027.9999999999998."""
FINE = 1e-4
"""Columns with numbers that three decimals would change by more than this share are shown in full, which costs the
thousands separators."""
DIGITS = 12
"""Significant digits shown: beyond them numbers in binary show noise."""
LARGEST = 1e15
"""Larger numbers are shown as text: the browser could not hold them exactly."""
SAMPLED = 9
"""Rows by which the browser chooses the width of a column."""
MARGIN_PX, CHARACTER_PX, WIDEST_PX = 26, 6.4, 320
"""Of a cell: what surrounds its text, the mean width of a character, and the widest that a column is made."""
SYNTAX = {
    "mapping": "Written as `2027-06: 4, 2028-01: 2`.",
    "part": "Written as `offers: [{id: reserve-1y, lead_months: 6}]`.",
    "month": "Written as `2027-01`.",
}
"""How values are written that have no widget of their own."""


@dataclass(frozen=True)
class Look:
    """A column as drawn."""

    name: str
    header: str
    help: str
    widget: Widget
    format: Format = "localized"
    options: tuple[str, ...] = ()
    is_open: bool = False
    """Whether words beside the options may be given."""
    is_editable: bool = True
    is_pinned: bool = False
    default: Any = None
    """What an empty cell of a flag shows."""
    width_px: int | None = None
    """Width where the content should not decide."""

    @property
    def shape(self) -> Look:
        """The look without options and width: what must stay while somebody works in the grid."""
        return replace(self, options=(), width_px=None)


def look(column: Column, values: Sequence[Any], is_pinned: bool = False) -> Look:
    """The look of a column, given all its values: where one is of the wrong kind, the column shows text."""
    widget = _widget(column)
    if not all(_fits(widget, value) for value in values):
        widget = "text"
    return Look(
        name=column.name,
        header=column.header + (" *" if column.is_required and column.is_editable else ""),
        help=_help(column),
        widget=widget,
        format="%g" if column.kind == "integer" or any(map(_is_fine, values)) else "localized",
        options=_options(column, widget, values),
        is_open=not column.choices or column.is_open,
        is_editable=column.is_editable,
        is_pinned=is_pinned,
        default=column.default if widget == "flag" else None,
        width_px=_width(widget, values),
    )


def _width(widget: Widget, values: Sequence[Any]) -> int | None:
    """A width for texts longer than those by which the browser would choose it; None where it sees the longest."""
    if widget not in ("text", "choice"):
        return None
    lengths = [0 if value is None else len(_text(value)) for value in values]
    longest = max(lengths, default=0)
    is_usual = longest <= 2 * sum(lengths) / max(len(lengths), 1)  # the browser leaves out cells far longer than others
    if longest in lengths[:SAMPLED] and is_usual and len(lengths) > 0:
        return None
    return min(round(MARGIN_PX + CHARACTER_PX * longest), WIDEST_PX) if longest else None


def _widget(column: Column) -> Widget:
    if column.kind == "choice":
        return "text" if column.is_open else "choice"
    widgets: dict[str, Widget] = {"number": "number", "integer": "number", "flag": "flag", "list": "words"}
    return widgets.get(column.kind, "text")


def _fits(widget: Widget, value: Any) -> bool:
    if value is None or widget in ("text", "choice"):
        return True
    if widget == "flag":
        return isinstance(value, bool)
    if widget == "words":
        return isinstance(value, list)
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _is_fine(value: Any) -> bool:
    return isinstance(value, float) and abs(round(value, 3) - value) > FINE * abs(value)


def _help(column: Column) -> str:
    needed = "Required." if column.is_required and column.is_editable else ""
    return " ".join(part for part in (md(column.help), SYNTAX.get(column.kind, ""), needed) if part)


def _options(column: Column, widget: Widget, values: Sequence[Any]) -> tuple[str, ...]:
    """What may be chosen: the column's choices, and what is written in its cells whether or not it is one."""
    if widget == "choice":
        return tuple(dict.fromkeys(map(str, (*column.choices, *(value for value in values if value is not None)))))
    if widget == "words":
        return tuple(dict.fromkeys((*map(str, column.choices), *(word for value in values if value for word in value))))
    return ()


def table(looks: Sequence[Look], found: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The cells as a frame with columns `c0`, `c1`, ...: names from a file could clash with Streamlit's own."""
    columns = {code(n): _series(one, [row.get(one.name) for row in found]) for n, one in enumerate(looks)}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(found)))


def code(position: int) -> str:
    """The name of a column in the frame."""
    return f"c{position}"


def named(looks: Sequence[Look], cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells as the browser names them, by the names of the columns; those that cannot be edited are left out."""
    by_code = {code(n): one for n, one in enumerate(looks)}
    return {by_code[key].name: value for key, value in cells.items() if key in by_code and by_code[key].is_editable}


def _series(one: Look, values: Sequence[Any]) -> pd.Series[Any]:
    if one.widget == "number":
        return pd.Series([None if value is None else float(f"{value:.{DIGITS}g}") for value in values], dtype="Float64")
    if one.widget == "flag":
        shown = [one.default if value is None else value for value in values]
        return pd.Series(shown, dtype="boolean")
    if one.widget == "words":
        return pd.Series([value if value is None else list(map(str, value)) for value in values], dtype="object")
    return pd.Series([None if value is None else _text(value) for value in values], dtype="object")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return plain_number(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def column_config(looks: Sequence[Look]) -> dict[str, Any]:
    """The looks in Streamlit's words."""
    return {code(n): _config(one) for n, one in enumerate(looks)}


def _config(one: Look) -> Any:
    make = st.column_config
    shared: dict[str, Any] = {
        "help": one.help or None,
        "disabled": not one.is_editable,
        "pinned": one.is_pinned or None,
        "width": one.width_px,
    }
    if one.widget == "number":
        return make.NumberColumn(one.header, format=one.format, **shared)
    if one.widget == "flag":
        return make.CheckboxColumn(one.header, **shared)
    if one.widget == "choice":
        return make.SelectboxColumn(one.header, options=list(one.options), **shared)
    if one.widget == "words":
        options, is_open = list(one.options), one.is_open
        return make.MultiselectColumn(one.header, options=options, accept_new_options=is_open, **shared)
    return make.TextColumn(one.header, **shared)
