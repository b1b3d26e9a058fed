"""Rules and limits of the whole portfolio."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive, Share, Text
from models.books import Budget, ExchangeRate
from models.carbon import CarbonLimit
from models.contract_mix import ContractMix
from models.costs import CostKind
from models.lanes import LaneGroup
from models.lifecycle import LifecyclePolicy
from models.lockin import CapacityShare
from models.maturity import MaturityPolicy
from models.moving import Moving
from models.operations import OperatingLine
from models.porting import Engineers
from models.quota import QuotaLimit
from models.simplicity import SimplicityPolicy
from models.supply import ExportLimit, SupplyLimit
from models.uncertainty import Uncertainty
from models.vocabulary import Criticality, Lost, Sensitivity


class Finance(Model):
    """How money is counted."""

    discount_rate: Annotated[float, Field(ge=0, le=1)] = 0.08
    """Annual discount rate; factor (1+r)^(-m/12) at month m from the start."""
    fiscal_year_start: Annotated[int, Field(ge=1, le=12)] = 1
    """Calendar month in which a fiscal year starts; year n is named after the calendar year it starts in."""
    end_value: Literal["none", "straight_line", "resale_curve"] = "straight_line"
    """Value of bought units at the end: none; straight-line book value over the offer's `life_months`; or what its
    `exits` would bring at the first age that is then reached or still ahead (`resale_curve`)."""
    payment_tail: Literal["prorate", "inside", "charge_in_full"] = "prorate"
    """Contract months past the horizon: not charged and upfront by months used (`prorate`); not charged but upfront
    in full (`inside`); all charged at their dates (`charge_in_full`)."""
    lease_book: CostKind = "opex"
    """Book in which budgets keep what leases are paid, upfront and later: `opex`, or `capex` where the accounting
    policy puts leased units on the balance sheet."""
    charge_back: Literal["use", "reserved"] = "use"
    """Key by which workloads share the cost of a pool in a period: the accelerator-hours they keep busy (`use`), or the
    larger of these and of what is set aside for them at the highest peak, all hours long (`reserved`)."""
    display_currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    """Currency (ISO 4217, such as EUR) in which payments by fiscal year are shown beside USD, at `exchange_rates`."""


ACCOUNTING_WORDS = {
    "none": "bought units are worth nothing at the end of the horizon",
    "straight_line": "bought units keep their straight-line book value at the end of the horizon",
    "resale_curve": "bought units are worth at the end of the horizon what they are next sold for, all else nothing",
    "prorate": "contract months past the horizon are not charged, upfront payments count by months used",
    "inside": "contract months past the horizon are not charged, upfront payments count in full",
    "charge_in_full": "contract months past the horizon are charged in full",
}
"""The accounting rules that decide buy against rent, in words."""


class HeadroomPolicy(Model):
    """Headroom above the peak by criticality (0.2 = 20 %)."""

    internal: Amount = 0.2
    customer_facing: Amount = 0.4
    mission_critical: Amount = 0.5

    def ratio(self, criticality: Criticality) -> float:
        """Headroom ratio of a criticality."""
        return float(getattr(self, criticality))


class PlacementPolicy(Model):
    """Site tags that each data sensitivity asks for."""

    required_tags: dict[Sensitivity, tuple[Id, ...]] = {}


class VendorShare(Model):
    """A limit on one vendor's share over the horizon; `capacity_shares` hold in every period."""

    id: Id
    vendor: Id
    role: Literal["payee", "silicon"] = "payee"
    """Whether the vendor is the one paid for an offer, or the maker of the accelerator."""
    measure: Literal["spend", "capacity"] = "spend"
    """`spend`: nominal payments to offers and for commitments, less rebates of agreements; `capacity`:
    accelerator-hours in service and rented, holdings included; tokens of endpoints are money, but no
    accelerator-hours."""
    max_share: Share


class Exposure(Model):
    """A limit on outstanding commitment: unavoidable future payments of all contracts signed by the end of a period."""

    id: Id
    max_usd: Amount


class GroupLimit(Model):
    """A limit on accelerators over a set of offers, or over all there is, in every period and block."""

    id: Id
    offers: tuple[Id, ...] = ()
    """Offers it counts; empty: all of them and all holdings, the total capacity."""
    min_accelerators: Amount | None = None
    """At least so many in service (firm offers only)."""
    max_accelerators: Amount | None = None
    """At most so many in service and rented together; endpoints have none."""

    def counts(self, offer: str | None) -> bool:
        """Whether it counts the accelerators of an offer; None: holdings that name none."""
        return not self.offers or offer in self.offers

    @model_validator(mode="after")
    def _limits_something(self) -> GroupLimit:
        if self.min_accelerators is None and self.max_accelerators is None:
            raise ValueError("give `min_accelerators`, `max_accelerators` or both")
        return self


