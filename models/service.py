"""How work is to be served: how fast, how rarely it may queue, how long it may wait."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from models.base import Id, Model, Positive
from models.vocabulary import Metric


class ServiceTarget(Model):
    """A latency limit at a percentile, seen by the user (network included, except for tpot)."""

    metric: Metric
    percentile: Literal[50, 90, 95, 99]
    limit_ms: Positive
    """Limit at that percentile [ms]."""


class Waiting(Model):
    """How rarely a request may find every slot of its replicas taken; sizes headroom by queueing."""

    probability: Annotated[float, Field(ge=1e-9, lt=1)]
    """Allowed probability that a request has to wait (0.05 = 5 %)."""
    dispersion: Annotated[float, Field(ge=0, le=1000)] = 1.0
    """Variance over mean of the arrivals in the time of one service; 1 for Poisson arrivals, more for bursts."""


class Deferral(Model):
    """How long work may wait, and in which hours it may be done. Work of a period is one volume: its load shape says
    only when the work arrives, and no headroom is held for it."""

    within_months: int = Field(default=0, ge=0, le=1200)
    """Longest wait after the period of arrival [months], rounded up to whole periods; 0: done in the period it
    arrives in. Empty, without allowed hours too: the work cannot wait."""
    blocks: tuple[Id, ...] = ()
    """Allowed hours: the only blocks in which it is done; empty: all."""
