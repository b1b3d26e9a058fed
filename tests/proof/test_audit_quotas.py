"""Quotas as the audit reads them: what runs at once of all offers together, and what headroom counts on of them."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import BackedUp, Counted, Held, Ordered, Rented, audit_plan
from tests.program.kit import EXACT
from tests.program.test_lanes import PRODUCTION, two_halls
from tests.program.test_quotas import called, quota, rented
from tests.proof.audit_kit import auditor, broken_by, serve_all

MONTHS = "2027-01", "2027-02", "2027-03"


def judge(given):
    return auditor(**given.model_dump(by_alias=True, mode="json"))


def counted(near: float, far: float) -> list[Counted]:
    """Accelerators counted on of both offers at every peak."""
    amounts = (("od", near), ("od2", far))
    return [Counted(name, month, "day", n) for name, n in amounts if n for month in MONTHS]


def held(hall: float, cloud: float) -> list[Held]:
    places = (("hall", hall), ("cloud", cloud))
    return [Held("job", "eu", "gpu", site, month, "day", n) for site, n in places if n for month in MONTHS]


@pytest.mark.parametrize(("near", "far", "fits"), [(3.0, 0.0, True), (2.0, 1.0, True), (2.0, 1.1, False)])
def test_rent_of_all_offers_together_keeps_the_quota(near: float, far: float, fits: bool) -> None:
    rent = [
        Rented(name, month, block, n)
        for name, n in (("near", near), ("far", far))
        for month in MONTHS
        for block in ("day", "night")
    ]
    found = judge(rented(3.0))
    assert ("rent_keeps_quota" not in broken_by(found, rent=rent)) is fits
    elsewhere = judge(rented(3.0, {"sites": ["hall"]}))
    assert "rent_keeps_quota" not in broken_by(elsewhere, rent=rent)
    ended = judge(rented(0.0, {"until": "2027-02"}))
    late = [row for row in rent if row.period > "2027-01"]
    assert "rent_keeps_quota" not in broken_by(ended, rent=late)


@pytest.mark.parametrize(
    ("near", "far", "on_cloud", "broken"),
    [
        (4.0, 1.0, 0.7, set()),
        (4.0, 1.0, 0.8, {"hold_is_backed"}),
        (3.0, 2.0, 1.4, set()),
        (4.0, 1.1, 0.7, {"calls_keep_quota"}),
        (4.1, 0.9, 0.6, {"counted_where_allowed"}),
        (0.0, 0.0, 0.7, {"hold_is_backed"}),
    ],
)
def test_headroom_counts_on_what_is_stated_and_no_more(
    near: float, far: float, on_cloud: float, broken: set[str]
) -> None:
    """5 of the quota in all, 4 of each offer; 8 are owned in the hall."""
    found = judge(called(5.0))
    rows: dict[str, Any] = {"orders": [Ordered("own", "2027-01", 8.0)], "dispatch": serve_all(found)}
    rows |= {"headroom": held(8.0, on_cloud), "counted_on": counted(near, far)}
    assert broken_by(found, **rows) - {"headroom_is_held"} == broken


@pytest.mark.parametrize(
    "row",
    [
        Counted("own", "2027-01", "day", 1.0),
        Counted("none", "2027-01", "day", 1.0),
        Counted("od", "2027-01", "night", 1.0),
        Counted("od", "2026-01", "day", 1.0),
        Counted("od", "2027-01", "day", -1.0),
        Counted("od", "2027-01", "day", 1.0, "site", "hall"),
        Counted("od2", "2027-01", "day", 1.0, "site", "hall"),
    ],
)
def test_only_what_is_under_a_quota_is_counted_on_at_peaks(row: Counted) -> None:
    assert broken_by(judge(called(5.0)), counted_on=[row]) >= {"counted_where_allowed"}
    both = counted(1.0, 0.0)
    assert "counted_where_allowed" in broken_by(judge(called(5.0)), counted_on=[*both, both[0]])
    assert "counted_where_allowed" in broken_by(judge(called(5.0, sites=["cloud"])), counted_on=both)


@pytest.mark.parametrize(("amount", "fits"), [(1.0, False), (2.0, True), (2.1, False)])
def test_a_loss_counts_on_what_is_stated_of_it(amount: float, fits: bool) -> None:
    """2 of the quota back 1.4 beside 7 owned in the cloud; 8 are asked of it."""
    found = judge(two_halls(10.0, **quota(2.0)))
    backups = [
        BackedUp("site", "hall", w, "eu", "gpu", "cloud", month, "day", n)
        for w, n in (("job", 4.4), ("trial", 4.0))
        for month in MONTHS
    ]
    owned = [Ordered("own-cloud", "2027-01", 3.0, PRODUCTION), Ordered("own-cloud", "2027-01", 4.0, "lane:research")]
    rows = [Counted("od-cloud", month, "day", amount, "site", "hall") for month in MONTHS]
    broken = broken_by(found, orders=owned, backups=backups, counted_on=rows)
    assert (broken & {"backup_is_backed", "calls_keep_quota", "counted_where_allowed"} == set()) is fits


def made() -> Plan:
    outcome = make_plan(called(5.0), "expected", EXACT)
    assert isinstance(outcome, Planned)
    return outcome.plan


@pytest.mark.parametrize(
    "change",
    [
        {"counted_on": {"accelerators": 0.1}},
        {"counted_on": {"accelerator": "tpu"}},
        {"counted_on": {"site": "moon"}},
        {"counted_on": {"block": "night"}},
        {"pools": {"credit": 9.0}},
        {"limits": {"used": 0.5}},
        {"limits": {"allowed": 6.0}},
    ],
)
def test_wrong_figures_of_quotas_fail(change: dict[str, dict[str, Any]]) -> None:
    plan, given = made(), called(5.0)
    assert audit_plan(given, "expected", plan).passed
    ((field, value),) = change.items()
    first, *others = getattr(plan, field)
    wrong = plan.model_copy(update={field: (first.model_copy(update=value), *others)})
    assert not audit_plan(given, "expected", wrong).passed
    assert not audit_plan(given, "expected", plan.model_copy(update={"counted_on": ()})).passed


def test_a_plan_counts_on_no_more_than_it_needs_and_states_what_is_left() -> None:
    """5 owned; 3 of the 8 are on call: 3 / 0.7 of the 5 are counted on."""
    plan = made()
    by_month = [sum(row.accelerators for row in plan.counted_on if row.period == month) for month in MONTHS]
    assert by_month == pytest.approx([3 / 0.7] * 3)
    (use,) = [use for use in plan.limits if use.kind == "quotas"]
    assert (use.limit, use.used, use.allowed) == (
        "quota q: accelerators rented at once, or counted on for headroom",
        pytest.approx(3 / 0.7),
        5.0,
    )
