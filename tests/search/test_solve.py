"""How a search ends: within the gap, stopped, infeasible, without a plan; and that it repeats."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import Plan
from models.policy import FixedCost
from models.scenario import Scenario
from solver.answers.outcome import Infeasible, NoPlanInTime, Planned
from solver.answers.planning import make_plan
from solver.search.driver import Highs, Solved
from solver.search.options import Accept, Listener, Progress, SearchOptions
from solver.search.solve import Solution, solve
from tests.generators import plain_larger
from tests.program.kit import EXACT, offer, program, scenario
from tests.search.hard import covering

OWN = offer("own", "buy", upfront_usd=100.0)


def search(given: Scenario, listener: Listener | None = None, **options: Any) -> Solution:
    return solve(program(given), SearchOptions(**{"threads": 1, **options}), listener)


def planned(given: Scenario, **options: Any) -> Plan:
    made = make_plan(given, "expected", SearchOptions(**{"threads": 1, **options}))
    assert isinstance(made, Planned)
    return made.plan


def test_an_infeasible_scenario_is_confirmed_and_has_no_plan() -> None:
    given = scenario(offers=[{**OWN, "max_packs": 3.0}])
    found = search(given)
    assert (found.verdict, found.x, found.objective_usd) == ("infeasible", None, None)
    told: list[str] = []
    made = make_plan(given, "expected", EXACT, on_progress=lambda progress: told.append(progress.stage))
    assert isinstance(made, Infeasible)
    assert told[-1] == "conflicts"


def test_one_wrong_word_of_the_solver_makes_no_scenario_infeasible(monkeypatch: pytest.MonkeyPatch) -> None:
    run, calls = Highs.run, []

    def lie_first(h: Highs) -> Solved:
        calls.append(h)
        return Solved("infeasible", None, None, None) if len(calls) == 1 else run(h)

    monkeypatch.setattr(Highs, "run", lie_first)
    found = search(scenario(offers=[OWN]))
    assert found.verdict == "within_gap"
    assert found.objective_usd == pytest.approx(search(scenario(offers=[OWN])).objective_usd)
    assert len(calls) > 1


def test_a_time_limit_keeps_the_best_plan_so_far() -> None:
    made = make_plan(covering(), "expected", SearchOptions(gap=0.0, threads=1, time_limit_s=0.7))
    assert isinstance(made, Planned)
    plan = made.plan
    assert plan.status == "stopped_at_limit"
    assert plan.audit.passed
    assert plan.bound_usd < plan.objective_usd
    assert plan.gap == pytest.approx((plan.objective_usd - plan.bound_usd) / plan.decidable_usd, abs=1e-6)
    assert "above its bound" in plan.decision


def test_a_time_limit_before_any_plan_is_told_with_the_bound() -> None:
    made = make_plan(covering(is_exact=True), "expected", SearchOptions(threads=1, time_limit_s=0.5))
    assert isinstance(made, NoPlanInTime)
    assert made.bound_usd is not None
    assert made.bound_usd > 0
    assert made.seconds >= 0.5


@pytest.mark.parametrize("strategy", ["steelyard", "plain"])
def test_cancelling_keeps_the_plan(strategy: str) -> None:
    heard: list[Progress] = []

    def cancel(progress: Progress) -> bool:
        heard.append(progress)
        return progress.incumbent_usd is not None

    found = search(covering(), cancel, gap=0.0, strategy=strategy, time_limit_s=30.0)
    assert found.verdict == "stopped"
    assert found.x is not None
    assert found.seconds < 15
    assert heard[-1].incumbent_usd is not None
    assert heard[-1].bound_usd is not None
    assert heard[-1].bound_usd <= heard[-1].incumbent_usd


def test_cancelling_at_once_leaves_no_plan() -> None:
    found = search(covering(is_exact=True), lambda _: True, time_limit_s=30.0)
    assert found.verdict in ("no_plan", "stopped")
    assert found.seconds < 15


STAGES = ("relaxation", "yes/no decisions", "neighbourhood", "branch and cut")


@pytest.mark.parametrize("stage", STAGES)
def test_cancelling_ends_every_stage(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.search.solve.SMALL_COLUMNS", 0)
    heard: list[Progress] = []

    def cancel(progress: Progress) -> bool:
        heard.append(progress)
        return progress.stage == stage

    found = search(covering(), cancel, gap=0.0, time_limit_s=120.0)
    assert heard[-1].stage == stage
    assert found.verdict == ("stopped" if stage == "branch and cut" else "no_plan")
    assert found.seconds - heard[-1].seconds < 3


def test_accepting_a_gap_ends_the_search_within_it() -> None:
    told: list[Progress] = []

    def accept(progress: Progress) -> Accept | None:
        told.append(progress)
        return Accept(0.2) if progress.incumbent_usd is not None else None

    made = make_plan(covering(), "expected", SearchOptions(gap=0.0, threads=1, time_limit_s=30.0), on_progress=accept)
    assert isinstance(made, Planned)
    assert made.plan.status == "optimal_within_gap"
    assert 0 < made.plan.gap <= 0.2
    assert made.plan.provenance.options["gap"] == 0.2
    assert made.plan.provenance.seconds["search"] < 15
    assert told[-1].stage == "audit"
    assert (told[-1].incumbent_usd, told[-1].gap) == pytest.approx((made.plan.objective_usd, made.plan.gap))


def without_clock(plan: Plan) -> Plan:
    own = {"created": None, "seconds": {}}
    return plan.model_copy(update={"provenance": plan.provenance.model_copy(update=own)})


@pytest.mark.parametrize("most_columns", [3000, 0])
@pytest.mark.parametrize("seed", [47, 69])
def test_the_same_options_give_the_same_plan(seed: int, most_columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one step and by stages (programs of more than `most_columns`)."""
    monkeypatch.setattr("solver.search.solve.SMALL_COLUMNS", most_columns)
    first, again = (without_clock(planned(plain_larger(seed), gap=0.003)) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("strategy", ["steelyard", "plain"])
def test_constants_do_not_dilute_the_gap(strategy: str) -> None:
    """A fixed cost of a billion USD a month changes neither what is asked for nor what is found."""
    bare = plain_larger(66)
    staff = (FixedCost(id="staff", usd_per_month=1e9),)
    burdened = bare.model_copy(update={"policy": bare.policy.model_copy(update={"fixed_costs": staff})})
    found, same = (search(given, gap=0.05, strategy=strategy) for given in (bare, burdened))
    assert (found.objective_usd, found.bound_usd) == (same.objective_usd, same.bound_usd)
    plan = planned(burdened, gap=0.05, strategy=strategy)
    assert plan.costs.constant_usd > 1e9
    assert plan.decidable_usd == pytest.approx(found.objective_usd, abs=1.0)
    assert plan.gap == pytest.approx((plan.objective_usd - plan.bound_usd) / plan.decidable_usd, abs=1e-6)


def test_the_asked_gap_is_met_or_beaten() -> None:
    best = search(plain_larger(66), gap=1e-6).objective_usd or 0.0
    for gap in (0.2, 0.05, 0.01, 0.001):
        found = search(plain_larger(66), gap=gap)
        assert found.verdict == "within_gap"
        assert best - 0.01 <= (found.objective_usd or 0.0) <= best * (1 + gap / (1 - gap)) + 0.01
        assert (found.bound_usd or 0.0) <= best + 0.01


def test_an_absolute_gap_stops_too() -> None:
    found = search(covering(), gap=0.0, absolute_gap_usd=2500.0, time_limit_s=60.0)
    assert found.verdict == "within_gap"
    assert (found.objective_usd or 0.0) - (found.bound_usd or 0.0) <= 2500.0 + 0.01
    assert found.seconds < 30
