"""The plan as files: the same that `steelyard plan --out` writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import streamlit as st

from data.export_csv import csv_files
from data.export_xlsx import workbook_bytes
from data.plan_io import hedge_json, plan_json
from data.plan_tables import LAYOUTS, table
from models.plan import Plan
from ui.parts.tables import frame, show_frame


def files(plan: Plan, stem: str) -> None:
    """Downloads, and every table as its CSV file holds it."""
    st.header("Files of the plan", anchor=False)
    st.text("The same files that `steelyard plan --out` writes. Nothing is rounded in plan.json.")
    with st.container(horizontal=True):
        download("plan.json", lambda: plan_json(plan).encode(), f"{stem}.plan.json", "application/json")
        download("Workbook (.xlsx)", lambda: workbook_bytes(plan), f"{stem}.xlsx", XLSX)
        download("CSV tables (.zip)", lambda: zipped(csv_files(plan)), f"{stem}.csv.zip", "application/zip")
        if hedge := plan.hedge:
            download("hedge.json", lambda: hedge_json(hedge).encode(), f"{stem}.hedge.json", "application/json")
    chosen = st.selectbox("Table", [layout.name for layout in LAYOUTS], key="table")
    rows = table(plan, chosen)
    show_frame(frame(rows.headers, rows.rows), f"Table {chosen}")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(label: str, make: Callable[[], bytes], file_name: str, mime: str) -> None:
    """A button for a file that is made when it is clicked; `make` runs without a session."""
    st.download_button(label, make, file_name, mime, on_click="ignore", key=f"download {label}")


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Files in one archive; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
