"""One plan for all cases, by hand: `two_futures`, and LandS of the literature."""

from __future__ import annotations

from functools import cache

import pytest

from data.load import load_scenario
from models.hedge import MEAN
from models.scenario import Scenario
from solver.hedge.make import Hedged, make_hedge
from solver.proof.audit import Auditor
from tests.reference.test_reference import FOLDER, OPTIONS

FUTURES = FOLDER / "two_futures" / "futures.yaml"
LANDS = FOLDER / "lands_birge_louveaux" / "lands.yaml"


@cache
def futures(variant: str | None = None) -> Hedged:
    made = make_hedge(load_scenario(FUTURES, variant).scenario, OPTIONS)
    assert isinstance(made, Hedged), made
    return made


@pytest.mark.parametrize(
    ("variant", "bought", "objective"),
    [
        (None, 4, 440),
        ("wary", 4, 500),
        ("afraid", 8, 520),
        ("never-seen", 4, 440),
        ("late-in-high", 0, 480),
        ("dear-in-high", 8, 580),
    ],
)
def test_the_plan_for_both_futures(variant: str | None, bought: float, objective: float) -> None:
    found = futures(variant).hedge
    assert sum(order.packs for order in found.firm_orders) == pytest.approx(bought)
    assert found.objective_usd == pytest.approx(objective, abs=0.01)
    assert found.bound_usd == pytest.approx(objective, abs=0.01)
    assert (found.splits == ()) == (variant == "never-seen")


def test_what_not_knowing_and_averaging_cost() -> None:
    found = futures().hedge
    assert [(row.case, row.cost_usd, row.alone_usd) for row in found.cases] == [("low", 320, 320), ("high", 560, 520)]
    assert (found.evpi_usd, found.vss_usd) == (pytest.approx(20, abs=0.01), pytest.approx(40, abs=0.01))
    assert (found.expected_usd, found.cvar_usd) == (pytest.approx(440, abs=0.01), pytest.approx(560, abs=0.01))


def test_what_being_wrong_costs() -> None:
    regret = {(row.plan, row.case): row.regret_usd for row in futures().hedge.lived}
    by_hand = {("low", "low"): 0, ("low", "high"): 40, ("high", "low"): 200, ("high", "high"): 0}
    assert regret == pytest.approx(by_hand | {(MEAN, "low"): 100, (MEAN, "high"): 20}, abs=0.01)


@pytest.mark.parametrize(
    ("variant", "bought", "regrets", "mean", "vss"),
    [
        ("least-regret", 4, [0, 40], 440, 60),
        ("late-least-regret", 1, [30, 20], 485, 90),
        ("dear-least-regret", 6, [100, 120], 590, 0),
    ],
)
def test_the_plan_of_least_regret(variant: str, bought: int, regrets: list[float], mean: float, vss: float) -> None:
    found = futures(variant).hedge
    assert sum(order.packs for order in found.firm_orders) == pytest.approx(bought)
    assert [row.cost_usd - row.alone_usd for row in found.cases] == pytest.approx(regrets, abs=0.01)
    worst = pytest.approx(max(regrets), abs=0.01)
    assert (found.objective_usd, found.bound_usd, found.regret_usd, found.regret_most_usd) == (worst,) * 4
    assert (found.expected_usd, found.vss_usd) == (pytest.approx(mean, abs=0.01), pytest.approx(vss, abs=0.01))


def test_the_least_regret_is_less_than_that_of_the_least_expected_cost() -> None:
    for place in ("late", "dear"):
        cheapest, least = futures(f"{place}-in-high").hedge, futures(f"{place}-least-regret").hedge
        assert least.regret_usd < cheapest.regret_usd - 1
        assert least.expected_usd > cheapest.expected_usd + 1


def expected(given: Scenario, made: Hedged) -> float:
    """Expected cost as the independent audit prices the plans, not rounded to cents [USD]."""
    return sum(
        case.probability * float(Auditor(given, case.id).assess(made.plans[case.id]).total_discounted)
        for case in given.cases
    )


@pytest.mark.parametrize(("orders", "optimum"), [("fractional", 381.853333), ("whole", 382.2)])
def test_lands_in_two_stages(orders: str, optimum: float) -> None:
    """Louveaux & Smeers 1988; Birge & Louveaux, section 1.3: 381.8533, in whole units 382.2."""
    given = load_scenario(LANDS).scenario
    offers = tuple(offer.model_copy(update={"orders": orders}) for offer in given.offers)
    given = given.model_copy(update={"offers": offers})
    made = make_hedge(given, OPTIONS)
    assert isinstance(made, Hedged), made
    assert expected(given, made) == pytest.approx(optimum, abs=1e-4)
    packs = {order.offer: order.packs for order in made.hedge.firm_orders}
    if orders == "fractional":
        assert packs == pytest.approx({"P1": 2.666667, "P2": 4.0, "P3": 3.333333, "P4": 2.0}, abs=1e-5)
    else:
        assert packs == {"P1": 3.0, "P2": 4.0, "P3": 3.0, "P4": 2.0}
