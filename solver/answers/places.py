"""What sites and pools carry in every period: power, heat, racks, energy, carbon; accelerators there and busy."""

from __future__ import annotations

from typing import Any

from models.derived import PoolUse, SiteUse
from models.hardware import Accelerator
from models.site import Site
from solver.answers.expansion import Caps, caps
from solver.answers.in_use import in_use_usd, is_in_use
from solver.answers.use import Use


def site_uses(use: Use) -> tuple[SiteUse, ...]:
    """One row per site and period."""
    x = use.x
    rows = []
    for site in x.scenario.sites:
        pools = [j for j, pool in enumerate(x.pools) if pool.site.id == site.id]
        for t in range(x.T):
            power, racks, kwh = power_kw(use, site, pools, t), _racks(use, pools, t), _energy_kwh(use, site, pools, t)
            cap = caps(use, site, t)
            rows.append(
                SiteUse(
                    site=site.id,
                    period=x.scenario.horizon.label(t),
                    power_kw=power,
                    power_cap_kw=cap.power_kw,
                    power_share=_share(power, cap.power_kw),
                    racks=racks,
                    rack_cap=cap.racks,
                    rack_share=_share(racks, cap.racks),
                    energy_kwh=kwh,
                    carbon_kg=kwh * site.carbon_kg_per_kwh,
                    **_edge(use, site, pools, t, cap),
                    floor_m2=racks * site.m2_per_rack,
                    floor_cap_m2=cap.floor_m2,
                    floor_share=_share(racks * site.m2_per_rack, cap.floor_m2),
                )
            )
    return tuple(rows)


def power_kw(use: Use, site: Site, pools: list[int], t: int) -> float:
    """Power provisioned at the meter in the block that needs most [kW]."""
    return site.pue * _most(use, pools, t, [_accelerator(use, j).provisioned_kw for j in pools])


def _racks(use: Use, pools: list[int], t: int) -> float:
    return _most(use, pools, t, [_accelerator(use, j).racks for j in pools])


def heat_kw(use: Use, pools: list[int], t: int) -> float:
    """Heat of all that stands there, if busy, in the block that needs most [kW at the rack]."""
    return _most(use, pools, t, [_accelerator(use, j).busy_kw for j in pools])


def _share(used: float, cap: float | None) -> float | None:
    return used / cap if cap else None


def _edge(use: Use, site: Site, pools: list[int], t: int, cap: Caps) -> dict[str, Any]:
    """Heat and cost of being in use."""
    heat, (telemetry, support) = heat_kw(use, pools, t), in_use_usd(use, site.id, t)
    return {
        "heat_kw": heat,
        "heat_cap_kw": cap.heat_kw,
        "heat_share": _share(heat, cap.heat_kw),
        "in_use": is_in_use(use, site.id, t),
        "telemetry_usd": telemetry,
        "support_usd": support,
    }


def _accelerator(use: Use, j: int) -> Accelerator:
    return use.x.pools[j].accelerator


def _most(use: Use, pools: list[int], t: int, each: list[float]) -> float:
    """Weighted accelerators in the block in which they are most."""
    return max(
        sum(weight * (use.there[j][t] + use.rented[j][t][b]) for j, weight in zip(pools, each, strict=True))
        for b in range(len(use.x.blocks))
    )


def _energy_kwh(use: Use, site: Site, pools: list[int], t: int) -> float:
    """Idle power of all that is there, and the rest by use, at the meter [kWh]."""
    kwh = 0.0
    for j in pools:
        a = _accelerator(use, j)
        kwh += a.idle_kw * use.paid_hours[j][t] + (a.busy_kw - a.idle_kw) * use.busy_hours[j][t]
    return kwh * site.pue


def pool_uses(use: Use) -> tuple[PoolUse, ...]:
    """One row per period of every pool in which anything is ever in service, rented or set aside."""
    x = use.x
    rows = []
    for j, pool in enumerate(x.pools):
        if pool.accelerator.is_managed or not (any(use.paid_hours[j]) or any(map(any, use.pool_held[j]))):
            continue
        for t in range(x.T):
            busy, held = use.pool_busy[j][t], use.pool_held[j][t]
            b = max(range(len(x.blocks)), key=lambda n: max(busy[n], held[n]))
            rows.append(
                PoolUse(
                    accelerator=pool.accelerator.id,
                    site=pool.site.id,
                    dedicated_to=pool.owner or None,
                    period=x.scenario.horizon.label(t),
                    block=x.blocks[b].id,
                    in_service=use.there[j][t],
                    rented=use.rented[j][t][b],
                    busy=busy[b],
                    set_aside=held[b],
                    credit=use.credit(j, t, b),
                    utilization=use.utilization(j, t),
                )
            )
    return tuple(rows)
