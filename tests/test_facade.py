"""`import steelyard as sy`: what a notebook uses."""

from __future__ import annotations

from pathlib import Path

import pytest

import steelyard as sy
from data.init import write_template


def test_a_plan_in_two_calls(tmp_path: Path) -> None:
    source = sy.load(str(write_template("minimal", tmp_path)))
    plan = sy.plan(source, "expected", sy.SearchOptions(gap=0.01))
    assert plan.audit.passed
    assert plan.gap <= 0.01


def test_a_scenario_made_in_python_is_planned_too(tmp_path: Path) -> None:
    scenario = sy.load(str(write_template("minimal", tmp_path))).scenario
    plans = sy.batch(scenario.model_copy(update={"cases": scenario.cases[:1]}))
    assert list(plans) == [scenario.cases[0].id]


def test_problems_are_raised_in_the_users_words(tmp_path: Path) -> None:
    with pytest.raises(sy.SteelyardError, match=r"none\.yaml"):
        sy.load(str(tmp_path / "none.yaml"))
