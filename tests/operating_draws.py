"""Lines of operating cost for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random

from models.operations import OperatingLine
from models.scenario import Scenario

TERMS = ("observability", "safety_checks", "evaluation", "compliance", "duplicated_tooling", "incident_response")


def with_operations(given: Scenario, rng: Random) -> Scenario:
    """The scenario with one to three lines of any driver, for all or for part of what there is."""
    lines = tuple(_line(f"line-{n}", given, rng) for n in range(rng.choice((1, 2, 3))))
    return given.model_copy(update={"policy": given.policy.model_copy(update={"operating_costs": lines})})


def _line(name: str, given: Scenario, rng: Random) -> OperatingLine:
    driver = rng.choice(("accelerator", "accelerator", "unit", "unit", "site", "stack", "workload", "fte"))
    usd = {"accelerator": 300, "unit": 400, "site": 900, "stack": 600}.get(driver, 100) * rng.uniform(0.3, 3)
    line = {"id": name, "term": rng.choice(TERMS), "driver": driver, "usd": round(usd, 2)}
    if driver == "fte":
        line["fte"] = rng.choice((0.5, 2.0))
    if driver in ("accelerator", "unit", "site") and rng.random() < 0.6:
        line["sites"] = (rng.choice(given.sites).id,)
    if driver in ("accelerator", "unit") and rng.random() < 0.4:
        line["classes"] = (rng.choice(given.accelerators).accelerator_class,)
    if driver in ("unit", "workload", "fte", "stack") and rng.random() < 0.4:
        line["workloads"] = (rng.choice(given.workloads).id,)
    if driver == "stack" and rng.random() < 0.5:
        line["stacks"] = (rng.choice(given.stacks).id,)
    return OperatingLine.model_validate(line)
