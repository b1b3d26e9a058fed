"""What must hold between one plan for all cases and the plans of single cases, on small random scenarios.

At a gap of 1e-6: the hedged plan costs no more in expectation than what is first decided for mean demand, or for any
case, lived in all; nobody pays for knowing less than nothing; cases that are alike cost what one costs; their order
does not matter; bands that nest cost no less. The optimum is also that of a second formulation: one program whose
decisions are indexed by node, for cases that differ in demand alone.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from math import inf
from random import Random

import pytest

from models.calendar import month_text
from models.scenario import Case, CaseDemand, Scenario
from models.uncertainty import Review, Uncertainty
from solver.answers.outcome import Failed, Planned
from solver.answers.planning import make_plan
from solver.hedge.make import Hedged, make_hedge
from solver.program.build import build
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.search.matrix import compile_matrix
from tests.generators import dice
from tests.program.kit import EXACT
from tests.properties.test_relations import FAMILIES, GAP, drawn, solve

SCENARIOS = 40
SETS = 4
"""The scenarios are checked in so many tests, to spread them over processes."""
DRAWN = list(FAMILIES)


def with_cases(given: Scenario, rng: Random) -> Scenario:
    """Two or three cases of demand, told apart at a review that may leave two of three alike until a later one."""
    names = ("low", "middle", "high")[: rng.choice((2, 3))]
    scales = rng.sample((0.2, 0.6, 1.0), len(names))
    cases = tuple(
        Case(id=name, probability=1 / len(names), demand=(CaseDemand(scale=scale),))
        for name, scale in zip(names, scales, strict=True)
    )
    rules = Uncertainty(
        reviews=_reviews(given, names, rng),
        risk_aversion=rng.choice((0.0, 0.0, 0.5)),
        cvar_alpha=0.5,
        shortage_usd_per_accelerator_hour=1e7,
        overrun_usd_per_usd=1e4,
    )
    policy = given.policy.model_copy(update={"uncertainty": rules})
    return Scenario.model_validate_json(
        given.model_copy(update={"cases": cases, "policy": policy}).model_dump_json(by_alias=True)
    )


def _reviews(given: Scenario, names: tuple[str, ...], rng: Random) -> tuple[Review, ...]:
    horizon = given.horizon
    months = [month_text(horizon.first + m) for m in range(1, horizon.months)]
    if len(names) == 3 and len(months) > 1 and rng.random() < 0.5:
        first, second = sorted(rng.sample(months, 2))
        return (Review(month=first, groups=(names[:1], names[1:])), Review(month=second))
    return (Review(month=rng.choice(months)),) if months else ()


def of_several_periods(seed: int, family: str) -> Scenario:
    """A draw in which something can be decided before a review, and something after it."""
    draws = (drawn(seed + 1000 * n, family)[0] for n in count())
    return next(given for given in draws if given.horizon.periods > 1)


def slack(found: Hedged) -> float:
    """How far money of a hedge may be off [USD]."""
    return 0.05 + 3 * GAP * max(abs(row.cost_usd) for row in found.hedge.cases)


@cache
def hedges(part: int) -> tuple[tuple[str, Scenario, Hedged], ...]:
    """Scenarios of a part whose cases have a plan for all."""
    found = []
    for seed in range(part, SCENARIOS, SETS):
        family = DRAWN[seed % len(DRAWN)]
        given = with_cases(of_several_periods(seed, family), dice(f"futures {seed}"))
        made = make_hedge(given, EXACT)
        assert not isinstance(made, Failed), (seed, family, made)
        if isinstance(made, Hedged):
            found.append((f"seed {seed}, {family}", given, made))
    return tuple(found)


@pytest.mark.parametrize("part", range(SETS))
def test_knowing_more_never_costs_more(part: int) -> None:
    for name, given, made in hedges(part):
        found, loss = made.hedge, slack(made)
        assert found.gap <= 2 * GAP or found.objective_usd - found.bound_usd <= loss, name
        assert found.evpi_usd >= -loss, name
        assert all(row.alone_usd <= row.cost_usd + loss for row in found.cases), name
        assert all(row.regret_usd is None or row.regret_usd >= 0 for row in found.lived), name
        assert all(row.regret_usd == 0 for row in found.lived if row.plan == row.case), name
        if found.vss_usd is not None:
            assert found.vss_usd >= -loss, name
        if len(given.policy.uncertainty.reviews) <= 1 and not found.risk_aversion:
            for plan in made.plans:
                lived = {row.case: row.cost_usd for row in found.lived if row.plan == plan}
                costs = [inf if (cost := lived[case.id]) is None else cost for case in given.cases]
                mean = sum(case.probability * cost for case, cost in zip(given.cases, costs, strict=True))
                assert found.expected_usd <= mean + loss, (name, plan)


@pytest.mark.parametrize("part", range(SETS))
def test_a_program_indexed_by_nodes_has_the_same_optimum(part: int) -> None:
    checked = 0
    for name, given, made in hedges(part):
        if made.hedge.risk_aversion:
            continue
        written = build(Instance(given, Tree.of(given)))
        solved = solve(compile_matrix(written))
        assert solved.objective is not None, name
        cost = 1000 * solved.objective + written.constant_usd
        assert made.hedge.bound_usd <= cost + slack(made), name
        assert made.hedge.objective_usd == pytest.approx(cost, abs=slack(made)), name
        checked += 1
    assert checked >= 2


@pytest.mark.parametrize("part", range(SETS))
def test_cases_that_are_alike_cost_what_one_costs(part: int) -> None:
    for name, given, _ in hedges(part)[:3]:
        twins = tuple(given.cases[0].model_copy(update={"id": i, "probability": 0.5}) for i in ("one", "two"))
        policy = given.policy.model_copy(update={"uncertainty": Uncertainty(first_review_months=1)})
        made = make_hedge(given.model_copy(update={"cases": twins, "policy": policy}), EXACT)
        alone = make_plan(given, given.cases[0].id, EXACT)
        assert isinstance(made, Hedged), name
        assert isinstance(alone, Planned), name
        assert made.hedge.objective_usd == pytest.approx(alone.plan.objective_usd, abs=slack(made)), name
        assert made.hedge.evpi_usd == pytest.approx(0, abs=slack(made)), name


@pytest.mark.parametrize("part", range(SETS))
def test_the_order_of_the_cases_does_not_matter(part: int) -> None:
    for name, given, made in hedges(part)[:3]:
        turned = make_hedge(given.model_copy(update={"cases": given.cases[::-1]}), EXACT)
        assert isinstance(turned, Hedged), name
        assert turned.hedge.objective_usd == pytest.approx(made.hedge.objective_usd, abs=slack(made)), name


@pytest.mark.parametrize("part", range(SETS))
def test_bands_that_nest_cost_no_less(part: int) -> None:
    for name, given, made in hedges(part)[:4]:
        rules = given.policy.uncertainty.model_copy(update={"nested_bands": True})
        policy = given.policy.model_copy(update={"uncertainty": rules})
        nested = make_hedge(given.model_copy(update={"policy": policy}), EXACT)
        if isinstance(nested, Hedged):  # its audit has checked that they nest
            assert nested.hedge.objective_usd >= made.hedge.objective_usd - slack(made), name
            assert nested.hedge.nesting_usd is not None


def test_hedging_matters() -> None:
    """In a good part of the scenarios knowing is worth something, and averaging costs something."""
    found = [made.hedge for part in range(SETS) for _, _, made in hedges(part)]
    assert len(found) >= SCENARIOS / 2
    assert sum(row.evpi_usd > 1 for row in found) >= 5
    assert sum((row.vss_usd or 0.0) > 1 for row in found) >= 3
