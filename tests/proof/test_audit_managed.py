"""Managed inference as the audit reads it: tokens of the work done, quotas, prices, and what a plan states of them."""

import pytest

from models.derived import ServiceUse
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Auditor, DecisionSet, Held, Rented, audit_plan
from tests.program.kit import EXACT, SERVICE
from tests.program.test_managed import PER_REQUEST, served
from tests.proof.audit_kit import broken_by, serve_all

JAN, PLACE = "2027-01", ("tokens", "cloud")
QUOTA = 40 * 1000 * PER_REQUEST


def judge(endpoint=None, **changes):
    return Auditor(served(endpoint, **changes), "expected")


def test_tokens_are_paid_for_the_work_that_an_endpoint_does():
    found = judge()
    told = found.assess(DecisionSet(dispatch=serve_all(found, PLACE)))
    assert told.passed
    assert float(told.nominal["managed_inference", JAN]) == pytest.approx(1200 * 0.08)
    assert float(told.total_nominal) == pytest.approx(3600 * 0.08)


@pytest.mark.parametrize(("quota", "fits"), [(QUOTA, True), (0.999 * QUOTA, False)])
def test_the_quota_holds_in_every_block(quota, fits):
    found = judge({"quota_tokens_per_minute": quota})
    assert broken_by(found, dispatch=serve_all(found, PLACE)) == (set() if fits else {"rent_fits_quota"})


def test_an_endpoint_is_not_rented_by_the_hour_and_not_called_before_its_time():
    found = judge({"available_from": "2027-02"})
    assert broken_by(found, dispatch=serve_all(found, PLACE)) == {"load_fits_pool"}
    found = judge()
    rent = [Rented("tokens", JAN, "day", 1.0)]
    assert "rents_are_on_offer" in broken_by(found, dispatch=serve_all(found, PLACE), rent=rent)


def test_headroom_is_backed_by_the_credit_of_the_quota():
    """60 requests/h must be held; half of the quota counts."""
    for quota, fits in ((2 * 60.0, True), (2 * 59.0, False)):
        found = judge({"capacity_credit": 0.5, "quota_tokens_per_minute": quota * 1000 * PER_REQUEST}, **SERVICE)
        held = [Held("job", "eu", *PLACE, label, "day", 60 * PER_REQUEST) for label in found.facts.time.labels]
        broken = broken_by(found, dispatch=serve_all(found, PLACE), headroom=held)
        assert broken == (set() if fits else {"hold_is_backed"})


@pytest.mark.parametrize(
    ("rule", "endpoint", "changes"),
    [
        ("data_rights", {"data_rights": ["train"]}, {}),
        ("classes", {}, {"workloads__0__classes": ["gpu"]}),
    ],
)
def test_the_rules_of_placement_hold(rule, endpoint, changes):
    found = judge(endpoint, **changes)
    assert found.facts.placement.removed[("job", "eu"), PLACE] == rule
    assert broken_by(found, dispatch=serve_all(found, PLACE)) >= {"served_where_allowed"}


@pytest.fixture(scope="module")
def planned():
    given = served({"quota_tokens_per_minute": 0.9 * QUOTA})
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    return given, made.plan


def told(given, plan, **changes):
    return audit_plan(given, "expected", plan.model_copy(update=changes)).failures


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("site", "hall"),
        ("block", "dusk"),
        ("period", "2030-01"),
        ("endpoint", "gpu"),
        ("tokens_per_minute", 1.0),
        ("set_aside_tokens_per_minute", 1.0),
        ("quota_tokens_per_minute", None),
        ("quota_share", 0.5),
        ("input_tokens", 1.0),
        ("output_tokens", 1.0),
        ("cost_usd", 0.0),
    ],
)
def test_a_wrong_figure_of_an_endpoint_is_told(planned, field, value):
    given, plan = planned
    assert plan.audit.passed
    first, *others = plan.endpoints
    wrong = (first.model_copy(update={field: value}), *others)
    assert any("endpoints" in failure for failure in told(given, plan, endpoints=wrong))


def test_a_row_too_few_or_too_many_is_told(planned):
    given, plan = planned
    assert any("the row is missing" in failure for failure in told(given, plan, endpoints=plan.endpoints[1:]))
    assert any("2 times" in failure for failure in told(given, plan, endpoints=plan.endpoints + plan.endpoints[:1]))


def test_accelerators_stated_for_work_at_an_endpoint_are_told(planned):
    given, plan = planned
    rows = tuple(
        row.model_copy(update={"accelerators": 4.0}) if row.accelerator == "tokens" else row for row in plan.dispatch
    )
    assert any("dispatch" in failure for failure in told(given, plan, dispatch=rows))
    busy = [row for row in plan.service if isinstance(row, ServiceUse)]
    more = (busy[0].model_copy(update={"accelerator_hours": busy[0].accelerator_hours + 1}), *busy[1:])
    assert any("accelerator_hours" in failure for failure in told(given, plan, service=more))


def test_what_tokens_cost_belongs_to_the_work(planned):
    given, plan = planned
    first, *others = plan.service
    wrong = (first.model_copy(update={"cost_usd": first.cost_usd + 1}), *others)
    assert any("cost_usd" in failure for failure in told(given, plan, service=wrong))
