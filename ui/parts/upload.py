"""Uploading a scenario: one YAML file, and the tables and bases that it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from data.document import EditError, self_contained
from data.problems import ScenarioError
from ui.parts.pages import go
from ui.parts.refusals import said
from ui.parts.text import md
from ui.state import person, settings, store

SUFFIXES = ("yaml", "yml", "csv", "parquet")
SHOWN_PROBLEMS = 20
LONGEST_NAME = 200


class UploadError(Exception):
    """Files that make no scenario; `lines` says why."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def upload() -> None:
    """The form; what is uploaded becomes an own scenario, opened in the editor, where its problems show."""
    with st.form("upload", border=False, clear_on_submit=False):
        files = st.file_uploader(
            "Scenario file (.yaml), with the tables (.csv, .parquet) and scenarios it names",
            type=list(SUFFIXES),
            accept_multiple_files=True,
            max_upload_size=settings().upload_mb,
        )
        main = st.text_input("Which of several .yaml files is the scenario?", max_chars=LONGEST_NAME)
        if st.form_submit_button("Add to your scenarios"):
            _take({file.name: file.getvalue() for file in files}, main.strip())


def _take(files: Mapping[str, bytes], main: str) -> None:
    try:
        name, text = scenario_of(files, main)
    except UploadError as error:
        for line in error.lines[:SHOWN_PROBLEMS]:
            st.error(md(line))
        if len(error.lines) > SHOWN_PROBLEMS:
            st.caption(f"and {len(error.lines) - SHOWN_PROBLEMS} more")
        return
    with said():
        go("edit", scenario=store().scenarios.create(person(), name, text).id)


def scenario_of(files: Mapping[str, bytes], main: str = "") -> tuple[str, str]:
    """Name and text of the scenario in some files; a text that names other files comes out with their content in it.

    Parameters
    ----------
    files : content by file name.
    main : which of several YAML files is the scenario.

    Raises
    ------
    UploadError
        when none of them is a scenario that can be read. Wrong values in it do not matter: the editor shows them.
    """
    name = _main(files, main)
    try:
        document = self_contained(files, name)
    except ScenarioError as error:
        raise UploadError([str(problem) for problem in error.problems]) from None
    except EditError as error:
        raise UploadError([f"{name}: {error}"]) from None
    title = document.at(("name",))
    return (str(title) if title else Path(name).stem)[:LONGEST_NAME], document.text()


def _main(files: Mapping[str, bytes], asked: str) -> str:
    """The scenario among the files."""
    found = [name for name in files if name.endswith((".yaml", ".yml"))]
    if not found:
        raise UploadError(["Choose a scenario file: its name ends in .yaml."])
    if asked and asked not in found:
        raise UploadError([f"{asked} is not among the files; there are {', '.join(found)}."])
    if not asked and len(found) > 1:
        raise UploadError([f"Say which file is the scenario: {', '.join(found)}."])
    return asked or found[0]
