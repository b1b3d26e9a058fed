"""From a plan and its scenario to the content of a request for proposal."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from models.calendar import month_number, month_text
from models.numbers import plain
from models.packs.lots import Lot
from models.packs.rfp import Ask, BandQuantity, Dated, DemandRange, NodeKind, Rfp, Tokens, Weighed, Work
from models.scenario import Scenario
from models.scorecard import CRITERIA, WORDS
from models.service import ServiceTarget
from models.vocabulary import CLASS_NAMES
from models.workload import Workload
from solver.sizing.demand import block_factor, demand_in, shape_of
from ui.exits import Exit, SteelyardError
from ui.packs.asking import ACCEPTANCE, METRICS, TERMS, certifications, law, lengths, measurements, security
from ui.packs.lots import lots_of
from ui.packs.source import Source

DAYS = {
    "issued": "Request issued",
    "questions_until": "Last day for questions",
    "responses_due": "Responses due; the negotiation window opens",
    "measured_until": "Measurements end",
    "negotiated_until": "Negotiation window closes",
    "decided": "Decision",
}
KINDS = {"realtime_inference": "real-time inference", "multimodal_media": "multimodal and media work"}
"""Classes that read better than their names."""


def rfp_of(source: Source, vendor: str | None = None) -> Rfp:
    """The request to all vendors, or to one with its lots alone.

    Raises
    ------
    SteelyardError
        when there is nothing to ask for: no lot, or none of that vendor; it names the vendors that have any.
    """
    scenario = source.scenario
    asked, horizon = scenario.procurement, scenario.horizon
    lots, tokens = _asks(source, vendor), _tokens(source, vendor)
    if not lots and not tokens:
        raise SteelyardError(Exit.BAD_INPUT, [_nothing(source, vendor)])
    works = [(f"W{n}", work) for n, work in enumerate(scenario.streams, start=1)]
    return Rfp(
        stamp=source.stamp,
        buyer=asked.buyer,
        contact=", ".join(filter(None, (asked.contact.name, asked.contact.email))),
        vendor=source.plan.names.vendor(vendor) if vendor else "",
        issued=asked.timetable.issued or "",
        start=horizon.start,
        end=month_text(horizon.first + horizon.months - 1),
        purpose=asked.purpose or _purpose(works),
        works=tuple(_work(scenario, known, work) for known, work in works),
        bands=tuple(_bands(lots)),
        nodes=tuple(_nodes(lots)),
        lots=tuple(lots),
        tokens=tokens,
        measurements=tuple(measurements(scenario, works)),
        acceptance=ACCEPTANCE,
        terms=(*TERMS, *asked.terms),
        security=tuple(security(scenario, works)),
        certifications=certifications(scenario, works),
        scoring=_weights(scenario),
        assumptions=tuple(_assumptions(source, vendor)),
        change_log=asked.change_log,
        timetable=(days := _days(scenario)),
        is_undated=not days,
        gap_percent=100 * source.stamp.gap,
        budget_cycle=asked.timetable.budget_cycle,
        note=asked.note,
    )


def _days(scenario: Scenario) -> tuple[Dated, ...]:
    days = ((what, getattr(scenario.procurement.timetable, name)) for name, what in DAYS.items())
    return tuple(Dated(what=what, day=day) for what, day in days if day)


def _asks(source: Source, vendor: str | None) -> list[Ask]:
    lots = lots_of(source, vendor)
    kinds = {kind: f"N{n}" for n, kind in enumerate(dict.fromkeys(map(_kind_of, lots)), start=1)}
    return [_ask(source, lot, kinds[_kind_of(lot)], vendor) for lot in lots]


def _tokens(source: Source, vendor: str | None) -> tuple[Tokens, ...]:
    """Tokens of every endpoint that the plan uses, over the horizon."""
    laws = {site.id: law(site.jurisdiction) for site in source.scenario.sites}
    used = ((each, [u for u in source.plan.endpoints if u.endpoint == each.id]) for each in source.scenario.endpoints)
    asked = [(each, uses) for each, uses in used if uses and vendor in (None, each.vendor)]
    return tuple(
        Tokens(
            id=f"T{n}",
            input_tokens=sum(use.input_tokens for use in uses),
            output_tokens=sum(use.output_tokens for use in uses),
            tokens_per_minute=max(max(use.tokens_per_minute, use.set_aside_tokens_per_minute) for use in uses),
            first=min(use.period for use in uses),
            jurisdiction=laws[each.site],
            endpoint=each.id,
            vendor_id=each.vendor,
        )
        for n, (each, uses) in enumerate(asked, start=1)
    )


def _nothing(source: Source, vendor: str | None) -> str:
    """That there is nothing to ask for, and of whom there is."""
    having = {lot.vendor_id for lot in lots_of(source)} | {each.vendor_id for each in _tokens(source, None)}
    names = ", ".join(f"{known} ({source.plan.names.vendor(known)})" for known in sorted(having))
    said = f"--vendor {vendor}: the plan has no lot of it" if vendor else "the plan orders and rents nothing"
    return f"{said}; vendors with lots: {names or 'none'}"


def _kind_of(lot: Lot) -> tuple[object, ...]:
    """What makes two lots ask for the same node."""
    return lot.accelerator, lot.accelerators_per_node, lot.memory_gb, lot.contents


def _ask(source: Source, lot: Lot, node: str, vendor: str | None) -> Ask:
    name = lot.accelerator if vendor else f"{_product(source, lot)} or equal"
    lead = month_number(lot.in_service) - month_number(lot.order_by) if lot.order_by else None
    said = {"accelerator": name, "site": _place(source, lot, vendor), "node": node, "lead_months": lead}
    said["jurisdiction"] = law(lot.jurisdiction)
    return Ask.model_validate(dict(lot) | said)


def _product(source: Source, lot: Lot) -> str:
    """Name of the accelerator, its class alone where the name tells of a vendor who does not make it."""
    offered = next(offer.accelerator for offer in source.scenario.offers if offer.id == lot.offer)
    maker = next(each.vendor for each in source.scenario.accelerators if each.id == offered)
    told = _tells(source, lot.accelerator, but=maker)
    return CLASS_NAMES.get(lot.accelerator_class, lot.accelerator_class) if told else lot.accelerator


def _place(source: Source, lot: Lot, vendor: str | None) -> str:
    """Name of the place, unless a vendor that the request is not for would be told by it."""
    if vendor is not None and lot.site_kind == "cloud":
        return lot.site
    is_told = lot.site_kind == "cloud" or _tells(source, lot.site, but=vendor)
    kind = {"on_prem": "hall of the buyer", "colo": "colocation site", "cloud": "cloud region", "edge": "edge site"}
    return kind[lot.site_kind] if is_told else lot.site


def _tells(source: Source, text: str, but: str | None) -> bool:
    """Whether a text names a vendor of the scenario, by id or name, other than the one given."""
    others = [name for each in source.scenario.vendors if each.id != but for name in (each.id, each.name) if name]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in others)


def _bands(lots: Sequence[Ask]) -> Iterator[BandQuantity]:
    groups: dict[tuple[object, object], list[Ask]] = defaultdict(list)
    for lot in lots:
        groups[lot.band, lot.kind].append(lot)
    for some in groups.values():
        yield BandQuantity(
            band=some[0].band,
            kind=some[0].kind,
            lots=len(some),
            nodes=sum(lot.nodes for lot in some),
            accelerators=sum(lot.accelerators for lot in some),
            first=min(lot.in_service for lot in some),
            last=max(lot.in_service for lot in some),
        )


def _nodes(lots: Sequence[Ask]) -> Iterator[NodeKind]:
    for kind in dict.fromkeys(lot.node for lot in lots):
        some = [lot for lot in lots if lot.node == kind]
        yield NodeKind(
            id=kind,
            accelerator=some[0].accelerator,
            accelerator_class=some[0].accelerator_class,
            accelerators=some[0].accelerators_per_node,
            memory_gb=some[0].memory_gb,
            contents=some[0].contents,
            nodes=sum(lot.nodes for lot in some),
            lots=", ".join(lot.id for lot in some),
        )


def _work(scenario: Scenario, known: str, work: Workload) -> Work:
    months = _months(scenario, work)
    requests = next((r for r in scenario.procurement.requests if r.workload == work.workload_id), None)
    return Work(
        id=known,
        kind=_words(work),
        unit=work.service_unit,
        demand=tuple(months),
        yearly=tuple(m for n, m in enumerate(months) if n % 12 == 0 or n == len(months) - 1),
        peak=_peak(scenario, work),
        traffic=work.traffic.replace("_", "-"),
        targets=tuple(map(_target, work.targets)),
        requests=tuple(lengths(work, requests)),
        rules=tuple(_rules(work)),
        workload=work.workload_id,
        name=work.name or work.id,
    )


def _words(work: Workload) -> str:
    return KINDS.get(work.workload_class, work.workload_class.replace("_", " "))


def _months(scenario: Scenario, work: Workload) -> list[DemandRange]:
    """Demand of every month, all places together, from the case of least to that of most."""

    def asked(month: int) -> list[float]:
        return [sum(demand_in(scenario, case, work, d, month) for d in work.demand) for case in scenario.cases]

    by_month = map(asked, range(scenario.horizon.months))
    first = scenario.horizon.first
    return [DemandRange(month=month_text(first + n), low=min(all_), high=max(all_)) for n, all_ in enumerate(by_month)]


def _peak(scenario: Scenario, work: Workload) -> float:
    shape = shape_of(scenario, work)
    return max(block_factor(shape, block)[1] for block in scenario.horizon.blocks)


def _target(target: ServiceTarget) -> str:
    return f"{METRICS[target.metric]}: at most {plain(target.limit_ms)} ms for {target.percentile} % of requests."


def _rules(work: Workload) -> Iterator[str]:
    yield f"Data: {work.sensitivity}."
    if work.jurisdictions:
        yield f"Runs under the law of {' or '.join(map(law, work.jurisdictions))}."
    if work.is_interruptible:
        yield "Survives interruption."
    if work.deterministic == "required":
        yield "Equal inputs must give equal results."
    if work.gang:
        sizes = " or ".join(plain(size.accelerators) for size in work.gang.sizes)
        yield f"Runs on {sizes} accelerators at once, each run within {plain(work.gang.deadline_hours)} hours."


def _purpose(works: Sequence[tuple[str, Workload]]) -> str:
    kinds = ", ".join(dict.fromkeys(_words(work) for _, work in works))
    return f"Capacity for AI work: {kinds}. Section 2 describes the work, section 3 what is to be quoted for it."


def _weights(scenario: Scenario) -> tuple[Weighed, ...]:
    weights = {name: scenario.scorecard.weights.of(name) for name in CRITERIA}
    total = sum(weights.values())
    return tuple(
        Weighed(criterion=WORDS[name].capitalize().replace("usd", "USD"), percent=100 * weight / total)
        for name, weight in weights.items()
        if weight
    )


def _assumptions(source: Source, vendor: str | None) -> Iterator[str]:
    yield "Demand is a range over the buyer's cases; quantities may change until the contract."
    if any(lot.kind == "on_signal" for lot in lots_of(source, vendor)):
        yield "Lots on a signal are options: they are ordered when demand is seen, and may lapse."
    if vendor is None:
        yield "Products are named as a reference: equal ones are welcome, with the measurements that show it."
    yield "Months are calendar months; a month of order or service means its first day."
    yield "Prices are asked for in USD without value-added tax, delivered to the place of the lot, installation apart."
    if any(work.headroom != 0 and work.has_headroom for work in source.scenario.streams):
        yield "Quantities hold headroom above the peaks of section 2, so not all of it is busy at all times."
