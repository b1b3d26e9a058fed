"""Lines by the replica and by the model family decide: two solvers agree, no plan made without them is cheaper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

import pytest

from models.operations import OperatingLine
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Auditor
from tests.generators import dice, plain_tiny
from tests.program.kit import EXACT
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known
from tests.properties.test_operating import places

SCENARIOS = 12
SETS = 2


def tooled(given: Scenario, rng: Random) -> Scenario:
    """The scenario with a line of each of both drivers, its workloads in one family or two."""
    name = rng.choice(("llm", None))
    workloads = tuple(w.model_copy(update={"model_family": name}) for w in given.workloads)
    lines = tuple(
        OperatingLine(id=driver, term="duplicated_tooling", driver=driver, usd=round(usd * rng.uniform(0.3, 3), 2))
        for driver, usd in (("replica", 200.0), ("model_family", 900.0))
    )
    policy = given.policy.model_copy(update={"operating_costs": lines})
    return given.model_copy(update={"workloads": workloads, "policy": policy})


def decided_by_tools(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, Planned, Planned]]:
    """Tiny scenarios in which the lines change the plan: the plan without and with them."""
    for seed in seeds:
        plain = plain_tiny(seed)
        given = tooled(plain, dice(f"pocket {seed}-tooling"))
        before, after = (make_plan(each, "expected", EXACT) for each in (plain, given))
        if isinstance(before, Planned) and isinstance(after, Planned) and places(before.plan) != places(after.plan):
            yield seed, given, before, after


@pytest.mark.parametrize("part", range(SETS))
def test_no_plan_made_without_the_lines_is_cheaper_with_them(part: int) -> None:
    drivers = set()
    for seed, given, before, after in known("tooling", decided_by_tools, SCENARIOS // SETS, part, SETS):
        priced = Auditor(given, "expected").assess(before.plan)
        assert priced.passed, f"seed {seed}"
        slack = 1e-6 * max(1.0, abs(after.plan.objective_usd)) + 0.02
        assert after.plan.objective_usd <= float(priced.total_discounted) + slack, f"seed {seed}"
        assert after.plan.objective_usd >= before.plan.objective_usd - slack, f"seed {seed}"
        whole = sum(row.cost_usd for row in after.plan.unit_economics if row.year is None)
        assert whole == pytest.approx(after.plan.costs.total_nominal_usd, abs=1e-6), f"seed {seed}"
        drivers |= {row.driver for row in after.plan.operating_costs if row.cost_usd}
    assert drivers == {"replica", "model_family"}


@pytest.mark.parametrize("seed", [0, 5])
def test_two_solvers_agree_on_tools(seed: int) -> None:
    assert confirmed(tooled(plain_tiny(seed), dice(f"pocket {seed}-tooling"))) != "no answer"
