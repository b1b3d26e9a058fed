"""A generated family of scenarios for timing: 12 workloads in 2 geographies, 18 pools, 36 months, 4 blocks.

It exists because the shipped scenarios are few: a search tuned on four files would be tuned to them. Seeds vary prices,
throughputs and demand; `scale` divides the demand, so that small counts of packs (0.1) stress branch and cut.
"""

from __future__ import annotations

import json
import random
from typing import Any

from models.scenario import Scenario

GEOGRAPHIES = ("us", "eu")
BLOCKS = [
    {"id": "night", "share": 0.4},
    {"id": "shoulder", "share": 0.3},
    {"id": "day", "share": 0.25},
    {"id": "peak", "share": 0.05, "is_peak": True},
]
SHAPE = {"night": {"mean": 0.5}, "shoulder": {"mean": 1.0}, "day": {"mean": 1.6}, "peak": {"mean": 2.0, "peak": 2.3}}


def generated(seed: int, scale: float = 1.0) -> Scenario:
    """One scenario of the family."""
    draw = random.Random(seed)  # noqa: S311  # repeatable prices, no secret
    kinds = [f"a{n}" for n in range(6)]
    pools = [(n, place) for n in range(6) for place in range(4)]
    draw.shuffle(pools)
    document: dict[str, Any] = {
        "name": f"generated family, seed {seed}, scale {scale:g}",
        "horizon": {"start": "2027-01", "periods": 36, "blocks": BLOCKS},
        "geographies": [{"id": place} for place in GEOGRAPHIES],
        "vendors": [{"id": f"v{n}"} for n in range(4)],
        "stacks": [_stack(draw, n) for n in range(4)],
        "accelerators": [
            {"id": a, "class": "gpu", "vendor": f"v{n % 4}", "stack": f"s{n % 4}", "idle_kw": 0.3, "busy_kw": 1.2}
            for n, a in enumerate(kinds)
        ],
        "sites": [_site(n, scale) for n in range(4)],
        "shapes": [{"id": "interactive", "blocks": SHAPE}],
        "offers": [offer for n, place in pools[:18] for offer in _offers(draw, n, place, scale)],
        "workloads": [_workload(draw, n, scale) for n in range(12)],
        "benchmarks": [_benchmark(draw, w, n) for w in range(12) for n in range(6) if n == 0 or draw.random() < 0.75],
        "policy": {"budgets": [{"id": "capex", "kind": "capex", "fiscal_year": 2027, "max_usd": 12e6 * scale}]},
    }
    return Scenario.model_validate_json(json.dumps(document))


def _stack(draw: random.Random, n: int) -> dict[str, Any]:
    cost = {"port_usd": draw.uniform(1e5, 4e5), "port_months": 3, "change_usd": 5000}
    return {"id": f"s{n}", **(cost if n else {})}


def _site(n: int, scale: float) -> dict[str, Any]:
    site = {"id": f"l{n}", "kind": "cloud", "jurisdiction": "x", "pue": 1.3, "rtt_ms": dict.fromkeys(GEOGRAPHIES, 10)}
    own = {"electricity_usd_per_kwh": 0.1, "power_cap_kw": 800 * scale, "space_usd_per_kw_month": 150}
    return site if n else {**site, **own}


def _offers(draw: random.Random, n: int, place: int, scale: float) -> list[dict[str, Any]]:
    usd = 2.0 + 1.2 * n * draw.uniform(0.8, 1.2)
    common = {"accelerator": f"a{n}", "site": f"l{place}", "vendor": f"v{n % 4}"}
    name, pack = f"a{n}-l{place}", 8 if n > 1 else 1
    if place == 0:
        price = {"upfront_usd": 96000 * usd, "life_months": 60, "support_share_per_year": 0.05, "lead_months": 4}
        lease = {"monthly_usd": 3440 * usd, "term_months": 36, "lead_months": 3}
        return [
            {"id": f"{name}-buy", "mode": "buy", "pack": 8, "availability": 0.98, "max_packs_per_period": 30}
            | common
            | price,
            {"id": f"{name}-lease", "mode": "lease", "pack": 8, "availability": 0.98} | common | lease,
        ]
    reserve = {"mode": "reserve", "pack": 8} | common
    return [
        {"id": f"{name}-od", "mode": "on_demand", "pack": pack, "usd_per_hour": pack * usd}
        | common
        | {"quota_packs": max(1, int(64 * scale))},
        reserve | {"id": f"{name}-r1", "committed_usd_per_hour": 5.6 * usd, "term_months": 12},
        reserve | {"id": f"{name}-r3", "committed_usd_per_hour": 4.0 * usd, "term_months": 36},
        {"id": f"{name}-spot", "mode": "spot", "usd_per_hour": 0.4 * usd, "quota_packs": 200, "availability": 0.9}
        | common,
    ]


def _workload(draw: random.Random, n: int, scale: float) -> dict[str, Any]:
    waits = n % 4 == 3
    return {
        "id": f"w{n}",
        "class": "batch_scoring" if waits else "realtime_inference",
        "profile": f"p{n}",
        "service_unit": "tokens/s",
        "traffic": "batch" if waits else "interactive",
        "is_interruptible": waits,
        "incumbent_stacks": ["s0"],
        "changes_per_quarter": draw.choice([1, 3, 6]),
        "demand": [
            {"geography": g, "level": scale * draw.uniform(2e4, 2e5), "growth_per_year": draw.uniform(0.1, 1.0)}
            for g in GEOGRAPHIES
        ],
    }


def _benchmark(draw: random.Random, w: int, n: int) -> dict[str, Any]:
    rate = 1500 * (1 + n) * draw.uniform(0.7, 1.3)
    points = [{"load": 1, "throughput": rate}]
    return {"id": f"p{w}-a{n}", "profile": f"p{w}", "accelerator": f"a{n}", "unit": "tokens/s", "points": points}
