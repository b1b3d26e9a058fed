"""The terminal report of a plan: the decision first, then what it rests on, then the figures."""

from __future__ import annotations

from collections import Counter, defaultdict

from rich.console import Group, RenderableType
from rich.text import Text

from data.plan_figures import accounting_rules, fleet_series, rent_by_year, year_ends
from models.bill import LimitUse
from models.calendar import month_number, month_text
from models.cents import rounded_to_sum
from models.costs import TERM
from models.decisions import Order
from models.lanes import OF_LANE
from models.numbers import plain
from models.plan import Audit, Plan
from models.units import counted_thing
from ui.backup_report import backups
from ui.carbon_report import carbon_limits, carbon_sentence
from ui.edge_report import edge_sites
from ui.expansion_report import expansions
from ui.figures import clean, count, grade, percent, reason, usd, whole_usd, words
from ui.gang_report import gangs
from ui.lane_report import separation_sentence
from ui.moving_report import milestones, moves
from ui.queue_report import queues
from ui.queueing_report import queueing
from ui.replica_report import replicas
from ui.service_report import sites, unit_costs, waiting
from ui.simplicity_report import simplicity_sentences
from ui.tables import grid, point, section

STATUS = {"optimal_within_gap": "optimal within the asked gap", "stopped_at_limit": "stopped before the asked gap"}
SHOWN_LIMITS = 24


def plan_report(plan: Plan) -> Group:
    """The whole report; every table whose records are there."""
    parts = [
        _head(plan),
        _orders(plan),
        expansions(plan),
        *map(point, simplicity_sentences(plan)),
        _rent(plan),
        _costs(plan),
        _spending(plan),
        unit_costs(plan),
        queues(plan),
        _fleet(plan),
        sites(plan),
        carbon_limits(plan),
        edge_sites(plan),
        queueing(plan),
        replicas(plan),
        _limits(plan),
        _ports(plan),
        milestones(plan),
        moves(plan),
        backups(plan),
        _misses(plan),
        waiting(plan),
        gangs(plan),
        _removed(plan),
        _notes(plan),
    ]
    return Group(*(part for part in parts if part is not None))


def horizon(plan: Plan) -> str:
    """The planned time in words: `2027-01 to 2029-12 (36 months)`."""
    months = sum(period.months for period in plan.periods)
    last = month_text(month_number(plan.periods[-1].period) + plan.periods[-1].months - 1)
    return f"{plan.periods[0].period} to {last} ({months} month{'s' * (months > 1)})"


def _due_later(plan: Plan) -> list[RenderableType]:
    """What contracts still cost after the horizon: money that is bound, and whether the total holds it."""
    if plan.due_after_horizon_usd < 1:
        return []
    counted = "counted" if plan.accounting.get("payment_tail") == "charge_in_full" else "not counted"
    return [
        point(f"Signed contracts ask for {usd(plan.due_after_horizon_usd)} more after the horizon, {counted} here.")
    ]


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
        *_due_later(plan),
        Text(),
        *_proof(plan),
    )


def _proof(plan: Plan) -> list[Text]:
    cost = f"Total cost {usd(plan.objective_usd)}, discounted, {horizon(plan)}; {STATUS[plan.status]}."
    bound = (
        f"No plan can cost less than {usd(plan.bound_usd)}: the gap is {percent(plan.gap)} of the "
        f"{usd(plan.decidable_usd)} that decisions change."
    )
    said = [Text(clean(text)) for text in (separation_sentence(plan), carbon_sentence(plan)) if text]
    return [Text(cost), Text(bound), *said, Text(audit_line(plan.audit))]


def audit_line(audit: Audit) -> str:
    """The verdict of the independent audit in a sentence."""
    verdict = "passed" if audit.passed else "FAILED"
    off = round(audit.objective_difference_usd, 2) + 0.0  # no -0.00
    return (
        f"Independent audit {verdict}: {audit.rows_checked:,} rows recomputed, largest violation "
        f"{audit.largest_violation:.1e} (scaled), re-priced total off by {off:.2f} USD."
    )


def _orders(plan: Plan) -> RenderableType:
    if not plan.orders:
        missed = ", and part of the demand is left unserved" if plan.misses else ""
        return section("Orders", Text(f"None: today's fleet and rented capacity serve what is served{missed}."))
    orders = sorted(plan.orders, key=lambda o: (o.order_period, o.site, o.accelerator, o.offer))
    costs, total = rounded_to_sum([order.cost_usd for order in orders], 0)
    columns = (
        "What", "Where", "|Mode", "|Ordered\n[month]", "|Service\n[month]", "|Until\n[month]", ">Packs",
        ">Accel-\nerators", ">Cost in\nhorizon [USD]",
    )  # fmt: skip
    rows = [(*_order(order), f"{cost:,}") for order, cost in zip(orders, costs, strict=True)]
    packs, accelerators = sum(o.packs for o in orders), sum(o.accelerators for o in orders)
    sums = ("total", "", "", "", "", "", count(packs), count(accelerators), f"{total:,}")
    title = "Orders (cost: nominal, upfront and time-based payments; use and power are under cost by term)"
    return section(title, grid(columns, rows, sums))


