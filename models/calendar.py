"""Months, periods and demand blocks: the time axis of a scenario."""

from __future__ import annotations

import calendar

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive


def month_number(month: str) -> int:
    """Months since year 0 of a `YYYY-MM` string, so that months can be subtracted."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_text(number: int) -> str:
    """The `YYYY-MM` string of a month number; the inverse of `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def so_many_months(number: int) -> str:
    """A length of time in words: `1 month`, `36 months`."""
    return f"{number:,} month{'s' * (number != 1)}"


def month_hours(number: int) -> int:
    """Calendar hours of a month [h]."""
    return 24 * calendar.monthrange(number // 12, number % 12 + 1)[1]


END_OF_TIME = 2200 * 12
"""Month numbers from here on are not written; units without an end of service stay beyond it."""
SHARE_SLACK = 1e-6
"""How far the shares of the blocks may be from 1; they are divided by their sum, so that no hour is lost."""


class Block(Model):
    """A part of every period with its own demand level (one step of a load-duration curve)."""

    id: Id
    """Name of the block, unique in the horizon."""
    share: Amount | None = None
    """Share of the calendar hours of a period spent in this block (shares sum to 1)."""
    hours: Positive | None = None
    """Hours of the block in every period [h]; give either `hours` for all blocks or `share` for all."""
    is_peak: bool = False
    """Whether headroom must be held in this block (a peak situation of all workloads together)."""


class Horizon(Model):
    """The planned time: `periods` steps of `months_per_period` months, each cut into blocks."""

    start: Month
    """First month of the plan."""
    periods: int = Field(ge=1, le=600)
    """Number of periods."""
    months_per_period: int = Field(default=1, ge=1, le=120)
    """Length of a period [months]: 1 for months, 3 for quarters."""
    blocks: tuple[Block, ...] = (Block(id="all", share=1.0, is_peak=True),)
    """Demand blocks of every period."""

    @model_validator(mode="after")
    def _blocks_are_complete(self) -> Horizon:
        given = {block.share is not None for block in self.blocks}
        if not self.blocks or len(given) != 1 or any((b.share is None) == (b.hours is None) for b in self.blocks):
            raise ValueError("blocks: give `share` for every block, or `hours` for every block")
        shares = sum(block.share or 0.0 for block in self.blocks)
        if True in given and abs(shares - 1) > SHARE_SLACK:
            raise ValueError(f"blocks: shares sum to {shares:.6g}, they must sum to 1")
        if len({block.id for block in self.blocks}) != len(self.blocks):
            raise ValueError("blocks: every block needs an id of its own")
        return self

    @property
    def first(self) -> int:
        """Month number of the first month."""
        return month_number(self.start)

    @property
    def months(self) -> int:
        """Length of the horizon [months]."""
        return self.periods * self.months_per_period

    def period_start(self, period: int) -> int:
        """Month number in which a period (from 0) starts."""
        return self.first + period * self.months_per_period

    def label(self, period: int) -> str:
        """The first month of a period as text."""
        return month_text(self.period_start(period))

    def month_of(self, period: int) -> str | None:
        """The same; None of a period so far ahead that its month cannot be written: of units without an end."""
        return self.label(period) if self.period_start(period) < END_OF_TIME else None

    def period_hours(self, period: int) -> float:
        """Hours of a period [h]: the sum of its blocks' hours, else calendar hours."""
        if self.blocks[0].hours is not None:
            return sum(block.hours or 0.0 for block in self.blocks)
        return self.calendar_hours(period)

    def calendar_hours(self, period: int) -> float:
        """Hours of the calendar months of a period [h]."""
        start = self.period_start(period)
        return float(sum(month_hours(m) for m in range(start, start + self.months_per_period)))

    def block_hours(self, period: int, block: Block) -> float:
        """Hours of one block in a period [h]."""
        if block.hours is not None:
            return block.hours
        total = sum(other.share or 0.0 for other in self.blocks)
        return self.period_hours(period) * (block.share or 0.0) / total
