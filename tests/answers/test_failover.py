"""The fail-over a plan states: who carries what while something is lost, and how much of the peak it keeps."""

from __future__ import annotations

from typing import Any

import pytest

from models.backup import Backup
from models.bill import LimitUse
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Infeasible
from solver.answers.planning import make_plan
from solver.proof.audit import audit_plan
from tests.answers.kit import planned
from tests.program.kit import EXACT, HALL, JOB, SERVICE, Document, offer, scenario

ANNEX: Document = {**HALL, "id": "annex"}
OWN = offer("own", "buy", upfront_usd=100.0)
OTHER: Document = {**OWN, "id": "other", "site": "annex", "upfront_usd": 150.0}


def safe(*rules: Document, **changes: Any) -> Scenario:
    """The job of 4 accelerators, 6 with headroom, in hall and annex."""
    whole = [{"id": f"r{n}", "lose": "site", "workloads": ["job"], **rule} for n, rule in enumerate(rules)]
    given = {"sites": [HALL, ANNEX], "offers": [OWN, OTHER], **SERVICE, "policy__redundancy": whole}
    return scenario(**{**given, **changes})


def use_of(plan: Plan, rule: str) -> LimitUse:
    """The line of a rule among the limits."""
    (use,) = (use for use in plan.limits if use.limit.startswith(f"redundancy {rule}:"))
    assert (use.kind, use.unit) == ("redundancy", "of the peak")
    return use


def at(plan: Plan, lost: str, period: str = "2027-01") -> dict[tuple[str, str], float]:
    """Accelerators by work and site while a site is lost."""
    rows = (row for row in plan.backups if (row.lost, row.period) == (lost, period))
    return {(row.workload, row.site): pytest.approx(row.accelerators) for row in rows}


def test_a_plan_states_the_most_that_could_be_kept() -> None:
    """1.2 of 4 are asked for: 2 whole units in the annex, which keep half; 4 in the hall keep all."""
    plan = planned(safe({"keep": 0.3}))
    assert plan.objective_usd == pytest.approx(4 * 100 + 2 * 150)
    assert at(plan, "hall") == {("job", "annex"): 2}
    assert at(plan, "annex") == {("job", "hall"): 4}
    use = use_of(plan, "r0")
    assert use.limit == "redundancy r0: without site hall, peak of job in eu kept"
    assert (use.used, use.allowed, use.is_binding) == (pytest.approx(0.5), 0.3, True)  # one unit less would not do
    assert use_of(planned(safe({"keep": 0.5})), "r0").is_binding
    least = {"policy__groups": [{"id": "g", "offers": ["other"], "min_accelerators": 4.0}]}
    slack = use_of(planned(safe({"keep": 0.3, "only": ["hall"]}, **least)), "r0")
    assert (slack.used, slack.is_binding) == (pytest.approx(1.0), False)


def test_no_more_is_stated_than_the_peak_with_its_headroom() -> None:
    anywhere = offer("od", "on_demand", usd_per_hour=99.0, capacity_credit=1.0) | {"site": "annex"}
    plan = planned(safe({"keep": 0.5, "only": ["hall"]}, offers=[OWN, anywhere]))
    assert at(plan, "hall") == {("job", "annex"): 6}
    assert use_of(plan, "r0").used == pytest.approx(1.5)


def test_all_work_that_is_kept_is_kept_by_the_same_multiple() -> None:
    """Asked for: 2 and 1 accelerators at once; 4 in the annex are 4 / 3 of it."""
    jobs = [{**JOB, "id": name, "class": "realtime_inference", "headroom": 0.5} for name in ("job", "twin")]
    rules = [{"keep": 0.5, "only": ["hall"]}, {"keep": 0.25, "only": ["hall"], "workloads": ["twin"]}]
    four = {"policy__groups": [{"id": "g", "offers": ["other"], "min_accelerators": 4.0}]}
    plan = planned(safe(*rules, workloads=jobs, **four))
    assert at(plan, "hall") == {("job", "annex"): 8 / 3, ("twin", "annex"): 4 / 3}
    assert (use_of(plan, "r0").used, use_of(plan, "r1").used) == (pytest.approx(2 / 3), pytest.approx(1 / 3))


