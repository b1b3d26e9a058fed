"""Agreements decide: small scenarios in which signing pays agree with trying every decision, and with a second solver.

What to order and rent is tried by `brute_force` as if nothing were on offer; the audit prices each combination with the
agreement and without it. A discount d takes at most d of the cost, which says when no dearer one needs to be tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pytest

from models.agreement import Promise
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Agreed, Auditor
from tests.agreement_draws import with_agreement
from tests.generators import dice, plain_larger, plain_tiny
from tests.program.kit import EXACT
from tests.properties.brute_force import BruteForce
from tests.properties.calling import with_calls
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known

SCENARIOS = 40
MOST_COMBINATIONS = 60
LEAST_MISSING = 5
"""Scenarios in which something of the promise is missing."""


class Answer(NamedTuple):
    """The cost of the cheapest decisions that the audit passes [USD], and what the agreement is worth in it."""

    cost: float
    saves: float


def tried(given: Scenario) -> Answer | None:
    """The optimum by trying every decision, with the agreement and without; None where nothing passes."""
    bare = given.model_copy(update={"agreements": ()})
    force, judge, signed = BruteForce(bare, "expected"), Auditor(given, "expected"), (Agreed("a0"),)
    least, without = float("inf"), float("inf")
    for c in sorted(force._combinations(), key=lambda c: c.cost):
        if (1 - given.agreements[0].discount) * c.cost > least:
            break
        decisions = with_calls(judge, force.decisions(c))
        for agreements in ((), signed):
            found = judge.assess(decisions.__class__(**{**decisions.__dict__, "agreements": agreements}))
            if found.passed:
                cost = float(found.total_discounted)
                least, without = min(least, cost), without if agreements else min(without, cost)
    return Answer(least, without - least) if least < float("inf") else None


def is_plain(given: Scenario) -> bool:
    """Whether no limit on money stands between an agreement and what is best for it."""
    policy = given.policy
    return not (policy.exposure or policy.vendor_shares or policy.simplicity.max_contracts or policy.budgets)


def drawn(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, Answer]]:
    """Tiny scenarios in which the best is to sign, or something is signed today."""
    for seed in seeds:
        given = with_agreement(plain_tiny(seed), dice(f"promise {seed}-agreement"))
        bare = given.model_copy(update={"agreements": ()})
        if not given.agreements or not is_plain(given) or BruteForce(bare, "expected").size > MOST_COMBINATIONS:
            continue
        best = tried(given)
        if best is not None and (best.saves > 1e-6 or given.agreements[0].is_signed):
            yield seed, given, best


def test_program_agrees_with_brute_force_where_an_agreement_is_in_force() -> None:
    are_missing = are_signed = 0
    for seed, given, best in known("agreement", drawn, SCENARIOS):
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"
        are_missing += any(row.shortfall_usd > 0.01 for row in made.plan.agreements)
        are_signed += not given.agreements[0].is_signed
    assert are_missing >= LEAST_MISSING
    assert are_signed >= SCENARIOS // 3


@pytest.mark.parametrize("seed", range(6))
def test_two_solvers_agree_on_two_agreements_under_any_limits(seed: int) -> None:
    given = with_agreement(plain_larger(seed), dice(f"larger {seed}-agreement"), 2)
    given = given.model_copy(
        update={
            "agreements": tuple(a.model_copy(update={"is_signed": False, "drawn_usd": 0.0}) for a in given.agreements)
        }
    )
    assert confirmed(given) != "no answer"


def test_a_larger_promise_never_costs_less_and_a_larger_discount_never_more() -> None:
    """On the first scenarios in which one is signed."""
    for seed, given, _ in known("agreement, the first", drawn, 4):
        (terms,) = given.agreements
        costs = []
        for promise, discount in ((1.0, 1.5), (1.0, 1.0), (1.4, 1.0)):
            years = tuple(Promise(commitment_usd=promise * usd) for usd in terms.commitment_usd)
            changed = terms.model_copy(update={"years": years, "discount": discount * terms.discount})
            made = make_plan(given.model_copy(update={"agreements": (changed,)}), "expected", EXACT)
            assert isinstance(made, Planned), (seed, made)
            costs.append(made.plan.objective_usd)
        assert costs[0] <= costs[1] + 0.011, seed
        assert costs[1] <= costs[2] + 0.011, seed
