"""Scenarios that are quick to write and slow to solve."""

from __future__ import annotations

from models.scenario import Scenario
from tests.generators import dice
from tests.program.kit import offer, scenario


def covering(offers: int = 100, groups: int = 20, *, is_exact: bool = False) -> Scenario:
    """Packs of odd sizes, each sold once, must reach 20 overlapping minima: plans are easy, proof takes minutes.

    With `is_exact` the minima are limits too (a market split): even one plan takes minutes.
    """
    rng = dice("covering")
    made = [
        offer(f"o{n}", "buy", pack=rng.randint(20, 99), upfront_usd=float(rng.randint(900, 1100)), max_packs=1.0)
        for n in range(offers)
    ]
    limits = []
    for g in range(groups):
        some = [row for row in made if rng.random() < 0.5]
        half = float(sum(row["pack"] for row in some) // 2)
        exact = {"max_accelerators": half} if is_exact else {}
        limits.append({"id": f"g{g}", "offers": [row["id"] for row in some], "min_accelerators": half, **exact})
    horizon = {"start": "2027-01", "periods": 1, "blocks": [{"id": "all", "hours": 30.0}]}
    return scenario(offers=made, horizon=horizon, policy__groups=limits)
