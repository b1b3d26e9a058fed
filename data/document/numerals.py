"""Numbers as a person writes them."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TypeGuard

DIGITS = 6
"""Significant digits of figures that are computed and not typed."""
_LEAST, _MOST = 1e-9, 1e15
"""Beyond these, powers of ten read better than rows of zeros."""


def rounded(value: float, digits: int = DIGITS) -> float | int:
    """The value with so many significant digits; whole numbers as integers."""
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < _MOST else short


def plain_number(value: float, separator: str = "") -> str:
    """The shortest text that reads as the same number: `8000`, `0.000002`, `6e-10`.

    Parameters
    ----------
    separator : between thousands, for people; files need none.
    """
    if isinstance(value, int) or (value.is_integer() and abs(value) < _MOST):
        return f"{int(value):,}".replace(",", separator)
    if not math.isfinite(value) or not _LEAST <= abs(value) < _MOST:
        return repr(value)
    whole, point, rest = f"{Decimal(repr(value)):f}".partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return sign + f"{int(whole):,}".replace(",", separator) + point + rest


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a finite number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
