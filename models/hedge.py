"""One plan for all cases: what it costs in each, what not knowing costs, and what being wrong costs."""

from __future__ import annotations

from pydantic import Field

from models.band_capacity import BandCapacity
from models.bands import BandEconomics, BandTotal, BurstPolicy, BusinessMilestone, Tranche, Trigger
from models.base import Id, Model, Month, Share
from models.outlook import CaseOutlook
from models.uncertainty import Objective
from models.vocabulary import Mode

MEAN = "mean-demand"
"""Name of the plan for mean demand among those that are lived in the cases."""


class Split(Model):
    """A month from which on groups of cases can be told apart."""

    month: Month
    """The review."""
    groups: tuple[tuple[Id, ...], ...]
    """Cases that look alike from then on."""


class HedgedCase(Model):
    """A case under the hedged plan, and alone."""

    case: Id
    probability: Share
    """Its probability, over all cases 1."""
    cost_usd: float
    """Discounted cost of the hedged plan in this case [USD]."""
    alone_usd: float
    """Discounted cost of the best plan known that is made for this case alone [USD]."""
    alone_bound_usd: float
    """No plan for this case can cost less [USD]."""


class Lived(Model):
    """A plan made for one case, and lived in another: followed until both can be told apart, from then on the best."""

    plan: Id
    """Case that the plan was made for; `mean-demand`: for the mean of all."""
    case: Id
    """Case it is lived in."""
    cost_usd: float | None = None
    """Discounted cost, shortage at its price included [USD]; null: what it orders cannot be had in this case, or a
    limit other than service and budgets breaks."""
    shortage_usd: float = 0.0
    """Of that, the price of demand and headroom it cannot carry, and of budgets it overruns [USD], not discounted."""
    shortage_accelerator_hours: float = 0.0
    """Demand and headroom that it cannot carry, in hours of the fastest accelerators that may [h]."""
    first_short: Month | None = None
    """First month in which it falls short."""
    regret_usd: float | None = None
    """Cost above the best plan known of the case [USD]."""


class CommonOrder(Model):
    """An order placed before cases can be told apart: it is the same in all of them."""

    offer: Id
    accelerator: Id
    site: Id
    vendor: Id
    mode: Mode
    dedicated_to: str | None = None
    """Who alone uses the units; null: all."""
    order_period: Month
    """First month of the period in which it is ordered."""
    packs: float
    accelerators: float


class Hedge(Model):
    """The hedged plan of all cases; the plan of each case under it stands apart."""

    case: Id | None = None
    """Case whose plan this record stands in; null where it stands by itself."""
    splits: tuple[Split, ...]
    """When cases can be told apart; empty: never inside the horizon."""
    objective: Objective = "expected_and_cvar"
    """What is minimized: expected cost with weight on CVaR, or the largest regret over the cases."""
    risk_aversion: Share
    """Weight of CVaR in what is minimized."""
    cvar_alpha: float
    """Confidence of CVaR."""
    objective_usd: float
    """(1 - risk_aversion) x expected cost + risk_aversion x CVaR [USD], discounted, constants included; with
    `minimax_regret` `regret_usd`."""
    bound_usd: float
    """No hedged plan can have less [USD]."""
    gap: float
    """(objective - bound) / what decisions change of the objective, a share; with `minimax_regret` of the regret and of
    the expected cost of the plans alone together, over those found before the search for all cases."""
    expected_usd: float
    """Expected discounted cost over the cases [USD]."""
    cvar_usd: float
    """Mean cost of the dearest cases, of 1 - `cvar_alpha` probability in all [USD]."""
    regret_usd: float
    """Largest regret over the cases: what the plan costs in a case above the best plan known for it alone [USD]."""
    regret_most_usd: float
    """The same against the bounds of the plans alone: it cannot regret more [USD]."""
    cases: tuple[HedgedCase, ...]
    """The plan in every case."""
    firm_orders: tuple[CommonOrder, ...]
    """What is ordered before any case can be told from another."""
    mean_plan_usd: float | None = Field(
        None, description="Objective when what is decided before the first review is that of the plan for mean demand."
    )
    vss_usd: float | None = None
    """Value of the stochastic solution: what the plan for mean demand costs more than the hedged plan [USD]; null
    where that plan cannot be lived."""
    evpi_usd: float
    """Expected value of perfect information: what the hedged plan costs more in expectation than plans made for each
    case alone [USD]: the most that knowing the case today is worth."""
    evpi_most_usd: float
    """The same against the bounds of these plans: no information can be worth more [USD]."""
    lived: tuple[Lived, ...] = ()
    """Every plan in every case, but where time ran out before it was lived; the hedged plan has no row: its costs are
    those of `cases`."""
    shortage_usd_per_accelerator_hour: float
    """Price of what a plan lived in another case cannot carry [USD/h]."""
    nested_bands: bool = False
    """Whether a case with more demand has at least the packs of one with less, offer by offer, up to any month."""
    is_nesting_late: bool = False
    """Whether bands were to nest, and no plan in which they do was found in time: this one is without that rule."""
    nesting_usd: float | None = None
    """What it costs that bands nest [USD]; null where it was not asked for."""
    milestones: tuple[BusinessMilestone, ...] = ()
    """Milestones of the scenario, as tranches name them."""
    bands: tuple[BandTotal, ...] = ()
    """Baseline, growth and surge, each with all its tranches."""
    tranches: tuple[Tranche, ...] = ()
    """What is ordered by when; those of a case add up to its orders."""
    triggers: tuple[Trigger, ...] = ()
    """Signals that release tranches; read on each case's own demand they fire in exactly its tranches."""
    economics: tuple[BandEconomics, ...] = ()
    """What an hour of each band costs by every mode."""
    capacity: tuple[BandCapacity, ...] = ()
    """What each band has in service for a workload under its demand, in the unit of the demand; by case, of at most
    five cases."""
    burst: tuple[BurstPolicy, ...] = ()
    """How work with users who wait scales in each pool, in the central case."""
    outlooks: tuple[CaseOutlook, ...] = ()
    """What every case asks of the plan: idle capacity, spend and service, how long firm orders last."""
    findings: tuple[str, ...] = ()
    """What is to be settled before tranches can be released."""

    @property
    def cost_and_bound_usd(self) -> tuple[float, float]:
        """What one plan for all cases costs, where one figure stands for it, and what none can cost less than [USD]:
        what is minimized; where that is regret, the expected cost."""
        if self.objective == "minimax_regret":
            return self.expected_usd, self.expected_usd - self.evpi_most_usd
        return self.objective_usd, self.bound_usd
