"""The matrix of workloads and accelerators: every cell is there, and every figure of it follows from the scenario."""

from __future__ import annotations

from math import isinf

from models.calendar import month_number
from models.matrix import WEAK, MatrixCell
from models.plan import Plan
from models.portability import LAYERS
from models.units import per_hour
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.operating_point import measured_key, operating_point
from solver.proof.audit.pair_figures import Book
from solver.proof.audit.placement import Key, Place
from solver.proof.audit.pool_money import pool_costs
from solver.proof.audit.rivals import Rival, Rivals, most_packs, needs_port
from solver.proof.audit.validation import first_period_validated

Pair = tuple[Key, str]
"""A workload in a geography, and an accelerator."""


def check_matrix(plan: Plan, book: Book, rivals: Rivals, notes: Notes) -> None:
    """Every cell; sentences are not judged. Plans made before it was stated have none."""
    if not plan.matrix:
        return
    placement, paid = book.facts.placement, _paid(book)
    missing = {(key, place[0]) for key, place in (*placement.arcs, *placement.removed)}
    notes.once("matrix", (((row.workload, row.geography), row.accelerator) for row in plan.matrix))
    for row in plan.matrix:
        pair = (row.workload, row.geography), row.accelerator
        where = f"matrix ({'@'.join(pair[0])}, {row.accelerator})"
        if pair not in missing:
            notes.sentences.append(f"{where}: there is no such pair, or it is there twice")
            continue
        missing.discard(pair)
        places = [place for key, place in placement.arcs if (key, place[0]) == pair]
        _check_head(row, book, pair, where, notes)
        if places and row.site not in {place[1] for place in places}:
            notes.sentences.append(f"{where}: it is not possible at site {row.site}")
        elif places:
            _check_choice(row, book, pair, paid, notes)
            _check_cell(row, book, rivals, places, where, notes)
        else:
            rules = {why for (key, place), why in placement.removed.items() if (key, place[0]) == pair}
            empty = MatrixCell(**row.model_dump(include=HEAD), ruled_out=tuple(sorted(rules)))
            notes.same(where, "what is ruled out", row.model_copy(update={"why": ""}), empty)
    for (workload, geography), accelerator in missing:
        notes.sentences.append(f"matrix ({workload}@{geography}, {accelerator}): the cell is missing")


HEAD = {"workload", "geography", "accelerator", "accelerator_class", "vendor", "unit"}
OF_OFFER = {"offer", "utilization", "usd_per_unit", "lead_months", "first_service", "most_accelerators"} | {
    *("price_grade", "price_source", "price_date")
}
"""Fields that only an offer tells."""


def _check_head(row: MatrixCell, book: Book, pair: Pair, where: str, notes: Notes) -> None:
    chip = book.facts.accelerators[pair[1]]
    notes.same(where, "accelerator_class", row.accelerator_class, chip.accelerator_class)
    notes.same(where, "vendor", row.vendor, chip.vendor)
    notes.same(where, "unit", row.unit, book.facts.streams[row.workload].service_unit)


def _paid(book: Book) -> dict[Pair, float]:
    """What the plan pays for each pair: its part of the pools by claims, data sent and tokens [USD]."""
    use, found = book.use, dict[Pair, float]()
    costs, claimed = pool_costs(use), dict[tuple[tuple[str, str, str], int], float]()
    for (_, t), by_pool in use.claims.items():
        for pool, hours in by_pool.items():
            claimed[pool, t] = claimed.get((pool, t), 0.0) + hours
    for (key, t), by_pool in use.claims.items():
        for pool, hours in by_pool.items():
            usd = float(sum(costs[pool][t].values())) * hours / claimed[pool, t]
            found[key, pool[0]] = found.get((key, pool[0]), 0.0) + usd
    for (key, place), units in book.served.items():
        found[key, place[0]] = found.get((key, place[0]), 0.0) + units * book.beside(key, place)
    return found


