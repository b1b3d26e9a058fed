"""Shadow prices: what one unit more of every limit changes of the cost, and where that holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from models.reasons import ShadowPrice
from solver.answers.expansion import room
from solver.answers.limits import SHARES, everything
from solver.program.families.expansion import SIZES
from solver.program.said import Words
from solver.program.words import LIMITS, SERVICE, when, words
from solver.reasons.base import Base
from solver.reasons.fixed import FixedProgram, Piece
from solver.search.clock import Clock

LEAST_EFFECT = 1e-8
"""Prices at which the limit as a whole would cost less than this share of the cost are rounding."""
PARTS = {"share": "% points", "of the peak": "% points of the peak", "of the demand": "% points of the demand"}
PARTS["of what may wait"] = "% points of what may wait"
"""Units that are shares, as they are written."""


@dataclass
class Limit:
    """A limit of one period with all its rows."""

    said: Words
    is_service: bool
    rows: dict[int, float] = field(default_factory=dict)
    """What one unit more [unit of the words] moves of the side of each row."""
    of: float = 0.0
    """Of a share: what it is taken of [unit of the words]."""


def shadow_prices(base: Base, clock: Clock) -> tuple[tuple[ShadowPrice, ...], tuple[str, ...]]:
    """Prices of the limits that bind, the weightiest first; and limits that could not be priced, with the reason.

    Integers are those of the plan, whose values the model holds.
    """
    try:
        fixed = FixedProgram(base.matrix, base.x)
    except ValueError as error:
        return (), (f"all limits: {error}",)
    rows: list[ShadowPrice] = []
    left: list[str] = []
    for limit in limits_of(base):
        if not any(fixed.is_active(row) for row in limit.rows):
            continue
        if clock.is_up():
            left.append(f"{limit.said.subject}: time was up")
        elif reason := _unpriced(limit):
            left.append(f"{limit.said.subject}: {reason}")
        else:
            rows += _priced(base, fixed, limit)
    return tuple(sorted(rows, key=_weight, reverse=True)), tuple(dict.fromkeys(left))


def limits_of(base: Base) -> list[Limit]:
    """Limits by period, each with its rows; work that is not launched yet asks for no service."""
    x, m = base.program.instance, base.matrix
    found: dict[tuple[str, str, int | None], Limit] = {}
    unasked = _unasked(base)
    for number, row in enumerate(m.rows):
        name, key = row.parent_component().local_name, row.index()
        if (name not in LIMITS and name not in SERVICE) or number in unasked:
            continue
        key = key if isinstance(key, tuple) else (key,)
        said = words(x, name, key)
        if not said.scale:
            continue
        if name in SIZES:
            site, t, _, k = key
            said = replace(said, allowed=said.allowed + room(base.program.model, x, name, site, t, k))
        limit = found.setdefault((name, said.subject, said.period), Limit(said, name in SERVICE))
        limit.said = max(limit.said, said, key=lambda each: each.allowed)
        limit.rows[number] = 1 / said.scale
        if said.family in SHARES:
            limit.of = everything(base.program, said, *key)
    return list(found.values())


def _unasked(base: Base) -> set[int]:
    """Rows of what work asks for before its launch in the plan."""
    m, x = base.matrix, base.x
    waiting = [c for c in m.of("unlaunched").tolist() if x[c] > 0.5]
    return {int(row) for c in waiting for row in m.index[m.start[c] : m.start[c + 1]]}


def _unpriced(limit: Limit) -> str:
    if limit.said.family == "maturity":
        return "a share that grows with what is validated has no one price"
    if limit.said.family in SHARES and not limit.of:
        return "it is a share of nothing"
    return ""


def _weight(price: ShadowPrice) -> float:
    return abs(price.usd_per_unit) * max(abs(price.allowed), 1.0)


def _priced(base: Base, fixed: FixedProgram, limit: Limit) -> Iterator[ShadowPrice]:
    """The pieces of the cost around a limit."""
    said = limit.said
    for piece in fixed.pieces(limit.rows, said.allowed):
        if abs(piece.slope) * max(abs(said.allowed), 1.0) > LEAST_EFFECT * abs(base.cost_usd):
            yield _row(base, limit, piece)


def _row(base: Base, limit: Limit, piece: Piece) -> ShadowPrice:
    said, is_share = limit.said, limit.said.family in SHARES
    unit, each = (PARTS[said.unit], 0.01) if said.unit in PARTS else (said.unit, 1.0)
    slope = piece.slope * each
    if is_share:  # one point more lets in a hundredth of all there is
        unit, each, slope = "% points", 0.01, piece.slope * limit.of * 0.01
    allowed = said.allowed / each
    ends = [None if is_share or np.isinf(end) else end / each for end in (piece.down, piece.up)]
    down, up = ends
    row = ShadowPrice(
        limit=said.subject,
        kind=said.family,
        is_service=limit.is_service,
        period=when(base.program.instance, said.period),
        unit=unit,
        allowed=allowed,
        usd_per_unit=slope,
        valid_from=None if down is None else _clean(allowed - down, allowed),
        valid_to=None if up is None else allowed + up,
        is_marginal=is_share,
        reading="",
    )
    return row.model_copy(update={"reading": reading(row, is_up=piece.up > 0)})


def _clean(value: float, beside: float) -> float:
    """A value, 0 where it is so up to rounding."""
    return 0.0 if abs(value) <= 1e-9 * abs(beside) else value


def reading(row: ShadowPrice, *, is_up: bool) -> str:
    """The price in a sentence: of one unit more, or, where none more fits at that price, of one unit less."""
    does = "saves" if (row.usd_per_unit < 0) is is_up else "costs"
    way = "more" if is_up else "less"
    time = f" in {row.period}" if row.period else ""
    amount = f"{abs(row.usd_per_unit):,.2f} USD"
    return f"{_one(row.unit)} {way} of {row.limit}{time} {does} {amount}{_reach(row, is_up=is_up)}."


def _one(unit: str) -> str:
    """One of a unit: `1 token/s`, `1 % point of the peak`."""
    head, slash, rest = unit.partition("/") if "/" in unit else unit.partition(" ")
    if unit.startswith("% points"):
        head, slash, rest = "% point", "", unit.removeprefix("% points")
    is_plural = head.endswith("s") and head != "gas"
    return f"1 {head[:-1] if is_plural else head}{slash}{rest}"


def _reach(row: ShadowPrice, *, is_up: bool) -> str:
    end = row.valid_to if is_up else row.valid_from
    if row.is_marginal:
        return ", at the margin"
    if end is None:
        return ""
    at = f"{end:,.6g} {row.unit}"
    return f", up to {at}" if is_up else f", down to {at}"