class Redundancy(Model):
    """A share of the peak of critical work that is left when any one site, vendor or stack is lost; of a stack, with
    months to leave it: an exit ramp."""

    id: Id
    lose: Lost
    """What is lost: a `site` with all that stands there, a `vendor` with the offers and holdings it is paid for,
    wherever they stand (silicon of its make that others are paid for stays), or a `stack` with all that needs it."""
    only: tuple[Id, ...] = ()
    """The sites (vendors, stacks) whose loss is looked at, one at a time; empty: every one."""
    within_months: int | None = Field(default=None, ge=1, le=120)
    """Time to leave a stack [months]: ports that take no longer count as done, and what can be ordered and delivered
    in it as there. None: at once."""
    keep: Annotated[float, Field(gt=0, le=1)]
    """What is left must carry so much of the peak, without headroom [share of the peak]."""
    workloads: tuple[Id, ...] = ()
    """Workloads that are kept; empty: all mission_critical ones with headroom. Any other work may be displaced."""
    first: Month | None = None
    """First month in which it holds; default: the first of the horizon."""
    until: Month | None = None
    """First month in which it no longer holds; default: it holds to the end."""

    @model_validator(mode="after")
    def _leaves_stacks_in_time(self) -> Redundancy:
        if self.within_months is not None and self.lose != "stack":
            raise ValueError(f"`within_months` is for `lose: stack`; a {self.lose} is lost at once")
        if self.first is not None and self.until is not None and self.first >= self.until:
            raise ValueError(f"`until` ({self.until}) must be later than `first` ({self.first})")
        return self


class FixedCost(Model):
    """A cost that no decision changes (staff, evaluation, compliance): a constant of every plan."""

    id: Id
    name: Text = ""
    usd_per_month: Positive
    evidence_note: Text = ""


class Policy(Model):
    """All rules of the portfolio."""

    objective: Literal["cost", "value"] = "cost"
    """What a plan is chosen by: least discounted `cost` of serving all demand; or most discounted `value` of what is
    served less its cost, where work with `served: may` is launched when that pays."""
    finance: Finance = Finance()
    headroom: HeadroomPolicy = HeadroomPolicy()
    placement: PlacementPolicy = PlacementPolicy()
    maturity: MaturityPolicy = MaturityPolicy()
    budgets: tuple[Budget, ...] = ()
    vendor_shares: tuple[VendorShare, ...] = ()
    capacity_shares: tuple[CapacityShare, ...] = ()
    contract_mix: tuple[ContractMix, ...] = ()
    exposure: Exposure | None = None
    groups: tuple[GroupLimit, ...] = ()
    redundancy: tuple[Redundancy, ...] = ()
    lane_groups: tuple[LaneGroup, ...] = ()
    """Lanes that share units and headroom; a lane in no group shares with none."""
    simplicity: SimplicityPolicy = SimplicityPolicy()
    carbon: tuple[CarbonLimit, ...] = ()
    """Limits on the carbon of the energy drawn at sites."""
    exchange_rates: tuple[ExchangeRate, ...] = ()
    """Dated rates of `finance.display_currency`; nothing is decided by them."""
    supplies: tuple[SupplyLimit, ...] = ()
    """Most accelerators that can be ordered of a vendor or a kind in any stretch of months."""
    quotas: tuple[QuotaLimit, ...] = ()
    """Most accelerators rented at once of all offers of a region, a vendor or a class together."""
    exports: tuple[ExportLimit, ...] = ()
    """Most accelerators of a kind that may stand under a jurisdiction."""
    fixed_costs: tuple[FixedCost, ...] = ()
    operating_costs: tuple[OperatingLine, ...] = ()
    """Lines of operating cost: memory, observability, evaluation, support, ..., each by what drives it."""
    max_term_months: int | None = Field(default=None, ge=1, le=1200)
    """Longest term of a lease, reserve, commitment or agreement [months]: longer ones cannot be signed; not today's."""
    max_stacks_per_workload: int | None = Field(default=None, ge=1, le=100)
    """Most stacks a workload may be ported to or runs on, incumbents included."""
    porting_every_months: int = Field(default=12, ge=1, le=120)
    """Ports can start at the first month and every so many months after (architecture reviews)."""
    moving: Moving = Moving()
    """What it takes to serve work away from its `home_site`."""
    lifecycle: LifecyclePolicy = LifecyclePolicy()
    """When units are retired and reviewed, and how spare ones change hands; nothing is decided by it."""
    departure_usd_per_pack: Amount = 0.0
    """What a re-planning must save for every pack that is ordered in another month than the previous plan said, or not
    at all, or on top of it [USD/pack]; no payment, and without effect where there is no previous plan."""
    uncertainty: Uncertainty = Uncertainty()
    """How one plan is made for all cases; without effect on the plan of a case by itself."""
    engineers: Engineers | None = None
    """Engineers for ports and upkeep: how much effort there is and what it costs; none: efforts have no effect."""
