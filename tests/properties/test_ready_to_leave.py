"""Contract mixes and exit ramps decide: small scenarios in which they bind agree with trying every way, and with SCIP.

`tiny` scenarios cover times, rents, headroom and other limits. Ramps seldom bind in them, so that these have scenarios
of one month besides, tried out here without the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product
from random import Random
from typing import Any, NamedTuple

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.generators import dice, plain_larger, plain_tiny
from tests.lockin_draws import with_contract_mix, with_exit_ramp
from tests.program.kit import CLOUD, EXACT, HALL, SERVICE, program, scenario, two_chips
from tests.properties.brute_force import BruteForce
from tests.properties.changes import changed, no_limits
from tests.properties.second_solver import by_scip
from tests.properties.seeds import known
from tests.properties.test_brute_force import binding, optimum

MIXES = 40
RAMPS = 6
LEAVING = 100
MOST_COMBINATIONS = 3000
Draw = Callable[[Scenario, Random], Scenario]


def bound(draw: Draw, family: str, most: int, seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios that have a plan, and would cost less without the rule; three in four without other limits."""
    for seed in seeds:
        plain = plain_tiny(seed)
        given = draw(plain if seed % 4 == 0 else changed(plain, no_limits), dice(f"{draw.__name__} {seed}"))
        has_rule = given.policy.contract_mix or given.policy.redundancy
        if has_rule and BruteForce(given, "expected").size <= most and list(binding(given, [family])):
            yield seed, given


@pytest.mark.parametrize(
    ("draw", "family", "scenarios", "most"),
    [(with_contract_mix, "contract_mix", MIXES, 1000), (with_exit_ramp, "redundancy", RAMPS, MOST_COMBINATIONS)],
)
def test_tiny_scenarios_that_bind_agree_with_brute_force(draw: Draw, family: str, scenarios: int, most: int) -> None:
    for seed, given in known(f"ready to leave: {family}", partial(bound, draw, family, most), scenarios):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


class Supply(NamedTuple):
    """An offer of one month: packs of one accelerator bought at once, or one month later."""

    price: float
    """USD per accelerator."""
    lead: int
    most: int | None
    """Accelerators on offer in all."""
    at_once: int | None
    """Accelerators on offer in a month."""

    @classmethod
    def draw(cls, rng: Random) -> Supply:
        most, at_once = rng.choice(((None, None), (None, 2), (None, 3), (3, None), (5, None), (5, 3), (6, 4)))
        return cls(round(rng.uniform(20, 100), 2), rng.choice((0, 0, 0, 0, 1)), most, at_once)

    @property
    def bound(self) -> int:
        """Most that can be bought in the month; nothing that comes later."""
        return 0 if self.lead else min(self.most or 99, self.at_once or 99)

    def ordered_then(self, packs: int, within: int | None) -> int:
        """What one more order brings in time."""
        if within is None or self.lead > within:
            return 0
        return min(99 if self.most is None else self.most - packs, self.at_once or 99)


