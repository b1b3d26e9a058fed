"""Tooling: lines by the replica, and by the stack that serves a family of models, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import BENCHMARKS, JOB, SERVICE, Hand, cost, keys, offer, program, row, scenario, two_chips

OD = offer("od", "on_demand", usd_per_hour=1.0)
FEW = offer("few", "on_demand", accelerator="tpu", vendor="volt", usd_per_hour=0.9, quota_packs=4.0)
BOTH = {**JOB, "incumbent_stacks": ["cuda", "rocm"], "model_family": "llm"}


def line(driver: str, usd: float, **scope: Any) -> dict[str, Any]:
    return {
        "policy__operating_costs": [
            {"id": "tools", "term": "duplicated_tooling", "driver": driver, "usd": usd, **scope}
        ]
    }


def families(usd: float, *names: str, **scope: Any) -> Scenario:
    """A job of each family, 120 USD a month on `gpu`; 4 accelerators `tpu` do as much for 12 USD less."""
    jobs = [{**BOTH, "id": f"job-{n}", "model_family": name} for n, name in enumerate(names)]
    return scenario(**two_chips(offers=[OD, FEW], workloads=jobs, **line("model_family", usd, **scope)))


HANDS = {
    # 4 replicas busy all the time: 3 x (120 + 4 x 20)
    "busy_in_kept": Hand(scenario(offers=[OD], **line("replica", 20.0)), 600),
    # 6 held at the peak
    "held_in_kept": Hand(scenario(offers=[OD], **SERVICE, **line("replica", 20.0)), 720),
    # tools on a second stack for 20 USD a month would save 12
    "served_where_tooled": Hand(families(20.0, "llm", "llm"), 3 * (240 + 20)),
}


def test_rows_count_replicas_where_they_are_most() -> None:
    """A replica spans 4 accelerators; 6 are held where 4 are busy."""
    wide = [{**BENCHMARKS[0], "accelerators_per_replica": 4, "points": [{"throughput": 40.0}]}]
    written = program(scenario(offers=[OD], benchmarks=wide, **SERVICE, **line("replica", 20.0)))
    assert row(written, "held_in_kept", 0, 1, 0, 0) == ({"hold[0,1,0,0]": 1, "kept[0,1,0]": -4}, None, 0)
    assert row(written, "busy_in_kept", 0, 1, 1, 0) == ({"serve[0,1,1,0]": 4, "kept[0,1,0]": -4}, None, 0)
    assert keys(written, "held_in_kept") == [(0, t, 0, 0) for t in range(3)]  # at the peak alone
    paid = [entry for entry in written.entries if entry.term == "duplicated_tooling"]
    assert {(e.decision.name, e.usd) for e in paid} == {(f"kept[0,{t},0]", 20.0) for t in range(3)}


def test_rows_tool_a_family_once_for_each_stack() -> None:
    written = program(families(5.0, "llm", "llm", "vision"))
    assert {key[:2] for key in written.model.tooled} == {(f, s) for f in ("llm", "vision") for s in ("cuda", "rocm")}
    for i, family in enumerate(("llm", "llm", "vision")):
        found = row(written, "served_where_tooled", i, "rocm", 2, 1, 0)
        assert found.terms[f"tooled[{family},rocm,2,0]"] == -1.0
        assert found.high == 0.0


@pytest.mark.parametrize(
    ("scope", "pairs"),
    [
        ({"stacks": ["rocm"]}, {("llm", "rocm"), ("vision", "rocm")}),
        ({"workloads": ["job-1"]}, {("vision", "cuda"), ("vision", "rocm")}),
    ],
)
def test_rows_are_for_the_stacks_and_workloads_that_are_named(scope: dict[str, Any], pairs: set[Any]) -> None:
    assert {key[:2] for key in program(families(5.0, "llm", "vision", **scope)).model.tooled} == pairs


def test_rows_are_absent_without_a_line() -> None:
    written = program(scenario(offers=[OD]))
    assert not [name for name in HANDS if keys(written, name)]
    assert not keys(program(scenario(offers=[OD], **line("replica", 1.0, classes=["asic"]))), "busy_in_kept")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("usd", "names", "whole"),
    [
        (5.0, ("llm", "llm"), 3 * (240 - 12 + 2 * 5)),  # a second stack pays
        (11.0, ("llm", "vision"), 3 * (240 - 12 + 2 * 11)),  # one family on each stack: no tooling is kept twice
    ],
)
def test_optimum_keeps_tools_where_they_pay(usd: float, names: tuple[str, ...], whole: float) -> None:
    assert cost(families(usd, *names)) == pytest.approx(whole)


def test_optimum_prefers_replicas_of_few_accelerators() -> None:
    """As fast for the hour, but 4 accelerators a replica: a quarter of the replicas."""
    wide = [BENCHMARKS[0], {**BENCHMARKS[1], "accelerators_per_replica": 4, "points": [{"throughput": 40.0}]}]
    dear = {**FEW, "usd_per_hour": 1.1}
    changes = two_chips(offers=[OD, dear], workloads=[BOTH], **line("replica", 20.0)) | {"benchmarks": wide}
    assert cost(scenario(**changes)) == pytest.approx(3 * (132 + 20))


def test_property_dearer_tools_never_cost_less_and_end_on_one_stack() -> None:
    costs = [cost(families(usd, "llm", "llm")) for usd in (0.5, 4.0, 11.0, 13.0, 40.0)]
    assert costs == sorted(costs)
    assert costs[-1] == pytest.approx(3 * (240 + 40))
