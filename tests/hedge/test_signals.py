"""Signals: which demand tells some cases from all others, where thresholds lie, and what is said where none does."""

from __future__ import annotations

from typing import Any

import pytest

from models.names import Names
from models.scenario import Scenario
from solver.hedge.bands.paths import Paths
from solver.hedge.bands.signals import Run, Signals, between, runs
from solver.program.tree import Tree
from tests.proof.audit_kit import BASE, scenario

VALUES = {"low": 10.0, "mid": 20.0, "high": 40.0}


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (("high",), [Run(("high",), 30.0, None, 1 / 3)]),
        (("mid", "high"), [Run(("mid", "high"), 15.0, None, 1 / 3)]),
        (("low",), [Run(("low",), None, 15.0, 1 / 3)]),
        (("mid",), [Run(("mid",), 15.0, 30.0, 1 / 3)]),
        (("low", "high"), [Run(("low",), None, 15.0, 1 / 3), Run(("high",), 30.0, None, 1 / 3)]),
    ],
)
def test_cases_between_others_are_told_by_an_interval(inside: tuple[str, ...], found: list[Run]) -> None:
    assert runs(VALUES, inside) == found


def test_a_case_as_high_as_another_one_cannot_be_told() -> None:
    assert runs({"low": 10.0, "mid": 20.0, "high": 20.0}, ("high",)) == []
    assert [run.cases for run in runs({"low": 10.0, "mid": 20.0, "high": 20.0}, ("mid", "high"))] == [("mid", "high")]


@pytest.mark.parametrize(
    ("low", "high", "middle"),
    [(10, 20, 15), (5837.4, 6110.2, 6000), (0, 1, 0.5), (100, 100.001, 100.0005), (0.9, 1.2, 1)],
)  # fmt: skip
def test_a_threshold_is_the_middle_in_as_few_digits_as_keep_it_there(low: float, high: float, middle: float) -> None:
    assert between(low, high) == pytest.approx(middle, rel=1e-12)


def two_works(*cases: dict[str, Any], **changes: Any) -> Scenario:
    """Two workloads of 40 requests/h, and cases of equal probability that are told apart in the third month."""
    job = {**BASE["workloads"][0]}
    odds = 1 / len(cases)
    return scenario(
        workloads=[job, {**job, "id": "chat"}],
        cases=[{**case, "probability": odds} for case in cases],
        policy__uncertainty={"first_review_months": 2},
        **changes,
    )


def signals(given: Scenario) -> Signals:
    paths = Paths({case.id: given for case in given.cases})
    return Signals(given, Tree.of(given), paths, Names())


def scaled(case: str, **factors: float) -> dict[str, Any]:
    return {"id": case, "demand": [{"workload": work, "scale": factor} for work, factor in factors.items()]}


def test_the_work_with_the_widest_margin_is_read_unless_the_pool_serves_another() -> None:
    given = two_works({"id": "expected"}, scaled("high", job=1.5, chat=3.0))
    found = signals(given)
    assert found.releases(("high",), 2, ()) == ("S1",)
    assert found.releases(("high",), 2, [("job", "eu")]) == ("S2",)
    assert found.releases(("high",), 2, [("job", "eu")]) == ("S2",)
    assert [(s.workload, s.above, s.month, s.review, s.hold_months) for s in found.all] == [
        ("chat", 80.0, "2027-02", "2027-03", 2),
        ("job", 50.0, "2027-02", "2027-03", 2),
    ]


def test_cases_that_no_single_work_tells_need_several_signals() -> None:
    given = two_works({"id": "expected"}, scaled("more-chat", chat=2.0), scaled("more-jobs", job=2.0))
    found = signals(given)
    assert found.releases(("more-chat", "more-jobs"), 2, ()) == ("S1", "S2")
    assert {(s.workload, s.cases) for s in found.all} == {("chat", ("more-chat",)), ("job", ("more-jobs",))}


def test_queues_of_a_workload_are_read_together() -> None:
    queues = [{"id": "now", "share": 0.25}, {"id": "later", "share": 0.75}]
    given = two_works({"id": "expected"}, scaled("high", **{"job/now": 3.0}), workloads__0__queues=queues)
    found = signals(given)
    assert found.releases(("high",), 2, [("job/now", "eu")]) == ("S1",)
    assert (found.all[0].workload, found.all[0].above) == ("job", 50.0)  # between 40 and 40 + 2 x 10


def test_where_demand_is_the_same_the_signal_is_said_in_words() -> None:
    offers = [{"id": "own", "lead_months": 3}]
    given = two_works({"id": "expected"}, {"id": "late", "changes": {"offers": offers}})
    (name,) = signals(given).releases(("late",), 2, ())
    assert name == "S1"
    found = signals(given)
    found.releases(("late",), 2, ())
    assert found.all[0].workload is None
    assert found.all[0].metric == (
        "that it is late, not expected: no demand of 2027-02 tells them apart; late changes offers.own.lead_months"
    )


def test_the_last_review_before_the_order_is_read() -> None:
    given = two_works({"id": "expected"}, scaled("high", job=2.0))
    reviews = {"reviews": [{"month": "2027-02"}, {"month": "2027-03"}]}
    given = scenario(
        workloads=[w.model_dump(by_alias=True, mode="json", exclude_unset=True) for w in given.workloads],
        cases=[{"id": "expected", "probability": 0.5}, {**scaled("high", job=2.0), "probability": 0.5}],
        policy__uncertainty=reviews,
    )
    found = signals(given)
    assert [found.releases(("high",), t, ()) for t in (1, 2)] == [("S1",), ("S2",)]
    assert [s.month for s in found.all] == ["2027-01", "2027-02"]
