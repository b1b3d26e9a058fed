"""Bands worked out by hand in `three_bands/README.md`: every figure of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from data.load import load_scenario
from solver.hedge.make import Hedged, make_hedge
from solver.search.options import SearchOptions

BANDS = Path(__file__).parent / "three_bands" / "bands.yaml"


@cache
def bands() -> Hedged:
    """The hedge of the example."""
    made = make_hedge(load_scenario(BANDS).scenario, SearchOptions(gap=0.0, absolute_gap_usd=0.001))
    assert isinstance(made, Hedged), made
    return made


def test_costs() -> None:
    hedge = bands().hedge
    assert [row.cost_usd for row in hedge.cases] == [400, 664, 868]
    assert [row.alone_usd for row in hedge.cases] == [400, 650, 830]
    assert hedge.expected_usd == pytest.approx(625.60)
    assert hedge.vss_usd == pytest.approx(15.40)
    assert hedge.evpi_usd == pytest.approx(14.60)


def test_tranches() -> None:
    found = [
        (t.id, t.band, t.driver, t.packs, t.order_by, t.in_service, t.cost_usd, t.triggers, t.milestone, t.owner)
        for t in bands().hedge.tranches
    ]
    assert found == [
        ("T1", "baseline", "committed", 4, "2027-01", "2027-01", 400, (), None, "Support"),
        ("T2", "growth", "expansion", 2, "2027-07", "2027-07", 180, ("S1",), "new-market", "Sales"),
        ("T3", "surge", None, 2, "2027-07", "2027-07", 180, ("S2",), "new-market", "Sales"),
    ]
    assert [t.cases for t in bands().hedge.tranches] == [
        ("conservative", "expected", "aggressive"),
        ("expected", "aggressive"),
        ("aggressive",),
    ]
    assert {t.quote_expires for t in bands().hedge.tranches} == {"2027-03-31"}
    nothing = "not needed: what is in service carries it"
    assert [t.if_not_fired for t in bands().hedge.tranches] == [
        "",
        f"conservative: {nothing}",
        f"conservative and expected: {nothing}",
    ]


def test_triggers() -> None:
    found = [
        (s.id, s.review, s.workload, s.month, s.above, s.up_to, s.hold_months, s.cases) for s in bands().hedge.triggers
    ]
    assert found == [
        ("S1", "2027-07", "chat", "2027-06", 42, None, 3, ("expected", "aggressive")),
        ("S2", "2027-07", "chat", "2027-06", 46, None, 3, ("aggressive",)),
    ]
    assert [s.margin for s in bands().hedge.triggers] == pytest.approx([2 / 42, 2 / 46])


def test_bands_and_their_economics() -> None:
    hedge = bands().hedge
    assert [(b.band, b.accelerators, b.firm_usd, b.expected_usd) for b in hedge.bands] == [
        ("baseline", 4, 400, 400),
        ("growth", 2, 0, 126),
        ("surge", 2, 0, 36),
    ]
    prices = {(e.band, e.mode): (e.offer, e.usd_per_accelerator_hour) for e in hedge.economics}
    rented = {(band, "on_demand"): ("rented", pytest.approx(0.60)) for band in ("baseline", "growth", "surge")}
    assert prices == {
        ("baseline", "buy"): ("own", pytest.approx(0.25)),
        ("growth", "buy"): ("own", pytest.approx(0.45)),
        ("surge", "buy"): ("own", pytest.approx(0.45)),
        **rented,
    }
    assert {e.utilization for e in hedge.economics} == {1.0}
    assert {e.ordered_share for e in hedge.economics if e.mode == "buy"} == {1.0}


def test_until_the_next_procurement_cycle() -> None:
    found = [
        (o.case, o.next_cycle, o.first_short, o.short_accelerator_hours, o.must_order) for o in bands().hedge.outlooks
    ]
    assert found == [
        ("conservative", "2027-10", None, 0, ()),
        ("expected", "2027-10", None, 0, ("T2",)),
        ("aggressive", "2027-10", "2027-07", pytest.approx(600), ("T2", "T3")),
    ]


def test_spend_against_the_mean() -> None:
    found = {o.case: [(p.spend_usd, p.variance_usd) for p in o.periods] for o in bands().hedge.outlooks}
    assert found["expected"] == [(400, 0), (24, 2.4), (180, 6), (60, 30)]  # the mean is 400, 21.6, 174, 30
    assert found["conservative"] == [(400, 0), (0, -21.6), (0, -174), (0, -30)]
    assert all(p.served_share == pytest.approx(1) for o in bands().hedge.outlooks for p in o.periods)


def test_burst_policy() -> None:
    (burst,) = bands().hedge.burst
    assert (burst.min_replicas, burst.max_replicas, burst.scale_out_at) == (4, 7, 10)
    assert (burst.warm_replicas, burst.on_call_replicas) == (2, 1)  # of 7 set aside at the peak 6 are bought
    assert burst.overflow == "gpu at region on demand, up to 2 accelerators"


def test_what_is_to_be_settled() -> None:
    said = "T2-T3 have a quote that expires before the order: ask for it to hold until then"
    assert bands().hedge.findings == (said,)
