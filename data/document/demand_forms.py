"""The forms of demand, level with growth, path by month, and parts: what each month says, how one becomes another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from data.document.columns import is_month
from data.document.numerals import is_number, rounded
from models.calendar import month_number, month_text
from models.demand import Demand

Record = dict[str, Any]
MOST_MONTHS = 600
"""A path of every month is written up to here; over longer horizons one of the first month of every period."""
MOST_GROWTH = 100
LISTED = 4
"""Months of a path that are named one by one."""


def horizon_months(content: Any) -> list[str]:
    """Every month of the horizon (beyond `MOST_MONTHS` those in which a period starts); none where it is not valid."""
    horizon = content.get("horizon") if isinstance(content, dict) else None
    if not isinstance(horizon, dict) or not is_month(horizon.get("start")):
        return []
    periods, step = horizon.get("periods", 1), horizon.get("months_per_period", 1)
    if type(periods) is not int or type(step) is not int or not (1 <= periods <= 600 and 1 <= step <= 120):
        return []
    first, count = month_number(horizon["start"]), periods * step
    return [month_text(first + n) for n in range(0, count, 1 if count <= MOST_MONTHS else step)]


def following(record: Any, months: Sequence[str]) -> dict[str, float]:
    """Demand of the months that no path gives, to six digits, in the record's service unit.

    Parameters
    ----------
    record : demand of a geography, right or wrong.
    months : months of the horizon, its first one first.

    Returns
    -------
    By month: the level with its growth, or the straight line between the months of the path, constant outside; nothing
    where a figure is missing or no number.
    """
    if not isinstance(record, dict) or not months:
        return {}
    path = record.get("path")
    if record.get("parts"):
        return _of_parts(record, months)
    if isinstance(path, dict):
        return _on_lines(path, months)
    return _grown(record, months) if path is None else {}


def _of_parts(record: Record, months: Sequence[str]) -> dict[str, float]:
    """The sum of all parts, each milestone in the month it is planned for; nothing where a part is not valid."""
    try:
        demand = Demand.model_validate_json(json.dumps(record))
    except (ValidationError, TypeError):
        return {}
    numbers = {month: month_number(month) for month in months}
    return {month: rounded(demand.at(number, numbers[months[0]])) for month, number in numbers.items()}


def _grown(record: Record, months: Sequence[str]) -> dict[str, float]:
    level, growth = record.get("level"), record.get("growth_per_year") or 0
    if not is_number(level) or not is_number(growth) or not -1 < growth <= MOST_GROWTH:
        return {}
    if not growth:
        return dict.fromkeys(months, level)
    first = month_number(months[0])
    years = {month: (month_number(month) - first) / 12 for month in months}
    try:
        found = {month: rounded(level * (1 + growth) ** x) if x else level for month, x in years.items()}
    except OverflowError:
        return {}
    return found if all(map(is_number, found.values())) else {}


def _on_lines(path: Record, months: Iterable[str]) -> dict[str, float]:
    points = sorted((month_number(m), value) for m, value in path.items() if is_month(m) and is_number(value))
    if not points:
        return {}
    lines = pairwise(points)
    (m0, v0), (m1, v1) = points[0], points[0]
    found: dict[str, float] = {}
    for month in months:
        if month in path:
            continue
        number = month_number(month)
        while number > m1 and (line := next(lines, None)) is not None:
            (m0, v0), (m1, v1) = line
        if number <= m0 or number >= m1:
            found[month] = v0 if number <= m0 else v1
        else:
            found[month] = rounded(v0 + (v1 - v0) * (number - m0) / (m1 - m0))
    return found


def given_as(record: Any, months: Sequence[str]) -> str:
    """How demand is given: `level, +20 %/year`, `path: 2027-01, 2027-10`, `path: every month`."""
    if not isinstance(record, dict):
        return ""
    if parts := record.get("parts"):
        drivers = [str(part.get("driver")) for part in parts if isinstance(part, dict)]
        return f"parts: {', '.join(dict.fromkeys(drivers))}"
    path, growth = record.get("path"), record.get("growth_per_year")
    if path is None:
        return f"level, {100 * growth:+.4g} %/year" if is_number(growth) and growth else "level"
    typed = sorted(map(str, path)) if isinstance(path, dict) else []
    if len(typed) <= LISTED:
        return f"path: {', '.join(typed)}"
    is_complete = months and set(months) <= set(typed)
    return "path: every month" if is_complete else f"path: {len(typed)} months"


def set_form(record: Record, form: Any, content: Any) -> None:
    """Turn demand into a `path` that says the same in every month, or into a `level` whose growth leads from the first
    figure of the path to its last; parts are summed, and a first part is all committed."""
    if form == "parts" and not record.get("parts"):
        course = {name: record.pop(name) for name in ("level", "growth_per_year", "path") if name in record}
        record["parts"] = [{"driver": "committed", **course}]
    elif form == "path" and record.get("path") is None:
        to_path(record, content)
    elif form == "level" and record.get("parts"):
        to_path(record, content)
        _to_level(record)
    elif form == "level" and record.get("path") is not None:
        _to_level(record)


def set_month(record: Record, month: str, value: Any) -> None:
    """Give the demand of a month in a path; None takes it out."""
    path = record["path"]
    if value is None:
        path.pop(month, None)
    elif month in path or not path or month > next(reversed(path)):
        path[month] = value
    else:
        record["path"] = {key: {**path, month: value}[key] for key in sorted((*path, month))}


def to_path(record: Record, content: Any) -> None:
    """Turn a level, or the sum of parts, into a path of every month of the horizon, so that no month changes."""
    months = horizon_months(content)
    path: Record = dict(following(record, months))
    record.pop("parts", None)
    level = record.pop("level", None)
    record.pop("growth_per_year", None)
    if not path and months and level is not None:  # no number: check reports it where it stands now
        path[months[0]] = level
    record["path"] = path


def _to_level(record: Record) -> None:
    path = record.pop("path")
    months = sorted(month for month in path if is_month(month)) if isinstance(path, dict) else []
    if not months:
        record["level"] = 0
        return
    first, last = path[months[0]], path[months[-1]]
    record["level"] = first
    years = (month_number(months[-1]) - month_number(months[0])) / 12
    numbers = all(is_number(x) and x > 0 for x in (first, last))
    if numbers and years and first != last:
        record["growth_per_year"] = rounded((last / first) ** (1 / years) - 1, 4)
