"""The time axis: readable from one to 120 periods of any length."""

from __future__ import annotations

import pytest

from models.calendar import month_number, month_text
from models.plan import Period, Plan
from ui.charts.time_axis import MOST_TICKS, TimeAxis


def _axis(plan: Plan, start: str, periods: int, months: int) -> TimeAxis:
    first = month_number(start)
    made = tuple(
        Period(period=month_text(first + n * months), months=months, hours={"all": 1.0}) for n in range(periods)
    )
    return TimeAxis.of([plan.model_copy(update={"periods": made})])


@pytest.mark.parametrize(
    ("periods", "months"),
    [(n, m) for n in (1, 2, 11, 12, 36, 60, 120, 600) for m in (1, 3, 5, 6, 12) if n * m <= 1400],  # years end at 2199
)
@pytest.mark.parametrize("start", ["2027-01", "2027-11"])
def test_ticks_are_few_and_stand_where_periods_start(plan: Plan, start: str, periods: int, months: int) -> None:
    axis = _axis(plan, start, periods, months)
    ticks = axis.ticks()
    assert 1 <= len(ticks) <= MOST_TICKS + 1
    assert set(ticks) <= set(axis.starts.values())
    assert periods == 1 or len(ticks) > 1


def test_months_are_labelled_on_the_calendar(plan: Plan) -> None:
    assert [month_text(tick) for tick in _axis(plan, "2027-12", 24, 1).ticks()][:2] == ["2028-01", "2028-03"]
    assert [month_text(tick) for tick in _axis(plan, "2027-02", 8, 3).ticks()][:2] == ["2027-02", "2027-05"]


def test_words_name_the_first_and_the_last_month(plan: Plan) -> None:
    assert _axis(plan, "2027-01", 4, 3).words == "2027-01 to 2027-12"
    assert _axis(plan, "2027-01", 1, 1).words == "2027-01"
    assert _axis(plan, "2027-01", 4, 3).title == "Month (periods of 3 months)"
    assert _axis(plan, "2027-01", 4, 3).span("2027-04", "2027-07") == "2027-04 to 2027-09"
