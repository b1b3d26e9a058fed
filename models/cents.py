"""Rounding that adds up: parts to the cent whose sum is the rounded total."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal


def cents(usd: float) -> float:
    """An amount in whole cents [USD]."""
    return round(usd, 2) + 0.0


def rounded_to_sum(
    values: Sequence[float], digits: int = 2, total: float | None = None
) -> tuple[list[Decimal], Decimal]:
    """Round values so that they add up to their rounded sum (largest remainder method).

    Parameters
    ----------
    values: amounts, e.g. [USD].
    digits: decimal places kept; 2 for cents.
    total: the rounded sum where it is known already, so that floating point cannot move it by a last digit.

    Returns
    -------
    The rounded values in their order, each less than one last digit off, and their total.
    """
    step = Decimal(1).scaleb(-digits)
    exact = [Decimal(repr(float(value))) for value in values]
    whole = sum(exact, Decimal(0)) if total is None else Decimal(repr(float(total)))
    sums_to = whole.quantize(step, ROUND_HALF_UP)
    floors = [value.quantize(step, ROUND_FLOOR) for value in exact]
    missing = int((sums_to - sum(floors, Decimal(0))) / step)
    by_remainder = sorted(range(len(exact)), key=lambda n: floors[n] - exact[n])
    raised = set(by_remainder[:missing])
    return [floor + step if n in raised else floor for n, floor in enumerate(floors)], sums_to
