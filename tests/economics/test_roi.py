"""The plan against alternatives, by hand.

In the base 4 accelerators are busy at all hours, a month has 30 h, the horizon three months: on demand at 1 USD/h that
is 120 USD a month, 360 USD in all; nothing is discounted unless a test says so.
"""

from __future__ import annotations

from typing import Any

import pytest

from models.roi import LATE, DepreciationYear, RoiReport, Way, Weighed
from solver.answers.outcome import Infeasible, NoPlanInTime
from solver.economics.crossover import crossings
from solver.economics.laws import broken_laws
from solver.economics.make import make_roi
from tests.program.kit import CLOUD, EXACT, GPU, HALL, Document, offer, scenario, two_chips

OD = offer("od", "on_demand", usd_per_hour=1.0)
OWN = offer("own", "buy", upfront_usd=60.0, lead_months=1, life_months=2)
RESERVED = offer("res", "reserve", monthly_usd=15.0, term_months=3, site="cloud")
SITES = [HALL, CLOUD]
TENTH: Document = {"policy__finance": {"discount_rate": 0.1, "end_value": "none"}}


def report(**changes: Any) -> RoiReport:
    """The report of a scenario that has a plan, without a broken law."""
    found = make_roi(scenario(**changes), "expected", EXACT)
    assert isinstance(found, RoiReport), found
    assert found.failures == ()
    return found


def row(found: RoiReport, name: str) -> Weighed:
    """One alternative."""
    return next(each for each in found.alternatives if each.id == name)


def paid(found: RoiReport, name: str) -> float | None:
    """What an alternative pays, discounted [USD]."""
    money = row(found, name).money
    return None if money is None else money.paid_usd


def test_every_alternative_is_planned_at_its_best_under_its_restriction() -> None:
    changes = two_chips(sites=SITES, workloads__0__incumbent_stacks=["cuda", "rocm"])
    dear = offer("dear", "on_demand", accelerator="tpu", usd_per_hour=0.9, vendor="volt", site="cloud")
    found = report(offers=[OD, dear, OWN, RESERVED], **changes)
    # reserved from the first month on: 4 x 15 x 3; owned: a month of rent at 0.9, then 4 x 60
    by_hand = {
        "plan": 180,
        "all-on-demand": 108 * 3,
        "all-reserved": 180,
        "all-owned": 108 + 240,
        "gpu-only": 180,
        "one-vendor": 180,
        "status-quo": 108 * 3,
    }
    assert {each.id: paid(found, each.id) for each in found.alternatives} == pytest.approx(by_hand, abs=1e-6)
    tried = {each.vendor: each.paid_usd for each in row(found, "one-vendor").tried}
    assert tried == pytest.approx({"acme": 180, "volt": 324}, abs=1e-6)
    assert all(each.checked == "audited" for each in found.alternatives)
    against = row(found, "all-on-demand").against
    assert against is not None
    assert (against.saving_usd, against.saving_share) == pytest.approx((144, 144 / 324), abs=1e-9)
    assert (against.extra_usd, against.payback_month, against.irr_per_year) == (0, 0, None)


def test_early_spend_comes_back_with_a_rate_of_return() -> None:
    """Bought at once for 200 USD in place of 120 USD a month: 120 more each month, 360 in all."""
    found = report(offers=[OD, offer("own", "buy", upfront_usd=50.0)], **TENTH)
    gain = row(found, "all-on-demand").against
    assert gain is not None
    monthly = 1.1 ** (-1 / 12)
    assert gain.saving_usd == pytest.approx(120 * (monthly + monthly**2 + monthly**3) - 200, abs=0.01)
    assert (gain.saving_nominal_usd, gain.extra_usd) == (160.0, 200.0)
    assert (gain.payback_month, gain.payback_discounted_month) == (2, 2)
    assert gain.roi == pytest.approx(0.8, abs=1e-9)
    assert gain.irr_per_year is not None
    i = (1 + gain.irr_per_year) ** (1 / 12)
    assert 120 * (1 / i + 1 / i**2 + 1 / i**3) == pytest.approx(200, abs=1e-6)
    plan = found.plan.money
    assert plan is not None
    assert (plan.capex_usd, plan.opex_usd, plan.peak_cash_usd, plan.peak_cash_month) == (200, 0, 200, 0)


def test_what_an_alternative_cannot_carry_is_priced_apart() -> None:
    found = report(offers=[{**OD, "quota_packs": 3.0}, offer("own", "buy", upfront_usd=50.0)])
    short = row(found, "all-on-demand")
    assert short.money is not None
    assert short.money.paid_usd == pytest.approx(270, abs=1e-6)  # 3 of 4 accelerators for 90 h at 1 USD
    assert short.missed_accelerator_hours == pytest.approx(90, abs=1e-6)
    assert short.shortage_usd == pytest.approx(90 * found.shortage_usd_per_accelerator_hour, abs=0.01)
    assert (short.first_short, short.checked) == ("2027-01", "money")
    assert short.falls_short


