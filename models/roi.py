"""The plan held against alternatives: what each costs, what the plan saves, and when its early spend comes back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.base import Id, Model, Month, Share, Text
from models.crossover import DemandCrossover
from models.names import Names
from models.stress import Checked
from models.vocabulary import Mode

SCHEMA_VERSION = "1.0"
"""Version of `roi.json`."""
LATE = "no plan was found in time: allow more"
"""Why there is no plan where the time ran out."""
Kind = Literal[
    "plan", "all_on_demand", "all_reserved", "all_owned", "gpu_only", "one_vendor", "status_quo", "own"
]  # fmt: skip


class MoneyAtMonth(Model):
    """What is due at one date."""

    month: int = Field(ge=0, description="Months from the start of the horizon; 0: its first day.")
    cost_usd: float = Field(description="What the plan is charged then, end values negative [USD], nominal.")
    discounted_usd: float = Field(description="The same, discounted to the start of the horizon [USD].")
    paid_usd: float = Field(description="Cash paid then, as budgets count it [USD], nominal.")
    net_usd: float | None = Field(
        None, description="Value of what is served, less cost without value that is lost or forgone [USD], nominal."
    )


class Worth(Model):
    """What a plan brings: the value of all it serves that has one, less all that it costs. Value lost or forgone is no
    cost here: it is not received."""

    value_usd: float
    """Value of the units served, discounted [USD]."""
    cost_usd: float
    """Cost without value lost and forgone, discounted [USD]."""
    net_usd: float
    """NPV of value less cost [USD]."""
    net_nominal_usd: float
    """The same, not discounted [USD]."""
    payback_month: int | None
    """Months from the start until value has paid back all cost before for good; 0: it always has; null: it does not
    inside the horizon."""
    irr_per_year: float | None
    """Internal rate of return of value less cost, by date [share/year]; null where there is none, or not just one."""
    roi: float | None
    """`net_nominal_usd` / the most laid out before it comes back [share]; null where nothing is."""


class Money(Model):
    """The money of one plan, by date."""

    paid_usd: float
    """Discounted cost of the plan [USD]: its NPV, without the price of a shortage."""
    nominal_usd: float
    """The same, not discounted [USD]; the sum of `capex_usd` and `opex_usd`."""
    capex_usd: float
    """Of that, what is kept in the book capex, less end values [USD], nominal."""
    opex_usd: float
    """Of that, what is kept in the book opex [USD], nominal."""
    peak_cash_usd: float
    """The most cash that is due at one date [USD], nominal."""
    peak_cash_month: int
    """When, in months from the start of the horizon."""
    flow: tuple[MoneyAtMonth, ...]
    """All of it, date by date."""
    worth: Worth | None = None
    """Value beside cost; null where no workload states a value."""


class Against(Model):
    """The plan against an alternative. What the plan costs less counts as received, what it costs more as paid."""

    saving_usd: float
    """What the plan saves, discounted [USD]: paid by the alternative less paid by the plan; below 0: it costs more."""
    saving_share: float | None
    """The same as a share of what the alternative pays; null where that is nothing."""
    saving_nominal_usd: float
    """What it saves, not discounted [USD]."""
    extra_usd: float
    """The most that the plan has paid beyond the alternative at any date [USD], nominal: its extra early spend."""
    payback_month: int | None
    """Months from the start until the extra early spend has come back for good; 0: there is none; null: it does not
    inside the horizon."""
    payback_discounted_month: int | None
    """The same with every amount discounted."""
    irr_per_year: float | None
    """Internal rate of return of the extra early spend [share/year]; null where there is none, or not just one."""
    xirr_per_year: float | None
    """The same by days, as spreadsheets compute XIRR [share/year]."""
    roi: float | None
    """`saving_nominal_usd` / `extra_usd` over the horizon [share]; null without extra early spend."""


class Tried(Model):
    """One vendor tried as the only one."""

    vendor: Id
    paid_usd: float | None
    """Discounted cost with this vendor alone [USD]; null: none was found."""
    shortage_usd: float
    """Price of what it cannot carry [USD]."""
    why_not: str = ""
    """Why there is no plan with this vendor; empty where there is one."""


class Weighed(Model):
    """One alternative at its best, and the plan against it."""

    id: Id
    """Id of the alternative; `plan` of the plan itself."""
    name: Text
    """Name on paper."""
    kind: Kind
    """Which alternative; `plan` the plan itself, `own` one of the scenario's `alternatives`."""
    restriction: Text
    """What it may do, in a sentence."""
    why_not: str = ""
    """Why it could not be planned; empty where it was."""
    is_plan: bool = False
    """Whether the restriction takes nothing away, so that it is the plan itself."""
    money: Money | None = None
    """What it pays; null where it could not be planned."""
    bound_usd: float | None = None
    """Under its restriction no plan costs less, discounted [USD], the price of a shortage included; null: not known."""
    gap: float | None = None
    """Distance of its cost from that bound, as a share of what decisions change."""
    shortage_usd: float = 0.0
    """Price of what it does not carry [USD], not discounted, and no part of `money`."""
    missed_accelerator_hours: float = 0.0
    """Demand not served, in hours of the fastest accelerators that may serve it [h]."""
    headroom_short_accelerator_hours: float = 0.0
    """Headroom and cover of losses not held, likewise [h]."""
    first_short: Month | None = None
    """First month of the first period in which it falls short."""
    falls_short: str = ""
    """Work or budget that gives first; empty: it carries everything."""
    notes: tuple[str, ...] = ()
    """What to know when reading its figures."""
    tried: tuple[Tried, ...] = ()
    """Every vendor tried, where one is asked for."""
    checked: Checked = "no"
    """How far the independent audit has gone."""
    against: Against | None = None
    """The plan against it; null where it could not be planned, and of the plan itself."""


