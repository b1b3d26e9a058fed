"""The scenario as a file: download, and upload in place of the draft."""

from __future__ import annotations

import re

import streamlit as st

from ui.editing.desk import Desk
from ui.editing.rewriting import Rewrite
from ui.parts.upload import SUFFIXES, UploadError, scenario_of
from ui.state import settings

SHOWN = 20


def file_menu(desk: Desk) -> None:
    """Download the draft as YAML; replace it by files."""
    menu = st.popover("File ...", key="file", on_change="rerun")
    if not menu.open:
        return
    with menu:
        text = desk.session.document.text()
        st.download_button("Download YAML", text, f"{stem(desk.session.saved.name)}.yaml", "application/yaml",
                           key="download-yaml", on_click="ignore")  # fmt: skip
        _replacement(desk)


def _replacement(desk: Desk) -> None:
    with st.form("replace", border=False, clear_on_submit=True):
        files = st.file_uploader(
            "Replace the draft by a scenario file (.yaml), with the tables (.csv, .parquet) and scenarios it names",
            type=list(SUFFIXES),
            accept_multiple_files=True,
            max_upload_size=settings().upload_mb,
            key="replacement",
        )
        main = st.text_input("Which of several .yaml files is the scenario?", key="replacement-main")
        if st.form_submit_button("Replace the draft", help="Undo brings the old draft back."):
            if not files:
                st.error("Choose a file first.")
                return
            _replace(desk, {file.name: file.getvalue() for file in files}, main.strip())


def _replace(desk: Desk, files: dict[str, bytes], main: str) -> None:
    try:
        _, text = scenario_of(files, main)
    except UploadError as error:
        more = f" (and {len(error.lines) - SHOWN} more)" if len(error.lines) > SHOWN else ""
        desk.refuse("The draft was not replaced. " + " ".join(error.lines[:SHOWN]) + more)
    else:
        desk.edit(Rewrite((), f"replaced by {', '.join(files)}", text))
    st.rerun()


def stem(name: str) -> str:
    """A name as the stem of a file."""
    words = re.sub(r"[^\w-]+", "-", name).strip("-").lower()
    return words[:60] or "scenario"
