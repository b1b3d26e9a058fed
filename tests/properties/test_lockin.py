"""Limits on lock-in decide: small scenarios in which they bind agree with trying every decision, and with SCIP.

`tiny` scenarios cover times, rents, headroom and every other limit; their work stays in one pool, so that shares have
scenarios of their own besides, in which work is divided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from math import ceil
from random import Random
from typing import Any, NamedTuple

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from solver.search.matrix import compile_matrix
from tests.generators import dice, plain_larger, plain_tiny
from tests.lockin_draws import with_lock_in
from tests.program.kit import CLOUD, EXACT, HALL, program, scenario, two_chips
from tests.properties.brute_force import BruteForce
from tests.properties.second_solver import by_scip
from tests.properties.seeds import known
from tests.properties.test_brute_force import binding, optimum

SCENARIOS = 16
DIVIDED = 120
MOST_COMBINATIONS = 1000
FAMILIES = ["capacity_share", "term"]


def bound_by_lock_in(seeds: Iterable[int]) -> Iterator[tuple[int, Scenario]]:
    """Tiny scenarios that would cost less without a capacity share or a longest term."""
    for seed in seeds:
        given = with_lock_in(plain_tiny(seed), dice(f"pocket {seed}-lock-in"))
        if BruteForce(given, "expected").size <= MOST_COMBINATIONS and list(binding(given, FAMILIES)):
            yield seed, given


def test_program_agrees_with_brute_force_where_lock_in_decides() -> None:
    for seed, given in known("lock-in", bound_by_lock_in, SCENARIOS):
        best = BruteForce(given, "expected").solve()
        made = make_plan(given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {seed}: {best.cost} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best.cost, rel=2e-6, abs=0.011), f"seed {seed}"


class Way(NamedTuple):
    """An offer, or today's fleet: what it belongs to."""

    payee: str
    silicon: str
    stack: str
    kind: str
    is_proprietary: bool


WAYS = (
    Way("acme", "acme", "cuda", "gpu", is_proprietary=True),
    Way("volt", "acme", "cuda", "gpu", is_proprietary=True),
    Way("volt", "volt", "rocm", "tpu", is_proprietary=False),
)
"""Gpus in the hall, gpus in the cloud, tpus in the hall."""
PARTS = (("payee", "acme"), ("payee", "volt"), ("silicon", "acme"), ("stack", "rocm"), ("class", "gpu"))


