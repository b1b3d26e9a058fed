"""What validations and rules of maturity do for a scenario, in sentences, and what pilots are paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.calendar import month_text
from models.costs import CostKind
from models.maturity import ScopeSpend, Validation
from models.numbers import plain
from models.workload import Workload
from solver.program.books import NOT_A_PAYMENT, fiscal_year, kind_of, month_paid
from solver.program.build import Program
from solver.program.families.maturity import by_vendor
from solver.program.instance import Instance
from solver.program.scopes import has_pilots, is_for_pilots
from solver.sizing.maturity import counts, counts_from, proof


def spending(program: Program) -> tuple[ScopeSpend, ...]:
    """Payments as budgets count them by fiscal year and book; `load_values` comes first. Empty without pilots."""
    x = program.instance
    sums: dict[tuple[int, CostKind], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for entry in (*program.entries, *program.constants) if has_pilots(x) else ():
        paid = entry.paid * (1.0 if entry.decision is None else entry.decision.value)
        if paid and entry.term not in NOT_A_PAYMENT:
            year = fiscal_year(x, month_paid(x, entry))
            sums[year, kind_of(x, entry)][is_for_pilots(x, entry)] += paid
    return tuple(
        ScopeSpend(fiscal_year=year, kind=kind, pilots_usd=round(pilots, 2), production_usd=round(others, 2))
        for year, kind in sorted(sums)
        for others, pilots in (sums[year, kind],)
    )


def opening(x: Instance, r: int) -> str | None:
    """First month from which an arc is open; None where that is from the start."""
    first = x.arcs[r][2].opens
    return x.scenario.horizon.label(first) if first else None


def opening_words(x: Instance, r: int) -> str:
    """That an arc opens later, and why; empty where it does not."""
    arc = x.arcs[r][2]
    found = proof(x.scenario, arc.workload, arc.accelerator)
    if found is None or not arc.opens:
        return ""
    return f"open from {opening(x, r)} on, once validated (own benchmark of {found.date})"


def limited_words(x: Instance) -> Iterator[str]:
    """A sentence for every workload and accelerator that is unproven for it, and every one that opens later."""
    share = x.scenario.policy.maturity.unvalidated_share or 0.0
    said: dict[str, None] = {}
    for members in by_vendor(x).values():
        for r, until in members:
            arc = x.arcs[r][2]
            then = (
                f"until it is validated in {x.scenario.horizon.label(until)}" if until < x.T else "it is not validated"
            )
            most = f"at most {plain(100 * share)} % of it on silicon of its vendor or class: {then}"
            said[f"workload {arc.workload.id} on {arc.accelerator.id}: {most}"] = None
    for r, (_, _, arc) in enumerate(x.arcs):
        if arc.opens:
            said[f"workload {arc.workload.id} on {arc.accelerator.id}: {opening_words(x, r)}"] = None
    yield from said


def unused_rules(x: Instance) -> Iterator[str]:
    """Rules of maturity that no arc or payment meets."""
    rules = x.scenario.policy.maturity
    if rules.unvalidated_share is not None and not (by_vendor(x) and rules.unvalidated_share < 1):
        why = "a share of 1 limits nothing" if rules.unvalidated_share >= 1 else "no placement is unproven"
        yield f"policy.maturity.unvalidated_share: {why}"
    if "least_traffic_share" in rules.model_fields_set and not any(w.validations for w in x.scenario.workloads):
        yield "policy.maturity.least_traffic_share: no workload has validations"
    for b in x.scenario.policy.budgets:
        if b.scope != "all" and not has_pilots(x):
            held = "it counts nothing" if b.scope == "pilots" else "it counts everything"
            yield f"policy.budgets.{b.id}.scope: no pilot accelerator is offered or held; {held}"


def unused_validations(x: Instance, w: Workload) -> Iterator[str]:
    """Own benchmarks of a workload without effect."""
    for n, v in enumerate(w.validations):
        why = _why_unused(x, w, v)
        if why:
            yield f"workloads.{w.id}.validations.{n}: {why}"


def _why_unused(x: Instance, w: Workload, v: Validation) -> str:
    """Why an own benchmark changes nothing; empty where it does."""
    s, a = x.scenario, x.accelerators[v.accelerator]
    least = s.policy.maturity.least_traffic_share
    last = s.horizon.period_start(x.T - 1)
    if not counts(s, v):
        return f"it ran on {plain(100 * v.traffic_share)} % of the traffic, {plain(100 * least)} % are needed"
    if not any((arc.workload.workload_id, arc.accelerator.id) == (w.id, a.id) for _, _, arc in x.arcs):
        return f"no placement on {a.id} is possible"
    if counts_from(v) > last:
        return f"it counts from {month_text(counts_from(v))} on, after the start of the last period"
    if {work.stage for work in x.streams if work.workload_id == w.id} == {"exploratory"}:
        return "exploratory work needs none"
    if not a.is_pilot and s.policy.maturity.unvalidated_share is None:
        return f"{a.id} is not pilot-grade, and no policy.maturity.unvalidated_share limits others"
    if not a.is_pilot and a.stack in w.incumbent_stacks:
        return f"{a.id} is not pilot-grade, and its stack {a.stack} is one the work runs on today"
    if proof(s, w, a) != v:
        return f"an earlier one of {a.id} counts already"
    return ""
