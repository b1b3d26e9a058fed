"""What the report says of lanes kept apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from models.lanes import Separation
from models.plan import Plan
from ui.cli import app as command_line
from ui.lane_report import separation_sentence
from ui.report import plan_report

FILE = Path(__file__).resolve().parents[1] / "reference" / "two_lanes" / "lanes.yaml"
WHO = "Keeping lanes production and research apart costs"


def priced(plan: Plan, least: float, most: float) -> str | None:
    """The sentence of a plan of 1,000,000 USD."""
    said = Separation(lanes=("production", "research"), shared_least_usd=1e6 - most, shared_most_usd=1e6 - least)
    said = said.model_copy(update={"least_usd": least, "most_usd": most})
    return separation_sentence(plan.model_copy(update={"objective_usd": 1e6, "separation": said}))


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (12000.0, 15000.0, f"{WHO} 12,000 to 15,000 USD, discounted: 1.2 % to 1.5 % of the total."),
        (15000.0, 15000.2, f"{WHO} 15,000 USD, discounted: 1.5 % of the total."),
        (0.0, 15000.0, f"{WHO} at most 15,000 USD, discounted: 1.5 % of the total."),
        (0.0, 0.001, f"{WHO} nothing."),
    ],
)
def test_the_price_is_an_interval_and_a_share(plan: Plan, least: float, most: float, words: str) -> None:
    assert priced(plan, least, most) == words


def test_a_missing_price_has_its_reason_and_shared_work_has_no_sentence(plan: Plan) -> None:
    said = Separation(lanes=("a", "b", "c"), why="no time was left")
    words = "What keeping lanes a, b and c apart costs is not known: no time was left."
    assert separation_sentence(plan.model_copy(update={"separation": said})) == words
    assert separation_sentence(plan) is None


def test_the_report_says_for_which_lane_each_order_is(plan: Plan) -> None:
    order, *others = plan.orders
    mine = plan.model_copy(update={"orders": (order.model_copy(update={"dedicated_to": "lane:research"}), *others)})
    console = Console(width=100)
    with console.capture() as capture:
        console.print(plan_report(mine))
    assert f"{order.accelerator} for lane research" in " ".join(capture.get().split())


def test_the_command_line_prices_lanes_unless_told_not_to() -> None:
    asked = [["plan", str(FILE), "--json", *more] for more in ((), ("--no-price",))]
    plain, bare = (json.loads(CliRunner().invoke(command_line, line).stdout) for line in asked)
    assert plain["separation"]["least_usd"] == pytest.approx(400.0)
    assert bare["separation"]["why"] == "it was not asked for"
    assert plain["orders"] == bare["orders"]
