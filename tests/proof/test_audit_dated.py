"""Dated blocks as the audit reads them: what is done in their days, by which work, and what counts at once."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import Plan
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Auditor, DecisionSet, Ordered, Rented, Served, Started, audit_plan
from tests.program.kit import EXACT
from tests.program.test_dated import BLOCK, OD, WAITING
from tests.proof.audit_kit import auditor, broken_by, nominal, offer, scenario

JAN, FEB, MAR = MONTHS = ("2027-01", "2027-02", "2027-03")
HERE = ("job", "eu", "gpu", "hall")
HOURS = {"day": 10, "night": 20}
OWNER = "dated:block"


def judge(**changes: Any) -> Auditor:
    return auditor(**{"offers": [BLOCK, OD], **WAITING, **changes})


def blocks(*packs: float) -> list[Ordered]:
    return [Ordered("block", month, n, OWNER) for month, n in zip(MONTHS, packs, strict=True) if n]


def shares(share: float, dated: str | None = "block", months: tuple[str, ...] = MONTHS) -> list[Served]:
    """A share of all that may be done in a month, spread over day and night."""
    return [
        Served(*HERE, month, block, share * hours / 30, dated=dated)
        for month in months
        for block, hours in HOURS.items()
    ]


def rent(packs: float) -> list[Rented]:
    return [Rented("od", month, block, packs) for month in MONTHS for block in HOURS]


EVERY_MONTH: dict[str, Any] = {"orders": blocks(5, 5, 5), "dispatch": shares(1.0)}
"""1,200 requests a month in 5 blocks of 24 h at 10 an hour."""


def test_work_done_in_the_days_passes() -> None:
    assert broken_by(judge(), **EVERY_MONTH) == set()


@pytest.mark.parametrize(
    ("decisions", "row"),
    [
        ({"orders": blocks(5, 5, 4)}, "load_fits_pool"),
        ({"orders": blocks(5, 5, 0), "rent": rent(4.0)}, "load_fits_pool"),
        ({"dispatch": shares(1.0, "od")}, "served_where_allowed"),
        ({"dispatch": shares(1.0, "none")}, "served_where_allowed"),
        ({"dispatch": shares(1.0, None)}, "load_fits_pool"),
        ({"orders": [row._replace(dedicated_to=None) for row in blocks(5, 5, 5)]}, "orders_are_on_offer"),
        ({"orders": blocks(5, 5, 4.5)}, "orders_are_whole"),
    ],
)
def test_what_blocks_do_not_do_fails(decisions: dict[str, Any], row: str) -> None:
    assert row in broken_by(judge(), **{**EVERY_MONTH, **decisions})


def test_units_beside_do_the_rest() -> None:
    both = {"dispatch": shares(0.75) + shares(0.25, None), "rent": rent(1.0)}
    assert broken_by(judge(), **{**both, "orders": blocks(4, 4, 4)}) == set()
    assert "load_fits_pool" in broken_by(judge(), **{**both, "orders": blocks(3, 3, 3)})


def test_work_that_cannot_wait_uses_no_block() -> None:
    steady = {"id": "steady", "class": "batch_scoring", "profile": "work", "service_unit": "requests/h"}
    steady |= {"demand": [{"geography": "eu", "level": 10.0}], "incumbent_stacks": ["cuda"]}
    job = scenario(**WAITING).workloads[0].model_dump(by_alias=True, mode="json")
    found = judge(workloads=[job, steady])
    own = [Served("steady", *row[1:6], 1.0, dated=dated) for row in shares(1.0) for dated in ("block",)]
    assert "served_where_allowed" in broken_by(found, orders=blocks(9, 9, 9), dispatch=shares(1.0) + own)
    beside = [row._replace(dated=None) for row in own]
    passed = broken_by(found, orders=blocks(5, 5, 5), dispatch=shares(1.0) + beside, rent=rent(1.0))
    assert passed == set()


def test_what_counts_at_once_counts_in_full() -> None:
    quota = {"id": "q", "modes": ["dated"], "max_accelerators": 4.0}
    group = {"id": "g", "offers": ["block"], "max_accelerators": 4.0}
    assert "rent_keeps_quota" in broken_by(judge(policy__quotas=[quota]), **EVERY_MONTH)
    assert broken_by(judge(policy__quotas=[{**quota, "modes": []}]), **EVERY_MONTH) == set()
    assert broken_by(judge(policy__quotas=[{**quota, "max_accelerators": 5.0}]), **EVERY_MONTH) == set()
    assert "group_fits_limit" in broken_by(judge(policy__groups=[group]), **EVERY_MONTH)
    power = {"accelerators__0__busy_kw": 1.0, "sites__0__power_cap_kw": 4.0}
    assert "power_fits_site" in broken_by(judge(**power), **EVERY_MONTH)


def test_a_least_number_counts_no_blocks() -> None:
    group = {"id": "g", "min_accelerators": 5.0}
    assert "group_reaches_minimum" in broken_by(judge(policy__groups=[group]), **EVERY_MONTH)


def test_money_is_the_price_of_the_block_and_the_power_of_its_days() -> None:
    priced = {
        "accelerators__0__idle_kw": 1.0,
        "accelerators__0__busy_kw": 2.0,
        "sites__0__electricity_usd_per_kwh": 0.1,
    }
    found = judge(**priced).assess(DecisionSet(**{name: tuple(rows) for name, rows in EVERY_MONTH.items()}))
    assert nominal(found, "contract_upfront") == dict.fromkeys(MONTHS, pytest.approx(50.0))
    # 5 x 24 h idle at 1 kW and 120 h busy at another one, at 0.1 USD
    assert nominal(found, "electricity") == dict.fromkeys(MONTHS, pytest.approx(24.0))


# ---- runs ------------------------------------------------------------------------------------------------------------


def runs_in(hours: float, packs: float) -> set[str]:
    """What a run of so many hours on 4 accelerators a month breaks, in a block of so many packs."""
    volume = 40.0 * hours
    gang = {"run_units": volume, "sizes": [{"accelerators": 4}], "deadline_hours": 30.0}
    path = dict.fromkeys(MONTHS, volume / 30)
    found = judge(workloads__0__gang=gang, workloads__0__demand=[{"geography": "eu", "path": path}])
    started = [Started(*HERE, month, 4, 1, dated="block") for month in MONTHS]
    return broken_by(found, orders=blocks(packs, packs, packs), dispatch=shares(1.0), gangs=started)


def test_a_run_that_ends_in_the_block_passes() -> None:
    assert runs_in(24.0, 4) == set()
    assert runs_in(20.0, 4) == set()


def test_a_run_keeps_all_its_accelerators_while_the_block_lasts() -> None:
    # 4 x 10 h of work are 40 of the 72 accelerator-hours of 3 units; still it needs 4 at once
    assert "load_fits_pool" in runs_in(10.0, 3)


def test_a_run_that_outlasts_the_block_fails() -> None:
    assert "gang_runs_are_possible" in runs_in(25.0, 8)


# ---- a whole plan ----------------------------------------------------------------------------------------------------


RUNS = {"run_units": 600.0, "sizes": [{"accelerators": 4}], "deadline_hours": 60.0}
QUOTA = {"id": "at-once", "modes": ["dated"], "max_accelerators": 8.0}
GIVEN = scenario(**{"offers": [BLOCK, OD], **WAITING, "workloads__0__gang": RUNS, "policy__quotas": [QUOTA]})


def planned() -> Plan:
    answer = make_plan(GIVEN, "expected", EXACT)
    assert isinstance(answer, Planned)
    return answer.plan


PLAN = planned()


def test_the_plan_states_days_offer_and_limit() -> None:
    assert {(row.mode, row.days, row.packs) for row in PLAN.orders} == {("dated", 1, 8.0)}
    assert {row.dated for row in PLAN.dispatch} == {"block"}
    assert {(row.dated, row.runs, row.at_once) for row in PLAN.gangs} == {("block", 2, 2)}
    assert [(use.used, use.is_binding) for use in PLAN.limits if use.kind == "quotas"] == [(8.0, True)]
    assert PLAN.pools[0].utilization == pytest.approx(2 * 4 * 15 / (8 * 24))
    assert not any("block" in line or "at-once" in line for line in PLAN.unused_inputs)


@pytest.mark.parametrize(
    ("rows", "field", "wrong"),
    [
        ("orders", "days", 2),
        ("orders", "days", None),
        ("fleet", "days", None),
        ("dispatch", "dated", None),
        ("gangs", "dated", None),
        ("gangs", "at_once", 1),
        ("pools", "utilization", 0.5),
        ("pools", "in_service", 6.4),
    ],
)
def test_wrong_figures_fail(rows: str, field: str, wrong: object) -> None:
    first, *others = getattr(PLAN, rows)
    changed = PLAN.model_copy(update={rows: (first.model_copy(update={field: wrong}), *others)})
    assert audit_plan(GIVEN, "expected", PLAN).passed
    assert not audit_plan(GIVEN, "expected", changed).passed


def test_blocks_nobody_can_use_are_reported() -> None:
    for given, said in (
        ({"workloads__0__deferral": None}, "dated blocks are for work that can wait"),
        (
            {"workloads__0__gang": {"run_units": 1200.0, "sizes": [{"accelerators": 4}], "deadline_hours": 60.0}},
            "no run",
        ),
    ):
        answer = make_plan(scenario(**{"offers": [BLOCK, OD], **WAITING, **given}), "expected", EXACT)
        assert isinstance(answer, Planned)
        assert any(line.startswith("offers.block") and said in line for line in answer.plan.unused_inputs)


def test_a_lease_has_no_days() -> None:
    with pytest.raises(ValueError, match="`days` is for dated blocks"):
        scenario(offers=[offer("l", "lease", term_months=1, days=3)])
