"""A plan against its alternatives: what each costs, what is saved, when early spend comes back; `?run=` says which."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import pandas as pd
import streamlit as st

from models.roi import Against, RoiReport, Weighed, Worth
from ui.charts.cash_flow import cash_flow_chart
from ui.charts.crossover import crossover_charts, crossover_table
from ui.charts.demand_crossover import demand_crossover_charts, demand_crossover_table
from ui.parts.figure import show
from ui.parts.reported import reported, titled
from ui.parts.tables import frame, show_frame, whole
from ui.planview.files import download
from ui.roi_report import (
    BRINGS,
    MEANING,
    OVER_DEMAND,
    WORTH_MEANING,
    crossing_lines,
    demand_lines,
    roi_head,
    told_lines,
)
from ui.roi_table import roi_table
from ui.weighing import roi_json

COSTS = "What each costs over the horizon"
GAINS = "What the plan saves"
WRITTEN_OFF = "Depreciation of what the plan buys"
OF_COST = (
    "Alternative", "NPV of cost [USD]", "Nominal [USD]", "Capex, nominal [USD]", "Opex, nominal [USD]",
    "Most cash at one date [USD]", "Gap [%]", "Shortage at its price [USD]",
)  # fmt: skip
OF_GAIN = (
    "Against", "Plan saves, discounted [USD]", "Of what it pays [%]", "Extra early spend, nominal [USD]",
    "Paid back [months from the start]", "Paid back, discounted [months from the start]", "IRR [% per year]",
    "XIRR [% per year]", "ROI over the horizon [%]",
)  # fmt: skip
OF_WORTH = (
    "Plan", "NPV of value [USD]", "NPV of cost [USD]", "Value less cost, NPV [USD]", "Value less cost, nominal [USD]",
    "Paid back [months from the start]", "IRR [% per year]", "ROI over the horizon [%]",
)  # fmt: skip
OF_YEAR = ("Fiscal year", "Bought [USD]", "Straight-line [USD]", "Declining balance [USD]")


def view() -> None:
    """The alternatives of one run; leads to the run where there are none."""
    if found := reported("roi", RoiReport, roi_head):
        _show(*found)


def _show(report: RoiReport, stem: str) -> None:
    with st.container(horizontal=True):
        download("roi.json", lambda: roi_json(report).encode(), f"{stem}.roi.json", "application/json")
        download("roi.csv", lambda: roi_table(report), f"{stem}.roi.csv", "text/csv")
        download("crossover.csv", lambda: crossover_table(report), f"{stem}.crossover.csv", "text/csv")
        download("crossover-demand.csv", lambda: demand_crossover_table(report), f"{stem}.demand.csv", "text/csv")
    st.header(COSTS, anchor=False)
    show_frame(cost_frame(report.alternatives), COSTS, key="costs")
    gains = [(row, row.against) for row in report.alternatives if row.against]
    if gains:
        st.header(GAINS, anchor=False)
        show_frame(gain_frame(gains), GAINS, key="gains")
        st.caption(MEANING)
    worths = [(row, row.money.worth) for row in report.alternatives if row.money and row.money.worth]
    if worths:
        st.header(BRINGS, anchor=False)
        show_frame(worth_frame(worths), BRINGS, key="worths")
        st.caption(WORTH_MEANING)
    show(cash_flow_chart(report), stem)
    others = (told_lines(row, report.names) for row in report.alternatives[1:])
    titled("What the alternatives are", list(chain.from_iterable(others)))
    for figure in crossover_charts(report):
        show(figure, stem)
    ways = (crossing_lines(row, report.names) for row in report.crossovers)
    titled("Owned, reserved or rented", list(chain.from_iterable(ways)))
    for figure in demand_crossover_charts(report):
        show(figure, stem)
    over_demand = (demand_lines(row, report.names) for row in report.demand_crossovers)
    titled(OVER_DEMAND, list(chain.from_iterable(over_demand)))
    if report.depreciation:
        st.header(WRITTEN_OFF, anchor=False)
        usds = ((y.capex_usd, y.straight_line_usd, y.declining_usd) for y in report.depreciation)
        years = map(str, (y.fiscal_year for y in report.depreciation))
        rows = [(year, *map(whole, each)) for year, each in zip(years, usds, strict=True)]
        show_frame(frame(OF_YEAR, rows), WRITTEN_OFF, key="depreciation")


def cost_frame(rows: Iterable[Weighed]) -> pd.DataFrame:
    """A row for the plan and for each alternative that could be planned; USD over the horizon."""
    return frame(OF_COST, (_costs(row) for row in rows if row.money))


def _costs(row: Weighed) -> tuple[object, ...]:
    money = row.money
    assert money is not None  # noqa: S101  # rows with money alone
    usds = (money.paid_usd, money.nominal_usd, money.capex_usd, money.opex_usd, money.peak_cash_usd)
    return _name(row), *map(whole, usds), _percent(row.gap), whole(row.shortage_usd)


def gain_frame(rows: Iterable[tuple[Weighed, Against]]) -> pd.DataFrame:
    """A row for each alternative that could be planned; empty where a figure does not exist."""
    return frame(OF_GAIN, (_gains(row, gain) for row, gain in rows))


def _gains(row: Weighed, gain: Against) -> tuple[object, ...]:
    months = (gain.payback_month, gain.payback_discounted_month)
    rates = map(_percent, (gain.irr_per_year, gain.xirr_per_year, gain.roi))
    return _name(row), whole(gain.saving_usd), _percent(gain.saving_share), whole(gain.extra_usd), *months, *rates


def worth_frame(rows: Iterable[tuple[Weighed, Worth]]) -> pd.DataFrame:
    """A row for each plan that brings value; empty where a figure does not exist."""
    return frame(OF_WORTH, (_worths(row, worth) for row, worth in rows))


def _worths(row: Weighed, worth: Worth) -> tuple[object, ...]:
    usds = (worth.value_usd, worth.cost_usd, worth.net_usd, worth.net_nominal_usd)
    return _name(row), *map(whole, usds), worth.payback_month, *map(_percent, (worth.irr_per_year, worth.roi))


def _name(row: Weighed) -> str:
    return row.name + ("*" if row.falls_short else "")


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
