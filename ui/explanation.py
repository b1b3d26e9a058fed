"""What `steelyard explain` shows: limits that bind, placements ruled out with their reasons, evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from models.cents import rounded_to_sum
from models.derived import RemovedArc
from models.plan import Plan
from models.told import reasons_in, roi_in
from ui.carbon_report import carbon_limits, carbon_sentence
from ui.figures import clean, count, grade, percent, reason, short_grade, words
from ui.hedge_report import hedge_tables
from ui.lifecycle_report import lifecycle_tables
from ui.limit_report import limit_row
from ui.matrix_report import matrix_sections
from ui.roi_report import roi_report
from ui.rules_report import told
from ui.score_report import scorecards
from ui.service_report import bottlenecks, left_out
from ui.tables import grid, point, section
from ui.unit_report import waterfalls
from ui.why_report import why_report


def plan_explanation(plan: Plan) -> Group:
    """Why the plan is as it is, from the plan alone."""
    head, carbon = Text(clean(plan.decision), style="bold"), carbon_sentence(plan)
    waits = bottlenecks(plan)
    emitted = [
        part for part in (section("Carbon", Text(clean(carbon))) if carbon else None, carbon_limits(plan)) if part
    ]
    use = [_limits(plan), *emitted, _capacities(plan), *([waits] if waits else []), *_opening(plan), *left_out(plan)]
    hedged = [hedge_tables(plan.hedge, plan.names)] if plan.hedge else []
    use += [*waterfalls(plan), *told(plan), *matrix_sections(plan, with_ruled_out=False), *scorecards(plan)]
    use += lifecycle_tables(plan)
    return Group(head, *hedged, *use, *_removed(plan), _evidence(plan), _unused(plan), *told_reports(plan))


def told_reports(plan: Plan) -> Iterator[RenderableType]:
    """What a plan says of what it returns, and of why it is as it is, where it does."""
    if roi := roi_in(plan):
        yield Group(Text(), roi_report(roi))
    if reasons := reasons_in(plan):
        yield Group(Text(), why_report(reasons))


def _limits(plan: Plan) -> RenderableType:
    binding = [limit_row(use) for use in plan.limits if use.is_binding]
    if not binding:
        return section("Limits that bind", Text("None: no limit is fully used where it is tightest."))
    columns = ("Limit", "|Tightest\n[month]", ">Used", ">Allowed", "|Unit", ">Used\n[%]")
    return section("Limits that bind", grid(columns, [row[:-1] for row in binding]))


def _capacities(plan: Plan) -> RenderableType:
    """Throughput at the service level of every pair that serves something."""
    used = {(row.workload, row.geography, row.accelerator, row.site) for row in plan.dispatch}
    rows = [
        (
            f"{c.workload}@{c.geography}",
            f"{c.accelerator}@{c.site}",
            count(c.throughput),
            c.unit,
            words(c.bottleneck),
            short_grade(c.grade),
        )
        for c in plan.capacities
        if (c.workload, c.geography, c.accelerator, c.site) in used
    ]
    columns = ("Workload@users", "Accelerator@site", ">Per accel-\nerator", "|Unit", "Fixed by", "Rests on")
    return section("Throughput at the service level, where the plan serves", grid(columns, rows))


def _opening(plan: Plan) -> list[RenderableType]:
    """Pairs that wait for an own benchmark."""
    rows = [(f"{c.workload}@{c.geography}", f"{c.accelerator}@{c.site}", c.opens) for c in plan.capacities if c.opens]
    columns = ("Workload@users", "Accelerator@site", "|Open from\n[month]")
    return [section("Open once the workload is validated there", grid(columns, rows))] if rows else []


def _removed(plan: Plan) -> list[RenderableType]:
    by_reason: dict[str, list[RemovedArc]] = defaultdict(list)
    for arc in plan.removed_arcs:
        by_reason[arc.reason].append(arc)
    columns = ("Workload@users", "Accelerator@site", "Detail")
    return [
        section(
            f"Ruled out by {reason(rule)}: {len(arcs):,} pair{'s' * (len(arcs) > 1)}", grid(columns, _grouped(arcs))
        )
        for rule, arcs in sorted(by_reason.items())
    ]


def _grouped(arcs: list[RemovedArc]) -> list[tuple[str, str, str]]:
    """Pairs with the same workload and detail in one row."""
    pools: dict[tuple[str, str], list[str]] = defaultdict(list)
    for arc in arcs:
        pools[f"{arc.workload}@{arc.geography}", arc.detail].append(f"{arc.accelerator}@{arc.site}")
    return [(work, ", ".join(places), detail) for (work, detail), places in sorted(pools.items())]


def _evidence(plan: Plan) -> RenderableType:
    grades = plan.evidence.by_grade
    amounts, total = rounded_to_sum([row.usd for row in grades], 0)
    rows = [
        (grade(row.grade), f"{amount:,}", percent(row.share), percent(row.older_than_90_days_share))
        for row, amount in zip(grades, amounts, strict=True)
    ]
    columns = ("Grade", ">Money [USD]", ">Share", ">Of which over 90\ndays old, undated")
    sentence = Text(clean(plan.evidence.sentence))
    return section(
        "What the payments over the horizon rest on, nominal",
        sentence,
        grid(columns, rows, ("total", f"{total:,}", "", "")),
    )


def _unused(plan: Plan) -> RenderableType:
    return section("Inputs without effect on this plan", *(point(line) for line in plan.unused_inputs or ["None."]))
