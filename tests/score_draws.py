"""Random rules of the scorecard, for any scenario."""

from __future__ import annotations

from random import Random

from models.scenario import Scenario
from models.scorecard import CRITERIA, Review, ScorecardRules, Weights


def with_scorecard(given: Scenario, rng: Random, utilization: float = 1.0) -> Scenario:
    """The scenario with weights, penalties and reviews."""
    judged = [(v.id, name) for v in given.vendors for name in CRITERIA if rng.random() < 0.3]
    reviews = tuple(
        Review(
            vendor=vendor,
            role=rng.choice((None, "silicon", "payee")),
            criterion=name,
            score=rng.randrange(51) / 10,
            reviewer="a reviewer",
            date="2026-10",
        )
        for vendor, name in judged
    )
    weights = {name: float(rng.choice((0, 1, 1, 2, 5))) for name in CRITERIA}
    rules = ScorecardRules(
        utilization=utilization,
        weights=Weights(**weights | {rng.choice(CRITERIA): 1.0}),
        delay_usd_per_month=rng.choice((0.0, 100.0)),
        engineer_usd_per_month=rng.choice((None, 50.0)),
        reviews=reviews,
    )
    return given.model_copy(update={"scorecard": rules})
