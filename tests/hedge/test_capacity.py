"""What bands have in service for a workload under its demand, by hand; wrong figures are named by the audit."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.band_capacity import MOST_CASES, BandCapacity, CapacityPeriod
from models.hedge import Hedge
from models.scenario import Scenario
from solver.hedge.make import Hedged, make_hedge
from solver.proof.audit.hedge import hedge_failures
from tests.program.kit import EXACT
from tests.proof.audit_kit import offer, scenario
from tests.reference.test_three_bands import bands

LAYERS = ("demand", "holdings", "baseline", "growth", "surge", "rented")


def figures(at: CapacityPeriod) -> tuple[float, ...]:
    return tuple(getattr(at, name) for name in LAYERS)


def told(hedge: Hedge, case: str, workload: str) -> BandCapacity:
    return next(row for row in hedge.capacity if (row.case, row.workload) == (case, workload))


def test_the_three_bands_stand_under_their_demand() -> None:
    """4 accelerators of 10 requests/h, 2 more for expansion, 2 for the excess; the rest is rented (README)."""
    hedge = bands().hedge
    found = {case: [figures(at) for at in told(hedge, case, "chat").periods] for case in ("expected", "aggressive")}
    assert found["expected"] == [
        (40, 0, 40, 0, 0, 0), (44, 0, 40, 0, 0, pytest.approx(4)), (60, 0, 40, 20, 0, 0),
        (70, 0, 40, 20, 0, pytest.approx(10)),
    ]  # fmt: skip
    assert found["aggressive"] == [
        (40, 0, 40, 0, 0, 0), (48, 0, 40, 0, 0, pytest.approx(8)), (90, 0, 40, 20, 20, pytest.approx(10)),
        (80, 0, 40, 20, 20, 0),
    ]  # fmt: skip
    assert [row.tranches for row in hedge.capacity] == [("T1",), ("T1", "T2"), ("T1", "T2", "T3")]
    assert all(row.unit == "requests/h" for row in hedge.capacity)
    assert all(row.at_peak for row in hedge.capacity)


def sharing() -> Scenario:
    """Chat with a headroom of a half and scoring without share a pool: 3 accelerators of today, one pack of 5 bought.

    Day of 10 h, the peak, and night of 20 h. One time in ten chat asks for twice as much; what is missing is rented,
    which is cheaper than to buy another pack for that.
    """
    chat = {
        "id": "chat", "class": "realtime_inference", "profile": "work", "service_unit": "requests/h", "headroom": 0.5,
        "demand": [{"geography": "eu", "level": 40.0}], "incumbent_stacks": ["cuda"],
    }  # fmt: skip
    scoring = {**chat, "id": "scoring", "class": "batch_scoring", "demand": [{"geography": "eu", "level": 20.0}]}
    del scoring["headroom"]
    today = {"id": "today", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 3}
    return scenario(
        workloads=[chat, scoring],
        holdings=[today],
        offers=[
            offer("own", "buy", upfront_usd=60.0, pack=5),
            offer("od", "on_demand", usd_per_hour=2.0, quota_packs=10, capacity_credit=1),
        ],
        cases=[
            {"id": "expected", "probability": 0.9},
            {"id": "high", "probability": 0.1, "demand": [{"workload": "chat", "scale": 2}]},
        ],
    )


@cache
def shared() -> Hedged:
    made = make_hedge(sharing(), EXACT)
    assert isinstance(made, Hedged), made
    return made


def test_work_that_shares_a_pool_has_of_every_band_what_the_pool_has() -> None:
    """Of 8 in service 6 are needed: chat sets 6 aside by day, by night 4 + 2 are busy. Twice chat: 12, and 8 + 2."""
    hedge = shared().hedge
    assert [(t.id, t.band, t.accelerators, t.triggers) for t in hedge.tranches] == [("T1", "baseline", 5, ())]
    by_hand = {
        # at the peak: 60 set aside x 8 / 6, of 8 there are 3 of today; 120 x 8 / 12 in service and 120 x 4 / 12 not
        ("expected", "chat"): (True, (40, 30, 50, 0, 0, 0)),
        ("high", "chat"): (True, (80, 30, 50, 0, 0, 40)),
        # on average over day and night: 20 x 8 / 6; by day 20 x 8 / 12, by night 20 x 8 / 10
        ("expected", "scoring"): (False, (20, 10, 50 / 3, 0, 0, 0)),
        ("high", "scoring"): (False, (20, *(part * (40 / 3 + 2 * 16) / 3 for part in (3 / 8, 5 / 8)), 0, 0, 44 / 9)),
    }
    for (case, workload), (at_peak, expected) in by_hand.items():
        row = told(hedge, case, workload)
        assert row.at_peak is at_peak
        assert row.tranches == ("T1",)
        assert [figures(at) for at in row.periods] == [pytest.approx(expected)] * 3, (case, workload)


def failures(number: int, **changes: Any) -> str:
    """What the audit says when one row is changed."""
    rows = list(shared().hedge.capacity)
    rows[number] = rows[number].model_copy(update=changes)
    return said_of(tuple(rows))


def said_of(rows: tuple[BandCapacity, ...]) -> str:
    hedge = shared().hedge.model_copy(update={"capacity": rows})
    return "\n".join(hedge_failures(sharing(), shared().plans, hedge))


@pytest.mark.parametrize("layer", LAYERS)
def test_a_wrong_figure_is_named(layer: str) -> None:
    first, *others = shared().hedge.capacity[0].periods
    wrong = first.model_copy(update={layer: getattr(first, layer) + 1})
    assert f"capacity of chat in case expected: {layer} in 2027-01 is" in failures(0, periods=(wrong, *others))


def test_wrong_rows_are_named() -> None:
    rows = shared().hedge.capacity
    assert said_of(rows) == ""
    assert "capacity of chat in case expected: T1 carries it, stated is none" in failures(0, tranches=())
    assert "chat: no such tranche" in failures(0, tranches=("T9",))
    assert "its peaks are held" in failures(0, at_peak=False)
    assert "its peaks are not held" in failures(1, at_peak=True)
    assert "its periods are not those of the plan" in failures(0, periods=rows[0].periods[1:])
    assert "capacity in case expected is not that of its workloads" in said_of(rows[1:])
    assert "it is of none" in said_of(())
    assert "capacity is to be told of 2 cases, expected among them; it is of expected" in said_of(rows[:2])


def test_of_very_many_cases_five_are_told_the_central_one_among_them() -> None:
    given = sharing()
    more = [
        given.cases[1].model_copy(
            update={
                "id": f"c{n}",
                "demand": (given.cases[1].demand[0].model_copy(update={"scale": 1 + n / 100}),),
            }
        )
        for n in range(6)
    ]
    many = given.model_copy(update={"cases": (*more, given.cases[0], given.cases[1])})
    made = make_hedge(many, EXACT)
    assert isinstance(made, Hedged), made
    cases = list(dict.fromkeys(row.case for row in made.hedge.capacity))
    assert cases == ["c0", "c1", "c2", "expected", "high"]
    assert len(cases) == MOST_CASES
