"""Series over periods: the largest kept, stacked, equal neighbours joined, so that charts stay small."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ui.charts.theme import OTHERS
from ui.charts.time_axis import TimeAxis

Series = dict[str, dict[str, float]]
"""Amounts by what they are of and by period (first month)."""

NOTHING = 1e-9


class Block(NamedTuple):
    """A part of a stack that stays the same from `start` to `end` [number of a month]."""

    what: str
    start: int
    end: int
    low: float
    high: float
    amount: float
    months: str
    """From when to when, in words."""


def summed(rows: Iterable[tuple[str, str, float]]) -> Series:
    """Amounts of (what, period, amount) added up."""
    series: Series = defaultdict(lambda: defaultdict(float))
    for what, period, amount in rows:
        series[what][period] += amount
    return {what: dict(amounts) for what, amounts in series.items()}


def size(amounts: Mapping[str, float]) -> float:
    """How much ink a series takes."""
    return sum(map(abs, amounts.values()))


def largest(series: Series, most: int) -> tuple[Series, list[str]]:
    """At most `most` series with the largest first, the last of them the sum of all others; and who they are."""
    order = sorted((what for what in series if size(series[what]) > NOTHING), key=lambda what: -size(series[what]))
    if len(order) <= most:
        return {what: series[what] for what in order}, []
    kept, rest = order[: most - 1], order[most - 1 :]
    others = summed((OTHERS, period, amount) for what in rest for period, amount in series[what].items())
    return {**{what: series[what] for what in kept}, **others}, rest


def stacked(series: Series, axis: TimeAxis) -> list[Block]:
    """The series on top of each other in their order, what is negative below zero."""
    blocks: dict[str, list[Block]] = {what: [] for what in series}
    for period in sorted(axis.starts, key=axis.starts.__getitem__):
        up = down = 0.0
        for what, amounts in series.items():
            amount = amounts.get(period, 0.0)
            if abs(amount) <= NOTHING:
                continue
            low, high = (up, up + amount) if amount > 0 else (down + amount, down)
            up, down = max(up, high), min(down, low)
            start, end = axis.starts[period], axis.ends[period]
            _joined(blocks[what], Block(what, start, end, low, high, amount, period), axis)
    return [block for parts in blocks.values() for block in parts]


def _joined(blocks: list[Block], new: Block, axis: TimeAxis) -> None:
    """Add a block, or lengthen the last one if nothing changed."""
    last = blocks[-1] if blocks else None
    if last and last.end == new.start and (last.low, last.high, last.amount) == (new.low, new.high, new.amount):
        first = last.months.split(" ")[0]
        blocks[-1] = last._replace(end=new.end, months=axis.span(first, new.months))
    else:
        blocks.append(new._replace(months=axis.span(new.months, new.months)))


class Step(NamedTuple):
    """A corner of a stepped line."""

    what: str
    at: int
    """Number of a month."""
    amount: float | None


def stepped(series: Series, axis: TimeAxis, periods: Sequence[str] | None = None) -> list[Step]:
    """Corners of lines that hold their amount over each period, up to the end of the last."""
    order = sorted(axis.starts if periods is None else periods, key=axis.starts.__getitem__)
    steps = []
    for what, amounts in series.items():
        steps += [Step(what, axis.starts[period], amounts.get(period)) for period in order]
        steps.append(Step(what, axis.ends[order[-1]], amounts.get(order[-1])))
    return steps
