"""Small scenarios in which maturity decides: the program agrees with trying every decision.

`tiny` scenarios with every feature have single pools, so that a limit below 1 shuts unproven silicon out; in those of
`Shared` the work is divided, and the limit decides how much of it runs where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any, NamedTuple

import pytest

from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.search.solve import solve
from tests.generators import dice, tiny
from tests.program.kit import EXACT, program, scenario, two_chips
from tests.properties.brute_force import BruteForce
from tests.properties.seeds import known
from tests.wary import make_new

BINDING = 40
"""Scenarios with single pools in which maturity makes the optimum dearer."""
DIVIDED = 60
"""Scenarios with divided work in which it does."""
SETS = 4
MOST_COMBINATIONS = 1500
PLAIN = replace(EXACT, strategy="plain")
LEAST_SHARE = 1e-6


class Wary(NamedTuple):
    """A `tiny` scenario in which an accelerator that its optimum uses is made new, and its cost before [USD]."""

    seed: int
    given: Scenario
    carefree_usd: float


def wary(seed: int) -> Wary | None:
    """None where there is no plan, or too much to enumerate."""
    plain = tiny(seed)
    if BruteForce(plain, "expected").size > MOST_COMBINATIONS:
        return None
    written = program(plain)
    solved = solve(written, PLAIN)
    if solved.x is None or solved.objective_usd is None:
        return None
    columns, chips = solved.matrix.columns, written.instance.arcs
    serving = [n for n in solved.matrix.of("serve") if solved.x[n] > LEAST_SHARE]
    used = [chips[columns[n].index()[0]][2].accelerator.id for n in serving]
    if not used:
        return None
    rng = dice(f"{seed}-wary")
    return Wary(seed, make_new(plain, rng.choice(used), rng), solved.objective_usd + written.constant_usd)


def decided(seeds: Iterable[int]) -> Iterator[tuple[int, Wary, float]]:
    """Scenarios that maturity makes dearer, each with its optimum by brute force."""
    for drawn in filter(None, map(wary, seeds)):
        written = program(drawn.given)
        own = solve(written, PLAIN).objective_usd
        if own is not None and own + written.constant_usd <= drawn.carefree_usd + 0.01:
            continue  # no dearer, as far as the program knows
        best = BruteForce(drawn.given, "expected").solve().cost
        if best is not None and best > drawn.carefree_usd + 0.02:
            yield drawn.seed, drawn, best


@pytest.mark.parametrize("part", range(SETS))
def test_program_agrees_with_brute_force_on_single_pools(part: int) -> None:
    for _, drawn, best in known("maturity", decided, BINDING // SETS, part, SETS):
        made = make_plan(drawn.given, "expected", EXACT)
        assert isinstance(made, Planned), f"seed {drawn.seed}: {best} USD can be reached, the program says {made}"
        assert made.plan.objective_usd == pytest.approx(best, rel=2e-6, abs=0.011), f"seed {drawn.seed}"


class Shared(NamedTuple):
    """One workload over two months of a busy and a calm block, on bought gpus, bought tpus and rented gpus."""

    levels: tuple[float, float]
    """Demand by month [requests/h]; the day asks for all of it, the night for half."""
    speeds: tuple[float, float]
    """Throughput of a gpu and of a tpu [requests/h]."""
    prices: tuple[float, float, float]
    """USD to buy a gpu, to buy a tpu, and for a month of a rented gpu."""
    share: float
    """Most on unproven silicon."""
    headroom: float
    is_pilot: bool
    day: str
    """Date of the own benchmark on the tpu."""
    traffic: float
    """Its share of the traffic."""

    @classmethod
    def draw(cls, rng: Random) -> Shared:
        """Six accelerators at most, and tpus that are worth having."""
        return cls(
            levels=(rng.uniform(5, 30), rng.uniform(10, 35)),
            speeds=(10.0, rng.choice((8.0, 10.0, 14.0))),
            prices=(rng.uniform(80, 120), rng.uniform(20, 70), rng.uniform(30, 90)),
            share=rng.choice((0.1, 0.25, 0.4, 0.6)),
            headroom=rng.choice((0.0, 0.2, 0.5)),
            is_pilot=rng.random() < 0.3,
            day=rng.choice(("2026-12", "2027-01-02", "2027-02-01", "2027-02-02", "2028-01")),
            traffic=rng.choice((0.05, 0.1, 0.3, 0.3)),
        )

    def scenario(self, *, is_trusted: bool = False) -> Scenario:
        """As a user would write it; trusted: without maturity."""
        chips = [
            {"id": n, "class": n, "vendor": v, "stack": s}
            for n, v, s in (("gpu", "acme", "cuda"), ("tpu", "volt", "rocm"))
        ]
        chips[1]["is_pilot"] = self.is_pilot and not is_trusted
        offers = [
            {"id": "gpus", "accelerator": "gpu", "mode": "buy", "upfront_usd": self.prices[0]},
            {"id": "tpus", "accelerator": "tpu", "mode": "buy", "upfront_usd": self.prices[1]},
            {"id": "rented", "accelerator": "gpu", "mode": "on_demand", "usd_per_hour": self.prices[2] / 30}
            | {"rent": "whole_units", "capacity_credit": 0.0},
        ]
        benchmarks = [
            {"id": c, "profile": "work", "accelerator": c, "unit": "requests/h", "points": [{"throughput": speed}]}
            for c, speed in zip(("gpu", "tpu"), self.speeds, strict=True)
        ]
        job = {"class": "realtime_inference", "headroom": self.headroom, "traffic": "bursty", "stage": "high_volume"}
        job |= {"demand": [{"geography": "eu", "path": dict(zip(("2027-01", "2027-02"), self.levels, strict=True))}]}
        job |= {"validations": [{"accelerator": "tpu", "date": self.day, "traffic_share": self.traffic}]}
        changes: dict[str, Any] = {f"workloads__0__{name}": value for name, value in job.items()}
        return scenario(
            **two_chips(
                accelerators=chips,
                benchmarks=benchmarks,
                horizon__periods=2,
                offers=[{"site": "hall", "vendor": "acme", **o} for o in offers],
                shapes=[{"id": "bursty", "blocks": {"day": {"mean": 1.0}, "night": {"mean": 0.5}}}],
                policy__maturity__unvalidated_share=None if is_trusted else self.share,
                **changes,
            )
        )

    def most(self, month: int) -> float:
        """Most of the work that may run on tpus in a month."""
        start = ("2027-01-01", "2027-02-01")[month]
        is_proven = self.traffic >= 0.1 and (self.day if len(self.day) > 7 else self.day + "-01") <= start
        return 1.0 if is_proven else 0.0 if self.is_pilot else self.share

    def optimum(self) -> float:
        """The least of all orders, each with the fewest gpus rented that the rest of the work needs [USD]."""
        top = [range(int(max(self.levels) * (1 + self.headroom) / speed) + 2) for speed in self.speeds]
        orders = product(top[0], top[0], top[1], top[1])
        return min(
            self.cost((g, g + g2), (t, t + t2)) + g2 * self.prices[0] + t2 * self.prices[1] for g, g2, t, t2 in orders
        )

    def cost(self, gpus: tuple[int, int], tpus: tuple[int, int]) -> float:
        """What is bought in the first month and rented in both; infinite where the headroom is not held."""
        usd = gpus[0] * self.prices[0] + tpus[0] * self.prices[1]
        for month, level in enumerate(self.levels):
            for part, hours in ((1.0, 10), (0.5, 20)):
                rest = level * part - min(tpus[month] * self.speeds[1], self.most(month) * level * part)
                usd += max(0, -int(-(rest / self.speeds[0] - 1e-9) // 1) - gpus[month]) * self.prices[2] / 30 * hours
            peak = level * (1 + self.headroom)
            held = min(tpus[month] * self.speeds[1], self.most(month) * peak) + gpus[month] * self.speeds[0]
            usd = usd if held >= peak - 1e-9 else float("inf")
        return usd


def divided(seeds: Iterable[int]) -> Iterator[tuple[int, Shared]]:
    """Draws in which maturity binds."""
    for seed in seeds:
        drawn = Shared.draw(dice(f"{seed}-divided"))
        if drawn.optimum() > drawn._replace(share=1.0, is_pilot=False).optimum() + 0.01:
            yield seed, drawn


def test_program_agrees_with_brute_force_on_divided_work() -> None:
    for _, drawn in known("maturity, divided", divided, DIVIDED):
        made = make_plan(drawn.scenario(), "expected", EXACT)
        assert isinstance(made, Planned), drawn
        assert made.plan.objective_usd == pytest.approx(drawn.optimum(), rel=2e-6, abs=0.011), drawn
        free = make_plan(drawn.scenario(is_trusted=True), "expected", EXACT)
        assert isinstance(free, Planned)
        assert free.plan.objective_usd < made.plan.objective_usd - 0.009