class Leaving(NamedTuple):
    """One month of one workload on gpus (cuda, as today), which may have to leave for tpus (rocm)."""

    peak: float
    """Demand [requests/h]; an accelerator serves 10, and half of it must be held besides."""
    supply: tuple[Supply, Supply, Supply]
    """Gpus in the hall, gpus in the cloud, tpus in the hall."""
    held: int
    """Tpus of today's fleet."""
    port_usd: float
    port_months: int
    keep: float
    within: int | None
    either: bool
    """Whether tpus may be lost as well."""

    @classmethod
    def draw(cls, rng: Random) -> Leaving:
        """Up to six accelerators."""
        return cls(
            peak=rng.uniform(5, 40),
            supply=(Supply.draw(rng), Supply.draw(rng), Supply.draw(rng)),
            held=rng.choice((0, 0, 1)),
            port_usd=round(rng.uniform(1, 60), 2),
            port_months=rng.choice((0, 0, 0, 1)),
            keep=rng.choice((0.3, 0.5, 0.8)),
            within=rng.choice((None, 1, 1, 2)),
            either=rng.random() < 0.3,
        )

    def scenario(self, *, is_free: bool = False) -> Scenario:
        """As a user would write it."""
        places = (("gpu", "hall"), ("gpu", "cloud"), ("tpu", "hall"))
        offers: list[Any] = [
            {"id": f"o{n}", "accelerator": a, "site": s, "vendor": "acme", "mode": "buy", "upfront_usd": one.price}
            | {"lead_months": one.lead, "max_packs": one.most, "max_packs_per_period": one.at_once}
            for n, ((a, s), one) in enumerate(zip(places, self.supply, strict=True))
        ]
        old = {"id": "old", "accelerator": "tpu", "site": "hall", "vendor": "volt", "accelerators": float(self.held)}
        rule = {"id": "leave", "lose": "stack", "only": [] if self.either else ["cuda"], "keep": self.keep}
        rule |= {"within_months": self.within, "workloads": ["job"]}
        return scenario(
            **two_chips(
                stacks=[{"id": "cuda"}, {"id": "rocm", "port_usd": self.port_usd, "port_months": self.port_months}],
                sites=[HALL, CLOUD],
                offers=offers,
                holdings=[old] * (self.held > 0),
                horizon__periods=1,
                workloads__0__demand=[{"geography": "eu", "level": self.peak}],
                policy__redundancy=[] if is_free else [rule],
                **SERVICE,
            )
        )

    def optimum(self, *, is_free: bool = False) -> float | None:
        """The cheapest packs and port that serve it all and keep the rule [USD]."""
        need = int(-(-1.5 * self.peak // 10)) + 1
        costs = [
            sum(n * one.price for n, one in zip(packs, self.supply, strict=True)) + ported * self.port_usd
            for packs in product(*(range(min(one.bound, need) + 1) for one in self.supply))
            for ported in (False, True)
            if 10 * self._there(packs, ported) >= 1.5 * self.peak - 1e-9 and (is_free or self._is_ready(packs, ported))
        ]
        return min(costs, default=None)

    def _there(self, packs: tuple[int, ...], ported: bool) -> int:
        """Accelerators that the work can use."""
        is_ready = ported and self.port_months == 0
        return packs[0] + packs[1] + (packs[2] + self.held) * is_ready

    def _is_ready(self, packs: tuple[int, ...], ported: bool) -> bool:
        """Whether the rule is kept."""
        in_time = [n + one.ordered_then(n, self.within) for n, one in zip(packs, self.supply, strict=True)]
        is_portable = self.within is not None and self.port_months <= self.within
        is_ready = is_portable or (ported and self.port_months <= (self.within or 0))
        without_cuda = (in_time[2] + self.held) * is_ready
        kept = [without_cuda, in_time[0] + in_time[1]] if self.either else [without_cuda]
        return all(10 * accelerators >= self.keep * self.peak - 1e-9 for accelerators in kept)


def bound_draws(seeds: Iterable[int]) -> Iterator[tuple[int, Leaving]]:
    """Draws in which what is limited costs something, or leaves no plan."""
    for seed in seeds:
        drawn = Leaving.draw(dice(f"{seed}-leaving"))
        if drawn.optimum(is_free=True) not in (None, drawn.optimum()):
            yield seed, drawn


def test_program_agrees_with_every_way_to_be_ready() -> None:
    infeasible = 0
    for _, drawn in known("ready to leave", bound_draws, LEAVING):
        best, made = drawn.optimum(), make_plan(drawn.scenario(), "expected", EXACT)
        if best is None:
            assert isinstance(made, Infeasible), drawn
            infeasible += 1
        else:
            assert isinstance(made, Planned), drawn
            assert made.plan.objective_usd == pytest.approx(best, rel=2e-6, abs=0.011), drawn
    assert 0 < infeasible < LEAVING / 2


@pytest.mark.parametrize("draw", [with_contract_mix, with_exit_ramp])
def test_second_solver_agrees_on_larger_scenarios(draw: Draw) -> None:
    solved = 0
    for seed in range(4):
        matrix = compile_matrix(program(draw(plain_larger(seed), dice(f"large {draw.__name__} {seed}"))))
        best, second = optimum(matrix), by_scip(matrix, 1e-6, 15.0)
        if second.objective is None:
            assert best is None, seed
        elif second.status == "optimal":
            assert best == pytest.approx(second.objective, rel=1e-4), seed
            solved += 1
    assert solved
