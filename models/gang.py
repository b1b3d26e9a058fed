"""Work in runs that need many accelerators of one pool at the same time: what a run needs, and the runs of a plan."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive


class GangSize(Model):
    """A number of accelerators that may run together."""

    accelerators: Annotated[int, Field(ge=1, le=1_000_000)]
    """Accelerators together."""
    efficiency: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of the linear speed-up that this many accelerators reach [0..1]; 1: twice as many are twice as fast."""


class Gang(Model):
    """A run that needs at least so many accelerators of one pool together, such as a training run."""

    run_units: Positive
    """Work of one run [counted thing of the service unit]."""
    sizes: tuple[GangSize, ...] = Field(min_length=1, max_length=50)
    """Numbers of accelerators that a run may take; the plan chooses among them."""
    deadline_hours: Positive
    """Longest time that a run may take from its start, checkpoints and failures included [h]."""
    checkpoint_minutes: Amount = 0.0
    """Time in which a checkpoint is written and nothing else gets on [min]."""
    checkpoint_every_hours: Positive | None = None
    """Time of work between two checkpoints [h]; none: the interval that loses least, by Young."""
    restart_minutes: Amount = 0.0
    """Time from a failure until work goes on from the last checkpoint [min]."""
    fabric_gbps: Amount = 0.0
    """Bandwidth between accelerators that a run needs [GB/s per accelerator]."""
    storage_gbps: Amount = 0.0
    """Bandwidth to storage that a run needs [GB/s per accelerator]."""

    @model_validator(mode="after")
    def _sizes_differ(self) -> Gang:
        counts = [size.accelerators for size in self.sizes]
        if len(set(counts)) != len(counts):
            raise ValueError("`sizes`: every number of accelerators once")
        return self


class GangRun(Model):
    """Runs of one size that start in a period on a pool."""

    workload: Id
    geography: Id
    accelerator: Id
    site: Id
    dedicated: bool = False
    """Whether they run on units dedicated to this workload."""
    dated: Id | None = None
    """Offer whose dated blocks do it; null: units that stand there all the time."""
    period: Month
    """First month of the period in which they start."""
    size: int
    """Accelerators of each run."""
    runs: int
    """Runs that start in the period."""
    at_once: int
    """Runs side by side; the others follow on the same accelerators."""
    hours_per_run: float
    """Time of a run, checkpoints and failures included [h]."""
    lost_hours_per_run: float
    """Part of it that checkpoints, failures and restarts take [h]."""
    deadline_hours: float
    """Longest time that a run may take [h]."""
