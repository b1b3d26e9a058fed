"""The catalog as a list to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data.catalog import Record, read_catalog
from data.document.columns import Column
from data.document.grids import Grid
from data.document.rows import rows, shown, value_at
from ui.editing import records
from ui.editing.beside import effective
from ui.editing.desk import Desk
from ui.editing.looks import code, column_config, look, table
from ui.editing.taking import act

FACETS = {
    "offers": ("mode", "accelerator", "site", "vendor"),
    "sites": ("kind", "jurisdiction"),
    "accelerators": ("class", "vendor", "stack"),
    "benchmarks": ("profile", "accelerator", "unit"),
}
"""Fields by which the records of a collection are narrowed down."""
COLUMNS = {
    "offers": "id mode accelerator site vendor pack term_months upfront_usd monthly_usd"
    " committed_usd_per_hour usd_per_hour",
    "sites": "id name kind jurisdiction tags pue electricity_usd_per_kwh carbon_kg_per_kwh space_usd_per_kw_month",
    "accelerators": "id name class vendor stack memory_gb busy_kw available_from end_of_support",
    "stacks": "id name owner is_proprietary port_usd port_months change_usd",
    "benchmarks": "id profile accelerator precision accelerators_per_replica unit",
}
EVIDENCE = ("evidence.grade", "evidence.source", "evidence.date")
EFFECTIVE = Column(
    "effective", (), "Effective [USD/accelerator/h]", "All payments, undiscounted, used every hour.", "number"
)
HEIGHT_PX = 420


def catalog_button(desk: Desk, grid: Grid, key: str) -> None:
    """Choose records of the catalog in a dialog, and list them in the scenario."""
    name = f"catalog of {grid.name}"
    st.button("Add from catalog ...", on_click=act, args=(desk, desk.open_dialog, name), key=f"catalog-{key}")
    if desk.dialog == name:
        title = f"{grid.title} of the catalog"
        st.dialog(title, width="large", on_dismiss=desk.close_dialog)(_catalog)(desk, grid)


def _catalog(desk: Desk, grid: Grid) -> None:
    collection = grid.pattern[0]
    known = {row.get("id") for row in rows(desk.session.document, grid) if row.origin != "brought"}
    catalog = {name: record for name, record in read_catalog()[collection].items() if name not in known}
    words = st.text_input("Find", key="catalog-find", placeholder="words of the id or name")
    found = narrowed(catalog, _facets(catalog, collection), words)
    st.caption(f"{len(found):,} of {len(catalog):,} records that the scenario does not list yet; tick at the left.")
    if not found:
        st.info("No record has all of these.")
        return
    columns = _columns(grid)
    cells = [_cells(record, columns) for record in found]
    looks = [look(column, [row[column.name] for row in cells], column.name == "id") for column in columns]
    event = st.dataframe(
        table(looks, cells), column_config=column_config(looks), column_order=[code(n) for n in range(len(looks))],
        hide_index=True, height=HEIGHT_PX, on_select="rerun", selection_mode="multi-row", placeholder="",
        key=f"catalog-table-{hash(tuple(record['id'] for record in found))}", alt=f"{grid.title} of the catalog",
    )  # fmt: skip
    chosen = [str(found[n]["id"]) for n in event.selection.rows if n < len(found)]
    if st.button(f"Add {len(chosen)} chosen", type="primary", disabled=not chosen, key="catalog-add"):
        desk.close_dialog()
        desk.focus = None
        if desk.edit(records.from_catalog(collection, chosen)):
            at = [row.at for row in rows(desk.session.document, desk.grids[grid.name]) if row.get("id") in chosen]
            desk.fresh = (grid.name, tuple(at))
            desk.redraw()
        st.rerun()


def _facets(catalog: Mapping[str, Record], collection: str) -> dict[str, list[str]]:
    """What the person asks for, by field."""
    names = FACETS.get(collection, ())
    places = st.columns(len(names)) if names else ()
    asked = {}
    for place, name in zip(places, names, strict=True):
        words = sorted({str(record[name]) for record in catalog.values() if record.get(name) is not None})
        with place:
            asked[name] = st.multiselect(name.capitalize(), words, key=f"catalog-{name}", placeholder="any")
    return asked


def narrowed(catalog: Mapping[str, Record], asked: Mapping[str, Sequence[str]], text: str) -> list[Record]:
    """Records whose fields are among those asked for, and whose id and name contain every word of a text."""
    words = text.casefold().split()
    return [
        record
        for record in catalog.values()
        if all(not among or str(record.get(name)) in among for name, among in asked.items())
        and all(word in f"{record['id']} {record.get('name', '')}".casefold() for word in words)
    ]


def _columns(grid: Grid) -> list[Column]:
    names = COLUMNS.get(grid.pattern[0], "id name").split()
    by_name = {column.name: column for column in grid.columns}
    extra = [EFFECTIVE] if grid.pattern[0] == "offers" else []
    chosen = [by_name[name] for name in (*names[1:], *EVIDENCE) if name in by_name]
    return [replace(column, is_editable=False) for column in (by_name["id"], *extra, *chosen)]


def _cells(record: Record, columns: Sequence[Column]) -> dict[str, Any]:
    cells = {column.name: shown(column, value_at(record, column.path)) for column in columns if column.path}
    return {**cells, EFFECTIVE.name: effective(record)} if any(c.name == EFFECTIVE.name for c in columns) else cells
