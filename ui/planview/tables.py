"""Tables of a plan as the page shows them: headers in words, with units."""

from __future__ import annotations

from data.plan_tables import Table
from ui.figures import words
from ui.parts.tables import frame, show_frame

SAID = {
    "accelerator_hours": "Accelerator-hours",
    "carbon_kg_co2e": "Carbon [kg CO2e]",
    "accelerators_per_run": "Accelerators per run",
    "at_once": "Runs at once",
    "data_tb": "Data [TB]",
    "deadline_hours": "Allowed per run [h]",
    "ends": "Ends [month]",
    "engineer_months": "Effort [engineer-months]",
    "hours_per_run": "Time of a run [h]",
    "lost_hours_per_run": "Lost of it to checkpoints and failures [h]",
    "period": "Period [first month]",
    "service_until": "In service until [month]",
    "share_of_paid_hours_busy": "Utilization: share of paid hours busy",
    "accelerators_rented_in_it": "Accelerators rented in the tightest block",
    "units_per_accelerator_hour": "Units per accelerator-hour",
    "usd": "Amount [USD]",
    "usd_per_unit": "Cost [USD per unit]",
}
"""Headers whose words do not follow from their name."""
UNITS = {
    "_engineer_months": "engineer-months",
    "_usd_per_unit": "USD per unit",
    "_usd": "USD",
    "_kwh": "kWh",
    "_kw": "kW",
    "_period": "first month",
}
"""Endings of field names that say the unit."""


def show_table(table: Table, label: str) -> None:
    """A tidy table of the plan with its headers in words; the values are those of its CSV file."""
    show_frame(frame([in_words(header) for header in table.headers], table.rows), label)


def in_words(header: str) -> str:
    """A header in words with its unit in brackets: `cost_usd` -> `Cost [USD]`."""
    if header in SAID:
        return SAID[header]
    for ending, unit in UNITS.items():
        if header.endswith(ending):
            name = words(header.removesuffix(ending))
            return f"{name[:1].upper()}{name[1:]} [{unit}]"
    name = words(header)
    return name[:1].upper() + name[1:]
