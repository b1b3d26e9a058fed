"""The chosen section of the editor: only what is visible is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.case_wording import said_by_case
from data.document.grids import Grid
from data.document.review_groups import GRID as REVIEWS
from data.document.review_groups import PROBLEM
from data.document.rows import rows
from data.document.wording import said
from data.problems import Location
from ui.case_report import HEADERS, SIDE_BY_SIDE
from ui.editing.beside import Override, is_drawn, overrides
from ui.editing.desk import Desk
from ui.editing.form_view import show_form
from ui.editing.grid_view import show_grid
from ui.editing.problems_panel import part_key, pointed_at
from ui.editing.saving import cut
from ui.editing.sections import BY_TITLE, TITLES, YAML, Part, View, part_of
from ui.editing.tools import tools
from ui.editing.yaml_text import yaml_section
from ui.parts.text import md


def body(desk: Desk) -> None:
    """The choice of section and part, and what they show."""
    _begin_with("section", TITLES)
    section = st.segmented_control("Section", TITLES, required=True, key="section", bind="query-params",
                                   label_visibility="collapsed", wrap=True)  # fmt: skip
    section = desk.section = section or TITLES[0]
    if section == YAML:
        pointed_at(desk, section, None)
        yaml_section(desk)
        return
    part = _part(section)
    pointed_at(desk, section, part.title)
    for view in part.views:
        _view(desk, view, f"{section}/{part.title}/{view.grid}", len(part.views) > 1)


def _begin_with(key: str, titles: Sequence[str]) -> None:
    """Choose the first title where none is chosen; a default would not go together with choices made by a link."""
    if st.query_params.get(key) not in titles and st.session_state.get(key) not in titles:
        st.session_state[key] = titles[0]


def _part(section: str) -> Part:
    titles = [part.title for part in BY_TITLE[section].parts]
    chosen = None
    if len(titles) > 1:
        _begin_with(part_key(section), titles)
        chosen = st.pills("Part", titles, required=True, key=part_key(section), label_visibility="collapsed",
                          persist_state="session")  # fmt: skip
    found = part_of(section, chosen)
    if found is None:
        raise KeyError(section)
    return found


def _view(desk: Desk, view: View, key: str, has_title: bool) -> None:
    grid = desk.grids[view.grid]
    if grid.is_form:
        show_form(desk, view, key)
        return
    if has_title:
        st.markdown(f"**{md(grid.title)}**: {md(grid.help)}")
    wanted = tools(desk, grid, key, "" if has_title else grid.help)
    show_grid(desk, view, key, wanted)
    if is_drawn(grid):
        _overrides(desk, grid)
    if grid.name == "cases":
        _changes_of_cases(desk)
    if grid.name == REVIEWS:
        _reviews_to_correct(desk, grid)


def _reviews_to_correct(desk: Desk, grid: Grid) -> None:
    """What is wrong with each review, in full: in its row there is room for the beginning."""
    for n, row in enumerate(rows(desk.session.document, grid), start=1):
        if row[PROBLEM.name]:
            st.error(md(f"Review {n}, {row['month'] or 'without a month'}: {row[PROBLEM.name]}"))


def _changes_of_cases(desk: Desk) -> None:
    """What the cases change besides demand, in words; nothing while the scenario has problems."""
    loaded = desk.session.checked.loaded
    told = said_by_case(loaded.scenario) if loaded else {}
    lines = [(case, *said) for case, rows in told.items() for said in rows]
    if lines:
        st.markdown(f"**{SIDE_BY_SIDE}**")
        st.dataframe(
            pd.DataFrame(lines, columns=["Case", *HEADERS]), hide_index=True, placeholder="", key="case-changes",
            alt=SIDE_BY_SIDE,
        )  # fmt: skip


def _both(one: Override) -> tuple[str, str]:
    """The catalog's value and the own one, in words."""
    at: Location = (one.collection, 0, *one.column.path)
    return cut(said(one.catalog, at)), cut(said(one.own, at))


def _overrides(desk: Desk, grid: Grid) -> None:
    """Own values in catalog records, beside the catalog's."""
    document = desk.session.document
    found = overrides(document, grid, rows(document, grid))
    if not found:
        return
    panel = st.expander(
        f"Own values in place of the catalog's ({len(found)})", key=f"overrides-{grid.name}", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        lines = [(one.record, one.column.header, *_both(one)) for one in found]
        st.dataframe(
            pd.DataFrame(lines, columns=["Record", "Field", "Catalog", "Own"]), hide_index=True, placeholder="",
            key=f"overrides-table-{grid.name}", alt="Own values in place of the catalog's",
        )  # fmt: skip
