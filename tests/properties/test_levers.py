"""What must hold of levers and of compared scenarios on small random scenarios of every family.

Figures break no law; a lever and its inverse leave the cost as it was; what is worth something on the way from one
scenario to another is worth the same with the other sign on the way back.
"""

from __future__ import annotations

import pytest

from models.comparison import Comparison
from models.lever_report import Levers
from models.levers import Lever
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.comparing.make import compare_scenarios
from solver.levers.make import make_levers
from solver.levers.write import written
from tests.program.kit import EXACT
from tests.properties.test_relations import FAMILIES, drawn

FAMILY = list(FAMILIES)
DRAWS = len(FAMILY)


def slack(usd: float) -> float:
    """How far the cost of two plans to the gap may be apart [USD]."""
    return 0.05 + 3e-6 * abs(usd)


def levers_of(given: Scenario, seed: int) -> tuple[Lever, ...]:
    """A lever of each kind of change on the first work."""
    who = (given.workloads[0].id,)
    block = given.horizon.blocks[seed % len(given.horizon.blocks)].id
    return (
        Lever(id="fast", kind="quantization", workloads=who, throughput=1.6, one_off_usd=3.0),
        Lever(
            id="less", kind="caching", workloads=who, demand=0.7, month=given.horizon.label(given.horizon.periods - 1)
        ),
        Lever(id="off", kind="after_hours_shutdown", workloads=who, blocks=(block,)),
    )


def test_figures_break_no_law() -> None:
    planned = 0
    for seed in range(0, DRAWS, 5):
        given = drawn(seed, FAMILY[seed])[0]
        given = given.model_copy(update={"levers": levers_of(given, seed)})
        found = make_levers(given, "expected", EXACT)
        if not isinstance(found, Levers):
            continue
        name = f"seed {seed}, {FAMILY[seed]}"
        assert found.failures == (), name
        for row in found.levers:
            assert row.alone is not None or row.why_not, name
            planned += row.alone is not None
            if row.alone:
                assert row.alone.saving_usd <= found.cost_usd - min(0.0, row.alone.cost_usd) + 0.02, name
    assert planned >= DRAWS // 5


def test_a_lever_and_its_inverse_leave_the_cost_as_it_was() -> None:
    checked = 0
    for seed in range(201, 200 + DRAWS, 5):
        given = drawn(seed, FAMILY[seed - 200])[0]
        plan = make_plan(given, "expected", EXACT)
        fast = Lever(id="fast", kind="batching", workloads=tuple(w.id for w in given.workloads), throughput=2.0)
        both = written(written(given, fast).scenario, fast.at(0.5))
        again = make_plan(both.scenario, "expected", EXACT)
        name = f"seed {seed}, {FAMILY[seed - 200]}"
        assert type(again) is type(plan), name
        if isinstance(plan, Planned) and isinstance(again, Planned):
            cost = plan.plan.objective_usd
            assert again.plan.objective_usd == pytest.approx(cost, abs=slack(cost)), name
            checked += 1
    assert checked >= DRAWS // 10


def test_the_way_back_is_worth_the_same_with_the_other_sign() -> None:
    checked = 0
    for seed in range(300, 302):
        given = drawn(seed, FAMILY[seed % DRAWS])[0]
        other = given.model_copy(
            update={
                "workloads": tuple(
                    w.model_copy(update={"demand": tuple(d.scaled(0.9) for d in w.demand)}) for w in given.workloads[:1]
                )
                + given.workloads[1:],
                "offers": tuple(
                    o.model_copy(update={"usd_per_hour": o.usd_per_hour * 1.5, "upfront_usd": o.upfront_usd * 0.8})
                    for o in given.offers
                ),
            }
        )
        there, back = (compare_scenarios(a, b, "expected", EXACT, most=3) for a, b in ((given, other), (other, given)))
        if not isinstance(there, tuple) or not isinstance(back, tuple):
            continue
        forth: Comparison = there[0]
        ends = {worth.title: worth for worth in back[0].worths}
        for worth in forth.worths:
            if worth.first_usd is not None:
                last = ends[worth.title].last_usd
                assert last == pytest.approx(-worth.first_usd, abs=4 * slack(forth.before.cost_usd)), f"seed {seed}"
                checked += 1
    assert checked >= 3
