"""Ways to get capacity into a pool (an accelerator class at a site)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Share, Text
from models.calendar import month_number
from models.dated import MOST_DAYS, dated_fault
from models.endings import Buyout, Exit, MilestonePayment, Renewal, exit_fault, milestone_fault
from models.evidence import Evidence
from models.hardware import NodeContents
from models.pricing import PriceFactor, TierRule, TierWindow, VolumeTier, tier_problem
from models.vocabulary import ORDERED_MODES, Mode

ON_DEMAND_CREDIT = 0.7
"""Default capacity credit of on-demand: clouds run out when everybody peaks (an assumption, override per offer)."""


class Offer(Model):
    """Buy, lease, reserve, a block of days, on-demand or spot: one price for one pool. Prices are per pack."""

    id: Id
    name: Text = ""
    accelerator: Id
    site: Id
    vendor: Id
    """Who is paid."""
    mode: Mode
    pack: int = Field(default=1, ge=1, le=100_000)
    """Accelerators per pack (a node, a slice)."""
    upfront_usd: Amount = 0.0
    """Paid when a pack goes into service [USD/pack]: the purchase price, the upfront part of a contract, or the price
    of a whole block of days (price per hour x 24 x `days`)."""
    monthly_usd: Amount = 0.0
    """Paid for every month in service [USD/pack/month], at the end of each period."""
    committed_usd_per_hour: Amount = 0.0
    """Paid for every hour in service, used or not [USD/pack/h]."""
    usd_per_hour: Amount = 0.0
    """Paid for every hour used [USD/pack/h]: the price of on-demand and spot, or the running price of a firm offer."""
    term_months: int | None = Field(default=None, ge=1, le=1200)
    """Length of the contract [months]; required for lease and reserve; bought units stay until end of support."""
    days: int | None = Field(default=None, ge=1, le=MOST_DAYS)
    """Length of a dated block [days of 24 h]; required for dated. All packs ordered in a period are one block, on the
    same days of the period in which it serves."""
    lead_months: int = Field(default=0, ge=0, le=120)
    """Months from order to service; rounded up to whole periods."""
    lead_path: dict[Month, Annotated[int, Field(ge=0, le=120)]] = {}
    """Later lead times [months], each of what is ordered from its month on."""
    life_months: int | None = Field(default=None, ge=1, le=1200)
    """Straight-line book life of a bought pack [months]; required where end value is `straight_line`."""
    support_share_per_year: Share = 0.0
    """Yearly support and maintenance as a share of `upfront_usd`."""
    software_usd_per_year: Amount = 0.0
    """Software licences per accelerator and year in service [USD]."""
    availability: float = Field(default=1.0, gt=0, le=1)
    """Share of time a unit is up and doing useful work (spot: less interruption overhead)."""
    capacity_credit: Share | None = None
    """Share that counts towards headroom; default: availability for buy and lease, 1 reserve, 0.7 on-demand, 0 spot;
    always 0 for dated blocks, whose days may miss the peak."""
    order_from: Month | None = None
    """First month in which it can be ordered (rented)."""
    order_until: Month | None = None
    """First month in which it can no longer be ordered (rented)."""
    max_packs_per_period: Amount | None = None
    """Supply: most packs that can be ordered in one period."""
    max_packs: Amount | None = None
    """Supply: most packs that can be ordered over the horizon."""
    quota_packs: Amount | None = None
    """On-demand and spot: most packs running at once; default: enough for all demand of the pool."""
    is_dedicated: bool = False
    """Whether a pack serves one workload and geography only, for its whole term."""
    orders: Literal["whole", "fractional"] = "whole"
    """Whether packs are ordered whole."""
    rent: Literal["continuous", "whole_units"] = "continuous"
    """Whether rented packs are billed in whole packs in every block."""
    fabric_gbps: Amount | None = None
    """Bandwidth between accelerators [GB/s per accelerator]; none: not known, which passes."""
    storage_gbps: Amount | None = None
    """Bandwidth to storage [GB/s per accelerator]; none: not known, which passes."""
    fabric_usd_per_month: Amount = 0.0
    """Network between accelerators, per accelerator and month in service; rented ones by the hour of a mean month of
    730 h [USD/accelerator/month]."""
    storage_usd_per_month: Amount = 0.0
    """Storage beside the accelerators, likewise [USD/accelerator/month]."""
    bucket: Id | None = None
    """Team bucket that pays for it; none: that of the workload which dedicated units serve, else no bucket."""
    milestone_payments: tuple[MilestonePayment, ...] = ()
    """Parts of `upfront_usd` due before service: deposits and milestones; the rest is paid at service."""
    exits: tuple[Exit, ...] = ()
    """When packs may leave early: a lease or reserve for a fee, bought ones by resale."""
    buyout: Buyout | None = None
    """Price for which a leased pack is bought at the end of its term; none: it is given back."""
    renewal: Renewal | None = None
    """Terms on which a leased or reserved pack is rented on once at the end of its term; none: it is given back."""
    refresh_months: int | None = Field(default=None, ge=1, le=1200)
    """A bought pack leaves service at this age at the latest [months]; none: at the end of support."""
    price_path: dict[Month, PriceFactor] = {}
    """Factor on the prices of what is ordered (of on-demand and spot: rented) from a month on, each until the next; 1
    before the first. An order keeps its price for its whole term."""
    tiers: tuple[VolumeTier, ...] = ()
    """Volume discounts: from how many packs on which share is taken off."""
    tier_rule: TierRule = "all_units"
    """Whether the discount of a tier is on `all_units` of the volume that reaches it, or, `incremental`, only on the
    packs from the tier's first on."""
    tier_window: TierWindow = "order"
    """What the volume is: the packs of one `order` (all that is ordered in a period), or of all orders of a
    `fiscal_year`."""
    min_packs_per_order: int | None = Field(default=None, ge=1, le=100_000)
    """Least packs ordered in a period in which any are; the larger of it and `policy.simplicity.min_order_packs`
    holds."""
    contents: NodeContents | None = None
    """The node as quoted."""
    evidence: Evidence = Evidence()
    """Source of the price."""

    @property
    def is_firm(self) -> bool:
        """Whether it is ordered in packs (buy, lease, reserve, dated)."""
        return self.mode in ORDERED_MODES

    @property
    def is_dated(self) -> bool:
        """Whether it is a block of days inside a period."""
        return self.mode == "dated"

    @property
    def credit(self) -> float:
        """Capacity credit towards headroom, per accelerator in service or callable."""
        if self.capacity_credit is not None:
            return self.capacity_credit
        defaults = {"reserve": 1.0, "on_demand": ON_DEMAND_CREDIT, "spot": 0.0, "dated": 0.0}
        return defaults.get(self.mode, self.availability)

    def lead_in(self, month: int) -> int:
        """Months from order to service of what is ordered in a month (as month number)."""
        latest = max((m for m in self.lead_path if month_number(m) <= month), default=None)
        return self.lead_months if latest is None else self.lead_path[latest]

    @property
    def beside_usd_per_month(self) -> dict[str, float]:
        """Network and storage by cost term [USD per accelerator and month in service]."""
        return {"fabric": self.fabric_usd_per_month, "storage": self.storage_usd_per_month}

    @property
    def may_end_otherwise(self) -> bool:
        """Whether packs may leave before their term ends, or stay after it."""
        return bool(self.exits or self.buyout or self.renewal)

    @property
    def most_months(self) -> int | None:
        """Time in service after which a pack leaves at the latest [months]: its term, of bought ones their refresh; of
        dated blocks one, rounded up to the one period that holds them."""
        ends = (self.term_months, self.refresh_months, 1 if self.is_dated else None)
        return min((n for n in ends if n is not None), default=None)

    @model_validator(mode="after")
    def _fits_its_mode(self) -> Offer:
        if self.mode in ("lease", "reserve") and self.term_months is None:
            raise ValueError(f"a {self.mode} needs `term_months`")
        if not self.is_firm:
            wrong = [
                name
                for name in ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "support_share_per_year")
                if getattr(self, name)
            ] + [
                name
                for name in ("term_months", "life_months", "max_packs", "max_packs_per_period", "lead_path")
                if getattr(self, name)
            ]
            if wrong:
                raise ValueError(
                    f"{self.mode} is paid by `usd_per_hour` and limited by `quota_packs`; remove {', '.join(wrong)}"
                )
        elif self.quota_packs is not None:
            instead = "max_packs_per_period" if self.is_dated else "max_packs"
            raise ValueError(f"`quota_packs` is for on_demand and spot; limit a {self.mode} by `{instead}`")
        if self.mode != "buy" and (self.life_months is not None or self.support_share_per_year):
            raise ValueError("`life_months` and `support_share_per_year` are for bought units")
        return self

    @model_validator(mode="after")
    def _is_dated_as_it_can(self) -> Offer:
        if fault := dated_fault(self):
            raise ValueError(fault)
        return self

    @model_validator(mode="after")
    def _ends_as_its_mode_can(self) -> Offer:
        firm = ("exits", "milestone_payments", "buyout", "renewal", "refresh_months")
        allowed = {"buy": {*firm} - {"buyout", "renewal"}, "lease": {*firm} - {"refresh_months"}}
        allowed["reserve"] = allowed["lease"] - {"buyout"}
        allowed["dated"] = {"milestone_payments"}
        wrong = [name for name in firm if getattr(self, name) and name not in allowed.get(self.mode, ())]
        if wrong:
            raise ValueError(f"{self.mode} offers have no {', '.join(f'`{name}`' for name in wrong)}")
        fault = exit_fault(self.exits, self.mode, self.upfront_usd, self.most_months) or milestone_fault(
            self.milestone_payments, self.upfront_usd, min([self.lead_months, *self.lead_path.values()])
        )
        if fault:
            raise ValueError(fault)
        return self

    @model_validator(mode="after")
    def _prices_move_as_they_can(self) -> Offer:
        wrong = [name for name in ("tiers", "min_packs_per_order") if getattr(self, name)]
        if wrong and not self.is_firm:
            raise ValueError(f"{self.mode} is rented by the hour, not ordered; remove {', '.join(wrong)}")
        moving = [name for name in ("price_path", "tiers") if getattr(self, name)]
        if moving and self.is_firm and self.usd_per_hour:
            words = "a price per hour used is the same for all packs in service, whenever they were ordered"
            raise ValueError(f"{words}; remove {', '.join(moving)} or `usd_per_hour`")
        if moving and self.may_end_otherwise:
            words = "packs that may leave early, or stay after their term, all have one price"
            raise ValueError(f"{words}; remove {', '.join(moving)} or `exits`, `buyout`, `renewal`")
        if self.tiers and self.orders == "fractional":
            raise ValueError("`tiers` count whole packs; remove them or `orders: fractional`")
        if problem := tier_problem(self.tiers):
            raise ValueError(problem)
        return self
