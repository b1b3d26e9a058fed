"""The levers that a shipped scenario has: each applies, says where it comes from, and agrees with what it rests on."""

from __future__ import annotations

import pytest

from models.cases import in_case
from solver.levers.write import written
from ui.scenario_file import open_scenario

SUPPORT = open_scenario("support-inference").scenario
LEVERS = {lever.id: lever for lever in SUPPORT.levers}


@pytest.mark.parametrize("name", list(LEVERS))
@pytest.mark.parametrize("case", [case.id for case in SUPPORT.cases])
def test_every_lever_applies_in_every_case(name: str, case: str) -> None:
    base = in_case(SUPPORT, case)
    found = written(base, LEVERS[name])
    assert found.why_not == ""
    assert found.scenario.workloads != base.workloads
    assert [w.id for w in found.scenario.workloads] == [w.id for w in base.workloads]


def test_every_lever_says_where_it_comes_from_and_what_to_verify() -> None:
    sourced = [lever for lever in LEVERS.values() if lever.evidence.grade != "assumption"]
    assert len(sourced) >= 4
    assert all(lever.ends and lever.evidence.date and lever.evidence.method for lever in sourced)
    assert all(lever.quality for lever in LEVERS.values())
    assert LEVERS["night-recordings"].evidence.source == "invented for this example"


def test_what_rests_on_the_small_model_agrees_with_it() -> None:
    small, routed = LEVERS["small-model"].factor, LEVERS["small-first"]
    assert small is not None
    server = next(b for b in SUPPORT.benchmarks if b.id == "llama2-70b-chat-interactive-h200-sxm")
    assert small == pytest.approx(
        6684.4 * 8 / server.points[0].throughput, abs=0.005
    )  # entry 5.1-0049, the same server
    shares = dict(zip((0.4, 0.6, 0.8), (routed.ends[0], routed.factor, routed.ends[1]), strict=True))
    for share, factor in shares.items():
        assert factor == pytest.approx(1 / (1 - share + share / small), abs=0.01)