def _check_choice(row: MatrixCell, book: Book, pair: Pair, paid: dict[Pair, float], notes: Notes) -> None:
    where, (key, name) = f"matrix ({'@'.join(pair[0])}, {pair[1]})", pair
    by_chip: dict[str, float] = {}
    for (k, place), units in book.served.items():
        if k == key:
            by_chip[place[0]] = by_chip.get(place[0], 0.0) + units
    own, asked = by_chip[name], book.asked[key]
    notes.figure(where, "share_served", row.share_served, own / asked if asked else None)
    notes.figure(where, "plan_usd_per_unit", row.plan_usd_per_unit, paid.get(pair, 0.0) / own if own else None)
    most = max(by_chip.values())
    near = own >= most * (1 - ROW_TOLERANCE)
    allowed = {None} if not own else {"main", "part"} if near and _has_equals(by_chip, most) else {_word(near)}
    if row.choice not in allowed:
        notes.same(where, "choice", row.choice, min(allowed, key=str))


def _has_equals(by_chip: dict[str, float], most: float) -> bool:
    return sum(units >= most * (1 - ROW_TOLERANCE) for units in by_chip.values()) > 1


def _word(is_most: bool) -> str:
    return "main" if is_most else "part"


def _check_cell(row: MatrixCell, book: Book, rivals: Rivals, places: list[Place], where: str, notes: Notes) -> None:
    key, place = (row.workload, row.geography), (row.accelerator, row.site or "")
    own = [rival for rival in rivals[key] if rival.accelerator == row.accelerator]
    notes.same(where, "ruled_out", row.ruled_out, ())
    notes.same(where, "site", row.site, own[0].site if own else min(places)[1])
    _check_supply(row, book, own, where, notes)
    _check_speed(row, book, key, place, where, notes)
    _check_software(row, book, key, where, notes)
    risks = _risks(row, book, own, places)
    notes.same(where, "risks", set(row.risks), {name for name, is_there in risks.items() if is_there})
    notes.once(f"{where} risks", row.risks)


def _check_supply(row: MatrixCell, book: Book, own: list[Rival], where: str, notes: Notes) -> None:
    """The cheapest offer, and what all at its site supply."""
    if not own:
        told = row.model_dump(include=OF_OFFER)
        notes.same(where, "what an offer tells", told, dict.fromkeys(told))
        return
    facts, best = book.facts, book.facts.offers[own[0].offer].offer
    notes.same(where, "offer", row.offer, best.id)
    notes.same(where, "utilization", row.utilization, facts.scenario.scorecard.utilization)
    notes.figure(where, "usd_per_unit", row.usd_per_unit, own[0].usd)
    begun = {month: lead for month, lead in best.lead_path.items() if month_number(month) <= facts.time.starts[0]}
    notes.same(where, "lead_months", row.lead_months, begun[max(begun)] if begun else best.lead_months)
    there = [facts.offers[rival.offer] for rival in own if rival.site == row.site]
    periods = range(facts.time.periods)
    starts = [t for t in periods if any(most_packs(terms, t) for terms in there)]
    notes.same(where, "first_service", row.first_service, facts.time.labels[starts[0]] if starts else None)
    most = sum(terms.offer.pack * max(most_packs(terms, t) for t in periods) for terms in there)
    notes.figure(where, "most_accelerators", row.most_accelerators, None if isinf(most) else float(most))
    evidence = (best.evidence.grade, best.evidence.source, best.evidence.date)
    notes.same(where, "evidence of the price", (row.price_grade, row.price_source, row.price_date), evidence)


