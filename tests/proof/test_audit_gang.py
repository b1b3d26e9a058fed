"""Gangs as the audit reads them: when runs start, what they keep and lose, which units are fast enough."""

import pytest

from models.gang import Gang
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import DecisionSet, Rented, Served, Started, audit_plan
from tests.program.kit import EXACT
from tests.proof.audit_kit import auditor, broken_by, nominal, offer, scenario

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
HERE = ("job", "eu", "gpu", "hall")
HOURS = {"day": 10, "night": 20}
OD = offer("od", "on_demand")


def fields(wait=0, **changes):
    """The job in runs of 600 requests on 4 accelerators, 15 h each: two a month of 30 h fall due."""
    gang = {"run_units": 600.0, "sizes": [{"accelerators": 4}], "deadline_hours": 30.0}
    gang |= {name: changes.pop(name) for name in list(changes) if name in Gang.model_fields}
    given = {"offers": [OD], "workloads__0__gang": gang, "workloads__0__deferral": {"within_months": wait}}
    return {**given, **changes}


def judge(wait=0, **changes):
    return auditor(**fields(wait, **changes))


def runs(*counts, size=4):
    """Runs that start in January, February, March."""
    return [Started(*HERE, month, size, n) for month, n in zip((JAN, FEB, MAR), counts, strict=True) if n]


def shares(*months):
    """Shares of all that may be done, spread over day and night."""
    return [
        Served(*HERE, month, block, share * hours / 30)
        for month, share in zip((JAN, FEB, MAR), months, strict=True)
        if share
        for block, hours in HOURS.items()
    ]


def rent(*packs, of="od"):
    rows = zip((JAN, FEB, MAR), packs, strict=True)
    return [Rented(of, month, block, float(n)) for month, n in rows if n for block in HOURS]


EVERY_MONTH = {"gangs": runs(2, 2, 2), "dispatch": shares(1, 1, 1), "rent": rent(4, 4, 4)}


def test_two_runs_a_month_one_after_the_other_pass():
    assert broken_by(judge(), **EVERY_MONTH) == set()


@pytest.mark.parametrize(
    ("wait", "changes", "row"),
    [
        (0, {"gangs": runs(1, 3, 2), "dispatch": shares(0.5, 1.5, 1), "rent": rent(4, 8, 4)}, "runs_are_started"),
        (0, {"gangs": runs(2, 2, 1), "dispatch": shares(1, 1, 0.5)}, "runs_are_started"),
        # with a wait of a month 1,200, 2,400 and 2,400 requests may be done
        (1, {"gangs": runs(3, 1, 2), "dispatch": shares(1.5, 0.25, 0.5), "rent": rent(8, 4, 4)}, "runs_follow_demand"),
        (1, {"gangs": runs(0, 1, 5), "dispatch": shares(0, 0.25, 1.25), "rent": rent(0, 4, 12)}, "runs_start_in_time"),
        (0, {"dispatch": shares(1, 1, 0.9)}, "served_by_runs"),
        (0, {"dispatch": [*shares(1, 1, 0), Served(*HERE, MAR, "day", 1.0)]}, "served_by_runs"),
        (0, {"rent": rent(4, 3.9, 4)}, "load_fits_pool"),
        (0, {"gangs": runs(2, 2, 2, size=5)}, "gang_runs_are_possible"),
        (0, {"gangs": [*runs(2, 2, 1), *runs(0, 0, 1)]}, "gang_runs_are_possible"),
        (0, {"gangs": [*runs(2, 2, 2), Started(*HERE, "2028-01", 4, 1)]}, "gang_runs_are_possible"),
        (0, {"gangs": [*runs(2, 2, 2), Started("job", "us", "gpu", "hall", JAN, 4, 1)]}, "gang_runs_are_possible"),
    ],
)
def test_wrong_runs_and_shares_fail(wait, changes, row):
    assert row in broken_by(judge(wait), **{**EVERY_MONTH, **changes})


def test_runs_may_wait_and_stand_side_by_side():
    late = {"gangs": runs(0, 2, 4), "dispatch": shares(0, 0.5, 1)}
    assert broken_by(judge(1), **late, rent=rent(0, 4, 8)) == set()
    assert broken_by(judge(1), **late, rent=rent(0, 4, 7)) == {"load_fits_pool"}


def test_a_run_of_45_hours_keeps_its_accelerators_in_two_months():
    """1,800 requests: one run is due in February, one in March; of the second only two thirds lie inside."""
    found = judge(run_units=1800.0, deadline_hours=60.0)
    both = {"gangs": runs(0, 1, 1), "dispatch": shares(0, 1200 / 1800, (600 + 1200) / 3600)}
    assert broken_by(found, **both, rent=rent(0, 4, 8)) == set()
    assert broken_by(found, **both, rent=rent(0, 4, 7)) == {"load_fits_pool"}


