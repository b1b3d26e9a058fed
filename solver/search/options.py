"""What a caller may ask of the search, and what it hears while the search runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Strategy = Literal["steelyard", "plain"]


@dataclass(frozen=True)
class SearchOptions:
    """Stop rule and means of the search."""

    gap: float = 0.005
    """Asked gap: (objective - bound) / |decidable cost|."""
    absolute_gap_usd: float = 0.0
    """Stop also when objective - bound is at most this [USD]."""
    time_limit_s: float | None = 300.0
    """Wall-clock limit of the search [s]; the best plan so far is kept."""
    strategy: Strategy = "steelyard"
    """`plain` hands the program to HiGHS as it is, and takes the plan that it finds."""
    threads: int = 2
    seed: int = 0
    price_lanes: bool = True
    """Whether a scenario that keeps lanes apart is solved once more without, to price that."""


@dataclass(frozen=True)
class Decided:
    """What a previous plan decided, by names: a new plan keeps to it where that stays within the gap."""

    orders: Mapping[tuple[str, str, str], float]
    """Packs by offer, for whom it is dedicated (empty: shared) and first month of the order period."""
    starts: frozenset[tuple[str, str, str, str]]
    """`port` or `move`, workload, stack or site, and first month of the period in which it starts."""


@dataclass(frozen=True)
class Progress:
    """State of a running search; money includes constants."""

    seconds: float
    incumbent_usd: float | None
    bound_usd: float | None
    gap: float | None
    stage: str


@dataclass(frozen=True)
class Accept:
    """A listener's answer: this gap is good enough."""

    gap: float
    """What the search is asked for from now on; a gap below that of its options changes nothing."""


Listener = Callable[[Progress], bool | Accept | None]
"""Hears progress. Answering True cancels the search and keeps the best plan; `Accept` widens the asked gap."""
