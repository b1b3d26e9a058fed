"""Service units: what demand and throughput are counted in, e.g. `tokens/s`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

HOURS_PER_TIME: dict[str, float] = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "day": 24.0, "month": 730.0, "year": 8760.0}
"""Length of the time part of a rate [h]; a month is the mean month of 730 h."""


def _rate_is_known(unit: str) -> str:
    time = unit.rsplit("/", 1)[-1]
    if time not in HOURS_PER_TIME:
        raise ValueError(f"unknown time {time!r} in the rate; allowed: {', '.join(HOURS_PER_TIME)}")
    return unit


ServiceUnit = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}/[a-z]+$", examples=["tokens/s"]),
    AfterValidator(_rate_is_known),
]
"""A rate: a counted thing per time, such as `tokens/s`, `images/h`, `training runs/month`."""


def counted_thing(unit: str) -> str:
    """What the rate counts: `tokens` for `tokens/s`."""
    return unit.rsplit("/", 1)[0]


def per_hour(unit: str) -> float:
    """Factor from the rate to a rate per hour: 3600 for `tokens/s`."""
    return 1 / HOURS_PER_TIME[unit.rsplit("/", 1)[1]]
