"""The pricing workbook: from a plan to what vendors are to quote."""

from __future__ import annotations

from collections.abc import Iterator

from data.packs.pricing import FILE, pricing_workbook
from models.calendar import month_number
from models.packs.lots import Lot
from models.packs.marking import for_vendors
from models.packs.pricing import AskedLot, Measurement, Pricing
from models.plan import Plan
from models.procurement import Requests
from models.scenario import Scenario
from models.service import ServiceTarget
from models.workload import Workload
from ui.exits import Exit, SteelyardError
from ui.packs.lots import lots_of
from ui.packs.source import Asked, Source

METRICS = {"ttft": "time to first token", "tpot": "time per output token", "e2e": "time from request to full answer"}
"""Latency metrics in words."""


def files(source: Source, asked: Asked) -> dict[str, bytes]:
    """`pricing.xlsx`, for all vendors alike or for one."""
    return {FILE: pricing_workbook(for_vendors(pricing_of(source, asked.vendor)))}


def pricing_of(source: Source, vendor: str | None) -> Pricing:
    """The content of the workbook.

    Raises
    ------
    SteelyardError
        when the plan orders and rents nothing, or nothing of that vendor.
    """
    plan, said = source.plan, source.scenario.procurement
    lots = lots_of(source, vendor)
    if not lots:
        raise SteelyardError(Exit.BAD_INPUT, [_no_lots(source, vendor)])
    return Pricing(
        stamp=source.stamp,
        buyer=said.buyer,
        contact=", ".join(filter(None, (said.contact.name, said.contact.email))),
        responses_due=said.timetable.responses_due,
        questions_until=said.timetable.questions_until,
        vendor=plan.names.vendor(vendor) if vendor else "",
        vendor_id=vendor or "",
        currencies=currencies(source.scenario),
        lots=tuple(asked_lot(lot, plan) for lot in lots),
        measurements=tuple(_measurements(source.scenario, plan)),
    )


def currencies(scenario: Scenario) -> tuple[str, ...]:
    """Currencies in which prices can be read: USD, and the one for which the policy has rates."""
    other = scenario.policy.finance.display_currency if scenario.policy.exchange_rates else None
    return ("USD",) if other in (None, "USD") else ("USD", str(other))


def asked_lot(lot: Lot, plan: Plan) -> AskedLot:
    """A lot with the months and hours that its total is counted over."""
    if lot.accelerator_hours is not None:
        return AskedLot(lot=lot, months=None, hours_per_node=lot.accelerator_hours / lot.accelerators)
    if lot.days is not None:
        return AskedLot(lot=lot, months=None, hours_per_node=24.0 * lot.days)
    last = plan.periods[-1]
    end = month_number(last.period) + last.months
    until = min(end, month_number(lot.service_until)) if lot.service_until else end
    return AskedLot(lot=lot, months=lot.term_months or until - month_number(lot.in_service), hours_per_node=None)


def _no_lots(source: Source, vendor: str | None) -> str:
    if vendor is None:
        return "the plan orders and rents nothing: there is nothing to quote"
    others = sorted({lot.vendor_id for lot in lots_of(source)})
    return f"--vendor {vendor}: the plan has no lots of this vendor; vendors with lots: {', '.join(others) or 'none'}"


def _measurements(scenario: Scenario, plan: Plan) -> Iterator[Measurement]:
    """What is to be measured of every workload, at its targets and requests."""
    requests = {each.workload: each for each in scenario.procurement.requests}
    found = [
        (plan.names.workload(workload.id), *row)
        for workload in scenario.workloads
        for row in _asked_of(workload, requests.get(workload.id))
    ]
    for n, (name, metric, unit, at) in enumerate(found, start=1):
        yield Measurement(id=f"M{n}", workload=name, metric=metric, unit=unit, at=at)


def _asked_of(workload: Workload, requests: Requests | None) -> Iterator[tuple[str, str, str]]:
    """What is measured, its unit, and at what."""
    at = _load(requests)
    limits = ", ".join(_limit(target) for target in workload.targets)
    yield "throughput of a node", workload.service_unit, "; ".join(filter(None, (at, limits))) or "full load"
    for target in workload.targets:
        yield f"{METRICS[target.metric]}, {target.percentile} % of requests", "ms", at or "full load"
    yield "start of a further replica, from the call to the first request", "minutes", "weights on local storage"
    yield "memory in use of a replica", "GB", at or "full load"
    yield "requests that failed or were repeated", "%", at or "full load"
    yield "power of a node at the rack", "kW", at or "full load"


def _limit(target: ServiceTarget) -> str:
    return f"{METRICS[target.metric]} at most {target.limit_ms:g} ms for {target.percentile} % of requests"


def _load(requests: Requests | None) -> str:
    """Lengths and concurrency of requests, as far as they are known."""
    if requests is None:
        return ""
    known = (
        ("prompts of", requests.input_tokens, requests.input_tokens_p95, "tokens"),
        ("answers of", requests.output_tokens, requests.output_tokens_p95, "tokens"),
        ("concurrency of", requests.concurrency, requests.concurrency_p95, "requests"),
    )
    return ", ".join(_spread(*each) for each in known if each[1] is not None or each[2] is not None)


def _spread(what: str, middle: float | None, tail: float | None, unit: str) -> str:
    usual = f"{what} {middle:,g} {unit}" if middle is not None else what
    rare = f"{tail:,g} {unit} in 95 % of cases at most" if tail is not None else ""
    return f"{usual} ({rare})" if middle is not None and rare else f"{usual} {rare}".strip()
