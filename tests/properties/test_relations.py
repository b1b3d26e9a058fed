"""What must hold between the optima of related scenarios: seven relations, each on 200 small scenarios.

Of every scenario the optimum is found once, to 1e-6 of its decidable cost; each relation compares it with that of a
changed scenario. The scenarios draw from every family that the generators know, a third of them from two.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import count
from math import inf, isfinite
from random import Random
from typing import NamedTuple

import numpy as np
import pytest

from models.scenario import Scenario
from solver.answers.decided import decided, load_values
from solver.program.build import Program
from solver.proof.audit import Auditor
from solver.search.driver import Highs, Solved
from solver.search.matrix import Matrix, compile_matrix
from tests.agreement_draws import with_agreement
from tests.book_draws import with_books
from tests.carbon_draws import with_carbon
from tests.commitment_draws import with_commitment
from tests.dated_draws import with_blocks
from tests.ending_draws import with_endings
from tests.expansion_draws import with_expansion
from tests.generators import APART, Draw, dice, plain_tiny
from tests.lockin_draws import with_contract_mix, with_lock_in
from tests.managed_draws import with_managed
from tests.operating_draws import with_operations
from tests.pricing_draws import with_prices
from tests.program.kit import program
from tests.properties.changes import (
    SUPPLY,
    Change,
    changed,
    halved,
    money_times,
    more_demand,
    no_fixed_parts,
    no_shares,
    no_supply,
    with_dominated,
)
from tests.properties.loosening import limits
from tests.properties.renaming import renamed
from tests.quota_draws import with_quotas

SCENARIOS = 200
SETS = 5
"""The scenarios are checked in so many tests, to spread them over processes."""
GAP = 1e-6
FAMILIES: dict[str, Draw] = {"plain": lambda given, _: given} | APART
FAMILIES |= {"carbon": with_carbon, "expansion": with_expansion, "lock-in": with_lock_in}
FAMILIES |= {"agreement": with_agreement}
FAMILIES |= {"managed": with_managed, "books": with_books, "endings": with_endings}
FAMILIES |= {"commitment": with_commitment, "prices": with_prices, "contract-mix": with_contract_mix}
FAMILIES |= {"quotas": with_quotas, "dated": with_blocks, "operating": with_operations}
"""All that the generators draw; a new family belongs here."""


class Optimum(NamedTuple):
    """The least cost of a scenario with its constants [USD], infinite where it has no plan; how far it may be off."""

    usd: float
    slack: float


class Base(NamedTuple):
    """A scenario with its optimum."""

    name: str
    """Seed and families."""
    families: tuple[str, ...]
    given: Scenario
    written: Program
    matrix: Matrix
    solved: Solved
    best: Optimum


def solve(matrix: Matrix) -> Solved:
    """Branch and cut to the gap."""
    highs = Highs(matrix, is_mip=True, threads=1, seed=0)
    highs.set_option("mip_rel_gap", GAP)
    solved = highs.run()
    assert solved.status in ("optimal", "infeasible"), solved.status
    return solved


def cost(written: Program, solved: Solved) -> Optimum:
    """What a solution costs."""
    usd = inf if solved.objective is None else 1000 * solved.objective
    return Optimum(usd + written.constant_usd, GAP * max(1.0, abs(usd)) if isfinite(usd) else 0.0)


def optimum(given: Scenario) -> Optimum:
    """Of a scenario of its own."""
    written = program(given)
    return cost(written, solve(compile_matrix(written)))


# ---- scenarios -------------------------------------------------------------------------------------------------------


def drawn(seed: int, family: str) -> tuple[Scenario, tuple[str, ...]]:
    """A small scenario of a family, and of another one in a third of the draws; half of all divide their work."""
    rng = dice(f"related {seed} {family}")
    given = plain_tiny(seed)
    if rng.random() < 0.5:
        works = tuple(w.model_copy(update={"assignment": "divisible"}) for w in given.workloads)
        given = given.model_copy(update={"workloads": works})
    chosen = {family, *rng.sample([*FAMILIES], rng.choice((0, 0, 1)))}
    found = []
    for name in (name for name in FAMILIES if name in chosen):
        before, given = given, FAMILIES[name](given, dice(f"related {seed}-{name}"))
        found += [name] * (given != before or name == "plain")
    return Scenario.model_validate_json(given.model_dump_json(by_alias=True)), tuple(found)


def base(seed: int, family: str) -> Base | None:
    """None where the family changes nothing, where nothing but gangs is to be done, or where there is no plan."""
    given, families = drawn(seed, family)
    if family not in families or all(work.gang for work in given.workloads):
        return None
    written = program(given)
    matrix = compile_matrix(written)
    solved = solve(matrix)
    found = Base(f"seed {seed}, {family}", families, given, written, matrix, solved, cost(written, solved))
    return found if isfinite(found.best.usd) else None


@cache
def bases(part: int) -> tuple[Base, ...]:
    """The scenarios of a part, of every family as many."""
    seeds, names = count(part, SETS), list(FAMILIES)
    places = (names[place % len(names)] for place in range(SCENARIOS // SETS))
    return tuple(next(filter(None, (base(seed, family) for seed in seeds))) for family in places)


# ---- relations -------------------------------------------------------------------------------------------------------


def same(one: Optimum, other: Optimum, factor: float = 1.0) -> bool:
    """Whether the second costs so many times the first."""
    return abs(factor * one.usd - other.usd) <= factor * one.slack + other.slack


def is_least(one: Optimum, other: Optimum) -> bool:
    """Whether the first costs no more than the second."""
    return one.usd <= other.usd + one.slack + (other.slack if isfinite(other.usd) else 0.0)


def without(found: Base, *changes: Change) -> tuple[Scenario, Optimum]:
    """The scenario with changes, and its optimum: that of the base where they change nothing."""
    given = changed(found.given, *changes)
    return given, found.best if given == found.given else optimum(given)


def money(found: Base, rng: Random) -> None:
    """All prices and limits of money x k: cost x k. Always: the program is homogeneous in money."""
    factor = rng.choice((0.25, 3.0, 40.0))
    assert same(found.best, optimum(changed(found.given, money_times(factor))), factor), found.name


def dominated(found: Base, rng: Random) -> None:
    """An offer that is dearer than another one, and no better, changes nothing. Where neither has a limit on supply:
    else they supply more together; where no limit is on a share: idle or dear units may keep it, and of two offers more
    units can stand idle; where a limit on a group counts both."""
    free = free_offers(found.given)
    given, best = without(found, no_shares, *(() if free else (no_supply,)))
    worse = with_dominated(rng.choice(free or free_offers(given)), rng.choice((1.01, 1.5)), rng.choice((1.0, 0.9)))
    assert same(best, optimum(changed(given, worse))), found.name


def free_offers(given: Scenario) -> list[str]:
    """Offers without limits on supply."""
    return [o.id for o in given.offers if all(getattr(o, limit) is None for limit in SUPPLY)]


def looser(found: Base, rng: Random) -> None:
    """Any single limit loosened or dropped: no dearer. See `loosening.SHRINKING` for the one condition."""
    document = json.loads(found.given.model_dump_json(by_alias=True))
    for limit in limits(document, rng):
        assert is_least(optimum(changed(found.given, limit.loosen)), found.best), f"{found.name}: {limit.field}"


def demand(found: Base, rng: Random) -> None:
    """More demand: no cheaper. Where no limit is on a share of spend or capacity: more to share may keep it; where all
    work but gangs grows alike, so that shares of work stay what they are: runs of gangs fall due when their work has
    come together, so that more work lets them start earlier, when there may be nothing to run them on."""
    given, best = without(found, no_shares)
    assert is_least(best, optimum(changed(given, more_demand(rng.choice((1.02, 1.5)))))), found.name


def names(found: Base, rng: Random) -> None:
    """All records under other names and in another order: as dear. Always."""
    other = changed(found.given, lambda document: renamed(document, rng))
    assert same(found.best, optimum(other)), found.name


def halves(found: Base, rng: Random) -> None:
    """An offer in two halves: as dear. Where no limit counts contracts or asks for a least order, the fixed parts of an
    offer, and none is on a share: of two offers more units can stand idle."""
    given, best = without(found, no_shares, no_fixed_parts)
    split = rng.choice([o.id for o in given.offers if not o.is_dated])  # two dated blocks are two pools
    assert same(best, optimum(changed(given, halved(split)))), found.name


def again(found: Base, _rng: Random) -> None:
    """The optimum fixed: as dear, to the program and to the audit, which knows nothing of the program. Always."""
    assert found.solved.x is not None
    m = found.matrix
    low, high = m.low.copy(), m.high.copy()
    low[m.is_integer] = high[m.is_integer] = np.round(found.solved.x[m.is_integer])
    fixed = Highs(m, is_mip=False, threads=1, seed=0).rerun(low, high)
    assert same(found.best, cost(found.written, fixed)), found.name
    assert fixed.x is not None
    fixed.x[m.is_integer] = low[m.is_integer]
    load_values(found.written, m, fixed.x)
    audited = Auditor(found.given, "expected").assess(decided(found.written))
    assert audited.passed, (found.name, audited.failures)
    assert same(found.best, Optimum(float(audited.total_discounted), 0.01)), found.name


RELATIONS = (money, dominated, looser, demand, names, halves, again)


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.__name__)
@pytest.mark.parametrize("part", range(SETS))
def test_optima_of_related_scenarios(part: int, relation: Callable[[Base, Random], None]) -> None:
    for found in bases(part):
        relation(found, dice(f"{relation.__name__} {found.name}"))


@pytest.mark.parametrize("part", range(SETS))
def test_every_family_is_among_the_scenarios(part: int) -> None:
    found = Counter(name for each in bases(part) for name in each.families)
    assert set(found) == set(FAMILIES)
