"""The plan of a loaded scenario against its alternatives, and what each way to fail means to the user."""

from __future__ import annotations

from pathlib import Path

from models.roi import RoiReport
from solver.economics.make import make_roi
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.planning import plan_of
from ui.scenario_file import ScenarioFile


def roi_case(source: ScenarioFile, case: str, options: SearchOptions, *, listener: Listener | None = None) -> RoiReport:
    """Hold the plan of a case against every alternative.

    Raises
    ------
    SteelyardError
        where there is no plan, or the figures break a law that they must keep.
    """
    loaded = source.loaded
    found = make_roi(loaded.scenario, case, options, document_hash=loaded.document_hash, on_progress=listener)
    if not isinstance(found, RoiReport):
        plan_of(found, case)
        raise SteelyardError(Exit.FAILED, [f"case {case}: there is a plan, but no program to hold against others"])
    if found.failures:
        raise SteelyardError(Exit.FAILED, [f"case {case}: the figures do not agree: {each}" for each in found.failures])
    return found


def roi_json(report: RoiReport) -> str:
    """The text of `roi.json`."""
    return report.model_dump_json(indent=1) + "\n"


def roi_files(report: RoiReport) -> dict[str, bytes]:
    """The report as files: `roi.json`, its table, and its charts with the figures behind them."""
    from ui.charts import render
    from ui.charts.cash_flow import cash_flow_chart
    from ui.charts.crossover import crossover_charts, crossover_table
    from ui.charts.demand_crossover import demand_crossover_charts, demand_crossover_table
    from ui.roi_table import roi_table

    tables = {
        "roi.csv": roi_table(report),
        "crossover.csv": crossover_table(report),
        "crossover-demand.csv": demand_crossover_table(report),
    }
    files = {"roi.json": roi_json(report).encode(), **tables}
    for figure in (cash_flow_chart(report), *crossover_charts(report), *demand_crossover_charts(report)):
        files[f"{figure.name}.svg"] = render(figure, "svg")
        files[f"{figure.name}.csv"] = render(figure, "csv")
    return files


def write_roi(report: RoiReport, folder: Path) -> None:
    """Write the files into a folder; SteelyardError when it cannot be written to."""
    from data.plan_io import write_files

    try:
        write_files(folder, roi_files(report))
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {(error.strerror or str(error)).lower()}"]) from None
