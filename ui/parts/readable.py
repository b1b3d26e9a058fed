"""Tables of plans as people read them: names for ids, words for code words, shares in percent, no idle digits."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, isfinite, log10
from typing import Any

import pandas as pd

from models.names import Names
from models.numbers import price_scale
from ui.figures import grade, reason, words

SPOKEN: dict[str, Callable[[Names, str], str]] = {
    "Workload": Names.workload,
    "Geography": Names.geography,
    "Users in": Names.geography,
    "Accelerator": Names.accelerator,
    "Endpoint": Names.accelerator,
    "Site": Names.site,
    "Vendor": Names.vendor,
    "Payee": Names.vendor,
    "Stack": Names.stack,
    "Dedicated to": Names.owner,
    "Source": lambda names, known: names.stacks.get(known) or names.site(known),
    "Target": lambda names, known: names.stacks.get(known) or names.site(known),
    "Lost": lambda names, known: names.sites.get(known) or names.stacks.get(known) or names.vendor(known),
}
"""Columns of ids, and who knows their names. Offers keep their ids: they are what is edited and ordered by."""
CODED: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("Kind", "Accelerator class", "Not served", "Bottleneck", "Per", "Verdict"), words),
    "Grade": grade,
    "Reason": reason,
}
"""Columns of code words, and what says them in words; sentences stay as they are."""
SHARE, PERCENT = "[0..1]", "[%]"
PER_UNIT = " per unit]"
PER_HOUR = "/h]"
DIGITS = 4
"""Digits that mean something in an amount below 1,000."""
YEARS = "Fiscal year"
PLACES = ("Geography", "Users in")


def readable(data: pd.DataFrame, names: Names) -> pd.DataFrame:
    """A table of records for reading; columns in which no row says anything are left out.

    Parameters
    ----------
    data: records under headers in words, units in brackets; shares as `[0..1]`.
    names: names of the records by their ids.
    """
    told = [header for header in data if data.empty or _says(data[header], data)]
    columns = [_shown(str(header), data[header], names) for header in told]
    return pd.DataFrame(dict(columns), columns=[header for header, _ in columns])


def _says(column: pd.Series[Any], data: pd.DataFrame) -> bool:
    """Whether any row holds something; that nothing is dedicated goes without saying, and the only place of users."""
    if column.name == "Dedicated":
        return bool(column.any())
    if column.name in PLACES and "Workload" in data:
        return bool(data.groupby("Workload")[column.name].nunique().max() > 1)
    return bool((column.dropna() != "").any())


def _shown(header: str, column: pd.Series[Any], names: Names) -> tuple[str, pd.Series[Any]]:
    if header in SPOKEN:
        return header, column.map(lambda known: SPOKEN[header](names, known), na_action="ignore")
    if header in CODED:
        return header, column.map(lambda code: _in_words(CODED[header], code), na_action="ignore")
    if header == YEARS:
        return header, column.astype(str)
    if not pd.api.types.is_float_dtype(column):
        return header, column
    if header.endswith(SHARE):
        return header.removesuffix(SHARE) + PERCENT, 100 * column
    if header.endswith(PER_UNIT):
        size, things = price_scale(column.abs().max(), "units")
        return header.removesuffix("unit]") + f"{things if size > 1 else 'unit'}]", (column * size).map(_rounded)
    if "USD" in header and not header.endswith(PER_HOUR):
        return header, column.round(0 if column.abs().max() >= 1000 else 2)
    return header, column.map(_rounded)


def _in_words(said: Callable[[str], str], code: object) -> object:
    return code if not isinstance(code, str) or " " in code else said(code)


def _rounded(value: float) -> float:
    """Whole from 1,000 on; below, as many digits as mean something; what is nothing but noise is 0."""
    if not isfinite(value) or abs(value) < 1e-9:
        return 0.0 if isfinite(value) else value
    return round(value, max(0, DIGITS - 1 - floor(log10(abs(value)))))
