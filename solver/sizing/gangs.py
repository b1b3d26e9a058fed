"""Gangs: which numbers of accelerators may run together, and how long a run of each takes with all it loses."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, inf, sqrt

from models.gang import Gang, GangSize
from models.hardware import Accelerator
from models.numbers import plain
from models.offer import Offer
from models.scenario import Scenario
from models.units import per_hour
from models.workload import Workload

MOST_EXPONENT = 500.0
"""Beyond this many mean times between failures without a checkpoint a run never ends."""
WHOLE = 1e-9
"""What a count of runs may miss of a whole number by rounding."""


@dataclass(frozen=True)
class Size:
    """A number of accelerators that may run together, and the time of a run on them."""

    accelerators: int
    hours: float
    """Time of a run, checkpoints and failures included [h]."""
    lost_hours: float
    """Part of it that checkpoints, failures and restarts take [h]."""

    @property
    def accelerator_hours(self) -> float:
        """What a run takes [accelerator-hours]."""
        return self.accelerators * self.hours


def sizes(gang: Gang, a: Accelerator, units_per_hour: float) -> list[Size]:
    """The sizes that fit the interconnect domain and end in time.

    Parameters
    ----------
    units_per_hour: throughput of one accelerator [counted thing of the service unit per h].
    """
    found = (_timed(gang, size, a, units_per_hour) for size in gang.sizes)
    return [s for s in found if _fits_domain(s, a) and s.hours <= gang.deadline_hours * (1 + WHOLE)]


def why_none(gang: Gang, a: Accelerator, units_per_hour: float) -> str:
    """Why no size is left: what the smallest domain or the shortest run lacks."""
    found = [s for s in (_timed(gang, size, a, units_per_hour) for size in gang.sizes) if _fits_domain(s, a)]
    if not found:
        least = min(size.accelerators for size in gang.sizes)
        return f"a run needs {least} accelerators together, a domain of {a.id} has {a.domain}"
    best = min(found, key=lambda s: s.hours)
    takes = "never ends, as failures come faster than checkpoints"
    takes = takes if best.hours == inf else f"takes {plain(best.hours)} h"
    return f"a run on {best.accelerators} accelerators {takes}, allowed: {plain(gang.deadline_hours)} h"


def overhead(gang: Gang, mtbf_hours: float | None, compute_hours: float) -> float:
    """Expected time of a run over its time of computing, with checkpoints, failures and restarts [ratio].

    J. T. Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", Future Generation
    Computer Systems 22 (2006) 303-312, the complete cost function: failures are exponential, also while a checkpoint is
    written or work restarts. The interval is the given one, else sqrt(2 x checkpoint x MTBF) of J. W. Young,
    Communications of the ACM 17 (1974) 530; never longer than the run.

    Parameters
    ----------
    mtbf_hours: mean time between failures of the whole gang [h]; None: it does not fail.
    compute_hours: time of the run without any loss [h].
    """
    written, restart = gang.checkpoint_minutes / 60, gang.restart_minutes / 60
    every = gang.checkpoint_every_hours
    if mtbf_hours is None:
        return 1.0 if every is None else 1 + written / min(every, compute_hours)
    interval = min(sqrt(2 * written * mtbf_hours) if every is None else every, compute_hours)
    if (restart + interval + written) / mtbf_hours > MOST_EXPONENT:
        return inf
    if not interval:  # checkpoints that cost nothing, at any time: only restarts are lost
        return exp(restart / mtbf_hours)
    return mtbf_hours / interval * exp(restart / mtbf_hours) * (exp((interval + written) / mtbf_hours) - 1)


def can_carry(workload: Workload, offer: Offer) -> bool:
    """Whether the units of an offer are fast enough for the gang of a workload, and as firm as it needs."""
    gang = workload.gang
    is_firm = workload.is_interruptible or offer.mode != "spot"
    return is_firm and (gang is None or is_fast(gang, offer))


def is_fast(gang: Gang, offer: Offer) -> bool:
    """Whether fabric and storage of an offer are as fast as a run needs; what is not known passes."""
    pairs = ((offer.fabric_gbps, gang.fabric_gbps), (offer.storage_gbps, gang.storage_gbps))
    return all(given is None or given >= needed for given, needed in pairs)


def most_periods(workload: Workload, scenario: Scenario) -> int:
    """Most periods that a run touches: as many of the shortest period as hold the longest run allowed; 1 without."""
    if workload.gang is None:
        return 1
    horizon = scenario.horizon
    shortest = min(horizon.period_hours(t) for t in range(horizon.periods))
    return max(1, ceil(workload.gang.deadline_hours / shortest - WHOLE))


def runs_due(volumes: list[float], run_units: float) -> list[int]:
    """Runs that fall due by period: each in the period in which the volume of a whole run has come together."""
    due, arrived, started = [], 0.0, 0
    for volume in volumes:
        arrived += volume
        whole = int(arrived / run_units + WHOLE)
        due.append(whole - started)
        started = whole
    return due


def _timed(gang: Gang, size: GangSize, a: Accelerator, units_per_hour: float) -> Size:
    count = size.accelerators
    compute = gang.run_units / (count * size.efficiency * units_per_hour)
    hours = compute * overhead(gang, None if a.mtbf_hours is None else a.mtbf_hours / count, compute)
    return Size(count, hours, hours - compute)


def _fits_domain(size: Size, a: Accelerator) -> bool:
    return a.domain is None or size.accelerators <= a.domain


def gang_throughput(workload: Workload, found: list[Size]) -> float:
    """Throughput per accelerator of the size that takes fewest accelerator-hours for a run [service unit]."""
    if workload.gang is None:
        raise ValueError(f"{workload.id} has no gang")
    return workload.gang.run_units / min(s.accelerator_hours for s in found) / per_hour(workload.service_unit)
