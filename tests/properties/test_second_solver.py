"""200 larger scenarios: HiGHS and SCIP agree on the optimum, every plan passes the audit, and both searches agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, islice

import pytest

from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.program.build import Program
from solver.search.matrix import compile_matrix
from solver.search.options import SearchOptions
from solver.search.solve import solve
from tests.generators import larger
from tests.program.kit import EXACT, offer, program, scenario
from tests.properties.second_solver import Opinion, by_scip, seconds_for_scip
from tests.properties.seeds import known

SCENARIOS = 200
SETS = 8
"""The scenarios are checked in so many tests, to spread them over processes."""


def agreed(seeds: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Scenarios that SCIP settles; both solvers say the same of each, `plan` or `infeasible`."""
    for seed in seeds:
        answer = agree(seed)
        if answer:
            yield seed, answer


def agree(seed: int) -> str | None:
    """Asserts that both solvers say the same of a scenario: `plan` or `infeasible`; None where SCIP comes to no end."""
    given = larger(seed)
    written = program(given)
    second = by_scip(compile_matrix(written), EXACT.gap, seconds_for_scip())
    if second.status not in ("optimal", "gaplimit", "infeasible"):
        return None
    made = make_plan(given, "expected", EXACT)
    if second.objective is None:
        assert isinstance(made, Infeasible), f"seed {seed}: SCIP finds no plan"
        return "infeasible"
    assert isinstance(made, Planned), f"seed {seed}: SCIP finds {second.objective} kUSD, the search says {made}"
    assert made.plan.status == "optimal_within_gap", f"seed {seed}"
    own = made.plan.objective_usd - written.constant_usd
    assert own == pytest.approx(1000 * second.objective, rel=3e-6, abs=0.011), f"seed {seed}"
    return "plan"


@pytest.mark.parametrize("part", range(SETS))
def test_two_solvers_agree(part: int) -> None:
    answers = [answer for _, answer in known("second solver", agreed, SCENARIOS // SETS, part, SETS)]
    assert answers.count("plan") > answers.count("infeasible")


def feasible(seeds: Iterator[int]) -> Iterator[tuple[int, Program, float]]:
    """Scenarios that have a plan, with the cost of the best one without constants [USD]."""
    for seed in seeds:
        written = program(larger(seed))
        best = solve(written, EXACT).objective_usd
        if best is not None:
            yield seed, written, best


@pytest.mark.parametrize("gap", [0.005, 1e-6])
def test_the_staged_search_agrees_with_the_plain_one(gap: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """On 10 scenarios for each gap: the stages find nothing better than the optimum, and prove nothing above it."""
    start = 0 if gap < 1e-3 else 100
    for seed, written, best in islice(feasible(count(start)), 10):
        with monkeypatch.context() as patch:
            patch.setattr("solver.search.solve.SMALL_COLUMNS", 0)
            staged = solve(written, SearchOptions(gap=gap, threads=1, time_limit_s=60.0))
        assert staged.verdict == "within_gap", f"seed {seed}"
        assert staged.objective_usd is not None
        assert staged.bound_usd is not None
        slack = 2e-6 * abs(best)
        assert staged.bound_usd - slack <= best <= staged.objective_usd + slack, f"seed {seed}"
        assert staged.objective_usd - staged.bound_usd <= gap * abs(staged.objective_usd) + slack, f"seed {seed}"


def test_the_second_opinion_reads_rows_and_bounds() -> None:
    """4 accelerators at 100 USD; too little supply leaves nothing."""
    own = offer("own", "buy", upfront_usd=100.0)
    assert by_scip(compile_matrix(program(scenario(offers=[own]))), 1e-6, 5.0) == Opinion("optimal", pytest.approx(0.4))
    short = compile_matrix(program(scenario(offers=[{**own, "max_packs": 3.0}])))
    assert by_scip(short, 1e-6, 5.0) == Opinion("infeasible", None)
