"""The audit of a written plan: the example passes, and any one corrupted figure is found and named."""

import copy
import json

import pytest

from models.plan import Plan
from solver.proof.audit import audit_plan
from tests.proof.audit_example import CONSTANT, DISCOUNTED, OBJECTIVE, PLAN, Q2, example

REMOVE = object()


def audited(**changes):
    """The audit of the example with fields replaced: `part__n__field=value`, or removed."""
    doc = copy.deepcopy(PLAN)
    for path, value in changes.items():
        *parents, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        place = doc
        for step in parents:
            place = place[step]
        if value is REMOVE:
            del place[last]
        else:
            place[last] = value
    return audit_plan(example(), "expected", Plan.model_validate_json(json.dumps(doc)))


def test_the_plan_worked_out_by_hand_passes():
    found = audited()
    assert found.failures == ()
    assert found.passed
    assert found.rows_checked > 60
    assert found.largest_violation < 1e-9
    assert found.objective_difference_usd == pytest.approx(0, abs=1e-6)


def line(term, period):
    rows = PLAN["costs"]["lines"]
    return next(n for n, row in enumerate(rows) if (row["term"], row["period"]) == (term, period))


SUPPORT = f"costs__lines__{line('support', Q2)}"

CORRUPTIONS = {
    # decisions
    "packs": (
        {"orders__0__packs": 1.0},
        ["load_fits_pool [gpu at hall", "orders[0] (offer own, 2027-01): accelerators"],
    ),
    "part of a pack": ({"orders__0__packs": 2.5}, ["orders_are_whole [offer own, 2027-01]: 2.5 packs"]),
    "offer": ({"orders__1__offer": "loan"}, ["orders_are_on_offer [offer loan, 2027-01]: there is no such offer"]),
    "order period": ({"orders__3__order_period": Q2}, ["[offer own-alt, 2027-04]: it cannot be ordered then"]),
    "owner": ({"orders__0__dedicated_to": "chat@eu"}, ["[offer own, for chat@eu, 2027-01]: the offer serves all"]),
    "share": ({"dispatch__0__share": 0.9}, ["demand_is_met [chat@eu, 2027-01, peak]: 0.9 of the demand"]),
    "negative share": (
        {"dispatch__0__share": -1.0},
        ["served_where_allowed [chat@eu, gpu at hall, 2027-01, block peak]"],
    ),
    "block": ({"dispatch__0__block": "noon"}, ["served_where_allowed [chat@eu, gpu at hall, 2027-01, block noon]"]),
    "arc": (
        {"dispatch__6__accelerator": "alt"},
        ["[score@eu, alt at hall, 2027-01, block peak]: no arc: no_benchmark"],
    ),
    "rent": ({"rent__0__packs": 6.0}, ["rent_fits_quota [offer od, 2027-01, peak]: 6 packs exceeds 5 packs by 1"]),
    "run": ({"run__0__packs": 1.5}, ["run_fits_units [offer res, 2027-01, peak]: 1.5 packs exceeds 1 packs"]),
    "run of an offer without price": ({"run__0__offer": "own"}, ["runs_are_on_offer [offer own, 2027-01, block peak]"]),
    "miss": ({"misses__0__share": 0.15}, ["misses_stay_allowed [chat@eu, 2027-01, block base]: 0.15 of the demand"]),
    "hold": ({"headroom__0__accelerators": 10.0}, ["headroom_is_held [chat@eu, 2027-01, peak]: 100 requests/h falls"]),
    "hold without backing": ({"headroom__2__accelerators": 3.5}, ["hold_is_backed [alt at hall, 2027-04, peak]"]),
    "port date": ({"ports__0__start_period": Q2}, ["ports_are_possible [chat, stack rocm, 2027-04]", "ported_before"]),
    "order listed twice": ({"orders": [*PLAN["orders"], PLAN["orders"][0]]}, ["the order is listed twice"]),
    # figures that follow from decisions
    "accelerators": ({"orders__0__accelerators": 2.0}, ["orders[0] (offer own, 2027-01): accelerators is stated as 2"]),
    "vendor": ({"orders__0__vendor": "volt"}, ["orders[0] (offer own, 2027-01): vendor is stated as 'volt'"]),
    "mode": ({"orders__1__mode": "reserve"}, ["orders[1] (offer lease, 2027-01): mode"]),
    "site": ({"orders__1__site": "cage"}, ["orders[1] (offer lease, 2027-01): site"]),
    "in service": ({"orders__3__in_service_period": "2027-01"}, ["(offer own-alt, 2027-01): in_service_period"]),
    "end of service": ({"orders__0__service_until": Q2}, ["orders[0] (offer own, 2027-01): service_until"]),
    "cost of an order": ({"orders__1__cost_usd": 200.02}, ["orders[1] (offer lease, 2027-01): cost_usd [USD]"]),
    "fleet": ({"fleet__1__packs": 3.0}, ["fleet (offer own, shared, 2027-01): packs is stated as 3"]),
    "fleet missing": ({"fleet__0": REMOVE}, ["fleet (offer old, shared, 2027-01): 4 packs are missing"]),
    "fleet too early": ({"fleet__7__period": "2027-01"}, ["(offer own-alt, shared, 2027-01): packs", "are missing"]),
    "rented accelerators": ({"rent__1__accelerators": 8.0}, ["rent (offer spot, 2027-01, block peak): accelerators"]),
    "busy accelerators": ({"dispatch__0__accelerators": 9.0}, ["dispatch (chat@eu, gpu at hall, 2027-01, block peak)"]),
    "missed units": ({"misses__0__units": 4000.0}, ["misses (chat@eu, 2027-01, block base): units is stated as 4000"]),
    "ready date": ({"ports__0__ready_period": "2027-01"}, ["ports (chat, stack rocm, 2027-01): ready_period"]),
    "cost of a port": ({"ports__0__cost_usd": 5.0}, ["ports (chat, stack rocm, 2027-01): cost_usd"]),
    "removed arc": ({"removed_arcs": []}, ["removed_arcs (score@eu, alt at hall): reason is stated as 'not removed'"]),
    "reason": ({"removed_arcs__0__reason": "latency"}, ["removed_arcs (score@eu, alt at hall): reason"]),
    "throughput": ({"capacities__1__throughput": 20.1}, ["capacities (chat@eu, alt at hall): throughput [requests/h]"]),
    "benchmark": ({"capacities__0__benchmark": "score-gpu"}, ["capacities (chat@eu, gpu at hall): benchmark"]),
    "grade": ({"capacities__1__grade": "own_measurement"}, ["capacities (chat@eu, alt at hall): grade"]),
    "bottleneck": ({"capacities__1__bottleneck": "ttft_p99"}, ["capacities (chat@eu, alt at hall): bottleneck"]),
    "class": ({"capacities__1__accelerator_class": "gpu"}, ["capacities (chat@eu, alt at hall): accelerator_class"]),
    "capacity missing": ({"capacities__2": REMOVE}, ["capacities (score@eu, gpu at hall): the arc is missing"]),
    "a minimum": (
        {"limits__5__is_minimum": False},
        ["limits (in-house at least, 2027-04): it is a minimum, and the plan"],
    ),
    "a maximum": (
        {"limits__0__is_minimum": True},
        ["limits (power at hall, 2027-01): it is not a minimum, and the plan"],
    ),
    "use of power": ({"limits__0__used": 12.6}, ["limits (power at hall, 2027-01): no limit"]),
    "period of a limit": ({"limits__0__period": Q2}, ["limits (power at hall, 2027-04): no limit"]),
    "a limit": ({"limits__1__allowed": 4500.0}, ["limits (capex in 2027, horizon): no limit"]),
    "share of a vendor": ({"limits__2__used": 0.3}, ["limits (share of cloudy, horizon): no limit"]),
    "exposure": ({"limits__3__used": 2400.0}, ["limits (commitment, 2027-01): no limit"]),
    "binding": ({"limits__5__is_binding": False}, ["limits (in-house at least, 2027-04): it is used up"]),
    "firm capacity": ({"limits__7__allowed": 12.0}, ["limits (firm capacity of GPUs, 2027-01): no limit"]),
    "firm capacity where it is not tightest": (
        {"limits__7__period": Q2, "limits__7__used": 4.8, "limits__7__allowed": 9.5},
        ["limits (firm capacity of GPUs, 2027-04): no limit"],
    ),
    "firm capacity not binding": (
        {"limits__8__is_binding": False},
        ["limits (firm capacity of alt, 2027-04): it is used up"],
    ),
    "firm capacity unsaid": ({"limits__8": REMOVE}, ["limits (alt at hall): all 3 accelerators that count"]),
    "level load": ({"level_loads": []}, ["level_loads: set of workloads"]),
    "hours of a block": ({"periods__0__hours__peak": 90.0}, ["periods (2027-01, block peak): hours"]),
    "months": ({"periods__0__months": 1}, ["periods (2027-01): months"]),
    "a period missing": ({"periods__1": REMOVE}, ["periods: list of months"]),
    "rule": ({"accounting__payment_tail": "prorate"}, ["accounting: payment_tail is stated as 'prorate'"]),
    "case": ({"provenance__case": "high"}, ["provenance: case is stated as 'high'"]),
    "version": ({"schema_version": "2.0"}, ["plan: schema_version is stated as '2.0'"]),
    "share of money": ({"evidence__by_grade__0__share": 0.9}, ["evidence: sum of shares", "grade assumption): share"]),
    "old prices": ({"evidence__by_grade__0__older_than_90_days_share": 1.5}, ["(grade assumption): 1.5 is no share"]),
    "no evidence": ({"evidence__by_grade": []}, ["evidence: the plan pays for offers"]),
    "capacity by grade": (
        {"evidence__capacity_by_grade__vendor_claim": 0.5},
        ["evidence: capacity_by_grade vendor_claim"],
    ),
    # money
    "price line": (
        {f"{SUPPORT}__nominal_usd": 60.02},
        ["costs (support, 2027-04): nominal_usd", "costs.by_term (support)"],
    ),
    "discounted line": ({f"{SUPPORT}__discounted_usd": 60.0}, ["costs (support, 2027-04): discounted_usd [USD]"]),
    "line missing": ({SUPPORT: REMOVE}, ["costs (support, 2027-04): the line is missing, 60.00 USD"]),
    "line twice": ({"costs__lines": [*PLAN["costs"]["lines"], PLAN["costs"]["lines"][0]]}, ["is listed 2 times"]),
    "unknown term": ({f"{SUPPORT}__term": "gifts"}, ["costs (gifts, 2027-04): there is no such cost term"]),
    "kind": ({f"{SUPPORT}__kind": "capex"}, ["costs (support, 2027-04): kind is stated as 'capex'"]),
    "sum of a term": ({"costs__by_term__support": 119.99}, ["costs.by_term (support): sum of lines [USD]"]),
    "discounted sum": ({"costs__by_term_discounted__fixed": 0.0}, ["costs.by_term_discounted (fixed)"]),
    "nominal total": (
        {"costs__total_nominal_usd": 1.0},
        ["costs.total_nominal_usd: sum of lines", "nominal_usd: total"],
    ),
    "discounted total": (
        {"costs__total_discounted_usd": OBJECTIVE + 0.02},
        ["costs.total_discounted_usd: total [USD]"],
    ),
    "money due later": ({"due_after_horizon_usd": 71.0}, ["due_after_horizon_usd"]),
    "constants": ({"costs__constant_usd": CONSTANT + 0.02}, ["costs.constant_usd: total [USD]"]),
    "objective": ({"objective_usd": OBJECTIVE - 0.02}, ["objective_usd: discounted total [USD]"]),
    "decidable cost": ({"decidable_usd": OBJECTIVE}, ["decidable_usd: objective less constants [USD]"]),
    "bound": ({"bound_usd": OBJECTIVE - 1.0}, ["gap: (objective - bound) / |decidable| is stated as 0.005"]),
    "bound above": ({"bound_usd": OBJECTIVE + 1.0, "gap": 0.0}, ["lies above the objective by 1.00 USD"]),
    "gap": ({"gap": 0.004}, ["gap: (objective - bound) / |decidable| is stated as 0.004"]),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_figure_fails_the_audit_and_is_named(name):
    changes, sentences = CORRUPTIONS[name]
    found = audited(**changes)
    assert not found.passed
    for sentence in sentences:
        assert any(sentence in failure for failure in found.failures), found.failures


def test_money_may_be_off_by_a_cent_and_no_more():
    assert audited(objective_usd=OBJECTIVE + 0.009).passed
    assert audited(objective_usd=OBJECTIVE + 0.009).objective_difference_usd == pytest.approx(-0.009)
    assert not audited(objective_usd=OBJECTIVE + 0.011).passed


def test_constants_may_be_the_sum_of_their_lines_in_cents():
    lines, terms = copy.deepcopy(PLAN["costs"]["lines"]), {**PLAN["costs"]["by_term_discounted"]}
    for period in ("2027-01", Q2):
        lines[line("fixed", period)]["discounted_usd"] -= 0.01
    terms["fixed"] -= 0.02
    stated = round(terms["fixed"] + terms["holdings"], 2)
    assert abs(stated - CONSTANT) > 0.011
    changes = {"costs__lines": lines, "costs__by_term_discounted": terms}
    assert not any("constant_usd" in failure for failure in audited(**changes, costs__constant_usd=stated).failures)
    assert any("constant_usd" in f for f in audited(**changes, costs__constant_usd=stated - 0.01).failures)


def test_a_bound_that_meets_the_objective_is_a_gap_of_zero():
    assert audited(bound_usd=OBJECTIVE + 0.005, gap=0.0).passed
    assert audited(bound_usd=OBJECTIVE, gap=0.0, status="optimal_within_gap").passed


def test_an_end_past_the_horizon_may_be_written_out():
    assert audited(orders__1__service_until="2027-10").passed  # three quarters from January
    assert not audited(orders__1__service_until="2027-09").passed


def test_free_sentences_about_accounting_are_not_judged():
    assert audited(accounting={"payment_tail": "All contract months are charged."}).passed


def test_lines_of_nothing_may_be_left_out_or_listed():
    extra = {"term": "spot", "kind": "opex", "period": Q2, "nominal_usd": 0.0, "discounted_usd": 0.0}
    assert audited(costs__lines=[*PLAN["costs"]["lines"], extra]).passed


def test_another_case_is_another_audit():
    with pytest.raises(KeyError):
        audit_plan(example(), "high", Plan.model_validate_json(json.dumps(PLAN)))


def test_discounted_lines_of_the_example_are_not_whole_cents():
    # else the tolerance of a cent would not be tried
    assert any(abs(usd - round(usd, 2)) > 0.001 for usd in DISCOUNTED.values())
