"""Deferrable work as a plan states it."""

from __future__ import annotations

from models.base import Id, Model


class Deferrable(Model):
    """A workload whose work may wait: its shares are of volumes, not of a block's demand."""

    workload: Id
    wait_periods: int
    """Most periods that work waits after the one it arrives in."""
    blocks: tuple[Id, ...]
    """Blocks in which it may be done."""
