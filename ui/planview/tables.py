"""Tables of a plan as the page shows them: headers in words, with units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.plan_tables import table
from models.plan import Plan
from ui.figures import words
from ui.parts.readable import SHARE, readable
from ui.parts.tables import frame, show_frame

SAID = {
    "accelerator_hours": "Accelerator-hours",
    "allowed_blocks": "Done in blocks",
    "capacity_engineer_months": "There [engineer-months]",
    "carbon_kg_co2e": "Carbon, location-based [kg CO2e per period]",
    "approved_usd": "Approved [USD]",
    "paid_display": "Paid [display currency]",
    "paid_usd": "Paid [USD]",
    "charged_usd": "Charged before the rebate, nominal [USD]",
    "contract_year": "Contract year",
    "drawn_usd": "Drawn down: charged less rebate [USD]",
    "rebate_usd": "Rebate, nominal [USD]",
    "shortfall_usd": "Shortfall, nominal [USD]",
    "year_from": "From [month]",
    "year_until": "Until [month]",
    "cost_usd": "Cost, nominal [USD]",
    "energy_kwh": "Energy at the meter [kWh per period]",
    "heat_cap_kw": "Heat limit [kW]",
    "heat_share": "Share of the heat limit [0..1]",
    "power_cap_kw": "Power limit [kW]",
    "power_share": "Share of the power limit [0..1]",
    "rack_cap": "Rack limit [racks]",
    "rack_share": "Share of the rack limit [0..1]",
    "racks": "Racks [racks]",
    "saving_usd": "Saves to the end of the horizon, nominal [USD]",
    "share_by_accelerator_class": "Share of it by class of accelerator",
    "share_of_served": "Share of the workload served [0..1]",
    "support_usd": "Support, nominal [USD per period]",
    "telemetry_usd": "Telemetry, nominal [USD per period]",
    "throughput_per_accelerator": "Throughput per accelerator [see Unit]",
    "wait_periods": "May wait [periods]",
    "counted_kg_co2e": "Carbon, location-based [kg CO2e]",
    "limit_kg_co2e": "Limit [kg CO2e]",
    "accelerators_per_run": "Accelerators per run",
    "at_once": "Runs at once",
    "data_tb": "Data [TB]",
    "discount_share": "Tier discount, on average [0..1]",
    "next_tier_from_packs": "Next tier [packs]",
    "price_share": "Price, of the offer's list price [0..1]",
    "tier_from_packs": "Tier from [packs]",
    "deadline_hours": "Allowed per run [h]",
    "tokens_per_minute": "Tokens called in the busiest block [tokens/min]",
    "set_aside_tokens_per_minute": "Most set aside [tokens/min]",
    "quota_tokens_per_minute": "Quota [tokens/min]",
    "input_tokens": "Input in the period [tokens]",
    "output_tokens": "Output in the period [tokens]",
    "accelerators_in_all": "Accelerators in all",
    "amount": "By how much [see Unit]",
    "amount_of_part": "Of the part [see Measure]",
    "amount_in_all": "Of all that counts [see Measure]",
    "ends": "Ends [month]",
    "leaves": "Leaves [month]",
    "stays_from": "Stays from [month]",
    "fee_usd": "Fee, nominal [USD]",
    "resale_usd": "Sold for, nominal [USD]",
    "changes_cost_usd": "Changes the cost by, nominal [USD]",
    "orchestration": "Orchestration [0..1]",
    "runtime": "Runtime [0..1]",
    "serving": "Serving [0..1]",
    "share_scored": "Work on scored stacks [0..1]",
    "within_months": "Within [months]",
    "engineer_months": "Effort [engineer-months]",
    "hours_per_run": "Time of a run [h]",
    "lost_hours_per_run": "Of it lost [h]",
    "m2": "Floor [m2]",
    "committed_usd": "Committed, nominal [USD]",
    "used_usd": "Used, at its rates [USD]",
    "unused_usd": "Unused [USD]",
    "used_share": "Used [0..1]",
    "on_demand_usd": "Covered usage on demand [USD]",
    "usd_per_hour": "Committed [USD/h]",
    "upfront_usd": "Paid ahead, nominal [USD]",
    "kw": "Power [kW at the meter]",
    "floor_m2": "Floor [m2]",
    "floor_cap_m2": "Floor limit [m2]",
    "floor_share": "Share of the floor limit [0..1]",
    "period": "Period [first month]",
    "service_until": "In service until [month]",
    "share_of_paid_hours_busy": "Utilization: share of paid hours busy [0..1]",
    "accelerators_rented_in_it": "Accelerators rented in the tightest block",
    "units_per_accelerator_hour": "Units per accelerator-hour",
    "elsewhere_usd_per_month": "Its work elsewhere [USD/month]",
    "elsewhere_usd_per_accelerator_hour": "Its work elsewhere [USD/accelerator/h]",
    "hand_over_weeks": "Hand over [weeks]",
    "move_weeks": "Move [weeks]",
    "port_weeks": "Port [weeks]",
    "running_usd_per_month": "Cost to run [USD/month]",
    "saves_usd": "Saves from the review on, nominal [USD]",
    "saves_usd_per_month": "Saves [USD/month]",
    "usd_per_accelerator_hour": "Internal price [USD/accelerator/h]",
    "weeks": "Ready in [weeks]",
    "worth_usd": "Worth in the period [USD]",
    "worth_usd_per_month": "Worth [USD/month]",
    "usd": "Amount [USD]",
    "usd_per_unit": "Cost [USD per unit]",
}
"""Headers whose words do not follow from their name."""
UNITS = {
    "_engineer_months": "engineer-months",
    "_usd_per_unit": "USD per unit",
    "_usd": "USD",
    "_kwh": "kWh",
    "_tb": "TB",
    "_kw": "kW",
    "_m2": "m2",
    "_period": "first month",
}
"""Endings of field names that say the unit."""


def show_table(plan: Plan, name: str, label: str, left_out: Iterable[str] = ()) -> None:
    """A tidy table of the plan for reading; its CSV file holds ids and every digit.

    Parameters
    ----------
    name: which table, as in `LAYOUTS`.
    label: what a screen reader says.
    left_out: headers of the file that mean nothing in this plan.
    """
    found = table(plan, name)
    data = frame([in_words(header) for header in found.headers], found.rows)
    show_frame(readable(data.drop(columns=[in_words(header) for header in left_out]), plan.names), label)


def show_rows(plan: Plan, headers: Sequence[str], rows: Iterable[Sequence[object]], label: str) -> None:
    """Rows under headers in words, ids by their names."""
    show_frame(readable(frame(headers, rows), plan.names), label)


def in_words(header: str) -> str:
    """A header in words with its unit in brackets: `pilots_usd` -> `Pilots [USD]`, `share_of_peak` in `[0..1]`."""
    if header in SAID:
        return SAID[header]
    for ending, unit in UNITS.items():
        if header.endswith(ending):
            name = words(header.removesuffix(ending))
            return f"{name[:1].upper()}{name[1:]} [{unit}]"
    name = f"{words(header)} {SHARE}" if header.startswith("share_") else words(header)
    return name[:1].upper() + name[1:]
