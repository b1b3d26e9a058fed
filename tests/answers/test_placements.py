"""Where work could run and does not, and what stands in the way where it runs."""

from __future__ import annotations

import pytest

from tests.answers.kit import planned
from tests.program.kit import HALL, Document, offer, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=1.0)


# ---- bottlenecks ----------------------------------------------------------------------------------------------------

POINTS = [
    {
        "load": n,
        "throughput": 10.0 * n,
        "latency_ms": {f"{metric}_p99": 100.0 * n for metric in ("ttft", "tpot", "e2e")},
    }
    for n in (1, 2)
]


def bound(metric: str, rtt_ms: float) -> Document:
    """A target of 150 ms on a curve from 10 requests/h at 100 ms to 20 at 200 ms."""
    return {
        "benchmarks__0__points": POINTS,
        "sites": [{**HALL, "rtt_ms": {"eu": rtt_ms}}],
        "workloads__0__targets": [{"metric": metric, "percentile": 99, "limit_ms": 150.0}],
    }


def memory(needed_gb: float) -> Document:
    """A replica of 4 accelerators of 40 GB each."""
    return {
        "benchmarks__0__accelerators_per_replica": 4,
        "benchmarks__0__memory_gb": needed_gb,
        "accelerators__0__memory_gb": 40.0,
    }


BOTTLENECKS: list[tuple[Document, str, str]] = [
    ({}, "accelerator", "throughput of the benchmark"),
    (bound("ttft", 0.0), "accelerator", "ttft_p99 binds"),
    (bound("ttft", 0.4), "accelerator", "ttft_p99 binds"),  # 14.96 instead of 15: not what stands in the way
    (bound("e2e", 30.0), "network", "it would carry 25 % more without the network round trip to eu"),
    (bound("tpot", 30.0), "memory", "tpot_p99 binds, and decoding waits for memory bandwidth"),
    (memory(100.0), "memory", "a replica needs 100 GB, more than half of its 4 accelerators hold"),
    (memory(80.0), "accelerator", "throughput of the benchmark"),
    (
        {"sites": [{**HALL, "pue": 2.0, "power_cap_kw": 89.0}], "accelerators__0__busy_kw": 10.0},
        "power",
        "the 89 kW of the site leave no room for 1 more",
    ),
    (
        {"sites": [{**HALL, "pue": 2.0, "power_cap_kw": 100.0}], "accelerators__0__busy_kw": 10.0},
        "accelerator",
        "throughput of the benchmark",
    ),
]


@pytest.mark.parametrize(("changes", "name", "reason"), BOTTLENECKS)
def test_the_bottleneck_is_named_with_its_reason(changes: Document, name: str, reason: str) -> None:
    plan = planned(scenario(offers=[OD], **changes))
    assert {(row.bottleneck, row.reason) for row in plan.service} == {(name, f"gpu at hall: {reason}")}


# ---- pairs that do not serve ----------------------------------------------------------------------------------------

TPU = {"accelerator": "tpu"}
PORTED: Document = {"stacks": [{"id": "cuda"}, {"id": "rocm", "port_usd": 1e6, "port_months": 2}]}
PAIRS_LEFT: list[tuple[str, Document, str]] = [
    ("no_demand", {"workloads__0__demand": [{"geography": "eu", "level": 0.0}]}, "no demand inside the horizon"),
    (
        "no_supply",
        {"offers": [OWN, {**OD, **TPU, "order_from": "2028-01"}]},
        "no offer can be in service there inside the horizon (dates, lead time, support)",
    ),
    (
        "spot_only",
        {"offers": [OWN, {**offer("spot", "spot", usd_per_hour=0.1), **TPU}]},
        "only spot is offered there, and the work cannot be interrupted",
    ),
    ("not_ported", PORTED, "it would have to be ported to rocm (1,000,000 USD, 2 months), which the plan does not do"),
    ("one_pool", {"workloads__0__assignment": "single_pool"}, "its one pool is gpu at hall"),
    (
        "holdings",
        {"holdings": [{"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0}]},
        "today's gpu at hall carries most of it, and is paid for either way",
    ),
    # 90 h: 100 USD / 900 requests = 0.111, and 2 USD/h / 10 requests
    ("cheaper", {}, "gpu at hall carries most of it: 0.111 against 0.2 USD per request, used to the full"),
    (
        "not_chosen",
        {"offers": [OWN, {**offer("hall-full", "buy", upfront_usd=9000.0, pack=1000), **TPU}]},
        (
            "gpu at hall carries most of it, although at 0.111 against 0.01 USD per request, used to the full: "
            "limits, packs, headroom or dates decide"
        ),
    ),
]


@pytest.mark.parametrize(("reason", "changes", "why"), PAIRS_LEFT, ids=[row[0] for row in PAIRS_LEFT])
def test_a_pair_that_could_serve_says_why_it_does_not(reason: str, changes: Document, why: str) -> None:
    given = two_chips(offers=[OWN, {**OD, **TPU, "usd_per_hour": 2.0}], stacks=[{"id": "cuda"}, {"id": "rocm"}])
    plan = planned(scenario(**{**given, **changes}))
    pair = next(row for row in plan.capacities if row.accelerator == "tpu")
    assert (pair.not_served, pair.why, pair.units_served) == (reason, why, 0.0)


def test_pairs_of_all_pools_are_told_once() -> None:
    plan = planned(scenario(**two_chips(benchmarks=[two_chips()["benchmarks"][0]]), offers=[OWN, {**OD, **TPU}]))
    assert [(row.accelerator, row.units_served, row.share_served) for row in plan.capacities] == [
        ("gpu", pytest.approx(3600), pytest.approx(1))
    ]
    assert [(row.accelerator, row.reason) for row in plan.removed_arcs] == [("tpu", "no_benchmark")]
