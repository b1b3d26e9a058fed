"""The vendor scorecard by hand; the table of offers is in `tests.rivalry`."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import Plan
from models.scorecard import CRITERIA, Criterion, Role
from models.vendor_scores import VendorScore
from tests.rivalry import HELD, OFFERS, RULES, given, planned, planned_of, record

JUDGED = dict.fromkeys(("orchestration_maturity", "observability", "support", "change_log_quality"))


def row(plan: Plan, role: Role, vendor: str) -> VendorScore:
    return next(r for r in plan.scorecard if (r.role, r.vendor) == (role, vendor))


def points(plan: Plan, role: Role, vendor: str) -> dict[Criterion, float | None]:
    return {score.criterion: score.score for score in row(plan, role, vendor).scores}


def test_costs_and_penalties_of_makers() -> None:
    acme, volt = row(planned(), "silicon", "acme"), row(planned(), "silicon", "volt")
    assert acme.cost_usd == pytest.approx(3600 * 0.2)
    assert volt.cost_usd == pytest.approx(3600 * 0.05)
    # in the first month acme's cloud carries 600 of 1,200 requests; volt none, as its port takes a month
    assert acme.missed_usd == pytest.approx(600 * 0.01)
    assert volt.missed_usd == pytest.approx(1200 * 0.01)
    assert (acme.delay_usd, volt.delay_usd) == (0.0, 10.0)
    assert (acme.porting_usd, volt.porting_usd) == (0.0, 100.0 + 2 * 5.0)
    assert (acme.kwh, volt.kwh) == (pytest.approx(360.0), pytest.approx(180.0))
    assert (acme.stacks, acme.sites, acme.contracts, acme.fte) == (1, 1, 1, 0.0)
    assert volt.fte == pytest.approx(2 / 3)


def test_points_of_makers() -> None:
    whole = {"acme": 720 + 6, "volt": 180 + 12 + 10 + 110}
    assert points(planned(), "silicon", "acme") == pytest.approx(
        JUDGED
        | {
            "performance_per_usd": 5 * whole["volt"] / whole["acme"],
            "performance_per_watt": 2.5,
            "software_compatibility": 5.0,
            "supply": 5 * 3000 / 3600,
            "lock_in": 0.0,
            "operational_complexity": 5.0,
        }
    )
    assert points(planned(), "silicon", "volt") == pytest.approx(
        JUDGED
        | {
            "performance_per_usd": 5.0,
            "performance_per_watt": 5.0,
            "software_compatibility": 0.0,
            "supply": 5 * 2400 / 3600,
            "lock_in": 5.0,
            "operational_complexity": 5 * 3 / (3 + 2 / 3),
        }
    )


def test_payees_stand_apart() -> None:
    plan = planned()
    assert {r.vendor for r in plan.scorecard if r.role == "payee"} == {"acme", "cirrus", "volt"}
    cirrus = row(plan, "payee", "cirrus")
    assert (cirrus.cost_usd, cirrus.missed_usd) == (pytest.approx(1080), pytest.approx(1800 * 0.01))
    assert points(plan, "payee", "cirrus")["supply"] == pytest.approx(2.5)
    assert points(plan, "payee", "cirrus")["lock_in"] == 5.0  # acme sells the same stack
    assert points(plan, "payee", "acme")["supply"] == pytest.approx(5 * 2400 / 3600)


def test_places_are_weighted_means_of_what_all_have() -> None:
    plan = planned()
    for vendor in ("acme", "volt"):
        told = [p for p in points(plan, "silicon", vendor).values() if p is not None]
        found = row(plan, "silicon", vendor)
        assert found.total == pytest.approx(sum(told) / 6)
        assert found.lowest == pytest.approx(sum(told) / 10)
        assert found.highest == pytest.approx((sum(told) + 4 * 5) / 10)
    assert (row(plan, "silicon", "volt").rank, row(plan, "silicon", "acme").rank) == (1, 2)
    assert row(plan, "silicon", "acme").may_be_first  # four blanks are worth up to 20 points


def reviewed(*reviews: dict[str, Any], **rules: Any) -> Plan:
    some = [{"reviewer": "Ada", "date": "2026-10-01", **review} for review in reviews]
    return planned_of(given(scorecard={**RULES, **rules, "reviews": some}))


def test_a_review_stands_in_place_of_what_is_computed_and_fills_blanks() -> None:
    plan = reviewed(
        {"vendor": "acme", "criterion": "supply", "score": 1.0, "note": "allocation"},
        {"vendor": "acme", "role": "silicon", "criterion": "supply", "score": 2.0},
        {"vendor": "acme", "criterion": "support", "score": 4.0},
    )
    supply = next(s for s in row(plan, "silicon", "acme").scores if s.criterion == "supply")
    assert (supply.score, supply.basis, supply.reviewer, supply.evidence) == (2.0, "review", "Ada", "")
    assert supply.computed == pytest.approx(25 / 6)
    assert points(plan, "payee", "acme")["supply"] == 1.0
    # one vendor's support is judged, the other's is not: it is compared for nobody, but narrows one's blanks
    support = next(r for r in plan.scorecard_weights if (r.role, r.criterion) == ("silicon", "support"))
    assert not support.is_compared
    acme, volt = row(plan, "silicon", "acme"), row(plan, "silicon", "volt")
    assert acme.highest - acme.lowest == pytest.approx(1.5)
    assert volt.highest - volt.lowest == pytest.approx(2.0)


def test_blanks_of_a_vendor_too_far_behind_change_nothing() -> None:
    low = [{"vendor": "acme", "criterion": name, "score": 0.0} for name in CRITERIA]
    high = [{"vendor": "volt", "criterion": name, "score": 5.0} for name in CRITERIA if name != "support"]
    plan = reviewed(*low, *high)
    acme, volt = row(plan, "silicon", "acme"), row(plan, "silicon", "volt")
    assert (acme.may_be_first, volt.may_be_first) == (False, True)
    assert (acme.first_share, volt.first_share) == (0.0, 1.0)


def test_a_weight_of_nothing_does_not_count() -> None:
    only = {name: 0.0 for name in CRITERIA if name != "software_compatibility"}
    plan = planned_of(given(scorecard={**RULES, "weights": only}))
    acme, volt = row(plan, "silicon", "acme"), row(plan, "silicon", "volt")
    assert (acme.total, volt.total) == (5.0, 0.0)
    assert (acme.lowest, acme.highest) == (5.0, 5.0)
    assert (acme.rank, volt.rank, acme.first_share) == (1, 2, 1.0)


def test_no_power_is_blank_not_nothing() -> None:
    chips = [record("accelerators", 0), record("accelerators", 1, busy_kw=0.0)]
    plan = planned_of(given(accelerators=chips))
    assert points(plan, "silicon", "volt")["performance_per_watt"] is None
    assert points(plan, "silicon", "acme")["performance_per_watt"] == 5.0
    assert row(plan, "silicon", "volt").kwh is None


def test_the_order_of_records_and_names_of_vendors_change_no_figure() -> None:
    names = {"acme": "zeta", "volt": "alpha", "cirrus": "mid"}
    chips = [
        {**chip, "vendor": names[chip["vendor"]]}
        for chip in given().model_dump(mode="json", by_alias=True)["accelerators"]
    ]
    renamed = planned_of(
        given(
            vendors=[{"id": name} for name in sorted(names.values())],
            accelerators=chips[::-1],
            offers=[{**o, "vendor": names[o["vendor"]]} for o in OFFERS[::-1]],
            holdings=[{**HELD, "vendor": "zeta"}],
        )
    )
    left_out = {"vendor"}
    for before in planned().scorecard:
        after = row(renamed, before.role, names[before.vendor])
        told, now = before.model_dump(exclude=left_out), after.model_dump(exclude=left_out)
        assert {k: v for k, v in now.items() if k != "scores"} == pytest.approx(
            {k: v for k, v in told.items() if k != "scores"}
        )
        assert [s["score"] for s in now["scores"]] == pytest.approx([s["score"] for s in told["scores"]])
    for old, new in zip(planned().scorecard_weights, renamed.scorecard_weights, strict=True):
        assert (new.from_weight, new.to_weight) == pytest.approx((old.from_weight, old.to_weight))
        assert new.above == (old.above and names[old.above])


def test_utilization_spreads_what_is_paid_for_every_hour() -> None:
    plan = planned_of(given(scorecard={**RULES, "utilization": 0.5}))
    assert row(plan, "payee", "acme").cost_usd == pytest.approx(2 * 720)
    assert row(plan, "payee", "cirrus").cost_usd == pytest.approx(1080)
    # half used, the own ones cost 0.4 USD a request: the cloud is acme's cheapest way now
    assert row(plan, "silicon", "acme").cost_usd == pytest.approx(1080)


def test_work_on_silicon_that_nobody_measured_counts_nothing() -> None:
    ten = [{"geography": "eu", "level": 10.0}]
    other = record("workloads", 0, id="other", profile="more", demand=ten)
    measured = [record("benchmarks", 0), record("benchmarks", 1), record("benchmarks", 0, id="c-gpu", profile="more")]
    held = [{**HELD, "accelerators": 5.0}]
    plan = planned_of(given(workloads=[record("workloads", 0), other], benchmarks=measured, holdings=held))
    acme, volt = row(plan, "silicon", "acme"), row(plan, "silicon", "volt")
    assert acme.work_share == pytest.approx(1.0)
    # the job costs 312 USD at the cheapest; the other 900 x 0.2, and the cloud carries all of it from the start
    assert volt.work_share == pytest.approx(312 / (312 + 180))
    assert points(plan, "silicon", "volt")["performance_per_usd"] == pytest.approx(5 * 312 / 492)


def test_nothing_to_serve_leaves_nobody_to_score() -> None:
    plan = planned_of(given(workloads__0__demand=[{"geography": "eu", "level": 0.0}]))
    assert (plan.scorecard, plan.scorecard_weights) == ((), ())
    assert {cell.share_served for cell in plan.matrix} == {None}
