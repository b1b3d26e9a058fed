"""Porting effort: ports and upkeep fit the engineers there are; the first port to a stack teaches."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import GPU, JOB, TPU, Hand, cost, keys, offer, program, row, scenario, two_chips

OFFERS = [
    offer("od", "on_demand", usd_per_hour=1.0),
    {**offer("cheap", "on_demand", usd_per_hour=0.2), "accelerator": "tpu"},
]
TWIN = {**JOB, "id": "twin"}


def portable(stack: dict[str, Any], jobs: int = 2, **changes: Any) -> Scenario:
    """`job` (and `twin`): 120 USD a month on `gpu`, 24 on `tpu`, a saving of 96; ports may start in any month."""
    stacks = [{"id": "cuda"}, {"id": "rocm", **stack}]
    given = {"stacks": stacks, "offers": OFFERS, "workloads": [JOB, TWIN][:jobs], "policy__porting_every_months": 1}
    return scenario(**two_chips(**given | changes))


def engineers(most: float | None, usd: float = 0.0) -> dict[str, Any]:
    return {"policy__engineers": {"engineer_months_per_quarter": most, "usd_per_engineer_month": usd}}


def learnt(**changes: Any) -> Scenario:
    """A port is 30 USD, every further one 9 (0.3)."""
    return portable({"port_usd": 30.0, "learning": 0.3}, **changes)


def december(most: float) -> Scenario:
    """December and January; `tpu` comes in January. A port is 30 USD, learned 9; a ported stack costs 10 a month.

    Both ports in January would cost 48 + 2 x 10 + 39 = 107 USD in 2027.
    """
    accelerators = [GPU, {**TPU, "available_from": "2027-01"}]
    return portable(
        {"port_usd": 30.0, "change_usd": 10.0, "learning": 0.3},
        accelerators=accelerators,
        workloads=[{**job, "changes_per_quarter": 3.0} for job in (JOB, TWIN)],
        horizon={"start": "2026-12", "periods": 2, "blocks": [{"id": "all", "hours": 30.0}]},
        policy__budgets=[{"id": "b", "kind": "total", "fiscal_year": 2027, "max_usd": most}],
    )


HALF = {"port_engineer_months": 4.0, "learning": 0.5}
HANDS = {
    # 6 engineer-months carry one port of 4; the other workload stays on gpu: 3 x 24 + 3 x 120
    "ports_fit_engineers": Hand(portable({"port_engineer_months": 4.0}, **engineers(6.0)), 72 + 360),
    # the first port takes 4, a further one 2: together more than 5.5
    "first_is_no_later": Hand(portable(HALF, **engineers(5.5)), 72 + 360),
    # no learned port may come before or without a first one: one starts in December and is kept up for a month more
    "first_is_a_port": Hand(december(90.0), 240 + 48 + 2 * 10 + 30 + 9 + 10),
    # there is no first port where there is none
    "first_is_one": Hand(portable(HALF, **engineers(3.0)), 720),
}


def test_rows_spread_effort_over_the_port_and_count_changes_once_it_is_ready() -> None:
    """Five months: a quarter and two months of the next. A port of 4 takes two months, then 3 changes a quarter."""
    horizon = {"start": "2027-01", "periods": 5, "blocks": [{"id": "all", "hours": 30.0}]}
    work = [{**JOB, "changes_per_quarter": 3.0}]
    stack = {"port_engineer_months": 4.0, "port_months": 2, "change_engineer_months": 0.5}
    written = program(portable(stack, horizon=horizon, workloads=work, **engineers(6.0)))
    assert keys(written, "ports_fit_engineers") == [(0, 0), (1, 0)]
    first, second = (row(written, "ports_fit_engineers", q, 0) for q in (0, 1))
    port = [f"port[job,rocm,{u},0]" for u in range(5)]
    assert first.terms == pytest.approx({port[0]: 4 + 0.5, port[1]: 4.0, port[2]: 2.0})
    assert second.terms == pytest.approx({port[0]: 1.0, port[1]: 1.0, port[2]: 2 + 0.5, port[3]: 4.0, port[4]: 2.0})
    assert (first.high, second.high) == (6.0, pytest.approx(6.0 * 2 / 3))


def test_rows_count_the_quarters_of_a_longer_period_together() -> None:
    half_years = {"start": "2027-01", "periods": 2, "months_per_period": 6}
    written = program(portable({"port_engineer_months": 4.0}, horizon=half_years, **engineers(6.0)))
    assert row(written, "ports_fit_engineers", 1, 0).high == 12.0


def test_rows_let_the_first_port_pay_what_is_above_a_learned_one() -> None:
    stack = {"port_usd": 30.0, "port_engineer_months": 4.0, "learning": 0.25}
    written = program(portable(stack, policy__porting_every_months=2, **engineers(6.0, 10.0)))
    ports = {f"port[{w},rocm,{u},0]": 1.0 for w in ("job", "twin") for u in (0, 2)}
    effort = dict.fromkeys(ports, 1.0) | {"first[rocm,0,0]": 3.0, "first[rocm,2,0]": 3.0}
    assert row(written, "ports_fit_engineers", 0, 0).terms == effort
    firsts = {"first[rocm,0,0]": -1.0, "first[rocm,2,0]": -1.0}
    later = {"port[twin,rocm,0,0]": 1.0, "port[twin,rocm,2,0]": 1.0} | firsts
    assert row(written, "first_is_no_later", "twin", "rocm", 2, 0) == (later, None, 0.0)
    here = {"first[rocm,2,0]": 1.0, "port[job,rocm,2,0]": -1.0, "port[twin,rocm,2,0]": -1.0}
    assert row(written, "first_is_a_port", "rocm", 2, 0) == (here, None, 0.0)
    assert row(written, "first_is_one", "rocm", 0).high == 1.0
    paid = {e.decision.name: e.usd for e in written.entries if e.term == "porting"}
    assert paid == dict.fromkeys(ports, 0.25 * 70) | {"first[rocm,0,0]": 0.75 * 70, "first[rocm,2,0]": 0.75 * 70}


def test_rows_learn_only_where_two_could_port_and_something_is_learned() -> None:
    assert not keys(program(learnt(jobs=1)), "first_is_one")
    assert not keys(program(portable({"port_usd": 30.0})), "first_is_one")
    assert not keys(program(learnt()), "ports_fit_engineers")


def test_rows_of_a_stack_that_asks_for_effort_alone() -> None:
    """Without engineers effort is nothing, and the stack serves at once."""
    stack = {"change_engineer_months": 1.0}
    assert not keys(program(portable(stack)), "ported_before_served")
    assert keys(program(portable(stack, **engineers(6.0))), "ported_before_served")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_pays_the_engineers() -> None:
    """One workload: a port of 4 engineer-months at 10 USD, and 3 changes a quarter of half a month each: 3 x 5."""
    work = [{**JOB, "changes_per_quarter": 3.0}]
    stack = {"port_usd": 7.0, "port_engineer_months": 4.0, "change_engineer_months": 0.5}
    Hand(portable(stack, workloads=work, **engineers(None, 10.0)), 72 + 47 + 15).check()


def test_optimum_waits_for_the_next_quarter() -> None:
    """Six months, 4 engineer-months a quarter, a port of 4: one in January, one in April: 6 x 24 and 3 x (120 + 24)."""
    horizon = {"start": "2027-01", "periods": 6, "blocks": [{"id": "all", "hours": 30.0}]}
    Hand(portable({"port_engineer_months": 4.0}, horizon=horizon, **engineers(4.0)), 144 + 432).check()


def test_optimum_pays_a_learned_port_less() -> None:
    """Both on tpu from January on: 6 x 24; the first port in full, the second at 0.3."""
    Hand(learnt(), 144 + 30 + 9).check()


def test_optimum_learned_effort_lets_both_in() -> None:
    """Effort 4 + 0.5 x 4 fits 6 engineer-months: both on tpu."""
    Hand(portable({"port_engineer_months": 4.0, "learning": 0.5}, **engineers(6.0)), 144).check()


def test_property_more_engineers_and_more_learning_never_cost_more() -> None:
    stack = {"port_usd": 20.0, "port_engineer_months": 4.0, "change_engineer_months": 0.1}
    work = [{**JOB, "changes_per_quarter": 3.0}, {**TWIN, "changes_per_quarter": 6.0}]
    by_capacity = [cost(portable(stack, workloads=work, **engineers(most))) for most in (0.0, 3.0, 4.3, 6.0, 9.0)]
    assert by_capacity == sorted(by_capacity, reverse=True)
    assert by_capacity[0] == pytest.approx(720)  # nobody ports
    assert by_capacity[0] > by_capacity[2] > by_capacity[4]
    by_learning = [
        cost(portable({**stack, "learning": factor}, workloads=work, **engineers(6.3, 5.0)))
        for factor in (0.0, 0.3, 0.6, 1.0)
    ]
    assert by_learning == pytest.approx(sorted(by_learning))
    assert by_learning[0] < by_learning[-1]
