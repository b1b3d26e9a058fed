"""Simplicity decides: small scenarios in which its limits bind agree with trying every decision.

`tiny` scenarios cover vendors, sites, contracts and least orders; their work stays in one pool, so that least shares
and limits on pools have scenarios of their own, in which work is divided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from random import Random
from typing import NamedTuple

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from tests.generators import dice, plain_tiny
from tests.program.kit import CLOUD, EXACT, HALL, scenario, two_chips
from tests.properties.brute_force import BruteForce
from tests.properties.seeds import known
from tests.properties.test_brute_force import binding
from tests.simple_draws import with_simplicity

SCENARIOS = 60
DIVIDED = 60
SETS = 2
"""The scenarios are checked in so many tests, to spread them over processes."""
MOST_COMBINATIONS = 3000


def bound_by_simplicity(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios that would cost less without limits of simplicity."""
    for seed in seeds:
        given = with_simplicity(plain_tiny(seed), dice(f"pocket {seed}-simple"))
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS and list(binding(given, ["simplicity", "slivers"])):
            yield seed, given


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force_where_simplicity_decides(part: int) -> None:
    for seed, given in known("simplicity", bound_by_simplicity, SCENARIOS // SETS, part, SETS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


class Divided(NamedTuple):
    """One month of one workload on gpus in the hall, gpus in the cloud and tpus in the hall, all bought."""

    level: float
    """Demand [requests/h]; an accelerator serves 10."""
    prices: tuple[float, ...]
    """USD per accelerator, by pool."""
    most: tuple[int, ...]
    """Accelerators on offer, by pool."""
    pools: int
    share: float
    packs: int

    @classmethod
    def draw(cls, rng: Random) -> Divided:
        """Up to six accelerators."""
        return cls(
            level=rng.uniform(5, 60),
            prices=tuple(round(rng.uniform(20, 100), 2) for _ in range(3)),
            most=tuple(rng.randint(1, 5) for _ in range(3)),
            pools=rng.choice((1, 2, 2, 3)),
            share=rng.choice((0.0, 0.15, 0.3, 0.45)),
            packs=rng.choice((1, 1, 2, 3)),
        )

    def scenario(self) -> Scenario:
        """As a user would write it."""
        places = (("gpu", "hall"), ("gpu", "cloud"), ("tpu", "hall"))
        offers = [
            {"id": f"o{n}", "accelerator": a, "site": s, "vendor": "acme", "mode": "buy"}
            | {"upfront_usd": self.prices[n], "max_packs": float(self.most[n])}
            for n, (a, s) in enumerate(places)
        ]
        rules = {"max_pools_per_workload": self.pools, "min_share": self.share, "min_order_packs": self.packs}
        demand = [{"geography": "eu", "level": self.level}]
        return scenario(
            **two_chips(
                sites=[HALL, CLOUD],
                offers=offers,
                horizon__periods=1,
                workloads__0__demand=demand,
                policy__simplicity=rules,
            )
        )

    def optimum(self, *, is_free: bool = False) -> float | None:
        """The cheapest packs with which some pools can serve it all, none of them too little [USD]."""
        few, share, least = (3, 0.0, 1) if is_free else (self.pools, self.share, self.packs)
        costs = [
            sum(n * price for n, price in zip(packs, self.prices, strict=True))
            for packs in product(*(range(most + 1) for most in self.most))
            if all(n == 0 or n >= least for n in packs) and self._serves(packs, few, share)
        ]
        return min(costs, default=None)

    def _serves(self, packs: tuple[int, ...], few: int, share: float) -> bool:
        able = [10 * n for n in packs if n and 10 * n >= share * self.level]
        groups = [group for size in range(1, few + 1) for group in combinations(able, size) if size * share <= 1]
        return any(sum(group) >= self.level for group in groups)


def bound_draws(seeds: Iterable[int]) -> Iterator[tuple[int, Divided]]:
    """Draws in which what is limited costs something, or leaves no plan."""
    for seed in seeds:
        drawn = Divided.draw(dice(f"{seed}-divided simply"))
        if drawn.optimum(is_free=True) not in (None, drawn.optimum()):
            yield seed, drawn


def test_program_agrees_with_trying_every_division() -> None:
    infeasible = 0
    for _, drawn in known("simplicity, divided", bound_draws, DIVIDED):
        best, made = drawn.optimum(), make_plan(drawn.scenario(), "expected", EXACT)
        if best is None:
            assert isinstance(made, Infeasible), drawn
            infeasible += 1
        else:
            assert isinstance(made, Planned), drawn
            assert made.plan.objective_usd == pytest.approx(best, rel=2e-6, abs=0.011), drawn
    assert 0 < infeasible < DIVIDED / 2
