"""Whether a signal has fired, and what to do with the orders that wait for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from models.bands import Tranche, Trigger
from models.calendar import month_number, month_text
from models.review import Observation, TrancheVerdict, Verdict

FIRST: tuple[Verdict, ...] = ("release", "hold", "cancel")
"""Of several signals any one releases an order, and it is given up when none can any more."""


def verdicts(
    seen: Sequence[Observation], tranches: Sequence[Tranche], triggers: Mapping[str, Trigger]
) -> Iterator[TrancheVerdict]:
    """What to do with every tranche that waits for a signal."""
    for tranche in tranches:
        if tranche.triggers:
            told = [verdict_of(seen, triggers[name]) for name in tranche.triggers]
            verdict = next(word for word in FIRST if any(word == found for found, _ in told))
            why = "; ".join(said for found, said in told if found == verdict)
            yield TrancheVerdict(tranche=tranche.id, verdict=verdict, order_by=tranche.order_by, why=why)


def verdict_of(seen: Sequence[Observation], trigger: Trigger) -> tuple[Verdict, str]:
    """Whether a signal has fired: its value must be in range in `hold_months` in a row, the last of them its month."""
    if trigger.workload is None:
        return "hold", f"{trigger.metric}: nothing that is measured tells it"
    last = month_number(trigger.month)
    months = [month_text(last - n) for n in range(trigger.hold_months)][::-1]
    values = {
        row.month: row.value
        for row in seen
        if row.measure == "demand" and (row.workload, row.geography) == (trigger.workload, trigger.geography)
    }
    missing = [month for month in months if month not in values]
    if missing:
        return "hold", f"{trigger.metric} of {missing[0]} is not measured yet"
    said = ", ".join(f"{values[month]:,.6g} in {month}" for month in months)
    fired = all(_is_in(values[month], trigger) for month in months)
    asked = _range(trigger)
    return ("release", f"{said}: {asked}") if fired else ("cancel", f"{said}: not {asked}")


def _is_in(value: float, trigger: Trigger) -> bool:
    return (trigger.above is None or value > trigger.above) and (trigger.up_to is None or value <= trigger.up_to)


def _range(trigger: Trigger) -> str:
    ends = [
        *([f"above {trigger.above:,.6g}"] if trigger.above is not None else []),
        *([f"up to {trigger.up_to:,.6g}"] if trigger.up_to is not None else []),
    ]
    return " and ".join(ends)
