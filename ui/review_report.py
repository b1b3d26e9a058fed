"""What was measured against the cases, for the terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType

from models.review import Deviation, Review
from ui.figures import percent
from ui.tables import grid, point, section

CASES = "Which case it looks like"
OFF = "Measured and planned"
TRANCHES = "Orders that wait for a signal"
FINDINGS = "What asks for attention"
FAR = 10.0
"""Deviation beyond which its size says nothing: the path has no demand there [share]."""
UNITS = {
    "demand": "service unit", "utilization": "share", "ttft_ms": "ms", "tpot_ms": "ms", "e2e_ms": "ms",
    "failed_share": "share", "queue_depth": "requests", "spend_usd": "USD", "delivered_packs": "packs",
}  # fmt: skip


def review_report(review: Review) -> Group:
    """All tables of a review."""
    parts: list[RenderableType] = [section(FINDINGS, *map(point, review.findings or ("Nothing.",)))]
    columns = ("Case", ">Probability\nbefore", ">Probability\nnow", ">Measured against\nits path")
    rows = [(c.case, percent(c.before), percent(c.now), _off(c.off)) for c in review.cases]
    error = f"Forecast error taken: {percent(review.forecast_error)} of demand, by workload and geography."
    parts.append(section(CASES, grid(columns, rows), point(error)))
    if review.tranches:
        verdicts = [(row.verdict, row.tranche, row.order_by, row.why) for row in review.tranches]
        parts.append(section(TRANCHES, grid(("Verdict", "Tranche", "|Order by\n[month]", "Why"), verdicts)))
    headers = ("Measure", "|Unit", "Of", "|Month", ">Measured", ">Planned", ">Limit")
    parts.append(section(OFF, grid(headers, map(_row, review.deviations))))
    return Group(*parts)


def _off(share: float) -> str:
    return f"{share:+.1%}" if share < FAR else f"over {FAR:+.0%}"


def _row(row: Deviation) -> tuple[str, ...]:
    measured, planned, limit = (
        "" if value is None else f"{value:,.6g}" for value in (row.measured, row.planned, row.limit)
    )
    return row.measure.replace("_", " "), UNITS[row.measure], row.subject, row.month, measured, planned, limit
