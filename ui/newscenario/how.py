"""Step four: which ways to get capacity."""

from __future__ import annotations

from calendar import month_name
from collections import Counter
from typing import Any

import streamlit as st

from data.catalog import read_catalog
from data.starter.answers import Answers
from data.starter.choice import Choice
from ui.newscenario.budget import has_yearly, years_of
from ui.newscenario.draft import BUDGETS, WAYS, Draft
from ui.newscenario.fields import Fields, key_of
from ui.newscenario.state import Work
from ui.parts.text import md

ABOUT = {
    "buy": ("Buy", "own hardware at own sites, kept for its life; power, space and support come on top"),
    "lease": ("Lease", "a lessor's hardware at own sites, paid monthly for two or three years"),
    "reserve": ("Reserve", "cloud capacity for one or three years, paid whether it is used or not"),
    "on_demand": ("On demand", "cloud capacity by the hour at the list price"),
    "spot": ("Spot", "spare cloud capacity, taken away at any time: for work that may be interrupted"),
}
LIMITS = {"none": "No budget limit", "plan": "One amount for the whole plan", "years": "An amount for each fiscal year"}
CAPEX = (
    "Capex (capital expenditure): what is paid to buy hardware. Leases, reserved and rented capacity, power, space and"
    " support are opex (operating expenditure)."
)
BUDGET_WORDS = {
    "capex": ("Is there a capex budget?", CAPEX),
    "total": ("Is there a budget for all payments?", "Capex and opex together: everything that is paid in the plan."),
}
TITLES = {"capex": "Capex", "total": "All payments"}


def how(work: Work) -> None:
    """Ways, quota, stacks, budget."""
    st.header("Which ways may be used?", anchor=False)
    counts = _counts(work.answers)
    for way in WAYS:
        _way(work.draft, way, counts)
    fields = Fields(work.draft, "", work.errors)
    fields.error("ways")
    st.header("Limits", anchor=False)
    _quota(work, fields)
    for kind in BUDGETS:
        _budget(work, kind)
    if has_yearly(work.draft):
        words, months = "A fiscal year is named after the calendar year it starts in.", range(1, 13)
        fields.choice("fiscal_year_start", "A fiscal year starts in", months, format_func=_month, help=words)
    st.header("Software today", anchor=False)
    names = {name: record["name"] for name, record in read_catalog()["stacks"].items()}
    fields.many(
        "stacks",
        "Stacks the work runs on today",
        list(names),
        format_func=lambda name: names.get(name, name),
        placeholder="None",
        help="On any other stack the work has to be ported first: that costs money and months, and then upkeep.",
    )


def _counts(answers: Answers | None) -> Counter[str] | None:
    """How many offers at the chosen places can serve the work, by way."""
    if answers is None:
        return None
    return Counter(offer["mode"] for offer in Choice(answers.model_copy(update={"ways": WAYS})).offers)


def _way(draft: Draft, way: str, counts: Counter[str] | None) -> None:
    title, about = ABOUT[way]
    known = "" if counts is None else f"; {counts[way] or 'no'} offer{'s' * (counts[way] != 1)} for your work"
    key = key_of(f"way.{way}")
    st.session_state.setdefault(key, way in draft["ways"])
    st.checkbox(f"**{title}**: {md(about + known)}", key=key, on_change=_take_way, args=(draft, way))


def _take_way(draft: Draft, way: str) -> None:
    chosen = {*draft["ways"], way} if st.session_state[key_of(f"way.{way}")] else {*draft["ways"]} - {way}
    draft["ways"] = [name for name in WAYS if name in chosen]


def _quota(work: Work, fields: Fields) -> None:
    suggested = (
        f"As much as the beginning needs ({work.quota:,} accelerators)" if work.quota else "As much as is needed"
    )
    fields.radio(
        "quota",
        "How much does a cloud give on demand, of one class at one site?",
        {"suggested": suggested, "own": "My quota", "none": "No limit known"},
        help="Headroom may rest on capacity on demand as far as the quota goes; without a limit it would cost nothing.",
    )
    if work.draft["quota"] == "own":
        fields.whole("quota_accelerators", "My quota [accelerators]", min_value=1, max_value=1_000_000, step=8)


def _month(number: int) -> str:
    return month_name[number]


def _budget(work: Work, kind: str) -> None:
    """Whether there is a budget of a kind, and its amounts."""
    question, words = BUDGET_WORDS[kind]
    fields = Fields(work.draft["budgets"][kind], f"budgets.{kind}", work.errors)
    fields.radio("limit", question, LIMITS, horizontal=True)
    st.caption(words)
    amount: dict[str, Any] = {"min_value": 0.0, "max_value": 1e12, "step": 100_000.0}
    if fields.holder["limit"] == "plan":
        fields.number("plan", f"{TITLES[kind]} over the whole plan [USD]", **amount)
    if fields.holder["limit"] == "years":
        years = Fields(fields.holder["years"], f"budgets.{kind}.years", work.errors)
        columns = st.columns(3)
        for n, year in enumerate(years_of(work.draft)):
            years.holder.setdefault(year, None)
            with columns[n % 3]:
                years.number(year, f"{TITLES[kind]}, {year} [USD]", placeholder="no limit", **amount)
        fields.error("years")
