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


def test_a_sweep_goes_on_from_its_folder(tmp_path: Path) -> None:
    source = sy.load(str(write_template("minimal", tmp_path)))
    asked = sy.SweepOptions(design="grid", vary=("demand=x0.9,x1.1",), measures=("vendors",))
    first = sy.sweep(source, "expected", asked, folder=tmp_path / "kept")
    lines = (tmp_path / "kept" / "sweep.jsonl").read_bytes()
    assert lines.count(b"\n") == 4, "the scenario as it is, two levels, one vendor less"
    assert sy.sweep(source, "expected", asked, folder=str(tmp_path / "kept")) == first
    assert (tmp_path / "kept" / "sweep.jsonl").read_bytes() == lines
    assert [row.levels for row in first.rows] == [{"demand": 0.9}, {"demand": 1.1}]
    with pytest.raises(sy.SteelyardError, match="nothing is asked"):
        sy.sweep(source, asked=sy.SweepOptions(design=None))
