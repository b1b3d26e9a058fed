"""Cells that vendors fill in, as values; each reader says what is wrong with a cell."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from data.packs.book import day_text, printable
from models.evidence import Day
from models.packs.response import Question

_DAY: TypeAdapter[str] = TypeAdapter(Day)


def shown(value: Any) -> str:
    """A value of a cell in words."""
    if value in (None, ""):
        return "empty"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if isinstance(value, float | int) else repr(text if len(text) <= 60 else text[:57] + "...")


def _number(value: Any, question: Question, _currencies: tuple[str, ...]) -> float:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{shown(value)} is not a number")
    if not question.least <= number <= question.most:
        raise ValueError(f"{number:g} is out of range")
    return number


def _count(value: Any, question: Question, currencies: tuple[str, ...]) -> int:
    number = _number(value, question, currencies)
    if not number.is_integer():
        raise ValueError(f"{number:g} is not a whole number")
    return int(number)


def _percent(value: Any, question: Question, currencies: tuple[str, ...]) -> float:
    number = _number(value, question, currencies)
    if 0 < number < 1:
        raise ValueError(f"{number:g} would be less than one percent: write {number * 100:g} for {number * 100:g} %")
    return number


def _date(value: Any, _question: Question, _currencies: tuple[str, ...]) -> str:
    text = day_text(value) or (value.strip() if isinstance(value, str) else "")
    try:
        if len(text) == 10:
            return _DAY.validate_python(text)
    except ValidationError:
        pass
    raise ValueError(f"{shown(value)} is not a day")


def _text(value: Any, _question: Question, _currencies: tuple[str, ...]) -> str:
    text = printable(f"{value:g}" if isinstance(value, float) else str(value)).strip()
    if len(text) > 1000:
        raise ValueError(f"the text has {len(text):,} characters")
    return text


def _currency(value: Any, _question: Question, currencies: tuple[str, ...]) -> str:
    if str(value).strip().upper() not in currencies:
        raise ValueError(f"{shown(value)} has no exchange rate in the scenario")
    return str(value).strip().upper()


READERS: dict[str, Callable[[Any, Question, tuple[str, ...]], Any]] = {
    "money": _number,
    "number": _number,
    "count": _count,
    "percent": _percent,
    "date": _date,
    "text": _text,
    "currency": _currency,
}
"""How a cell of each kind is read; ValueError says what is wrong with it."""
