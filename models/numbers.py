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


def price_scale(value: float, thing: str) -> tuple[float, str]:
    """How many things a price is given for so that it reads well, and their words: `(1e6, "million tokens")`."""
    sizes = ((1.0, ""), (1e3, "thousand "), (1e6, "million "), (1e9, "billion "))
    size, words = next((each for each in sizes if abs(value) * each[0] >= 0.1), sizes[-1 if value else 0])
    is_plural = thing.endswith("s") and not thing.endswith(("ss", "is", "us"))
    return size, f"{words}{thing[:-1] if size == 1 and is_plural else thing}"
