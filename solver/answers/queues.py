"""What becomes of every queue: its part of the workload's served work, the classes it runs on, its cost."""

from __future__ import annotations

from collections import defaultdict

from models.derived import ServiceUse
from models.queue import QueueUse
from models.streams import Stream
from models.vocabulary import AcceleratorClass
from solver.answers.use import Use


def queue_uses(use: Use, service: tuple[ServiceUse, ...]) -> tuple[QueueUse, ...]:
    """One row per queue and period; none where no workload has queues."""
    streams = {stream.id: stream for stream in use.x.streams if isinstance(stream, Stream)}
    own = [(streams[row.workload], row) for row in service if row.workload in streams]
    served: dict[tuple[str, str], float] = defaultdict(float)
    for stream, row in own:
        served[stream.of, row.period] += row.units_served
    classes = _by_class(use)
    return tuple(
        QueueUse(
            workload=stream.of,
            queue=stream.queue,
            period=row.period,
            units_asked=row.units_asked,
            units_served=row.units_served,
            share_of_served=row.units_served / whole if (whole := served[stream.of, row.period]) else None,
            classes=_shares(classes[stream.id, row.period]),
            cost_usd=row.cost_usd,
            usd_per_unit=row.usd_per_unit,
        )
        for stream, row in own
    )


def _shares(units: dict[AcceleratorClass, float]) -> dict[AcceleratorClass, float]:
    """Shares of the whole, the largest first."""
    return {name: each / sum(units.values()) for name, each in sorted(units.items(), key=lambda item: -item[1])}


def _by_class(use: Use) -> dict[tuple[str, str], dict[AcceleratorClass, float]]:
    """Units served by class of accelerator, by id of the stream and first month of the period."""
    found: dict[tuple[str, str], dict[AcceleratorClass, float]] = defaultdict(dict)
    for r, (_, _, arc) in enumerate(use.x.arcs):
        for t in range(use.x.T):
            if units := use.served(r, t):
                cell, name = found[arc.workload.id, use.x.scenario.horizon.label(t)], arc.accelerator.accelerator_class
                cell[name] = cell.get(name, 0.0) + units
    return found
