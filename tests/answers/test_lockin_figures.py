"""What a plan states about lock-in: bound payments by payee, shares over time, portability; wrong figures are found."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.proof.audit import audit_plan
from tests.answers.kit import planned
from tests.program.kit import Document, offer, scenario
from tests.program.test_capacity_share import STACKS, shared

OLD: Document = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "volt", "accelerators": 2.0}
SCORED = [
    {**STACKS[0], "portability": {"runtime": 0.2, "serving": 0.6, "source": "trial port"}},
    {**STACKS[1], "portability": {"runtime": 0.8}},
]
MONTHS = ("2027-01", "2027-02", "2027-03")


def test_what_is_bound_is_told_by_payee_with_and_without_a_limit() -> None:
    """Two leased gpus at 25 USD for six months; two held ones at 5 until May; a module of 90 USD from March on."""
    lease = offer("lease", "lease", term_months=6, monthly_usd=25.0, upfront_usd=7.0)
    held = {**OLD, "monthly_usd": 5.0, "until": "2027-05"}
    feed = {"id": "feed", "racks": 1.0, "upfront_usd": 90.0, "lead_months": 2}
    hall = {"id": "hall", "kind": "on_prem", "jurisdiction": "eu", "rack_cap": 4.0, "expansions": [feed]}
    crowded: Document = {
        "accelerators__0__racks": 1.0,
        "sites": [hall],
        "workloads__0__demand": [{"geography": "eu", "path": {MONTHS[1]: 40.0, MONTHS[2]: 50.0}}],
    }
    for limit in (None, {"id": "cap", "max_usd": 1000.0}):
        plan = planned(scenario(offers=[lease], holdings=[held], policy__exposure=limit, **crowded))
        owed = {(row.payee, row.period): row.usd for row in plan.exposure}
        assert owed == {
            ("acme", MONTHS[0]): 2 * 5 * 25,
            ("acme", MONTHS[1]): 2 * 4 * 25,
            ("acme", MONTHS[2]): 2 * 3 * 25 + 5 * 25,  # a third one in March
            ("volt", MONTHS[0]): 2 * 3 * 5,
            ("volt", MONTHS[1]): 2 * 2 * 5,
            ("volt", MONTHS[2]): 2 * 1 * 5,
            (None, MONTHS[0]): 90,
            (None, MONTHS[1]): 90,
        }
    assert planned(scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)])).exposure == ()


def ported(**changes: Any) -> Scenario:
    """From February on half of the four accelerators may be on cuda; the other two are on rocm from the start."""
    rule = {"id": "cap", "of": "proprietary", "measure": "in_service", "max_share": 0.5, "first": MONTHS[1]}
    return shared(**{"stacks": SCORED, "policy__capacity_shares": [rule], **changes})


@cache
def plan() -> Plan:
    return planned(ported())


def test_shares_are_told_for_every_period() -> None:
    rows = [
        (r.limit, r.period, r.accelerators, r.accelerators_in_all, r.share, r.max_share) for r in plan().capacity_shares
    ]
    limits = (None, 0.5, 0.5)
    assert rows == [("cap", month, 2.0, 4.0, 0.5, most) for month, most in zip(MONTHS, limits, strict=True)]
    idle = planned(
        shared(workloads__0__max_miss=1.0, policy__capacity_shares=[{"id": "s", "of": "proprietary", "max_share": 0.5}])
    )
    assert [(row.accelerators_in_all, row.share) for row in idle.capacity_shares] == [(0.0, None)] * 3


def test_portability_is_the_mean_by_what_is_served() -> None:
    """Half on either stack; serving is judged on cuda alone."""
    (row,) = plan().portability
    assert (row.workload, row.orchestration, row.share_scored) == ("job", None, 1.0)
    assert (row.runtime, row.serving) == (pytest.approx(0.5), pytest.approx(0.6))
    (half,) = planned(ported(stacks=[SCORED[0], STACKS[1]])).portability
    assert (half.runtime, half.share_scored) == (pytest.approx(0.2), pytest.approx(0.5))
    assert planned(shared()).portability == ()


WRONG = [
    ("exposure", {"usd": 1.0}), ("exposure", {"payee": "volt"}), ("exposure", {"period": MONTHS[2]}),
    ("exposure", {"period": "2029-01"}),
    ("capacity_shares", {"accelerators": 3.0}), ("capacity_shares", {"accelerators_in_all": 5.0}),
    ("capacity_shares", {"share": 0.4}), ("capacity_shares", {"share": None}),
    ("capacity_shares", {"max_share": 0.5}), ("capacity_shares", {"limit": "other"}),
    ("capacity_shares", {"period": MONTHS[1]}),
    ("portability", {"runtime": 0.6}), ("portability", {"serving": None}), ("portability", {"orchestration": 0.1}),
    ("portability", {"share_scored": 0.9}), ("portability", {"workload": "play"}),
]  # fmt: skip


@cache
def _leased() -> tuple[Scenario, Plan]:
    lease = {**offer("other", "lease", term_months=4, monthly_usd=40.0), "accelerator": "tpu"}
    own = offer("own", "buy", upfront_usd=100.0)
    given = ported(offers=[own, lease])
    return given, planned(given)


@pytest.mark.parametrize(("table", "change"), WRONG)
def test_a_wrong_figure_is_found(table: str, change: Document) -> None:
    given, made = _leased()
    first, *others = getattr(made, table)
    for rows in ((first.model_copy(update=change), *others), tuple(others), (first, first, *others)):
        failures = audit_plan(given, "expected", made.model_copy(update={table: rows})).failures
        assert any(table in failure for failure in failures), rows
