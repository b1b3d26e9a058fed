"""What `--vary` asks for says its unit and what the scenario says, where that is one number."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.init import write_template
from models.scenario import Scenario
from models.sweep import SweepOptions
from ui.scenario_file import open_scenario
from ui.sweep_asked import study_of


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return open_scenario(str(write_template("minimal", tmp_path))).scenario


@pytest.mark.parametrize(
    ("asked", "base", "unit"),
    [
        ("offers[buy-node].upfront_usd=x0.8..x1.2", 300_000.0, "USD/pack"),
        ("offers[*].price=+-20%", None, ""),
        ("policy.finance.discount_rate=0.05..0.12", 0.08, "per year"),
        ("horizon.periods=24,36", 12.0, ""),
        ("demand=+-20%", None, ""),
        ("caps.vendors=1,2", None, ""),
        ("policy.finance.end_value=none,straight_line", None, ""),
    ],
)
def test_an_axis_says_what_the_scenario_says(scenario: Scenario, asked: str, base: float | None, unit: str) -> None:
    study = study_of(scenario, "expected", SweepOptions(design="grid", vary=(asked,)), 0)
    assert [(axis.base, axis.unit) for axis in study.axes] == [(base, unit)]
