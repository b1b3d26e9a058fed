"""The data pack: the plan as tables for machines."""

from __future__ import annotations

from data.export_csv import csv_files
from data.plan_io import plan_json
from ui.packs.source import Asked, Source


def files(source: Source, _asked: Asked) -> dict[str, bytes]:
    """`plan.json` and its tables as CSV."""
    return {"plan.json": plan_json(source.plan).encode(), **csv_files(source.plan)}
