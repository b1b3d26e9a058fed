"""Work that may be launched later: the program agrees with planning every launch by itself, as demand that begins then.

The reference knows no launch: it writes the demand of the work in parts that begin with the month, plans that at least
cost, and adds the value of what the audit counts before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

import pytest

from models.calendar import month_text
from models.demand import Demand, DemandPart
from models.scenario import Scenario
from models.workload import Workload
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Auditor
from tests.generators import dice, plain_tiny
from tests.program.kit import EXACT, cost
from tests.properties.second_solver import confirmed
from tests.properties.seeds import known

SCENARIOS = 16
SETS = 2


def optional(given: Scenario, rng: Random) -> Scenario:
    """The scenario in which the first workload may be launched later, at a value about as high as what it costs, which
    may change with the second period."""
    first, *others = given.workloads
    units = sum(sum(row.arriving) for key, row in Auditor(given, "expected").facts.demand.items() if key[0] == first.id)
    each = cost(given) / max(units, 1.0)
    second = given.horizon.label(min(1, given.horizon.periods - 1))
    worth = {
        "value_per_unit_usd": each * rng.uniform(0.05, 1.2),
        "value_from": {second: each * rng.uniform(0.2, 2.5)} if rng.random() < 0.7 else {},
        "served": "may",
        "max_miss": 0.0,
    }
    policy = given.policy.model_copy(update={"objective": "value"})
    workloads = (first.model_copy(update=worth), *others)
    return given.model_copy(update={"workloads": workloads, "policy": policy})


def begun(given: Scenario, period: int) -> Scenario:
    """The same without a choice: the first workload asks for nothing before a period."""
    first, *others = given.workloads
    month = given.horizon.period_start(period)
    demand = tuple(_from(row, month, given.horizon.first) for row in first.demand)
    must = first.model_copy(update={"demand": demand, "served": "must"})
    policy = given.policy.model_copy(update={"objective": "cost"})
    return given.model_copy(update={"workloads": (must, *others), "policy": policy})


def _from(row: Demand, month: int, first: int) -> Demand:
    level = None if row.level is None else row.at(month, first)
    part = DemandPart(
        driver="committed", level=level, growth_per_year=row.growth_per_year, path=row.path, first=month_text(month)
    )
    return Demand(geography=row.geography, parts=(part,))


def forgone(given: Scenario, period: int) -> float:
    """Value of what the first workload asks for before a period [USD, discounted]."""
    work, facts = given.workloads[0], Auditor(given, "expected").facts
    usd = 0.0
    for key, row in facts.offered.items():
        for q, units in enumerate(row.arriving):
            t = facts.time.period(q)
            if key[0] == work.id and t < period:
                month = facts.time.labels[t]
                each = next((v for m, v in sorted(work.value_from.items(), reverse=True) if m <= month), None)
                usd += units * (work.value_per_unit_usd if each is None else each) * _discount(given, t + 1)
    return usd


def _discount(given: Scenario, periods: int) -> float:
    months = periods * given.horizon.months_per_period
    return float((1 + given.policy.finance.discount_rate) ** (-months / 12))


def launches(given: Scenario) -> dict[int, float]:
    """What each period of launch comes to, the one after the last for never [USD]; where it can be planned."""
    periods = range(given.horizon.periods + 1)
    return {t: usd for t in periods if (usd := cost(begun(given, t)) + forgone(given, t)) < float("inf")}


def is_plain(work: Workload) -> bool:
    """Whether its demand can be written as beginning later, and all of it is served."""
    return work.deferral is None and not work.queues and not any(row.parts for row in work.demand)


def late(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario, dict[int, float]]]:
    """Tiny scenarios in which it pays to launch later than at once, or never."""
    for seed in seeds:
        plain = plain_tiny(seed)
        if not is_plain(plain.workloads[0]) or cost(plain) in (0.0, float("inf")):
            continue
        given = optional(plain, dice(f"pocket {seed}-launching"))
        found = launches(given)
        if found and found.get(0, float("inf")) > min(found.values()) + 0.02:
            yield seed, given, found


@pytest.mark.parametrize("part", range(SETS))
def test_a_launch_is_the_best_of_all_launches(part: int) -> None:
    inside = 0
    for seed, given, by_launch in known("launching", late, SCENARIOS // SETS, part, SETS):
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}"
        best = min(by_launch.values())
        assert made.plan.objective_usd == pytest.approx(best, rel=2e-6, abs=0.011), f"seed {seed}"
        (launch,) = made.plan.launches
        labels = [*map(given.horizon.label, range(given.horizon.periods)), None]
        assert by_launch[labels.index(launch.period)] == pytest.approx(best, rel=2e-6, abs=0.011), f"seed {seed}"
        inside += launch.period is not None
    assert inside >= 1


@pytest.mark.parametrize("part", range(SETS))
def test_two_solvers_agree_on_launches(part: int) -> None:
    for seed, given, _ in known("launching: two solvers", late, 2, part, SETS):
        assert confirmed(given) != "no answer", f"seed {seed}"
