"""Managed inference: tokens are called for work done, within the quota, and paid by the work."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.program.instance import Instance
from solver.program.tree import Tree
from tests.program.kit import CLOUD, EXACT, HALL, SERVICE, Document, cost, keys, offer, program, row, scenario

HERE = offer("here", "on_demand", usd_per_hour=1.0)
"""10 requests/h for 1 USD/h: 0.10 USD a request."""
TOKENS: Document = {
    "id": "tokens",
    "site": "cloud",
    "vendor": "volt",
    "stack": "rocm",
    "usd_per_million_input_tokens": 50.0,
    "usd_per_million_output_tokens": 300.0,
    "serves": [{"profile": "work", "counts": "requests", "input_tokens": 1000.0, "output_tokens": 100.0}],
}
"""0.05 + 0.03 = 0.08 USD a request of 1,100 tokens: 3/55 requests/h for each token a minute."""
PER_REQUEST = 1100 / 60 / 1000
"""Units of 1,000 tokens a minute that one request an hour takes."""


def served(endpoint: Document | None = None, **changes: Any) -> Scenario:
    """40 requests/h, 300 h in three months of 10 and 20 h: 3,600 requests; gpus in the hall cost 360 USD."""
    endpoints = [{**TOKENS, **(endpoint or {})}]
    return scenario(**{"sites": [HALL, CLOUD], "offers": [HERE], "endpoints": endpoints, **changes})


def test_work_goes_where_a_request_costs_least() -> None:
    assert cost(served()) == pytest.approx(3600 * 0.08)
    assert cost(served({"usd_per_million_input_tokens": 80.0})) == pytest.approx(3600 * 0.10)


def test_the_quota_limits_what_may_be_called_in_every_block() -> None:
    """30 of 40 requests/h fit."""
    quota = 30 * 1000 * PER_REQUEST
    assert cost(served({"quota_tokens_per_minute": quota})) == pytest.approx(2700 * 0.08 + 900 * 0.10)


def test_tokens_stand_under_no_law() -> None:
    """40 requests/h take 0.73 units of 1,000 tokens a minute, which are no accelerators."""
    law = {"id": "law", "jurisdictions": ["ae"], "max_accelerators": 0.5}
    made = make_plan(served(sites=[HALL, {**CLOUD, "jurisdiction": "ae"}], policy__exports=[law]), "expected", EXACT)
    assert isinstance(made, Planned)
    assert made.plan.objective_usd == pytest.approx(3600 * 0.08)
    assert [row.used for row in made.plan.limits if row.kind == "exports"] == [0.0]


def test_rows_call_for_the_work_that_is_served_and_no_more() -> None:
    written = program(served({"quota_tokens_per_minute": 550.0}))
    x = written.instance
    j = next(n for n, pool in enumerate(x.pools) if pool.accelerator.id == "tokens")
    (o,), (r,) = x.copies_of_pool[j], x.arcs_of_pool[j]
    load = row(written, "load_fits_pool", j, 0, 0, 0)
    assert load.terms == pytest.approx({f"serve[{r},0,0,0]": 40 * PER_REQUEST, f"rent[{o},0,0,0]": -1.0})
    assert (load.low, load.high) == (0.0, 0.0)
    assert row(written, "rent_fits_quota", "tokens", 0, 0, 0).high == pytest.approx(0.55)


def test_uptime_of_the_region_costs_no_tokens() -> None:
    """Tokens are paid when they come; only what backs headroom counts by the share of time the region is up."""
    assert cost(served(sites=[HALL, {**CLOUD, "uptime": 0.5}])) == pytest.approx(3600 * 0.08)


def test_headroom_rests_on_a_share_of_the_quota() -> None:
    """40 requests/h are served and 60 held at peaks; half of the quota counts. 120 requests/h of quota are enough."""
    enough = {"capacity_credit": 0.5, "quota_tokens_per_minute": 120 * 1000 * PER_REQUEST}
    assert cost(served(enough, **SERVICE)) == pytest.approx(3600 * 0.08)
    short = {**enough, "quota_tokens_per_minute": 100 * 1000 * PER_REQUEST}
    own = offer("own", "buy", upfront_usd=100.0)  # 10 requests/h, 900 over the horizon, which are 72 USD of tokens
    assert cost(served(short, offers=[own], **SERVICE)) == pytest.approx(100 + 2700 * 0.08)


def test_a_stack_of_its_own_is_ported_to() -> None:
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 10.0}]
    assert cost(served(stacks=stacks)) == pytest.approx(3600 * 0.08 + 10)


@pytest.mark.parametrize(
    ("rule", "endpoint", "changes"),
    [
        ("data_rights", {"data_rights": ["train"]}, {}),
        ("residency", {}, {"sites": [HALL, {**CLOUD, "jurisdiction": "us"}], "workloads__0__jurisdictions": ["eu"]}),
        ("classes", {}, {"workloads__0__classes": ["gpu"]}),
        ("tags", {}, {"workloads__0__required_tags": ["iso"], "sites": [{**HALL, "tags": ["iso"]}, CLOUD]}),
        ("deterministic", {}, {"workloads__0__deterministic": "required", "benchmarks__0__is_deterministic": True}),
        ("no_benchmark", {"serves": [{**TOKENS["serves"][0], "profile": "other"}]}, {}),
    ],
)
def test_placement_rules_hold_for_endpoints(rule: str, endpoint: Document, changes: dict[str, Any]) -> None:
    given = served(endpoint, **changes)
    removed = {r.accelerator.id: r.reason for r in Instance(given, Tree.single("expected", 3)).removals}
    assert removed == {"tokens": rule}
    assert cost(given) == pytest.approx(3600 * 0.10)


def test_latency_counts_the_way_to_the_users() -> None:
    served_fast = [{**TOKENS["serves"][0], "latency_ms": {"ttft_p95": 80.0}}]
    target = [{"metric": "ttft", "percentile": 95, "limit_ms": 100.0}]
    benchmarks = [{"id": "b", "profile": "work", "accelerator": "gpu", "unit": "requests/h"}]
    benchmarks[0]["points"] = [{"throughput": 10.0, "latency_ms": {"ttft_p95": 50.0}}]  # type: ignore[assignment]
    for rtt, usd in ((20.0, 0.08), (21.0, 0.10)):
        sites = [{**HALL, "rtt_ms": {"eu": 1.0}}, {**CLOUD, "rtt_ms": {"eu": rtt}}]
        given = served(
            {"serves": served_fast}, sites=sites, benchmarks=benchmarks, workloads__0__targets=target, **SERVICE
        )
        assert cost(given) == pytest.approx(3600 * usd)


def test_an_endpoint_can_be_called_from_and_until_a_month() -> None:
    months = {"available_from": "2027-02", "end_of_support": "2027-03"}
    assert cost(served(months)) == pytest.approx(1200 * 0.08 + 2400 * 0.10)


def test_shares_of_accelerators_leave_tokens_out_and_shares_of_work_count_them() -> None:
    rule = {"id": "few", "of": "class", "names": ["managed"], "max_share": 0.25}
    assert cost(served(policy__capacity_shares=[rule])) == pytest.approx(900 * 0.08 + 2700 * 0.10)
    there = {**rule, "measure": "in_service", "max_share": 0.0}
    assert cost(served(policy__capacity_shares=[there])) == pytest.approx(3600 * 0.08)
    total = {"id": "total", "max_accelerators": 0.0}
    assert cost(served(policy__groups=[total])) == pytest.approx(3600 * 0.08)


def test_shares_of_spend_and_budgets_count_tokens_and_shares_of_hours_do_not() -> None:
    """At most half of the money for volt: a requests at 0.08, b at 0.10, 0.08 a = 0.10 b, a + b = 3,600."""
    rule = {"id": "half", "vendor": "volt", "max_share": 0.5}
    assert cost(served(policy__vendor_shares=[rule])) == pytest.approx(2 * 0.08 * 2000)
    hours = {**rule, "measure": "capacity", "max_share": 0.0}
    assert cost(served(policy__vendor_shares=[hours])) == pytest.approx(3600 * 0.08)
    budget = {"id": "little", "kind": "opex", "max_usd": 100.0}
    assert cost(served(policy__budgets=[budget], workloads__0__max_miss=0.0)) == float("inf")


def test_a_scenario_without_endpoints_is_written_as_before() -> None:
    given = scenario(offers=[HERE])
    assert Instance(given, Tree.single("expected", 3)).scenario is given
    assert "tokens" not in str(keys(program(given), "load_fits_pool"))


def test_the_plan_states_tokens_and_no_accelerators() -> None:
    made = make_plan(served({"quota_tokens_per_minute": 1000.0}), "expected", EXACT)
    assert isinstance(made, Planned)
    plan = made.plan
    assert plan.rent == ()
    assert plan.pools == ()
    assert {row.accelerators for row in plan.dispatch} == {0.0}
    assert {row.accelerator_hours for row in plan.service} == {0.0}
    assert {row.bottleneck for row in plan.service} == {"quota"}
    assert plan.costs.by_term == {"managed_inference": pytest.approx(288.0)}
    assert plan.capacities[-1].offer_usd_per_unit == pytest.approx(0.08)
    first = plan.endpoints[0]
    assert (first.endpoint, first.site, first.period) == ("tokens", "cloud", "2027-01")
    assert first.tokens_per_minute == pytest.approx(40 * 1100 / 60)
    assert (first.input_tokens, first.output_tokens) == pytest.approx((1_200_000, 120_000))
    assert first.quota_share == pytest.approx(0.73333333)
    assert sum(row.cost_usd for row in plan.service) == pytest.approx(288.0)
    assert "take tokens from tokens" in plan.decision


def test_a_quota_in_conflict_is_named_in_tokens() -> None:
    """40 requests/h take 733.3 tokens a minute, 500 are granted, and there is nothing else; told is what is enough."""
    given = served({"quota_tokens_per_minute": 500.0}, offers=[])
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Infeasible)
    (said,) = made.conflicts
    assert said.startswith("quota of tokens: short by 234 tokens/min of 500 from 2027-01 to 2027-03; or ")
