"""What was typed into the guided start so far, as plain values, and the answers made of it.

A draft may hold anything a form lets through: nothing typed is lost by a mistake elsewhere. Its errors name the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil
from typing import Any

from pydantic import ValidationError

from data.starter.answers import Answers, WorkloadAnswer
from data.starter.answers_file import first_causes, parse_answers, said
from data.starter.places import accelerators_at, nearest, sites
from data.starter.templates import TEMPLATES
from data.starter.usage import MONTH_H
from models.calendar import month_text
from models.workload import ServiceTarget

Draft = dict[str, Any]
Errors = dict[str, str]
"""What is wrong, by field of the draft: `name`, `geographies`, `workloads.0.level`, ..."""

WAYS = ("buy", "lease", "reserve", "on_demand", "spot")
FIRST_TEMPLATE = "chat-assistant"
FIRST_GEOGRAPHY = "us-east"
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
        "budget": "none",
        "budget_usd": None,
        "places_are_own": False,
    }
    add_workload(draft, FIRST_TEMPLATE)
    return draft


def add_workload(draft: Draft, template: str) -> None:
    """Add a workload with the figures of its template."""
    kind = TEMPLATES[template]
    draft["made"] += 1
    draft["workloads"].append(
        {
            "key": draft["made"],
            "template": template,
            "name": _new_name(draft, kind.title),
            "told_by": "level",
            "level": kind.level,
            "growth": round(100 * kind.growth_per_year, 6),
            "headroom": round(100 * kind.headroom, 6),
            "targets": {target_key(target): target.limit_ms for target in kind.targets},
            "accelerator": CURRENT,
            "hours": 22_000.0,
            "utilization": 45.0,
            "keeps_fleet": False,
            "fleet_site": None,
            "fleet_accelerators": None,
            "fleet_until": None,
            "fleet_usd": 0.0,
        }
    )
    follow_users(draft)


def _new_name(draft: Draft, title: str) -> str:
    names = {workload["name"] for workload in draft["workloads"]}
    return next(name for n in range(1, 1000) if (name := title if n == 1 else f"{title} {n}") not in names)


def follow_users(draft: Draft) -> None:
    """Choose the places nearest to the users, until places were chosen by hand."""
    if draft["places_are_own"] or not draft["geographies"]:
        return
    draft["regions"] = list(nearest(draft["geographies"]))
    own = list(nearest(draft["geographies"], "colo", most=1))
    if any(TEMPLATES[workload["template"]].workload_class == "edge_inference" for workload in draft["workloads"]):
        own += nearest(draft["geographies"], "edge", most=1)
    draft["own"] = {site: draft["own"].get(site, {"power_cap_kw": None, "price": None}) for site in own}


def keep_fleet(draft: Draft, workload: Draft) -> None:
    """Put in what today's fleet of a workload is likely to be: as many as its hours fill, at a chosen place."""
    able = [site for site in sites() if workload["accelerator"] in accelerators_at(site)]
    chosen = [site for site in (*draft["regions"], *draft["own"]) if site in able]
    if workload["fleet_site"] not in able:
        workload["fleet_site"] = next(iter(chosen or able), None)
    if not workload["fleet_accelerators"] and workload["hours"]:
        workload["fleet_accelerators"] = float(ceil(workload["hours"] / MONTH_H))


def has_budget(draft: Draft) -> bool:
    """Whether a budget was asked for."""
    return bool(draft["budget"] != "none")


def target_key(target: ServiceTarget) -> str:
    """The name of a target's figure in a draft: `ttft_p99`."""
    return f"{target.metric}_p{target.percentile}"


def scenario_name(draft: Draft) -> str:
    """The name given, else one made of the work."""
    titles = list(dict.fromkeys(TEMPLATES[workload["template"]].title for workload in draft["workloads"]))
    made = ", ".join(titles[:2]) + (f" and {len(titles) - 2} more" if len(titles) > 2 else "")
    return str(draft["name"]).strip() or f"{made}, from {draft['start']}"


def answers_of(draft: Draft) -> tuple[Answers | None, Errors]:
    """The answers of a draft, or what is wrong by field."""
    errors = _missing(draft)
    if errors:
        return None, errors
    values = {
        "name": scenario_name(draft),
        "start": draft["start"],
        "months": draft["months"],
        "as_of": draft["as_of"],
        "geographies": draft["geographies"],
        "workloads": [_workload(workload) for workload in draft["workloads"]],
        "sites": [*draft["regions"], *(_own(site, own) for site, own in draft["own"].items())],
        "ways": [way for way in WAYS if way in draft["ways"]],
        "quota": {"suggested": "suggested", "own": draft["quota_accelerators"]}.get(draft["quota"]),
        "stacks": draft["stacks"],
        "fleet": [_fleet(workload) for workload in draft["workloads"] if _keeps_fleet(workload)],
        "budget": {"kind": draft["budget"], "max_usd": draft["budget_usd"]} if has_budget(draft) else None,
    }
    try:
        return parse_answers(values), {}
    except ValidationError as error:
        return None, {".".join(map(str, detail["loc"])): said(detail) for detail in first_causes(error)}


