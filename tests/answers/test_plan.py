"""The plan as records: decisions, limits, money to the cent, proof, provenance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from models.bill import LimitUse
from models.plan import Audit, Plan
from solver.answers.outcome import Failed, Infeasible
from solver.answers.planning import make_plan
from solver.search.options import SearchOptions
from tests.answers.kit import planned
from tests.generators import larger
from tests.program.kit import EXACT, HALL, SERVICE, Document, offer, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=1.0)
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0, "until": "2027-02"}


def limits(**changes: Any) -> dict[str, LimitUse]:
    return {use.limit: use for use in planned(scenario(**{"offers": [OWN], **changes})).limits}


# ---- decisions ------------------------------------------------------------------------------------------------------


def test_orders_tell_service_and_cost() -> None:
    """A lease of 2 months after 1 month of lead: 2 packs of 2 for 10 upfront and 2 x (5 + 30 h x 0.1) each."""
    lease = offer(
        "lease",
        "lease",
        pack=2,
        lead_months=1,
        term_months=2,
        upfront_usd=10.0,
        monthly_usd=5.0,
        committed_usd_per_hour=0.1,
        software_usd_per_year=6.0,
    )
    plan = planned(scenario(offers=[lease, OD]))
    (order,) = plan.orders
    assert (order.order_period, order.in_service_period, order.service_until) == ("2027-01", "2027-02", None)
    assert (order.packs, order.accelerators, order.cost_usd) == (2, 4, pytest.approx(2 * (10 + 2 * (5 + 3 + 1))))
    assert [(row.period, row.accelerators) for row in plan.fleet] == [("2027-02", 4), ("2027-03", 4)]
    assert [(row.period, row.block, row.accelerators) for row in plan.rent] == [
        ("2027-01", "day", pytest.approx(4)),
        ("2027-01", "night", pytest.approx(4)),
    ]
    assert all(row.share == 1 and row.accelerators == pytest.approx(4) for row in plan.dispatch)
    assert plan.level_loads == ("job",)


def test_orders_that_end_inside_the_horizon_say_when() -> None:
    lease = offer("lease", "lease", term_months=1, upfront_usd=1.0)
    plan = planned(scenario(offers=[lease]))
    assert [row.service_until for row in plan.orders] == ["2027-02", "2027-03", None]


def test_holdings_misses_and_headroom_are_listed() -> None:
    """1 accelerator held in January, 1 owned from then on, of 4: the rest is missed, as far as it may be."""
    lost = {"workloads__0__max_miss": 0.75, "workloads__0__miss_penalty_usd_per_unit": 1e-6}
    plan = planned(scenario(offers=[{**OWN, "order_until": "2027-02"}], holdings=[OLD], **SERVICE, **lost))
    assert [(row.period, row.accelerators) for row in plan.fleet if row.mode == "holding"] == [("2027-01", 1)]
    hours = {"day": 10, "night": 20}
    assert [(row.period, row.block, row.share) for row in plan.misses] == [
        (period, block, pytest.approx(share))
        for period, share in (("2027-01", 0.25), ("2027-02", 0.5), ("2027-03", 0.5))
        for block in hours
    ]
    assert all(row.units == pytest.approx(row.share * 40 * hours[row.block]) for row in plan.misses)
    # Headroom: 40 x 1.5 x 0.25 = 15 requests/h by day, so 2 accelerators are owned.
    assert [row.packs for row in plan.orders] == [2]
    assert [(row.period, row.block) for row in plan.headroom] == [(f"2027-0{month}", "day") for month in (1, 2, 3)]
    assert all(row.accelerators == pytest.approx(1.5) for row in plan.headroom)


def test_ports_and_runs_are_listed() -> None:
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 5.0, "port_months": 1}]
    lease = {**offer("lease", "lease", term_months=2, upfront_usd=1.0, usd_per_hour=0.01), "accelerator": "tpu"}
    plan = planned(scenario(**two_chips(stacks=stacks, offers=[OD, lease])))
    (port,) = plan.ports
    assert (port.workload, port.stack, port.start_period, port.ready_period) == ("job", "rocm", "2027-01", "2027-02")
    assert port.cost_usd == 5.0
    assert [(row.period, row.block, row.packs) for row in plan.run] == [
        (period, block, pytest.approx(4)) for period in ("2027-02", "2027-03") for block in ("day", "night")
    ]


def test_dedicated_units_name_whom_they_serve() -> None:
    plan = planned(scenario(offers=[{**OWN, "is_dedicated": True}]))
    assert {row.dedicated_to for row in (*plan.orders, *plan.fleet)} == {"job@eu"}
    assert all(row.dedicated for row in plan.dispatch)


# ---- limits ---------------------------------------------------------------------------------------------------------


def test_a_limit_is_told_where_it_is_tightest() -> None:
    """20 kW by units, all ordered in January, and 5 more by what is held then."""
    sites = [{**HALL, "power_cap_kw": 40.0}]
    early = {"offers": [{**OWN, "order_until": "2027-02"}]}
    use = limits(sites=sites, holdings=[OLD], accelerators__0__busy_kw=5.0, **early)["power at hall"]
    assert (use.kind, use.period, use.used, use.allowed, use.unit) == ("site", "2027-01", pytest.approx(25), 40, "kW")
    assert not use.is_binding
    tight = limits(sites=[{**HALL, "power_cap_kw": 20.0}], accelerators__0__busy_kw=5.0)["power at hall"]
    assert (tight.used, tight.is_binding) == (pytest.approx(20), True)


CAPEX: Document = {"policy__budgets": [{"id": "cap", "kind": "capex", "max_usd": 500.0}]}
OWED: Document = {
    "offers": [offer("lease", "lease", term_months=3, monthly_usd=10.0)],
    "policy__exposure": {"id": "owed", "max_usd": 100.0},
}
SHARED: Document = {  # 3 x 100 to acme, 90 x 1.2 to volt
    "offers": [{**OWN, "max_packs": 3.0}, {**OD, "vendor": "volt", "usd_per_hour": 1.2}],
    "policy__vendor_shares": [{"id": "cap", "vendor": "acme", "max_share": 0.8}],
}
LIMITS: list[tuple[str, Document, float, float, str]] = [
    ("capex budget cap over the horizon", CAPEX, 400, 500, "USD"),
    ("packs of own over the horizon", {"offers": [{**OWN, "max_packs": 5.0}]}, 4, 5, "packs"),
    ("packs of own ordered per period", {"offers": [{**OWN, "max_packs_per_period": 6.0}]}, 4, 6, "packs"),
    ("quota of od", {"offers": [{**OD, "quota_packs": 8.0}]}, 4, 8, "packs"),
    ("racks at hall", {"sites": [{**HALL, "rack_cap": 3.0}], "accelerators__0__racks": 0.5}, 2, 3, "racks"),
    ("share of acme in spend (as payee)", SHARED, 300 / 408, 0.8, "share"),
    ("commitment exposure", OWED, 80, 100, "USD"),
    (
        "most accelerators of group g",
        {"policy__groups": [{"id": "g", "offers": ["own"], "max_accelerators": 9.0}]}, 4, 9, "accelerators",
    ),
    (
        "least accelerators of group g",
        {"policy__groups": [{"id": "g", "offers": ["own"], "min_accelerators": 3.0}]}, 4, 3, "accelerators",
    ),
    (
        "least accelerators of group g",
        {"holdings": [OLD], "policy__groups": [{"id": "g", "min_accelerators": 3.0}]}, 4, 3, "accelerators",
    ),
    ("stacks of job", {"policy__max_stacks_per_workload": 2}, 1, 2, "stacks"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "used", "allowed", "unit"), LIMITS, ids=[row[0] for row in LIMITS])
def test_the_use_of_every_limit_is_told(name: str, changes: Document, used: float, allowed: float, unit: str) -> None:
    use = limits(**changes)[name]
    assert (use.used, use.allowed, use.unit) == (pytest.approx(used), allowed, unit)
    assert not use.is_binding


def firm(**changes: Any) -> dict[str, tuple[float, float, bool]]:
    """Firm capacity by pool in words, for a service that keeps 4 accelerators busy: held, counted, binding."""
    found = limits(**{**SERVICE, **changes})
    assert all((u.kind, u.unit) == ("adequacy", "accelerators") for name, u in found.items() if name[:4] == "firm")
    return {
        name.removeprefix("firm capacity of "): (pytest.approx(u.used), pytest.approx(u.allowed), u.is_binding)
        for name, u in found.items()
        if name.startswith("firm")
    }


def test_firm_capacity_that_is_set_aside_is_a_limit() -> None:
    assert firm() == {"gpu at hall for headroom": (6, 6, True)}  # 40 x 1.5 / 10
    assert firm(workloads__0__headroom=0.45) == {"gpu at hall for headroom": (5.8, 6, True)}  # 5 would not do
    quota = {"offers": [OWN, {**OD, "usd_per_hour": 9.0, "quota_packs": 8.0}]}
    assert firm(**quota) == {"gpu at hall for headroom": (6, 4 + 5.6, False)}


def test_firm_capacity_is_named_as_people_do() -> None:
    names: Document = {"accelerators__0__name": "H100 SXM", "sites__0__name": "Frankfurt", "workloads__0__name": "Chat"}
    assert list(firm(**names)) == ["H100 SXM at Frankfurt for headroom"]
    own = {"offers": [{**OWN, "is_dedicated": True}]}
    assert list(firm(**names, **own)) == ["H100 SXM at Frankfurt for headroom of Chat, users in eu"]


def test_capacity_without_bound_or_without_headroom_is_no_limit() -> None:
    assert firm(offers=[OD]) == {}
    assert firm(workloads__0__is_interruptible=True) == {}


def test_firm_capacity_is_told_where_least_of_it_is_left() -> None:
    """3 more in January and February; demand grows so slowly that headroom comes closest in March."""
    old = {**OLD, "accelerators": 3.0, "until": "2027-03"}
    growing = [{"geography": "eu", "level": 40.0, "growth_per_year": 0.01}]
    now = {"offers": [{**OWN, "order_until": "2027-02"}], "holdings": [old], "workloads__0__demand": growing}
    given = limits(**{**SERVICE, **now})
    (use,) = (use for name, use in given.items() if name.startswith("firm"))
    assert (use.period, use.used, use.allowed) == ("2027-03", pytest.approx(6 * 1.01 ** (2 / 12)), 7)


def test_offers_that_nobody_orders_bury_no_other_limit() -> None:
    spare = {**OWN, "id": "spare", "upfront_usd": 999.0, "max_packs": 1.0}
    assert "packs of spare over the horizon" not in limits(offers=[OWN, spare])


# ---- money and proof ------------------------------------------------------------------------------------------------


def cents(*values: float) -> Decimal:
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def assert_adds_up(plan: Plan) -> None:
    costs = plan.costs
    assert cents(*(line.nominal_usd for line in costs.lines)) == cents(costs.total_nominal_usd)
    assert cents(*(line.discounted_usd for line in costs.lines)) == cents(costs.total_discounted_usd)
    for name, total in costs.by_term.items():
        assert cents(*(line.nominal_usd for line in costs.lines if line.term == name)) == cents(total)
    assert plan.objective_usd == costs.total_discounted_usd
    assert cents(plan.decidable_usd, costs.constant_usd) == pytest.approx(
        cents(plan.objective_usd), abs=Decimal("1e-6")
    )


@pytest.mark.parametrize("seed", [3, 13, 37, 60, 66])
def test_money_adds_up_to_the_cent(seed: int) -> None:
    made = make_plan(larger(seed), "expected", SearchOptions(gap=0.01, threads=1))
    assert not isinstance(made, Failed)
    if not isinstance(made, Infeasible):
        assert_adds_up(planned(larger(seed), SearchOptions(gap=0.01, threads=1)))


def test_costs_are_told_by_term_and_period() -> None:
    """Bought in January, with a tenth of the price for a year's support: 400, and 3 x 4 x 100 x 0.1 / 12."""
    plan = planned(scenario(offers=[{**OWN, "support_share_per_year": 0.1}]))
    lines = [(line.term, line.kind, line.period, line.nominal_usd) for line in plan.costs.lines]
    assert lines[0] == ("hardware_purchase", "capex", "2027-01", 400.0)
    assert [(term, kind, period) for term, kind, period, _ in lines[1:]] == [
        ("support", "opex", f"2027-0{month}") for month in (1, 2, 3)
    ]
    assert plan.costs.by_term == {"hardware_purchase": 400.0, "support": 10.0}
    assert plan.bound_usd <= plan.objective_usd
    assert plan.status == "optimal_within_gap"


