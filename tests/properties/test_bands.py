"""Tranches of small random scenarios whose demand comes in parts, moved and scaled by their cases.

Every hedge passes its audit; and reviewed on the demand of a case, month by month, signals release exactly the tranches
of that case: what is then ordered is what its plan orders.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from models.calendar import month_text
from models.demand import Demand, DemandPart
from models.review import Observation
from models.scenario import Case, CaseDemand, Scenario
from models.uncertainty import Review, Uncertainty
from solver.answers.outcome import Failed
from solver.hedge.make import Hedged, make_hedge
from solver.review.likelihood import path
from solver.review.release import verdicts
from tests.generators import dice
from tests.program.kit import EXACT
from tests.proof.audit_kit import offer, scenario

SCENARIOS = 16
CASES = ("low", "expected", "high")


def drawn(seed: int) -> Scenario:
    """One or two workloads of two to four parts over six months, bought, leased or rented, in three cases."""
    draw = dice(f"bands {seed}")
    offers = [
        offer("own", "buy", upfront_usd=draw.choice((40.0, 70.0)), lead_months=draw.choice((0, 1))),
        offer("leased", "lease", monthly_usd=draw.choice((15.0, 25.0)), term_months=draw.choice((2, 3)), pack=2),
        offer("rented", "on_demand", usd_per_hour=draw.choice((1.0, 2.0)), quota_packs=draw.choice((2.0, 8.0))),
    ]
    fields: dict[str, Any] = {"offers": draw.sample(offers[:2], draw.choice((1, 2))) + offers[2:]}
    if draw.random() < 0.4:
        fields |= {"workloads__0__class": "realtime_inference", "workloads__0__headroom": 0.25}
    made = scenario(horizon__periods=6, **fields)
    demand = Demand(geography="eu", parts=tuple(_part(draw, n) for n in range(draw.choice((2, 3, 4)))))
    months = {"low": _month(draw), "high": _month(draw)}
    milestone = scenario(milestones=[{"id": "go-live", "month": _month(draw)}]).milestones[0]
    return made.model_copy(
        update={
            "workloads": (made.workloads[0].model_copy(update={"demand": (demand,)}),),
            "milestones": (milestone.model_copy(update={"months": months}),),
            "cases": tuple(Case(id=name, probability=p, demand=_changes(draw, name)) for name, p in _odds(draw)),
            "policy": made.policy.model_copy(update={"uncertainty": _rules(draw)}),
        }
    )


def _month(draw: Random) -> str:
    return month_text(2027 * 12 + draw.randint(1, 4))


def _part(draw: Random, number: int) -> DemandPart:
    if number == 0:
        return DemandPart(driver="committed", level=draw.choice((20.0, 40.0)), growth_per_year=draw.choice((0.0, 0.5)))
    driver = draw.choice(("expansion", "launch", "season"))
    level = float(draw.randint(1, 4) * 10)
    return DemandPart(driver=driver, level=level, first=_month(draw), milestone="go-live")


def _odds(draw: Random) -> list[tuple[str, float]]:
    return list(zip(CASES, draw.choice(((0.25, 0.5, 0.25), (0.5, 0.25, 0.25))), strict=True))


def _changes(draw: Random, case: str) -> tuple[CaseDemand, ...]:
    factor = {"low": 0.8, "expected": 1.0, "high": 1.5}[case]
    driver = draw.choice((None, "expansion", "launch"))
    return (CaseDemand(driver=driver, scale=factor), CaseDemand(driver="committed", scale=1 + (factor - 1) / 4))


def _rules(draw: Random) -> Uncertainty:
    first, second = sorted(draw.sample(range(1, 5), 2))
    months = [month_text(2027 * 12 + n) for n in (first, second)]
    reviews = (Review(month=months[0], groups=(("low",), ("expected", "high"))), Review(month=months[1]))
    return Uncertainty(
        reviews=draw.choice((reviews, reviews[1:])), nested_bands=draw.random() < 0.3, procurement_cycle_months=4
    )


@cache
def hedges() -> tuple[tuple[int, Scenario, Hedged], ...]:
    """Scenarios that have one plan for all cases; none may be refused by the audit."""
    found = []
    for seed in range(SCENARIOS):
        made = make_hedge(drawn(seed), EXACT)
        assert not isinstance(made, Failed), (seed, made)
        if isinstance(made, Hedged):
            found.append((seed, drawn(seed), made))
    return tuple(found)


def test_the_demand_of_a_case_releases_exactly_its_tranches() -> None:
    for seed, given, made in hedges():
        triggers = {each.id: each for each in made.hedge.triggers}
        for case, plan in made.plans.items():
            seen = [
                Observation(
                    month=month_text(given.horizon.first + n),
                    measure="demand",
                    value=path(given, case, "job", "eu", month_text(given.horizon.first + n)),
                    workload="job",
                    geography="eu",
                )
                for n in range(given.horizon.months)
            ]
            told = {row.tranche: row.verdict for row in verdicts(seen, made.hedge.tranches, triggers)}
            ordered: dict[tuple[str, str], float] = {}
            for row in made.hedge.tranches:
                if told.get(row.id, "release") == "release":
                    key = row.offer, row.order_by
                    ordered[key] = ordered.get(key, 0.0) + row.packs
            assert ordered == {(o.offer, o.order_period): o.packs for o in plan.orders}, (seed, case)


def test_the_draws_bind() -> None:
    found = [made.hedge for _, _, made in hedges()]
    assert len(found) >= SCENARIOS - 4
    rows = [row for hedge in found for row in hedge.tranches]
    assert sum(bool(row.triggers) for row in rows) >= 12
    assert {row.band for row in rows} == {"baseline", "growth", "surge"}
    assert {row.driver for row in rows} >= {"committed", "expansion", "launch", None}
    assert any(row.milestone == "go-live" for row in rows)
    assert any(each.first_short for hedge in found for each in hedge.outlooks)