class DepreciationYear(Model):
    """What is written off in a fiscal year of all that the plan buys inside the horizon."""

    fiscal_year: int
    """Fiscal year, named after the calendar year it starts in."""
    capex_usd: float
    """Bought in it [USD]."""
    straight_line_usd: float
    """Written off in equal parts over the life of each [USD]."""
    declining_usd: float
    """Written off by double-declining balance, with the switch to equal parts [USD]."""


class Way(Model):
    """What an hour costs by the cheapest offer of a mode, used to the full."""

    mode: Mode
    offer: Id
    site: Id
    fixed_usd_per_hour: float
    """Paid for every accelerator-hour that it is up, used or not [USD/h]; 0 of what is rented by the hour."""
    running_usd_per_hour: float
    """Paid for every accelerator-hour used [USD/h]."""

    def usd_per_hour(self, utilization: float) -> float:
        """Cost of an accelerator-hour used, at a share of hours used above 0 [USD/h]: fixed / utilization + running."""
        return self.fixed_usd_per_hour / utilization + self.running_usd_per_hour


class Crossing(Model):
    """Where two ways cost the same."""

    firm: Id
    """Offer with more fixed cost; cheaper above."""
    flexible: Id
    """Offer with less fixed cost; cheaper below."""
    utilization: Share
    """Share of hours used at which an hour costs the same."""
    usd_per_hour: float
    """Cost of an accelerator-hour there [USD/h]."""


class Crossover(Model):
    """An accelerator by every way to get it, over the share of hours that it is used."""

    accelerator: Id
    ways: tuple[Way, ...]
    """The cheapest offer of every mode in which it can be had."""
    crossings: tuple[Crossing, ...]
    """By utilization; a pair that is not listed has one that is cheaper at any use."""


class RoiReport(Model):
    """The plan of a case against all alternatives."""

    schema_version: str = SCHEMA_VERSION
    scenario: str
    case: Id
    scenario_hash: str = ""
    start: Month
    """First month of the horizon: month 0."""
    months: int
    """Length of the horizon [months]."""
    discount_rate: float
    """Rate per year at which money is discounted."""
    gap: float = Field(description="Asked gap of every search, a share.")
    within_usd: float
    """How far the plan may be above the least cost [USD]: differences up to that say nothing."""
    shortage_usd_per_accelerator_hour: float
    """Price of what an alternative cannot carry [USD/h]."""
    alternatives: tuple[Weighed, ...] = Field(min_length=1)
    """The plan first, then its alternatives."""
    depreciation: tuple[DepreciationYear, ...] = ()
    """Of what the plan buys, to the end of the last life; every method sums to the capex."""
    crossovers: tuple[Crossover, ...] = ()
    """Accelerators that can be had in two ways or more, those of the plan first."""
    demand_crossovers: tuple[DemandCrossover, ...] = ()
    """Workloads whose accelerators can be had in two ways or more, each over demand."""
    names: Names = Names()
    """Names on paper of the records by their ids."""
    failures: tuple[str, ...] = ()
    """Laws that the figures break; empty in every report that can be relied on."""

    @property
    def plan(self) -> Weighed:
        """The plan itself."""
        return self.alternatives[0]
