"""What quotes are worth, by hand.

In the base 4 accelerators are busy at all hours of three months, 90 h each: on demand at 1 USD/h that is 360 USD;
nothing is discounted. Three quotes: `lot` reserves at 0.40 USD/h, nine packs at least; `few` rents two packs at
0.50 USD/h; `flat` rents as many as are asked for at 0.70 USD/h.

    none 360; lot 9 x 36 = 324; few 2 x 45 + 2 x 90 = 270; flat 4 x 63 = 252; few and flat, and all, 90 + 2 x 63 = 216
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.bakeoff import Bakeoff, Quote, QuoteWorth
from models.hardware import Vendor
from models.offer import Offer
from models.scenario import Scenario
from solver.answers.outcome import Infeasible, NoPlanInTime
from solver.answers.trials import LATE, Trials
from solver.bakeoff.bought import is_past
from solver.bakeoff.laws import broken_laws
from solver.bakeoff.make import choices_of, make_bakeoff, with_quotes
from solver.search.options import Progress
from tests.program.kit import EXACT, Document, offer, scenario

BASE = scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)])
SIGNED: Document = {"grade": "quote", "source": "Q-1", "date": "2026-10-01", "expires": "2026-12-31"}


def quote(name: str, price: float, mode: str = "on_demand", **fields: Any) -> Quote:
    """A quote with one offer, at a price per accelerator-hour."""
    priced = "usd_per_hour" if mode == "on_demand" else "committed_usd_per_hour"
    made = Offer.model_validate({**offer(f"{name}-offer", mode, **fields), priced: price, "evidence": SIGNED})
    return Quote(id=name, offers=(made,), list_prices={made.id: price})


LOT = quote("lot", 0.4, "reserve", term_months=3, min_packs_per_order=9)
FEW = quote("few", 0.5, quota_packs=2.0)
FLAT = quote("flat", 0.7)
QUOTES = (LOT, FEW, FLAT)


def report_of(*quotes: Quote, base: Scenario = BASE) -> Bakeoff:
    """The report of a scenario that has a plan; no law is broken."""
    found = make_bakeoff(base, "expected", quotes, EXACT, document_hash="abc")
    assert isinstance(found, Bakeoff), found
    assert found.failures == ()
    return found


@pytest.fixture(scope="module")
def report() -> Bakeoff:
    """The report of the three quotes."""
    return report_of(*QUOTES)


def test_quotes_are_worth_what_they_are_by_hand_and_rank_against_list_prices(report: Bakeoff) -> None:
    assert {row.id: (row.rank, row.list_rank, row.first.usd, row.last.usd) for row in report.quotes} == {
        "flat": (1, 3, 108.0, 54.0),
        "few": (2, 2, 90.0, 36.0),
        "lot": (3, 1, 36.0, 0.0),
    }
    assert report.ids == ("flat", "few", "lot")
    assert (report.together.usd, report.interaction_usd) == (144.0, 144.0 - 108 - 90 - 36)
    costs = {each.quotes: each.cost_usd for each in report.choices}
    assert costs == {
        (): 360.0,
        ("lot",): 324.0,
        ("few",): 270.0,
        ("flat",): 252.0,
        ("lot", "few"): 270.0,
        ("lot", "flat"): 252.0,
        ("few", "flat"): 216.0,
        ("lot", "few", "flat"): 216.0,
    }
    assert report.choice("flat", "few").cost_usd == 216.0
    assert {each.served_share for each in report.choices} == {1.0}
    assert (report.scenario_hash, report.as_of, report.months) == ("abc", "2027-01", 3)


def test_what_is_proven_lies_around_the_worth(report: Bakeoff) -> None:
    for worth in (report.together, *(each for row in report.quotes for each in (row.first, row.last))):
        assert worth.at_most_usd is not None
        assert worth.at_least_usd - 0.01 <= worth.usd <= worth.at_most_usd + 0.01
        assert worth.at_most_usd - worth.at_least_usd < 0.05, "searched to a gap of one in a million"
    lot = next(row for row in report.quotes if row.id == "lot")
    assert (lot.first.is_proven, lot.last.is_proven) == (True, False)


def test_what_is_bought_is_told_by_lot(report: Bakeoff) -> None:
    (lot,) = report.choice("lot").bought
    assert (lot.offer, lot.packs, lot.accelerators, lot.first_month, lot.is_rented) == (
        "lot-offer",
        9,
        9,
        "2027-01",
        False,
    )
    bought = {each.quote: (each.packs, each.is_rented) for each in report.choice("lot", "few", "flat").bought}
    assert bought == {"few": (pytest.approx(2), True), "flat": (pytest.approx(2), True)}
    assert report.choice().bought == ()
    assert lot.is_late, "signed for until December"
    lots = {row.id: row.lots[0] for row in report.quotes}
    assert {name: (each.list_rank, each.list_rank_of, each.is_expired) for name, each in lots.items()} == {
        "lot": (1, 3, True),
        "few": (2, 3, True),
        "flat": (3, 3, True),
    }


def test_one_quote_is_worth_the_same_alone_and_on_top(report: Bakeoff) -> None:
    found = report_of(FEW)
    (row,) = found.quotes
    assert (row.first, found.interaction_usd, len(found.choices)) == (row.last, 0.0, 2)
    assert row.first.usd == next(each for each in report.quotes if each.id == "few").first.usd


def test_a_quote_that_nobody_takes_is_worth_nothing() -> None:
    (row,) = report_of(quote("dear", 2.0)).quotes
    assert (row.first.usd, row.first.at_least_usd, row.first.is_proven) == (0.0, 0.0, False)


def test_an_upfront_price_without_a_life_has_no_rank_by_list_price() -> None:
    endless = Quote(id="x", offers=FLAT.offers, list_prices={"flat-offer": None})
    rows = {row.id: row for row in report_of(endless, FEW).quotes}
    assert (rows["x"].list_rank, rows["x"].lots[0].list_rank, rows["few"].list_rank) == (None, None, 1)


def test_every_set_of_quotes_is_planned_once() -> None:
    assert [sorted(some) for some in choices_of(["b", "a"])] == [[], ["b"], ["a"], ["a", "b"]]
    assert len(choices_of(["a", "b", "c", "d"])) == 2 + 4 + 4


def test_a_vendor_of_two_quotes_is_there_once() -> None:
    given = [each.model_copy(update={"vendors": (Vendor(id="rhine"),)}) for each in (FEW, FLAT)]
    found = with_quotes(BASE, given)
    assert [vendor.id for vendor in found.vendors] == ["acme", "volt", "rhine"]
    assert [each.id for each in found.offers] == ["od", "few-offer", "flat-offer"]


def test_a_search_without_a_plan_leaves_what_fewer_quotes_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    planned = Trials.planned

    def late(self: Trials, title: str, given: Scenario) -> Any:
        return LATE if title.endswith(": with few, flat") else planned(self, title, given)

    monkeypatch.setattr(Trials, "planned", late)
    found = report_of(FEW, FLAT)
    every = found.choice("few", "flat")
    assert (every.cost_usd, every.why_not, every.most_usd, every.least_usd) == (None, LATE, 252.0, None)
    assert (found.together.usd, found.together.at_most_usd) == (108.0, None)
    assert {row.id: row.last.usd for row in found.quotes} == {"few": 0.0, "flat": 18.0}


def test_without_a_plan_there_is_nothing_to_hold_quotes_against() -> None:
    assert isinstance(make_bakeoff(scenario(offers=[]), "expected", [FEW], EXACT), Infeasible)
    assert isinstance(make_bakeoff(BASE, "expected", [FEW], EXACT, on_progress=_stop), NoPlanInTime)


def _stop(_: Progress) -> bool:
    return True


Broken = Callable[[Bakeoff], Bakeoff]


def _worse(report: Bakeoff) -> Bakeoff:
    """The plan with all quotes was proven to cost more than one with fewer."""
    *some, every = report.choices
    return report.model_copy(update={"choices": (*some, every.model_copy(update={"bound_usd": 260.0}))})


def _off(report: Bakeoff) -> Bakeoff:
    return report.model_copy(update={"together": QuoteWorth(usd=150.0, at_least_usd=150.0, at_most_usd=150.0)})


def _outside(report: Bakeoff) -> Bakeoff:
    first, *others = report.quotes
    wrong = first.model_copy(update={"first": first.first.model_copy(update={"at_most_usd": 100.0})})
    return report.model_copy(update={"quotes": (wrong, *others)})


def _turned(report: Bakeoff) -> Bakeoff:
    return report.model_copy(update={"quotes": report.quotes[::-1]})


def _stolen(report: Bakeoff) -> Bakeoff:
    none, *others = report.choices
    wrong = none.model_copy(update={"bought": report.choice("few").bought})
    return report.model_copy(update={"choices": (wrong, *others)})


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (_worse, "no plan with lot, few, flat costs less than 260.00 USD, yet one with few, flat costs 216.00 USD"),
        (_off, "all quotes: 150.00 USD is not what the two plans are apart"),
        (_off, "add up to"),
        (_outside, "flat alone: 108.00 USD is outside its own range"),
        (_turned, "flat is worth more than few, which stands before it"),
        (_stolen, "the plan with no quote buys of few"),
    ],
)
def test_figures_that_do_not_agree_are_refused(
    report: Bakeoff, broken: Callable[[Bakeoff], Bakeoff], said: str
) -> None:
    assert not list(broken_laws(report))
    failures = list(broken_laws(broken(report)))
    assert any(said in each for each in failures), failures


@pytest.mark.parametrize(
    ("expires", "day", "is_over"),
    [
        (None, "2027-01-01", False),
        ("2026-12-31", "2027-01", True),
        ("2027-01-15", "2027-01", False),
        ("2027-01-15", "2027-01-15", False),
        ("2027-01-15", "2027-01-16", True),
        ("2026", "2026-12-31", False),
        ("2026", "2027-01", True),
    ],
)
def test_a_quote_is_past_after_its_last_day(expires: str | None, day: str, is_over: bool) -> None:
    assert is_past(expires, day) == is_over
