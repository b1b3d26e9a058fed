"""Packs that leave or stay as the audit reads them: what can be, what it costs, what a plan says of it."""

import json

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import DecisionSet, Ended, Ordered, audit_plan
from tests.program.kit import EXACT
from tests.proof.audit_kit import auditor, broken_by, nominal, offer, scenario, serve_all

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
LEASE = offer(
    "lease",
    "lease",
    term_months=2,
    monthly_usd=20.0,
    exits=[{"after_months": 1, "fee_usd": 3.0, "fee_share": 0.1}],
    buyout={"usd": 30.0, "monthly_usd": 4.0, "life_months": 4},
    renewal={"term_months": 2, "monthly_usd": 15.0, "committed_usd_per_hour": 0.1},
)
OWN = offer(
    "own", "buy", upfront_usd=100.0, support_share_per_year=0.12, life_months=10,
    exits=[{"after_months": 1, "resale_usd": 60.0}, {"after_months": 2, "resale_share": 0.5}],
)  # fmt: skip
LAWS = {"endings_are_on_offer", "endings_are_whole", "packs_end_once"}


def judge(**changes):
    return auditor(offers=[LEASE, OWN], **changes)


def fails(orders, *ended, found=None, about=LAWS):
    """Rows about endings that fail."""
    kinds = {"exit": "releases", "resale": "releases", "buyout": "extensions", "renewal": "extensions"}
    rows = {"releases": [], "extensions": []}
    for row in ended:
        rows[kinds.get(row.kind, "releases")].append(row)
    return broken_by(found or judge(), orders=orders, **rows) & about


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Ended("lease", JAN, "exit", FEB, 2.0), None),
        (Ended("lease", JAN, "buyout", MAR, 2.0), None),
        (Ended("lease", JAN, "renewal", MAR, 1.0), None),
        (Ended("own", JAN, "resale", FEB, 1.0), None),
        (Ended("own", JAN, "resale", MAR, 1.0), None),
        (Ended("lease", JAN, "exit", MAR, 1.0), "endings_are_on_offer"),  # that is its end
        (Ended("lease", JAN, "exit", "2027-04", 1.0), "endings_are_on_offer"),
        (Ended("lease", FEB, "exit", MAR, 1.0), "endings_are_on_offer"),  # nothing was ordered then
        (Ended("lease", JAN, "buyout", FEB, 1.0), "endings_are_on_offer"),
        (Ended("lease", JAN, "resale", FEB, 1.0), "endings_are_on_offer"),
        (Ended("own", JAN, "exit", FEB, 1.0), "endings_are_on_offer"),
        (Ended("own", JAN, "resale", JAN, 1.0), "endings_are_on_offer"),
        (Ended("other", JAN, "exit", FEB, 1.0), "endings_are_on_offer"),
        (Ended("lease", JAN, "exit", FEB, 1.0, "job@eu"), "endings_are_on_offer"),
        (Ended("lease", JAN, "exit", FEB, float("nan")), "endings_are_on_offer"),
        (Ended("lease", JAN, "exit", FEB, -1.0), "endings_are_on_offer"),
        (Ended("lease", JAN, "exit", FEB, 0.5), "endings_are_whole"),
        (Ended("lease", JAN, "exit", FEB, 3.0), "packs_end_once"),
        (Ended("own", JAN, "resale", MAR, 2.0), "packs_end_once"),
    ],
)
def test_packs_end_in_ways_that_their_offer_has(row, fault):
    orders = [Ordered("lease", JAN, 2.0), Ordered("own", JAN, 1.0)]
    assert fails(orders, row) == ({fault} if fault else set())


def test_each_pack_ends_once_and_each_way_is_listed_once():
    orders, out = [Ordered("lease", JAN, 2.0)], Ended("lease", JAN, "exit", FEB, 1.0)
    assert fails(orders, out, Ended("lease", JAN, "buyout", MAR, 1.0)) == set()
    assert fails(orders, out, Ended("lease", JAN, "buyout", MAR, 2.0)) == {"packs_end_once"}
    assert fails(orders, out, out) == {"endings_are_on_offer"}
    swapped = broken_by(judge(), orders=orders, extensions=[out]) & LAWS
    assert swapped == {"endings_are_on_offer"}


def test_extensions_end_by_the_end_of_support_and_the_longest_term():
    order, bought = [Ordered("lease", JAN, 1.0)], Ended("lease", JAN, "buyout", MAR, 1.0)
    renewed = bought._replace(kind="renewal")
    for end, buyout, renewal in (("2027-05", True, True), ("2027-04", True, False), (MAR, False, False)):
        found = judge(accelerators__0__end_of_support=end)
        assert (fails(order, bought, found=found) == set()) is buyout
        assert (fails(order, renewed, found=found) == set()) is renewal
    assert fails(order, renewed, found=judge(policy__max_term_months=2)) == set()
    short = auditor(offers=[{**LEASE, "renewal": {"term_months": 3}}], policy__max_term_months=2)
    assert fails(order, renewed, found=short) == {"endings_are_on_offer"}


