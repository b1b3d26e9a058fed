"""A plan as tidy tables: one row per record, one column per field, units in the headers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from models import bill, books, decisions, derived, lockin_use, maturity, moving, porting, replanning
from models.agreement import AgreementYear
from models.backup import Backup
from models.base import Model
from models.cases import CaseChange
from models.commitment import CommitmentOrder, CommitmentUse, Covered
from models.deferrable import Deferrable
from models.endings import Extension, Release
from models.endpoint import EndpointUse
from models.evidence import EvidenceShare
from models.expansion import ExpansionOrder
from models.gang import GangRun
from models.guidance import Finding, Shortlisted, SignalLine, WorkloadRule, signal_lines
from models.hedge import CommonOrder, HedgedCase, Lived
from models.lanes import Separation
from models.lifecycle_figures import FleetRunning, LifecycleReview, Retire, SpareUnits, Transfer
from models.matrix import MatrixCell
from models.operations import OperatingUse
from models.plan import Plan
from models.pricing import VolumeUse
from models.queue import QueueUse
from models.quota import CountedOn
from models.simplicity import Simplicity
from models.unit_economics import UnitLine, UnitTotal, lines_of
from models.value import Launch
from models.vendor_scores import VendorPoints, VendorTotal, WeightRange, points_of

Cell = str | float | int | bool | None


class Table(NamedTuple):
    """Rows under headers; a number's unit is in its header or in the column `unit`."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Layout(NamedTuple):
    """Which records of a plan a table holds, and the headers that differ from the field's name."""

    name: str
    model: type[Model]
    records: Callable[[Plan], Sequence[Model]]
    renamed: Mapping[str, str] = {}


