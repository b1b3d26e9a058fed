"""The time axis as the audit reads it: periods, slots (period x block), hours, fiscal years."""

from __future__ import annotations

from models.calendar import Horizon, month_number

FOREVER = 10**9
"""A period no horizon reaches: the end of service of units without one."""


class Timeline:
    """Periods t = 0..T-1 of M months; slot q = t x blocks + b numbers the blocks of all periods.

    By period: `starts` [month numbers], `labels`, `hours` [h]; by slot: `slot_hours` [h]; `peaks` lists block numbers.
    """

    def __init__(self, horizon: Horizon) -> None:
        self.horizon = horizon
        self.periods = horizon.periods
        self.months = horizon.months_per_period
        self.starts = [horizon.period_start(t) for t in range(self.periods)]
        self.labels = [horizon.label(t) for t in range(self.periods)]
        self.period_of = {label: t for t, label in enumerate(self.labels)}
        self.blocks = [block.id for block in horizon.blocks]
        self.block_of = {name: b for b, name in enumerate(self.blocks)}
        self.peaks = [b for b, block in enumerate(horizon.blocks) if block.is_peak]
        self.hours = [horizon.period_hours(t) for t in range(self.periods)]
        self.slot_hours = [horizon.block_hours(t, block) for t in range(self.periods) for block in horizon.blocks]
        self.slots = len(self.slot_hours)

    def period(self, slot: int) -> int:
        """Period of a slot."""
        return slot // len(self.blocks)

    def where(self, slot: int) -> tuple[str, str]:
        """Period and block of a slot, as text."""
        return self.labels[slot // len(self.blocks)], self.blocks[slot % len(self.blocks)]

    def slots_of(self, period: int) -> range:
        """Slots of a period."""
        width = len(self.blocks)
        return range(period * width, period * width + width)

    def whole(self, months: int) -> int:
        """A length in months, rounded up to periods."""
        return -(-months // self.months)

    def first_period_from(self, month: str | None) -> int:
        """First period that starts in or after a month (it may lie past the horizon); without month FOREVER."""
        return FOREVER if month is None else -(-(month_number(month) - self.horizon.first) // self.months)

    def label(self, period: int) -> str:
        """First month of a period, also past the horizon."""
        return self.horizon.label(period)


def fiscal_year(month: int, year_starts_in: int) -> int:
    """Fiscal year of a month number, named after the calendar year it starts in."""
    year, calendar_month = month // 12, month % 12 + 1
    return year if calendar_month >= year_starts_in else year - 1


def is_within(month: int, first: str | None, until: str | None) -> bool:
    """Whether first <= month < until; an open end binds nothing."""
    return (first is None or month_number(first) <= month) and (until is None or month < month_number(until))
