"""What `hedge --out` writes: the hedge, the files of the plan of every case, and charts of the bands."""

from __future__ import annotations

from collections.abc import Mapping

from data.plan_io import hedge_json
from models.plan import Plan
from ui.charts import Format, render
from ui.charts.band_capacity import band_capacity, band_workloads
from ui.charts.bands import band_chart
from ui.results import files_of, folders

FORMS: tuple[Format, ...] = ("svg", "csv")


def hedge_files(plans: Mapping[str, Plan]) -> dict[str, bytes]:
    """`hedge.json`, charts of the bands as SVG with their tables as CSV, and a folder of files for every case."""
    found = shared_files(plans)
    for folder, plan in zip(folders(plans), plans.values(), strict=True):
        found |= {f"{folder}/{name}": content for name, content in files_of(plan).items()}
    return found


def shared_files(plans: Mapping[str, Plan]) -> dict[str, bytes]:
    """What is of all cases together: `hedge.json` and the charts of the bands."""
    plan = next(iter(plans.values()))
    if plan.hedge is None:
        return {}
    charts = [band_chart(plan), *(band_capacity(plan, work) for work in band_workloads(plan.hedge))]
    drawn = {f"{chart.name}.{form}": render(chart, form) for chart in charts for form in FORMS}
    return {"hedge.json": hedge_json(plan.hedge).encode(), **drawn}
