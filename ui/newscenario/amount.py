"""Step two: how much of it, told as work or by what it occupies today."""

from __future__ import annotations

from datetime import date
from math import floor, log10
from typing import Any

import streamlit as st

from data.catalog import read_catalog
from data.starter.answers import WorkloadAnswer
from data.starter.places import accelerator_name, accelerators_at, sites
from data.starter.templates import BATCH, TEMPLATES, WorkloadTemplate, meaning
from data.starter.usage import from_usage
from models.calendar import month_number, month_text
from models.service import ServiceTarget
from ui.newscenario.answering import workload_answer
from ui.newscenario.draft import keep_fleet, target_key
from ui.newscenario.fields import Fields
from ui.newscenario.meaning import needs_table
from ui.newscenario.sentences import last_period, level_of, needed
from ui.newscenario.sizing import rate_of
from ui.newscenario.state import Work
from ui.newscenario.where import price_day
from ui.parts.text import md

LENGTHS = (6, 12, 18, 24, 36, 48, 60)
"""Lengths of a plan to choose from [months]."""
STARTS = 36
"""Months from which one may be the first planned."""
METRICS = {"ttft": "First token", "tpot": "Each further token", "e2e": "Response"}
TOLD_BY = {"level": "As work to be done", "usage": "By accelerator-hours it uses today"}


def how_much(work: Work) -> None:
    """Time, and demand and service target of every workload."""
    _time(work)
    for n, workload in enumerate(work.draft["workloads"]):
        with st.container(border=True):
            st.header(md(str(workload["name"])), anchor=False)
            _workload(work, Fields(workload, f"workloads.{n}", work.errors, key=f"workload.{workload['key']}"))


def _time(work: Work) -> None:
    fields = Fields(work.draft, "", work.errors)
    left, right = st.columns(2)
    first = month_number(date.fromisoformat(work.draft["as_of"]).strftime("%Y-%m")) + 1
    months = [month_text(first + n) for n in range(STARTS)]
    with left:
        fields.choice("start", "First month planned", [*months], help="Nothing can be ordered before it.")
    with right:
        words = "Plans of more than a year are made in quarters."
        fields.choice("months", "Length of the plan [months]", LENGTHS, help=words)


def _workload(work: Work, fields: Fields) -> None:
    workload, kind = fields.holder, TEMPLATES[fields.holder["template"]]
    st.caption(md(kind.about))
    fields.radio("told_by", "How do you know the demand?", TOLD_BY, horizontal=True)
    if workload["told_by"] == "level":
        _level(fields, kind)
    else:
        _usage(work, fields)
    _service(fields, kind)
    answer = workload_answer(workload)
    if answer is not None:
        _accelerators(work, answer)


def _level(fields: Fields, kind: WorkloadTemplate) -> None:
    left, right = st.columns(2)
    with left:
        words = f"The mean over all hours of the first month, all places together; {kind.service_unit}."
        fields.number(
            "level", f"Mean demand [{kind.service_unit}]", min_value=0.0, max_value=1e12, step=_step(kind), help=words
        )
        if fields.holder["level"]:
            st.caption(md(meaning(kind, fields.holder["level"])))
    with right:
        _growth(fields)


def _step(kind: WorkloadTemplate) -> float:
    """Step of the demand's buttons: a tenth to a sixtieth of the example."""
    return float(10 ** (floor(log10(kind.level)) - 1))


def _growth(fields: Fields) -> None:
    fields.number("growth", "Growth per year [%]", min_value=-90.0, max_value=1000.0, step=5.0)


