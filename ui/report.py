"""The terminal report of a plan: the decision first, then what it rests on, then the figures."""

from __future__ import annotations

from collections import Counter, defaultdict

from rich.console import Group, RenderableType
from rich.text import Text

from data.plan_figures import accounting_rules
from models.cents import rounded_to_sum
from models.numbers import plain
from models.plan import Audit, Plan
from models.units import counted_thing
from ui.agreement_report import agreement_sentence, agreements
from ui.backup_report import backups
from ui.carbon_report import carbon_limits, carbon_sentence
from ui.case_report import case_section
from ui.commitment_report import commitment_sentence, commitment_use, commitments
from ui.cost_report import books, costs, horizon, spending
from ui.edge_report import edge_sites
from ui.ending_report import ending_sentence, endings
from ui.endpoint_report import endpoints
from ui.expansion_report import expansions
from ui.figures import clean, grade, percent, reason, usd
from ui.fleet_report import fleet, orders, rent
from ui.gang_report import gangs
from ui.hedge_report import hedge_tables
from ui.lane_report import separation_sentence
from ui.lifecycle_report import lifecycle
from ui.limit_report import limits
from ui.lockin_report import contract_mix, due_sentence, exposure, portability, shares
from ui.moving_report import milestones, moves
from ui.queue_report import queues
from ui.queueing_report import queueing
from ui.quota_report import counted_on
from ui.replan_report import changes
from ui.replica_report import replicas
from ui.rules_report import findings
from ui.service_report import sites, unit_costs, waiting
from ui.simplicity_report import simplicity_sentences
from ui.tables import grid, point, section
from ui.unit_report import operating_lines, unit_economics
from ui.value_report import forgone_sentence, launches, value
from ui.volume_report import volumes

STATUS = {
    "optimal_within_gap": "optimal within the asked gap",
    "stopped_at_limit": "stopped before the asked gap",
    "hedged": "part of one plan for all cases",
}


def plan_report(plan: Plan) -> Group:
    """The whole report; every table whose records are there."""
    parts = [
        _head(plan),
        hedge_tables(plan.hedge, plan.names) if plan.hedge else None,
        case_section(plan),
        changes(plan),
        orders(plan),
        *map(point, simplicity_sentences(plan)),
        *map(point, filter(None, [ending_sentence(plan)])),
        endings(plan),
        volumes(plan),
        expansions(plan),
        commitments(plan),
        commitment_use(plan),
        *map(point, filter(None, [commitment_sentence(plan)])),
        agreements(plan),
        *map(point, filter(None, [agreement_sentence(plan)])),
        rent(plan),
        endpoints(plan),
        costs(plan),
        books(plan),
        spending(plan),
        exposure(plan),
        unit_costs(plan),
        unit_economics(plan),
        value(plan),
        operating_lines(plan),
        queues(plan),
        fleet(plan),
        sites(plan),
        carbon_limits(plan),
        edge_sites(plan),
        queueing(plan),
        replicas(plan),
        limits(plan),
        shares(plan),
        contract_mix(plan),
        _ports(plan),
        launches(plan),
        portability(plan),
        milestones(plan),
        moves(plan),
        backups(plan),
        counted_on(plan),
        _misses(plan),
        waiting(plan),
        gangs(plan),
        lifecycle(plan),
        _removed(plan),
        findings(plan),
        _notes(plan),
    ]
    return Group(*(part for part in parts if part is not None))


def _head(plan: Plan) -> Group:
    source = plan.provenance
    variant = f", variant {source.variant}" if source.variant else ""
    rules = [point(f"{name}: {meaning}.") for name, meaning in accounting_rules(plan)]
    return Group(
        Text(clean(plan.decision), style="bold"),
        Text(clean(f"{source.scenario}{variant}, case {source.case}, {horizon(plan)}"), style="dim"),
        Text(),
        Text(clean(plan.evidence.sentence)),
        *rules,
        *map(point, filter(None, [due_sentence(plan)])),
        Text(),
        *_proof(plan),
    )


