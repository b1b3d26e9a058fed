"""The plan and its alternatives as a tidy table: a row each, unit and period in every header."""

from __future__ import annotations

from data.export_csv import csv_bytes
from data.plan_tables import Cell, Table
from models.roi import RoiReport, Weighed

COLUMNS = (
    "alternative", "name", "restriction", "npv_of_cost_usd", "nominal_usd", "capex_nominal_usd", "opex_nominal_usd",
    "most_cash_at_one_date_usd", "most_cash_month_from_start", "bound_discounted_usd", "gap_share",
    "shortage_at_its_price_usd", "demand_missed_accelerator_hours", "headroom_missed_accelerator_hours",
    "first_short_month", "falls_short", "plan_saves_discounted_usd", "plan_saves_share", "plan_saves_nominal_usd",
    "extra_early_spend_nominal_usd", "payback_months_from_start", "payback_discounted_months_from_start",
    "irr_share_per_year", "xirr_share_per_year", "roi_share_over_horizon",
    "npv_of_value_usd", "npv_of_cost_without_lost_value_usd", "npv_of_value_less_cost_usd",
    "value_less_cost_nominal_usd", "value_payback_months_from_start", "value_irr_share_per_year",
    "value_roi_share_over_horizon", "checked", "not_planned", "notes",
)  # fmt: skip


def roi_table(report: RoiReport) -> bytes:
    """The table as CSV; empty cells stand for what is not known or does not apply."""
    return csv_bytes(Table("roi", COLUMNS, tuple(_row(row) for row in report.alternatives)))


def _row(row: Weighed) -> tuple[Cell, ...]:
    money, gain = row.money, row.against
    nothing: tuple[Cell, ...] = (None,) * 9
    worth = money.worth if money else None
    return (
        row.id, row.name, row.restriction,
        *((money.paid_usd, money.nominal_usd, money.capex_usd, money.opex_usd, money.peak_cash_usd,
           money.peak_cash_month) if money else nothing[:6]),
        row.bound_usd, row.gap, row.shortage_usd, row.missed_accelerator_hours, row.headroom_short_accelerator_hours,
        row.first_short, row.falls_short,
        *((gain.saving_usd, gain.saving_share, gain.saving_nominal_usd, gain.extra_usd, gain.payback_month,
           gain.payback_discounted_month, gain.irr_per_year, gain.xirr_per_year, gain.roi) if gain else nothing),
        *((worth.value_usd, worth.cost_usd, worth.net_usd, worth.net_nominal_usd, worth.payback_month,
           worth.irr_per_year, worth.roi) if worth else nothing[:7]),
        row.checked, row.why_not, "; ".join(row.notes),
    )  # fmt: skip