def test_firm_runs_take_no_spot_and_fast_ones_no_slow_units():
    spot = [OD, offer("spot", "spot")]
    rows = {**EVERY_MONTH, "rent": [*rent(2, 4, 4), *rent(2, 0, 0, of="spot")]}
    assert broken_by(judge(offers=spot), **rows) == {"firm_work_avoids_spot"}
    assert broken_by(judge(offers=spot, workloads__0__is_interruptible=True), **rows) == set()
    wired = [{**OD, "fabric_gbps": 50.0}, offer("slow", "on_demand", fabric_gbps=10.0)]
    rows["rent"] = [*rent(2, 4, 4), *rent(2, 0, 0, of="slow")]
    assert broken_by(judge(offers=wired, fabric_gbps=40.0), **rows) == {"gangs_fit_fast_units"}
    assert broken_by(judge(offers=wired, fabric_gbps=10.0), **rows) == set()


@pytest.mark.parametrize(("cap", "fits"), [(4.0, True), (3.9, False)])
def test_storage_counts_the_accelerators_that_runs_keep(cap, fits):
    found = judge(storage_gbps=1.0, sites__0__storage_cap_gbps=cap)
    assert broken_by(found, **EVERY_MONTH) == (set() if fits else {"storage_fits_site"})


def test_network_and_storage_are_paid_by_the_month_and_the_hour_of_a_mean_month():
    prices = {"fabric_usd_per_month": 7.0, "storage_usd_per_month": 3.65}
    found = judge(offers=[{**OD, **prices, "pack": 2}])
    bill = found.assess(DecisionSet(rent=tuple(rent(2, 0, 0))))
    assert nominal(bill, "fabric") == {JAN: pytest.approx(4 * 7.0 * 30 / 730)}
    assert nominal(bill, "storage") == {JAN: pytest.approx(4 * 3.65 * 30 / 730)}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"deadline_hours": 14.0}, "gang"),
        ({"accelerators__0__domain": 3}, "gang"),
        ({"accelerators__0__mtbf_hours": 0.001, "checkpoint_minutes": 1.0}, "gang"),
        ({"offers": [{**OD, "fabric_gbps": 5.0}], "fabric_gbps": 6.0}, "fabric"),
        ({"offers": [{**OD, "storage_gbps": 5.0}], "storage_gbps": 6.0}, "fabric"),
        ({"workloads__0__deterministic": "required"}, "deterministic"),
    ],
)
def test_arcs_are_removed_for_the_reason_that_the_page_gives(changes, reason):
    assert judge(**changes).facts.placement.removed == {(("job", "eu"), ("gpu", "hall")): reason}


MIXED = fields(
    1,
    sizes=[{"accelerators": 4}, {"accelerators": 8, "efficiency": 0.85}],
    checkpoint_minutes=6.0,
    restart_minutes=12.0,
    accelerators__0__mtbf_hours=400.0,
    accelerators__0__busy_kw=1.0,
    sites__0__electricity_usd_per_kwh=0.1,
    sites__0__storage_cap_gbps=8.0,
    storage_gbps=1.0,
    offers=[offer("own", "reserve", term_months=3, pack=4, monthly_usd=10.0, max_packs=2.0, fabric_usd_per_month=1.0)],
    workloads__0__demand=[{"geography": "eu", "level": 50.0}],
)
"""In a month of 30 h two gangs of 4 end one run each, a gang of 8 ends three, at more power: 2, 3 and 2 fall due."""


def mixed():
    made = make_plan(scenario(**MIXED), "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan


def test_a_plan_with_large_and_small_gangs_passes_with_all_its_figures():
    plan = mixed()
    assert {row.size for row in plan.gangs} == {4, 8}
    busy = sum(row.runs * row.size * row.hours_per_run for row in plan.gangs)
    assert sum(row.accelerator_hours for row in plan.service) == pytest.approx(busy)
    assert plan.costs.by_term["electricity"] == pytest.approx(busy * 0.1, abs=0.01)
    assert sum(row.energy_kwh for row in plan.sites) == pytest.approx(busy)
    assert sum(row.units_served for row in plan.service) == pytest.approx(600 * sum(row.runs for row in plan.gangs))
    assert {(use.kind, use.limit) for use in plan.limits} >= {
        ("gang", "longest wait for runs of job in eu"),
        ("gang", "storage bandwidth at hall"),
    }


def first(rows, **changes):
    return (rows[0].model_copy(update=changes), *rows[1:])


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: {"gangs": plan.gangs[1:]},
        lambda plan: {"gangs": first(plan.gangs, runs=plan.gangs[0].runs + 1)},
        lambda plan: {"gangs": first(plan.gangs, size=12 - plan.gangs[0].size)},
        lambda plan: {"gangs": first(plan.gangs, hours_per_run=1.0)},
        lambda plan: {"gangs": first(plan.gangs, lost_hours_per_run=0.0)},
        lambda plan: {"gangs": first(plan.gangs, at_once=plan.gangs[0].at_once + 1)},
        lambda plan: {"gangs": first(plan.gangs, deadline_hours=31.0)},
        lambda plan: {"dispatch": first(plan.dispatch, accelerators=plan.dispatch[0].accelerators + 0.1)},
        lambda plan: {"limits": tuple(use.model_copy(update={"used": use.used + 0.5}) for use in plan.limits)},
        lambda plan: {"service": first(plan.service, accelerator_hours=1.0)},
    ],
)
def test_wrong_figures_of_gangs_fail(change):
    plan = mixed()
    assert audit_plan(scenario(**MIXED), "expected", plan).passed
    assert not audit_plan(scenario(**MIXED), "expected", plan.model_copy(update=change(plan))).passed
