"""The answers made of a draft, or what is wrong with it by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from data.starter.answers import Answers, WorkloadAnswer
from data.starter.answers_file import first_causes, parse_answers, said
from data.starter.templates import TEMPLATES
from ui.newscenario.budget import budget_answers, budget_errors
from ui.newscenario.draft import WAYS, Draft, Errors, scenario_name, target_key


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
        "budgets": budget_answers(draft),
        "fiscal_year_start": draft["fiscal_year_start"],
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
    errors.update(budget_errors(draft))
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
    if workload["jurisdictions"]:
        answer["jurisdictions"] = workload["jurisdictions"]
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
    price_date = None if own["price"] is None else own["price_date"]
    return {
        "site": site,
        "power_cap_kw": own["power_cap_kw"],
        "electricity_usd_per_kwh": own["price"],
        "price_date": price_date,
    }


def _fleet(workload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "accelerator": workload["accelerator"],
        "site": workload["fleet_site"],
        "accelerators": workload["fleet_accelerators"],
        "until": workload["fleet_until"],
        "monthly_usd": workload["fleet_usd"] or 0.0,
        "price_date": workload["fleet_price_date"] if workload["fleet_usd"] else None,
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
    """With tuples where JSON has lists."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
