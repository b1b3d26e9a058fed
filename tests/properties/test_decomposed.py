"""Thirty cases, taken apart by mpi-sppy: valid bounds, and within 0.5 % of the program of all cases."""

from __future__ import annotations

import pytest

from data.load import load_scenario
from models.scenario import Case, CaseDemand, Scenario
from solver.hedge.cases import Cases, Run
from solver.hedge.decomposed import NotDecomposableError, decomposed
from solver.hedge.make import Hedged, make_hedge
from solver.hedge.search import Found, hedged
from solver.search.options import SearchOptions
from tests.generators import dice
from tests.reference.test_two_futures import FUTURES

CASES = 30
CLOSE = 0.005
PROVEN = 0.01
"""Gap that the dual proves: prices on whole packs leave a part of it open whatever they are."""
OPTIONS = SearchOptions(gap=CLOSE, threads=1)


def many(count: int = CASES, policy: dict[str, object] | None = None) -> Scenario:
    """The two futures as many, whose further demand is lognormal."""
    rng, given = dice("many futures"), load_scenario(FUTURES).scenario
    cases = tuple(
        Case(
            id=f"case-{n}",
            probability=1 / count,
            demand=(CaseDemand(workload="more", scale=round(rng.lognormvariate(0, 0.6), 3)),),
        )
        for n in range(count)
    )
    rules = given.policy.uncertainty.model_copy(update=policy or {})
    changes = {"cases": cases, "policy": given.policy.model_copy(update={"uncertainty": rules})}
    return Scenario.model_validate_json(given.model_copy(update=changes).model_dump_json(by_alias=True))


def test_thirty_cases_are_within_half_a_percent_of_the_program_of_all() -> None:
    cases = Cases.of(many(), Run(OPTIONS, "", (), None))
    apart, together = decomposed(cases), hedged(cases, list, nest=False)
    assert apart is not None
    assert isinstance(together, Found)
    assert apart.bound_usd <= together.objective_usd + 1e-6
    assert apart.objective_usd >= together.bound_usd - 1e-6
    assert apart.objective_usd <= together.objective_usd * (1 + CLOSE)
    assert apart.objective_usd - apart.bound_usd <= PROVEN * apart.objective_usd


def test_a_decomposed_hedge_is_written_and_audited() -> None:
    made = make_hedge(many(6), OPTIONS, decompose=True)
    assert isinstance(made, Hedged), made
    assert len(made.plans) == 6
    assert made.hedge.gap <= PROVEN
    assert made.hedge.evpi_usd > 0
    assert made.hedge.lived == ()


@pytest.mark.parametrize("policy", [{"risk_aversion": 0.5}, {"nested_bands": True}, {"objective": "minimax_regret"}])
def test_what_ties_cases_together_cannot_be_taken_apart(policy: dict[str, object]) -> None:
    cases = Cases.of(many(2, policy), Run(OPTIONS, "", (), None))
    with pytest.raises(NotDecomposableError, match="tie cases together"):
        decomposed(cases)
