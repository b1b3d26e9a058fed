"""Reasons for plans, with every figure computed by hand.

In the base 4 accelerators are busy at all hours, a month has 30 h, the horizon three months: on demand at 1 USD/h that
is 30 USD per accelerator and month, 360 USD in all. 10 requests/h keep one accelerator busy.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from models.reasons import BreakEven, Reasons, ShadowPrice, Term, TermWorth
from models.scenario import Scenario
from solver.answers.outcome import Infeasible, NoPlanInTime
from solver.reasons import base as base_module
from solver.reasons.make import make_reasons
from solver.reasons.terms import better, priced
from solver.search.options import SearchOptions
from tests.program.kit import EXACT, GPU, cost, offer, scenario, two_chips

OD = offer("od", "on_demand", usd_per_hour=1.0)
DEAR = offer("dear", "on_demand", usd_per_hour=2.0, vendor="volt")
OWN = offer("own", "buy", upfront_usd=120.0)
NEVER = offer("never", "on_demand", accelerator="tpu", usd_per_hour=0.1)


def why(given: Scenario, options: SearchOptions = EXACT, **asked: Any) -> Reasons:
    """The reasons for the plan of a scenario that has one."""
    found = make_reasons(given, "expected", options, **asked)
    assert isinstance(found, Reasons), found
    return found


def prices(reasons: Reasons, limit: str) -> list[ShadowPrice]:
    """Shadow prices of a limit by time."""
    return sorted((row for row in reasons.shadow_prices if row.limit == limit), key=lambda row: row.period or "")


def break_even(reasons: Reasons, name: str) -> BreakEven:
    """What is said of a rejected offer."""
    return next(row for row in reasons.break_even if row.offer == name)


def worth(reasons: Reasons, name: str, term: Term) -> TermWorth:
    """What a term of an offer is worth."""
    return next(row for row in reasons.worth if (row.offer, row.term) == (name, term))


def test_a_quota_is_worth_what_the_next_offer_costs_more() -> None:
    reasons = why(scenario(offers=[{**OD, "quota_packs": 3.0}, DEAR]), alternatives=0)
    quotas = prices(reasons, "quota of od")
    assert [row.period for row in quotas] == ["2027-01", "2027-02", "2027-03"]
    for row in quotas:  # one pack more in both blocks of a month: 1 USD less for 30 h, until all 4 have one
        assert row.usd_per_unit == pytest.approx(-30)
        assert (row.allowed, row.unit) == (3.0, "packs")
        assert (row.valid_from, row.valid_to) == (pytest.approx(0.0, abs=1e-6), pytest.approx(4.0))
        assert row.reading == f"1 pack more of quota of od in {row.period} saves 30.00 USD, up to 4 packs."
    for row in prices(reasons, "demand of job in eu"):  # a tenth of an accelerator at 2 USD/h for 30 h
        assert row.usd_per_unit == pytest.approx(6)
        assert (row.valid_from, row.valid_to) == (pytest.approx(30.0), None)
        assert row.reading == f"1 request/h more of demand of job in eu in {row.period} costs 6.00 USD."


def test_at_a_kink_more_and_less_have_prices_of_their_own() -> None:
    reasons = why(scenario(offers=[{**OD, "quota_packs": 4.0}, DEAR]), alternatives=0)
    below, above = prices(reasons, "demand of job in eu")[:2]
    assert sorted((below.usd_per_unit, above.usd_per_unit)) == [pytest.approx(3), pytest.approx(6)]
    ends = {round(row.usd_per_unit): (row.valid_from, row.valid_to) for row in (below, above)}
    assert ends[3] == (pytest.approx(0.0, abs=1e-4), pytest.approx(40.0))
    assert ends[6] == (pytest.approx(40.0), None)
    quota = prices(reasons, "quota of od")[0]  # more of it saves nothing, less costs
    assert quota.usd_per_unit == pytest.approx(-30)
    assert quota.reading == "1 pack less of quota of od in 2027-01 costs 30.00 USD, down to 0 packs."


def test_a_share_is_priced_by_the_point_at_the_margin() -> None:
    """a accelerators of acme at 1 USD/h, 4 - a of volt at 2: a = 8 s / (1 + s) under a share s of spend; the cost is
    90 (8 - a), its derivative -720 / (1 + s)^2: -320 USD at s = 0.5, -3.2 USD by the point."""
    share = {"id": "half", "vendor": "acme", "measure": "spend", "max_share": 0.5}
    reasons = why(scenario(offers=[OD, DEAR], policy__vendor_shares=[share]), alternatives=0)
    (row,) = prices(reasons, "share of acme in spend (as payee)")
    assert row.usd_per_unit == pytest.approx(-3.2)
    assert (row.allowed, row.unit, row.is_marginal) == (50.0, "% points", True)
    assert row.reading == ("1 % point more of share of acme in spend (as payee) saves 3.20 USD, at the margin.")
    step = 1e-4
    dearer = cost(scenario(offers=[OD, DEAR], policy__vendor_shares=[{**share, "max_share": 0.5 + step}]))
    assert (dearer - reasons.cost_usd) / (100 * step) == pytest.approx(-3.2, rel=1e-3)


@pytest.mark.parametrize(("name", "factor"), [("own", 90 / 120), ("dear", 1 / 2)])
def test_a_rejected_offer_enters_at_the_price_of_what_is_used(name: str, factor: float) -> None:
    given = scenario(offers=[OD, OWN, DEAR])
    row = break_even(why(given, alternatives=0), name)
    assert row.method == "re_solved"
    assert row.factor == pytest.approx(factor, rel=1e-5)
    assert row.enters_below is not None
    assert row.stays_out_above is not None
    assert row.enters_below < factor < row.stays_out_above
    assert cost(priced(given, name, row.enters_below)) < 360 - 1e-3
    assert cost(priced(given, name, row.stays_out_above)) == pytest.approx(360, rel=1e-6)
    assert row.dominated_by == ("od" if name == "dear" else None)


def test_what_is_left_at_the_end_falls_with_the_price() -> None:
    """Half of 240 USD is left at the end: 480 USD for four; at 75 % of the price it is 360, as on demand."""
    own = {**OWN, "upfront_usd": 240.0, "life_months": 6}
    row = break_even(why(scenario(offers=[OD, own], policy__finance__end_value="straight_line"), alternatives=0), "own")
    assert (row.method, row.factor) == ("re_solved", pytest.approx(0.75, rel=1e-5))


def test_the_bound_of_a_large_program_is_the_relaxation_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.reasons.break_even.SMALL_COLUMNS", 0)
    row = break_even(why(scenario(offers=[OD, OWN]), alternatives=0), "own")
    assert row.method == "one_sided"
    assert row.factor == row.stays_out_above == pytest.approx(0.75, rel=1e-4)
    assert (row.enters_below, row.at_most_usd) == (None, 0.0)
    assert row.reason == (
        "own: above 75 % of its price no plan with it saves more than 0 USD (a bound, from the relaxation)."
    )


def test_what_no_price_brings_in_says_what_is_in_its_way() -> None:
    long = offer("long", "reserve", term_months=36, monthly_usd=1.0)
    given = scenario(
        **two_chips(offers=[OD, long, NEVER], benchmarks=scenario_benchmarks()), policy__max_term_months=12
    )
    reasons = why(given, alternatives=0)
    row = break_even(reasons, "long")
    assert (row.method, row.factor, row.stays_out_above) == ("none", None, 0.01)
    assert row.blocked_by == ("longest term of 12 months",)
    assert row.reason == (
        "long: even at 1% of its price it would not be used; used up by the plan: longest term of 12 months."
    )
    never = break_even(reasons, "never")
    assert never.method == "none"
    assert "no work that it can serve" in never.reason


def scenario_benchmarks() -> list[dict[str, Any]]:
    """Of the first accelerator alone."""
    return [
        {"id": "b", "profile": "work", "accelerator": "gpu", "unit": "requests/h", "points": [{"throughput": 10.0}]}
    ]


def test_the_runner_up_is_the_best_plan_without_the_main_choice() -> None:
    chips = two_chips(
        offers=[OD, offer("other", "on_demand", accelerator="tpu", usd_per_hour=1.5)],
        workloads__0__incumbent_stacks=["cuda", "rocm"],
    )
    (row,) = why(scenario(**chips), alternatives=0).runners_up
    assert (row.without, row.instead, row.found) == ("gpu", "tpu at hall", "within_gap")
    assert row.extra_usd == pytest.approx(180, abs=0.02)  # 4 x 0.5 USD/h x 90 h
    assert row.extra_percent == pytest.approx(50, abs=0.01)
    assert row.at_least_usd == pytest.approx(180, abs=0.02)


def test_where_nothing_else_can_serve_there_is_no_runner_up() -> None:
    (row,) = why(scenario(offers=[OD]), alternatives=0).runners_up
    assert (row.found, row.extra_usd, row.without) == ("impossible", None, "gpu at hall")


def test_an_alternative_pays_for_something_else_within_its_cost() -> None:
    """Reserved for 31 USD a month instead of 30 on demand: all of it costs 372 USD, 3.3 % more."""
    given = scenario(offers=[OD, offer("res", "reserve", term_months=3, monthly_usd=31.0)])
    (row,) = why(given, within_percent=4.0, alternatives=1).alternatives
    assert row.found == "within_gap"
    assert (row.extra_usd, row.overlap_percent) == (pytest.approx(12, abs=0.02), pytest.approx(0, abs=1e-6))
    assert [(part.mode, part.percent) for part in row.mix] == [("reserve", pytest.approx(100))]
    (near,) = why(given, within_percent=1.0, alternatives=1).alternatives  # 3.6 USD more: 3 of 4 packs stay on demand
    assert near.overlap_percent == pytest.approx(100 * 270 / 363, abs=0.01)
    (same,) = why(given, within_percent=0.0, alternatives=1).alternatives
    assert (same.found, same.cost_usd) == ("impossible", None)


def test_an_earlier_delivery_is_worth_the_rent_it_spares() -> None:
    """Bought for 30 USD and delivered after a month: that month is rented for 120 USD."""
    own = offer("own", "buy", upfront_usd=30.0, lead_months=1)
    row = worth(why(scenario(offers=[OD, own]), alternatives=0), "own", "lead_time")
    assert row.what == "delivery in 0 instead of 1 months"
    assert (row.worth_usd, row.at_most_usd) == (pytest.approx(120, abs=0.01), pytest.approx(120, abs=0.01))


def test_an_early_exit_is_worth_what_it_spares() -> None:
    """Two of four packs are reserved for two months at 20 USD, the others rented for 60 USD; with the exit all four are
    reserved, and two are left after a month: 120 instead of 140 USD."""
    falling = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 20.0, "2027-03": 0.0}}]
    offers = [OD, offer("res", "reserve", term_months=2, monthly_usd=20.0)]
    row = worth(why(scenario(offers=offers, workloads__0__demand=falling), alternatives=0), "res", "early_exit")
    assert row.what == "may be left after 1 of 2 months for nothing"
    assert row.worth_usd == pytest.approx(20, abs=0.01)


def test_the_right_to_rent_is_worth_what_the_next_way_costs_more() -> None:
    """On demand from elsewhere is 1 USD/h dearer: for 4 accelerators and 90 h, 360 USD."""
    reasons = why(scenario(offers=[OD, DEAR]), alternatives=0)
    row = worth(reasons, "od", "burst_option")
    assert (row.is_held, row.found) == (True, "within_gap")
    assert (row.worth_usd, row.at_most_usd) == (pytest.approx(360, abs=0.01), pytest.approx(360, abs=0.01))
    assert "Of better terms" not in reasons.paragraph  # it is none: the plan has it


def test_a_search_that_was_stopped_says_what_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """A poor plan without the right for 900 USD, when it is known that none costs less than 400: 360 with it."""
    found = base_module.Without("stopped", None, 900.0, 400.0)
    monkeypatch.setattr(base_module.Base, "without", lambda *_: found)
    row = worth(why(scenario(offers=[OD, DEAR]), alternatives=0), "od", "burst_option")
    assert (row.found, row.worth_usd, row.at_most_usd) == ("stopped", pytest.approx(40), pytest.approx(540))


def test_rent_without_a_quota_is_worth_what_it_keeps_from_the_dearer_way() -> None:
    """One of four accelerators is rented for 2 USD/h instead of 1, for 90 h; without it not all is served."""
    reasons = why(scenario(offers=[{**OD, "quota_packs": 3.0}, DEAR]), alternatives=0)
    row = worth(reasons, "od", "burst_quota")
    assert (row.what, row.worth_usd) == ("rent without the quota of 3 packs", pytest.approx(90, abs=0.01))
    none = worth(reasons, "dear", "burst_option")
    assert (none.found, none.worth_usd, none.at_most_usd) == ("impossible", None, None)


def test_a_cap_on_prices_is_worth_the_rise_that_it_stops() -> None:
    """Twice the price from February on: 2 x 120 USD more; a cap leaves what falls."""
    given = scenario(offers=[{**OD, "price_path": {"2027-02": 2.0, "2027-03": 0.5}}])
    row = worth(why(given, alternatives=0), "od", "price_cap")
    assert (row.what, row.worth_usd) == ("a price never above that of 2027-01", pytest.approx(120, abs=0.01))
    assert better(scenario(offers=[{**OD, "price_path": {"2027-02": 0.5}}]), "od", "price_cap") is None


def test_a_cap_on_a_renewal_is_worth_what_that_costs_more_than_the_contract() -> None:
    """Reserved for January at 40 USD, renewed for two months at 55, which is less than 60 on demand: 4 x 2 x 15 USD."""
    renewal = {"term_months": 2, "monthly_usd": 55.0}
    res = offer("res", "reserve", term_months=1, monthly_usd=40.0, order_until="2027-02", renewal=renewal)
    row = worth(why(scenario(offers=[{**OD, "usd_per_hour": 2.0}, res]), alternatives=0), "res", "price_cap")
    assert (row.what, row.worth_usd) == ("a renewal never dearer than the contract", pytest.approx(120, abs=0.01))


def test_the_next_generation_at_the_same_price_is_worth_the_packs_it_spares() -> None:
    """Twice as fast from February on: two packs instead of four in two months, at 20 USD."""
    chips = [GPU, {**GPU, "id": "next", "available_from": "2027-02"}]
    fast = {
        "id": "fast",
        "profile": "work",
        "accelerator": "next",
        "unit": "requests/h",
        "points": [{"throughput": 20.0}],
    }
    res = offer("res", "reserve", term_months=1, monthly_usd=20.0)
    changes = {"accelerators": chips, "benchmarks": [*scenario_benchmarks(), fast]}
    row = worth(why(scenario(offers=[res], **changes), alternatives=0), "res", "substitution")
    assert (row.what, row.worth_usd) == ("next at the same price from 2027-02", pytest.approx(80, abs=0.01))
    scarce = scenario(offers=[{**res, "max_packs": 99.0}], **changes)
    assert better(scarce, "res", "substitution") is None


def test_terms_that_are_as_good_as_can_be_are_not_made_better() -> None:
    assert better(scenario(offers=[OD, OWN]), "own", "lead_time") is None
    assert better(scenario(offers=[OD, OWN]), "own", "early_exit") is None
    assert better(scenario(offers=[OD]), "od", "lead_time") is None


def test_a_price_takes_all_that_is_paid_for_a_pack_along() -> None:
    lease = offer(
        "l",
        "lease",
        term_months=12,
        monthly_usd=10.0,
        software_usd_per_year=5.0,
        exits=[{"after_months": 6, "fee_usd": 8.0}],
        buyout={"usd": 6.0, "monthly_usd": 2.0},
        renewal={"term_months": 12, "monthly_usd": 4.0},
    )
    (half,) = priced(scenario(offers=[lease]), "l", 0.5).offers
    assert (half.monthly_usd, half.exits[0].fee_usd) == (5.0, 4.0)
    assert half.buyout is not None
    assert half.renewal is not None
    assert (half.buyout.usd, half.buyout.monthly_usd, half.renewal.monthly_usd) == (3.0, 1.0, 2.0)
    assert half.software_usd_per_year == 5.0


def test_the_paragraph_quotes_only_figures_of_the_answer() -> None:
    own = offer("own", "buy", upfront_usd=60.0, lead_months=1)
    chips = two_chips(
        offers=[{**OD, "quota_packs": 3.0}, DEAR, own, offer("t", "on_demand", accelerator="tpu", usd_per_hour=2.3)],
        workloads__0__incumbent_stacks=["cuda", "rocm"],
    )
    reasons = why(scenario(**chips), within_percent=10.0)
    text = reasons.paragraph
    for said in (
        "The plan costs",
        "Of what it pays",
        "Its dearest limit",
        "would be used below",
        "without it",
        "worth",
    ):
        assert said in text
    texts = {row.reading for row in reasons.shadow_prices} | {row.what for row in reasons.worth}
    for each in sorted(texts, key=len, reverse=True):
        text = text.replace(each, "")
    known = set(figures(reasons.model_dump(exclude={"paragraph"})))
    quoted = re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    assert quoted
    assert not [number for number in quoted if number not in known]


def figures(value: Any) -> list[str]:
    """All numbers of an answer as they may be quoted: whole, or with one decimal, shares also in percent."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [figure for each in value for figure in figures(each)]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return []
    return [f"{round(abs(value)):,}", f"{abs(value):,.1f}", f"{100 * abs(value):,.1f}"]


def test_plans_that_the_audit_refuses_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_module, "passes", lambda *_: False)
    given = scenario(offers=[OD, offer("res", "reserve", term_months=3, monthly_usd=31.0), DEAR])
    reasons = why(given, within_percent=4.0, alternatives=1)
    assert [row.found for row in reasons.alternatives] == ["refused"]
    assert reasons.alternatives[0].cost_usd is None


def test_where_time_is_up_it_is_said() -> None:
    reasons = why(scenario(offers=[OD, OWN]), replace(EXACT, time_limit_s=0.0001), alternatives=0)
    assert break_even(reasons, "own").reason == "own: no price is known: time was up."
    assert reasons.not_priced[0] == "demand of job in eu: time was up"


def test_without_a_plan_there_are_no_reasons() -> None:
    found = make_reasons(scenario(offers=[{**OD, "quota_packs": 1.0}]), "expected", EXACT)
    assert isinstance(found, Infeasible)


def test_called_off_it_ends_without_reasons() -> None:
    found = make_reasons(scenario(offers=[OD, OWN]), "expected", EXACT, on_progress=lambda _: True)
    assert isinstance(found, NoPlanInTime)
