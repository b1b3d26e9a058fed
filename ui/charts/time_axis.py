"""The time axis: months as numbers, so that a period is drawn as long as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import altair as alt

from models.calendar import month_number, month_text
from models.plan import Plan

STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 360, 600)
MOST_TICKS = 13
"""Ticks that can stand beside each other on a chart of 700 px."""

YEAR = "'' + floor(datum.value / 12)"
MONTH = "floor(datum.value / 12) + '-' + pad('' + (datum.value % 12 + 1), 2, '0', 'left')"
"""Labels of ticks; of the data they see the number of a month alone."""


@dataclass(frozen=True)
class TimeAxis:
    """Periods by the month they start in, as numbers of months; `last` is the first month after the horizon."""

    starts: dict[str, int]
    ends: dict[str, int]
    first: int
    last: int

    @staticmethod
    def of(plans: Iterable[Plan]) -> TimeAxis:
        """The axis that holds the periods of all plans."""
        starts: dict[str, int] = {}
        ends: dict[str, int] = {}
        for period in (period for plan in plans for period in plan.periods):
            starts[period.period] = month_number(period.period)
            ends[period.period] = max(ends.get(period.period, 0), starts[period.period] + period.months)
        return TimeAxis(starts, ends, min(starts.values()), max(ends.values()))

    @property
    def months_per_period(self) -> int:
        """Length of the shortest period [months]."""
        return min(self.ends[period] - self.starts[period] for period in self.starts)

    @property
    def words(self) -> str:
        """`2027-01 to 2029-12`, or `2027-01` alone."""
        end = month_text(self.last - 1)
        return month_text(self.first) if self.last - self.first == 1 else f"{month_text(self.first)} to {end}"

    def span(self, first: str, last: str) -> str:
        """From the first month of one period to the last month of another, in words."""
        end = month_text(self.ends[last] - 1)
        return first if end == first else f"{first} to {end}"

    def ticks(self) -> list[int]:
        """Months to label, each the start of a period where periods have one length; on the calendar if they fit it."""
        length, span = self.months_per_period, self.last - self.first
        steps = [step for step in STEPS if step % length == 0] if length in STEPS else [length * n for n in STEPS]
        step = next((step for step in steps if span / step <= MOST_TICKS), steps[-1])
        calendar = range(-(-self.first // step) * step, self.last, step)
        on_calendar = self.first % length == 0 and len(calendar) > 1
        return list(calendar if on_calendar else range(self.first, self.last, step))

    def x(self, field: str = "start", title: str | None = None, room: float = 0.0) -> alt.X:
        """The encoding of months, `room` a share of the horizon left free after it."""
        ticks = self.ticks()
        label = YEAR if len(ticks) > 1 and all(tick % 12 == 0 for tick in ticks) else MONTH
        last = self.last + room * (self.last - self.first)
        return alt.X(
            f"{field}:Q",
            title=self.title if title is None else title,
            scale=alt.Scale(domain=[self.first, last], nice=False, zero=False),
            axis=alt.Axis(values=ticks, labelExpr=label, labelAngle=0),
        )

    @property
    def title(self) -> str:
        """Title of the axis with its unit."""
        length = self.months_per_period
        return "Month" if length == 1 else f"Month (periods of {length} months)"
