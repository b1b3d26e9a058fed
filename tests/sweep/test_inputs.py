"""Inputs with a range: which, by how much, and what they are called."""

from __future__ import annotations

import pytest

from models.paths import PathError
from models.scenario import Scenario
from models.varied import varied
from solver.sweep.designs import ends
from solver.sweep.inputs import EVIDENCE, range_of, ranged_inputs
from tests.proof.audit_kit import offer, scenario
from ui.scenario_file import SHIPPED, open_scenario

ESTIMATE = {"grade": "estimate", "method": "asked around"}


def given() -> Scenario:
    return scenario(
        offers=[
            {"name": "Node"}
            | offer("own", "buy", upfront_usd=100.0, evidence={**ESTIMATE, "low": 80.0, "high": 150.0}),
            offer("od", "on_demand", usd_per_hour=2.0),
            offer("free", "on_demand"),
        ],
        stacks=[{"id": "cuda"}, {"id": "rocm", "port_usd": 50.0, "evidence": {**ESTIMATE, "low": 60.0, "high": 70.0}}],
        benchmarks=[
            {
                "id": "b-gpu",
                "profile": "work",
                "accelerator": "gpu",
                "unit": "requests/h",
                "points": [{"load": 1.0, "throughput": 5.0}, {"load": 2.0, "throughput": 10.0}],
                "evidence": {**ESTIMATE, "low": 9.0, "high": 12.0},
            }
        ],
    )


def test_ranges_of_evidence_become_factors_and_the_rest_is_assumed() -> None:
    found = {axis.path: (axis.name, axis.low, axis.high, axis.basis) for axis in ranged_inputs(given(), 0.2)}
    assert found == {
        "offers[own].upfront_usd": ("Price up front of Node", 0.8, 1.5, EVIDENCE),
        "offers[od].usd_per_hour": ("Price by hour used of od", 0.8, 1.2, "assumed"),
        "benchmarks[b-gpu].throughput": ("Throughput of work on gpu (b-gpu)", 0.9, 1.2, EVIDENCE),
        "demand[job]": ("Demand of job", 0.8, 1.2, "assumed"),
    }, "a range that does not hold the figure, and a price of 0, are left out"


def test_an_input_of_one_number_says_it_with_its_unit() -> None:
    found = {axis.path: (axis.base, axis.unit) for axis in ranged_inputs(given(), 0.2)}
    assert found == {
        "offers[own].upfront_usd": (100.0, "USD/pack"),
        "offers[od].usd_per_hour": (2.0, "USD/pack/h"),
        "benchmarks[b-gpu].throughput": (None, "requests/h"),
        "demand[job]": (None, ""),
    }, "a curve has several numbers"


def test_without_an_assumption_only_evidence_counts() -> None:
    assert [axis.path for axis in ranged_inputs(given(), 0.0)] == [
        "offers[own].upfront_usd", "benchmarks[b-gpu].throughput"
    ]  # fmt: skip


def test_a_range_can_be_asked_for_by_path() -> None:
    assert [axis.path for axis in range_of(given(), "offers[*].price")] == ["offers[own].upfront_usd"]
    assert range_of(given(), "offers[od].usd_per_hour") == ()
    with pytest.raises(PathError, match="there is no 'nix'"):
        range_of(given(), "offers[nix].price")


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_input_of_a_shipped_scenario_can_be_varied(file) -> None:
    source = open_scenario(str(file)).scenario
    axes = ranged_inputs(source, 0.2)
    assert len({axis.name for axis in axes}) == len(axes) > 5
    assert {axis.basis for axis in axes} == {EVIDENCE, "assumed"}
    for axis in axes:
        low, high = ends(axis)
        assert 0 <= float(low) <= 1 <= float(high)
        assert varied(source, "expected", [axis.change(low)]) != source
