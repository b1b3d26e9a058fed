"""A finished sweep as files: `sweep.json`, and `sweep.csv` with a line per point."""

from __future__ import annotations

from collections.abc import Sequence

from data.export_csv import csv_bytes
from data.plan_io import json_text
from data.plan_tables import Cell, Table
from models.sweep import Row, Sweep

FIGURES = {
    "status": "Status",
    "message": "Why there is no plan",
    "objective_usd": "Total cost, discounted [USD]",
    "bound_usd": "No plan costs less than, discounted [USD]",
    "gap": "Gap [share of the decidable cost]",
    "nominal_usd": "Total cost, nominal [USD]",
    "carbon_kg": "Carbon over the horizon [kg CO2e]",
    "lock_in_usd": "Highest unavoidable future payments, nominal [USD]",
    "power_kw": "Highest provisioned power at the meter [kW]",
    "vendors": "Vendors paid over the horizon [count]",
}
"""Figures of a row, with header and unit."""


def sweep_json(sweep: Sweep) -> str:
    """The text of `sweep.json`: fields in the order of the models, one record per line."""
    return json_text(sweep)


def sweep_table(sweep: Sweep) -> Table:
    """The base and every point: levels, figures, offers ordered first, packs by offer."""
    offers = sorted({offer for row in (sweep.base, *sweep.rows) for offer in row.orders})
    levels = [f"{axis.name} [{'factor' if axis.how == 'factor' else 'value'}]" for axis in sweep.axes]
    packs = [f"Packs of {sweep.offers.get(offer, offer)}" for offer in offers]
    headers = ("Point", *levels, *FIGURES.values(), f"Ordered in the first {sweep.months_now} months", *packs)
    names = [axis.name for axis in sweep.axes]
    rows = [_cells(n, row, names, offers) for n, row in enumerate((sweep.base, *sweep.rows))]
    return Table("sweep", tuple(headers), tuple(rows))


def sweep_csv(sweep: Sweep) -> bytes:
    """The same as CSV; an axis that stands as in the base is empty."""
    return csv_bytes(sweep_table(sweep))


def _cells(number: int, row: Row, axes: Sequence[str], offers: Sequence[str]) -> tuple[Cell, ...]:
    figures = [getattr(row, name) for name in FIGURES]
    packs = [row.orders.get(offer, 0.0) if row.has_plan else None for offer in offers]
    return (number, *(row.levels.get(name) for name in axes), *figures, ", ".join(row.first_orders), *packs)
