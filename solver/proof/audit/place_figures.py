"""Use of sites and pools as a plan states it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

from models.derived import PoolUse, SiteUse
from models.plan import Plan
from models.site import Site
from solver.proof.audit.edge_rows import heat_kw, is_in_use, running_cost
from solver.proof.audit.expansion_rows import cap_of
from solver.proof.audit.facts import Pool
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.notes import Notes
from solver.proof.audit.on_call import backing_of, used_by_slot
from solver.proof.audit.quotas import room_in
from solver.proof.audit.use import PoolTables, Use

Counted = Callable[[int], Mapping[Pool, float]]
"""What counts on each pool, by slot [accelerators]."""


def check_sites(plan: Plan, use: Use, notes: Notes) -> None:
    """Every site in every period, with its power, racks, energy, carbon, heat and cost of being in use."""
    missing = {(site, label) for site in use.facts.sites for label in use.time.labels}
    notes.once("sites", ((row.site, row.period) for row in plan.sites))
    for row in plan.sites:
        where = f"sites ({row.site}, {row.period})"
        if (row.site, row.period) not in missing:
            notes.sentences.append(f"{where}: there is no such site and period, or it is listed before")
            continue
        missing.discard((row.site, row.period))
        _check_site(row, use, where, notes)
    for site, label in sorted(missing):
        notes.sentences.append(f"sites ({site}, {label}): the row is missing")


def _check_site(row: SiteUse, use: Use, where: str, notes: Notes) -> None:
    site, period = use.facts.sites[row.site], use.time.period_of[row.period]
    chips = use.facts.accelerators
    pools = [tables for pool, tables in use.pools.items() if pool[1] == site.id]
    power = site.pue * _most(use, pools, period, {a: chip.provisioned_kw for a, chip in chips.items()})
    racks = _most(use, pools, period, {a: chip.racks for a, chip in chips.items()})
    notes.figure(where, "power_kw", row.power_kw, power)
    notes.figure(where, "racks", row.racks, racks)
    notes.figure(where, "floor_m2", row.floor_m2, racks * site.m2_per_rack)
    energy = energy_kwh(use, site, period)
    notes.figure(where, "energy_kwh", row.energy_kwh, energy)
    notes.figure(where, "carbon_kg", row.carbon_kg, energy * site.carbon_kg_per_kwh)
    heat = heat_kw(use.state, site.id, period)
    notes.figure(where, "heat_kw", row.heat_kw, heat)
    taken = {"power_share": power, "rack_share": racks, "floor_share": racks * site.m2_per_rack, "heat_share": heat}
    for (name, cap), (share, amount) in zip(site_caps(use, site, period).items(), taken.items(), strict=True):
        notes.figure(where, name, getattr(row, name), cap)
        notes.figure(where, share, getattr(row, share), amount / cap if cap else None)
    notes.same(where, "in_use", row.in_use, is_in_use(use.state, site.id, period))
    cost = running_cost(use.state, site.id, period)
    notes.figure(where, "telemetry_usd", row.telemetry_usd, float(cost.telemetry))
    notes.figure(where, "support_usd", row.support_usd, float(cost.support))


def site_caps(use: Use, site: Site, period: int) -> dict[str, float | None]:
    """Limits of a site in a period, modules in service included, by the name of their figure; None: none given."""
    return {
        "power_cap_kw": cap_of(use.state, site.id, period, site.power_cap_kw, lambda e: e.kw),
        "rack_cap": cap_of(use.state, site.id, period, site.rack_cap, lambda e: e.racks),
        "floor_cap_m2": cap_of(use.state, site.id, period, site.floor_cap_m2, lambda e: e.m2),
        "heat_cap_kw": cap_of(use.state, site.id, period, site.heat_cap_kw, lambda e: e.cooling_kw),
    }


def site_power_kw(use: Use, site: Site, period: int) -> float:
    """Power provisioned at the meter in the block of a period that needs most [kW]."""
    each = {a: chip.provisioned_kw for a, chip in use.facts.accelerators.items()}
    return site.pue * _most(use, [tables for pool, tables in use.pools.items() if pool[1] == site.id], period, each)


def _most(use: Use, pools: list[PoolTables], period: int, each: dict[str, float]) -> float:
    """What all accelerators take of a limit, in the block in which it is most."""
    taken = [
        sum(each[tables.pool[0]] * (tables.there[period] + tables.rented[q]) for tables in pools)
        for q in use.time.slots_of(period)
    ]
    return max(taken)


def energy_kwh(use: Use, site: Site, period: int) -> float:
    """Energy at the meter of a site in a period: of all that is in service or rented, and of its use [kWh]."""
    kwh = 0.0
    for tables in (tables for pool, tables in use.pools.items() if pool[1] == site.id):
        chip = use.facts.accelerators[tables.pool[0]]
        busy = tables.busy_hours(period)
        kwh += chip.busy_kw * busy + chip.idle_kw * (tables.paid_hours(period) - busy)
    return site.pue * kwh


def check_pools(plan: Plan, use: Use, notes: Notes) -> None:
    """Every period of every pool that is used, at its tightest block."""
    own = {pool: tables for pool, tables in use.pools.items() if pool[0] not in use.facts.endpoints}
    missing = {(pool, t) for pool, tables in own.items() for t in range(use.time.periods) if _is_used(tables)}
    notes.once("pools", ((row.accelerator, row.site, row.dedicated_to, row.period) for row in plan.pools))
    counted = cache(partial(_counted, use))
    for row in plan.pools:
        pool: Pool = (row.accelerator, row.site, row.dedicated_to or "")
        where = f"pools ({_name(pool)}, {row.period})"
        period = use.time.period_of.get(row.period)
        if pool not in own or period is None or row.block not in use.time.block_of:
            notes.sentences.append(f"{where}: there is no such pool, period or block")
            continue
        missing.discard((pool, period))
        _check_pool(row, use, own[pool], counted, where, notes)
    for pool, period in sorted(missing):
        notes.sentences.append(f"pools ({_name(pool)}, {use.time.labels[period]}): the row is missing")


def _is_used(tables: PoolTables) -> bool:
    return max(map(max, (tables.there, tables.rented, tables.held))) > ROW_TOLERANCE


def _name(pool: Pool) -> str:
    return f"{pool[0]} at {pool[1]}, {pool[2] or 'shared'}"


def _check_pool(row: PoolUse, use: Use, tables: PoolTables, counted: Counted, where: str, notes: Notes) -> None:
    period = use.time.period_of[row.period]
    slots = use.time.slots_of(period)
    q = slots[use.time.block_of[row.block]]
    most = max(max(tables.busy[n], tables.held[n]) for n in slots)
    notes.figure(where, "accelerators in its tightest block", max(tables.busy[q], tables.held[q]), most)
    notes.figure(where, "in_service", row.in_service, tables.there[period])
    notes.figure(where, "rented", row.rented, tables.rented[q])
    notes.figure(where, "busy", row.busy, tables.busy[q])
    notes.figure(where, "set_aside", row.set_aside, tables.held[q])
    notes.figure(where, "credit", row.credit, _credit(use, tables.pool, q, counted(q)))
    notes.figure(where, "utilization", row.utilization, tables.utilization(period))


def _credit(use: Use, pool: Pool, slot: int, used: Mapping[Pool, float]) -> float | None:
    """Accelerators that may back headroom in a block; None where an offer on call has no quota."""
    period, copies = use.time.period(slot), use.state.copies_by_pool()
    backing = backing_of(use.facts, pool, copies, period, used=used, counted=room_in(use.state, pool, slot))
    return None if backing is None else sum(backing)


def _counted(use: Use, slot: int) -> Mapping[Pool, float]:
    """What counts on each pool in a block [accelerators]."""
    held = {(other, slot): [tables.held[slot]] for other, tables in use.pools.items()}
    return used_by_slot(use.state, held)[slot]