SPARE = {"spare": "accelerators_spare"}
BUSY = {**SPARE, "utilization": "share_of_paid_hours_busy"}
LAYOUTS = (
    Layout("case_changes", CaseChange, lambda plan: plan.case_changes, {"at": "place"}),
    Layout("orders", decisions.Order, lambda plan: plan.orders, {"cost_usd": "cost_in_horizon_usd"}),
    Layout("releases", Release, lambda plan: plan.releases, {"period": "leaves", "cost_usd": "changes_cost_usd"}),
    Layout(
        "extensions",
        Extension,
        lambda plan: plan.extensions,
        {"period": "stays_from", "cost_usd": "cost_in_horizon_usd"},
    ),
    Layout(
        "volumes",
        VolumeUse,
        lambda plan: plan.volumes,
        {
            "packs": "packs_ordered",
            "from_packs": "tier_from_packs",
            "discount": "discount_share",
            "next_from_packs": "next_tier_from_packs",
        },
    ),
    Layout("expansions", ExpansionOrder, lambda plan: plan.expansions, {"cost_usd": "cost_in_horizon_usd"}),
    Layout(
        "hedge_cases",
        HedgedCase,
        lambda plan: plan.hedge.cases if plan.hedge else (),
        {
            "cost_usd": "discounted_cost_usd",
            "alone_usd": "discounted_cost_of_best_plan_alone_usd",
            "alone_bound_usd": "discounted_bound_alone_usd",
        },
    ),
    Layout(
        "hedge_lived",
        Lived,
        lambda plan: plan.hedge.lived if plan.hedge else (),
        {
            "plan": "plan_made_for",
            "case": "lived_in",
            "cost_usd": "discounted_cost_usd",
            "regret_usd": "discounted_regret_usd",
            "shortage_usd": "nominal_shortage_usd",
            "first_short": "first_short_period",
        },
    ),
    Layout("hedge_firm_orders", CommonOrder, lambda plan: plan.hedge.firm_orders if plan.hedge else ()),
    Layout("commitments", CommitmentOrder, lambda plan: plan.commitments, {"cost_usd": "cost_in_horizon_usd"}),
    Layout("commitment_use", CommitmentUse, lambda plan: plan.commitment_use),
    Layout("agreements", AgreementYear, lambda plan: plan.agreements, {"year": "contract_year"}),
    Layout("covered", Covered, lambda plan: plan.covered, {"packs": "packs_covered"}),
    Layout("fleet", decisions.Fleet, lambda plan: plan.fleet),
    Layout("rent", decisions.Rent, lambda plan: plan.rent),
    Layout("run", decisions.Run, lambda plan: plan.run, {"packs": "packs_used"}),
    Layout(
        "dispatch",
        decisions.Dispatch,
        lambda plan: plan.dispatch,
        {"share": "share_of_demand", "accelerators": "accelerators_busy", "dated": "dated_block"},
    ),
    Layout(
        "misses", decisions.Miss, lambda plan: plan.misses, {"share": "share_of_demand", "units": "units_not_served"}
    ),
    Layout(
        "headroom",
        decisions.Headroom,
        lambda plan: plan.headroom,
        {"accelerators": "accelerators_set_aside", "peak_share": "share_of_peak"},
    ),
    Layout("changes", replanning.Change, lambda plan: plan.changes, {"text": "in_words"}),
    Layout("firm_orders", replanning.FirmOrder, lambda plan: plan.previous.firm if plan.previous else ()),
    Layout("earlier_orders", replanning.EarlierOrder, lambda plan: plan.previous.orders if plan.previous else ()),
    Layout("ports", porting.Port, lambda plan: plan.ports),
    Layout("launches", Launch, lambda plan: plan.launches, {"period": "launched_month"}),
    Layout("engineers", porting.EngineerUse, lambda plan: plan.engineers),
    Layout("moves", moving.Move, lambda plan: plan.moves),
    Layout(
        "double_running",
        moving.DoubleRun,
        lambda plan: plan.double_running,
        {"share": "share_of_demand", "accelerators": "accelerators_busy"},
    ),
    Layout("milestones", moving.Milestone, lambda plan: plan.milestones, {"share": "share_gone_over"}),
    Layout("backups", Backup, lambda plan: plan.backups, {"accelerators": "accelerators_at_the_peak"}),
    Layout("counted_on", CountedOn, lambda plan: plan.counted_on, {"accelerators": "accelerators_counted_on"}),
    Layout("gangs", GangRun, lambda plan: plan.gangs, {"size": "accelerators_per_run", "dated": "dated_block"}),
    Layout(
        "endpoints",
        EndpointUse,
        lambda plan: plan.endpoints,
        {"block": "busiest_block", "quota_share": "share_of_quota"},
    ),
    Layout("deferrable", Deferrable, lambda plan: plan.deferrable, {"blocks": "allowed_blocks"}),
    Layout("costs", bill.CostLine, lambda plan: plan.costs.lines),
    Layout("sites", derived.SiteUse, lambda plan: plan.sites, {"carbon_kg": "carbon_kg_co2e"}),
    Layout(
        "pools",
        derived.PoolUse,
        lambda plan: plan.pools,
        {
            "block": "tightest_block",
            "in_service": "accelerators_in_service",
            "rented": "accelerators_rented_in_it",
            "busy": "accelerators_busy",
            "set_aside": "accelerators_set_aside",
            "credit": "accelerators_credited",
            "utilization": "share_of_paid_hours_busy",
        },
    ),
    Layout(
        "service",
        derived.ServiceUse,
        lambda plan: plan.service,
        {"utilization": "share_of_paid_hours_busy", "set_aside": "accelerators_set_aside"},
    ),
    Layout("queueing", derived.QueueingUse, lambda plan: plan.queueing),
    Layout("queues", QueueUse, lambda plan: plan.queues, {"classes": "share_by_accelerator_class"}),
    Layout("unassigned", derived.Unassigned, lambda plan: plan.unassigned),
    Layout("books", books.BookLine, lambda plan: plan.books, {"kind": "book"}),
    Layout("spending", maturity.ScopeSpend, lambda plan: plan.spending),
    Layout("separation", Separation, lambda plan: (plan.separation,) if plan.separation else ()),
    Layout("simplicity", Simplicity, lambda plan: (plan.simplicity,) if plan.simplicity else ()),
    Layout("exposure", lockin_use.ExposureUse, lambda plan: plan.exposure, {"usd": "bound_after_it_usd"}),
    Layout(
        "capacity_shares",
        lockin_use.CapacityShareUse,
        lambda plan: plan.capacity_shares,
        {"share": "share_of_all", "max_share": "share_allowed"},
    ),
    Layout(
        "contract_mix",
        lockin_use.ContractMixUse,
        lambda plan: plan.contract_mix,
        {
            "amount": "amount_of_part",
            "share": "share_of_all",
            "min_share": "share_at_least",
            "max_share": "share_at_most",
        },
    ),
    Layout("portability", lockin_use.PortabilityUse, lambda plan: plan.portability),
    Layout(
        "carbon",
        derived.CarbonUse,
        lambda plan: plan.carbon,
        {"carbon_kg": "counted_kg_co2e", "max_kg": "limit_kg_co2e", "used_share": "share_of_limit"},
    ),
    Layout("operating_costs", OperatingUse, lambda plan: plan.operating_costs),
    Layout("unit_economics", UnitTotal, lambda plan: plan.unit_economics),
    Layout("unit_economics_parts", UnitLine, lambda plan: lines_of(plan.unit_economics)),
    Layout("findings", Finding, lambda plan: plan.findings),
    Layout("rules_signals", SignalLine, lambda plan: signal_lines(plan.rules)),
    Layout("rules_workloads", WorkloadRule, lambda plan: plan.rules.workloads if plan.rules else ()),
    Layout("rules_shortlist", Shortlisted, lambda plan: plan.rules.shortlist if plan.rules else ()),
    Layout("matrix", MatrixCell, lambda plan: plan.matrix, {"throughput": "throughput_per_accelerator"}),
    Layout(
        "scorecard",
        VendorTotal,
        lambda plan: plan.scorecard,
        {"total": "points", "lowest": "points_if_blanks_are_0", "highest": "points_if_blanks_are_5"},
    ),
    Layout("scorecard_points", VendorPoints, lambda plan: points_of(plan.scorecard), {"score": "points"}),
    Layout("scorecard_weights", WeightRange, lambda plan: plan.scorecard_weights),
    Layout("lifecycle_running", FleetRunning, lambda plan: plan.lifecycle.running if plan.lifecycle else (), BUSY),
    Layout("lifecycle_retire", Retire, lambda plan: plan.lifecycle.retire if plan.lifecycle else (), BUSY),
    Layout("lifecycle_spare", SpareUnits, lambda plan: plan.lifecycle.spare if plan.lifecycle else (), SPARE),
    Layout(
        "lifecycle_transfers",
        Transfer,
        lambda plan: plan.lifecycle.transfers if plan.lifecycle else (),
        {"spare": "accelerators_spare", "throughput": "throughput_per_accelerator"},
    ),
    Layout("lifecycle_reviews", LifecycleReview, lambda plan: plan.lifecycle.reviews if plan.lifecycle else (), SPARE),
    Layout("limits", bill.LimitUse, lambda plan: plan.limits),
    Layout("evidence", EvidenceShare, lambda plan: plan.evidence.by_grade, {"share": "share_of_money"}),
    Layout("capacities", derived.Capacity, lambda plan: plan.capacities, {"throughput": "throughput_per_accelerator"}),
    Layout("removed_arcs", derived.RemovedArc, lambda plan: plan.removed_arcs),
)
"""The tables of records, in reading order; `periods` comes beside them."""


