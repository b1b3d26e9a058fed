"""The two forms of demand, level with growth and path by month, and how one becomes the other."""

from __future__ import annotations

from typing import Any

from data.document.columns import is_month
from models.calendar import month_number, month_text

Record = dict[str, Any]


def span(content: Any) -> tuple[str, str] | None:
    """First month of the horizon and first month of its last period; None where the horizon is not valid."""
    horizon = content.get("horizon")
    if not isinstance(horizon, dict) or not is_month(horizon.get("start")):
        return None
    periods, step = horizon.get("periods", 1), horizon.get("months_per_period", 1)
    if type(periods) is not int or type(step) is not int or not (1 <= periods <= 600 and 1 <= step <= 120):
        return None
    start: str = horizon["start"]
    return start, month_text(month_number(start) + (periods - 1) * step)


def set_form(record: Record, form: Any, content: Any) -> None:
    """Turn demand into a `path` or a `level` with growth, such that its first and last figures stay."""
    if form == "path" and record.get("path") is None:
        _to_path(record, content)
    elif form == "level" and record.get("path") is not None:
        _to_level(record)


def set_month(record: Record, month: str, value: Any, content: Any) -> None:
    """Give the demand of a month; None takes it out. A level with growth becomes a path first."""
    if not isinstance(record.get("path"), dict):
        _to_path(record, content)
    path = record["path"]
    if value is None:
        path.pop(month, None)
    elif month in path or not path or month > next(reversed(path)):
        path[month] = value
    else:
        record["path"] = {key: {**path, month: value}[key] for key in sorted((*path, month))}


def _to_path(record: Record, content: Any) -> None:
    level, growth = record.pop("level", None), record.pop("growth_per_year", None) or 0
    months = span(content)
    is_number = isinstance(level, int | float) and isinstance(growth, int | float) and growth > -1
    record["path"] = {}
    if level is None or months is None:
        return
    first, last = months
    record["path"][first] = level
    years = (month_number(last) - month_number(first)) / 12
    if is_number and growth and years and growth <= 100 and years <= 100:
        record["path"][last] = _rounded(level * (1 + growth) ** years)


def _to_level(record: Record) -> None:
    path = record.pop("path")
    months = sorted(month for month in path if is_month(month)) if isinstance(path, dict) else []
    if not months:
        record["level"] = 0
        return
    first, last = path[months[0]], path[months[-1]]
    record["level"] = first
    years = (month_number(months[-1]) - month_number(months[0])) / 12
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) and x > 0 for x in (first, last))
    if numbers and years and first != last:
        record["growth_per_year"] = _rounded((last / first) ** (1 / years) - 1, 4)


def _rounded(value: float, digits: int = 6) -> float | int:
    """The value with so many significant digits."""
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
