"""A scenario with every cost term, one plan of it, and its money worked out by hand.

Two quarters of a peak block of 100 h and a base block of 900 h. Chat asks for 100 requests/h: all on GPUs in the first
quarter (1 / 20 missed off the peak), 0.6 of it on ported `alt` units in the second. Score asks for 20 requests/h, flat
and interruptible, always on GPUs. A GPU serves 10 requests/h, an `alt` unit 20.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from models.cents import rounded_to_sum
from models.scenario import Scenario
from tests.proof.audit_derived import DERIVED, ENDS, PAIRS, SIMPLICITY

Q1, Q2 = "2027-01", "2027-04"
GPU = {"accelerator": "gpu", "site": "hall"}
ALT = {"accelerator": "alt", "site": "hall"}
CHAT = {"workload": "chat", "geography": "eu"}
SCORE = {"workload": "score", "geography": "eu"}

DOCUMENT: dict[str, Any] = {
    "name": "every cost term",
    "horizon": {
        "start": Q1,
        "periods": 2,
        "months_per_period": 3,
        "blocks": [{"id": "peak", "hours": 100.0, "is_peak": True}, {"id": "base", "hours": 900.0}],
    },
    "geographies": [{"id": "eu"}],
    "vendors": [{"id": "acme"}, {"id": "volt"}, {"id": "cloudy"}],
    "stacks": [{"id": "cuda"}, {"id": "rocm", "port_usd": 500.0, "port_months": 3, "change_usd": 30.0}],
    "accelerators": [
        {"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda", "idle_kw": 0.2, "busy_kw": 1.0}
        | {"racks": 0.1},
        {
            "id": "alt",
            "class": "asic",
            "vendor": "volt",
            "stack": "rocm",
            "idle_kw": 0.1,
            "busy_kw": 0.6,
            "rack_kw": 0.8,
        },
    ],
    "sites": [
        {
            "id": "hall",
            "kind": "on_prem",
            "jurisdiction": "eu",
            "pue": 1.5,
            "power_cap_kw": 60.0,
            "rack_cap": 4.0,
            "carbon_kg_per_kwh": 0.4,
            "electricity_usd_per_kwh": 0.1,
            "space_usd_per_kw_month": 2.0,
            "fixed_usd_per_month": 11.0,
            "egress_usd_per_gb": 0.05,
            "heat_cap_kw": 20.0,
            "telemetry_usd_per_month": 5.0,
            "support_usd_per_month": 8.0,
        }
    ],
    "offers": [
        {"id": "own", **GPU, "vendor": "acme", "mode": "buy", "pack": 2, "upfront_usd": 1000.0, "monthly_usd": 10.0}
        | {"life_months": 24, "support_share_per_year": 0.12, "software_usd_per_year": 40.0},
        {"id": "lease", **GPU, "vendor": "acme", "mode": "lease", "upfront_usd": 60.0, "monthly_usd": 20.0}
        | {"committed_usd_per_hour": 0.01, "term_months": 9},
        {"id": "res", **GPU, "vendor": "cloudy", "mode": "reserve", "monthly_usd": 5.0, "term_months": 6}
        | {"usd_per_hour": 0.5},
        {"id": "od", **GPU, "vendor": "cloudy", "mode": "on_demand", "usd_per_hour": 3.0, "quota_packs": 5.0}
        | {"software_usd_per_year": 8760.0},
        {"id": "spot", **GPU, "vendor": "cloudy", "mode": "spot", "usd_per_hour": 1.0},
        {"id": "own-alt", **ALT, "vendor": "volt", "mode": "buy", "upfront_usd": 800.0, "life_months": 12}
        | {"lead_months": 3},
    ],
    "holdings": [
        {"id": "old", **GPU, "vendor": "acme", "accelerators": 4.0, "until": Q2, "monthly_usd": 7.0},
    ],
    "benchmarks": [
        {
            "id": "chat-gpu",
            "profile": "chat",
            "accelerator": "gpu",
            "unit": "requests/h",
            "points": [{"throughput": 10.0}],
        }
        | {"evidence": {"grade": "own_measurement"}},
        {
            "id": "chat-alt",
            "profile": "chat",
            "accelerator": "alt",
            "unit": "requests/h",
            "points": [{"throughput": 20.0}],
        }
        | {"evidence": {"grade": "vendor_claim"}},
        {"id": "score-gpu", "profile": "score", "accelerator": "gpu", "unit": "requests/h"}
        | {"points": [{"throughput": 10.0}], "evidence": {"grade": "own_measurement"}},
    ],
    "workloads": [
        {
            "id": "chat",
            "class": "realtime_inference",
            "profile": "chat",
            "service_unit": "requests/h",
            "demand": [{"geography": "eu", "level": 100.0}],
            "headroom": 0.2,
            "changes_per_quarter": 2.0,
            "changes_from": {Q2: 4.0},
            "value_per_unit_usd": 0.2,
            "miss_penalty_usd_per_unit": 0.3,
            "max_miss": 0.1,
            "incumbent_stacks": ["cuda"],
            "gb_per_unit": 0.2,
        },
        {
            "id": "score",
            "class": "batch_scoring",
            "profile": "score",
            "service_unit": "requests/h",
            "demand": [{"geography": "eu", "level": 20.0}],
            "is_interruptible": True,
            "incumbent_stacks": ["cuda"],
        },
    ],
    "policy": {
        "finance": {"discount_rate": 0.1, "end_value": "straight_line", "payment_tail": "charge_in_full"},
        "budgets": [{"id": "capex-27", "kind": "capex", "fiscal_year": 2027, "max_usd": 5000.0}],
        "vendor_shares": [{"id": "cloud-share", "vendor": "cloudy", "max_share": 0.5}],
        "exposure": {"id": "signed", "max_usd": 3000.0},
        "groups": [{"id": "in-house", "offers": ["own", "lease"], "min_accelerators": 5.0, "max_accelerators": 6.0}],
        "fixed_costs": [{"id": "staff", "usd_per_month": 100.0}],
    },
}

NOMINAL: dict[tuple[str, str | None], float] = {
    ("hardware_purchase", Q1): 2 * 1000.0,
    ("hardware_purchase", Q2): 3 * 800.0,  # ordered in Q1, in service and paid in Q2
    ("contract_upfront", Q1): 60.0,
    ("lease_payments", Q1): 3 * 20 + 1000 * 0.01,
    ("lease_payments", Q2): 3 * 20 + 1000 * 0.01,
    ("reserve_payments", Q1): 3 * 5.0,
    ("reserve_payments", Q2): 3 * 5.0,
    ("ownership_payments", Q1): 2 * 3 * 10.0,
    ("ownership_payments", Q2): 2 * 3 * 10.0,
    ("usage_payments", Q1): (1.0 * 100 + 0.5 * 900) * 0.5,
    ("usage_payments", Q2): 1.0 * 1000 * 0.5,
    ("on_demand", Q1): 1.0 * 100 * 3,
    ("spot", Q1): (1.0 * 100 + 2.0 * 900) * 1,
    ("support", Q1): 2 * 1000 * 0.12 / 4,
    ("support", Q2): 2 * 1000 * 0.12 / 4,
    ("software", Q1): 4 * 40 / 4 + 1.0 * 100 * 8760 / 8760,  # owned units, and one rented for 100 h
    ("software", Q2): 4 * 40 / 4,
    # idle: 6 ordered + 2 rented GPUs; busy: 12 at the peak, 11.5 off it (10 + 2, 9.5 + 2)
    ("electricity", Q1): (0.2 * 8 * 1000 + 0.8 * (12 * 100 + 11.5 * 900)) * 1.5 * 0.1,
    # 6 GPUs, all busy (4 + 2), and 3 `alt`, all busy
    ("electricity", Q2): (0.2 * 6 * 1000 + 0.8 * 6 * 1000 + 0.1 * 3 * 1000 + 0.5 * 3 * 1000) * 1.5 * 0.1,
    ("space", Q1): 6 * 1.0 * 2 * 3,
    ("space", Q2): (6 * 1.0 + 3 * 0.8) * 2 * 3,
    ("site_telemetry", Q2): 5 * 3.0,  # in Q1 today's fleet keeps the hall in use
    ("site_support", Q2): 8 * 3.0,
    ("egress", Q1): (100 * 100 * 1.0 + 100 * 900 * 0.95) * 0.2 * 0.05,
    ("egress", Q2): 100 * 1000 * 0.2 * 0.05,
    ("porting", Q1): 500.0,
    ("upkeep", Q2): 30 * 4 * 3 / 3,  # ready in Q2, 4 changes a quarter from then on
    ("sla_penalty", Q1): 100 * 900 * 0.05 * (0.3 + 0.2),
    ("payments_past_horizon", None): 3 * 20 + 1000 * 0.01,  # the third quarter of the lease
    ("end_value", None): -(2 * 1000 * (1 - 6 / 24) + 3 * 800 * (1 - 3 / 12)),
    ("holdings", Q1): 4 * 7 * 3 + 4 * 0.2 * 1000 * 1.5 * 0.1 + 4 * 1.0 * 2 * 3 + (5 + 8) * 3,
    ("fixed", Q1): (11 + 100) * 3.0,
    ("fixed", Q2): (11 + 100) * 3.0,
}
"""USD by term and quarter."""

AT_START = ("hardware_purchase", "contract_upfront", "porting")


def paid_in_month(term: str, period: str | None) -> int:
    """Month of the plan in which a payment of the example falls due."""
    if period is None:
        return {"payments_past_horizon": 9, "end_value": 6}[term]
    return {Q1: 0, Q2: 3}[period] + (0 if term in AT_START else 3)


DISCOUNTED = {entry: usd * 1.1 ** (-paid_in_month(*entry) / 12) for entry, usd in NOMINAL.items()}


def _service(block: str, period: str, who: dict[str, str], where: dict[str, str], share: float, busy: float) -> Any:
    return {**who, **where, "period": period, "block": block, "share": share, "accelerators": busy}


DECISIONS: dict[str, list[Any]] = {
    "orders": [
        {"offer": "own", **GPU, "vendor": "acme", "mode": "buy", "order_period": Q1, "in_service_period": Q1}
        | {"packs": 2.0, "accelerators": 4.0, "cost_usd": 2 * (1000 + 6 * 10 + 2 * 30 + 2 * 20.0)},
        {"offer": "lease", **GPU, "vendor": "acme", "mode": "lease", "order_period": Q1, "in_service_period": Q1}
        | {"packs": 1.0, "accelerators": 1.0, "cost_usd": 60 + 2 * 70.0},
        {"offer": "res", **GPU, "vendor": "cloudy", "mode": "reserve", "order_period": Q1, "in_service_period": Q1}
        | {"packs": 1.0, "accelerators": 1.0, "cost_usd": 2 * 15.0},
        {"offer": "own-alt", **ALT, "vendor": "volt", "mode": "buy", "order_period": Q1, "in_service_period": Q2}
        | {"packs": 3.0, "accelerators": 3.0, "cost_usd": 3 * 800.0},
    ],
    "fleet": [
        {"offer": "old", **GPU, "mode": "holding", "period": Q1, "packs": 4.0, "accelerators": 4.0},
        *(
            {"offer": name, **GPU, "mode": mode, "period": t, "packs": packs, "accelerators": size}
            for name, mode, packs, size in (
                ("own", "buy", 2.0, 4.0),
                ("lease", "lease", 1.0, 1.0),
                ("res", "reserve", 1.0, 1.0),
            )
            for t in (Q1, Q2)
        ),
        {"offer": "own-alt", **ALT, "mode": "buy", "period": Q2, "packs": 3.0, "accelerators": 3.0},
    ],
    "rent": [
        {"offer": "od", **GPU, "mode": "on_demand", "period": Q1, "block": "peak", "packs": 1.0, "accelerators": 1.0},
        {"offer": "spot", **GPU, "mode": "spot", "period": Q1, "block": "peak", "packs": 1.0, "accelerators": 1.0},
        {"offer": "spot", **GPU, "mode": "spot", "period": Q1, "block": "base", "packs": 2.0, "accelerators": 2.0},
    ],
    "run": [
        {"offer": "res", "period": t, "block": block, "packs": packs}
        for t, block, packs in ((Q1, "peak", 1.0), (Q1, "base", 0.5), (Q2, "peak", 1.0), (Q2, "base", 1.0))
    ],
    "dispatch": [
        _service("peak", Q1, CHAT, GPU, 1.0, 10.0),
        _service("base", Q1, CHAT, GPU, 0.95, 9.5),
        *(_service(block, Q2, CHAT, GPU, 0.4, 4.0) for block in ("peak", "base")),
        *(_service(block, Q2, CHAT, ALT, 0.6, 3.0) for block in ("peak", "base")),
        *(_service(block, t, SCORE, GPU, 1.0, 2.0) for t in (Q1, Q2) for block in ("peak", "base")),
    ],
    "misses": [{**CHAT, "period": Q1, "block": "base", "share": 0.05, "units": 100 * 900 * 0.05}],
    # 100 x 1.2 x 0.9 = 108 requests/h: 10.8 GPUs, then 4.8 GPUs and 3 `alt`
    "headroom": [
        {**CHAT, **GPU, "period": Q1, "block": "peak", "accelerators": 10.8},
        {**CHAT, **GPU, "period": Q2, "block": "peak", "accelerators": 4.8},
        {**CHAT, **ALT, "period": Q2, "block": "peak", "accelerators": 3.0},
    ],
    "ports": [
        {"workload": "chat", "stack": "rocm", "start_period": Q1, "ready_period": Q2, "cost_usd": 500.0},
    ],
}


def _limit(text: str, kind: str, period: str | None, used: float, allowed: float, unit: str) -> dict[str, Any]:
    binding = used == allowed
    return {"limit": text, "kind": kind, "period": period, "used": used, "allowed": allowed, "unit": unit} | {
        "is_binding": binding,
        "is_minimum": kind == "group_reaches_minimum",
    }


LIMITS = [
    # 6 ordered + 4 held + 2 rented GPUs x 1 kW x 1.5; later 6 GPUs and 3 x 0.8 kW
    _limit("power at hall", "site", Q1, 18.0, 60.0, "kW"),
    _limit("capex in 2027", "budget", None, 4400.0, 5000.0, "USD"),
    # cloudy: 30 + 775 for `res`, 300, 1900; acme: 2000 + 120 + 120, 60 + 140, 84 held; volt: 2400
    _limit("share of cloudy", "vendor_share", None, 3005 / (3005 + 2524 + 2400), 0.5, "of spend"),
    # end of Q1: 2400 for `alt` on order, two quarters of the lease, one of the reserve
    _limit("commitment", "exposure", Q1, 2400 + 2 * 70 + 15.0, 3000.0, "USD"),
    _limit("in-house at most", "group_fits_limit", Q1, 5.0, 6.0, "accelerators"),
    _limit("in-house at least", "group_reaches_minimum", Q2, 5.0, 5.0, "accelerators"),
    _limit("on-demand", "supply", Q1, 1.0, 5.0, "packs"),
    # ordered and held GPUs and 0.7 of the quota; later 4.8 of 9.5, which leaves more
    _limit("firm capacity of GPUs", "adequacy", Q1, 10.8, 13.5, "accelerators"),
    _limit("firm capacity of alt", "adequacy", Q2, 3.0, 3.0, "accelerators"),
    # 12 GPUs x 1 kW, busy or not
    _limit("heat at hall", "edge", Q1, 12.0, 20.0, "kW"),
]

CAPACITIES = [
    {
        **CHAT,
        **GPU,
        "accelerator_class": "gpu",
        "throughput": 10.0,
        "benchmark": "chat-gpu",
        "grade": "own_measurement",
    },
    {**CHAT, **ALT, "accelerator_class": "asic", "throughput": 20.0, "benchmark": "chat-alt", "grade": "vendor_claim"},
    {
        **SCORE,
        **GPU,
        "accelerator_class": "gpu",
        "throughput": 10.0,
        "benchmark": "score-gpu",
        "grade": "own_measurement",
    },
]


def _costs() -> dict[str, Any]:
    """Lines to the cent that add up exactly to the rounded totals."""
    capital = ("hardware_purchase", "end_value")
    lines = [{"term": t, "period": p, "kind": "capex" if t in capital else "opex"} for t, p in NOMINAL]
    costs: dict[str, Any] = {"lines": lines, "constant_usd": CONSTANT}
    for name, amounts, sums in (("nominal", NOMINAL, "by_term"), ("discounted", DISCOUNTED, "by_term_discounted")):
        cents, total = rounded_to_sum(list(amounts.values()))
        by_term: dict[str, Decimal] = {}
        for line, usd in zip(lines, cents, strict=True):
            line[f"{name}_usd"] = float(usd)
            by_term[str(line["term"])] = by_term.get(str(line["term"]), Decimal(0)) + usd
        costs |= {f"total_{name}_usd": float(total), sums: {term: float(usd) for term, usd in by_term.items()}}
    return costs


UNPAID = ("hardware_purchase", "sla_penalty", "payments_past_horizon", "end_value")
OPEX = sum(usd for (term, _), usd in NOMINAL.items() if term not in UNPAID)
BOOKS = [
    {"fiscal_year": 2027, "kind": "capex", "bucket": None, "paid_usd": 4400.0, "approved_usd": 4400.0},
    # the order of the lease binds to pay its third quarter, too
    {"fiscal_year": 2027, "kind": "opex", "bucket": None, "paid_usd": OPEX, "approved_usd": OPEX + 70.0},
]

OBJECTIVE = sum(DISCOUNTED.values())
CONSTANT = sum(usd for (term, _), usd in DISCOUNTED.items() if term in ("holdings", "fixed"))

PLAN: dict[str, Any] = {
    **DECISIONS,
    **DERIVED,
    "simplicity": SIMPLICITY,
    "books": BOOKS,
    "orders": [row | {"ends": end} for row, end in zip(DECISIONS["orders"], ENDS, strict=True)],
    "status": "optimal_within_gap",
    "decision": "Buy 4 gpu and 3 alt at hall in 2027-01.",
    "objective_usd": OBJECTIVE,
    "bound_usd": OBJECTIVE - 0.005 * (OBJECTIVE - CONSTANT),
    "decidable_usd": OBJECTIVE - CONSTANT,
    "gap": 0.005,
    "accounting": {"end_value": "straight_line", "payment_tail": "charge_in_full"},
    "due_after_horizon_usd": 70.0,  # the third quarter of the lease: 3 x 20 + 1000 x 0.01
    "periods": [{"period": t, "months": 3, "hours": {"peak": 100.0, "base": 900.0}} for t in (Q1, Q2)],
    "costs": _costs(),
    "limits": LIMITS,
    "removed_arcs": [{**SCORE, **ALT, "reason": "no_benchmark", "detail": "no record of score on alt"}],
    "capacities": [
        row | pair | {"unit": "requests/h", "bottleneck": "throughput"}
        for row, pair in zip(CAPACITIES, PAIRS, strict=True)
    ],
    "level_loads": ["score"],
    "unused_inputs": [],
    "evidence": {
        "sentence": "all of the money rests on assumptions",
        "by_grade": [{"grade": "assumption", "usd": 7845.0, "share": 1.0, "older_than_90_days_share": 0.0}],
        # accelerator-hours: GPUs 12 x 100 + 11.5 x 900 + 6 x 1000, `alt` 3 x 1000
        "capacity_by_grade": {"own_measurement": 17550 / 20550, "vendor_claim": 3000 / 20550},
    },
    "audit": {"passed": True, "rows_checked": 0, "largest_violation": 0.0, "objective_difference_usd": 0.0},
    "provenance": {"scenario": "every cost term", "scenario_hash": "0", "case": "expected", "as_of": "2027-01"}
    | {"created": None, "versions": {}, "options": {}, "seconds": {}},
}
"""The plan as a document."""


def example() -> Scenario:
    """The scenario with every cost term."""
    return Scenario.model_validate_json(json.dumps(DOCUMENT))