def table(plan: Plan, name: str) -> Table:
    """One table of the plan by its name in `LAYOUTS`; KeyError when there is none."""
    layout = {layout.name: layout for layout in LAYOUTS}[name]
    fields = tuple(layout.model.model_fields)
    headers = tuple(layout.renamed.get(field, field) for field in fields)
    cells = (tuple(_cell(getattr(row, field)) for field in fields) for row in layout.records(plan))
    return Table(name, headers, tuple(cells))


def _cell(value: Any) -> Cell:
    """A list of words, or figures by name, in one cell; anything else that is no single value as JSON."""
    if isinstance(value, list) or (isinstance(value, dict) and not all(isinstance(v, float) for v in value.values())):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return ", ".join(f"{name} {figure:.4g}" for name, figure in value.items())
    found: Cell = ", ".join(value) if isinstance(value, tuple) else value
    return found


def all_tables(plan: Plan) -> tuple[Table, ...]:
    """Every table of the plan: `periods` (one row per period and block), those of `LAYOUTS`, `names`."""
    return (_periods(plan), *(table(plan, layout.name) for layout in LAYOUTS), names_table(plan))


def names_table(plan: Plan) -> Table:
    """The names on paper of the ids in all other tables."""
    rows = tuple((kind, known, name) for kind, names in plan.names for known, name in names.items())
    return Table("names", ("collection", "id", "name"), rows)


def _periods(plan: Plan) -> Table:
    rows = tuple((p.period, p.months, block, hours) for p in plan.periods for block, hours in p.hours.items())
    return Table("periods", ("period", "months", "block", "hours"), rows)