def test_what_is_not_ported_stands_in_for_nothing() -> None:
    """The annex is left out of the rule: nothing is ported to its units for the sake of the hall."""
    chips = [{"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda"}]
    chips.append({"id": "tpu", "class": "tpu", "vendor": "volt", "stack": "rocm"})
    benchmarks = [
        {"id": a["id"], "profile": "work", "accelerator": a["id"], "unit": "requests/h", "points": [{"throughput": 10}]}
        for a in chips
    ]
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 500.0}]
    third = {**OWN, "id": "third", "site": "shed", "upfront_usd": 160.0}
    places = {"sites": [HALL, ANNEX, {**HALL, "id": "shed"}], "accelerators": chips, "benchmarks": benchmarks}
    least = {"policy__groups": [{"id": "g", "offers": ["other"], "min_accelerators": 1.0}]}
    offers = [OWN, {**OTHER, "accelerator": "tpu"}, third]
    plan = planned(safe({"keep": 0.25}, **places, stacks=stacks, offers=offers, **least))
    assert not plan.ports
    assert {row.site for row in plan.backups} == {"hall", "shed"}


def test_a_plan_without_rules_states_no_fail_over() -> None:
    plan = planned(safe())
    assert plan.backups == ()
    assert not [use for use in plan.limits if use.kind == "redundancy"]


def changed(plan: Plan, **changes: Any) -> Plan:
    """The plan with its first backup changed."""
    first = Backup.model_validate({**plan.backups[0].model_dump(), **changes})
    return plan.model_copy(update={"backups": (first, *plan.backups[1:])})


def test_the_audit_refuses_a_changed_fail_over() -> None:
    given = safe({"keep": 0.3})
    plan = planned(given)
    assert audit_plan(given, "expected", plan).passed
    for wrong in (
        changed(plan, accelerators=1.0),
        changed(plan, accelerators=2.5),
        changed(plan, site="hall"),
        changed(plan, lost="annex"),
        changed(plan, lose="vendor"),
        changed(plan, workload="play"),
        changed(plan, period="2030-01"),
        plan.model_copy(update={"backups": plan.backups[1:]}),
    ):
        assert not audit_plan(given, "expected", wrong).passed


def test_the_audit_refuses_a_share_that_the_fail_over_does_not_keep() -> None:
    given = safe({"keep": 0.3})
    plan = planned(given)
    use = use_of(plan, "r0")
    for wrong in ({"used": 0.6}, {"allowed": 0.2}, {"used": 1.0}):
        others = [row for row in plan.limits if row != use]
        told = plan.model_copy(update={"limits": (*others, use.model_copy(update=wrong))})
        assert "limits (redundancy r0" in audit_plan(given, "expected", told).failures[0]


def test_a_rule_in_conflict_is_named() -> None:
    """A quarter of 4 would have to stand in the annex, where 1 x 0.5 can."""
    few = {**OTHER, "availability": 0.5, "max_packs": 1.0}
    made = make_plan(safe({"keep": 0.25, "only": ["hall"]}, offers=[OWN, few]), "expected", EXACT)
    assert isinstance(made, Infeasible)
    (said,) = made.conflicts
    lost, scarce = made.why.conflicts[0].limits
    assert (lost.kind, lost.site, lost.workload, lost.record) == ("redundancy", "hall", "job", None)
    assert (scarce.kind, scarce.site, scarce.record) == ("supply", None, "other")
    rule, supply = said.split("; or ")
    assert supply == "packs of other over the horizon: short by 1 pack of 1"
    assert rule == (
        "redundancy r0: without site hall, peak of job in eu kept: short by 0.125 of the peak of 0.25 "
        "from 2027-01 to 2027-03"
    )
