"""A job of 40 requests/h for three months of 30 h (3,600 requests), on two makers' silicon, from three payees.

| offer | maker | paid | USD per request | there |
|---|---|---|---|---|
| own | acme | acme | bought for 120 USD for 60 h of 10 requests: 0.2 | any number, from the second month on |
| cloud | acme | cirrus | 3 USD/h: 0.3 | two accelerators of four that are needed |
| tokens | volt | volt | 0.5 USD/h: 0.05 | any number, after a port of a month, 100 USD and 2 engineer-months |

Today's four accelerators carry the first month. A request missed costs 0.01 USD, a month of delay 10 USD, an
engineer-month 5 USD. An accelerator of acme draws 1 kW, one of volt 0.5 kW.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import CLOUD, EXACT, GPU, HALL, TPU, offer, scenario, two_chips

OFFERS = [
    offer(
        "own", "buy", upfront_usd=120.0, lead_months=1, evidence={"grade": "quote", "source": "letter", "date": "2026"}
    ),
    offer("cloud", "on_demand", site="cloud", vendor="cirrus", usd_per_hour=3.0, quota_packs=2),
    offer("tokens", "on_demand", accelerator="tpu", site="cloud", vendor="volt", usd_per_hour=0.5),
]
HELD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0, "until": "2027-02"}
RULES: dict[str, Any] = {"delay_usd_per_month": 10.0, "engineer_usd_per_month": 5.0}


def given(**changes: Any) -> Scenario:
    """The scenario, with changes as `document` of the audit's kit takes them."""
    usual = two_chips(
        vendors=[{"id": "acme"}, {"id": "volt"}, {"id": "cirrus"}],
        stacks=[
            {"id": "cuda", "is_proprietary": True},
            {"id": "rocm", "port_usd": 100.0, "port_months": 1, "port_engineer_months": 2.0},
        ],
        accelerators=[{**GPU, "idle_kw": 0.5, "busy_kw": 1.0}, {**TPU, "busy_kw": 0.5}],
        sites=[HALL, CLOUD],
        offers=OFFERS,
        holdings=[HELD],
        workloads__0__miss_penalty_usd_per_unit=0.01,
        scorecard=RULES,
    )
    return scenario(**usual | changes)


@cache
def planned() -> Plan:
    """The plan of the scenario as it stands."""
    return planned_of(given())


def record(collection: str, n: int, **changes: Any) -> dict[str, Any]:
    """A record of the scenario as a document, with fields replaced."""
    return {**given().model_dump(mode="json", by_alias=True)[collection][n], **changes}


def planned_of(some: Scenario) -> Plan:
    """The audited plan of a scenario."""
    made = make_plan(some, "expected", EXACT)
    assert isinstance(made, Planned), made
    return made.plan
