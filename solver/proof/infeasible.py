"""Why nothing fits: smallest sets of limits in conflict, and how far each would have to give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models.conflict import Conflict, InConflict
from solver.program.about import About, about
from solver.program.build import Program
from solver.program.instance import Instance
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.program.said import Words
from solver.program.words import LIMITS, SERVICE, when, words
from solver.proof.conflict_words import NOTICEABLE, SHARES, in_words, price_of, sentence_of
from solver.proof.irreducible import Conflicts, Way
from solver.proof.limits import Limit, relaxed
from solver.search.matrix import Matrix

SERVED = ("dispatch", "adequacy")
"""Families whose rows say what must be served."""
OF_WORK = (*SERVED, "deferrable")
"""Families whose rows are about one workload in one geography."""
USUAL = {"USD": 1e6, "accelerator-hours": 1e5, "kg CO2e": 1e5, "kW": 10.0, "accelerators": 8.0}
"""Usual amounts by unit, so that a limit of zero does not weigh more than the service it denies."""


def conflicts(
    program: Program, matrix: Matrix, aside: Collection[int] = (), *, has_free_supply: bool = True
) -> tuple[Conflict, ...]:
    """Smallest sets of limits that cannot be kept together, and how far each limit alone would have to give.

    Work of the numbers in `aside` need not be served. Without free supply, what the matrix forbids to order stays so.
    """
    found = clashes(program, matrix, aside, has_free_supply=has_free_supply)
    return tuple(_conflict(program, matrix, ways) for ways in found)


def clashes(
    program: Program, matrix: Matrix, aside: Collection[int] = (), *, has_free_supply: bool = True
) -> list[tuple[Way, ...]]:
    """Smallest sets of limits that cannot be kept together, the user's rules before what must be served.

    Work of the numbers in `aside` need not be served.
    """
    limits = limits_of(program, matrix)
    hopeless = [limit for limit in limits if _is_about(matrix, limit, aside)]
    rest = [limit for limit in limits if limit not in hopeless]
    free = relaxed(with_free_supply(program, matrix) if has_free_supply else matrix, hopeless)
    return Conflicts(free, rest, is_proven=not hopeless).ways()


def with_free_supply(program: Program, matrix: Matrix) -> Matrix:
    """The matrix with bounds of orders, rents, modules as if they had no limit: its rows say it and may be broken."""
    high = matrix.high.copy()
    high[matrix.of("expand", "commit")] = np.inf
    for n in matrix.of("order", "rent"):
        high[n] = program.instance.copies[matrix.columns[n].index()[0]].data_bound
    return replace(matrix, high=high)


def limits_of(program: Program, matrix: Matrix) -> list[Limit]:
    """The user's rules with all their rows, and what must be served of each work: its demand and its headroom."""
    found: dict[str | int, list[tuple[int, Words, float]]] = defaultdict(list)
    for number, constraint in enumerate(matrix.rows):
        name = constraint.parent_component().local_name
        if name in LIMITS or name in SERVICE:
            key = _key(constraint)
            said = words(program.instance, name, key)
            sign = 1.0 if np.isfinite(matrix.row_low[number]) else -1.0
            found[key[0] if said.family in SERVED else said.subject].append((number, said, sign))
    return [_limit(group) for group in found.values()]


def _limit(group: Sequence[tuple[int, Words, float]]) -> Limit:
    rows, said, signs = zip(*group, strict=True)
    is_service = said[0].family in SERVED
    weights = tuple(w.scale / _size(w) for w in said)
    steps = tuple(w.allowed / w.scale if is_service else 1.0 for w in said)
    return Limit(said[0].subject, rows, said, signs, weights, steps, is_service)


def _is_about(matrix: Matrix, limit: Limit, works: Collection[int]) -> bool:
    """Whether a limit is about work of some numbers alone."""
    is_of_work = limit.words[0].family in OF_WORK
    return is_of_work and all(matrix.rows[row].index()[0] in works for row in limit.rows)


def _size(w: Words) -> float:
    """What an excess of a limit is weighed against: the limit, or a usual amount where it is small or a share."""
    usual = USUAL.get(w.unit, 1.0)
    return usual if w.family in SHARES else max(abs(w.allowed), usual)


def _conflict(program: Program, matrix: Matrix, ways: Sequence[Way]) -> Conflict:
    """A set as a value: rules by what a plan then costs at least, then service, then what alone is not enough."""
    stated = [_stated(program, matrix, way) for way in ways]
    rules = [limit for limit in stated if not limit.is_service and limit.by is not None]
    priced = sorted((limit for limit in rules if limit.plan_usd_at_least is not None), key=_price)
    if len(priced) > 1:
        priced = [limit.model_copy(update={"rank": n}) for n, limit in enumerate(priced, start=1)]
    ordered = (
        *priced,
        *(limit for limit in rules if limit.plan_usd_at_least is None),
        *(limit for limit in stated if limit.is_service and limit.by is not None),
        *(limit for limit in stated if limit.by is None),
    )
    return Conflict(limits=ordered, sentence=sentence_of(ordered), price=price_of(ordered))


def _price(limit: InConflict) -> float:
    return limit.plan_usd_at_least or 0.0


def _stated(program: Program, matrix: Matrix, way: Way) -> InConflict:
    """A limit of a set as a value, as it stands in the row where it would have to give most."""
    x, limit = program.instance, way.limit
    given = (0.0,) * len(limit.rows) if way.excess is None else way.excess.by_row
    amounts = [(w.scale * e, w, row) for e, w, row in zip(given, limit.words, limit.rows, strict=True)]
    found = [each for each in amounts if each[0] > NOTICEABLE * max(1.0, abs(each[1].allowed))]
    told = [each for each in found if each[1].family == "dispatch"] or found  # headroom follows the demand
    by, worst, row = max(told, key=lambda each: each[0], default=(0.0, limit.words[0], limit.rows[0]))
    cost = way.least_cost
    stated = InConflict(
        limit=worst.subject,
        kind=worst.family,
        is_service=limit.is_service,
        **vars(_about(x, matrix, row)),
        periods=tuple(sorted({when(x, w.period) or "" for _, w, _ in told} - {""})),
        allowed=worst.allowed,
        allowed_unit="share" if worst.family in SHARES else worst.unit,
        by=None if way.excess is None else float(by),
        unit=worst.unit,
        precision="exact" if way.excess is None else way.excess.precision,
        plan_usd_at_least=None if cost is None else cost * USD_PER_OBJECTIVE_UNIT + program.constant_usd,
        sentence="",
    )
    return stated.model_copy(update={"sentence": in_words(stated)})


def _about(x: Instance, matrix: Matrix, row: int) -> About:
    constraint = matrix.rows[row]
    return about(x, constraint.parent_component().local_name, _key(constraint))


def _key(constraint: Any) -> tuple[Any, ...]:
    """The index of a row as a tuple."""
    index = constraint.index()
    return index if isinstance(index, tuple) else (index,)
