"""What was typed into the guided start so far, as plain values.

A draft may hold anything a form lets through: nothing typed is lost by a mistake elsewhere. Its errors name the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil
from typing import Any

from data.catalog import read_catalog
from data.starter.places import accelerators_at, geographies, jurisdictions, nearest, sites
from data.starter.templates import TEMPLATES
from data.starter.usage import MONTH_H
from models.calendar import month_text
from models.service import ServiceTarget

Draft = dict[str, Any]
Errors = dict[str, str]
"""What is wrong, by field of the draft: `name`, `geographies`, `workloads.0.level`, ..."""

WAYS = ("buy", "lease", "reserve", "on_demand", "spot")
FIRST_TEMPLATE = "chat-assistant"
FIRST_GEOGRAPHY = "us-east"
BUDGETS = ("capex", "total")
"""Kinds of budget that are asked for."""
CURRENT = "h100-sxm"
"""Accelerator first offered for telling demand by today's use."""


def new_draft(today: date) -> Draft:
    """A draft with a sensible answer to every question.

    The plan starts at the first month of the next quarter but at least a month away.
    """
    number = today.year * 12 + today.month
    draft: Draft = {
        "name": "",
        "start": month_text(number + (-number) % 3),
        "months": 36,
        "as_of": today.isoformat(),
        "geographies": {FIRST_GEOGRAPHY: 1.0},
        "workloads": [],
        "made": 0,
        "regions": [],
        "own": {},
        "ways": list(WAYS),
        "quota": "suggested",
        "quota_accelerators": None,
        "stacks": ["cuda"],
        "budgets": {kind: {"limit": "none", "plan": None, "years": {}} for kind in BUDGETS},
        "fiscal_year_start": 1,
        "places_are_own": False,
    }
    add_workload(draft, FIRST_TEMPLATE)
    return draft


def add_workload(draft: Draft, template: str) -> None:
    """Add a workload with the figures of its template."""
    draft["made"] += 1
    own = {"key": draft["made"], "name": _new_name(draft, TEMPLATES[template].title)}
    draft["workloads"].append(_of_template(template, draft["as_of"]) | own)
    follow_users(draft)


def _of_template(template: str, today: str) -> Draft:
    """A workload with the figures of its template, without key and name."""
    kind = TEMPLATES[template]
    return {
        "template": template,
        "told_by": "level",
        "level": kind.level,
        "growth": round(100 * kind.growth_per_year, 6),
        "headroom": round(100 * kind.headroom, 6),
        "targets": {target_key(target): target.limit_ms for target in kind.targets},
        "jurisdictions": [],
        "accelerator": CURRENT,
        "hours": 22_000.0,
        "utilization": 45.0,
        "keeps_fleet": False,
        "fleet_site": None,
        "fleet_accelerators": None,
        "fleet_until": None,
        "fleet_usd": 0.0,
        "fleet_price_date": today,
    }


def own_site(draft: Draft, site: str) -> Draft:
    """What was answered about an own site; nothing yet where it is new."""
    nothing = {"power_cap_kw": None, "price": None, "price_date": draft["as_of"]}
    return {**nothing, **draft["own"].get(site, {})}


def _new_name(draft: Draft, title: str) -> str:
    names = {workload["name"] for workload in draft["workloads"]}
    return next(name for n in range(1, 1000) if (name := title if n == 1 else f"{title} {n}") not in names)


def follow_users(draft: Draft) -> None:
    """Choose the places nearest to the users where data may stay, until places were chosen by hand."""
    if draft["places_are_own"] or not draft["geographies"]:
        return
    laws = dict.fromkeys(tuple(workload["jurisdictions"]) for workload in draft["workloads"]) or {(): None}
    at_edge = dict.fromkeys(tuple(workload["jurisdictions"]) for workload in draft["workloads"] if _is_edge(workload))
    users = draft["geographies"]
    draft["regions"] = list(dict.fromkeys(site for law in laws for site in nearest(users, allowed=law)))
    own = [site for law in laws for site in nearest(users, "colo", most=1, allowed=law)]
    own += [site for law in at_edge for site in nearest(users, "edge", most=1, allowed=law)]
    draft["own"] = {site: own_site(draft, site) for site in own}


def _is_edge(workload: Draft) -> bool:
    return TEMPLATES[workload["template"]].workload_class == "edge_inference"


def keep_fleet(draft: Draft, workload: Draft) -> None:
    """Put in what today's fleet of a workload is likely to be: as many as its hours fill, at a chosen place."""
    able = [site for site in sites() if workload["accelerator"] in accelerators_at(site)]
    chosen = [site for site in (*draft["regions"], *draft["own"]) if site in able]
    if workload["fleet_site"] not in able:
        workload["fleet_site"] = next(iter(chosen or able), None)
    if not workload["fleet_accelerators"] and workload["hours"]:
        workload["fleet_accelerators"] = float(ceil(workload["hours"] / MONTH_H))


def target_key(target: ServiceTarget) -> str:
    """The name of a target's figure in a draft: `ttft_p99`."""
    return f"{target.metric}_p{target.percentile}"


def scenario_name(draft: Draft) -> str:
    """The name given, else one made of the work."""
    titles = list(dict.fromkeys(TEMPLATES[workload["template"]].title for workload in draft["workloads"]))
    made = ", ".join(titles[:2]) + (f" and {len(titles) - 2} more" if len(titles) > 2 else "")
    return str(draft["name"]).strip() or f"{made}, from {draft['start']}"


def restored(kept: Mapping[str, Any], today: date) -> Draft:
    """A draft of another day, as far as catalog and form still know what it says; prices are read as of today."""
    draft = _over(new_draft(today), kept)
    draft["start"] = max(draft["start"], today_plus(today, 1))
    draft["as_of"] = today.isoformat()
    known = [workload for workload in draft["workloads"] if workload["template"] in TEMPLATES]
    draft["workloads"] = [{**_of_template(w["template"], draft["as_of"]), **w} for w in known]
    for workload in draft["workloads"]:
        workload["jurisdictions"] = [name for name in workload["jurisdictions"] if name in jurisdictions()]
    draft["geographies"] = {place: part for place, part in draft["geographies"].items() if place in geographies()}
    draft["regions"] = [site for site in draft["regions"] if site in sites()]
    draft["stacks"] = [stack for stack in draft["stacks"] if stack in read_catalog()["stacks"]]
    draft["own"] = {site: own_site(draft, site) for site in draft["own"] if site in sites()}
    return draft


def today_plus(today: date, months: int) -> str:
    """The month so many months after that of a day."""
    return month_text(today.year * 12 + today.month - 1 + months)


def _over(new: Draft, kept: Mapping[str, Any]) -> Draft:
    """The kept values of the fields that a new draft has."""
    return {field: kept.get(field, value) for field, value in new.items()}
