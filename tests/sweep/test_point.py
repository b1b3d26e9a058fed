"""One point: the same as planning the changed scenario by itself, whatever comes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import solver.sweep.point
from models.sweep import Change, Point
from models.varied import as_text
from solver.answers.planning import make_plan
from solver.answers.simplicity import before
from solver.sweep.point import Asked, VersionError, figures, job_of, solve_point
from tests.answers.kit import planned
from tests.program.kit import EXACT
from tests.proof.audit_kit import offer, scenario

OFFERS = [
    offer("firm", "reserve", term_months=3, monthly_usd=20.0),
    offer("od", "on_demand", usd_per_hour=1.0, quota_packs=5.0),
]
SITE = [{"id": "hall", "kind": "on_prem", "jurisdiction": "eu", "carbon_kg_per_kwh": 0.5}]
GPU = [{"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda", "idle_kw": 1.0, "busy_kw": 1.0}]
GIVEN = scenario(offers=OFFERS, sites=SITE, accelerators=GPU)
ASKED = Asked(as_text(GIVEN), "expected", EXACT, 12)


def point(path: str, **change: object) -> Point:
    return Point(levels={"x": 1.0}, changes=(Change.model_validate({"path": path, **change}),))


def test_a_row_holds_the_figures_of_the_plan() -> None:
    row = solve_point(job_of(ASKED, point("demand", factor=0.5))).row
    assert (row.status, row.orders, row.first_orders) == ("optimal_within_gap", {"firm": 2.0}, ("firm",))
    assert (row.objective_usd, row.nominal_usd) == (120.0, 120.0)
    assert (row.carbon_kg, row.power_kw) == (pytest.approx(2 * 90 * 0.5), 2.0)
    assert row.lock_in_usd == 80.0
    assert row.levels == {"x": 1.0}


def test_only_orders_of_the_first_months_are_decided_now() -> None:
    plan = planned(scenario(offers=[offer("late", "reserve", term_months=3, monthly_usd=20.0, order_from="2027-02"),
                                    offer("od", "on_demand", usd_per_hour=1.0)]))  # fmt: skip
    assert figures(plan, 1)["first_orders"] == ()
    assert figures(plan, 2)["first_orders"] == ("late",)


def test_what_has_no_plan_says_why() -> None:
    without = scenario(offers=OFFERS[1:], sites=SITE, accelerators=GPU)
    asked = replace(ASKED, scenario=as_text(without))
    many = solve_point(job_of(asked, point("demand", factor=9.0))).row
    assert (many.status, many.objective_usd) == ("infeasible", None)
    wrong = solve_point(job_of(ASKED, point("offers[firm].availability", value=7.0))).row
    assert wrong.status == "bad_input"
    assert "availability" in wrong.message


def test_an_error_of_the_program_is_a_row_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(solver.sweep.point, "make_plan", fails)
    row = solve_point(job_of(ASKED, point("demand", factor=2.0))).row
    assert (row.status, row.message) == ("failed", "ZeroDivisionError: by zero")


def test_the_key_depends_on_all_that_the_result_depends_on() -> None:
    job = job_of(ASKED, point("demand", factor=2.0))
    others = [
        job_of(ASKED, point("demand", factor=2.5)),
        job_of(ASKED, point("demand[job]", factor=2.0)),
        job_of(replace(ASKED, case="other"), job.point),
        job_of(replace(ASKED, months_now=3), job.point),
        job_of(replace(ASKED, options=replace(EXACT, gap=0.01)), job.point),
        job_of(replace(ASKED, scenario=ASKED.scenario + " "), job.point),
        job_of(replace(ASKED, previous=before(planned(GIVEN))), job.point),
    ]
    assert len({job.key, *(other.key for other in others)}) == 8
    renamed = job.point.model_copy(update={"levels": {"y": 2.0}})
    assert job_of(ASKED, renamed).key == job.key


def test_another_version_is_refused() -> None:
    job = job_of(ASKED, point("demand", factor=2.0))
    with pytest.raises(VersionError, match=r"asked for is .*steelyard"):
        solve_point(replace(job, versions=(("steelyard", "0"),)))


def test_orders_of_the_base_stay_where_they_are_as_good() -> None:
    twins = [offer(n, "reserve", term_months=3, monthly_usd=20.0) for n in ("a", "b")]
    given = scenario(offers=twins)
    base = make_plan(scenario(offers=twins[1:]), "expected", EXACT)
    asked = Asked(as_text(given), "expected", EXACT, 12, before(base.plan))
    assert solve_point(job_of(asked, point("demand", factor=1.0))).row.first_orders == ("b",)
