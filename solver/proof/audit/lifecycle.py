"""What a plan says of its units over their life: running costs, what to retire, reviews, spare units, transfers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from models.calendar import month_number, month_text
from models.lifecycle import LifecyclePolicy
from models.lifecycle_figures import FleetRunning, Lifecycle, LifecycleReview, Retire
from models.plan import Plan
from solver.proof.audit.fleets import SOME, Fleet, Market, fleets_of, work_usd
from solver.proof.audit.notes import Notes
from solver.proof.audit.pair_figures import Book
from solver.proof.audit.spare import COUNT_SLACK, check_spare, check_transfers, shares_of
from solver.proof.audit.use import Use

Rows = dict[tuple[str, str, str, str | None], dict[int, FleetRunning]]
"""Stated rows by fleet and pool, and period."""
ABOVE = 1e-9
"""Share by which a cost must be above another one to be more."""


def check_lifecycle(plan: Plan, book: Book, notes: Notes) -> None:
    """All of it; plans made before it was stated have none. What follows from figures is taken from the stated ones."""
    stated, use = plan.lifecycle, book.use
    if stated is None:
        return
    market, fleets, rules = Market(book), fleets_of(use), use.facts.policy.lifecycle
    notes.same("lifecycle", "internal_price", stated.internal_price, rules.internal_price)
    rows = _check_running(stated, market, fleets, notes)
    months = _reviews(use, rules)
    own = [found for by_period in rows.values() if (found := _retired(use, rules, by_period, months))]
    _check_retire(stated.retire, own, notes)
    check_spare(stated.spare, market, fleets, notes)
    check_transfers(stated.transfers, stated.spare, market, notes)
    notes.same("lifecycle.reviews", "months", [row.month for row in stated.reviews], [month_text(m) for m in months])
    for row, until in zip(stated.reviews, [*months[1:], _end(use)], strict=False):
        _check_review(row, until, stated, fleets, use, notes)


def _check_running(stated: Lifecycle, market: Market, fleets: Sequence[Fleet], notes: Notes) -> Rows:
    """Every fleet in every period in service; the stated rows of these."""
    use, found = market.use, Rows()
    shares = cache(lambda pool, t: shares_of(market, pool, t, fleets))
    own = {(f.name, *f.pool, t): f for f in fleets for t, there in enumerate(f.there) if there > SOME}
    notes.once(
        "lifecycle.running", ((r.fleet, r.accelerator, r.site, r.dedicated_to, r.period) for r in stated.running)
    )
    for row in stated.running:
        where, t = f"lifecycle.running ({row.fleet}, {row.period})", use.time.period_of.get(row.period, -1)
        fleet = own.pop((row.fleet, row.accelerator, row.site, row.dedicated_to or "", t), None)
        if fleet is None:
            notes.sentences.append(f"{where}: it is not in service")
            continue
        found.setdefault((row.fleet, row.accelerator, row.site, row.dedicated_to), {})[t] = row
        spared, share = shares(fleet.pool, t)[fleet.name]
        elsewhere = market.pool_usd(fleet.pool, t) if share else 0.0
        running = fleet.usd[t] + share * work_usd(use, fleet.pool, t)
        notes.figure(where, "accelerators", row.accelerators, fleet.there[t])
        notes.near(where, "spare [accelerators]", row.spare, spared, COUNT_SLACK)
        notes.figure(where, "utilization", row.utilization, use.pools[fleet.pool].utilization(t))
        notes.near(where, "running_usd_per_month [USD]", row.running_usd_per_month, running / use.time.months, 1e-4)
        dear = None if elsewhere is None else elsewhere * share / use.time.months
        notes.figure(where, "elsewhere_usd_per_month", row.elsewhere_usd_per_month, dear)
    for name, accelerator, site, _, t in own:
        notes.sentences.append(
            f"lifecycle.running ({name} at {accelerator}, {site}, {use.time.labels[t]}): it is missing"
        )
    return found


def _end(use: Use) -> int:
    return use.time.starts[-1] + use.time.months


def _reviews(use: Use, rules: LifecyclePolicy) -> list[int]:
    """Months of reviews inside the horizon."""
    start = use.time.starts[0]
    month = start + rules.review_every_months if rules.first_review is None else month_number(rules.first_review)
    found = []
    while month < _end(use):
        found += [month] if month >= start else []
        month += rules.review_every_months
    return found


def _rules_met(rules: LifecyclePolicy, row: FleetRunning) -> set[str]:
    there, ratio = row.elsewhere_usd_per_month, rules.retire_cost_ratio
    is_dear = ratio is not None and there is not None and row.running_usd_per_month > ratio * there * (1 + ABOVE)
    least, used = rules.retire_utilization, row.utilization
    is_idle = least is not None and used is not None and used < least
    return {name for name, is_met in (("cost", is_dear), ("utilization", is_idle)) if is_met}


def _retired(use: Use, rules: LifecyclePolicy, rows: dict[int, FleetRunning], reviews: Sequence[int]) -> Retire | None:
    """The first periods in a row, long enough, in which one and the same rule is met."""
    span = use.time.whole(rules.retire_months)
    for t in sorted(rows):
        run = [rows.get(t + n) for n in range(span)]
        by = {"cost", "utilization"}
        for row in run:
            by &= _rules_met(rules, row) if row is not None else set()
        if by:
            return _row(use, rows, t, span, sorted(by), reviews)
    return None


def _row(
    use: Use, rows: dict[int, FleetRunning], t: int, span: int, by: Sequence[str], reviews: Sequence[int]
) -> Retire:
    row, known = rows[t], use.time.starts[t] + span * use.time.months
    gone = use.time.starts[max(rows)] + use.time.months
    review = min((month for month in reviews if known <= month < gone), default=None)
    saved = {n: _saving(rows[n]) for n in rows}
    after = [saved[n] for n in sorted(rows) if review is not None and use.time.starts[n] >= review]
    known_usd = [usd for usd in after if usd is not None]
    is_known = review is not None and len(known_usd) == len(after)
    return Retire.model_validate(
        {
            **row.model_dump(exclude={"period"}),
            "by": tuple(by),
            "first": row.period,
            "review": None if review is None else month_text(review),
            "saves_usd_per_month": saved[t],
            "saves_usd": sum(known_usd) * use.time.months if is_known else None,
        }
    )


def _saving(row: FleetRunning) -> float | None:
    there = row.elsewhere_usd_per_month
    return None if there is None else row.running_usd_per_month - there


def _check_retire(stated: Sequence[Retire], own: Sequence[Retire], notes: Notes) -> None:
    names = [[(r.fleet, r.accelerator, r.site, r.dedicated_to or "") for r in rows] for rows in (stated, own)]
    notes.same("lifecycle.retire", "fleets", sorted(names[0]), sorted(names[1]))
    known = dict(zip(names[1], own, strict=True))
    for name, row in zip(names[0], stated, strict=True):
        if name in known:
            where, mine = f"lifecycle.retire ({row.fleet})", known[name]
            notes.same(where, "rules and months", (row.by, row.first, row.review), (mine.by, mine.first, mine.review))
            for field in ("accelerators", "utilization", "spare", "running_usd_per_month", "elsewhere_usd_per_month"):
                notes.figure(where, field, getattr(row, field), getattr(mine, field))
            for field in ("saves_usd_per_month", "saves_usd"):
                notes.figure(where, field, getattr(row, field), getattr(mine, field))


def _check_review(
    row: LifecycleReview, until: int, stated: Lifecycle, fleets: Sequence[Fleet], use: Use, notes: Notes
) -> None:
    where, month = f"lifecycle.reviews ({row.month})", month_number(row.month)
    due = sorted({each.fleet for each in stated.retire if each.review == row.month})
    notes.same(where, "retire", list(row.retire), due)
    gone = {
        fleet.name
        for fleet in fleets
        for t, start in enumerate(use.time.starts)
        if t and month < start <= until and fleet.there[t] < fleet.there[t - 1] - SOME
    }
    notes.same(where, "leaving", list(row.leaving), sorted(gone))
    label = use.time.labels[max(t for t, start in enumerate(use.time.starts) if start <= month)]
    now = [each for each in stated.spare if each.period == label]
    notes.same(where, "spare", row.spare, sum(each.spare for each in now))
    usd = sum(each.worth_usd for each in now) / use.time.months
    notes.figure(where, "worth_usd_per_month", row.worth_usd_per_month, usd)