def test_what_cannot_be_planned_says_why() -> None:
    groups = [{"id": "half", "offers": ["own"], "min_accelerators": 2.0}]
    own = {**OWN, "lead_months": 0}
    found = report(offers=[OD, own], policy__groups=groups, **TENTH)
    assert "half" in row(found, "all-on-demand").why_not
    assert row(found, "all-reserved").why_not == "no reserved capacity in clouds can be had inside the horizon"
    assert row(found, "all-on-demand").money is None
    assert row(found, "all-on-demand").against is None
    assert row(report(offers=[own]), "all-on-demand").why_not == "nothing is offered on demand"


def test_alternatives_that_take_nothing_away_are_the_plan() -> None:
    found = report(offers=[OD])
    assert row(found, "gpu-only").is_plan
    assert row(found, "one-vendor").is_plan
    assert paid(found, "gpu-only") == paid(found, "plan") == 360
    only_tpu = report(**two_chips(offers=[offer("t", "on_demand", accelerator="tpu", usd_per_hour=1.0)], **_ported()))
    assert row(only_tpu, "gpu-only").why_not == "no GPU is on offer"


def _ported() -> Document:
    return {"workloads__0__incumbent_stacks": ["cuda", "rocm"]}


def test_the_status_quo_ports_nothing() -> None:
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 10.0}]
    cheap = offer("t", "on_demand", accelerator="tpu", usd_per_hour=0.5, vendor="volt")
    found = report(**two_chips(offers=[OD, cheap], stacks=stacks))
    assert paid(found, "plan") == paid(found, "all-on-demand") == pytest.approx(190, abs=1e-6)
    assert paid(found, "status-quo") == paid(found, "gpu-only") == pytest.approx(360, abs=1e-6)


def test_rent_bridges_until_all_work_can_have_its_own() -> None:
    found = report(offers=[OD, OWN, {**OWN, "id": "soon", "lead_months": 0, "max_packs": 1.0, "upfront_usd": 500.0}])
    assert "before" not in row(found, "all-owned").restriction  # something can be delivered at once
    assert row(found, "all-owned").missed_accelerator_hours == pytest.approx(3 * 30, abs=1e-6)
    later = row(report(offers=[OD, OWN]), "all-owned")
    assert "before 2027-02" in later.restriction
    assert (later.missed_accelerator_hours, later.money and later.money.paid_usd) == (0, pytest.approx(120 + 240))


def test_the_users_own_alternatives_are_held_against_the_plan() -> None:
    mine = [
        {"id": "spare", "name": "No bought units", "changes": {"offers": [{"id": "own", "remove": True}]}},
        {"id": "gift", "changes": {"offers": [{"id": "od", "usd_per_hour": 0.1}]}},
    ]
    found = report(offers=[OD, offer("own", "buy", upfront_usd=50.0)], alternatives=mine)
    assert (paid(found, "plan"), paid(found, "spare")) == (200, 360)
    assert paid(found, "gift") == pytest.approx(36, abs=1e-6)  # it does more than restrict, and no law forbids that
    assert row(found, "spare").name == "No bought units"
    assert "does more than restrict" in row(found, "gift").notes[0]
    assert row(found, "spare").notes == ()
    cases = [{"id": "expected", "changes": {"offers": [{"id": "own", "remove": True}]}}]
    gone = report(offers=[OD, OWN], cases=cases, alternatives=mine[:1])
    assert row(gone, "spare").why_not.startswith("in this case it is no scenario: ")


def test_depreciation_sums_to_what_is_bought() -> None:
    """4 x 60 USD in 2027-01, written off over 2 months; the fiscal year starts in February."""
    finance = {"discount_rate": 0.0, "end_value": "none", "fiscal_year_start": 2}
    found = report(offers=[{**OWN, "lead_months": 0}], policy__finance=finance)
    assert found.depreciation == (
        DepreciationYear(fiscal_year=2026, capex_usd=240, straight_line_usd=120, declining_usd=240),
        DepreciationYear(fiscal_year=2027, capex_usd=0, straight_line_usd=120, declining_usd=0),
    )


def test_crossover_of_owned_and_rented_by_hand() -> None:
    """40 USD over 90 h is 0.44 an hour, as much as 0.44 of the hours at 1 USD."""
    found = report(offers=[OD, offer("own", "buy", upfront_usd=40.0)])
    (one,) = found.crossovers
    assert {way.mode: (way.fixed_usd_per_hour, way.running_usd_per_hour) for way in one.ways} == {
        "buy": pytest.approx((4 / 9, 0)),
        "on_demand": pytest.approx((0, 1)),
    }
    (crossing,) = one.crossings
    assert (crossing.firm, crossing.flexible) == ("own", "od")
    assert (crossing.utilization, crossing.usd_per_hour) == pytest.approx((4 / 9, 1))


