"""Carbon in the terminal: always the total, and every limit by its periods or years."""

from __future__ import annotations

from rich.console import Console, RenderableType

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT
from tests.program.test_carbon import capped
from ui.carbon_report import carbon_limits, carbon_sentence
from ui.explanation import plan_explanation
from ui.report import plan_report

TOTAL = "Carbon, location-based: 0.45 t CO2e over the horizon, 93.3 % of it at hall."
"""Of 12 accelerator-months 7 at 60 kg in the hall, 5 at 6 kg in the cloud."""


def planned(*limits: dict[str, object]) -> Plan:
    made = make_plan(capped(*limits), "expected", EXACT)
    assert isinstance(made, Planned)
    return made.plan


def _cells(report: RenderableType | None) -> list[list[str]]:
    console = Console(width=100, force_terminal=False)
    with console.capture() as capture:
        console.print(report)
    return [line.split() for line in capture.get().splitlines()]


def test_the_total_is_told_with_and_without_limits() -> None:
    plan = planned({"id": "cap", "max_kg": 450.0})
    assert carbon_sentence(plan) == TOTAL
    assert carbon_sentence(planned()) == "Carbon, location-based: 0.72 t CO2e over the horizon, 100 % of it at hall."
    for report in (plan_report(plan), plan_explanation(plan)):
        assert TOTAL.split() in _cells(report)
    clean = tuple(row.model_copy(update={"carbon_kg": 0.0}) for row in plan.sites)
    assert carbon_sentence(plan.model_copy(update={"sites": clean})) == "Carbon, location-based: none over the horizon."
    assert carbon_sentence(plan.model_copy(update={"sites": ()})) is None


def test_every_limit_is_told_by_its_spans() -> None:
    """All in the cloud in January and March, 24 kg each; all in the hall in February, 240 kg."""
    plan = planned(
        {"id": "cap", "max_kg": 450.0},
        {"id": "yearly", "per": "fiscal_year", "max_kg": 900.0},
        {"id": "march", "per": "period", "max_kg": 24.0, "first": "2027-03"},
        {"id": "none", "max_kg": 0.0, "until": "2027-02", "sites": ["hall"]},
    )
    shown = _cells(carbon_limits(plan))[-4:]
    assert shown == [
        ["cap", "horizon", "all", "of", "it", "0.288", "0.45", "64.0"],
        ["yearly", "fiscal", "year", "2027", "0.288", "0.9", "32.0"],
        ["march", "period", "2027-03", "0.024", "0.024", "100.0"],
        ["none", "horizon", "all", "of", "it", "0", "0"],
    ]
    for report in (plan_report(plan), plan_explanation(plan)):
        assert shown[0] in _cells(report)
    assert carbon_limits(planned()) is None
