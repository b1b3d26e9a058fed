"""Demand per slot, and what must be held at peaks, for one case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.demand import Demand
from models.scenario import Case, Scenario
from models.service import Deferral
from models.units import per_hour
from models.workload import BlockFactor, Workload
from solver.proof.audit.demand_parts import on_path, part_in_month
from solver.proof.audit.gang_sizes import due, longest
from solver.proof.audit.placement import Key
from solver.proof.audit.timeline import Timeline, is_within

FLAT = BlockFactor(mean=1.0)


class KeyDemand(NamedTuple):
    """Demand of a workload from one geography, by slot."""

    workload: Workload
    mean: list[float]
    """[service unit], by slot; of deferrable work the rate that does in the slot all that may be done in its period."""
    units: list[float]
    """Units (the counted thing) that a share of 1 served in the slot stands for."""
    peak: list[float]
    """Highest sustained demand [service unit], by slot."""
    due: list[float]
    """Part of the peak that may not be missed [service unit], by slot; 0 off the peaks and for exempt work."""
    required: list[float]
    """Throughput to be held [service unit], by slot; 0 off the peaks and for work exempt from headroom."""
    arriving: Sequence[float] = ()
    """Units that a share of 1 missed in the slot stands for, together all that is asked; deferrable work arrives in its
    first allowed slot of a period."""

    @property
    def needs_headroom(self) -> bool:
        """Whether capacity is set aside for it: neither level, deferrable nor interruptible."""
        exempt = self.workload.is_level or self.workload.is_interruptible or self.workload.deferral is not None
        return not exempt


def demand_of(scenario: Scenario, case: Case, time: Timeline) -> dict[Key, KeyDemand]:
    """Demand of every workload and geography in a case."""
    return {
        (workload.id, row.geography): _with_volumes(_key_demand(scenario, case, time, workload, row), time)
        for workload in scenario.streams
        for row in workload.demand
    }


def _with_volumes(found: KeyDemand, time: Timeline) -> KeyDemand:
    """The demand with what arrives; deferrable work, flat until here, as volumes to be done in its allowed slots."""
    deferral = found.workload.deferral
    if deferral is None:
        return found._replace(arriving=found.units)
    rate, gang = per_hour(found.workload.service_unit), found.workload.gang
    reach = time.whole(deferral.within_months) + longest(gang, time) - 1
    volumes = [sum(found.units[q] for q in time.slots_of(t)) for t in range(time.periods)]
    if gang is not None:
        volumes = [runs * gang.run_units for runs in due(gang, volumes)]
    mean, units, arriving = ([0.0] * time.slots for _ in range(3))
    for t, volume in enumerate(volumes):
        allowed = allowed_slots(deferral, time, t)
        arriving[allowed[0]] = volume
        for q in allowed:
            units[q] = sum(volumes[max(0, t - reach) : t + 1])
            mean[q] = units[q] / (time.slot_hours[q] * rate)
    return found._replace(mean=mean, units=units, arriving=arriving)


def allowed_slots(deferral: Deferral, time: Timeline, period: int) -> list[int]:
    """Slots of a period in which deferrable work may be done; one without hours never counts."""
    slots = [q for q in time.slots_of(period) if time.slot_hours[q] > 0]
    return [q for q in slots if not deferral.blocks or time.where(q)[1] in deferral.blocks]


def _key_demand(scenario: Scenario, case: Case, time: Timeline, workload: Workload, row: Demand) -> KeyDemand:
    factors = _factors(scenario, workload, time)
    rate = per_hour(workload.service_unit)
    found = KeyDemand(workload, [], [], [], [], [])
    for t in range(time.periods):
        months = [
            in_month(scenario, case, workload, row, month, passed)
            for passed, month in enumerate(range(time.starts[t], time.starts[t] + time.months), t * time.months)
        ]
        mean, highest = sum(months) / time.months, max(months)
        margin = 1 + _headroom(scenario, workload, time.starts[t])
        for b, slot in enumerate(time.slots_of(t)):
            factor = factors[b]
            peak = highest * (factor.mean if factor.peak is None else factor.peak)
            is_held = b in time.peaks and found.needs_headroom
            found.mean.append(mean * factor.mean)
            found.units.append(mean * factor.mean * rate * time.slot_hours[slot])
            found.peak.append(peak)
            found.due.append(peak * (1 - workload.max_miss) if is_held else 0.0)
            found.required.append(found.due[-1] * margin)
    return found


def in_month(scenario: Scenario, case: Case, workload: Workload, row: Demand, month: int, passed: int) -> float:
    """Demand in a month number, so many months after the first: of all parts, where it has any."""
    if row.parts:
        shares = (part_in_month(scenario, case, part, month) for part in row.parts)
        factors = (_case_factor(case, workload, row.geography, part.driver, passed) for part in row.parts)
        return sum(share * factor for share, factor in zip(shares, factors, strict=True))
    return _base(row, month, passed) * _case_factor(case, workload, row.geography, None, passed)


def _base(row: Demand, month: int, passed: int) -> float:
    """Demand before the case in a month number, so many months after the first."""
    if row.path is None:
        return float((row.level or 0.0) * (1 + row.growth_per_year) ** (passed / 12))
    return on_path(row.path, month)


def _case_factor(case: Case, workload: Workload, geography: str, driver: str | None, passed: int) -> float:
    """What a case makes of the demand of a month, or of its part with a driver, so many months after the first."""
    factor = 1.0
    for change in case.demand:
        is_meant = change.workload in (None, workload.id, workload.workload_id)
        if is_meant and change.geography in (None, geography) and change.driver in (None, driver):
            factor *= change.scale * (1 + change.growth_per_year) ** (passed / 12)
    return factor


def _factors(scenario: Scenario, workload: Workload, time: Timeline) -> list[BlockFactor]:
    shapes = {shape.id: shape for shape in scenario.shapes}
    shape = shapes.get(workload.shape or workload.traffic)
    if shape is None or workload.is_level or workload.deferral is not None:
        return [FLAT] * len(time.blocks)
    return [shape.blocks[block] for block in time.blocks]


def _headroom(scenario: Scenario, workload: Workload, month: int) -> float:
    own = workload.headroom
    base = scenario.policy.headroom.ratio(workload.criticality) if own is None else own
    return max([base, *(w.headroom for w in workload.launch_windows if is_within(month, w.first, w.until))])
