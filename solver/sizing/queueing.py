"""Servers that keep waiting rare: the Erlang C formula for any real number of servers, its inverse, and a safe line.

A replica serves many requests at once, so that a server is one of its concurrency slots, and the load is the mean
number of requests in service. For Poisson arrivals the probability of waiting is Erlang's C (A. K. Erlang, 1917);
for arrivals with dispersion D the slots beyond the load grow with the square root of D (W. Whitt, "Heavy-traffic
approximations for service systems with blocking", 1984).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, sqrt

from scipy.special import gammaincc, gammaln

from models.workload import Workload

ROOT_TOLERANCE = 1e-13
"""Of the number of servers, relative: far below the 1e-9 to which the formula itself is asked to agree."""
STEP = 3e-3
"""Relative step of the five-point derivative: its own error and the rounding of the root are then both near 1e-11."""


@dataclass(frozen=True)
class Line:
    """Servers = slope x load + intercept, the tangent at a design load; never below the servers needed."""

    slope: float
    intercept: float

    def servers(self, load: float) -> float:
        """Servers on the line for a load that is not zero [servers]."""
        return self.slope * load + self.intercept


def waiting_probability(servers: float, load: float) -> float:
    """Erlang C: the probability that a request finds all servers busy.

    Parameters
    ----------
    servers: any real number above the load [servers].
    load: mean number of requests in service, above 0 [servers].

    With the loss formula continued by 1 / B(n, a) = a^-n e^a Gamma(n + 1, a) (D. L. Jagerman, 1974).
    """
    inverse_loss = exp(load - servers * log(load) + gammaln(servers + 1)) * gammaincc(servers + 1, load)
    busy = load / servers
    return float(1 / (inverse_loss * (1 - busy) + busy))


def servers_needed(load: float, waiting: float, dispersion: float = 1.0) -> float:
    """Servers with which a request waits with a given probability, a real number; concave in the load.

    Parameters
    ----------
    load: mean number of requests in service, above 0 [servers].
    waiting: allowed probability of waiting, between 0 and 1.
    dispersion: variance over mean of the arrivals in a service time; 1 for Poisson arrivals.
    """

    from scipy.optimize import brentq  # takes half a second to load, and most scenarios size nothing by queueing

    def excess(servers: float) -> float:
        return waiting_probability(servers, load) - waiting

    most = load + 1.0 + sqrt(load)
    while excess(most) > 0:
        most = load + 2 * (most - load)
    poisson = float(brentq(excess, load, most, xtol=ROOT_TOLERANCE * most, rtol=ROOT_TOLERANCE))
    return load + sqrt(dispersion) * (poisson - load)


@lru_cache(maxsize=100_000)
def tangent(load: float, waiting: float, dispersion: float = 1.0) -> Line:
    """The tangent of `servers_needed` at a design load [servers]: exact there, dearer everywhere else."""
    h = STEP * load

    def at(steps: int) -> float:
        return servers_needed(load + steps * h, waiting, dispersion)

    slope = (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * h)
    return Line(slope, servers_needed(load, waiting, dispersion) - slope * load)


@dataclass(frozen=True)
class PeakHold:
    """Accelerators that must be held in a pool for the share of a peak that it carries [accelerators]."""

    load: float
    """That the whole peak keeps busy."""
    by_line: float
    """By queueing, for the whole peak, beside `fixed`."""
    fixed: float
    """By queueing, once where the pool carries anything."""
    added: float
    """By ratio on top of queueing, for the whole peak; 0 but under `sum`."""
    by_ratio: float
    """By ratio instead of queueing where that is more, for the whole peak; 0 but under `larger`."""

    def needed(self, share: float, by_queueing: float) -> float:
        """What a share of the peak asks for by the rule, given what queueing asks for [accelerators]."""
        return max(by_queueing + self.added * share, self.by_ratio * share)

    def held(self, share: float) -> float:
        """What the program's line asks for a share of the peak [accelerators]; 0 for none."""
        return self.needed(share, self.by_line * share + self.fixed) if share else 0.0


def peak_hold(workload: Workload, load: float, slots: float, ratio: float) -> PeakHold:
    """What a pool must hold for a peak, by the headroom rule of a workload that has `waiting`.

    Parameters
    ----------
    load: accelerators of the pool that the whole peak keeps busy, above 0.
    slots: requests in service at once per accelerator.
    ratio: headroom ratio by criticality and date.
    """
    if workload.waiting is None:
        raise ValueError(f"{workload.id} has no `waiting`")
    line = tangent(load * slots, workload.waiting.probability, workload.waiting.dispersion)
    by_ratio = (1 + ratio) * load if workload.headroom_rule == "larger" else 0.0
    added = ratio * load if workload.headroom_rule == "sum" else 0.0
    return PeakHold(load, line.slope * load, line.intercept / slots, added, by_ratio)
