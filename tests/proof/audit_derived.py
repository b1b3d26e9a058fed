"""Figures that follow from the plan of `audit_example`, worked out by hand.

GPUs in the first quarter: 4 held, 4 owned, 1 leased, 1 reserved; rented 1 + 1 at the peak, 2 off it; busy 12 and 11.5.
In the second: 4 + 1 + 1, all 6 busy, and 3 `alt` units, all busy. What chat and score pay is worked out at `COSTS`.
"""

from __future__ import annotations

from typing import Any

from models.cents import rounded_to_sum

Q1, Q2 = "2027-01", "2027-04"
Rows = list[dict[str, Any]]

SITES: Rows = [
    {"site": "hall", "period": Q1, "power_kw": 12 * 1.5, "power_cap_kw": 60.0, "power_share": 0.3}
    | {"racks": 10 * 0.1 + 2 * 0.1, "rack_cap": 4.0, "rack_share": 0.3}
    | {"energy_kwh": (0.2 * 12 * 1000 + 0.8 * 11550) * 1.5, "carbon_kg": 17460 * 0.4}
    | {"heat_kw": 12.0, "heat_cap_kw": 20.0, "heat_share": 0.6}
    | {"in_use": True, "telemetry_usd": 15.0, "support_usd": 24.0},
    {"site": "hall", "period": Q2, "power_kw": (6 + 3 * 0.8) * 1.5, "power_cap_kw": 60.0, "power_share": 0.21}
    | {"racks": 0.6, "rack_cap": 4.0, "rack_share": 0.15}
    | {"energy_kwh": (6 * 1000 + 3 * 0.6 * 1000) * 1.5, "carbon_kg": 11700 * 0.4}
    | {"heat_kw": 6 + 3 * 0.6, "heat_cap_kw": 20.0, "heat_share": 0.39}
    | {"in_use": True, "telemetry_usd": 15.0, "support_usd": 24.0},
]

# Credit: all GPUs in service, and 0.7 of the 5 that may be called on demand; spot counts nothing.
POOLS: Rows = [
    {"accelerator": "gpu", "site": "hall", "period": Q1, "block": "peak", "in_service": 10.0, "rented": 2.0}
    | {"busy": 12.0, "set_aside": 10.8, "credit": 13.5, "utilization": 11550 / 12000},
    {"accelerator": "gpu", "site": "hall", "period": Q2, "block": "peak", "in_service": 6.0, "rented": 0.0}
    | {"busy": 6.0, "set_aside": 4.8, "credit": 9.5, "utilization": 1.0},
    {"accelerator": "alt", "site": "hall", "period": Q1, "block": "peak", "in_service": 0.0, "rented": 0.0}
    | {"busy": 0.0, "set_aside": 0.0, "credit": 0.0, "utilization": None},
    {"accelerator": "alt", "site": "hall", "period": Q2, "block": "peak", "in_service": 3.0, "rented": 0.0}
    | {"busy": 3.0, "set_aside": 3.0, "credit": 3.0, "utilization": 1.0},
]

# Each order over its quarters in service: payments, support, software, space (2 USD x 3 months), less the end value.
OWN = 2 * (1000 + 6 * 10 + 2 * 30 + 2 * 20 + 2 * 2 * 6 - 1000 * 18 / 24) / 2
LEASE = (60 + 2 * 70 + 70 + 2 * 6) / 2  # with the third quarter, past the horizon
RESERVE = (2 * 15 + 2 * 6) / 2
OWN_ALT = 3 * (800 + 0.8 * 6 - 800 * 9 / 12)
HELD = 4 * 7 * 3 + 4 * 0.2 * 1000 * 0.15 + 4 * 6
GPU_Q1 = OWN + LEASE + RESERVE + HELD + 275 + (300 + 100) + 1900 + (0.2 * 8 * 1000 + 0.8 * 11550) * 0.15
GPU_Q2 = OWN + LEASE + RESERVE + 500 + 6 * 1000 * 0.15
ALT_Q2 = OWN_ALT + 3 * 0.6 * 1000 * 0.15
HALL = (5 + 8) * 3  # telemetry and support, by busy hours: 9550 and 2000 of 11550, then 7000 and 2000 of 9000

