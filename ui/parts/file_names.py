"""Names of the files that a run gives: they say which run, scenario, case and day, on any file system."""

from __future__ import annotations

import re
import unicodedata

from models.run import Run
from ui.parts.words import local

LONGEST_PART = 40
"""Letters of a name in a file name: file systems allow 255 bytes in all, and a letter may take four."""


def file_stem(run: Run, case: str | None = None) -> str:
    """`name_scenario_case_day` of a run; a part that says nothing new is left out.

    `case`: of a run that makes one plan for all cases, the one whose plan it is.
    """
    further = [case] if case and run.is_hedge else []
    parts = [run.title, run.scenario_name, run.case, *further, *([run.variant] if run.variant else [])]
    known = list(dict.fromkeys(filter(None, map(safe, parts))))
    return "_".join([*known, f"{local(run.created):%Y-%m-%d}"])


def safe(text: str) -> str:
    """Text as part of a file name: small letters and digits of any script without accents, joined by `-`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:LONGEST_PART].rstrip("-")
