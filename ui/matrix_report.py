"""The matrix of workloads and accelerators, for terminal and page: one row for each pair, the plan's choice marked."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import RenderableType
from rich.text import Text

from models.calendar import so_many_months
from models.matrix import MatrixCell
from models.numbers import plain, price_scale
from models.plan import Plan
from models.units import counted_thing
from ui.figures import percent, reason, short_grade, words
from ui.tables import grid, point, section

TITLE = "Workloads and accelerators: each pair at the site where a unit costs least"
MARKS = {"main": "\u25cf main", "part": "\u25d0 part"}
"""The plan's choice: a sign and a word."""
NOT_CHOSEN, OUT = "\u25cb not used", "\u00d7 ruled out"
COLUMNS = (
    *("|Plan", "Accelerator at", ">Served\n[%]", ">Cost\n[USD]", ">Plan pays\n[USD]", ">Per accel-\nerator"),
    *(">Power\n[kWh]", "|From\n[month]", ">Risks"),
)
TOLD = ("Accelerator", "Nearest target", "Proven", "Port", "Risks")
"""Columns of what words tell."""
HEADERS = (
    *("Workload", "Users in", "Accelerator", "In the plan", "Share served [0..1]", "Site", "Offer"),
    *("Cost [USD per unit]", "At utilization [0..1]", "Plan pays [USD per unit]", "Unit", "Throughput per accelerator"),
    *("Latency against target", "Power [kWh per unit]", "Maturity", "Stack", "Port [USD]", "Port [months]"),
    *("Port effort [engineer-months]", "Portability [0..1]", "Risks [count]", "Which risks", "Lead [months]"),
    *("First in service [month]", "Most supplied [accelerators]", "Benchmark rests on", "Price rests on", "Why not"),
)
"""Columns of the whole matrix on a page."""
RISKS = {
    "not_validated": "neither validated nor in use",
    "one_payee": "one vendor is paid",
    "weak_benchmark": "benchmark is a claim or estimate",
    "weak_price": "price is an estimate",
}
"""Risks whose code words do not tell."""


def risk_words(cell: MatrixCell) -> str:
    """Risks in words."""
    return ", ".join(RISKS.get(risk, words(risk)) for risk in cell.risks)


def mark(cell: MatrixCell) -> str:
    """What the plan does with a pair, by a sign and a word."""
    return OUT if cell.ruled_out else MARKS.get(cell.choice or "", NOT_CHOSEN)


def nearest(cell: MatrixCell) -> str:
    """The latency that is nearest to its target: `tpot p99 40 of 40 ms`."""
    if not cell.target_ms:
        return ""
    name = max(cell.target_ms, key=lambda each: cell.latency_ms[each] / (cell.target_ms[each] or 1.0))
    return f"{name.replace('_', ' ')} {plain(cell.latency_ms[name])} of {plain(cell.target_ms[name])} ms"


def all_latencies(cell: MatrixCell) -> str:
    """All of them."""
    return ", ".join(
        f"{name.replace('_', ' ')} {plain(cell.latency_ms[name])} of {plain(limit)} ms"
        for name, limit in cell.target_ms.items()
    )


def port(cell: MatrixCell) -> str:
    """What a port takes: `60,000 USD, 3 months`."""
    if not (cell.port_usd or cell.port_months or cell.port_engineer_months):
        return "none" if cell.port_usd is not None else ""
    effort = f", {plain(cell.port_engineer_months)} engineer-months" if cell.port_engineer_months else ""
    return f"{plain(cell.port_usd or 0.0)} USD, {so_many_months(cell.port_months or 0)}{effort}"


def ruled_out(cell: MatrixCell) -> str:
    """The rules that rule a pair out, and what they say."""
    return f"{', '.join(reason(rule) for rule in cell.ruled_out)}: {cell.why}"