def _proof(plan: Plan) -> list[Text]:
    cost = f"Total cost {usd(plan.objective_usd)}, discounted, {horizon(plan)}; {STATUS[plan.status]}."
    bound = (
        f"No plan can cost less than {usd(plan.bound_usd)}: the gap is {percent(plan.gap)} of the "
        f"{usd(plan.decidable_usd)} that decisions change."
    )
    sentences = (forgone_sentence(plan), separation_sentence(plan), carbon_sentence(plan))
    said = [Text(clean(text)) for text in sentences if text]
    return [Text(cost), Text(bound), *said, Text(audit_line(plan.audit))]


def audit_line(audit: Audit) -> str:
    """The verdict of the independent audit in a sentence."""
    verdict = "passed" if audit.passed else "FAILED"
    off = round(audit.objective_difference_usd, 2) + 0.0  # no -0.00
    return (
        f"Independent audit {verdict}: {audit.rows_checked:,} rows recomputed, largest violation "
        f"{audit.largest_violation:.1e} (scaled), re-priced total off by {off:.2f} USD."
    )


def _ports(plan: Plan) -> RenderableType | None:
    if not plan.ports:
        return None
    costs, total = rounded_to_sum([port.cost_usd for port in plan.ports], 0)
    rows = [
        (port.workload, port.stack, port.start_period, port.ready_period, f"{cost:,}", f"{port.engineer_months:.4g}")
        for port, cost in zip(plan.ports, costs, strict=True)
    ]
    columns = ("Workload", "To stack", "|Starts [month]", "|Ready [month]", ">Cost, nominal [USD]", ">Engineer-months")
    totals = ("total", "", "", "", f"{total:,}", f"{sum(port.engineer_months for port in plan.ports):.4g}")
    shown = len(columns) if plan.engineers else len(columns) - 1
    return section("Ports of workloads to stacks", grid(columns[:shown], [row[:shown] for row in rows], totals[:shown]))


def _misses(plan: Plan) -> RenderableType | None:
    if not plan.misses:
        return None
    things = defaultdict(str, {row.workload: counted_thing(row.unit) for row in plan.service})
    worst: dict[tuple[str, str], float] = defaultdict(float)
    units: dict[tuple[str, str], float] = defaultdict(float)
    for miss in plan.misses:
        key = miss.workload, miss.geography
        worst[key] = max(worst[key], miss.share)
        units[key] += miss.units
    rows = [
        (workload, place, percent(worst[workload, place]), f"{plain(amount)} {things[workload]}".rstrip())
        for (workload, place), amount in units.items()
    ]
    columns = ("Workload", "Users in", ">Worst block", ">Not served over the horizon")
    return section("Demand not served (within the limits of the service level)", grid(columns, rows))


def _removed(plan: Plan) -> RenderableType | None:
    if not plan.removed_arcs:
        return None
    reasons = Counter(arc.reason for arc in plan.removed_arcs)
    rows = [
        (reason(rule), f"{pairs:,}", str(len({arc.workload for arc in plan.removed_arcs if arc.reason == rule})))
        for rule, pairs in reasons.most_common()
    ]
    total = ("total", f"{len(plan.removed_arcs):,}", str(len({arc.workload for arc in plan.removed_arcs})))
    columns = ("Reason", ">Pairs of workload@users\nand accelerator@site", ">Workloads\nconcerned")
    return section("Placements ruled out (each with its reason in `steelyard explain`)", grid(columns, rows, total))


def _notes(plan: Plan) -> RenderableType | None:
    capacity = [f"{percent(share)} {grade(name)}" for name, share in plan.evidence.capacity_by_grade.items()]
    unused = [f"{len(plan.unused_inputs)}, listed by `steelyard explain`"] if plan.unused_inputs else []
    notes = [
        ("Throughput rests on (share of served accelerator-hours)", capacity),
        ("Prices of the catalog that the scenario replaced", list(plan.evidence.replaced)),
        ("Planned as level load", [plan.names.workload(name) for name in plan.level_loads]),
        ("Inputs without effect on this plan", unused),
    ]
    lines = [point(f"{title}: {', '.join(items)}.") for title, items in notes if items]
    return section("Notes", *lines) if lines else None
