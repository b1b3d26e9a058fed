"""Maturity drawn into random scenarios: pilots, limits on unproven silicon, own benchmarks, budgets of pilots."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from models.calendar import Horizon, month_text
from models.scenario import Scenario

Document = dict[str, Any]


def wary(given: Scenario, rng: Random) -> Scenario:
    """Makes one accelerator new to some work; nothing else of the scenario changes."""
    last = given.offers[-1].accelerator  # nearly always the spare way to serve everything
    others = [o.accelerator for o in given.offers if o.accelerator != last]
    return make_new(given, rng.choice(others or [last]), rng)


def make_new(given: Scenario, new: str, rng: Random) -> Scenario:
    """The scenario with an accelerator that is a pilot, limited where it is unproven, or both."""
    document: Document = json.loads(given.model_dump_json(by_alias=True))
    chips = {chip["id"]: chip for chip in document["accelerators"]}
    kind = rng.choice(("cap", "cap", "cap", "pilot", "both"))
    chips[new]["is_pilot"] = kind != "cap"
    if kind != "pilot":
        document["policy"]["maturity"] = {"unvalidated_share": rng.choice((0.0, 0.1, 0.25, 0.5))}
    for job in document["workloads"]:
        _add_to_work(job, new, given.horizon, rng)
    if kind != "cap":
        document["policy"]["budgets"] = _budgets(document["policy"].get("budgets", []), rng)
    return Scenario.model_validate_json(json.dumps(document))


def _add_to_work(job: Document, new: str, time: Horizon, rng: Random) -> None:
    """Stage and own benchmarks of a workload, some of them thin or late."""
    job["stage"] = rng.choice(("exploratory", "production_critical", "production_critical", "high_volume"))
    for _ in range(rng.choice((0, 0, 1, 2))):
        day = month_text(time.first + rng.randint(-1, time.months)) + rng.choice(("", "-01", "-20"))
        share = rng.choice((0.05, 0.1, 0.3))
        job.setdefault("validations", []).append({"accelerator": new, "date": day, "traffic_share": share})


def _budgets(found: list[Document], rng: Random) -> list[Document]:
    """The budgets drawn before, of one scope, which loosens them, or a new one that nothing but pilots can break."""
    if found:
        scope = rng.choice(("all", "pilots", "production", "production"))
        return [{**budget, "scope": scope} for budget in found]
    kind = rng.choice(("opex", "capex", "total"))
    return [{"id": "lab", "kind": kind, "scope": "pilots", "max_usd": round(rng.uniform(0.0, 250.0), 2)}]
