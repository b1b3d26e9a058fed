"""A single record as a form: one labelled widget a field."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.document.columns import Column
from ui.editing.desk import Desk
from ui.editing.looks import Look
from ui.editing.places import place_of
from ui.editing.sections import View
from ui.editing.showing import Showing
from ui.parts.text import md

FIELDS_A_LINE = 4


def show_form(desk: Desk, view: View, key: str) -> None:
    """Show the fields of a record, to be edited."""
    showing = _showing(desk, view, key)
    problems = _problems(desk, showing)
    with st.container(border=True, key=f"form-{showing.grid.name}"):
        st.markdown(f"**{md(showing.grid.title)}**: {md(showing.grid.help)}")
        for start in range(0, len(showing.columns), FIELDS_A_LINE):
            line = showing.columns[start : start + FIELDS_A_LINE]
            for place, column in zip(st.columns(len(line)), line, strict=True):
                with place:
                    _field(showing, column)
                    for message in problems.get(column.name, ()):
                        st.error(md(message))


def _showing(desk: Desk, view: View, key: str) -> Showing:
    """The form as it is drawn; drawn now where it is not, or where its widgets have been away."""
    known = desk.showings.get(key)
    if known is not None and known.field_key(known.columns[0]) in st.session_state:
        return known
    grid = desk.grids[view.grid]
    made = Showing.draw(desk.session.document, grid, view.of(grid), desk.number())
    desk.showings[key] = made
    return made


def _problems(desk: Desk, showing: Showing) -> dict[str, list[str]]:
    """Messages by column of the form."""
    found: dict[str, list[str]] = {}
    for problem in desk.session.checked.problems:
        place = place_of(problem.location, desk.grids.values())
        if place.grid == showing.grid.name and place.column:
            found.setdefault(place.column, []).append(problem.message)
    return found


def _field(showing: Showing, column: Column) -> None:
    one = next(one for one in showing.looks if one.name == column.name)
    value = showing.drawn[0][column.name]
    shared: dict[str, Any] = {
        "label": one.header,  # of a model's field: nothing in it is markdown, and screen readers get it as it is
        "help": one.help or None,
        "key": showing.field_key(column),
    }
    _draw(one, column, value, shared)


def _draw(one: Look, column: Column, value: Any, shared: dict[str, Any]) -> None:
    default = "" if column.default in (None, [], {}) else str(column.default)
    if one.widget == "number" and column.kind == "integer" and isinstance(value, int | None):
        st.number_input(value=value, step=1, format="%d", placeholder=default, **shared)
    elif one.widget == "number":
        st.number_input(value=None if value is None else float(value), format="%g", placeholder=default, **shared)
    elif one.widget == "choice":
        options = list(one.options)
        st.selectbox(options=options, index=options.index(str(value)) if value is not None else None,
                     placeholder=default, **shared)  # fmt: skip
    elif one.widget == "words":
        st.multiselect(options=list(one.options), default=value or [], accept_new_options=one.is_open,
                       placeholder="none", **shared)  # fmt: skip
    elif one.widget == "flag":
        st.checkbox(value=bool(column.default if value is None else value), **shared)
    else:
        shown = None if value is None else str(value)
        st.text_input(value=shown, placeholder=default, **shared)
