"""The table of contents of the editor: sections, their parts, and which columns of which grids each part shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from data.document.columns import Column
from data.document.grids import Grid

YAML = "YAML"


class View(NamedTuple):
    """Columns of a grid that are shown together; none named: all."""

    grid: str
    columns: tuple[str, ...] = ()

    def of(self, grid: Grid) -> tuple[Column, ...]:
        """The columns, the ones that tell the rows apart first."""
        if not self.columns:
            return grid.columns
        known = {column.name: column for column in grid.columns}
        return tuple(known[name] for name in (*keys(grid), *self.columns) if name in known)


class Part(NamedTuple):
    """Grids and forms that are shown together."""

    title: str
    views: tuple[View, ...]


class Section(NamedTuple):
    """Parts about one thing."""

    title: str
    parts: tuple[Part, ...]


def keys(grid: Grid) -> tuple[str, ...]:
    """Names of the columns that tell the rows of a grid apart: its id, or the records it belongs to."""
    leading = [column.name for column in grid.columns if column.role == "parent"]
    return (*leading, *(column.name for column in grid.columns if column.name == "id")) or (grid.columns[0].name,)


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_EVIDENCE = tuple(f"evidence.{name}" for name in _columns("grade source date low high method expires confidential"))
_NODE = tuple(f"contents.{name}" for name in _columns("cpu memory nic switch storage rack support"))


def _part(title: str, *grids: str) -> Part:
    return Part(title, tuple(View(name) for name in grids))


def _view(title: str, grid: str, names: str) -> Part:
    return Part(title, (View(grid, _columns(names)),))


def _evidence(*grids: str) -> Part:
    return Part("Evidence", tuple(View(name, _EVIDENCE) for name in grids))


SECTIONS = (
    Section(
        "Workloads",
        (
            _view(
                "Work",
                "workloads",
                "name class profile service_unit traffic shape stage assignment is_interruptible funding",
            ),
            _view(
                "Placement",
                "workloads",
                "sensitivity data_rights jurisdictions required_tags sites classes incumbent_stacks home_site data_tb"
                " lane deterministic",
            ),
            _part("Validations", "validations"),
            _part("Queues", "queues"),
            _view("Work that can wait", "workloads", "class deferral.within_months deferral.blocks is_interruptible"),
            Part(
                "Runs of gangs",
                (
                    View(
                        "workloads",
                        _columns(
                            "class service_unit deferral.within_months gang.run_units gang.deadline_hours"
                            " gang.checkpoint_minutes gang.checkpoint_every_hours gang.restart_minutes"
                            " gang.fabric_gbps gang.storage_gbps"
                        ),
                    ),
                    *_part("", "gang_sizes").views,
                ),
            ),
            _view(
                "Changes and value",
                "workloads",
                "service_unit value_per_unit_usd value_from served model_family gb_per_unit changes_per_quarter"
                " changes_from bucket",
            ),
        ),
    ),
    Section(
        "Demand",
        (
            _part("Level and growth", "demand"),
            _part("By month", "demand_months"),
            _part("Parts", "demand_parts", "milestones"),
            _part("Load shapes", "shapes", "shape_blocks"),
        ),
    ),
    Section(
        "Service levels",
        (
            _part("Latency targets", "targets", "queue_targets"),
            _view(
                "Headroom and misses",
                "workloads",
                "criticality headroom max_miss service_unit miss_penalty_usd_per_unit headroom_rule waiting.probability"
                " waiting.dispersion replicas min_replicas ramp_minutes",
            ),
            _part("Launch windows", "launch_windows"),
        ),
    ),
    Section(
        "Offers and prices",
        (
            _view(
                "Prices",
                "offers",
                "mode upfront_usd monthly_usd committed_usd_per_hour usd_per_hour term_months days pack"
                " support_share_per_year software_usd_per_year fabric_usd_per_month storage_usd_per_month"
                " price_path evidence.grade",
            ),
            Part("Volume", (View("offers", _columns("tier_rule tier_window min_packs_per_order")), View("tiers"))),
            _view("What and where", "offers", "name accelerator site vendor mode pack bucket"),
            _view(
                "Terms and supply",
                "offers",
                "term_months days lead_months lead_path life_months order_from order_until max_packs_per_period"
                " max_packs quota_packs availability capacity_credit is_dedicated orders rent fabric_gbps storage_gbps",
            ),
            Part(
                "Exits, resale, renewal",
                (
                    View(
                        "offers",
                        _columns(
                            "mode term_months refresh_months buyout.usd buyout.monthly_usd buyout.life_months"
                            " renewal.term_months renewal.monthly_usd renewal.committed_usd_per_hour"
                        ),
                    ),
                    *_part("", "exits", "milestone_payments").views,
                ),
            ),
            _part("Commitments", "commitments", "commitment_rates", "agreements", "agreement_years"),
            Part("Node", (View("offers", _NODE),)),
            _evidence("offers", "commitments", "agreements"),
            _part("Managed inference", "endpoints", "endpoint_profiles"),
            _part("Vendors", "vendors"),
        ),
    ),
    Section(
        "Sites",
        (
            _view(
                "Places and power",
                "sites",
                "name kind serves jurisdiction tags pue power_cap_kw rack_cap floor_cap_m2 m2_per_rack heat_cap_kw"
                " storage_cap_gbps uptime"
                " electricity_usd_per_kwh electricity_by_block carbon_kg_per_kwh space_usd_per_kw_month"
                " telemetry_usd_per_month support_usd_per_month fixed_usd_per_month egress_usd_per_gb bucket",
            ),
            _part("Expansions", "expansions"),
            _part("Round trips", "round_trips"),
            _part("Geographies", "geographies"),
            _evidence("sites"),
        ),
    ),
    Section(
        "Hardware",
        (
            _view(
                "Accelerators",
                "accelerators",
                "name class vendor stack memory_gb idle_kw busy_kw rack_kw racks available_from end_of_support"
                " is_pilot domain mtbf_hours",
            ),
            _view(
                "Stacks",
                "stacks",
                "name owner is_proprietary port_usd port_months change_usd port_engineer_months change_engineer_months"
                " learning",
            ),
            _view(
                "Portability of stacks",
                "stacks",
                "portability.runtime portability.serving portability.orchestration portability.grade"
                " portability.source portability.date",
            ),
            _evidence("accelerators", "stacks"),
        ),
    ),
    Section(
        "Benchmarks",
        (
            _view(
                "Benchmarks",
                "benchmarks",
                "profile accelerator precision accelerators_per_replica start_minutes unit failed_share memory_gb"
                " is_deterministic",
            ),
            _part("Operating points", "points"),
            _evidence("benchmarks"),
        ),
    ),
    Section(
        "Holdings",
        (
            _view(
                "Holdings",
                "holdings",
                "accelerator site vendor accelerators until monthly_usd availability lane bucket",
            ),
            _view("On order", "holdings", "mode offer ordered since upfront_usd committed_usd_per_hour life_months"),
            _view("Further terms", "holdings", "dedicated_to capacity_credit beside_usd_per_month"),
            _evidence("holdings"),
        ),
    ),
    Section(
        "Policy and limits",
        (
            _part("Rules", "finance", "headroom", "placement", "maturity", "simplicity", "exposure", "switches"),
            _part("Engineers and moves", "engineers", "moving"),
            _part("Lifecycle", "lifecycle"),
            _part("Budgets", "budgets", "exchange_rates"),
            _part("Vendor shares", "vendor_shares"),
            _part("Capacity shares", "capacity_shares"),
            _part("Contract mix", "contract_mix"),
            _part("Groups of offers", "groups"),
            _part("Supply, quotas and export", "supplies", "quotas", "exports"),
            _part("Redundancy", "redundancy"),
            _part("Lanes that share", "lane_groups"),
            _part("Carbon limits", "carbon"),
            _part("Operating and fixed costs", "operating_costs", "fixed_costs"),
            _part("Vendor scorecard", "scorecard", "vendor_reviews"),
            _part("Procurement", "procurement", "requests"),
        ),
    ),
    Section(
        "Cases",
        (
            _part("Cases", "cases", "case_demand"),
            _part("One plan for all cases", "uncertainty", "reviews"),
            _part("Stresses", "stresses"),
            _part("Alternatives", "alternatives"),
            _part("Levers", "levers"),
        ),
    ),
    Section("Horizon", (_part("Horizon", "scenario", "horizon", "blocks"),)),
    Section(YAML, ()),
)
BY_TITLE = {section.title: section for section in SECTIONS}
TITLES = tuple(BY_TITLE)


def part_of(section: str, title: str | None) -> Part | None:
    """A part of a section, by default its first; None for the section of the text."""
    parts = BY_TITLE[section].parts
    return next((part for part in parts if part.title == title), parts[0] if parts else None)


def home(grid: str, column: str | None) -> tuple[str, str] | None:
    """Section and part that show a column of a grid (or, where none is named or shown, the grid)."""
    shown = [(section.title, part.title, view) for section, part, view in _all_views() if view.grid == grid]
    exact = [found for found in shown if not found[2].columns or column in found[2].columns]
    return next(((section, part) for section, part, _ in (*exact, *shown)), None)


def _all_views() -> Iterable[tuple[Section, Part, View]]:
    return ((section, part, view) for section in SECTIONS for part in section.parts for view in part.views)
