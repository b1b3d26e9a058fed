"""Numbers in sentences: never in scientific notation, never more digits than mean something."""

from __future__ import annotations


def plain(value: float) -> str:
    """Thousands separators; three significant digits below 100, whole numbers above: `0.0312`, `12.4`, `12,345`."""
    if value == 0 or abs(value) >= 100:
        return f"{round(value) + 0:,}"
    digits = 2 - next(n for n in range(2, -13, -1) if abs(value) >= 10.0**n or n == -12)
    text = f"{value:.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def usd(value: float) -> str:
    """Whole dollars; cents where the amount is below 1,000 USD."""
    return f"{value:,.0f} USD" if abs(value) >= 1000 else f"{value:,.2f} USD"
