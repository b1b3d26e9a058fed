"""The draft behind the form: what is typed stays, and what is wrong is named at its field."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from data.starter.places import sites
from data.starter.templates import TEMPLATES
from ui.newscenario.answering import answers_of, workload_answer
from ui.newscenario.draft import Draft, add_workload, follow_users, keep_fleet, new_draft, restored, scenario_name
from ui.newscenario.review import review
from ui.newscenario.state import where_wrong, wrong_in

NONE: dict[str, Any] = {"limit": "none", "plan": None, "years": {}}
BUDGET = {"capex": NONE, "total": NONE}


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
    assert answers.workloads[0].model_dump(exclude_defaults=True).keys() == {"template", "level", "growth_per_year"}
    assert answers.budgets == ()


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
        ({"budgets": BUDGET | {"total": {"limit": "plan", "plan": None, "years": {}}}}, "budgets.total.plan", "ways"),
        (
            {"budgets": BUDGET | {"capex": {"limit": "years", "plan": 1.0, "years": {"2031": 1.0}}}},
            "budgets.capex.years",
            "ways",
        ),
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
    draft |= {"quota": "own", "quota_accelerators": 40, "name": "  Mine  "}
    answers, _ = answers_of(draft)
    assert answers is not None
    workload = answers.workloads[0]
    assert (workload.headroom, workload.growth) == (0.1, -0.05)
    assert [(t.metric, t.limit_ms) for t in workload.service_targets] == [("tpot", 150.0)]
    assert (answers.quota, answers.name) == (40, "Mine")


def test_budgets_are_told_for_the_plan_or_by_fiscal_year(draft: Draft) -> None:
    draft["budgets"]["total"] |= {"limit": "plan", "plan": 9e6}
    draft["budgets"]["capex"] |= {"limit": "years", "plan": 5.0, "years": {"2026": 0.0, "2028": 2e6, "2040": 1.0}}
    draft["fiscal_year_start"] = 10
    answers, errors = answers_of(draft)
    assert errors == {}
    assert answers is not None
    found = [(budget.kind, budget.fiscal_year, budget.max_usd) for budget in answers.budgets]
    assert found == [("capex", 2026, 0.0), ("capex", 2028, 2e6), ("total", None, 9e6)]
    assert answers.fiscal_year_start == 10
    assert review(answers).text


def test_dates_count_for_prices_that_were_put_in(draft: Draft) -> None:
    site, workload = draft["own"]["colo-virginia"], draft["workloads"][0]
    site |= {"power_cap_kw": 300.0}
    workload |= {"told_by": "usage", "keeps_fleet": True, "fleet_site": "aws-us-east-1", "fleet_accelerators": 3.0}
    answers, _ = answers_of(draft)
    assert answers is not None
    assert (answers.sites[-1].price_date, answers.fleet[0].price_date) == (None, None)
    site |= {"price": 0.1}
    workload |= {"fleet_usd": 4000.0, "fleet_price_date": "2026-10-01"}
    answers, _ = answers_of(draft)
    assert answers is not None
    assert (answers.sites[-1].price_date, answers.fleet[0].price_date) == ("2026-11-22", "2026-10-01")


def test_places_lie_where_data_must_stay(draft: Draft) -> None:
    add_workload(draft, "edge-vision")
    draft["workloads"][0]["jurisdictions"] = ["eu"]
    draft["workloads"][1]["jurisdictions"] = ["japan"]
    follow_users(draft)
    assert {sites()[site]["jurisdiction"] for site in draft["regions"]} == {"eu", "japan"}
    assert list(draft["own"]) == ["colo-frankfurt", "colo-tokyo", "edge-japan-plant"]
    answers, _ = answers_of(draft)
    assert answers is not None
    assert answers.workloads[0].jurisdictions == ("eu",)


def test_data_that_must_stay_where_no_place_is_chosen_is_a_finding(draft: Draft) -> None:
    draft["workloads"][0]["jurisdictions"] = ["eu", "japan"]
    answers, _ = answers_of(draft)
    assert answers is not None
    assert "its data must stay in eu or japan, and no chosen site lies there; sites that" in review(answers).stops[0]


def test_a_draft_survives_as_json(draft: Draft) -> None:
    add_workload(draft, "fine-tuning")
    draft["own"]["colo-virginia"]["power_cap_kw"] = 120.0
    assert restored(json.loads(json.dumps(draft)), date(2026, 11, 22)) == draft


def test_a_draft_of_another_time_is_read_as_far_as_it_is_known(draft: Draft) -> None:
    add_workload(draft, "fine-tuning")
    old = json.loads(json.dumps(draft))
    old |= {"forgotten": 1, "regions": ["aws-us-east-1", "moon-1"], "stacks": ["cuda", "abacus"]}
    old["geographies"]["moon"] = 1.0
    old["own"]["moon-hall"] = {"price": 1.0}
    old["workloads"][0] |= {"template": "palm-reading"}
    old["workloads"][1] |= {"jurisdictions": ["us", "moon"]}
    del old["budgets"], old["workloads"][1]["growth"]
    found = restored(old, date(2027, 3, 5))
    assert (found["start"], found["as_of"]) == ("2027-04", "2027-03-05")
    assert (found["regions"], list(found["own"]), found["stacks"]) == (["aws-us-east-1"], ["colo-virginia"], ["cuda"])
    assert [(w["template"], w["growth"], w["jurisdictions"]) for w in found["workloads"]] == [
        ("fine-tuning", 30.0, ["us"])
    ]
    answers, errors = answers_of(found)
    assert errors == {}
    assert answers is not None


@pytest.mark.parametrize(("kind", "quota"), [("suggested", 8), ("none", None)])
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