def _order(order: Order) -> tuple[str, ...]:
    what = order.accelerator + for_whom(order.dedicated_to)
    return (
        what,
        order.site,
        words(order.mode),
        order.order_period,
        order.in_service_period,
        order.service_until or order.ends or "beyond",
        count(order.packs),
        count(order.accelerators),
    )


def for_whom(dedicated_to: str | None) -> str:
    """Whom units serve alone, by ids: ` for chat@eu`, ` for lane research`; empty where they serve all."""
    if dedicated_to is None:
        return ""
    is_lane = dedicated_to.startswith(OF_LANE)
    return f" for lane {dedicated_to.removeprefix(OF_LANE)}" if is_lane else f" for {dedicated_to}"


def _rent(plan: Plan) -> RenderableType | None:
    series = rent_by_year(plan)
    if not series:
        return None
    years = list(dict.fromkeys(period.period[:4] for period in plan.periods))
    rows = [
        (
            source.offer,
            source.accelerator + for_whom(source.dedicated_to),
            source.site,
            words(source.mode),
            *(count(values[year]) for year in years),
        )
        for source, values in series.items()
    ]
    columns = ("Offer", "What", "Where", "|Mode", *(f">{year}" for year in years))
    return section(
        "Rented capacity by calendar year [accelerators, average over the hours planned]", grid(columns, rows)
    )


def _costs(plan: Plan) -> RenderableType:
    costs = plan.costs
    names = [name for name in TERM if name in costs.by_term]
    nominal, nominal_total = rounded_to_sum([costs.by_term[name] for name in names])
    present, present_total = rounded_to_sum([costs.by_term_discounted[name] for name in names])
    rows = [
        (words(name) + (" (constant)" if TERM[name].is_constant else ""), TERM[name].kind, f"{a:,}", f"{b:,}")
        for name, a, b in zip(names, nominal, present, strict=True)
    ]
    columns = ("Term", "|Book", ">Nominal [USD]", ">Discounted [USD]")
    return section(
        f"Cost by term, {horizon(plan)}", grid(columns, rows, ("total", "", f"{nominal_total:,}", f"{present_total:,}"))
    )


def _spending(plan: Plan) -> RenderableType | None:
    """What is paid for pilots and for production, as budgets count it; None without pilot accelerators."""
    if not plan.spending:
        return None
    rows = [
        (str(row.fiscal_year), row.kind, whole_usd(row.pilots_usd), whole_usd(row.production_usd))
        for row in plan.spending
    ]
    pilots, others = sum(row.pilots_usd for row in plan.spending), sum(row.production_usd for row in plan.spending)
    columns = ("Fiscal year", "|Book", ">Pilots [USD]", ">Production [USD]")
    title = "Payments for pilot accelerators and for production, nominal, as budgets count them"
    return section(title, grid(columns, rows, ("total", "", whole_usd(pilots), whole_usd(others))))


def _fleet(plan: Plan) -> RenderableType | None:
    ends = year_ends(plan)
    totals: dict[tuple[str, str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for source, values in fleet_series(plan).items():
        for end in ends:
            totals[source.accelerator, source.site, source.mode][end] += values.get(end, 0.0)
    rows = [
        (accelerator, site, words(mode), *(count(row[end]) for end in ends))
        for (accelerator, site, mode), row in sorted(totals.items())
        if any(row.values())
    ]
    if not rows:
        return None
    sums = ("total", "", "", *(count(sum(row[end] for row in totals.values())) for end in ends))
    columns = ("What", "Where", "|Mode", *(f">{end[:4]}" for end in ends))
    return section(
        "Fleet in service in the last period of each calendar year [accelerators]", grid(columns, rows, sums)
    )


def _limits(plan: Plan) -> RenderableType | None:
    if not plan.limits:
        return None
    uses = sorted(plan.limits, key=lambda use: (not use.is_binding, -use.closeness))
    columns = ("Limit", "|Tightest\n[month]", ">Used", ">Allowed", "|Unit", ">Used\n[%]", "|Binds")
    shown = [limit_row(use) for use in uses[:SHOWN_LIMITS]]
    more = len(uses) - len(shown)
    note = [Text(f"and {more} more limits that do not bind more tightly", style="dim")] if more > 0 else []
    return section("Limits where the plan comes closest to them", grid(columns, shown), *note)


def limit_row(use: LimitUse) -> tuple[str, ...]:
    """Cells of a limit: words, month, used, allowed (or asked for), unit, percent, whether it binds."""
    binds = "yes" if use.is_binding else ""
    allowed = f"{'at least ' * use.is_minimum}{_amount(use.allowed)}"
    used = f"{100 * use.closeness:.1f}"
    return (use.limit, use.period or "horizon", _amount(use.used), allowed, use.unit, used, binds)


def _amount(value: float) -> str:
    return whole_usd(value) if abs(value) >= 1000 else f"{value:.4g}"


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
