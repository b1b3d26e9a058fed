"""The plan: decisions, money, proof and evidence, as written to `plan.json`."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Literal

from pydantic import Field

from models.agreement import AgreementYear
from models.backup import Backup
from models.base import Model, Month
from models.bill import Costs, LimitUse
from models.books import BookLine
from models.cases import CaseChange
from models.commitment import CommitmentOrder, CommitmentUse, Covered
from models.decisions import Dispatch, Fleet, Headroom, Miss, Order, Rent, Run
from models.deferrable import Deferrable
from models.derived import Capacity, CarbonUse, PoolUse, QueueingUse, RemovedArc, ServiceUse, SiteUse, Unassigned
from models.endings import Extension, Release
from models.endpoint import EndpointUse
from models.evidence import EvidenceReport
from models.expansion import ExpansionOrder
from models.gang import GangRun
from models.guidance import Finding, Rules
from models.hedge import Hedge
from models.lanes import Separation
from models.lifecycle_figures import Lifecycle
from models.lockin_use import CapacityShareUse, ContractMixUse, ExposureUse, PortabilityUse
from models.matrix import MatrixCell
from models.maturity import ScopeSpend
from models.moving import DoubleRun, Milestone, Move
from models.names import Names
from models.operations import OperatingUse
from models.plan_versions import SINCE_1_1
from models.porting import EngineerUse, Port
from models.pricing import VolumeUse
from models.queue import QueueUse
from models.quota import CountedOn
from models.reasons import Alternative, BreakEven, ShadowPrice, Why
from models.replanning import Change, Previous
from models.roi import RoiReport
from models.simplicity import Simplicity
from models.unit_economics import UnitCost
from models.value import Launch
from models.vendor_scores import VendorScore, WeightRange

SCHEMA_VERSION = "1.1"
"""Version of `plan.json`; the first number changes when a reader must change. 1.1 added what `SINCE_1_1` lists."""

PlanStatus = Literal["optimal_within_gap", "stopped_at_limit", "hedged"]
"""`optimal_within_gap`: the asked gap is proven; `stopped_at_limit`: time or the user ended the search first; `hedged`:
part of one plan for all cases, which `hedge` proves: its gap is the price of not knowing the case."""


class Audit(Model):
    """Result of the independent audit."""

    passed: bool
    rows_checked: int
    largest_violation: float
    """Largest scaled violation of a row."""
    objective_difference_usd: float
    """Re-priced total less the stated total [USD]."""
    failures: tuple[str, ...] = ()


class Provenance(Model):
    """From what and with what the plan was computed."""

    scenario: str
    scenario_hash: str
    case: str
    as_of: str
    created: str | None
    versions: dict[str, str]
    options: dict[str, str | float | int | bool | None]
    seconds: dict[str, float]
    """Wall time by stage [s]."""
    content_hash: str = ""
    """SHA-256 of everything in the plan but its provenance, so that a change by hand shows."""
    file: str | None = None
    """Scenario file as the user named it; in the app, which has no files, what the scenario is called there."""
    variant: str | None = None
    """Variant of the scenario file, if one was asked for."""


class Period(Model):
    """A period of the horizon, so that a plan can be read without its scenario."""

    period: Month
    """First month."""
    months: int
    """Length [months]."""
    hours: dict[str, float]
    """Length of each demand block [h]."""


class Plan(Model):
    """The answer."""

    schema_version: str = SCHEMA_VERSION
    status: PlanStatus
    decision: str
    """The decision in one sentence."""
    objective_usd: float
    """Discounted total cost of ownership, constants included [USD]."""
    bound_usd: float
    """No plan can cost less than this [USD], constants included."""
    decidable_usd: float
    """Objective less constants [USD]: what decisions change; the gap is taken on it."""
    gap: float
    """(objective - bound) / |decidable|, a share."""
    accounting: dict[str, str]
    """The accounting rules that decide buy against rent."""
    due_after_horizon_usd: float
    """Payments that signed contracts ask for after the horizon [USD], nominal; in the total if `charge_in_full`."""
    periods: tuple[Period, ...] = Field(min_length=1)
    """The time axis."""
    orders: tuple[Order, ...]
    fleet: tuple[Fleet, ...]
    rent: tuple[Rent, ...]
    run: tuple[Run, ...]
    dispatch: tuple[Dispatch, ...]
    misses: tuple[Miss, ...]
    headroom: tuple[Headroom, ...]
    ports: tuple[Port, ...]
    launches: tuple[Launch, ...] = Field((), description="When work is launched that may be launched later.")
    case_changes: tuple[CaseChange, ...] = Field((), description="What its case changes of the scenario.")
    previous: Previous | None = Field(None, description="The plan before this one, where it was planned again.")
    changes: tuple[Change, ...] = Field((), description="What this plan changes against the previous one.")
    engineers: tuple[EngineerUse, ...] = ()
    """Effort of porting and upkeep by quarter, where the policy has engineers."""
    moves: tuple[Move, ...] = ()
    """Data sets copied to other sites."""
    double_running: tuple[DoubleRun, ...] = ()
    """Work that runs at a new site before that site serves it."""
    milestones: tuple[Milestone, ...] = ()
    """Workloads that go over to specialized silicon, or back from the cloud."""
    expansions: tuple[ExpansionOrder, ...] = ()
    releases: tuple[Release, ...] = ()
    """Packs that leave before their end: contracts left for a fee, bought ones sold."""
    extensions: tuple[Extension, ...] = ()
    """Packs that stay when their term ends: bought, or rented on."""
    commitments: tuple[CommitmentOrder, ...] = ()
    covered: tuple[Covered, ...] = ()
    """Rented packs that commitments pay for, by block."""
    commitment_use: tuple[CommitmentUse, ...] = ()
    """How commitments are used, and what of them is paid for nothing, by period."""
    agreements: tuple[AgreementYear, ...] = Field((), description="Enterprise agreements in force, by contract year.")
    backups: tuple[Backup, ...] = ()
    counted_on: tuple[CountedOn, ...] = ()
    gangs: tuple[GangRun, ...] = ()
    endpoints: tuple[EndpointUse, ...] = Field((), description="Tokens of managed inference, by endpoint and period.")
    volumes: tuple[VolumeUse, ...] = ()
    """Packs ordered of offers with volume tiers, and the tiers that they reach."""
    costs: Costs
    sites: tuple[SiteUse, ...] = ()
    """Power, racks, energy and carbon by site and period."""
    pools: tuple[PoolUse, ...] = ()
    """Accelerators there, busy and set aside by pool and period."""
    service: tuple[ServiceUse, ...] = ()
    """Work asked and served, accelerator-hours, cost and bottleneck by workload and period."""
    queues: tuple[QueueUse, ...] = ()
    """Share of every workload served per queue, on which classes, at what cost; empty without queues."""
    unassigned: tuple[Unassigned, ...] = ()
    """Cost that belongs to no workload."""
    hedge: Hedge | None = None
    """Where the plan is part of one plan for all cases: that plan."""
    queueing: tuple[QueueingUse, ...] = ()
    """Slots needed so that waiting stays rare, and what is held above them, by workload, pool and peak."""
    books: tuple[BookLine, ...] = Field((), description="Payments and approvals by fiscal year, book and team bucket.")
    display_currency: str | None = Field(None, description="ISO 4217 code of the currency of `paid_display`.")
    spending: tuple[ScopeSpend, ...] = ()
    """Payments by fiscal year, pilots and production apart; empty where no pilot accelerator is offered or held."""
    separation: Separation | None = None
    """What keeping lanes apart costs; null where all work shares."""
    simplicity: Simplicity | None = None
    """Contracts, vendors, sites and orders, and what it cost to keep them few."""
    exposure: tuple[ExposureUse, ...] = ()
    """Unavoidable future payments by payee at the end of each period in which there are any."""
    capacity_shares: tuple[CapacityShareUse, ...] = ()
    """Every limited share of the capacity, period by period."""
    contract_mix: tuple[ContractMixUse, ...] = ()
    """Every limited part of what is ordered, by fiscal year or over the horizon."""
    portability: tuple[PortabilityUse, ...] = ()
    """How portable each workload is as it is served; empty where no stack is scored."""
    carbon: tuple[CarbonUse, ...] = Field((), description="Carbon under every limit on it, by what the limit is on.")
    operating_costs: tuple[OperatingUse, ...] = ()
    """What every line of operating cost comes to over the horizon."""
    unit_economics: tuple[UnitCost, ...] = ()
    """Cost of 1,000 units as a waterfall, by workload and calendar year and over the horizon."""
    rules: Rules | None = None
    """Rules of thumb beside what the plan does; null in plans from before they were computed."""
    findings: tuple[Finding, ...] = ()
    """Common mistakes that the plan or its scenario makes, by kind, the dearest first."""
    roi: RoiReport | None = None
    """The plan held against its alternatives; null where that was not asked for. Its names are those of the plan."""
    shadow_prices: tuple[ShadowPrice, ...] = ()
    """What one unit more of every limit changes of the cost, the weightiest first; empty without `why`."""
    break_even: tuple[BreakEven, ...] = ()
    """Offers that the plan does not use, and the price at which it would; empty without `why`."""
    alternatives: tuple[Alternative, ...] = ()
    """Plans that cost nearly the same and look as different as they can; empty without `why`."""
    why: Why | None = None
    """What else is said of why the plan is as it is; null where that was not asked for."""
    matrix: tuple[MatrixCell, ...] = ()
    """Every workload on every accelerator: cost of a unit, throughput, latency, power, porting, risk, supply."""
    scorecard: tuple[VendorScore, ...] = ()
    """Vendors that could serve some work, those who make silicon and those who are paid apart, best first."""
    scorecard_weights: tuple[WeightRange, ...] = ()
    """How far the weight of each criterion may move before another vendor is first."""
    lifecycle: Lifecycle | None = None
    """Reviews, units to retire, spare units and who could take them; null in plans from before they were computed."""
    limits: tuple[LimitUse, ...]
    removed_arcs: tuple[RemovedArc, ...]
    capacities: tuple[Capacity, ...]
    level_loads: tuple[str, ...]
    """Workloads planned as level load: their class can wait, but no `deferral` is given."""
    deferrable: tuple[Deferrable, ...] = ()
    """Workloads whose work may wait, how long, and in which hours it is done."""
    unused_inputs: tuple[str, ...]
    evidence: EvidenceReport
    names: Names = Names()
    """Names on paper of the records by their ids; empty in plans made before names were kept."""
    audit: Audit
    provenance: Provenance


def has_derived_figures(plan: Plan) -> bool:
    """Whether a plan is of version 1.1 or later: one of 1.0 lacks the fields of `SINCE_1_1`."""
    return plan.schema_version != "1.0"


def content_hash(plan: Plan) -> str:
    """SHA-256 of a plan without its provenance: what `provenance.content_hash` holds unless somebody changed it."""
    left_out: dict[str, Any] = {} if has_derived_figures(plan) else dict(SINCE_1_1)
    if plan.names == Names():  # so the hash of a plan from before they were kept stays what it was
        left_out["names"] = True
    return sha256(plan.model_dump_json(exclude={"provenance": True, **left_out}).encode()).hexdigest()
