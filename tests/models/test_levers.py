"""Levers as they are written: what each kind takes, its range, and names that lead nowhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.levers import TAKES, Lever
from models.scenario import Scenario
from tests.proof.audit_kit import scenario

CACHE: dict[str, Any] = {"id": "cache", "kind": "caching", "workloads": ["job"], "demand": 0.7}


def with_levers(*levers: dict[str, Any]) -> Scenario:
    """A scenario with levers."""
    return scenario(levers=list(levers))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"throughput": 2.0}, "needs `demand` or `throughput`, one of them"),
        ({"demand": None}, "needs `demand` or `throughput`, one of them"),
        ({"blocks": ["night"]}, "`blocks` has no effect on `caching`, which takes demand, throughput, month"),
        ({"kind": "after_hours_shutdown"}, "needs `blocks`"),
        ({"kind": "after_hours_shutdown", "blocks": ["night"], "month": "2027-02"}, "`month` has no effect"),
        ({"kind": "scheduling_window", "blocks": ["night"]}, "`demand` has no effect on `scheduling_window`"),
        ({"accelerators": ["gpu"]}, "`accelerators` needs `throughput` and no `month`"),
        ({"demand": None, "throughput": 2.0, "accelerators": ["gpu"], "month": "2027-02"}, "needs `throughput` and no"),
        ({"evidence": {"low": 0.8, "high": 0.9}}, "the range 0.8 to 0.9 must hold 0.7"),
        ({"demand": None, "throughput": 2.0, "evidence": {"low": 0.0, "high": 3.0}}, "the range 0 to 3 must hold 2"),
        ({"demand": -0.1}, "greater than or equal to 0"),
        ({"workloads": []}, "at least 1 item"),
    ],
)
def test_what_a_lever_cannot_be_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Lever.model_validate_json(json.dumps(CACHE | changes))


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"workloads": ["job", "jab"]}, "0.workloads.1", "'jab' is not one of the workloads"),
        ({"not_with": ["other"]}, "0.not_with.0", "'other' is not one of the levers"),
        ({"not_with": ["cache"]}, "0.not_with", "names the lever itself"),
        ({"month": "2027-04"}, "0.month", "2027-04 is not in the horizon, 2027-01 to 2027-03"),
        (
            {"demand": None, "kind": "scheduling_window", "blocks": ["dusk"]},
            "0.blocks.0",
            "'dusk' is not one of the blocks; known: day, night",
        ),
        (
            {"demand": None, "throughput": 2.0, "accelerators": ["abacus"]},
            "0.accelerators.0",
            "'abacus' is not one of the accelerators",
        ),
    ],
)
def test_names_and_months_that_lead_nowhere_are_named(changes: dict[str, Any], place: str, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        with_levers(CACHE | changes)
    assert f"levers.{place}: " in str(caught.value)
    assert said in str(caught.value)


def test_an_id_stands_once_and_no_case_changes_levers() -> None:
    with pytest.raises(ValidationError, match="duplicate id 'cache'"):
        with_levers(CACHE, CACHE)
    with pytest.raises(ValidationError, match="`levers` is the same in every case"):
        scenario(levers=[CACHE], cases=[{"id": "expected", "changes": {"levers": [{"id": "cache", "demand": 0.5}]}}])


def test_the_figure_of_a_lever_is_what_its_evidence_is_about() -> None:
    lever = Lever.model_validate_json(json.dumps(CACHE | {"evidence": {"low": 0.5, "high": 1.0}}))
    assert (lever.factor, lever.ends, lever.at(0.5).demand) == (0.7, (0.5, 1.0), 0.5)
    shut = Lever(id="shut", kind="after_hours_shutdown", workloads=("job",), blocks=("night",))
    assert (shut.factor, shut.ends) == (0.0, ())
    window = Lever(id="window", kind="scheduling_window", workloads=("job",), blocks=("night",))
    assert (window.factor, window.ends) == (None, ())
    assert all(set(takes) <= set(Lever.model_fields) for takes in TAKES.values())