class Divided(NamedTuple):
    """One month of one workload; an accelerator serves 10 requests/h."""

    level: float
    """Demand [requests/h]."""
    prices: tuple[float, ...]
    """USD per accelerator, by way."""
    most: tuple[int, ...]
    """Accelerators on offer, by way."""
    terms: tuple[int | None, ...]
    """Months of a lease, by way; None: bought."""
    held: int
    """Gpus in the hall today, paid to acme."""
    shares: tuple[tuple[str, str, float], ...]
    """What belongs together, its name, and the most of it."""
    longest: int | None
    is_served: bool
    """Whether it is a share of work served, by one rule; else of accelerators in service."""

    @classmethod
    def draw(cls, rng: Random) -> Divided:
        """Up to six accelerators."""
        parts = rng.sample((*PARTS, ("proprietary", ""), ("proprietary", "")), rng.choice((1, 1, 2)))
        return cls(
            level=rng.uniform(5, 60),
            prices=tuple(round(rng.uniform(20, 100), 2) for _ in WAYS),
            most=tuple(rng.randint(2, 6) for _ in WAYS),
            terms=tuple(rng.choice((None, 12, 36)) for _ in WAYS),
            held=rng.choice((0, 0, 1, 2)),
            shares=tuple((of, name, rng.choice((0.34, 0.5, 0.6, 0.75, 0.8))) for of, name in parts),
            longest=rng.choice((None, None, 12, 24, 36)),
            is_served=len(parts) == 1 and rng.random() < 0.5,
        )

    def scenario(self) -> Scenario:
        """As a user would write it."""
        places = (("gpu", "hall"), ("gpu", "cloud"), ("tpu", "hall"))
        offers = [
            {"id": f"o{n}", "accelerator": a, "site": s, "vendor": WAYS[n].payee, "max_packs": float(self.most[n])}
            | _priced(self.terms[n], self.prices[n])
            for n, (a, s) in enumerate(places)
        ]
        old = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": float(self.held)}
        rules = [
            {"id": f"s{n}", "of": of, "measure": "served" if self.is_served else "in_service"}
            | {"names": [name] if name else [], "max_share": most}
            for n, (of, name, most) in enumerate(self.shares)
        ]
        return scenario(
            **two_chips(
                stacks=[{"id": "cuda", "is_proprietary": True}, {"id": "rocm"}],
                sites=[HALL, CLOUD],
                offers=offers,
                holdings=[old] * (self.held > 0),
                horizon__periods=1,
                workloads__0__demand=[{"geography": "eu", "level": self.level}],
                policy__capacity_shares=rules,
                policy__max_term_months=self.longest,
            )
        )

    def optimum(self, *, is_free: bool = False) -> float | None:
        """The cheapest packs that serve it all within the limits [USD]."""
        bound = ceil(self.level / 10)
        costs = [
            sum(n * price for n, price in zip(packs, self.prices, strict=True))
            for packs in product(*(range(min(most, bound) + 1) for most in self.most))
            if 10 * (sum(packs) + self.held) >= self.level and (is_free or self._is_allowed(packs))
        ]
        return min(costs, default=None)

    def _is_allowed(self, packs: tuple[int, ...]) -> bool:
        is_short = all(n == 0 or (term or 0) <= (self.longest or 99) for n, term in zip(packs, self.terms, strict=True))
        there = [packs[0] + self.held, *packs[1:]]
        if self.is_served:  # the others can do what this part may not
            ((of, name, most),) = self.shares
            others = sum(n for n, way in zip(there, WAYS, strict=True) if not _belongs(way, of, name))
            return is_short and 10 * others >= (1 - most) * self.level
        return is_short and all(
            sum(n for n, way in zip(there, WAYS, strict=True) if _belongs(way, of, name)) <= most * sum(there) + 1e-9
            for of, name, most in self.shares
        )


def _priced(term: int | None, price: float) -> dict[str, Any]:
    if term is None:
        return {"mode": "buy", "upfront_usd": price}
    return {"mode": "lease", "term_months": term, "monthly_usd": price}


def _belongs(way: Way, of: str, name: str) -> bool:
    parts = {"payee": way.payee, "silicon": way.silicon, "stack": way.stack, "class": way.kind}
    return way.is_proprietary if of == "proprietary" else parts[of] == name


def bound_draws(seeds: Iterable[int]) -> Iterator[tuple[int, Divided]]:
    """Draws in which what is limited costs something, or leaves no plan."""
    for seed in seeds:
        drawn = Divided.draw(dice(f"{seed}-locked in"))
        if drawn.optimum(is_free=True) not in (None, drawn.optimum()):
            yield seed, drawn


def test_program_agrees_with_trying_every_division() -> None:
    infeasible = 0
    for _, drawn in known("locked in", bound_draws, DIVIDED):
        best, made = drawn.optimum(), make_plan(drawn.scenario(), "expected", EXACT)
        if best is None:
            assert isinstance(made, Infeasible), drawn
            infeasible += 1
        else:
            assert isinstance(made, Planned), drawn
            assert made.plan.objective_usd == pytest.approx(best, rel=2e-6, abs=0.011), drawn
    assert 0 < infeasible < DIVIDED / 2


def test_second_solver_agrees_on_larger_scenarios() -> None:
    solved = 0
    for seed in range(6):
        matrix = compile_matrix(program(with_lock_in(plain_larger(seed), dice(f"large {seed}-lock-in"))))
        best, second = optimum(matrix), by_scip(matrix, 1e-6, 20.0)
        if second.objective is None:
            assert best is None, seed
        elif second.status == "optimal":
            assert best == pytest.approx(second.objective, rel=1e-4), seed
            solved += 1
    assert solved
