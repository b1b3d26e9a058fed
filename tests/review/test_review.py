"""Which case measured demand looks like, what is off, and which signals have fired: by hand."""

from __future__ import annotations

from math import exp, log
from typing import Any

import pytest

from data.load import load_scenario
from models.bands import Tranche, Trigger
from models.hedge import Hedge
from models.review import Observation, Review
from solver.review.likelihood import path
from solver.review.release import verdict_of, verdicts
from solver.review.review import review
from tests.reference.test_two_futures import FUTURES, futures

GIVEN = load_scenario(FUTURES).scenario
SIGNAL = Trigger(
    id="doubled", review="2027-03", workload="more", geography="eu", metric="demand of more [requests/h]",
    month="2027-02", above=20.0, hold_months=1, cases=("high",),
)  # fmt: skip


def demand(workload: str, value: float, month: str = "2027-02") -> Observation:
    return Observation(month=month, measure="demand", value=value, workload=workload, geography="eu")


def found(*seen: Observation, **given: Any) -> Review:
    return review(GIVEN, seen, given.pop("plans", futures().plans), **given)


def test_paths_are_those_of_the_cases() -> None:
    assert [path(GIVEN, "high", "more", "eu", month) for month in ("2027-01", "2027-02", "2027-03")] == [0, 40, 40]
    assert path(GIVEN, "low", "more", "eu", "2027-02") == 0
    assert path(GIVEN, "low", "job", "eu", "2026-12") == 40


def test_bayes_rule_by_hand() -> None:
    """Cases of 40 and 44 requests/h, measured 42: lognormal errors of 10 %."""
    cases = [case.model_copy(update={"demand": ()}) for case in GIVEN.cases]
    cases[1] = cases[1].model_copy(
        update={"demand": (GIVEN.cases[0].demand[0].model_copy(update={"workload": "job", "scale": 1.1}),)}
    )
    given = GIVEN.model_copy(update={"cases": tuple(cases)})
    rows = review(given, [demand("job", 42.0)], {}).cases
    weights = [exp(-(log(42 / level) ** 2) / 0.02) for level in (40, 44)]
    assert [row.now for row in rows] == pytest.approx([w / sum(weights) for w in weights])
    assert rows[0].off == pytest.approx(0.05)


def test_months_of_one_workload_count_once() -> None:
    one, two = (found(demand("job", 41.0, m), demand("job", 41.0, n)) for m, n in (("2027-01", "2027-02"),) * 2)
    once = found(demand("job", 41.0))
    assert one == two
    assert [row.now for row in one.cases] == pytest.approx([row.now for row in once.cases])


def test_what_is_measured_is_laid_beside_the_plan_of_the_likeliest_case() -> None:
    """In February four bought in January are paid, 200 USD, and four are rented, 120 USD."""
    said = found(
        demand("job", 40.0),
        demand("more", 39.0),
        Observation(month="2027-02", measure="spend_usd", value=100.0),
        Observation(month="2027-02", measure="utilization", value=0.9, accelerator="gpu", site="hall"),
        Observation(month="2027-02", measure="delivered_packs", value=3.0, offer="own"),
    )
    assert said.likeliest == "high"
    planned = {row.measure: row.planned for row in said.deviations if row.measure != "demand"}
    assert planned == {"spend_usd": 320.0, "utilization": 1.0, "delivered_packs": 4.0}
    assert said.findings == ("own: 3 packs came in 2027-02, 4 were due.",)


def test_demand_off_all_cases_is_a_finding() -> None:
    said = found(demand("job", 80.0))
    assert any("+100% off even the likeliest case" in finding for finding in said.findings)


def test_without_demand_no_case_is_likelier() -> None:
    said = found(Observation(month="2027-02", measure="spend_usd", value=100.0))
    assert [(row.before, row.now) for row in said.cases] == [(0.5, 0.5)] * 2
    assert said.likeliest is None
    assert "No demand was measured" in said.findings[0]


@pytest.mark.parametrize(
    ("seen", "changes", "verdict", "why"),
    [
        ([demand("more", 40.0)], {}, "release", "40 in 2027-02: above 20"),
        ([demand("more", 20.0)], {}, "cancel", "20 in 2027-02: not above 20"),
        ([demand("job", 40.0)], {}, "hold", "of 2027-02 is not measured yet"),
        ([demand("more", 40.0)], {"hold_months": 2}, "hold", "of 2027-01 is not measured yet"),
        ([demand("more", 40.0), demand("more", 9.0, "2027-01")], {"hold_months": 2}, "cancel", "9 in 2027-01, 40"),
        ([demand("more", 40.0)], {"above": None, "up_to": 30.0}, "cancel", "not up to 30"),
        ([demand("more", 40.0)], {"up_to": 45.0}, "release", "above 20 and up to 45"),
        ([demand("more", 40.0)], {"workload": None}, "hold", "nothing that is measured tells it"),
    ],
)
def test_a_signal(seen: list[Observation], changes: dict[str, Any], verdict: str, why: str) -> None:
    said = verdict_of(seen, SIGNAL.model_copy(update=changes))
    assert said[0] == verdict
    assert why in said[1]


def test_tranches_wait_for_their_signals() -> None:
    tranche = Tranche(
        id="more-own", band="surge", offer="own", accelerator="gpu", site="hall", vendor="acme", mode="buy", packs=4,
        accelerators=4, order_by="2027-02", in_service="2027-03", cost_usd=200, cases=("high",), triggers=("doubled",),
    )  # fmt: skip
    firm = tranche.model_copy(update={"id": "firm", "triggers": ()})
    hedge = futures().hedge.model_copy(update={"tranches": (firm, tranche), "triggers": (SIGNAL,)})
    assert isinstance(hedge, Hedge)
    said = found(demand("more", 40.0), hedge=hedge)
    assert [(row.tranche, row.verdict) for row in said.tranches] == [("more-own", "release")]


def test_any_of_several_signals_releases_an_order() -> None:
    other = SIGNAL.model_copy(update={"id": "doubled-again", "above": 100.0})
    late = SIGNAL.model_copy(update={"id": "late", "month": "2027-06"})
    given = {signal.id: signal for signal in (SIGNAL, other, late)}
    tranche = Tranche(
        id="more-own", band="surge", offer="own", accelerator="gpu", site="hall", vendor="acme", mode="buy", packs=4,
        accelerators=4, order_by="2027-02", in_service="2027-03", cost_usd=200, cases=("high",),
    )  # fmt: skip
    for names, verdict in (
        (("doubled", "doubled-again"), "release"),
        (("doubled-again", "late"), "hold"),
        (("doubled-again",), "cancel"),
    ):
        (said,) = verdicts([demand("more", 40.0)], [tranche.model_copy(update={"triggers": names})], given)
        assert said.verdict == verdict
