"""Figures that follow from the decisions: worked out by hand, and what must hold in every plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from models.base import Model
from models.cents import rounded_to_sum
from models.plan import Plan
from solver.answers.figures import derived_figures
from solver.answers.in_use import open_what_is_used
from solver.answers.money import cost_table
from solver.answers.outcome import Failed, Planned
from solver.answers.planning import make_plan
from solver.program.build import Program
from solver.search.options import SearchOptions
from tests.answers.kit import planned
from tests.generators import larger
from tests.program.kit import HALL, JOB, SERVICE, Document, offer, program, scenario, two_chips
from tests.proof.audit_derived import DERIVED, PAIRS
from tests.proof.audit_example import CAPACITIES, DECISIONS, PLAN, example

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=1.0)
MONTHS = ("2027-01", "2027-02", "2027-03")


# ---- the example of the audit, from its decisions -------------------------------------------------------------------


def _with_decisions_of_the_example() -> Program:
    """The program of the example, its decisions set to those worked out by hand."""
    written = program(example())
    m, x = written.model, written.instance
    copies = {copy.offer.id: o for o, copy in enumerate(x.copies)}
    arcs = {(a.workload.id, a.accelerator.id): r for r, (_, _, a) in enumerate(x.arcs)}
    t, b = {"2027-01": 0, "2027-04": 1}, {"peak": 0, "base": 1}
    ordered = {(copies[row["offer"]], t[row["order_period"]], 0): row["packs"] for row in DECISIONS["orders"]}
    fleet = [row for row in DECISIONS["fleet"] if row["mode"] != "holding"]
    values = {
        m.order: ordered,
        m.in_service: {(copies[row["offer"]], t[row["period"]], 0): row["packs"] for row in fleet},
        m.miss: {(0, t[row["period"]], b[row["block"]], 0): row["share"] for row in DECISIONS["misses"]},
        m.port: {("chat", "rocm", 0, 0): 1.0},
    }
    for name, kind in (("rent", m.rent), ("run", m.run)):
        rows = DECISIONS[name]
        values[kind] = {(copies[r["offer"]], t[r["period"]], b[r["block"]], 0): r["packs"] for r in rows}
    for name, kind, field in (("dispatch", m.serve, "share"), ("headroom", m.hold, "accelerators")):
        rows = DECISIONS[name]
        place = {n: arcs[r["workload"], r["accelerator"]] for n, r in enumerate(rows)}
        values[kind] = {(place[n], t[r["period"]], b[r["block"]], 0): r[field] for n, r in enumerate(rows)}
    for kind, given in values.items():
        for key, decision in kind.items():
            decision.set_value(given.pop(key, 0.0), skip_validation=True)
        assert not given
    open_what_is_used(written)
    return written


KEYS = {
    "exposure": ("payee", "period"),
    "sites": ("site", "period"),
    "pools": ("accelerator", "period"),
    "service": ("workload", "period"),
    "unassigned": ("reason", "period"),
    "milestones": ("kind", "workload"),
}


def assert_states(record: Model, row: dict[str, Any]) -> None:
    for name, value in row.items():
        wanted = pytest.approx(value, rel=1e-12, abs=1e-12) if isinstance(value, float) else value
        assert getattr(record, name) == wanted, (name, record, row)


def test_the_example_gives_the_figures_worked_out_by_hand() -> None:
    written = _with_decisions_of_the_example()
    costs = cost_table(written)
    assert costs.total_nominal_usd == PLAN["costs"]["total_nominal_usd"]
    found = derived_figures(written, "expected", costs)
    for table, rows in DERIVED.items():
        made = {tuple(getattr(row, name) for name in KEYS[table]): row for row in found[table]}
        assert len(made) == len(found[table]) == len(rows)
        for row in rows:
            assert_states(made[tuple(row[name] for name in KEYS[table])], row)
    pairs = {(row["workload"], row["accelerator"]): pair for row, pair in zip(CAPACITIES, PAIRS, strict=True)}
    assert len(found["capacities"]) == len(pairs)
    for record in found["capacities"]:
        assert_states(record, pairs[record.workload, record.accelerator] | {"not_served": None, "why": ""})


# ---- who pays -------------------------------------------------------------------------------------------------------

LEASE = offer("lease", "lease", term_months=6, upfront_usd=12.0, monthly_usd=1.0)
TAILS: list[tuple[str, Document, float]] = [
    ("prorate", LEASE, 12 * 3 / 6 + 3),
    ("inside", LEASE, 12 + 3),
    ("charge_in_full", LEASE, 12 + 6),
    ("prorate", offer("own", "buy", upfront_usd=100.0, life_months=10), 100 * 3 / 10),
]


@pytest.mark.parametrize(("tail", "given", "per_pack"), TAILS, ids=[f"{row[0]} {row[1]['mode']}" for row in TAILS])
def test_an_order_is_spread_over_its_months_under_every_payment_tail(
    tail: str, given: Document, per_pack: float
) -> None:
    """4 packs of one accelerator from January on, a third of their whole cost a month."""
    plan = planned(
        scenario(offers=[given], policy__finance__payment_tail=tail, policy__finance__end_value="straight_line")
    )
    assert [row.cost_usd for row in plan.service] == pytest.approx([4 * per_pack / 3] * 3, abs=0.01)
    assert plan.costs.total_nominal_usd == pytest.approx(4 * per_pack)
    assert_costs_add_up(plan)
    assert [row.usd_per_unit for row in plan.service] == [row.cost_usd / 1200 for row in plan.service]


def test_a_pool_is_paid_by_busy_hours() -> None:
    """Two jobs of 30 and 10 requests/h on 4 accelerators for 1 USD/h: 90 and 30 USD of 120 a month."""
    jobs = [
        {**JOB, "demand": [{"geography": "eu", "level": 30.0}]},
        {**JOB, "id": "few", "demand": [{"geography": "eu", "level": 10.0}]},
    ]
    plan = planned(scenario(offers=[OD], workloads=jobs))
    assert {row.workload: row.cost_usd for row in plan.service} == {"job": 90.0, "few": 30.0}
    assert all(row.utilization == pytest.approx(1) for row in plan.service)


def test_what_serves_nobody_is_told_apart() -> None:
    """4 accelerators must be there from January, demand comes in February; a held `tpu` can carry nothing."""
    held = {"id": "old", "accelerator": "tpu", "site": "hall", "vendor": "acme", "accelerators": 2.0}
    plan = planned(
        scenario(
            **two_chips(benchmarks=[two_chips()["benchmarks"][0]]),
            offers=[offer("lease", "lease", term_months=3, monthly_usd=7.0)],
            holdings=[{**held, "monthly_usd": 5.0}],
            workloads__0__demand=[{"geography": "eu", "path": {"2027-01": 0.0, "2027-02": 40.0}}],
            policy__groups=[{"id": "g", "offers": ["lease"], "min_accelerators": 4.0}],
            policy__fixed_costs=[{"id": "staff", "usd_per_month": 3.0}],
        )
    )
    assert [(row.reason, row.accelerator, row.period, row.cost_usd) for row in plan.unassigned] == [
        ("idle", "gpu", "2027-01", 28.0),
        *(("unusable", "tpu", month, 10.0) for month in MONTHS),
        *(("fixed", None, month, 3.0) for month in MONTHS),
    ]
    assert [(row.cost_usd, row.bottleneck, row.reason) for row in plan.service] == [
        (0.0, None, "there is no demand"),
        (28.0, "accelerator", "gpu at hall: throughput of the benchmark"),
        (28.0, "accelerator", "gpu at hall: throughput of the benchmark"),
    ]
    assert plan.service[0].usd_per_unit is plan.service[0].share_served is plan.service[0].utilization is None
    assert_costs_add_up(plan)


def test_a_port_is_spread_over_the_months_it_serves() -> None:
    """5 USD and 2 a change, ready in February: 2.50 in February and March, and 3 changes a quarter from then on."""
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 5.0, "port_months": 1, "change_usd": 2.0}]
    lease = {**offer("lease", "lease", term_months=2, upfront_usd=1.0), "accelerator": "tpu"}
    plan = planned(scenario(**two_chips(stacks=stacks, offers=[OD, lease]), workloads__0__changes_per_quarter=3.0))
    assert [row.cost_usd for row in plan.service] == pytest.approx([120.0, 2 + 2.5 + 2, 2 + 2.5 + 2])
    assert_costs_add_up(plan)


# ---- dates ----------------------------------------------------------------------------------------------------------


def test_an_order_says_when_it_ends_beyond_the_horizon() -> None:
    support = {"accelerators__0__end_of_support": "2028-01"}
    ends = {
        name: planned(scenario(**{"offers": [given], **changes})).orders[0].ends
        for name, given, changes in (
            ("lease", LEASE, {}),
            ("own", OWN, {}),
            ("own with support", OWN, support),
        )
    }
    assert ends == {"lease": "2027-07", "own": None, "own with support": "2028-01"}
    long = offer("lease", "lease", term_months=1200, monthly_usd=1.0)
    assert planned(scenario(offers=[long], horizon__start="2150-01")).orders[0].ends is None


# ---- in every plan --------------------------------------------------------------------------------------------------


def assert_costs_add_up(plan: Plan) -> None:
    parts = [*(row.cost_usd for row in plan.service), *(row.cost_usd for row in plan.unassigned)]
    assert sum((Decimal(str(part)) for part in parts), Decimal(0)) == Decimal(str(plan.costs.total_nominal_usd))
    assert all(Decimal(str(part)) == round(Decimal(str(part)), 2) for part in parts)


def assert_service_is_whole(plan: Plan) -> None:
    missed: dict[tuple[str, str], float] = {}
    for miss in plan.misses:
        missed[miss.workload, miss.period] = missed.get((miss.workload, miss.period), 0.0) + miss.units
    waiting, before = {row.workload for row in plan.deferrable}, dict.fromkeys((r.workload for r in plan.service), 0.0)
    for row in plan.service:
        asked = row.units_served + missed.get((row.workload, row.period), 0.0)
        left = row.backlog_units - before[row.workload]
        before[row.workload] = row.backlog_units
        assert asked + left == pytest.approx(row.units_asked, rel=1e-6, abs=1e-6 * max(1.0, asked))
        is_block_by_block = row.workload not in waiting
        assert row.backlog_units == 0 or not is_block_by_block
        assert row.share_served is None or -1e-9 <= row.share_served <= 1 + 1e-6 or not is_block_by_block
        if row.workload not in {run.workload for run in plan.gangs}:  # runs fall due as a whole
            assert row.peak_demand >= row.mean_demand * (1 - 1e-9)
    for workload in {row.workload for row in plan.service}:
        by_pair = sum(row.units_served or 0.0 for row in plan.capacities if row.workload == workload)
        by_period = sum(row.units_served for row in plan.service if row.workload == workload)
        assert by_pair == pytest.approx(by_period, rel=1e-9)
    assert not any(left for left in before.values())


def assert_pools_hold_what_they_carry(plan: Plan) -> None:
    for row in plan.pools:
        assert row.utilization is None or -1e-9 <= row.utilization <= 1 + 1e-6
        assert row.busy <= (row.in_service + row.rented) * (1 + 1e-6) + 1e-6
        assert row.credit is None or row.set_aside <= row.credit * (1 + 1e-6) + 1e-6
    for site in plan.sites:
        assert site.power_share is None or site.power_share <= 1 + 1e-6
        assert site.rack_share is None or site.rack_share <= 1 + 1e-6


def test_a_mean_over_blocks_is_below_the_peak() -> None:
    shape = {"id": "s", "blocks": {"day": {"mean": 1.6, "peak": 2.0}, "night": {"mean": 0.7}}}
    plan = planned(scenario(offers=[OD], shapes=[shape], **SERVICE, workloads__0__shape="s"))
    row = plan.service[0]
    assert (row.mean_demand, row.peak_demand) == (pytest.approx(40), 80)  # (1.6 x 10 h + 0.7 x 20 h) / 30 h is 1
    assert row.set_aside == pytest.approx(12)  # 80 x 1.5 / 10


def test_a_december_is_served_in_the_mean_of_its_quarter_and_held_at_its_height() -> None:
    """100 requests/h but 400 in December: 200 on average, so 20 busy; 400 x 1.5 of headroom takes 60 of them."""
    quarter = {"start": "2027-10", "periods": 1, "months_per_period": 3}
    demand = [{"geography": "eu", "path": {"2027-11": 100.0, "2027-12": 400.0}}]
    plan = planned(scenario(offers=[OWN], horizon=quarter, workloads__0__demand=demand, **SERVICE))
    (row,) = plan.service
    assert (row.mean_demand, row.peak_demand) == (pytest.approx(200), pytest.approx(400))
    assert [order.accelerators for order in plan.orders] == [60]
    assert [use.accelerators for use in plan.dispatch] == pytest.approx([20])
    assert row.set_aside == pytest.approx(60)


def test_power_of_the_sites_costs_what_the_plan_pays() -> None:
    """10 kW at rest, 20 busy, PUE 2: 4 accelerators rented, always busy, 30 h a month."""
    site = {**HALL, "pue": 2.0, "electricity_usd_per_kwh": 0.1, "carbon_kg_per_kwh": 0.5}
    plan = planned(scenario(offers=[OD], sites=[site], accelerators__0__busy_kw=20.0, accelerators__0__idle_kw=10.0))
    assert [row.energy_kwh for row in plan.sites] == pytest.approx([4 * 20 * 2 * 30] * 3)
    assert [row.carbon_kg for row in plan.sites] == pytest.approx([4 * 20 * 30] * 3)
    assert plan.costs.by_term["electricity"] == pytest.approx(0.1 * sum(row.energy_kwh for row in plan.sites))
    assert [(row.power_kw, row.power_share) for row in plan.sites] == [(pytest.approx(160), None)] * 3


@pytest.mark.parametrize("seed", range(40, 64))
def test_in_every_plan_parts_add_up_and_nothing_is_used_twice(seed: int) -> None:
    made = make_plan(larger(seed), "expected", SearchOptions(gap=0.01, threads=1))
    assert not isinstance(made, Failed), made
    if isinstance(made, Planned):
        assert_costs_add_up(made.plan)
        assert_service_is_whole(made.plan)
        assert_pools_hold_what_they_carry(made.plan)


def test_parts_are_rounded_to_a_total_that_is_known() -> None:
    parts, total = rounded_to_sum([0.004999, 0.0], total=0.01)
    assert (parts, total) == ([Decimal("0.01"), Decimal("0.00")], Decimal("0.01"))
