"""Results of a plan as files in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from data.export_csv import csv_files
from data.export_xlsx import workbook_bytes
from data.plan_io import plan_json
from models.conflict import NothingFits
from models.plan import Plan
from ui.exits import Exit, SteelyardError
from ui.writing import write_into

CONFLICTS = "conflicts.json"


def check_folder(folder: Path) -> None:
    """Say before a long search that its results could not be written; SteelyardError if so."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir():
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {existing} is a file, not a folder"])
    if not os.access(existing, os.W_OK | os.X_OK):
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {existing} cannot be written to"])


def write_results(answers: Mapping[Path, Plan | NothingFits]) -> None:
    """Write `plan.json`, the CSV tables and `buy-plan.xlsx` of each plan into its folder, else `conflicts.json`.

    Everything is made before anything is written. Conflicts that an earlier run has left beside a new plan are removed.
    SteelyardError when a folder cannot be written to.
    """
    made = {folder: files_of(answer) for folder, answer in answers.items()}
    for folder, files in made.items():
        write_into(folder, files, gone=None if CONFLICTS in files else CONFLICTS)


def written(folder: Path, answer: Plan | NothingFits) -> str:
    """What is said of the files of an answer."""
    if isinstance(answer, Plan):
        return f"written to {folder}: plan.json, buy-plan.xlsx and CSV tables"
    earlier = "; plan.json there is of an earlier run" if (folder / "plan.json").exists() else ""
    return f"written to {folder}: {CONFLICTS}{earlier}"


def files_of(answer: Plan | NothingFits) -> dict[str, bytes]:
    """The files of an answer, by name."""
    text = plan_json(answer).encode()
    if isinstance(answer, NothingFits):
        return {CONFLICTS: text}
    return {"plan.json": text, **csv_files(answer), "buy-plan.xlsx": workbook_bytes(answer)}


def folders(cases: Iterable[str]) -> list[str]:
    """A folder name of its own for every case, also on file systems that do not tell `A` from `a`."""
    names = [case.replace("/", "_") for case in cases]
    distinct = len({name.casefold() for name in names}) == len(names)
    return names if distinct else [f"{n}-{name}" for n, name in enumerate(names, start=1)]
