"""One alternative at its best: planned under its restriction, falling short at a price where it cannot serve all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from models.finance import (
    added,
    dated_internal_rate,
    deepest,
    has_one_rate,
    internal_rate,
    payback_month,
    return_on_investment,
    scaled,
)
from models.roi import LATE, Against, Money, Tried, Weighed
from solver.economics.cash import money_of
from solver.economics.restrictions import Restricted
from solver.hedge.lived import Made
from solver.proof.infeasible import conflicts
from solver.search.clock import Clock
from solver.search.solve import Solution, run
from solver.search.state import Search
from solver.stress.base import Base
from solver.stress.short import Given, checked, given_of, missed_by, plain_solution, plan_from, soft

BROKEN = "limits of the scenario cannot be kept without what it leaves out"
"""What stands in the way where no smallest set of limits is found."""
TOO_SHORT_S = 1.0
"""Time of a search with which none is begun: what is left when the time is over [s]."""


def weighed(base: Base, each: Restricted, clock: Clock, searches: int) -> Weighed:
    """An alternative, its money and what it does not carry; `against` is left open.

    Parameters
    ----------
    searches: how many alternatives share the time that is left, this one among them.
    """
    row = Weighed(
        id=each.id,
        name=each.name,
        kind=each.kind,
        restriction=each.restriction,
        why_not=each.why_not,
        is_plan=each.is_plan,
        notes=each.notes,
    )
    if each.scenario is None:
        return row
    if (clock.share(searches).time_limit_s or inf) <= TOO_SHORT_S:
        return row.model_copy(update={"why_not": LATE})
    said = clock.tell(f"{each.name}, {each.vendor}" if each.vendor else each.name)
    given = _without(given_of(base, each.scenario), each.banned)
    found = run(Search(given.made.matrix, clock.share(searches), given.made.program.constant_usd, said))
    if found.verdict == "infeasible":
        found = soft(given.made, given.made.matrix, clock.share(searches), said)
    if found.x is None:
        return row.model_copy(update={"why_not": _why(given.made, found)})
    return _with_figures(row, given, found)


def _without(given: Given, banned: Sequence[str]) -> Given:
    """The same with decisions of some names at what is decided already."""
    m = given.made.matrix
    high = m.high.copy()
    columns = m.of(*banned)
    high[columns] = m.low[columns]
    return replace(given, made=replace(given.made, matrix=replace(m, high=high)))


def _why(made: Made, found: Solution) -> str:
    if found.verdict != "infeasible":
        return LATE
    limits = conflicts(made.program, made.matrix, has_free_supply=False)
    return limits[0].sentence if limits else BROKEN


def _with_figures(row: Weighed, given: Given, found: Solution) -> Weighed:
    short, plain = missed_by(given, found), plain_solution(given, found)
    plan = plan_from(given, plain)
    constant = given.made.program.constant_usd
    cost = plan.objective_usd + short.shortage_usd
    bound = None if found.bound_usd is None else found.bound_usd + constant + given.missed.shortage_usd
    bound = None if bound is None else min(bound, cost)
    changes = {
        "money": money_of(given.made.program, plan),
        "bound_usd": None if bound is None else round(bound, 2),
        "gap": None if bound is None else (cost - bound) / max(abs(cost - constant), 1e-2),
        "shortage_usd": short.shortage_usd,
        "missed_accelerator_hours": short.missed_accelerator_hours,
        "headroom_short_accelerator_hours": short.headroom_short_accelerator_hours,
        "first_short": short.first_short,
        "falls_short": short.broke_first,
        "checked": checked(given, plan, short.shortage_usd),
    }
    return row.model_copy(update=changes)


@dataclass(frozen=True)
class Vendors:
    """The alternative of one vendor: all of them are tried, and the best one stands."""

    tries: Sequence[Restricted]

    def best(self, base: Base, clock: Clock, searches: int) -> Weighed:
        """The vendor that falls short least, among these the cheapest."""
        rows = []
        for n, each in enumerate(self.tries):
            rows.append((weighed(base, each, clock, searches - n), each.vendor))
        tried = tuple(_tried(row, vendor) for row, vendor in rows if vendor)
        names = base.made.program.instance.names
        best, vendor = min(rows, key=lambda pair: _order(pair[0]))
        notes = (f"the best of {len(tried)}: {names.vendor(vendor)}",) if vendor else best.notes
        is_late = any(row.why_not == LATE for row, _ in rows)
        why = LATE if is_late else f"no vendor alone allows a plan: {best.why_not}"
        why = why if best.why_not else ""
        return best.model_copy(update={"tried": tried, "notes": () if why else notes, "why_not": why})


def _order(row: Weighed) -> tuple[bool, float, float]:
    return row.money is None and not row.is_plan, row.shortage_usd, row.money.paid_usd if row.money else 0.0


def _tried(row: Weighed, vendor: str) -> Tried:
    paid = row.money.paid_usd if row.money else None
    return Tried(vendor=vendor, paid_usd=paid, shortage_usd=row.shortage_usd, why_not=row.why_not)


def against(plan: Money, other: Money, start: str) -> Against:
    """The plan against an alternative, by what each is charged at every date.

    Parameters
    ----------
    start: first month of the horizon.
    """
    flow = added(
        {each.month: each.cost_usd for each in other.flow},
        scaled({each.month: each.cost_usd for each in plan.flow}, -1),
    )
    worth = added(
        {each.month: each.discounted_usd for each in other.flow},
        scaled({each.month: each.discounted_usd for each in plan.flow}, -1),
    )
    saving = round(other.paid_usd - plan.paid_usd, 2)
    is_one = has_one_rate(flow)
    return Against(
        saving_usd=saving,
        saving_share=saving / other.paid_usd if other.paid_usd > 0 else None,
        saving_nominal_usd=round(other.nominal_usd - plan.nominal_usd, 2),
        extra_usd=round(deepest(flow), 2),
        payback_month=payback_month(flow),
        payback_discounted_month=payback_month(worth),
        irr_per_year=internal_rate(flow) if is_one else None,
        xirr_per_year=dated_internal_rate(flow, start) if is_one else None,
        roi=return_on_investment(flow),
    )
