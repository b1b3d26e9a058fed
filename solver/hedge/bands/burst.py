"""How work scales between its quiet hours and its peaks: replicas by pool, and where what does not fit goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from models.bands import BurstPolicy
from models.derived import Capacity
from models.plan import Plan
from models.scenario import Scenario
from models.workload import Workload
from solver.sizing.names import names_of

Place = tuple[str, str]
"""Accelerator and site."""
Arc = tuple[str, str, str, str]
"""Workload, geography, accelerator and site."""
Cells = dict[Arc, dict[tuple[str, str], float]]
"""Accelerators by period and block."""
DUST = 0.01
"""Replicas below this at the most are none."""


def burst_policies(scenario: Scenario, plan: Plan) -> tuple[BurstPolicy, ...]:
    """One for every work with users who wait, and pool that serves it; shared and dedicated units together."""
    streams = {w.id: w for w in scenario.streams}
    pairs = {(p.workload, p.geography, p.accelerator, p.site): p for p in plan.capacities}
    busy, held, on_call = _by_peak(plan)
    found = []
    for arc in sorted({*busy, *held}):
        workload, pair = streams[arc[0]], pairs[arc]
        if not workload.can_follow_a_shape or pair.accelerator_class == "managed":
            continue
        span = pair.accelerators_per_replica or 1
        working = [units for units in busy.get(arc, {}).values() if units > 0]
        aside = held.get(arc, {})
        peak = max(aside, key=lambda at: aside[at], default=None)
        called = on_call.get(arc, {}).get(peak, 0.0) if peak else 0.0
        least, most = min(working, default=0.0), max([*working, *aside.values()], default=0.0)
        if most / span < DUST:
            continue
        found.append(
            BurstPolicy(
                workload=arc[0],
                geography=arc[1],
                accelerator=arc[2],
                site=arc[3],
                min_replicas=least / span,
                max_replicas=most / span,
                scale_out_at=pair.throughput * span,
                service_unit=pair.unit,
                warm_replicas=max(0.0, (aside[peak] if peak else 0.0) - called - least) / span,
                on_call_replicas=called / span,
                overflow=_overflow(scenario, plan, workload, pair, busy),
            )
        )
    return tuple(found)


def _by_peak(plan: Plan) -> tuple[Cells, Cells, Cells]:
    """Accelerators busy, set aside, and on call of these: those that start when called, or are not in service there."""
    busy: Cells = defaultdict(lambda: defaultdict(float))
    held: Cells = defaultdict(lambda: defaultdict(float))
    on_call: Cells = defaultdict(lambda: defaultdict(float))
    for row in plan.dispatch:
        busy[row.workload, row.geography, row.accelerator, row.site][row.period, row.block] += row.accelerators
    there: dict[tuple[str, str, str], float] = defaultdict(float)
    for fleet in plan.fleet:
        there[fleet.accelerator, fleet.site, fleet.period] += fleet.accelerators
    for hold in plan.headroom:
        arc, at = (hold.workload, hold.geography, hold.accelerator, hold.site), (hold.period, hold.block)
        held[arc][at] += hold.accelerators
        on_call[arc][at] += hold.on_call or 0.0
    _called_beyond_fleet(held, on_call, there)
    return busy, held, on_call


def _called_beyond_fleet(held: Cells, on_call: Cells, there: Mapping[tuple[str, str, str], float]) -> None:
    """What all works set aside in a pool beyond what stands there is on call: each by its share."""
    sums: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for (_, _, accelerator, site), cells in held.items():
        for (period, block), units in cells.items():
            sums[accelerator, site, period, block] += units
    for arc, cells in held.items():
        for at, units in cells.items():
            total = sums[arc[2], arc[3], *at]
            beyond = max(0.0, total - there.get((arc[2], arc[3], at[0]), 0.0))
            if total and not on_call[arc][at]:
                on_call[arc][at] = units * beyond / total


def _overflow(scenario: Scenario, plan: Plan, workload: Workload, pair: Capacity, busy: Cells) -> str:
    """The next pool that serves the work, what can be rented for it, or what happens to what is left."""
    names, said = names_of(scenario), []
    others = {arc: sum(cells.values()) for arc, cells in busy.items() if arc[:2] == (pair.workload, pair.geography)}
    others.pop((pair.workload, pair.geography, pair.accelerator, pair.site), None)
    if others:
        _, _, accelerator, site = max(others, key=lambda arc: others[arc])
        said.append(names.pool(accelerator, site))
    said += [name for name in _rentable(scenario, plan, pair) if name not in said][:1]
    if said:
        return "; then ".join(said)
    if workload.max_miss:
        return f"not served, up to {100 * workload.max_miss:g} % of a block"
    return "nowhere: nothing else may take it"


def _rentable(scenario: Scenario, plan: Plan, pair: Capacity) -> Iterator[str]:
    """On-demand offers that the work may use, in its own pool first, then where a unit costs least."""
    names = names_of(scenario)
    pairs = [p for p in plan.capacities if (p.workload, p.geography) == (pair.workload, pair.geography)]
    here = (pair.accelerator, pair.site)
    pairs.sort(key=lambda p: ((p.accelerator, p.site) != here, p.offer_usd_per_unit or 0.0))
    for p in pairs:
        for offer in scenario.offers:
            if offer.mode == "on_demand" and (offer.accelerator, offer.site) == (p.accelerator, p.site):
                quota = "" if offer.quota_packs is None else f", up to {offer.quota_packs * offer.pack:g} accelerators"
                yield f"{names.pool(p.accelerator, p.site)} on demand{quota}"
