"""What is not known yet: when cases can be told apart, how much risk weighs, and what falling short costs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from models.base import Amount, Id, Model, Month, Share, Text
from models.stress_rules import StressRule

Objective = Literal["expected_and_cvar", "minimax_regret"]
"""`expected_and_cvar`: the expected cost of the cases, with weight on the dearest; `minimax_regret`: the largest regret
over the cases, what a case costs above the best plan for it alone, however likely it is."""


class Review(Model):
    """A month from which on groups of cases can be told apart; orders placed before are the same in all of a group."""

    month: Month
    groups: tuple[tuple[Id, ...], ...] = ()
    """Groups of cases that look alike from then on, each case in one of them; empty: every case by itself."""


class Uncertainty(Model):
    """How one plan is made for all cases."""

    reviews: tuple[Review, ...] = ()
    """When cases can be told apart, in order of time. Default: each by itself `first_review_months` after the start."""
    first_review_months: Annotated[int, Field(ge=0, le=1200)] = 6
    """Where no `reviews` are given: months after the start at which every case can be told apart [months]; past the
    horizon: never, and what is ordered is the same in all cases."""
    objective: Objective = "expected_and_cvar"
    """What the plan for all cases minimizes: expected cost with weight on the dearest cases, or the largest regret over
    the cases: cost above the best plan for a case alone. Of plans with the least regret, the one that costs least in
    expectation."""
    risk_aversion: Share = 0.0
    """Weight of the conditional value at risk (CVaR) of the cost: (1 - it) x expectation + it x CVaR. Not
    with `minimax_regret`."""
    cvar_alpha: Annotated[float, Field(ge=0, lt=1)] = 0.8
    """Confidence of CVaR: it is the mean cost of the dearest cases, of 1 - `cvar_alpha` probability in all."""
    nested_bands: bool = False
    """Whether a case with more demand never has fewer packs of an offer ordered up to any month than one with less."""
    shortage_usd_per_accelerator_hour: Amount | None = None
    """What a plan that is lived in another case pays for demand or headroom it cannot carry, in hours of the fastest
    accelerators that may serve it [USD/h]. Default: a hundred times the dearest offer by the hour."""
    overrun_usd_per_usd: Amount = 10.0
    """What such a plan pays for a dollar above a budget, on top of the dollar [USD/USD]."""
    procurement_cycle_months: Annotated[int, Field(ge=1, le=120)] = 12
    """Months from one procurement cycle to the next: what must carry until then is ordered in this one."""
    forecast_error: Annotated[float, Field(gt=0, le=10)] = 0.1
    """Relative standard error of the demand that a case forecasts for a workload in a geography: how far measured
    demand may be off before `review` takes it for another case [share]."""
    stresses: tuple[StressRule, ...] = ()
    """Stresses with numbers of their own; each stands for the usual one of its name, or beside them."""
    owner: Text = ""
    """Who releases tranches whose milestone and workload name nobody."""