def test_crossover_with_power_availability_and_running_prices() -> None:
    """A price of 0.2 USD/kWh x PUE 1.5; up 80 % of the time; 1 kW idle, 2 kW busy."""
    gpu = {**GPU, "idle_kw": 1.0, "busy_kw": 2.0}
    hall = {**HALL, "pue": 1.5, "electricity_usd_per_kwh": 0.2}
    own = offer("own", "buy", upfront_usd=36.0, availability=0.8)
    found = report(accelerators=[gpu], sites=[hall], offers=[OD, own])
    ways = {way.mode: way for way in found.crossovers[0].ways}
    assert ways["buy"].fixed_usd_per_hour == pytest.approx(36 / 90 / 0.8 + 0.3 * 1 / 0.8)
    assert ways["buy"].running_usd_per_hour == pytest.approx(0.3)
    assert ways["on_demand"].running_usd_per_hour == pytest.approx(1 + 0.3 * 2)
    assert found.crossovers[0].crossings[0].utilization == pytest.approx((0.5 + 0.375) / 1.3)


def test_ways_that_never_change_places_have_no_crossing() -> None:
    def way(name: str, fixed: float, running: float) -> Way:
        return Way(mode="buy", offer=name, site="hall", fixed_usd_per_hour=fixed, running_usd_per_hour=running)

    assert crossings([way("a", 1.0, 0.0), way("b", 2.0, 0.0)]) == ()
    assert crossings([way("a", 3.0, 0.0), way("b", 0.0, 2.0)]) == ()  # dearer even at full use
    assert [c.utilization for c in crossings([way("a", 2.0, 0.0), way("b", 0.0, 2.0)])] == [1.0]
    three = [way("a", 1.0, 0.0), way("b", 0.5, 1.0), way("c", 0.0, 4.0)]
    assert [(c.firm, c.flexible, c.utilization) for c in crossings(three)] == [
        ("b", "c", pytest.approx(1 / 6)),
        ("a", "c", 0.25),
        ("a", "b", 0.5),
    ]


@pytest.mark.parametrize(
    ("where", "change", "said"),
    [
        (1, {"money": {"nominal_usd": 361.0}}, "dates against the nominal cost"),
        (1, {"money": {"paid_usd": 361.0}}, "dates against the NPV"),
        (1, {"money": {"capex_usd": 1.0}}, "capex and opex"),
        (0, {"bound_usd": 361.0}, "is below the bound of the plan"),
        (1, {"against": {"saving_usd": 361.0}}, "is more than it pays"),
    ],
)
def test_a_broken_law_is_named(where: int, change: dict[str, Any], said: str) -> None:
    found = report(offers=[OD])
    rows = list(found.alternatives)
    for field, value in change.items():
        old = getattr(rows[where], field)
        new = old.model_copy(update=value) if isinstance(value, dict) else value
        rows[where] = rows[where].model_copy(update={field: new})
    broken = list(broken_laws(found.model_copy(update={"alternatives": tuple(rows)})))
    assert broken
    assert any(said in each for each in broken)


def test_depreciation_that_does_not_add_up_is_named() -> None:
    found = report(offers=[{**OWN, "lead_months": 0}])
    years = (found.depreciation[0].model_copy(update={"straight_line_usd": 1.0}),)
    assert any("straight-line" in each for each in broken_laws(found.model_copy(update={"depreciation": years})))


def test_a_case_without_a_plan_and_one_called_off_say_so() -> None:
    assert isinstance(make_roi(scenario(offers=[{**OD, "quota_packs": 1.0}]), "expected", EXACT), Infeasible)
    stopped = make_roi(scenario(offers=[OD]), "expected", EXACT, on_progress=lambda _: True)
    assert isinstance(stopped, NoPlanInTime)


def test_payments_past_the_horizon_are_dated_by_their_worth() -> None:
    """A reserve of 6 months, charged in full: 60 USD at the end of each month."""
    finance = {"discount_rate": 0.1, "end_value": "none", "payment_tail": "charge_in_full"}
    found = report(offers=[{**RESERVED, "site": "hall", "term_months": 6}], policy__finance=finance)
    money = found.plan.money
    assert money is not None
    assert {each.month: each.cost_usd for each in money.flow} == pytest.approx({1: 60, 2: 60, 3: 60, 5: 180}, abs=1e-6)
    factor = 1.1 ** (-1 / 12)
    assert money.paid_usd == pytest.approx(60 * sum(factor**m for m in range(1, 7)), abs=0.01)


def test_alternatives_for_which_no_time_is_left_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.economics.weigh.TOO_SHORT_S", 1e9)
    found = report(offers=[OD, {**OWN, "vendor": "volt"}])
    assert {each.id for each in found.alternatives if each.why_not == LATE} == {
        *("all-on-demand", "all-owned", "one-vendor", "status-quo")
    }
    assert [each.why_not for each in row(found, "one-vendor").tried] == [LATE, LATE]
    assert paid(found, "plan") == pytest.approx(360, abs=1e-6)
