"""Carbon as the audit reads it: energy of all that is there and works, by site, period and fiscal year."""

import pytest

from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import DecisionSet, Ordered, Rented, audit_plan
from tests.program.kit import CLOUD, EXACT
from tests.program.test_carbon import AWAY, COAL, HERE, HYDRO, OLD, POWER, capped
from tests.proof.audit_kit import auditor, broken_by, offer, serve_all

JAN, FEB, MAR = "2027-01", "2027-02", "2027-03"
OFFERS = [offer("own", "buy"), HERE, AWAY]


def judge(*limits, **changes):
    """Idle, an accelerator in the hall causes 15 kg a month, busy 60; in the cloud a tenth of it, less PUE."""
    return auditor(policy__carbon=list(limits), **{"sites": [COAL, HYDRO], "offers": OFFERS, **POWER, **changes})


@pytest.mark.parametrize(("kg", "fits"), [(720.0, True), (719.9, False)])
def test_work_causes_carbon_over_the_horizon(kg, fits):
    """4 x 3 months x 60 kg."""
    found = judge({"id": "cap", "max_kg": kg})
    broken = broken_by(found, orders=[Ordered("own", JAN, 4.0)], dispatch=serve_all(found))
    assert broken == (set() if fits else {"carbon_fits_limit"})


@pytest.mark.parametrize(("kg", "fits"), [(260.0, True), (259.9, False)])
def test_what_stands_idle_is_counted_with_rent_and_todays_fleet(kg, fits):
    """4 of 5 busy, 4 owned and 1 of the fleet: 240 + 15 kg; one more rented by night for 20 h: 10 kg."""
    found = judge({"id": "january", "per": "period", "max_kg": kg + 5.0, "until": FEB}, holdings=[OLD])
    rent = [Rented("here", JAN, "night", 1.0)]
    broken = broken_by(found, orders=[Ordered("own", JAN, 4.0)], rent=rent, dispatch=serve_all(found))
    assert ("carbon_fits_limit" in broken) is not fits


def test_a_limit_counts_the_sites_it_names():
    """Work in the cloud causes 6 kg a month each."""
    rent = [Rented("away", month, block, 4.0) for month in (JAN, FEB, MAR) for block in ("day", "night")]
    for sites, kg, fits in (
        (["cloud"], 72.0, True),
        (["cloud"], 71.9, False),
        (["hall"], 0.0, True),
        ([], 71.9, False),
    ):
        found = judge({"id": "cap", "max_kg": kg, "sites": sites})
        broken = broken_by(found, rent=rent, dispatch=serve_all(found, ("gpu", "cloud")))
        assert broken == (set() if fits else {"carbon_fits_limit"})


def test_a_site_without_a_figure_counts_as_zero():
    found = judge({"id": "cap", "max_kg": 0.0}, sites=[{**COAL, "carbon_kg_per_kwh": 0.0}, CLOUD])
    assert broken_by(found, orders=[Ordered("own", JAN, 4.0)], dispatch=serve_all(found)) == set()


def test_a_fiscal_year_counts_the_months_of_a_period_that_lie_in_it():
    """A quarter from February on, years from April on: a third of its 15 kg of an idle unit belongs to 2027."""
    quarter = {"start": FEB, "periods": 1, "months_per_period": 3, "blocks": [{"id": "all", "hours": 30.0}]}
    finance = {"fiscal_year_start": 4, "end_value": "none"}
    for most, years in ((10.0, set()), (9.9, {"2026"}), (4.9, {"2026", "2027"})):
        limit = {"id": "cap", "per": "fiscal_year", "max_kg": most}
        found = judge(limit, horizon=quarter, policy__finance=finance)
        told = found.assess(DecisionSet(orders=(Ordered("own", FEB, 1.0),))).failures
        assert {text.split("fiscal year ")[1][:4] for text in told if "carbon_fits_limit" in text} == years


def planned():
    """450 kg over the horizon, at most 200 of them in a month and 400 of them in the hall."""
    given = capped(
        {"id": "all", "max_kg": 450.0},
        {"id": "monthly", "per": "period", "max_kg": 200.0},
        {"id": "yearly", "per": "fiscal_year", "max_kg": 400.0, "sites": ["hall"]},
    )
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    return given, made.plan


def test_a_plan_states_each_limit_where_it_is_tightest():
    _, plan = planned()
    uses = {use.limit: (use.kind, round(use.used, 6), use.allowed, use.unit) for use in plan.limits}
    assert uses["carbon yearly at hall in fiscal year 2027"] == ("carbon", 400.0, 400.0, "kg CO2e")
    assert {name for name in uses if name.startswith("carbon")} == {
        "carbon all over the horizon",
        "carbon monthly per period",
        "carbon yearly at hall in fiscal year 2027",
    }
    spans = [(row.limit, row.period, row.fiscal_year) for row in plan.carbon]
    assert spans == [("all", None, None), *(("monthly", t, None) for t in (JAN, FEB, MAR)), ("yearly", None, 2027)]
    by_site = sum(row.carbon_kg for row in plan.sites)
    assert plan.carbon[0].carbon_kg == pytest.approx(by_site)
    assert sum(row.carbon_kg for row in plan.carbon[1:4]) == pytest.approx(by_site)


def _first(**fields):
    return lambda plan: {"carbon": (plan.carbon[0].model_copy(update=fields), *plan.carbon[1:])}


@pytest.mark.parametrize(
    "change",
    [
        _first(carbon_kg=440.0),
        _first(max_kg=460.0),
        _first(used_share=None),
        _first(per="period"),
        _first(limit="other"),
        _first(fiscal_year=2027),
        lambda plan: {"carbon": plan.carbon[1:]},
        lambda plan: {"carbon": (*plan.carbon, plan.carbon[0])},
        lambda plan: {"limits": tuple(use.model_copy(update={"used": use.used / 2}) for use in plan.limits)},
        lambda plan: {"sites": tuple(row.model_copy(update={"carbon_kg": 1.0}) for row in plan.sites)},
    ],
)
def test_wrong_figures_of_carbon_fail(change):
    given, plan = planned()
    assert audit_plan(given, "expected", plan).passed
    assert not audit_plan(given, "expected", plan.model_copy(update=change(plan))).passed
