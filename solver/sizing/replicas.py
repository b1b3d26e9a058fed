"""Replicas: whole ones, and how far those that must first be started count while a peak builds up."""

from __future__ import annotations

from math import ceil

EXACT = 1e-9
"""Part of a replica, relative, that is rounding and asks for no further one."""


def replicas_for(accelerators: float, span: int) -> int:
    """Whole replicas of so many accelerators each that cover an amount [accelerators]."""
    replicas = accelerators / span
    return ceil(replicas - EXACT * max(1.0, replicas))


def on_call_share(start_minutes: float, ramp_minutes: float | None) -> float:
    """Share of a peak's rise in which a replica called at its beginning serves; 1 where it rises slowly enough."""
    return 1.0 if ramp_minutes is None else max(0.0, 1 - start_minutes / ramp_minutes)
