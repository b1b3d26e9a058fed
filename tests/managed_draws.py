"""Endpoints of managed inference for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random

from models.endpoint import Endpoint, ServedProfile
from models.scenario import Scenario

INPUT, OUTPUT = 500.0, 100.0
"""Tokens of a request."""
SPEED = 4.5
"""About what an accelerator of a random scenario serves [requests/h]."""


def with_managed(given: Scenario, rng: Random) -> Scenario:
    """The scenario with an endpoint, sometimes two, priced near what accelerators cost when they are full."""
    return given.model_copy(update={"endpoints": tuple(_endpoint(n, given, rng) for n in range(rng.choice((1, 1, 2))))})


def _endpoint(n: int, given: Scenario, rng: Random) -> Endpoint:
    time = given.horizon
    hours = sum(time.period_hours(t) for t in range(time.periods))
    request = rng.uniform(20, 140) / (SPEED * hours)
    inward = 1e6 * request / (INPUT + 3 * OUTPUT)
    levels = [max(d.level or 0.0, *(d.path or {}).values(), 0.0) for w in given.workloads for d in w.demand]
    tokens = (INPUT + OUTPUT) / 60 * max(levels)
    return Endpoint(
        id=f"api-{n}",
        site=rng.choice(given.sites).id,
        vendor=rng.choice(given.vendors).id,
        stack=rng.choice(given.stacks).id,
        usd_per_million_input_tokens=round(inward, 4),
        usd_per_million_output_tokens=round(3 * inward, 4),
        quota_tokens_per_minute=round(tokens * rng.uniform(0.6, 2.5), 1) if rng.random() < 0.7 else None,
        capacity_credit=rng.choice((None, None, 0.5, 1.0)),
        available_from=time.label(1) if time.periods > 1 and rng.random() < 0.15 else None,
        data_rights=rng.choice((("retrieve",), ("retrieve",), ("retrieve", "train"), ("train",))),
        serves=(
            ServedProfile(
                profile="work",
                counts="requests",
                input_tokens=INPUT,
                output_tokens=OUTPUT,
                latency_ms={"ttft_p95": rng.choice((150.0, 400.0))},
            ),
        ),
    )
