"""Lanes that are kept apart: every plan says so, also one that is part of another answer."""

from __future__ import annotations

import pytest

from models.roi import RoiReport
from models.stress import StressReport
from solver.economics.make import make_roi
from solver.hedge.make import Hedged, make_hedge
from solver.stress.make import make_stress
from tests.program.kit import EXACT, JOB, offer, scenario

GIVEN = scenario(
    offers=[offer("od", "on_demand", usd_per_hour=1.0)],
    workloads=[{**JOB, "id": name, "lane": name} for name in ("one", "two")],
    cases=[{"id": "expected", "probability": 0.5}, {"id": "other", "probability": 0.5}],
)


def test_they_can_be_stressed_weighed_and_hedged() -> None:
    stressed = make_stress(GIVEN, "expected", EXACT, only=["price-up"])
    assert isinstance(stressed, StressReport)
    assert stressed.cost_usd == pytest.approx(720)  # twice 360 USD
    roi = make_roi(GIVEN, "expected", EXACT)
    assert isinstance(roi, RoiReport)
    assert roi.plan.checked == "audited"
    hedged = make_hedge(GIVEN, EXACT)
    assert isinstance(hedged, Hedged)
    said = {plan.separation.why for plan in hedged.plans.values() if plan.separation}
    assert said == {"it was not asked for"}