COSTS = {
    ("chat", Q1): (GPU_Q1 + HALL) * 9550 / 11550 + 955 + 2250,  # data sent, units missed
    ("chat", Q2): GPU_Q2 * 4 / 6
    + ALT_Q2
    + HALL * 7 / 9
    + 1000
    + 500
    + 120,  # data sent, the port now ready, its upkeep
    ("score", Q1): (GPU_Q1 + HALL) * 2000 / 11550,
    ("score", Q2): GPU_Q2 * 2 / 6 + HALL * 2 / 9,
    ("fixed", Q1): 333.0,
    ("fixed", Q2): 333.0,
}
CENTS = dict(zip(COSTS, map(float, rounded_to_sum(list(COSTS.values()))[0]), strict=True))


def _work(workload: str, period: str, level: float, served: float, hours: float, **fields: float) -> dict[str, Any]:
    usd = CENTS[workload, period]
    return {
        "workload": workload,
        "period": period,
        "unit": "requests/h",
        "mean_demand": level,
        "peak_demand": level,
        "units_asked": level * 1000,
        "units_served": served,
        "share_served": served / (level * 1000),
        "accelerator_hours": hours,
        "units_per_accelerator_hour": served / hours,
        "cost_usd": usd,
        "usd_per_unit": usd / served,
        "bottleneck": "accelerator",
        "reason": "gpu at hall: throughput of the benchmark",
        **fields,
    }


SERVICE: Rows = [
    _work("chat", Q1, 100.0, 95500.0, 9550.0, utilization=0.9625, set_aside=10.8),
    _work("chat", Q2, 100.0, 100000.0, 7000.0, utilization=1.0, set_aside=7.8),
    _work("score", Q1, 20.0, 20000.0, 2000.0, utilization=0.9625, set_aside=0.0),
    _work("score", Q2, 20.0, 20000.0, 2000.0, utilization=1.0, set_aside=0.0),
]
UNASSIGNED: Rows = [{"period": t, "reason": "fixed", "cost_usd": CENTS["fixed", t]} for t in (Q1, Q2)]

# The cheapest accelerator-hour is an owned one: half of OWN over 2 x 1000 h, and 0.15 USD of power at full load.
GPU_HOUR = OWN / 4 / 1000 + 0.15
PAIRS: Rows = [
    {"units_served": 135500.0, "share_served": 0.6775, "offer_usd_per_unit": GPU_HOUR / 10 + 0.01},
    {"units_served": 60000.0, "share_served": 0.3, "offer_usd_per_unit": (OWN_ALT / 3 / 1000 + 0.09) / 20 + 0.01},
    {"units_served": 40000.0, "share_served": 1.0, "offer_usd_per_unit": GPU_HOUR / 10},
]
PAIRS = [pair | {"accelerators_per_replica": 1, "on_call_share": 1.0} for pair in PAIRS]
ENDS = (None, "2027-10", "2027-07", None)

# What a unit costs less on `alt`, on the 60,000 units of the second quarter, less the port.
SAVING = (PAIRS[0]["offer_usd_per_unit"] - PAIRS[1]["offer_usd_per_unit"]) * 60_000 - 500
MILESTONES: Rows = [
    {"kind": "graduation", "workload": "chat", "period": Q2, "source": "cuda", "target": "rocm", "share": 0.6}
    | {"saving_usd": SAVING}
]

# Signed and not yet paid: quarters of the lease and the reserve, units on order; later the third quarter of the lease.
EXPOSURE: Rows = [
    {"payee": "acme", "period": Q1, "usd": 2 * 70.0},
    {"payee": "acme", "period": Q2, "usd": 70.0},
    {"payee": "cloudy", "period": Q1, "usd": 15.0},
    {"payee": "volt", "period": Q1, "usd": 2400.0},
]

DERIVED: dict[str, Rows] = {"sites": SITES, "pools": POOLS, "service": SERVICE, "unassigned": UNASSIGNED}
DERIVED |= {"milestones": MILESTONES, "exposure": EXPOSURE}
SIMPLICITY = {"contracts": 6, "vendors": 3, "sites": 1, "orders": 4}