def _usage(work: Work, fields: Fields) -> None:
    workload = fields.holder
    # Two by two: in four columns the names of accelerators are cut.
    columns = [*st.columns(2), *st.columns(2)]
    with columns[0]:
        names = list(read_catalog()["accelerators"])
        fields.choice("accelerator", "Accelerator today", names, format_func=accelerator_name)
    with columns[1]:
        words = "Accelerator-hours: what all accelerators together are allocated to this work in a month."
        fields.number("hours", "Use [h/month]", min_value=0.0, max_value=1e9, step=730.0, help=words)
    with columns[2]:
        words = "Share of these hours in which they work at the measured throughput."
        fields.number("utilization", "Utilization [%]", min_value=0.0, max_value=100.0, help=words)
    with columns[3]:
        _growth(fields)
    answer = workload_answer(workload)
    if answer is not None and answer.usage is not None:
        try:
            st.info(md(from_usage(answer.usage, rate_of(answer)).words))
        except ValueError as error:
            st.error(md(str(error)))
    fields.flag(
        "keeps_fleet",
        "Count these accelerators as today's fleet: they stay in service and need not be bought",
        then=lambda: keep_fleet(work.draft, workload),
    )
    if workload["keeps_fleet"]:
        _fleet(work, fields)


def _fleet(work: Work, fields: Fields) -> None:
    workload = fields.holder
    able = [site for site in sites() if workload["accelerator"] in accelerators_at(site)]
    left, right = st.columns([2, 1])
    with left:
        fields.maybe("fleet_site", "Where they stand", able, format_func=site_name, placeholder="Choose a place")
    with right:
        fields.number("fleet_accelerators", "Accelerators", min_value=0.0, max_value=1e6, step=1.0)
    columns = st.columns(3)
    with columns[0]:
        first = month_number("2026-01")
        months = [month_text(first + n) for n in range(180)]
        fields.maybe(
            "fleet_until", "In service until [month]", months, placeholder="No end", help="Contract or support end."
        )
    with columns[1]:
        fields.number("fleet_usd", "Payment each [USD/month]", min_value=0.0, max_value=1e6, help="Per accelerator.")
    if workload["fleet_usd"]:
        with columns[2]:
            price_day(work, fields, "fleet_price_date")


def site_name(site: str) -> str:
    """Name of a site with its id."""
    return f"{sites()[site]['name']} ({site})"


def _service(fields: Fields, kind: WorkloadTemplate) -> None:
    columns = st.columns(max(len(kind.targets) + kind.holds_headroom, 2))
    limits = Fields(fields.holder["targets"], f"{fields.path}targets", fields.errors, key=f"{fields.key}targets")
    for n, target in enumerate(kind.targets):
        with columns[n]:
            share = "half" if target.percentile == 50 else f"{target.percentile} of a hundred"
            words = f"Time within which {share} are served, as users see it, network included; empty: no limit."
            limits.number(target_key(target), _target_label(target), min_value=0.1, max_value=1e7, help=words)
    if kind.holds_headroom:
        with columns[len(kind.targets)]:
            words = "Capacity above the peak, against failures and forecast errors."
            fields.number(
                "headroom", "Headroom above the peak [%]", min_value=0.0, max_value=1000.0, step=5.0, help=words
            )
    else:
        timing = "" if kind.targets else " There is no response time to keep: only the amount of work counts."
        st.caption(f"{BATCH}{timing}")


def _target_label(target: ServiceTarget) -> str:
    return f"{METRICS[target.metric]}, p{target.percentile} [ms]"


def _accelerators(work: Work, answer: WorkloadAnswer) -> None:
    try:
        level = level_of(answer)
    except ValueError:
        return
    start, months = str(work.draft["start"]), int(work.draft["months"])
    found = needed(answer, level, months)
    if not found:
        return
    with st.expander(f"All {len(found)} accelerators that can do it"):
        table = needs_table(found, work.places, answer.kind.service_unit)
        st.dataframe(table, hide_index=True, column_config=_columns(table))
        st.caption(
            f"Accelerators busy on average at first, and held at the peaks from {start} and"
            f" {last_period(start, months)} with headroom, rounded up to whole ones; before any choice of site."
        )


def _columns(table: Any) -> dict[str, Any]:
    numbers = table.select_dtypes("number").columns
    return {name: st.column_config.NumberColumn(format="localized") for name in numbers}
