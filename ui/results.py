"""Results of a plan as files in a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from data.export_csv import csv_files
from data.export_xlsx import workbook_bytes
from data.plan_io import plan_json, write_files
from models.plan import Plan
from ui.exits import Exit, SteelyardError


def check_folder(folder: Path) -> None:
    """Say before a long search that its results could not be written; SteelyardError if so."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir():
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {existing} is a file, not a folder"])
    if not os.access(existing, os.W_OK | os.X_OK):
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {existing} cannot be written to"])


def write_results(plans: Mapping[Path, Plan]) -> None:
    """Write `plan.json`, the CSV tables and `buy-plan.xlsx` of each plan into its folder.

    Everything is made before anything is written. SteelyardError when a folder cannot be written to.
    """
    made = {folder: _files(plan) for folder, plan in plans.items()}
    for folder, files in made.items():
        try:
            write_files(folder, files)
        except OSError as error:
            raise SteelyardError(
                Exit.BAD_INPUT, [f"--out {folder}: {(error.strerror or str(error)).lower()}"]
            ) from None


def _files(plan: Plan) -> dict[str, bytes]:
    return {"plan.json": plan_json(plan).encode(), **csv_files(plan), "buy-plan.xlsx": workbook_bytes(plan)}
