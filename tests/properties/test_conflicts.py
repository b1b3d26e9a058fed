"""Planted conflicts: a feasible random scenario gets one limit that is too tight, and the explanation must find it.

The set that is reported contains the planted limit, is irreducible by another solver's word, and what any of its
limits would have to give makes the scenario feasible when it is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.program.build import build
from solver.program.instance import Instance
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.program.tree import Tree
from solver.proof.infeasible import clashes, limits_of, with_free_supply
from solver.proof.irreducible import Way
from solver.proof.limits import Limit, relaxed
from solver.search.matrix import Matrix, compile_matrix
from solver.search.options import SearchOptions
from solver.search.solve import solve
from tests.generators import plain_larger
from tests.properties.second_solver import by_scip
from tests.properties.seeds import known
from tests.properties.test_relations import changed

CONFLICTS = 30
PARTS = 2
SECONDS = 60.0
"""What SCIP may take for one set."""
ANY = SearchOptions(gap=1.0, threads=1)
"""Any plan will do: whether there is one is the question."""
ROOM = 1e-5
"""What a repaired limit gets beyond what was asked for: a share of it, and a unit as small."""
ROUGH = 1e-4
"""Relative difference of costs that such room may make."""

Document = dict[str, Any]


Change = Callable[[Document], None]
Raise = Callable[[Document, float], None]
Kind = Callable[[Plan], tuple[str, Change, Raise]]


def budget(plan: Plan) -> tuple[str, Change, Raise]:
    """Half the money that a plan spends."""

    def plant(document: Document) -> None:
        half = 0.5 * plan.costs.total_nominal_usd
        document["policy"]["budgets"].append({"id": "planted", "kind": "total", "max_usd": half})

    def give(document: Document, usd: float) -> None:
        document["policy"]["budgets"][-1]["max_usd"] += usd

    return "total budget planted over the horizon", plant, give


def group(plan: Plan) -> tuple[str, Change, Raise]:
    """Half the accelerators that a plan has at most, of all offers."""
    most: Counter[str] = Counter()
    for pool in plan.pools:
        most[pool.period] += pool.in_service + pool.rented

    def plant(document: Document) -> None:
        offers, half = [offer["id"] for offer in document["offers"]], 0.5 * max(most.values())
        document["policy"]["groups"].append({"id": "planted", "offers": offers, "max_accelerators": half})

    def give(document: Document, accelerators: float) -> None:
        document["policy"]["groups"][-1]["max_accelerators"] += accelerators

    return "most accelerators of group planted", plant, give


def power(plan: Plan) -> tuple[str, Change, Raise]:
    """Half the power of the site that takes most."""
    largest = max(plan.sites, key=lambda use: use.power_kw)

    def at(document: Document) -> Document:
        return next(site for site in document["sites"] if site["id"] == largest.site)

    def plant(document: Document) -> None:
        at(document)["power_cap_kw"] = 0.5 * largest.power_kw

    def give(document: Document, kw: float) -> None:
        at(document)["power_cap_kw"] += kw

    return f"power at {largest.site}", plant, give


KINDS: tuple[Kind, ...] = (budget, group, power)


class Planted(NamedTuple):
    """A scenario with a limit that is too tight for it, and how to raise that limit."""

    seed: int
    subject: str
    given: Scenario
    give: Raise


@cache
def conflicts() -> tuple[Planted, ...]:
    """Scenarios that have a plan, and none once a limit is planted."""

    def found(seeds: Iterable[int]) -> Iterator[Planted]:
        for seed in seeds:
            whole = plain_larger(seed)
            made = make_plan(whole, "expected", ANY) if cost(whole) is not None else None
            if isinstance(made, Planned):
                subject, plant, give = KINDS[seed % len(KINDS)](made.plan)
                given = changed(whole, plant)
                if cost(given) is None:
                    yield Planted(seed, subject, given, give)

    return tuple(known("conflicts", found, CONFLICTS))


def cost(given: Scenario) -> float | None:
    """Discounted cost of some plan [USD], None where there is none; nobody asks why."""
    written = build(Instance(given, Tree.single("expected", given.horizon.periods)))
    solution = solve(written, ANY)
    assert solution.verdict in ("within_gap", "infeasible")
    return None if solution.objective_usd is None else solution.objective_usd + written.constant_usd


def fits(matrix: Matrix, limits: Sequence[Limit], kept: Collection[Limit]) -> bool:
    """Whether there is a plan when only some limits are kept, by SCIP."""
    loose = relaxed(matrix, [limit for limit in limits if limit not in kept])
    opinion = by_scip(replace(loose, cost=np.zeros_like(loose.cost)), 1.0, SECONDS)
    assert opinion.status in ("optimal", "gaplimit", "infeasible")
    return opinion.status != "infeasible"


def amount(way: Way) -> float:
    """What a way asks for, in the unit of its limit."""
    assert way.excess is not None
    assert way.excess.precision == "exact"
    return max(w.scale * e for w, e in zip(way.limit.words, way.excess.by_row, strict=True))


def given_way(planted: Planted, more: float) -> Scenario:
    """The scenario with its planted limit raised."""
    return changed(planted.given, lambda document: planted.give(document, more))


@pytest.mark.parametrize("part", range(PARTS))
def test_the_planted_limit_is_in_an_irreducible_set_and_giving_what_is_asked_mends_it(part: int) -> None:
    for planted in conflicts()[part::PARTS]:
        program = build(Instance(planted.given, Tree.single("expected", planted.given.horizon.periods)))
        matrix = compile_matrix(program)
        (ways,) = clashes(program, matrix)
        limits, free = limits_of(program, matrix), with_free_supply(program, matrix)
        clash = [way.limit for way in ways]
        assert planted.subject in [limit.subject for limit in clash], f"seed {planted.seed}"
        assert not fits(free, limits, clash)
        for limit in clash:
            assert fits(free, limits, [other for other in clash if other is not limit]), f"seed {planted.seed}"
        (way,) = (way for way in ways if way.limit.subject == planted.subject)
        more, less = amount(way) * (1 + ROOM) + ROOM, 0.99 * amount(way) - ROOM
        found, least = cost(given_way(planted, more)), way.least_cost
        assert found is not None
        assert least is not None
        least_usd = least * USD_PER_OBJECTIVE_UNIT + program.constant_usd
        assert found >= least_usd - ROUGH * abs(least_usd), f"seed {planted.seed}"
        assert cost(given_way(planted, less)) is None, f"seed {planted.seed}"


def test_every_kind_is_planted() -> None:
    assert {KINDS[planted.seed % len(KINDS)] for planted in conflicts()} == set(KINDS)
