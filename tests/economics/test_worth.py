"""Value beside cost, by hand: 1,200 requests a month take 120 USD on demand; worth 0.11 USD each they bring 132."""

from __future__ import annotations

from typing import Any

import pytest

from models.roi import Money, RoiReport
from solver.economics.laws import broken_laws
from solver.economics.make import make_roi
from tests.program.kit import EXACT, Document, offer, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
OWN = offer("own", "buy", upfront_usd=50.0)
WORTH = {"workloads__0__value_per_unit_usd": 0.11}
TENTH: Document = {"policy__finance": {"discount_rate": 0.1, "end_value": "none"}}
MAY: Document = {"workloads__0__served": "may", "policy__objective": "value"}
MONTHLY = 1.1 ** (-1 / 12)
THREE = MONTHLY + MONTHLY**2 + MONTHLY**3


def money(name: str, **changes: Any) -> Money:
    """The money of the plan, or of an alternative to it."""
    found = make_roi(scenario(**changes), "expected", EXACT)
    assert isinstance(found, RoiReport)
    assert found.failures == ()
    row = next(each for each in found.alternatives if each.id == name)
    assert row.money is not None
    return row.money


def net(found: Money) -> dict[int, float | None]:
    return {each.month: each.net_usd for each in found.flow}


def test_bought_units_are_paid_back_by_what_they_bring() -> None:
    """200 USD at once, 132 at the end of each month."""
    found = money("plan", offers=[OD, OWN], **WORTH, **TENTH)
    worth = found.worth
    assert worth is not None
    assert net(found) == {0: -200.0, 1: 132.0, 2: 132.0, 3: 132.0}
    assert worth.value_usd == pytest.approx(132 * THREE, abs=0.005)
    assert worth.cost_usd == 200.0
    assert worth.net_usd == pytest.approx(worth.value_usd - 200, abs=1e-9)
    assert (worth.net_nominal_usd, worth.payback_month) == (196.0, 2)
    assert worth.roi == pytest.approx(0.98, abs=1e-9)
    assert worth.irr_per_year is not None
    i = (1 + worth.irr_per_year) ** (1 / 12)
    assert 132 * (1 / i + 1 / i**2 + 1 / i**3) == pytest.approx(200, abs=1e-9)


def test_rent_brings_value_with_nothing_laid_out() -> None:
    found = money("all-on-demand", offers=[OD, OWN], **WORTH, **TENTH)
    worth = found.worth
    assert worth is not None
    assert net(found) == {1: 12.0, 2: 12.0, 3: 12.0}
    assert worth.net_usd == pytest.approx(12 * THREE, abs=0.011)
    assert (worth.net_nominal_usd, worth.payback_month, worth.irr_per_year, worth.roi) == (36.0, 0, None, None)


def test_value_that_is_missed_is_charged_but_not_paid() -> None:
    """A quarter is missed: 33 USD a month that no one receives, and 99 for 90 of rent."""
    few = {**OD, "quota_packs": 3.0}
    found = money("plan", offers=[few], workloads__0__max_miss=0.25, **WORTH)
    worth = found.worth
    assert worth is not None
    assert {each.month: each.cost_usd for each in found.flow} == {1: 123.0, 2: 123.0, 3: 123.0}
    assert net(found) == {1: 9.0, 2: 9.0, 3: 9.0}
    assert (found.nominal_usd, worth.value_usd, worth.cost_usd, worth.net_usd) == (369.0, 297.0, 270.0, 27.0)


def test_value_that_is_forgone_before_a_launch_is_charged_but_not_paid() -> None:
    """Worth 60 USD in January, 132 from February on."""
    later = {"workloads__0__value_per_unit_usd": 0.05, "workloads__0__value_from": {"2027-02": 0.11}}
    found = money("plan", offers=[OD], **later, **MAY)
    worth = found.worth
    assert worth is not None
    assert net(found) == {1: 0.0, 2: 12.0, 3: 12.0}
    assert (found.nominal_usd, worth.value_usd, worth.cost_usd, worth.net_usd) == (300.0, 264.0, 240.0, 24.0)


def test_differences_of_cost_are_those_of_what_is_left_whatever_is_served() -> None:
    """Owned at once against rent that is launched later: less forgone is as good as less paid."""
    later = {"workloads__0__value_per_unit_usd": 0.05, "workloads__0__value_from": {"2027-02": 0.11}}
    found = make_roi(scenario(offers=[OD, OWN], **later, **MAY, **TENTH), "expected", EXACT)
    assert isinstance(found, RoiReport)
    plan = found.plan.money
    assert plan is not None
    assert plan.worth is not None
    compared = 0
    for row in found.alternatives[1:]:
        if row.money and row.money.worth and row.against and not row.falls_short:
            gain = plan.worth.net_usd - row.money.worth.net_usd
            assert row.against.saving_usd == pytest.approx(gain, abs=0.03)
            compared += gain > 1
    assert compared >= 2


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("net_nominal_usd", "dates against value less cost"),
        ("net_usd", "NPV of value less that of cost"),
        ("value_usd", "NPV of value less that of cost"),
    ],
)
def test_worth_that_does_not_add_up_is_named(field: str, said: str) -> None:
    found = make_roi(scenario(offers=[OD], **WORTH), "expected", EXACT)
    assert isinstance(found, RoiReport)
    plan = found.plan.money
    assert plan is not None
    assert plan.worth is not None
    wrong = plan.model_copy(update={"worth": plan.worth.model_copy(update={field: 1.0})})
    rows = (found.plan.model_copy(update={"money": wrong}), *found.alternatives[1:])
    assert any(said in each for each in broken_laws(found.model_copy(update={"alternatives": rows})))


def test_work_without_a_value_has_no_worth() -> None:
    found = money("plan", offers=[OD])
    assert found.worth is None
    assert {each.net_usd for each in found.flow} == {None}