def matrix_sections(plan: Plan, *, with_ruled_out: bool = True) -> list[RenderableType]:
    """Tables for every workload and geography; nothing in plans from before the matrix was stated."""
    works = dict.fromkeys((cell.workload, cell.geography) for cell in plan.matrix)
    shown = [cell for cell in plan.matrix if with_ruled_out or not cell.ruled_out]
    rows = ([cell for cell in shown if (cell.workload, cell.geography) == work] for work in works)
    return [_work(plan, cells) for cells in rows if cells]


def _work(plan: Plan, cells: list[MatrixCell]) -> RenderableType:
    priced = [cell.usd_per_unit for cell in cells if cell.usd_per_unit]
    size, things = price_scale(max(priced, default=0.0), counted_thing(cells[0].unit))
    scale = scaled(size)
    possible = [cell for cell in cells if not cell.ruled_out]
    utilization = next((cell.utilization for cell in cells if cell.utilization is not None), 1.0)
    said = f"Cost, nominal, and power per {things}, on the cheapest offer at {percent(utilization)} utilization; "
    said += f"throughput in {cells[0].unit}."
    out = [point(f"{OUT}: {plan.names.accelerator(c.accelerator)}, {ruled_out(c)}") for c in cells if c.ruled_out]
    title = f"Matrix: {plan.names.work(cells[0].workload, cells[0].geography)}"
    figures, told = [_row(plan, cell, scale) for cell in possible], [_told(plan, cell) for cell in possible]
    tables: list[RenderableType] = [grid(COLUMNS, figures), Text(), grid(TOLD, told)] if possible else []
    return section(title, *tables, *out, Text(said, style="dim"))


def scaled(size: float) -> Callable[[float | None], str]:
    """A figure per unit for so many units; empty where there is none."""
    return lambda figure: "" if figure is None else plain(figure * size)


def _row(plan: Plan, cell: MatrixCell, scale: Callable[[float | None], str]) -> tuple[str, ...]:
    names = plan.names
    served = "" if cell.share_served is None else f"{100 * cell.share_served:.0f}"
    return (
        mark(cell),
        names.pool(cell.accelerator, cell.site or ""),
        served,
        scale(cell.usd_per_unit),
        scale(cell.plan_usd_per_unit),
        "" if cell.throughput is None else plain(cell.throughput),
        scale(cell.kwh_per_unit),
        cell.first_service or "",
        str(len(cell.risks)),
    )


def _told(plan: Plan, cell: MatrixCell) -> tuple[str, ...]:
    name = plan.names.accelerator(cell.accelerator)
    return name, nearest(cell), words(cell.maturity or ""), port(cell), risk_words(cell)


def matrix_rows(plan: Plan) -> list[tuple[object, ...]]:
    """The whole matrix under `HEADERS`."""
    return [_whole(cell) for cell in plan.matrix]


def _whole(cell: MatrixCell) -> tuple[object, ...]:
    is_out = bool(cell.ruled_out)
    return (
        *(cell.workload, cell.geography, cell.accelerator, mark(cell), cell.share_served, cell.site, cell.offer),
        *(cell.usd_per_unit, cell.utilization, cell.plan_usd_per_unit, cell.unit, cell.throughput),
        *(all_latencies(cell), cell.kwh_per_unit, words(cell.maturity or ""), cell.stack, cell.port_usd),
        *(cell.port_months, cell.port_engineer_months, cell.portability, None if is_out else len(cell.risks)),
        *(risk_words(cell), cell.lead_months, cell.first_service, cell.most_accelerators),
        *(_rests(cell.benchmark_grade, cell.benchmark_source, cell.benchmark_date),),
        *(_rests(cell.price_grade, cell.price_source, cell.price_date), ruled_out(cell) if is_out else cell.why),
    )


def _rests(grade: str | None, source: str | None, date: str | None) -> str:
    """Grade, source and date of a figure."""
    return ", ".join(filter(None, (grade and short_grade(grade), source, date)))
