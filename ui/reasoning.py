"""Reasons for the plan of a loaded scenario, as value and as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from models.base import Model
from models.reasons import Alternative, BreakEven, Reasons, RunnerUp, ShadowPrice, TermWorth
from solver.reasons.make import ALTERNATIVES, WITHIN_PERCENT, make_reasons
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.planning import plan_of
from ui.scenario_file import ScenarioFile

TABLES: dict[str, type[Model]] = {
    "shadow_prices": ShadowPrice,
    "break_even": BreakEven,
    "runners_up": RunnerUp,
    "alternatives": Alternative,
    "worth": TermWorth,
}
"""Lists of `Reasons` that are tables of their own."""


def reasons_of(
    source: ScenarioFile,
    case: str,
    options: SearchOptions,
    *,
    within_percent: float = WITHIN_PERCENT,
    alternatives: int = ALTERNATIVES,
    listener: Listener | None = None,
) -> Reasons:
    """Why the plan of a case is as it is; SteelyardError where there is no plan."""
    loaded = source.loaded
    found = make_reasons(
        loaded.scenario,
        case,
        options,
        within_percent=within_percent,
        alternatives=alternatives,
        document_hash=loaded.document_hash,
        on_progress=listener,
    )
    if isinstance(found, Reasons):
        return found
    plan_of(found, case)
    raise SteelyardError(Exit.FAILED, [f"case {case}: there is a plan, but no program to give reasons for"])


def why_json(reasons: Reasons) -> str:
    """The text of `why.json`."""
    return reasons.model_dump_json(indent=1) + "\n"


def why_files(reasons: Reasons) -> dict[str, bytes]:
    """`why.json`, and each of its tables as CSV with the same names of columns."""
    files = {"why.json": why_json(reasons).encode()}
    for name, kind in TABLES.items():
        files[f"{name}.csv"] = _csv(kind, getattr(reasons, name)).encode()
    return files


def _csv(kind: type[Model], rows: Iterable[Model]) -> str:
    columns = [name for name in kind.model_fields if name != "mix"]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows([_cell(getattr(row, name)) for name in columns] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else value


def write_why(reasons: Reasons, folder: Path) -> None:
    """Write the files into a folder; SteelyardError when it cannot be written to."""
    from data.plan_io import write_files

    try:
        write_files(folder, why_files(reasons))
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {(error.strerror or str(error)).lower()}"]) from None
