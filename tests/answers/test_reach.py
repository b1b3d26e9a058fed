"""What supply, quotas and power leave at best, by hand."""

from __future__ import annotations

import pytest

from solver.answers.check import check
from tests.program.kit import HALL, Document, offer, scenario

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)

# The base workload keeps 4 gpu busy, each serving a quarter of its demand.
SHORT: list[tuple[str, Document]] = [
    ("quota", {"offers": [{**OD, "quota_packs": 3.0}]}),
    ("supply", {"offers": [{**OWN, "max_packs": 3.0}]}),
    (
        "power",
        {"offers": [OWN], "sites": [{**HALL, "power_cap_kw": 15.0}], "accelerators__0__busy_kw": 5.0},
    ),
]


@pytest.mark.parametrize("changes", [row[1] for row in SHORT], ids=[row[0] for row in SHORT])
def test_three_quarters_of_the_capacity_is_called_short(changes: Document) -> None:
    (problem,) = check(scenario(**changes)).problems
    assert "job in eu: at most" in problem
    assert "without any other work" in problem


@pytest.mark.parametrize(
    "changes",
    [
        {"offers": [{**OD, "quota_packs": 4.0}]},
        {"offers": [{**OWN, "max_packs": 4.0}]},
        {"offers": [OWN], "sites": [{**HALL, "power_cap_kw": 20.0}], "accelerators__0__busy_kw": 5.0},
        {"offers": [{**OD, "quota_packs": 3.0}], "workloads__0__max_miss": 0.25},
    ],
)
def test_just_enough_is_not(changes: Document) -> None:
    assert check(scenario(**changes)).problems == ()
