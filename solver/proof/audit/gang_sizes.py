"""Gangs as the audit reads them: how long a run takes on each number of accelerators, and when its runs fall due."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple

from models.gang import Gang
from models.hardware import Accelerator
from models.scenario import Scenario
from models.site import Site
from models.units import per_hour
from models.workload import Workload
from solver.proof.audit.timeline import Timeline

ROUNDING = 1e-9
"""Share by which a count or a time may miss by rounding."""
HOPELESS = 500
"""Mean times between failures without a checkpoint, from which on a run has no end."""


class Run(NamedTuple):
    """A run on so many accelerators together: its time, and the part of it that is lost [h]."""

    size: int
    hours: float
    lost: float

    @property
    def taken(self) -> float:
        """Accelerator-hours."""
        return self.size * self.hours


def runs_of(gang: Gang, chip: Accelerator, units_per_hour: float) -> dict[int, Run]:
    """Runs by size that stay in one domain and in time; `units_per_hour` is what one accelerator does alone."""
    found = {}
    for option in gang.sizes:
        size = option.accelerators
        pure = gang.run_units / units_per_hour / size / option.efficiency
        factor = _stretch(gang, chip.mtbf_hours and chip.mtbf_hours / size, pure)
        is_one_domain = chip.domain is None or chip.domain >= size
        if factor is not None and is_one_domain and pure * factor <= gang.deadline_hours * (1 + ROUNDING):
            found[size] = Run(size, pure * factor, pure * (factor - 1))
    return found


def _stretch(gang: Gang, mtbf: float | None, pure: float) -> float | None:
    """Expected over pure time of a run (section 3 of the contract); None where it has no end."""
    dump, restart = Decimal(gang.checkpoint_minutes) / 60, Decimal(gang.restart_minutes) / 60
    given = gang.checkpoint_every_hours
    if mtbf is None:
        return float(1 + dump / Decimal(min(given, pure))) if given else 1.0
    between = Decimal(mtbf)
    interval = min(Decimal(pure), (2 * dump * between).sqrt() if given is None else Decimal(given))
    if restart + interval + dump > HOPELESS * between:
        return None
    after = (restart / between).exp()
    if interval == 0:
        return float(after)
    return float(after * (((interval + dump) / between).exp() - 1) * between / interval)


def is_fast_enough(scenario: Scenario, gang: Gang, chip: Accelerator, site: Site) -> bool:
    """Whether today's fleet stands at a place, or an offer is there whose fabric and storage no run has to wait for."""
    is_held = any((h.accelerator, h.site) == (chip.id, site.id) for h in scenario.holdings)
    there = [o for o in scenario.offers if (o.accelerator, o.site) == (chip.id, site.id)]
    fabrics = [o for o in there if gives(o.fabric_gbps, gang.fabric_gbps)]
    return is_held or any(gives(o.storage_gbps, gang.storage_gbps) for o in fabrics)


def gives(bandwidth: float | None, needed: float) -> bool:
    """Whether a bandwidth is enough; one that is not known is."""
    return bandwidth is None or bandwidth >= needed


def together_speed(workload: Workload, runs: dict[int, Run]) -> float:
    """Work of a run over the fewest accelerator-hours that one takes [service unit]."""
    gang, fewest = workload.gang, min(run.taken for run in runs.values())
    return (gang.run_units if gang else 0.0) / fewest / per_hour(workload.service_unit)


def due(gang: Gang, volumes: list[float]) -> list[int]:
    """Runs that fall due in each period: whole runs of all that has arrived, less those due before."""
    ends = [floor(sum(volumes[: t + 1]) / gang.run_units + ROUNDING) for t in range(len(volumes))]
    return [end - before for before, end in zip([0, *ends], ends, strict=False)]


def longest(gang: Gang | None, time: Timeline) -> int:
    """Most periods in which a run goes on, by the time it may take and the shortest period."""
    return max(1, ceil(gang.deadline_hours / min(time.hours) - ROUNDING)) if gang else 1
