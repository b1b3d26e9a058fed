"""Rules of thumb and findings: each true in one scenario and false in another, figures by hand, ids in the docs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from models.costs import TERM
from models.guidance import MistakeId, signal_lines
from models.guides import OPERATIONS_TERMS, PLATFORMS, WORK
from models.mistakes import MISTAKES, findings_of
from models.replanning import Actual
from models.vocabulary import AcceleratorClass, WorkloadClass
from solver.answers.guidance import PlanReading, guidance
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.answers.replan import previous_of
from solver.search.options import SearchOptions
from tests.answers.guiding import CHEAP, PEAK, RENT, SCARCE, SCENES, SUBJECTS, built, cases, job, other, plan_of, rule
from tests.generators import larger
from tests.program.kit import EXACT

DOCS = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_every_rule_and_every_mistake_has_a_scenario_of_both_kinds() -> None:
    assert set(SCENES) == SUBJECTS
    assert all(built(scene.true) != built(scene.false) for scene in SCENES.values())


@pytest.mark.parametrize("subject", sorted(SCENES))
def test_it_is_true_in_one_and_false_in_the_other(subject: str) -> None:
    scene = SCENES[subject]
    assert scene.answer(plan_of(scene.true)) is True
    assert scene.answer(plan_of(scene.false)) is False


def test_the_registers_know_every_class_every_kind_of_work_and_every_mistake() -> None:
    assert set(PLATFORMS) == {*get_args(AcceleratorClass)} - {"managed"}
    assert set(WORK) == {*get_args(WorkloadClass)}
    assert set(MISTAKES) == {*get_args(MistakeId)}
    assert set(TERM) >= OPERATIONS_TERMS


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_the_document_tells_of_it(subject: str) -> None:
    assert f"`{subject.split()[1]}`" in DOCS.read_text(encoding="utf-8")


def test_figures_of_signals_by_hand() -> None:
    plan = plan_of({**CHEAP, **cases(1.0, 0.5, 1.5)})
    asic = {signal.id: signal.value for signal in rule(plan, "asic").signals}
    # 40 requests/h x 90 h; 1 USD/h a GPU and 0.5 USD/h an ASIC for 10 requests/h; the port costs 179 USD
    assert asic["large"] == pytest.approx(3600 * (0.1 - 0.05) - 179)
    assert asic["predictable"] == pytest.approx((1.5 - 0.5) / 1.0)
    assert rule(plan, "asic").usd_per_unit == pytest.approx(0.05)
    assert rule(plan, "asic").others_usd_per_unit == pytest.approx(0.1)
    assert rule(plan, "asic").share_served == pytest.approx(1.0)
    assert rule(plan, "asic").differs is None
    assert (rule(plan, "gpu").differs, rule(plan, "gpu").why) == ("rule_not_followed", "costs_more")


def test_what_is_not_known_is_said_and_decides_nothing() -> None:
    plan = plan_of(other("asic", 0.5))
    predictable, large = rule(plan, "asic").signals
    assert (predictable.value, predictable.is_true) == (None, None)  # there is one case
    assert large.is_true is False  # the port costs 500 USD, all that could be saved is 180 USD
    assert rule(plan, "asic").is_met is False
    assert rule(plan_of(CHEAP), "asic").is_met is None
    assert rule(plan_of(CHEAP), "asic").differs is None
    same = plan_of({**CHEAP, **cases(1.0, 1.0, 1.0)})
    assert rule(same, "asic").signals[0].is_true is None  # no case moves it
    assert rule(plan_of(other("trainium")), "trainium").is_met is None  # there is no fleet


def test_a_class_that_alone_can_do_the_work_is_said_to() -> None:
    only = plan_of({**other("cpu"), **job(**{"class": "realtime_inference"}, classes=["cpu"])})
    row = rule(only, "cpu")
    assert (row.differs, row.why, row.share_served) == ("used_against_rule", "only_class", pytest.approx(1.0))


def test_work_costs_and_findings_by_hand() -> None:
    plan = plan_of({**PEAK, **job(headroom=0.5)})
    assert plan.rules is not None
    work = plan.rules.workloads[0]
    # six units of 100 USD are held, four are busy: 3,600 requests
    assert (work.value, work.unit) == (pytest.approx(600 / 3.6), "USD per 1,000 requests")
    assert work.trap_value == pytest.approx(1 / 3, abs=1e-4)  # cents of every month
    idle = next(row for row in plan.findings if row.mistake == "idle_headroom")
    assert (idle.workload, idle.value) == ("job", work.trap_value)
    assert idle.cost_usd == pytest.approx(200.0, abs=0.02)
    assert [row.mistake for row in plan.findings] == ["operations_ignored", "no_exit_ramp", *LAST]


LAST = ["idle_headroom", "one_forecast", "not_measured"]


def test_premium_units_are_those_beyond_the_quota_of_the_cheaper_one() -> None:
    plan = plan_of(SCARCE)
    assert plan.rules is not None
    assert plan.rules.workloads[0].trap_value == pytest.approx(3 / 4)
    assert [(row.accelerator, row.layer) for row in plan.rules.shortlist] == [("gpu", "general"), ("tpu", "general")]
    assert plan.rules.shortlist[0].share_of_hours == pytest.approx(3 / 4)


def test_the_shortlist_has_two_layers() -> None:
    rules = plan_of({**CHEAP, **cases(1.0, 0.5, 1.5)}).rules
    assert rules is not None
    found = [(row.layer, row.accelerator, row.workloads, row.share_of_hours) for row in rules.shortlist]
    assert found == [("general", "gpu", ("job",), 0.0), ("specialized", "tpu", ("job",), 1.0)]
    assert len(signal_lines(rules)) == sum(len(row.signals) for row in rules.platforms)


def test_rounding_does_not_order_the_shortlist() -> None:
    """Two accelerators of one layer do the same share of the hours, up to the last digits of a search."""
    made = make_plan(larger(1028), "expected", SearchOptions(gap=0.02))
    assert isinstance(made, Planned)
    assert made.plan.rules is not None
    names = [row.accelerator for row in made.plan.rules.shortlist if row.layer == "specialized"]
    assert names == sorted(names)
    assert len(names) > 1


def test_they_are_computed_from_plan_and_scenario_alone() -> None:
    changes = SCENES["rule asic"].true
    plan = plan_of(changes)
    again = guidance(built(changes), "expected", plan.model_copy(update={"rules": None, "findings": ()}))
    assert again == {"rules": plan.rules, "findings": plan.findings}


def test_a_case_that_measured_demand_does_not_fit_leaves_cases_unknown() -> None:
    """In the case `none` there is no work, and what was measured cannot be a level of nothing."""
    none = {"workloads": [{"id": "job", "demand": [{"geography": "eu", "level": 0.0}]}]}
    apart = {"cases": [{"id": "expected", "probability": 0.5}, {"id": "none", "probability": 0.5, "changes": none}]}
    given = built({"offers": [RENT], "horizon__start": "2027-02", **apart})
    measured = (Actual(month="2027-01", workload="job", geography="eu", demand=60.0),)
    first = plan_of({"offers": [RENT]})
    for actuals, value in (((), 2.0), (measured, None)):
        made = make_plan(given, "expected", EXACT, again=previous_of(given, first, actuals=actuals))
        assert isinstance(made, Planned), made
        uncertain = next(each for each in rule(made.plan, "gpu").signals if each.id == "uncertain")
        assert uncertain.value == value


def test_hope_is_no_finding_of_one_plan_for_all_cases() -> None:
    changes = SCENES["finding planned_on_hope"].true
    figures = PlanReading(built(changes), "expected", plan_of(changes)).figures()
    hoped = [row for row in findings_of(figures) if row.mistake == "planned_on_hope"]
    assert [(row.workload, row.value) for row in hoped] == [("job", pytest.approx(1.2))]
    assert "planned_on_hope" not in {row.mistake for row in findings_of(replace(figures, is_hedged=True))}