def test_service_follows_what_leaves_and_stays():
    """In units that carry 4 accelerators' work: all of January, 3 of February, 3 of March."""
    found, orders = judge(), (Ordered("lease", JAN, 4.0),)
    releases = (Ended("lease", JAN, "exit", FEB, 1.0),)
    extensions = (Ended("lease", JAN, "renewal", MAR, 2.0), Ended("lease", JAN, "buyout", MAR, 1.0))
    serve = serve_all(found, share=1.0)
    told = found.assess(DecisionSet(orders=orders, releases=releases, extensions=extensions, dispatch=serve)).failures
    assert [failure.split(":")[1].split("[")[0].strip() for failure in told] == ["load_fits_pool"] * 4
    assert all(FEB in failure or MAR in failure for failure in told)


@pytest.mark.parametrize("tail", ["prorate", "charge_in_full"])
def test_money_of_packs_that_leave_and_stay(tail):
    finance = {"discount_rate": 0.0, "end_value": "straight_line", "payment_tail": tail}
    found = auditor(offers=[{**LEASE, "upfront_usd": 8.0}, OWN], policy__finance=finance).assess(
        DecisionSet(
            orders=(Ordered("lease", JAN, 4.0), Ordered("lease", MAR, 1.0), Ordered("own", JAN, 3.0)),
            releases=(Ended("lease", JAN, "exit", FEB, 1.0), Ended("own", JAN, "resale", MAR, 2.0)),
            extensions=(Ended("lease", JAN, "buyout", MAR, 1.0), Ended("lease", JAN, "renewal", MAR, 2.0)),
        )
    )
    assert nominal(found, "contract_upfront") == {JAN: 32.0, MAR: 4.0 if tail == "prorate" else 8.0}
    assert nominal(found, "lease_payments") == {JAN: 80.0, FEB: 60.0, MAR: 20.0 + 2 * (15 + 3)}
    assert nominal(found, "exit_fees") == {FEB: 3 + 0.1 * 20}
    assert nominal(found, "lease_buyouts") == {MAR: 30.0}
    assert nominal(found, "ownership_payments") == {MAR: 4.0}
    assert nominal(found, "resale") == {MAR: -100.0}
    assert nominal(found, "support") == {JAN: 3.0, FEB: 3.0, MAR: 1.0}
    late = {None: 20.0 + 2 * (15 + 3)}  # the second month of the lease of March, and of the renewals
    assert nominal(found, "payments_past_horizon") == (late if tail == "charge_in_full" else {})
    assert nominal(found, "end_value") == {None: pytest.approx(-(100 * 0.7 + 30 * 0.75))}


def test_a_curve_gives_what_is_kept_its_next_price():
    finance = {"discount_rate": 0.0, "end_value": "resale_curve"}
    found = auditor(offers=[OWN, LEASE], policy__finance=finance)
    for month, worth in ((JAN, {}), (FEB, {None: -50.0}), (MAR, {None: -60.0})):
        assert nominal(found.assess(DecisionSet(orders=(Ordered("own", month, 1.0),))), "end_value") == worth
    bought = DecisionSet(orders=(Ordered("lease", JAN, 1.0),), extensions=(Ended("lease", JAN, "buyout", MAR, 1.0),))
    assert nominal(found.assess(bought), "end_value") == {}


def test_parts_of_the_price_are_paid_and_owed_when_they_are_due():
    parts = [{"months_after_order": 0, "share": 0.25}, {"months_after_order": 1, "share": 0.5}]
    own = {**OWN, "lead_months": 2, "milestone_payments": parts}
    order = Ordered("own", JAN, 2.0)
    assert nominal(auditor(offers=[own]).assess(DecisionSet(orders=(order,))), "hardware_purchase") == {
        JAN: 50.0,
        FEB: 100.0,
        MAR: 50.0,
    }
    for most, fault in ((150.0, set()), (149.0, {"commitment_is_bounded"})):
        limit = {"policy__exposure": {"id": "owed", "max_usd": most}}
        assert fails([order], found=auditor(offers=[own], **limit), about={"commitment_is_bounded"}) == fault


@pytest.mark.parametrize(
    ("ended", "most"),
    [
        ((), 20.0),  # of three months at 20: out for 5 at the end of January, for no less than 20 at that of February
        ((Ended("lease", JAN, "exit", FEB, 1.0),), 9.0),  # 5 + 0.1 x 40 until it has left
        ((Ended("lease", JAN, "exit", FEB, 1.0), Ended("lease", JAN, "buyout", MAR, 0.0)), None),
    ],
)
def test_commitment_counts_the_cheapest_way_out(ended, most):
    lease = {**LEASE, "term_months": 3, "exits": [{"after_months": 1, "fee_usd": 5.0, "fee_share": 0.1}]}
    rows = {"commitment_is_bounded", *LAWS}
    if most is None:
        limit = {"policy__exposure": {"id": "owed", "max_usd": 9.0}}
        late = auditor(offers=[lease], **limit)  # a lease of three months ends with the horizon: nobody can stay
        assert fails([Ordered("lease", JAN, 1.0)], *ended, found=late, about=rows) == {"endings_are_on_offer"}
        return
    for usd, fault in ((most, set()), (most - 0.1, {"commitment_is_bounded"})):
        found = auditor(offers=[lease], policy__exposure={"id": "owed", "max_usd": usd})
        assert fails([Ordered("lease", JAN, 1.0)], *ended, found=found, about=rows) == fault


