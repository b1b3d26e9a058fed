"""What a plan says of lanes kept apart: between what amounts the price lies, or why none is stated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.answers.separation import PRICE_SHARE, price_of_separation, time_for_plan
from solver.search.options import Progress, SearchOptions
from tests.answers.kit import planned
from tests.program.kit import EXACT, scenario
from tests.program.test_lanes import OWN, TOGETHER, packs_of, two, work

APART = packs_of(5)


def test_no_more_is_claimed_than_both_searches_prove() -> None:
    """Apart 1000, together 500. With a bound of 900 the price is 400 to 500; a bound below 500 proves nothing."""
    plan = planned(APART)
    for bound, least in ((1000.0, 500.0), (900.0, 400.0), (450.0, 0.0)):
        loose = plan.model_copy(update={"bound_usd": bound})
        said = price_of_separation(APART, "expected", loose, EXACT, 0.0, None)
        assert said is not None
        assert (said.least_usd, said.most_usd) == pytest.approx((least, 500.0), abs=0.01)


def test_a_plan_that_is_cheaper_than_the_second_search_stands_in_for_it() -> None:
    plan = planned(APART).model_copy(update={"objective_usd": 480.0, "bound_usd": 470.0})
    said = price_of_separation(APART, "expected", plan, EXACT, 0.0, None)
    assert said is not None
    assert (said.shared_least_usd, said.shared_most_usd, said.least_usd, said.most_usd) == (480.0, 480.0, 0.0, 0.0)


def test_a_price_is_left_out_with_its_reason() -> None:
    made = make_plan(APART, "expected", replace(EXACT, price_lanes=False))
    assert isinstance(made, Planned)
    assert made.plan.separation is not None
    assert (made.plan.separation.why, made.plan.separation.least_usd) == ("it was not asked for", None)
    late = price_of_separation(APART, "expected", made.plan, replace(EXACT, time_limit_s=10.0), 9.9, None)
    assert late is not None
    assert late.why.startswith("no time was left")
    assert late.most_usd is None


@pytest.mark.parametrize(
    ("given", "options", "seconds"),
    [
        (APART, SearchOptions(time_limit_s=100.0), 100 * (1 - PRICE_SHARE)),
        (APART, SearchOptions(time_limit_s=100.0, price_lanes=False), 100.0),
        (APART, SearchOptions(time_limit_s=None), None),
        (packs_of(5, **TOGETHER), SearchOptions(time_limit_s=100.0), 100.0),
    ],
)
def test_time_is_kept_for_the_second_search(given: Scenario, options: SearchOptions, seconds: float | None) -> None:
    assert time_for_plan(given, options).time_limit_s == seconds


def test_the_listener_hears_of_the_plan_while_its_price_is_searched() -> None:
    heard: list[Progress] = []
    make_plan(APART, "expected", EXACT, on_progress=lambda news: heard.append(news) or False)
    of_price = [news for news in heard if news.stage == "price of separate lanes"]
    assert of_price
    assert {news.incumbent_usd for news in of_price} == {1000.0}


def test_lanes_that_separate_nothing_are_reported() -> None:
    lone = [work("job", "research"), work("trial", "research")]
    said = planned(scenario(workloads=lone, offers=[OWN])).unused_inputs
    assert [line.split(":")[0] for line in said if "second lane" in line] == [
        "workloads.job.lane",
        "workloads.trial.lane",
    ]
    said = planned(packs_of(5, **TOGETHER)).unused_inputs
    assert any(line.startswith("policy.lane_groups.all: ") for line in said)
    assert not any("second lane" in line for line in planned(APART).unused_inputs)


def test_lanes_are_blamed_where_nothing_else_stands_in_the_way() -> None:
    """One pack of 5 carries the work of both lanes, but each needs one of its own."""
    for most, words in ((1.0, ["lanes production, research are kept apart", "packs of own"]), (0.0, ["packs of own"])):
        offers = [{**OWN, "pack": 5, "max_packs": most}]
        made = make_plan(two(level=25.0, offers=offers), "expected", EXACT)
        assert isinstance(made, Infeasible)
        assert len(made.conflicts) == len(words)
        assert all(said.startswith(word) for said, word in zip(made.conflicts, words, strict=True))
