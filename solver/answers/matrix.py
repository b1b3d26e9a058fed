"""The matrix of workloads and accelerators: every pair at the site where a unit costs least, and the plan's choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import inf, isinf
from typing import Any

from models.calendar import month_number
from models.hardware import Accelerator, Stack
from models.matrix import WEAK, Choice, MatrixCell, Maturity, Risk
from models.portability import LAYERS
from models.units import per_hour
from solver.answers.charging import PackTerms, pool_terms
from solver.answers.placements import Book, Place
from solver.answers.ways import Way
from solver.program.build import Program
from solver.program.instance import Instance
from solver.sizing.arcs import Arc, Removal
from solver.sizing.maturity import validated_from
from solver.sizing.porting import port_usd


def matrix(program: Program, book: Book, ways: Sequence[Sequence[Way]], packs: PackTerms) -> tuple[MatrixCell, ...]:
    """A cell for every i and accelerator that an offer or a holding names.

    Parameters
    ----------
    ways: all ways by i, the cheapest first. packs: what `pack_terms` gives.
    """
    x, paid = book.x, _paid(book, pool_terms(program, packs))
    removed: dict[tuple[str, str], list[Removal]] = defaultdict(list)
    for removal in x.removals:
        removed[removal.workload.id, removal.geography].append(removal)
    cells: list[MatrixCell] = []
    for i, work in enumerate(x.works):
        gone, main = removed[work.workload.id, work.geography], _main(book, i)
        possible = {name for name, _ in book.places(i)}
        for name in sorted(possible | {removal.accelerator.id for removal in gone}):
            if name in possible:
                own = [way for way in ways[i] if way.place[0] == name]
                found = _possible(book, i, x.accelerators[name], own, paid.get((i, name)), main)
            else:
                found = _ruled_out([removal for removal in gone if removal.accelerator.id == name])
            cells.append(MatrixCell(**_head(x, i, x.accelerators[name]), **found))
    return tuple(cells)


def _head(x: Instance, i: int, a: Accelerator) -> dict[str, Any]:
    return {
        "workload": x.works[i].workload.id,
        "geography": x.works[i].geography,
        "accelerator": a.id,
        "accelerator_class": a.accelerator_class,
        "vendor": a.vendor,
        "unit": x.works[i].workload.service_unit,
    }


def _ruled_out(removals: Sequence[Removal]) -> dict[str, Any]:
    """All rules that rule a pair out, and their sentences."""
    rules, sentences = sorted({r.reason for r in removals}), dict.fromkeys(r.detail for r in removals)
    return {"ruled_out": tuple(rules), "why": "; ".join(sentences)}


def _main(book: Book, i: int) -> str | None:
    """The accelerator that serves most of an i, of several the first by id; None where nothing is served."""
    served: dict[str, float] = defaultdict(float)
    for place in book.places(i):
        served[place[0]] += book.served(i, place)
    most = max(sorted(served), key=lambda name: served[name], default=None)
    return most if most and served[most] else None


def _paid(book: Book, pools: Mapping[tuple[int, int], Mapping[str, float]]) -> dict[tuple[int, str], float]:
    """Nominal cost by i and accelerator [USD]: its part of the pools by `charge_back`, data sent and tokens."""
    use, found = book.use, defaultdict[tuple[int, str], float](float)
    for (j, t), parts in pools.items():
        claims = {r: use.claims[r][t] for r in book.x.arcs_of_pool[j] if use.claims[r][t]}
        for r, claim in claims.items():
            i, _, arc = book.x.arcs[r]
            found[i, arc.accelerator.id] += sum(parts.values()) * claim / sum(claims.values())
    for i in range(len(book.x.works)):
        for place in book.places(i):
            found[i, place[0]] += book.served(i, place) * book.beside(i, place)
    return found


def _possible(
    book: Book, i: int, a: Accelerator, ways: Sequence[Way], paid: float | None, main: str | None
) -> dict[str, Any]:
    """All figures of a pair that is possible, at the site of its cheapest way."""
    places = sorted(place for place in book.places(i) if place[0] == a.id)
    best = ways[0] if ways else None
    place = best.place if best else places[0]
    served = sum(book.served(i, each) for each in places)
    asked = sum(book.use.asked(i, t) for t in range(book.x.T))
    choice: Choice = "main" if a.id == main else "part"
    stated = book.capacity(i, place)
    return {
        "choice": choice if served else None,
        "share_served": served / asked if asked else None,
        "why": "" if served else stated.why,
        "site": place[1],
        "plan_usd_per_unit": (paid or 0.0) / served if served else None,
        **_performance(book.places(i)[place]),
        **_software(book.x, book.places(i)[place]),
        **_supply(book.x, best, [way for way in ways if way.place == place]),
        "risks": _risks(book.x, book.places(i)[place], ways, places),
    }


def _performance(arc: Arc) -> dict[str, Any]:
    targets: dict[str, float] = {}
    for target in arc.workload.targets:
        name = f"{target.metric}_p{target.percentile}"
        targets[name] = min(target.limit_ms, targets.get(name, inf))
    evidence = arc.benchmark.evidence
    return {
        "throughput": arc.throughput,
        "latency_ms": dict(arc.seen_ms),
        "target_ms": targets,
        "kwh_per_unit": kwh_per_unit(arc),
        "benchmark": arc.benchmark.id,
        "benchmark_grade": evidence.grade,
        "benchmark_source": evidence.source,
        "benchmark_date": evidence.date,
    }


def kwh_per_unit(arc: Arc) -> float | None:
    """Energy at the meter of a unit on a busy accelerator [kWh]; None where no power is stated."""
    if not arc.accelerator.busy_kw:
        return None
    return arc.accelerator.busy_kw * arc.site.pue / (arc.throughput * per_hour(arc.workload.service_unit))


def _software(x: Instance, arc: Arc) -> dict[str, Any]:
    stack, is_ported = x.stacks[arc.accelerator.stack], x.needs_port(arc.workload, arc.accelerator.stack)
    return {
        "maturity": _maturity(x, arc),
        "stack": stack.id,
        "is_proprietary": stack.is_proprietary,
        "port_usd": port_usd(x.scenario, stack) if is_ported else 0.0,
        "port_months": stack.port_months if is_ported else 0,
        "port_engineer_months": stack.port_engineer_months if is_ported else 0.0,
        "portability": _portability(stack),
    }


def _portability(stack: Stack) -> float | None:
    scores = [getattr(stack.portability, layer) for layer in LAYERS] if stack.portability else []
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None


def _maturity(x: Instance, arc: Arc) -> Maturity:
    if validated_from(x.scenario, arc.workload, arc.accelerator) < x.T:
        return "validated"
    if arc.accelerator.stack in arc.workload.incumbent_stacks:
        return "in_use"
    return "pilot" if arc.accelerator.is_pilot else "open"


def _supply(x: Instance, best: Way | None, there: Sequence[Way]) -> dict[str, Any]:
    """The cheapest offer, and what all offers at its site supply."""
    if best is None:
        return {}
    evidence, first = best.offer.evidence, x.scenario.horizon.first
    start = min((t for way in there for t, packs in enumerate(way.packs) if packs), default=None)
    most = sum(max(way.packs) * way.offer.pack for way in there)
    return {
        "offer": best.offer.id,
        "utilization": x.scenario.scorecard.utilization,
        "usd_per_unit": best.usd_per_unit,
        "lead_months": best.offer.lead_in(first),
        "first_service": None if start is None else x.scenario.horizon.label(start),
        "most_accelerators": None if isinf(most) else float(most),
        "price_grade": evidence.grade,
        "price_source": evidence.source,
        "price_date": evidence.date,
    }


def _risks(x: Instance, arc: Arc, ways: Sequence[Way], places: Sequence[Place]) -> tuple[Risk, ...]:
    """What may go wrong, at the site of the cheapest way."""
    maturity, a = _maturity(x, arc), arc.accelerator
    end = x.scenario.horizon.period_start(x.T)
    found: dict[Risk, bool] = {
        "pilot": maturity == "pilot",
        "not_validated": maturity == "open",
        "port_needed": x.needs_port(arc.workload, a.stack),
        "proprietary_stack": x.stacks[a.stack].is_proprietary,
        "one_payee": len({way.offer.vendor for way in ways}) == 1,
        "one_site": len(places) == 1,
        "weak_benchmark": arc.benchmark.evidence.grade in WEAK["weak_benchmark"],
        "weak_price": bool(ways) and ways[0].offer.evidence.grade in WEAK["weak_price"],
        "support_ends": a.end_of_support is not None and month_number(a.end_of_support) < end,
        "no_offer": not ways,
    }
    return tuple(risk for risk, is_there in found.items() if is_there)