def _missing(draft: Draft) -> Errors:
    """Fields that were left empty."""
    errors: Errors = {}
    if not draft["geographies"]:
        errors["geographies"] = "choose where the users are"
    if not draft["workloads"]:
        errors["workloads"] = "choose at least one kind of work"
    if not draft["regions"] and not draft["own"]:
        errors["sites"] = "choose at least one place"
    if not draft["ways"]:
        errors["ways"] = "choose at least one way"
    if draft["quota"] == "own" and draft["quota_accelerators"] is None:
        errors["quota"] = "put in the number of accelerators, or choose another answer"
    if has_budget(draft) and draft["budget_usd"] is None:
        errors["budget"] = "put in the amount, or choose no budget"
    errors.update(
        {f"geographies.{place}": "a part above 0 is needed" for place, part in draft["geographies"].items() if not part}
    )
    for n, workload in enumerate(draft["workloads"]):
        found = _missing_of(workload) | _missing_of_fleet(workload)
        errors.update({f"workloads.{n}.{field}": words for field, words in found.items()})
    return errors


def _missing_of(workload: Mapping[str, Any]) -> Errors:
    needed = ["level"] if workload["told_by"] == "level" else ["hours", "utilization"]
    errors = {field: "a figure above 0 is needed" for field in needed if not workload[field]}
    if workload["growth"] is None:
        errors["growth"] = "a figure is needed; 0 for none"
    if not str(workload["name"]).strip():
        errors["name"] = "a name is needed"
    return errors


def _missing_of_fleet(workload: Mapping[str, Any]) -> Errors:
    if not _keeps_fleet(workload):
        return {}
    errors = {} if workload["fleet_site"] else {"fleet_site": "choose where they stand"}
    return errors | ({} if workload["fleet_accelerators"] else {"fleet_accelerators": "a figure above 0 is needed"})


def _keeps_fleet(workload: Mapping[str, Any]) -> bool:
    return workload["told_by"] == "usage" and bool(workload["keeps_fleet"])


def _workload(workload: Mapping[str, Any]) -> dict[str, Any]:
    """A workload of the draft as an answer; what equals the template is left to it."""
    kind = TEMPLATES[workload["template"]]
    answer: dict[str, Any] = {"template": kind.id, "growth_per_year": round(workload["growth"] / 100, 8)}
    if str(workload["name"]).strip() != kind.title:
        answer["name"] = workload["name"]
    if workload["told_by"] == "level":
        answer["level"] = workload["level"]
    else:
        answer["usage"] = {
            "accelerator": workload["accelerator"],
            "hours_per_month": workload["hours"],
            "utilization": workload["utilization"] / 100,
        }
    if kind.holds_headroom and workload["headroom"] is not None:
        ratio = round(workload["headroom"] / 100, 8)
        answer |= {"headroom": ratio} if ratio != kind.headroom else {}
    targets = [(target, workload["targets"].get(target_key(target))) for target in kind.targets]
    if any(limit != target.limit_ms for target, limit in targets):
        kept = [target.model_dump() | {"limit_ms": limit} for target, limit in targets if limit is not None]
        answer["targets"] = kept
    return answer


def _own(site: str, own: Mapping[str, Any]) -> dict[str, Any]:
    return {"site": site, "power_cap_kw": own["power_cap_kw"], "electricity_usd_per_kwh": own["price"]}


def _fleet(workload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "accelerator": workload["accelerator"],
        "site": workload["fleet_site"],
        "accelerators": workload["fleet_accelerators"],
        "until": workload["fleet_until"],
        "monthly_usd": workload["fleet_usd"] or 0.0,
    }


def workload_answer(workload: Mapping[str, Any]) -> WorkloadAnswer | None:
    """One workload as an answer; None while a figure is missing."""
    if _missing_of(workload):
        return None
    try:
        return WorkloadAnswer.model_validate(_strict(_workload(workload)))
    except ValidationError:
        return None


def _strict(values: dict[str, Any]) -> dict[str, Any]:
    return values | ({"targets": tuple(values["targets"])} if "targets" in values else {})
