"""What differences between two scenarios are worth, by hand.

In the base 4 accelerators are busy at all hours, a month has 30 h, the horizon three months: on demand at 1 USD/h that
is 360 USD; nothing is discounted.
"""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.comparison import Comparison, Worth, covers_other_months
from models.scenario import Scenario
from solver.answers.outcome import Infeasible, NoPlanInTime, Outcome
from solver.comparing.make import Unplanned, compare_scenarios
from solver.search.options import Listener, Progress
from tests.program.kit import BENCHMARKS, EXACT, GPU, TPU, Document, offer, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
BASE = scenario(offers=[OD])
MORE: Document = {"workloads__0__demand": [{"geography": "eu", "level": 60.0}]}
DEARER: Document = {"offers": [{**OD, "usd_per_hour": 2.0}]}
CHIP: Document = {
    "accelerators": [GPU, TPU],
    "benchmarks": BENCHMARKS,
    "offers": [OD, offer("new", "on_demand", accelerator="tpu", usd_per_hour=0.5)],
    "workloads__0__incumbent_stacks": ["cuda", "rocm"],
}


def compared(other: Scenario, base: Scenario = BASE, **asked: Any) -> Comparison:
    """The comparison of two scenarios that both have plans; rows and interaction are the total."""
    found = compare_scenarios(base, other, "expected", EXACT, **asked)
    assert isinstance(found, tuple), found
    report, before, after = found
    assert before.audit.passed
    assert after.audit.passed
    assert report.total_usd == pytest.approx(after.objective_usd - before.objective_usd, abs=0.01)
    rows = sum(worth.first_usd or 0.0 for worth in report.worths)
    assert rows + report.interaction_usd == pytest.approx(report.total_usd, abs=1e-6)
    return report


def worths(report: Comparison) -> dict[str, tuple[float | None, float | None]]:
    """What rows are worth, made first and left out last [USD]."""
    return {worth.title: (worth.first_usd, worth.last_usd) for worth in report.worths}


def test_two_changes_are_worth_what_they_are_by_hand() -> None:
    report = compared(scenario(**DEARER, **MORE))
    assert (report.before.cost_usd, report.after.cost_usd, report.total_usd) == (360.0, 1080.0, 720.0)
    assert worths(report) == {
        "offers[od].usd_per_hour": (360.0, 540.0),  # 4 x 90 h at one USD more; 6 x 90 h
        "workloads[job].demand[eu].level": (180.0, 360.0),  # 2 x 90 h at one USD; at two
    }
    assert (report.interaction_usd, report.plans, report.grouping) == (180.0, 6, "")
    assert report.changes[1].unit == "requests/h"


def test_a_single_change_needs_no_more_plans_than_the_two() -> None:
    report = compared(scenario(offers=[OD], **MORE))
    assert worths(report) == {"workloads[job].demand[eu].level": (180.0, 180.0)}
    assert (report.plans, report.interaction_usd) == (2, 0.0)


def test_names_and_sources_and_levers_are_listed_and_not_weighed() -> None:
    levers = [{"id": "x", "kind": "batching", "workloads": ["job"], "throughput": 2.0}]
    named = scenario(
        name="Other",
        offers=[{**OD, "name": "Rent", "evidence": {"source": "a quote"}}],
        levers=levers,
        policy__uncertainty={"stresses": [{"kind": "price_up"}]},
        cases=[{"id": "expected", "probability": 0.5}, {"id": "high", "probability": 0.5, "demand": [{"scale": 2.0}]}],
    )
    report = compared(named)
    assert all(change.is_idle for change in report.changes)
    paths = {change.path.split(".")[0] for change in report.changes}
    assert paths == {"name", "offers[od]", "levers[x]", "policy", "cases[expected]", "cases[high]"}
    assert (report.worths, report.total_usd, report.plans) == ((), 0.0, 2)
    assert compared(BASE).changes == ()


def test_what_a_case_changes_counts_in_that_case() -> None:
    one = {"id": "expected", "demand": [{"workload": "job", "scale": 1.5}]}
    report = compared(scenario(offers=[OD], cases=[one]))
    assert worths(report) == {"cases[expected].demand": (180.0, 180.0)}
    changed = {"id": "expected", "changes": {"offers": [{"id": "od", "usd_per_hour": 3.0}]}}
    report = compared(scenario(offers=[OD], cases=[changed]))
    assert worths(report)["offers[od].usd_per_hour"] == (720.0, 720.0)


def test_records_that_need_each_other_are_made_together() -> None:
    report = compared(scenario(**CHIP, **MORE))
    (chip,) = [worth for worth in report.worths if "accelerators[tpu]" in worth.paths]
    assert {"offers[new]", "benchmarks[b-tpu]"} <= set(chip.paths)
    assert (chip.first_usd, report.total_usd) == (-180.0, 6 * 90 * 0.5 - 360)
    assert "need each other are made together" in report.grouping
    assert worths(report)["workloads[job].demand[eu].level"][0] == 180.0


