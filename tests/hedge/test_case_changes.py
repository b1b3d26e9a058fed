"""A case with changes is planned, audited, checked and planned again as the scenario that these changes make."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.cases import CaseChange, in_case
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.check import check
from solver.answers.outcome import Failed, Planned
from solver.answers.planning import make_plan
from solver.answers.replan import previous_of
from solver.hedge.make import Hedged, make_hedge
from solver.hedge.mean_demand import mean_case
from solver.proof.audit import audit_plan
from tests.answers.kit import planned
from tests.program.kit import CLOUD, EXACT, Document, offer, scenario

OWN, OD = offer("own", "buy", upfront_usd=60.0), offer("od", "on_demand", usd_per_hour=2.0)
LATE: Document = {"offers": [{"id": "own", "lead_months": 1, "upfront_usd": 100.0}]}


def with_case(changes: Document = LATE, **fields: Any) -> Scenario:
    """4 busy for three months: owned for 60 USD or rented for 60 a month; in the case `late` 100 USD, a month late."""
    cases = [{"id": "expected", "probability": 0.5}, {"id": "late", "probability": 0.5, "changes": changes}]
    return scenario(**{"offers": [OWN, OD], "cases": cases, **fields})


@cache
def late() -> Plan:
    return planned(with_case(), case="late")


def decisions(plan: Plan) -> dict[str, Any]:
    """All that a plan says but where it comes from and what its case is."""
    return plan.model_dump(exclude={"provenance", "audit", "case_changes", "unused_inputs"})


def test_a_case_is_planned_as_it_is() -> None:
    given = with_case()
    # four owned from February on for 4 x 100, rented in January for 4 x 60
    assert late().objective_usd == pytest.approx(640.0)
    assert planned(given).objective_usd == pytest.approx(240.0)
    assert decisions(late()) == decisions(planned(in_case(given, "late"), case="late"))
    assert late().provenance.case == "late"


def test_a_case_without_changes_is_planned_as_before() -> None:
    cases = [{"id": "expected", "probability": 0.5}, {"id": "late", "probability": 0.5}]
    plain, changed = planned(scenario(offers=[OWN, OD], cases=cases)), planned(with_case())
    assert changed.provenance.content_hash == plain.provenance.content_hash


def test_the_plan_says_what_its_case_changes() -> None:
    assert {(c.at[-1], c.in_scenario, c.in_case) for c in late().case_changes} == {
        ("lead_months", 0, 1), ("upfront_usd", 60.0, 100.0),
    }  # fmt: skip
    assert planned(with_case()).case_changes == ()
    same = planned(with_case({"offers": [{"id": "own", "lead_months": 0}]}), case="late")
    assert same.unused_inputs[0] == "cases.late.changes.offers.own.lead_months: the scenario says the same"


def test_money_rests_on_an_assumption_of_the_case_where_it_says_the_price() -> None:
    quoted = {**OWN, "evidence": {"grade": "quote", "source": "Q-1"}}
    plan = planned(with_case(offers=[quoted, OD]), case="late")
    assert {row.grade for row in plan.evidence.by_grade if row.usd > 0} == {"assumption"}


def test_the_audit_lays_the_changes_in_by_itself() -> None:
    given = with_case()
    assert audit_plan(given, "late", late()).passed
    assert not audit_plan(given, "expected", late()).passed
    assert not audit_plan(with_case({"offers": [{"id": "own", "lead_months": 2}]}), "late", late()).passed


@pytest.mark.parametrize("wrong", ["dropped", "invented", "another value", "twice"])
def test_the_audit_refuses_what_the_case_does_not_change(wrong: str) -> None:
    told = late().case_changes
    invented = CaseChange(at=("offers", "od", "pack"), kind="changed", in_scenario=1, in_case=2)
    stated = {
        "dropped": told[1:],
        "invented": (*told, invented),
        "another value": (told[0].model_copy(update={"in_case": 7}), *told[1:]),
        "twice": (*told, told[0]),
    }[wrong]
    audit = audit_plan(with_case(), "late", late().model_copy(update={"case_changes": stated}))
    assert any("case_changes" in failure for failure in audit.failures)
    assert len(audit.failures) == 1


def test_a_case_in_which_nothing_fits_is_refused_alone() -> None:
    given = with_case({"offers": [{"id": "od", "remove": True}, {"id": "own", "lead_months": 1}]})
    assert isinstance(make_plan(given, "expected", EXACT), Planned)
    report = check(given)
    assert report.unservable["expected"] == ()
    assert report.unservable["late"][0].period == "2027-01"
    assert report.problems[0].startswith("case late: ")


def test_check_says_where_a_case_has_other_ways_to_serve() -> None:
    sites = [*({"id": s, "kind": "on_prem", "jurisdiction": "eu"} for s in ("hall",)), CLOUD]
    far = offer("far", "on_demand", usd_per_hour=3.0, site="cloud")
    given = with_case({"workloads": [{"id": "job", "sites": ["hall"]}]}, sites=sites, offers=[OWN, OD, far])
    counts = [(count.case, count.arcs) for count in check(given).arcs]
    assert counts == [(None, 2), ("late", 1)]
    assert not any("far" in said for said in check(given).unused), "it counts in the other case"


def test_firm_orders_keep_the_terms_on_which_they_were_signed() -> None:
    plan = planned(with_case())
    later = with_case({"offers": [{"id": "own", "upfront_usd": 500.0, "lead_months": 1}]}, horizon__start="2027-02")
    again = make_plan(later, "late", EXACT, again=previous_of(later, plan))
    assert isinstance(again, Planned)
    firm = planned(later, case="expected").objective_usd
    assert again.plan.fleet[0].accelerators == 4.0
    assert again.plan.objective_usd < firm, "nothing is bought any more, at whatever price"
    assert audit_plan(later, "late", again.plan).passed


def test_firm_orders_stay_where_a_case_takes_their_offer_out() -> None:
    plan = planned(with_case())
    later = with_case({"offers": [{"id": "own", "remove": True}]}, horizon__start="2027-02")
    again = make_plan(later, "late", EXACT, again=previous_of(later, plan))
    assert isinstance(again, Planned)
    assert again.plan.fleet[0].accelerators == 4.0


def test_firm_orders_at_a_site_that_a_case_takes_out_are_refused_in_words() -> None:
    far = offer("far", "on_demand", usd_per_hour=3.0, site="cloud")
    sites = [{"id": "hall", "kind": "on_prem", "jurisdiction": "eu"}, CLOUD]
    plan = planned(with_case(sites=sites, offers=[OWN, OD, far]))
    gone = {"sites": [{"id": "hall", "remove": True}], "offers": [{"id": n, "remove": True} for n in ("own", "od")]}
    later = with_case(gone, sites=sites, offers=[OWN, OD, far], horizon__start="2027-02")
    made = make_plan(later, "late", EXACT, again=previous_of(later, plan))
    assert isinstance(made, Failed)
    assert "firm orders of the previous plan do not fit the scenario in this case" in made.reason


def test_a_hedge_lays_the_changes_in_too() -> None:
    found = make_hedge(with_case(), EXACT)
    assert isinstance(found, Hedged), found
    # four are ordered in January in both cases: for 60 each and at once, or for 100 each and a month late
    assert found.hedge.expected_usd == pytest.approx(0.5 * 240.0 + 0.5 * 640.0)
    assert found.plans["late"].case_changes == late().case_changes
    assert found.plans["expected"].case_changes == ()
    assert {order.packs for plan in found.plans.values() for order in plan.orders} == {4.0}


def test_mean_demand_is_the_mean_of_what_the_cases_ask_and_else_as_in_the_central_case() -> None:
    asked = {"workloads": [{"id": "job", "demand": [{"geography": "eu", "level": 80.0}]}]}
    cases = [
        {"id": "expected", "probability": 0.75, "changes": LATE},
        {"id": "more", "probability": 0.25, "demand": [{"scale": 1.5}], "changes": asked},
    ]
    mean = mean_case(scenario(offers=[OWN, OD], cases=cases))
    path = mean.workloads[0].demand[0].path
    assert path is not None
    assert set(path.values()) == {0.75 * 40.0 + 0.25 * 120.0}
    assert [offer.upfront_usd for offer in mean.offers] == [100.0, 0.0]
