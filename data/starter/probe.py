"""The work of some answers on every accelerator of the catalog, at an imaginary site beside its users.

Sizing it says how many accelerators of each class the work needs, before any choice of site, price or contract.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from data.catalog import read_catalog
from data.starter.answers import WorkloadAnswer
from data.starter.text import BLOCKS
from models.scenario import Scenario

ANYWHERE = "anywhere"


def probe(workload: WorkloadAnswer, level: float, months: int, months_per_period: int = 1) -> Scenario:
    """A scenario with one workload, every accelerator that its profile was measured on, and one site without network.

    Parameters
    ----------
    workload : the work.
    level : mean demand of the first month [service unit].
    months, months_per_period : length of the plan and of its periods [months]; the calendar does not matter.
    """
    catalog = read_catalog()
    benchmarks = [record for record in catalog["benchmarks"].values() if record["profile"] == workload.kind.profile]
    names = {record["accelerator"] for record in benchmarks}
    accelerators = [record for name, record in catalog["accelerators"].items() if name in names]
    blocks = [{"id": name, "share": share, "is_peak": is_peak} for name, (share, is_peak) in BLOCKS.items()]
    shape = catalog["shapes"].get(workload.kind.traffic)
    return _scenario(
        horizon={
            "start": "2027-01",
            "periods": months // months_per_period,
            "months_per_period": months_per_period,
            "blocks": blocks,
        },
        accelerators=accelerators,
        stacks=[catalog["stacks"][name] for name in dict.fromkeys(a["stack"] for a in accelerators)],
        offers=[_on_demand(record["id"]) for record in accelerators],
        benchmarks=benchmarks,
        shapes=[shape] if shape else [],
        workloads=[_workload(workload, level)],
    )


def _scenario(**parts: Any) -> Scenario:
    site = {"id": ANYWHERE, "kind": "cloud", "jurisdiction": "any", "rtt_ms": {ANYWHERE: 0}}
    vendors: Sequence[Any] = list(read_catalog()["vendors"].values())
    document = {"name": "Sizing", "geographies": [{"id": ANYWHERE}], "sites": [site], "vendors": vendors, **parts}
    return Scenario.model_validate_json(json.dumps(document))


def _on_demand(accelerator: str) -> dict[str, Any]:
    vendor = read_catalog()["accelerators"][accelerator]["vendor"]
    return {"id": accelerator, "accelerator": accelerator, "site": ANYWHERE, "vendor": vendor, "mode": "on_demand"}


def _workload(workload: WorkloadAnswer, level: float) -> dict[str, Any]:
    kind = workload.kind
    return {
        "id": workload.template,
        "class": kind.workload_class,
        "profile": kind.profile,
        "service_unit": kind.service_unit,
        "traffic": kind.traffic,
        "criticality": kind.criticality,
        "headroom": workload.headroom,
        "is_interruptible": kind.is_interruptible,
        "data_rights": ["train", "retrieve"],
        "targets": [target.model_dump() for target in workload.service_targets],
        "demand": [{"geography": ANYWHERE, "level": level, "growth_per_year": workload.growth}],
    }