def _check_speed(row: MatrixCell, book: Book, key: Key, place: Place, where: str, notes: Notes) -> None:
    facts, work = book.facts, book.facts.streams[key[0]]
    arc, chip, site = facts.placement.arcs[key, place], facts.accelerators[place[0]], facts.sites[place[1]]
    notes.figure(where, "throughput", row.throughput, arc.throughput)
    kwh = chip.busy_kw * site.pue / (arc.throughput * per_hour(work.service_unit))
    notes.figure(where, "kwh_per_unit", row.kwh_per_unit, kwh or None)
    if row.benchmark not in arc.origins:
        notes.same(where, "benchmark", row.benchmark, min(arc.origins))
        return
    record = next(b for b in facts.scenario.benchmarks if b.id == row.benchmark)
    stated = row.benchmark_grade, row.benchmark_source, row.benchmark_date
    evidence = record.evidence.grade, record.evidence.source, record.evidence.date
    notes.same(where, "evidence of the benchmark", stated, evidence)
    point, rtt = operating_point(record, work.targets, site.rtt_ms.get(key[1])), site.rtt_ms.get(key[1]) or 0.0
    seen, limits = dict[str, float](), dict[str, float]()
    for target in work.targets if point else ():
        name, measured = f"{target.metric}_p{target.percentile}", measured_key(record, target)
        seen[name] = point.latency_ms[measured or ""] + (0.0 if target.metric == "tpot" else rtt) if point else 0.0
        limits[name] = min(target.limit_ms, limits.get(name, target.limit_ms))
    notes.same(where, "target_ms", row.target_ms, limits)
    notes.same(where, "statistics of latency", set(row.latency_ms), set(seen))
    for name in seen.keys() & row.latency_ms.keys():
        notes.near(where, f"{name} [ms]", row.latency_ms[name], seen[name], ROW_TOLERANCE * max(1.0, seen[name]))


def _maturity(book: Book, row: MatrixCell) -> str:
    facts, chip = book.facts, book.facts.accelerators[row.accelerator]
    work = facts.streams[row.workload]
    if first_period_validated(facts.scenario, work, chip) < facts.time.periods:
        return "validated"
    if chip.stack in work.incumbent_stacks:
        return "in_use"
    return "pilot" if chip.is_pilot else "open"


def _check_software(row: MatrixCell, book: Book, key: Key, where: str, notes: Notes) -> None:
    stack = book.facts.stacks[book.facts.accelerators[row.accelerator].stack]
    engineers, port = book.facts.policy.engineers, needs_port(book, key, row.accelerator)
    pay = exact(engineers.usd_per_engineer_month) if engineers else exact(0.0)
    usd = float(exact(stack.port_usd) + pay * exact(stack.port_engineer_months))
    scores = [getattr(stack.portability, layer, None) for layer in LAYERS]
    known = [score for score in scores if score is not None]
    notes.same(where, "maturity", row.maturity, _maturity(book, row))
    notes.same(where, "stack", (row.stack, row.is_proprietary), (stack.id, stack.is_proprietary))
    notes.figure(where, "port_usd", row.port_usd, usd if port else 0.0)
    notes.same(where, "port_months", row.port_months, stack.port_months if port else 0)
    effort = stack.port_engineer_months if port else 0.0
    notes.figure(where, "port_engineer_months", row.port_engineer_months, effort)
    notes.figure(where, "portability", row.portability, sum(known) / len(known) if known else None)


def _risks(row: MatrixCell, book: Book, own: list[Rival], places: list[Place]) -> dict[str, bool]:
    facts, chip, maturity = book.facts, book.facts.accelerators[row.accelerator], _maturity(book, row)
    offers = [facts.offers[rival.offer].offer for rival in own]
    end, time = chip.end_of_support, facts.time
    return {
        "pilot": maturity == "pilot",
        "not_validated": maturity == "open",
        "port_needed": needs_port(book, (row.workload, row.geography), row.accelerator),
        "proprietary_stack": facts.stacks[chip.stack].is_proprietary,
        "one_payee": len({offer.vendor for offer in offers}) == 1,
        "one_site": len({site for _, site in places}) == 1,
        "weak_benchmark": row.benchmark_grade in WEAK["weak_benchmark"],
        "weak_price": bool(offers) and offers[0].evidence.grade in WEAK["weak_price"],
        "support_ends": end is not None and month_number(end) < time.starts[-1] + time.months,
        "no_offer": not offers,
    }
