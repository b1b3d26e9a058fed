"""Figures and names as they appear on screen."""

from __future__ import annotations

from collections.abc import Callable

GRADES = {
    "own_measurement": "own measurements",
    "third_party_measurement": "third-party measurements",
    "vendor_claim": "vendor claims",
    "quote": "quotes",
    "list_price": "list prices",
    "estimate": "estimates",
    "assumption": "assumptions",
}
"""Grades of evidence in the plural."""

SHORT_GRADES = {
    "own_measurement": "own measure",
    "third_party_measurement": "third party",
    "vendor_claim": "vendor",
}
"""Grades of evidence in few letters, for narrow columns."""


REASONS = {
    "sites": "list of sites",
    "classes": "list of accelerator classes",
    "serves": "users whom the site serves",
    "tags": "tags of the site",
    "maturity": "maturity of the silicon",
    "no_benchmark": "lack of a benchmark",
    "deterministic": "results that must repeat",
    "gang": "size and time of runs",
    "fabric": "bandwidth for runs",
}
"""Rules that rule a placement out, where their names alone do not tell."""


def usd(amount: float) -> str:
    """`12,345,678 USD`, rounded to the dollar."""
    return f"{whole_usd(amount)} USD"


def whole_usd(amount: float) -> str:
    """The same without the unit, for columns that carry it in their header."""
    return f"{round(amount) + 0:,}"


def count(amount: float) -> str:
    """A number of things: whole where it is whole, else with one decimal."""
    return f"{round(amount) + 0:,}" if abs(amount - round(amount)) < 1e-6 else f"{amount:,.1f}"


def percent(share: float) -> str:
    """A share to three digits: `0.413 %`; what is too small to matter is `under 0.001 %`."""
    if 0 < share < 1e-5:
        return "under 0.001 %"
    return f"{100 * share:.3g} %"


def signed(amount: float, show: Callable[[float], str]) -> str:
    """A difference with its sign, also where it is positive."""
    return ("+" if amount > 0 else "") + show(amount)


def change(share: float | None) -> str:
    """A relative change: `+4.2 %`; `n/a` where there is nothing to relate it to."""
    if share is None:
        return "n/a"
    return f"{100 * share:+.1f} %" if abs(share) >= 0.0005 else "0.0 %"


def words(name: str) -> str:
    """A code word as words: `on_demand` -> `on demand`."""
    return clean(name.replace("_", " "))


def grade(name: str) -> str:
    """A grade of evidence in the plural."""
    return GRADES.get(name, words(name))


def reason(name: str) -> str:
    """What rules a placement out, in words."""
    return REASONS.get(name, words(name))


def short_grade(name: str) -> str:
    """A grade of evidence in few letters."""
    return SHORT_GRADES.get(name, words(name))


def clean(text: str) -> str:
    """Text from a file without the control characters that could steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
