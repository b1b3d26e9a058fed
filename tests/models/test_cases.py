"""A scenario in one of its cases: what is laid in, what stays, what may not be changed, and what is said of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.cases import CaseChange, case_changes, in_case, without_effect
from models.scenario import Scenario
from tests.program.kit import BENCHMARKS, Document, offer, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0, evidence={"grade": "quote", "source": "Q-1", "confidential": True})
OD = offer("od", "on_demand", usd_per_hour=2.0)
FLEET = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 2.0}


def with_case(changes: Document, **fields: Any) -> Scenario:
    """A scenario with the case `late` besides `expected`."""
    cases = [{"id": "expected", "probability": 0.5}, {"id": "late", "probability": 0.5, "changes": changes}]
    return scenario(**two_chips(**{"offers": [OWN, OD], "holdings": [FLEET], "cases": cases, **fields}))


def found(changes: Document, **fields: Any) -> list[tuple[str, str]]:
    """What is wrong with changes: place inside them, message."""
    with pytest.raises(ValidationError) as error:
        with_case(changes, **fields)
    details = error.value.errors()
    return [
        (".".join(map(str, each["loc"])).removeprefix("cases.1.changes").strip("."), each["msg"]) for each in details
    ]


def test_what_a_case_changes_is_laid_in_and_nothing_else() -> None:
    given = with_case({"offers": [{"id": "own", "lead_months": 2}, {"id": "od", "remove": True}], "policy": {
        "budgets": [{"id": "all", "kind": "total", "max_usd": 900.0}], "max_term_months": 24}})  # fmt: skip
    late = in_case(given, "late")
    assert [(o.id, o.lead_months, o.upfront_usd) for o in late.offers] == [("own", 2, 100.0)]
    assert [budget.id for budget in late.policy.budgets] == ["all"]
    assert late.policy.max_term_months == 24
    for name in set(Scenario.model_fields) - {"offers", "policy", "cases"}:
        assert getattr(late, name) == getattr(given, name), name
    assert [(case.id, case.probability, case.changes) for case in late.cases] == [
        ("expected", 0.5, {}), ("late", 0.5, {})
    ]  # fmt: skip


def test_a_case_is_laid_in_once() -> None:
    given = with_case({"offers": [{"id": "own", "lead_months": 2}]})
    assert in_case(given, "expected") is given
    late = in_case(given, "late")
    assert in_case(late, "late") is late
    assert Scenario.model_validate_json(given.model_dump_json(by_alias=True)) == given
    with pytest.raises(KeyError):
        in_case(given, "early")


def test_what_nobody_wrote_stays_unwritten() -> None:
    given = with_case({"offers": [{"id": "own", "lead_months": 2}]})
    for before, after in zip(given.workloads, in_case(given, "late").workloads, strict=True):
        assert before.model_fields_set == after.model_fields_set


def test_mappings_merge_and_lists_without_ids_are_replaced() -> None:
    path = {"2027-01": 5.0, "2027-03": 9.0}
    work = {"demand": [{"geography": "eu", "path": path}]}
    given = with_case(
        {
            "offers": [{"id": "od", "price_path": {"2027-03": 0.5}}],
            "benchmarks": [{"id": "b-gpu", "points": [{"load": 1.0, "throughput": 8.0}]}],
        },
        offers=[OWN, {**OD, "price_path": {"2027-02": 0.9}}],
        workloads__0__demand=work["demand"],
    )
    late = in_case(given, "late")
    assert late.offers[1].price_path == {"2027-02": 0.9, "2027-03": 0.5}
    assert [point.throughput for point in late.benchmarks[0].points] == [8.0]
    assert late.workloads[0].demand[0].path == path


def test_the_evidence_of_a_record_does_not_vouch_for_what_a_case_says() -> None:
    own = in_case(with_case({"offers": [{"id": "own", "upfront_usd": 90.0}]}), "late").offers[0].evidence
    assert (own.grade, own.source, own.confidential) == ("assumption", "case late", True)
    quoted = {"grade": "quote", "source": "Q-2"}
    given = with_case({"offers": [{"id": "own", "upfront_usd": 90.0, "evidence": quoted}, {"id": "od", "pack": 1}][:1]})
    assert in_case(given, "late").offers[0].evidence.source == "Q-2"
    later = in_case(with_case({"offers": [{"id": "own", "lead_months": 2}]}), "late")
    assert later.offers[0].evidence.source == "Q-1"


def test_a_workload_that_a_case_takes_out_may_be_scaled_in_others() -> None:
    other = {**scenario().workloads[0].model_dump(mode="json", by_alias=True, exclude_unset=True), "id": "other"}
    base = scenario().workloads[0].model_dump(mode="json", by_alias=True, exclude_unset=True)
    cases = [
        {"id": "expected", "probability": 0.5, "demand": [{"workload": "other", "scale": 2.0}, {"scale": 1.1}]},
        {"id": "late", "probability": 0.5, "changes": {"workloads": [{"id": "other", "remove": True}]}},
    ]
    late = in_case(scenario(workloads=[base, other], cases=cases), "late")
    assert [work.id for work in late.workloads] == ["job"]
    assert [change.workload for change in late.cases[0].demand] == [None]


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"offers": [{"id": "own", "lead_months": -1}]}, "offers.0.lead_months", "greater than or equal to 0"),
        ({"offers": [{"id": "od", "usd_per_hr": 1.0}]}, "offers.0.usd_per_hr", "Extra inputs are not permitted"),
        ({"offers": {"id": "own"}}, "offers", "valid array"),
        ({"workloads": [{"id": "job", "sites": ["moon"]}]}, "workloads.0.sites.0", "'moon' is not one of the sites"),
        ({"policy": {"exports": [{"id": "ban"}]}}, "policy.exports.0.jurisdictions", "Field required"),
        ({"policy": {"supplies": [{"id": "x", "remove": True}]}}, "policy.supplies.0.remove", "Extra inputs"),
        ({"accelerators": [{"id": "gpu", "remove": True}]}, "", "offers[own].accelerator in this case: 'gpu' is not"),
    ],
)  # fmt: skip
def test_a_case_that_is_wrong_is_refused_at_its_place(changes: Document, place: str, words: str) -> None:
    assert any(at == place and words in message for at, message in found(changes)), found(changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"horizon": {"periods": 2}}, "cases.1.changes.horizon: `horizon` is the same in every case"),
        ({"cases": []}, "changes.cases: `cases` is the same in every case"),
        ({"polcy": {}}, "changes.polcy: unknown field 'polcy'; a case may change: vendors, "),
        ({"policy": {"finance": {"discount_rate": 0.1}}}, "changes.policy.finance: `finance` is the same"),
        ({"policy": {"uncertainty": {}}}, "changes.policy.uncertainty: `uncertainty` is the same"),
        ({"policy": {"lane_groups": []}}, "changes.policy.lane_groups: `lane_groups` is the same"),
        ({"offers": [{"id": "own", "mode": "lease"}]}, "changes.offers.0.mode: `mode` is the same in every case"),
        ({"offers": [{"id": "new"}]}, "offers.0.id: 'new' is not one of the offers; known: od, own; a case changes or"),
        ({"offers": ["own"]}, "changes.offers.0: a case changes offers of the scenario: write `{id: ...}`"),
        ({"offers": [{"id": "own"}, {"id": "own"}]}, "changes.offers.1.id: duplicate id 'own'"),
        ({"offers": [{"id": "own", "from": "own"}]}, "changes.offers.0.from: a case changes records of the scenario"),
        (
            {"sites": [{"id": "hall", "expansions": [{"id": "more"}]}]},
            "changes.sites.0.expansions.0.id: 'more' is not one of the expansions",
        ),
    ],
)
def test_what_no_case_may_change_is_said(changes: Document, words: str) -> None:
    assert words in found(changes)[0][1]


def test_every_case_is_checked_and_all_its_problems_are_reported() -> None:
    wrong = {"offers": [{"id": "own", "lead_months": -1}], "workloads": [{"id": "job", "sites": ["moon"]}]}
    cases = [{"id": name, "probability": 0.5, "changes": wrong} for name in ("a", "b")]
    with pytest.raises(ValidationError) as error:
        scenario(offers=[OWN], cases=cases)
    places = [each["loc"][1:5:3] for each in error.value.errors()]
    assert sorted(places) == [(0, 0), (0, 0), (1, 0), (1, 0)]


def test_the_changes_are_told_value_by_value_with_what_the_scenario_says() -> None:
    given = with_case(
        {
            "offers": [{"id": "own", "lead_months": 2, "upfront_usd": 100}, {"id": "od", "remove": True}],
            "accelerators": [{"id": "tpu", "available_from": "2027-03"}],
            "benchmarks": [{"id": "b-tpu", "points": [{"throughput": 8}]}],
            "policy": {"budgets": [{"id": "all", "kind": "total", "max_usd": 900}]},
        }
    )
    told = {change.at: change for change in case_changes(given, "late")}
    assert told["offers", "own", "lead_months"] == CaseChange(
        at=("offers", "own", "lead_months"), kind="changed", in_scenario=0, in_case=2
    )
    assert told["accelerators", "tpu", "available_from"].in_scenario is None
    assert told["offers", "od"].kind == "removed"
    added = told["policy", "budgets", "all"]
    assert (added.kind, added.in_scenario) == ("added", None)
    assert isinstance(added.in_case, dict)
    points = told["benchmarks", "b-tpu", "points"].in_case
    assert isinstance(points, list)
    assert [point["throughput"] for point in points if isinstance(point, dict)] == [8.0]
    assert len(told) == 5, "the price of `own` is as the scenario has it"
    assert list(without_effect(given, "late")) == [
        "cases.late.changes.offers.own.upfront_usd: the scenario says the same"
    ]
    assert case_changes(given, "expected") == ()
    assert json.loads(told["offers", "od"].model_dump_json())["in_case"] is None


def test_benchmarks_can_be_otherwise_in_a_case() -> None:
    slower = [{**record, "points": [{"throughput": 5.0}]} for record in BENCHMARKS]
    given = with_case({"benchmarks": [{"id": each["id"], "points": each["points"]} for each in slower]})
    assert {point.throughput for each in in_case(given, "late").benchmarks for point in each.points} == {5.0}