def test_with_many_changes_those_of_a_record_are_one_row() -> None:
    dear = {**OD, "usd_per_hour": 2.0, "quota_packs": 50.0}
    report = compared(scenario(offers=[dear], **MORE), most=2)
    assert worths(report) == {"offers[od]": (360.0, 540.0), "workloads[job]": (180.0, 360.0)}
    assert report.grouping == "3 changes: changes of one record are made together"
    one = compared(scenario(offers=[dear], **MORE), most=1)
    assert worths(one) == {"all changes": (720.0, 720.0)}
    parts = scenario(offers=[dear, {**OD, "id": "od2", "usd_per_hour": 4.0}], **MORE)
    assert list(worths(compared(parts, most=2))) == ["offers", "workloads"]


def test_a_change_that_allows_no_plan_alone_is_part_of_the_interaction() -> None:
    base = scenario(offers=[{**OD, "quota_packs": 4.0}])
    report = compared(scenario(offers=[{**OD, "quota_packs": 8.0}], **MORE), base)
    found = {worth.title: worth for worth in report.worths}
    more, quota = found["workloads[job].demand[eu].level"], found["offers[od].quota_packs"]
    assert more.first_usd is None
    assert "alone: no plan can meet all limits" in more.why_not
    assert (quota.first_usd, more.last_usd) == (0.0, 180.0)
    assert "all but it: no plan can meet all limits" in quota.why_not
    assert report.interaction_usd == 180.0


def test_within_the_gaps_it_says_so() -> None:
    apart = Worth(title="x", paths=("x",), first_usd=5.0, first_within_usd=6.0)
    assert apart.says_nothing
    assert not apart.model_copy(update={"first_within_usd": 4.0}).says_nothing


def test_figures_that_do_not_add_up_are_no_comparison() -> None:
    report = compared(scenario(**DEARER, **MORE))
    for wrong, said in (({"interaction_usd": 1.0}, "rows and interaction are"), ({"worths": ()}, "rows and")):
        with pytest.raises(ValidationError, match=said):
            Comparison.model_validate(report.model_dump() | wrong)
    with pytest.raises(ValidationError, match="plans are not"):
        Comparison.model_validate(report.model_dump() | {"total_usd": 0.0, "interaction_usd": -540.0})


def test_without_a_plan_there_is_nothing_to_compare() -> None:
    tight = scenario(offers=[{**OD, "quota_packs": 1.0}])

    def ended(base: Scenario, other: Scenario, **asked: Any) -> tuple[bool, type[Outcome]]:
        found = compare_scenarios(base, other, "expected", EXACT, **asked)
        assert isinstance(found, Unplanned)
        return found.is_base, type(found.outcome)

    assert ended(BASE, tight) == (False, Infeasible)
    assert ended(tight, BASE) == (True, Infeasible)
    assert ended(BASE, tight, on_progress=lambda _: True) == (True, NoPlanInTime)


def test_called_off_it_keeps_what_is_weighed_and_says_which_search_it_is_at() -> None:
    stages = dict.fromkeys([""])

    def until(stage: str) -> Listener:
        def hear(news: Progress) -> bool:
            stages[news.stage.rpartition(":")[0]] = None
            return news.stage.startswith(stage)

        return hear

    report = compared(scenario(**DEARER, **MORE), on_progress=until("5 of 6"))
    assert list(stages) == [
        "", "1 of 6: first", "2 of 6: other", "3 of 6: offers[od].usd_per_hour alone",
        "4 of 6: all but offers[od].usd_per_hour", "5 of 6: workloads[job].demand[eu].level alone",
    ]  # fmt: skip
    assert report.is_cut_short
    assert worths(report) == {
        "offers[od].usd_per_hour": (360.0, 540.0),
        "workloads[job].demand[eu].level": (None, None),
    }
    assert (report.worths[1].why_not, report.interaction_usd) == ("cancelled before it was weighed", 360.0)
    early = compare_scenarios(BASE, scenario(**DEARER, **MORE), "expected", EXACT, on_progress=until("4 of 6"))
    assert early == Unplanned(False, NoPlanInTime(None, early.outcome.seconds))  # type: ignore[union-attr]


def test_other_months_are_told_from_other_blocks() -> None:
    longer = BASE.model_copy(update={"horizon": BASE.horizon.model_copy(update={"periods": 4})})
    assert covers_other_months(compared(longer).changes)
    assert not covers_other_months(compared(scenario(offers=[OD], **MORE)).changes)