def test_commitment_counts_what_is_left_of_a_renewal():
    """Two months at 15 + 3: one of them is owed at the end of March."""
    order, renewed = [Ordered("lease", JAN, 2.0)], Ended("lease", JAN, "renewal", MAR, 2.0)
    for usd, fault in ((36.0, set()), (35.0, {"commitment_is_bounded"})):
        found = auditor(offers=[LEASE], policy__exposure={"id": "owed", "max_usd": usd})
        assert fails(order, renewed, found=found, about={"commitment_is_bounded"}) == fault


def given():
    """4 accelerators busy in January, 2 from February on."""
    lease = {**LEASE, "buyout": {"usd": 10.0, "monthly_usd": 4.0}}
    falling = [{"geography": "eu", "path": {JAN: 40.0, FEB: 20.0}}]
    return scenario(offers=[lease, offer("od", "on_demand", usd_per_hour=9.0)], workloads__0__demand=falling)


@pytest.fixture(scope="module")
def plan():
    made = make_plan(given(), "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan


def test_the_plan_states_who_leaves_and_who_stays(plan):
    """4 x 20 in January, fees of 5 for two, 2 x 20 in February, then both bought for 10 and 4."""
    assert plan.objective_usd == pytest.approx(80 + 10 + 40 + 28)
    assert "lease 4 x gpu; give back early 2 x gpu; buy out of their lease 2 x gpu" in plan.decision
    named = {"offer": "lease", "accelerator": "gpu", "site": "hall", "mode": "lease", "dedicated_to": None}
    (left,), (stayed,) = plan.releases, plan.extensions
    assert left.model_dump() == named | {
        "kind": "exit", "order_period": JAN, "period": FEB, "packs": 2.0, "accelerators": 2.0, "fee_usd": 10.0,
        "resale_usd": 0.0, "cost_usd": 10.0 - 40.0,
    }  # fmt: skip
    assert stayed.model_dump() == named | {
        "kind": "buyout", "order_period": JAN, "period": MAR, "ends": None, "packs": 2.0, "accelerators": 2.0,
        "cost_usd": 28.0,
    }  # fmt: skip
    assert [row.packs for row in plan.fleet] == [4.0, 2.0, 2.0]
    assert plan.orders[0].cost_usd + left.cost_usd + stayed.cost_usd == pytest.approx(plan.costs.total_nominal_usd)
    # two packs cost 25 each in January, two 20 + 20 + 14 over three months
    assert [row.cost_usd for row in plan.service] == pytest.approx([50 + 36, 36, 36])


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("releases",), [], "fleet (offer lease, shared, 2027-02): packs"),
        (("extensions",), [], "load_fits_pool"),
        (("releases", 0, "packs"), 3.0, "load_fits_pool"),
        (("releases", 0, "period"), MAR, "endings_are_on_offer"),
        (("releases", 0, "kind"), "resale", "endings_are_on_offer"),
        (("releases", 0, "accelerators"), 3.0, "exit (offer lease, ordered 2027-01, in 2027-02): accelerators"),
        (("releases", 0, "fee_usd"), 9.0, "exit (offer lease, ordered 2027-01, in 2027-02): fee_usd"),
        (("releases", 0, "resale_usd"), 1.0, "exit (offer lease, ordered 2027-01, in 2027-02): resale_usd"),
        (("releases", 0, "cost_usd"), -20.0, "exit (offer lease, ordered 2027-01, in 2027-02): cost_usd"),
        (("releases", 0, "site"), "cloud", "exit (offer lease, ordered 2027-01, in 2027-02): site"),
        (("extensions", 0, "ends"), MAR, "buyout (offer lease, ordered 2027-01, in 2027-03): ends"),
        (("extensions", 0, "cost_usd"), 20.0, "buyout (offer lease, ordered 2027-01, in 2027-03): cost_usd"),
        (("extensions", 0, "mode"), "buy", "buyout (offer lease, ordered 2027-01, in 2027-03): mode"),
        (("orders", 0, "cost_usd"), 130.0, "orders[0] (offer lease, 2027-01): cost_usd"),
        (("due_after_horizon_usd",), 5.0, "due_after_horizon_usd"),
        (("service", 0, "cost_usd"), 80.0, "service (job, 2027-01): cost_usd"),
    ],
)
def test_a_wrong_statement_about_endings_fails(plan, place, value, told):
    document = json.loads(plan.model_dump_json())
    *parents, last = place
    part = document
    for step in parents:
        part = part[step]
    part[last] = value
    audit = audit_plan(given(), "expected", Plan.model_validate_json(json.dumps(document)))
    assert not audit.passed
    assert any(told in failure for failure in audit.failures), audit.failures
