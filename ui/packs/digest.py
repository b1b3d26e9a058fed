"""The plan on a page of Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from models.packs.lots import Lot
from models.plan import Plan
from ui.cost_report import horizon
from ui.figures import count, percent, usd, whole_usd, words
from ui.hedge_report import hedge_sentences
from ui.limit_report import limit_row
from ui.packs.lots import lots_of
from ui.packs.source import Source
from ui.report import STATUS
from ui.summary import Part, as_markdown

MOST = 20
"""Rows of a table; what is left out is counted."""
ORDERS = ("Lot", "What", "Mode", ">Nodes", ">Accelerators", "Where", "Order by [month]", "In service [month]")
LIMITS = ("Limit", "Tightest [month]", ">Used", ">Allowed", "Unit", ">Used [%]")


def digest(source: Source) -> str:
    """Decision, money, orders, rent, limits that bind, proof, and where it comes from."""
    plan = source.plan
    title = f"Plan: {plan.provenance.scenario}"
    return as_markdown(title, plan.decision, _parts(source))


def _parts(source: Source) -> Iterator[Part]:
    plan, lots = source.plan, lots_of(source)
    yield Part("Money", _money(plan))
    ordered, rented = ([lot for lot in lots if (lot.kind == "rented") is is_rented] for is_rented in (False, True))
    yield _ordered(plan, ordered)
    if rented:
        yield _rented(rented)
    binding = [use for use in plan.limits if use.is_binding]
    if binding:
        rows = [limit_row(use)[: len(LIMITS)] for use in islice(binding, MOST)]
        yield Part("Limits that bind", _more(binding, "limits"), LIMITS, rows)
    yield Part("Proof", _proof(source))
    yield Part("Where it comes from", _stamp(source))


def _money(plan: Plan) -> list[str]:
    said = [
        f"Total cost {usd(plan.objective_usd)} discounted, {horizon(plan)}.",
        f"The same is {usd(plan.costs.total_nominal_usd)} nominal, less end value.",
        plan.evidence.sentence,
    ]
    if plan.books:
        said.append(f"Payments inside the horizon {usd(sum(row.paid_usd for row in plan.books))}, nominal.")
    return said + (hedge_sentences(plan.hedge)[:1] if plan.hedge else [])


def _ordered(plan: Plan, lots: Sequence[Lot]) -> Part:
    title = "Orders of all cases, by band and date" if plan.hedge else "Orders"
    if not lots:
        return Part(title, ["Nothing is ordered."])
    cost = ">Payments, discounted [USD]" if plan.hedge else ">Payments in the horizon, nominal [USD]"
    rows = [(*_order_row(lot), whole_usd(lot.cost_usd)) for lot in islice(lots, MOST)]
    return Part(title, _more(lots, "lots"), (*ORDERS, cost), rows)


def _order_row(lot: Lot) -> tuple[str, ...]:
    kind = "" if lot.kind == "firm" else ", on a signal"
    term = f", {lot.term_months} months" if lot.term_months else f", {lot.days} days" if lot.days else ""
    return (
        lot.id,
        lot.accelerator,
        f"{words(lot.mode)}{term}{kind}",
        count(lot.nodes),
        count(lot.accelerators),
        lot.site,
        lot.order_by or "",
        lot.in_service,
    )


def _rented(lots: Sequence[Lot]) -> Part:
    columns = ("Lot", "What", "Mode", ">Most at once [accelerators]", ">Accelerator-hours [h]", "Where", "From [month]")
    rows = [
        (
            *(lot.id, lot.accelerator, words(lot.mode), count(lot.accelerators)),
            *(whole_usd(lot.accelerator_hours or 0.0), lot.site, lot.in_service),
        )
        for lot in islice(lots, MOST)
    ]
    return Part("Rented by the hour, over the horizon", _more(lots, "lots"), columns, rows)


def _more(rows: Sequence[object], what: str) -> list[str]:
    return [f"The first {MOST} of {len(rows)} {what}; the tables hold all."] if len(rows) > MOST else []


def _proof(source: Source) -> list[str]:
    plan, stamp = source.plan, source.stamp
    gap = (
        f"Proven within {percent(plan.hedge.gap)} of the best plan for all cases."
        if plan.hedge
        else f"No plan can cost less than {usd(plan.bound_usd)} discounted: the gap is {percent(plan.gap)} of what "
        f"decisions change; {STATUS[plan.status]}."
    )
    return [gap, f"Independent audit: {stamp.audit}."]


def _stamp(source: Source) -> list[str]:
    stamp = source.stamp
    return [
        f"Run {stamp.run}, {stamp.approval_in_full}.",
        f"Scenario {stamp.scenario}, case {stamp.case}, prices as of {stamp.as_of}.",
        f"Input hash (SHA-256 of the scenario) {stamp.input_hash}.",
    ]
