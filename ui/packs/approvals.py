"""From a plan to what is to be approved by when: orders, commitments, agreements, modules and ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from models.calendar import month_number, month_text
from models.evidence import Day
from models.packs.board import Approvals, CashYear, Due
from models.packs.lots import Lot
from models.plan import Plan
from ui.figures import count, usd, words
from ui.packs.lots import lots_of
from ui.packs.source import Source


def next_review(source: Source) -> str:
    """Month of the next review: where cases part, else the first of the lifecycle, else as the roadmap says."""
    plan = source.plan
    if plan.hedge and plan.hedge.splits:
        return plan.hedge.splits[0].month
    if plan.lifecycle and plan.lifecycle.reviews:
        return plan.lifecycle.reviews[0].month
    return month_text(month_number(plan.periods[0].period) + source.scenario.procurement.roadmap.review_months)


def approvals_of(source: Source) -> Approvals:
    """All that the plan signs, before the next review and after it."""
    review = next_review(source)
    # Before the review all cases order alike: what the case of the plan orders is what all order, in nominal money.
    alone = source._replace(plan=source.plan.model_copy(update={"hedge": None}))
    now = _orders(source, [lot for lot in lots_of(alone) if lot.order_by and lot.order_by < review])
    lots = [lot for lot in lots_of(source) if lot.order_by and lot.order_by >= review]
    besides = list(_besides(source))
    return Approvals(
        review=review,
        now=_sorted([*now, *(due for due in besides if due.by < review)]),
        later=_sorted(_orders(source, [lot for lot in lots if lot.kind == "firm"])),
        besides=_sorted(due for due in besides if due.by >= review),
        waiting=_sorted(_orders(source, [lot for lot in lots if lot.kind == "on_signal"])),
    )


def _sorted(found: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda due: (due.by, -due.cost_usd, due.what)))


def _orders(source: Source, lots: list[Lot]) -> Iterator[Due]:
    """Lots of one offer that are ordered in one month and start in one month stand together."""
    until = {offer.id: offer.evidence.expires for offer in source.scenario.offers}
    keys = [(lot.order_by or "", lot.offer, lot.in_service) for lot in lots]
    for (by, offer, starts), found in groupby(sorted(zip(keys, lots, strict=True), key=_key), key=lambda pair: pair[0]):
        yield _order([lot for _, lot in found], by, starts, until.get(offer))


def _key(pair: tuple[tuple[str, str, str], Lot]) -> tuple[str, str, str]:
    return pair[0]


def _order(lots: list[Lot], by: str, starts: str, until: Day | None) -> Due:
    first, accelerators = lots[0], sum(lot.accelerators for lot in lots)
    return Due(
        kind="order",
        what=f"{words(first.mode)} {count(accelerators)} accelerators: {first.accelerator} at {first.site}",
        payee=first.vendor,
        by=by,
        starts=starts,
        price_until=until,
        cost_usd=sum(lot.cost_usd for lot in lots),
        accelerators=accelerators,
    )


def _besides(source: Source) -> Iterator[Due]:
    """What is signed beside orders of accelerators."""
    plan, names = source.plan, source.plan.names
    yield from _agreements(source)
    for row in plan.commitments:
        yield Due(
            kind="commitment",
            what=f"commit to {usd(row.usd_per_hour)} an hour until {row.ends}",
            payee=names.vendor(row.vendor),
            by=row.order_period,
            starts=row.in_service_period,
            cost_usd=row.cost_usd,
        )
    for module in plan.expansions:
        yield Due(
            kind="module",
            what=f"enlarge {names.site(module.site)} by {module.modules} x {module.module}",
            by=module.order_period,
            starts=module.in_service_period,
            cost_usd=module.cost_usd,
        )
    for port in plan.ports:
        yield Due(
            kind="port",
            what=f"port {names.workload(port.workload)} to {names.stack(port.stack)}",
            by=port.start_period,
            starts=port.ready_period,
            cost_usd=port.cost_usd,
        )


def _agreements(source: Source) -> Iterator[Due]:
    """Agreements that the plan signs, by what the first year promises; they cost what is missing of it."""
    new = {each.id for each in source.scenario.agreements if not each.is_signed}
    for year in source.plan.agreements:
        if year.year == 1 and year.agreement in new:
            yield Due(
                kind="agreement",
                what=f"sign the agreement {year.agreement}: {usd(year.committed_usd)} promised for its first year",
                payee=source.plan.names.vendor(year.vendor),
                by=year.year_from,
                starts=year.year_from,
                cost_usd=sum(row.shortfall_usd for row in source.plan.agreements if row.agreement == year.agreement),
            )


def cash_years(plan: Plan) -> tuple[CashYear, ...]:
    """Payments by fiscal year, all buckets together."""
    lines = sorted(plan.books, key=lambda line: line.fiscal_year)
    return tuple(
        CashYear(
            fiscal_year=year,
            capex_usd=sum(line.paid_usd for line in rows if line.kind == "capex"),
            opex_usd=sum(line.paid_usd for line in rows if line.kind == "opex"),
            approved_usd=sum(line.approved_usd for line in rows),
        )
        for year, rows in ((year, list(found)) for year, found in groupby(lines, key=lambda line: line.fiscal_year))
    )
