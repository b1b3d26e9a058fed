"""Shadow prices of many kinds of limits, by hand and by solving the fixed program again inside their ranges.

4 accelerators are busy for 30 h a month. At the hall they cost 1 USD/h, in the cloud 2 USD/h; each limit lets 3 of them
stand at the hall. One accelerator more there saves 30 USD a month.
"""

from __future__ import annotations

import pytest

from solver.reasons.base import Base, base_of
from solver.reasons.fixed import FixedProgram
from solver.reasons.make import make_reasons
from solver.reasons.shadow import limits_of, shadow_prices
from solver.search.clock import Clock
from tests.program.kit import BENCHMARKS, CLOUD, EXACT, GPU, HALL, TPU, Document, offer, scenario

NEAR = offer("near", "on_demand", usd_per_hour=1.0)
FAR = offer("far", "on_demand", accelerator="tpu", site="cloud", vendor="volt", usd_per_hour=2.0)
MADE: Document = {
    "accelerators": [{**GPU, "busy_kw": 2.0, "idle_kw": 2.0, "racks": 0.5}, TPU],
    "sites": [{**HALL, "jurisdiction": "us"}, CLOUD],
    "benchmarks": BENCHMARKS,
    "workloads__0__incumbent_stacks": ["cuda", "rocm"],
    "offers": [NEAR, FAR],
}
LIMITS: list[tuple[str, str, float, Document]] = [
    ("quota of near", "packs", -30.0, {"offers": [{**NEAR, "quota_packs": 3.0}, FAR]}),
    ("power at hall", "kW", -15.0, {"sites": [{**HALL, "jurisdiction": "us", "power_cap_kw": 6.0}, CLOUD]}),
    ("heat at hall", "kW", -15.0, {"sites": [{**HALL, "jurisdiction": "us", "heat_cap_kw": 6.0}, CLOUD]}),
    ("racks at hall", "racks", -60.0, {"sites": [{**HALL, "jurisdiction": "us", "rack_cap": 1.5}, CLOUD]}),
    (
        "floor at hall",
        "m2",
        -30.0,
        {"sites": [{**HALL, "jurisdiction": "us", "floor_cap_m2": 3.0, "m2_per_rack": 2.0}, CLOUD]},
    ),
    (
        "most accelerators of group g",
        "accelerators",
        -30.0,
        {"policy__groups": [{"id": "g", "offers": ["near"], "max_accelerators": 3.0}]},
    ),
    (
        "export e: accelerators under the law of us",
        "accelerators",
        -30.0,
        {"policy__exports": [{"id": "e", "jurisdictions": ["us"], "max_accelerators": 3.0}]},
    ),
    (
        "carbon c at hall per period",
        "kg CO2e",
        -30.0 / 6.0,  # an accelerator draws 2 kW for 30 h, at 0.1 kg/kWh
        {
            "sites": [{**HALL, "jurisdiction": "us", "carbon_kg_per_kwh": 0.1}, CLOUD],
            "policy__carbon": [{"id": "c", "max_kg": 18.0, "per": "period", "sites": ["hall"]}],
        },
    ),
]


def clock() -> Clock:
    """It runs from now on."""
    return Clock(EXACT, None)


def made(changes: Document) -> Base:
    """The plan of a scenario."""
    base = base_of(scenario(**{**MADE, **changes}), "expected", clock(), 1, "")
    assert isinstance(base, Base)
    return base


@pytest.mark.parametrize(("limit", "unit", "usd", "changes"), LIMITS, ids=[row[0] for row in LIMITS])
def test_one_more_of_a_limit_saves_the_difference(limit: str, unit: str, usd: float, changes: Document) -> None:
    base = made(changes)
    rows = [row for row in shadow_prices(base, clock())[0] if row.limit == limit]
    assert sorted(row.period or "" for row in rows) == ["2027-01", "2027-02", "2027-03"]
    for row in rows:
        assert row.usd_per_unit == pytest.approx(usd)
        assert row.unit == unit
        assert row.valid_to == pytest.approx(row.allowed * 4 / 3)  # room for all four
        assert row.valid_from is not None
        assert row.valid_from < row.allowed
    assert sum(check(base, limit)) == 3


def check(base: Base, name: str) -> list[bool]:
    """Whether the prices of a limit hold inside their ranges, and no longer beyond."""
    fixed, found = FixedProgram(base.matrix, base.x), []
    for limit in limits_of(base):
        if limit.said.subject == name:
            (piece,) = fixed.pieces(limit.rows, limit.said.allowed)
            for step in (-0.99 * piece.down, -0.3 * piece.down, 0.5 * piece.up, 0.99 * piece.up):
                assert fixed.cost_at(limit.rows, step) == pytest.approx(fixed.cost_usd + piece.slope * step, abs=1e-6)
            beyond = fixed.cost_at(limit.rows, 2 * piece.up)
            assert beyond == pytest.approx(fixed.cost_usd + piece.slope * piece.up, abs=1e-6)
            found.append(True)
    return found


def test_limits_that_are_not_used_up_have_no_price() -> None:
    base = made({"policy__groups": [{"id": "g", "offers": ["near"], "max_accelerators": 5.0}]})
    assert all(row.is_service for row in shadow_prices(base, clock())[0])


def test_the_weightiest_limits_come_first() -> None:
    reasons = make_reasons(scenario(**{**MADE, **LIMITS[0][3]}), "expected", EXACT, alternatives=0)
    weights = [abs(row.usd_per_unit) * row.allowed for row in reasons.shadow_prices]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) == 6


def test_work_that_is_not_launched_asks_for_nothing_that_could_have_a_price() -> None:
    """In January nothing is served; from February on a request/h more costs 3 USD of rent a month."""
    value = {"workloads__0__served": "may", "workloads__0__value_from": {"2027-01": 0.05, "2027-02": 0.3}}
    given = scenario(offers=[NEAR], policy__objective="value", **value)
    base = base_of(given, "expected", Clock(EXACT, None), 1, "")
    assert isinstance(base, Base)
    prices, _ = shadow_prices(base, Clock(EXACT, None))
    found = {(row.limit, row.period): row.usd_per_unit for row in prices}
    assert found == {("demand of job in eu", month): pytest.approx(3.0) for month in ("2027-02", "2027-03")}
