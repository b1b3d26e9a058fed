"""The draft behind the form: what is typed stays, and what is wrong is named at its field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data.starter.templates import TEMPLATES
from ui.newscenario.draft import (
    Draft,
    add_workload,
    answers_of,
    follow_users,
    keep_fleet,
    new_draft,
    scenario_name,
    workload_answer,
)
from ui.newscenario.review import review
from ui.newscenario.state import where_wrong, wrong_in


@pytest.fixture
def draft() -> Draft:
    """A new draft of a day in November 2026."""
    return new_draft(date(2026, 11, 22))


@pytest.mark.parametrize(
    ("today", "start"),
    [("2026-11-22", "2027-01"), ("2026-12-31", "2027-01"), ("2027-01-01", "2027-04"), ("2027-09-30", "2027-10")],
)
def test_a_new_draft_starts_with_the_next_quarter(today: str, start: str) -> None:
    assert new_draft(date.fromisoformat(today))["start"] == start


def test_a_new_draft_plans_as_it_is(draft: Draft) -> None:
    answers, errors = answers_of(draft)
    assert errors == {}
    assert answers is not None
    assert review(answers).can_plan
    assert answers.workloads[0].model_dump(exclude_none=True).keys() == {"template", "level", "growth_per_year"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_as_it_comes_can_be_planned(draft: Draft, template: str) -> None:
    draft["workloads"] = []
    add_workload(draft, template)
    answers, _ = answers_of(draft)
    assert answers is not None
    assert review(answers).can_plan


def test_places_follow_the_users_until_they_are_chosen_by_hand(draft: Draft) -> None:
    draft["geographies"] = {"japan": 1.0}
    follow_users(draft)
    assert draft["regions"][:2] == ["aws-ap-northeast-1", "gcp-asia-northeast1"]
    add_workload(draft, "edge-vision")
    assert list(draft["own"]) == ["colo-tokyo", "edge-japan-plant"]
    draft["places_are_own"] = True
    draft["geographies"] = {"us-east": 1.0}
    follow_users(draft)
    assert list(draft["own"]) == ["colo-tokyo", "edge-japan-plant"]


def test_limits_of_a_place_survive_a_detour(draft: Draft) -> None:
    draft["own"]["colo-virginia"]["power_cap_kw"] = 120.0
    follow_users(draft)
    assert draft["own"]["colo-virginia"]["power_cap_kw"] == 120.0


@pytest.mark.parametrize(
    ("change", "path", "step"),
    [
        ({"geographies": {}}, "geographies", "places"),
        ({"geographies": {"us-east": 0.0, "japan": 1.0}}, "geographies.us-east", "places"),
        ({"regions": [], "own": {}}, "sites", "places"),
        ({"ways": []}, "ways", "ways"),
        ({"quota": "own"}, "quota", "ways"),
        ({"budget": "total"}, "budget", "ways"),
        ({"workloads": []}, "workloads", "work"),
        ({"name": "bell \u0007"}, "name", "review"),
    ],
)
def test_a_missing_answer_is_named_at_its_field(draft: Draft, change: dict[str, Any], path: str, step: str) -> None:
    answers, errors = answers_of(draft | change)
    assert answers is None
    assert list(errors) == [path]
    assert wrong_in(step, errors) == 1
    assert where_wrong(draft, path).strip()


@pytest.mark.parametrize(
    ("change", "field", "step"),
    [
        ({"level": None}, "level", "amount"),
        ({"level": 0.0}, "level", "amount"),
        ({"growth": None}, "growth", "amount"),
        ({"growth": -100.0}, "growth_per_year", "amount"),
        ({"told_by": "usage", "hours": None}, "hours", "amount"),
        ({"told_by": "usage", "utilization": 0.0}, "utilization", "amount"),
        ({"told_by": "usage", "keeps_fleet": True, "fleet_accelerators": 3.0}, "fleet_site", "amount"),
        ({"name": " "}, "name", "work"),
    ],
)
def test_a_missing_figure_is_named_at_its_workload(draft: Draft, change: dict[str, Any], field: str, step: str) -> None:
    add_workload(draft, "fine-tuning")
    draft["workloads"][1] |= change
    answers, errors = answers_of(draft)
    assert answers is None
    assert list(errors) == [f"workloads.1.{field}"]
    assert wrong_in(step, errors) == 1
    if field == "level":
        assert where_wrong(draft, "workloads.1.level") == "How much? Fine-tuning, mean demand"


def test_other_figures_become_answers(draft: Draft) -> None:
    draft["workloads"][0] |= {"headroom": 10.0, "targets": {"ttft_p99": None, "tpot_p99": 150.0}, "growth": -5.0}
    draft |= {"quota": "own", "quota_accelerators": 40, "budget": "capex", "budget_usd": 1e6, "name": "  Mine  "}
    answers, _ = answers_of(draft)
    assert answers is not None
    workload = answers.workloads[0]
    assert (workload.headroom, workload.growth) == (0.1, -0.05)
    assert [(t.metric, t.limit_ms) for t in workload.service_targets] == [("tpot", 150.0)]
    assert (answers.quota, answers.name) == (40, "Mine")
    assert answers.budget is not None
    assert answers.budget.max_usd == 1e6


@pytest.mark.parametrize(("kind", "quota"), [("suggested", 24), ("none", None)])
def test_the_suggested_quota_is_used_where_asked_for(draft: Draft, kind: str, quota: int | None) -> None:
    answers, _ = answers_of(draft | {"quota": kind})
    assert answers is not None
    assert review(answers).answers.quota == quota


def test_usage_brings_demand_and_todays_fleet(draft: Draft) -> None:
    workload = draft["workloads"][0]
    workload |= {"told_by": "usage", "keeps_fleet": True}
    keep_fleet(draft, workload)
    answers, _ = answers_of(draft)
    assert answers is not None
    assert answers.workloads[0].usage is not None
    assert [(part.site, part.accelerators) for part in answers.fleet] == [("aws-us-east-1", 31)]
    workload["fleet_accelerators"] = 12.0
    keep_fleet(draft, workload)
    assert workload["fleet_accelerators"] == 12.0


def test_the_same_work_twice_has_two_names(draft: Draft) -> None:
    add_workload(draft, "chat-assistant")
    add_workload(draft, "fine-tuning")
    assert [workload["name"] for workload in draft["workloads"]] == [
        "Chat assistant",
        "Chat assistant 2",
        "Fine-tuning",
    ]
    assert scenario_name(draft) == "Chat assistant, Fine-tuning, from 2027-01"
    answers, _ = answers_of(draft)
    assert answers is not None
    assert answers.workload_ids == ("chat-assistant", "chat-assistant-2", "fine-tuning")


def test_a_workload_with_a_hole_has_no_preview(draft: Draft) -> None:
    workload = draft["workloads"][0]
    assert workload_answer(workload) is not None
    assert workload_answer(workload | {"level": None}) is None
    assert workload_answer(workload | {"growth": -100.0}) is None
