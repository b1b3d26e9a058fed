"""The plan of a loaded scenario against its alternatives, as value and as files."""

from __future__ import annotations

from models.roi import RoiReport


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