def test_a_plan_says_how_it_was_made() -> None:
    made = make_plan(scenario(offers=[OWN]), "expected", EXACT, document_hash="sha256:1", replaced=("own",))
    assert not isinstance(made, Failed | Infeasible)
    plan = made.plan  # type: ignore[union-attr]  # a time limit of 60 s is not met here
    assert (plan.provenance.scenario_hash, plan.provenance.case, plan.provenance.as_of) == (
        "sha256:1",
        "expected",
        "2027-01-01",
    )
    assert plan.provenance.options["gap"] == EXACT.gap
    assert set(plan.provenance.seconds) == {"build", "search", "read", "audit"}
    assert plan.evidence.replaced == ("own",)
    assert plan.accounting == {"end_value": "none", "payment_tail": "prorate"}
    assert plan.capacities[0].throughput == 10.0


def test_a_plan_that_the_audit_refuses_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Audit(passed=False, rows_checked=1, largest_violation=1.0, objective_difference_usd=0.0, failures=("no",))
    monkeypatch.setattr("solver.answers.planning.audit_plan", lambda *_: refused)
    made = make_plan(scenario(offers=[OWN]), "expected", EXACT)
    assert isinstance(made, Failed)
    assert made.audit == refused


def test_an_unknown_case_is_an_error() -> None:
    with pytest.raises(KeyError):
        make_plan(scenario(offers=[OWN]), "other", EXACT)
