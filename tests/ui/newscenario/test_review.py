"""From answers to a checked scenario, and to plans that really come out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from data.starter.answers import Answers
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.search.options import SearchOptions
from tests.data.starter.kit import answered, any_answers, loaded
from ui.newscenario.review import review, suggested_quota

LARGE = {"workloads": [{"template": "chat-assistant", "level": 60_000}]}
QUICK = SearchOptions(gap=0.05, time_limit_s=60.0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_answers())
def test_answers_without_limits_pass_the_check(answers: Answers) -> None:
    free = [site.model_copy(update={"power_cap_kw": None}) for site in answers.sites]
    made = review(answers.model_copy(update={"fleet": (), "quota": None, "sites": tuple(free)}))
    assert made.can_plan == bool(made.text)
    assert made.stops == tuple(finding.words for finding in made.findings if finding.stops) + made.errors


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"sites": [{"site": "onprem-us-ohio", "power_cap_kw": 1}], "ways": ["buy"]}, "at most"),
        ({**LARGE, "quota": 1, "ways": ["on_demand"], "sites": ["aws-eu-north-1"]}, "at most"),
    ],
)
def test_limits_that_rule_out_a_plan_are_named(answers: dict[str, Any], words: str) -> None:
    made = review(answered(**answers))
    assert made.text
    assert not made.can_plan
    assert any(words in said for said in made.stops)


def test_usage_that_cannot_be_counted_is_a_reason_and_no_file() -> None:
    used = {"accelerator": "l4", "hours_per_month": 100}
    made = review(answered(workloads=[{"template": "foundation-training", "usage": used}]))
    assert made.text == ""
    assert made.stops[0].startswith("Foundation training: NVIDIA L4 24 GB cannot be counted in work")


@pytest.mark.parametrize(
    "answers",
    [
        answered("rag-search", months=12, sites=["gcp-us-central1"], ways=["on_demand", "reserve"]),
        answered("fine-tuning", "edge-vision", months=6, sites=["aws-us-east-1", "edge-us-plant"]),
        answered("chat-assistant", months=12, sites=["onprem-us-ohio"], ways=["buy"]),
        answered("speech-transcription", months=6, geographies=["japan"], sites=["aws-ap-northeast-1"], ways=["spot"]),
        answered("image-generation", months=6, sites=["aws-us-east-1"], ways=["buy", "on_demand"], quota=96),
    ],
    ids=["rented", "two workloads", "bought", "spot", "quota"],
)
def test_a_scenario_from_answers_plans(answers: Answers) -> None:
    made = review(answers)
    outcome = make_plan(loaded(made.text).scenario, "expected", QUICK)
    assert isinstance(outcome, Planned), outcome
    assert outcome.plan.audit.passed


@pytest.mark.parametrize("ways", [["on_demand"], ["on_demand", "reserve"]])
def test_the_suggested_quota_is_enough(ways: list[str]) -> None:
    answers = answered("chat-assistant", months=6, sites=["aws-us-east-1"], ways=ways)
    quota = suggested_quota(answers)
    assert quota is not None
    for case in ("expected", "aggressive"):
        made = review(answers.model_copy(update={"quota": quota}))
        assert isinstance(make_plan(loaded(made.text).scenario, case, QUICK), Planned)


def test_the_suggested_quota_is_needed_where_there_is_one_class_only() -> None:
    work = {"template": "foundation-training", "level": 1500}
    answers = answered(months=3, sites=["lambda-us"], ways=["on_demand"], workloads=[work])
    quota = suggested_quota(answers)
    assert quota is not None
    scarce = review(answers.model_copy(update={"quota": quota // 2 - 8}))  # two classes are offered there
    assert isinstance(make_plan(loaded(scarce.text).scenario, "aggressive", QUICK), Infeasible)


def test_no_quota_is_suggested_where_nothing_is_rented_or_nothing_can_be_made() -> None:
    assert suggested_quota(answered(ways=["reserve"])) is None
    assert suggested_quota(answered(ways=["spot"])) is None
    assert suggested_quota(answered(workloads=[{"template": "chat-assistant", "level": 1e12}])) is None
