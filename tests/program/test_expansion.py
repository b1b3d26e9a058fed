"""Expansion: modules enlarge a site from the period in which they are in service, at most so many of them."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, Document, Hand, cost, keys, offer, program, row, scenario

ANNEX: Document = {"id": "annex", "kw": 10.0, "upfront_usd": 30.0, "usd_per_month": 2.0, "max_modules": 2}
LIMIT_OF = {"kw": "power_cap_kw", "racks": "rack_cap", "m2": "floor_cap_m2", "cooling_kw": "heat_cap_kw"}


def hall(module: Document = ANNEX, limits: Document | None = None, **changes: Any) -> Scenario:
    """Owned for 60 USD in the hall at 5 kW, PUE 2 and half a rack of 3 m2 each; or on demand elsewhere at 60 a month.

    The limits leave room for 2 of the 4 that are busy, each module for one more.
    """
    place = {**HALL, "pue": 2.0, "m2_per_rack": 3.0, **(limits or {"power_cap_kw": 20.0}), "expansions": [module]}
    away = {**offer("od", "on_demand", usd_per_hour=2.0), "site": "cloud"}
    given: Document = {"sites": [place, CLOUD], "offers": [offer("own", "buy", upfront_usd=60.0), away], **changes}
    return scenario(**given, accelerators__0__busy_kw=5.0, accelerators__0__racks=0.5)


HANDS = {
    # a module costs 36 and saves 180 of rent less 60 for the unit: both are bought, and no third
    "modules_fit_site": Hand(hall(limits={"power_cap_kw": 10.0}), 3 * 60 + 180 + 2 * 36),
}


def test_rows_of_limits_take_off_what_modules_in_service_add() -> None:
    """Ordered in January or February, there a month later: the cap stands alone in January, and grows with each."""
    written = program(hall({**ANNEX, "lead_months": 1, "racks": 1.0}, {"power_cap_kw": 20.0, "rack_cap": 1.0}))
    assert set(written.model.expand) == {("hall", "annex", 0, 0), ("hall", "annex", 1, 0)}
    assert row(written, "power_fits_site", "hall", 0, 0, 0) == ({"in_service[1,0,0]": 10}, None, 20)
    power = {"in_service[1,2,0]": 10, "expand[hall,annex,0,0]": -10, "expand[hall,annex,1,0]": -10}
    assert row(written, "power_fits_site", "hall", 2, 0, 0) == (power, None, 20)
    racks = {"in_service[1,1,0]": 0.5, "expand[hall,annex,0,0]": -1}
    assert row(written, "racks_fit_site", "hall", 1, 0, 0) == (racks, None, 1)
    modules = {"expand[hall,annex,0,0]": 1, "expand[hall,annex,1,0]": 1}
    assert row(written, "modules_fit_site", "hall", "annex", 0) == (modules, None, 2)


def test_rows_are_absent_without_modules_or_too_late_for_them() -> None:
    for module in ({**ANNEX, "lead_months": 3}, {**ANNEX, "order_from": "2027-04"}):
        assert not program(hall(module)).model.expand
        assert not keys(program(hall(module)), "modules_fit_site")


def test_rows_round_a_lead_time_up_to_whole_periods() -> None:
    """4 months are two quarters; what can be ordered from February on can be in the second quarter."""
    given = hall({**ANNEX, "lead_months": 4, "order_from": "2027-02"}, horizon__months_per_period=3, horizon__periods=5)
    assert [u for _, _, u, _ in program(given).model.expand] == [1, 2]


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("adds", "size", "cap"), [("kw", 10.0, 20.0), ("racks", 0.5, 1.0), ("m2", 1.5, 3.0), ("cooling_kw", 5.0, 10.0)]
)
def test_optimum_enlarges_every_kind_of_limit(adds: str, size: float, cap: float) -> None:
    """2 + 2 modules at 36 and 4 owned at 60; without modules 2 are rented at 180."""
    module = {**ANNEX, "kw": 0.0, adds: size}
    assert cost(hall(module, {LIMIT_OF[adds]: cap})) == pytest.approx(4 * 60 + 2 * 36)
    assert cost(hall({**module, "lead_months": 3}, {LIMIT_OF[adds]: cap})) == pytest.approx(2 * 60 + 2 * 180)


def test_optimum_with_a_lead_time_rents_until_the_module_is_there() -> None:
    """Two rented in January at 60 a month; then two modules at 30 + 2 x 2 and two more owned."""
    assert cost(hall({**ANNEX, "lead_months": 1})) == pytest.approx(4 * 60 + 2 * 60 + 2 * 34)


def test_optimum_buys_no_module_that_saves_less_than_it_costs() -> None:
    """One more owned saves 180 - 60 = 120 over three months: a module of 110 + 6 pays, one of 115 + 6 does not."""
    assert cost(hall({**ANNEX, "upfront_usd": 110.0})) == pytest.approx(4 * 60 + 2 * 116)
    assert cost(hall({**ANNEX, "upfront_usd": 115.0})) == pytest.approx(2 * 60 + 2 * 180)


def test_optimum_counts_the_value_of_a_module_with_a_life() -> None:
    """A life of 12 months leaves 9/12 of the price after three."""
    finance = {"discount_rate": 0.0, "end_value": "straight_line"}
    own = offer("own", "buy", upfront_usd=60.0, life_months=3)
    away = {**offer("od", "on_demand", usd_per_hour=2.0), "site": "cloud"}
    given = hall({**ANNEX, "life_months": 12}, offers=[own, away], policy__finance=finance)
    assert cost(given) == pytest.approx(4 * 60 + 2 * (30 - 22.5 + 6))


def test_optimum_pays_modules_from_the_budgets_of_capital_and_of_running_cost() -> None:
    """4 owned and 2 modules are 300 of capital, 12 of running cost; 299 buy 3 and 1, with one rented."""
    for kind, most, usd in (
        ("capex", 300.0, 312.0),
        ("capex", 299.0, 3 * 60 + 36 + 180),
        ("opex", 12.0, 312.0),
        ("opex", 11.0, float("inf")),
    ):
        budgets = [{"id": "cap", "kind": kind, "max_usd": most}]
        assert cost(hall(policy__budgets=budgets)) == pytest.approx(usd)


def test_optimum_counts_a_module_on_order_as_a_commitment() -> None:
    """At the end of January one module of 30 may be owed, not two; a second in March would no longer pay."""
    given = {**ANNEX, "lead_months": 1}
    bounded = hall(given, policy__exposure={"id": "owed", "max_usd": 30.0})
    assert cost(bounded) == pytest.approx(3 * 60 + 34 + (2 + 1 + 1) * 60)


def test_property_more_or_cheaper_modules_never_cost_more() -> None:
    tight: Document = {"power_cap_kw": 0.0}
    more = [cost(hall({**ANNEX, "max_modules": most}, tight)) for most in (1, 2, 3, 4, 5)]
    assert more == pytest.approx([96 + 540, 192 + 360, 288 + 180, 384, 384])
    for costs in (
        [cost(hall({**ANNEX, "kw": kw}, tight)) for kw in (2.0, 5.0, 10.0, 20.0, 40.0)],
        [cost(hall({**ANNEX, "upfront_usd": usd}, tight)) for usd in (200.0, 100.0, 50.0, 0.0)],
        [cost(hall({**ANNEX, "lead_months": months}, tight)) for months in (3, 2, 1, 0)],
        [cost(hall(limits={"power_cap_kw": cap})) for cap in (0.0, 5.0, 10.0, 20.0, 40.0)],
    ):
        assert costs == sorted(costs, reverse=True)
