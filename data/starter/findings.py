"""What stands in the way of a plan, and what the answers leave without effect: said before anything is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from data.starter.answers import Answers, WorkloadAnswer
from data.starter.choice import Choice, records_of, serves
from data.starter.places import accelerators_at, geographies, is_resident, modes_at, sites

WAYS = {
    "buy": "buying",
    "lease": "leasing",
    "reserve": "reserving",
    "on_demand": "on demand",
    "spot": "spot",
}
"""Ways to get capacity in running text."""


Weight = Literal["stop", "warning", "note"]
"""`stop`: no scenario can be made; `warning`: the plan is not what was meant; `note`: an answer without effect."""
ORDER: tuple[Weight, ...] = ("stop", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """What deserves to be known before planning."""

    at: tuple[int | str, ...]
    """The answer it is about, such as `("workloads", 0)`."""
    words: str
    weight: Weight = "warning"

    @property
    def stops(self) -> bool:
        """Whether no scenario can be made as long as it holds."""
        return self.weight == "stop"


def findings(answers: Answers) -> tuple[Finding, ...]:
    """Everything found in some answers, the gravest first."""
    choice = Choice(answers)
    found = [*_work(choice), *_places(choice), *_ways(choice), *_fleet(choice)]
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.weight)))


def _work(choice: Choice) -> Iterator[Finding]:
    answers = choice.answers
    for n, workload in enumerate(answers.workloads):
        if workload.headroom is not None and not workload.kind.holds_headroom:
            words = f"{workload.title}: work that can wait or be interrupted holds no headroom; the figure is left out"
            yield Finding(("workloads", n, "headroom"), words, "note")
        for place in answers.geographies:
            where = f"{workload.title}, {geographies()[place]}"
            if not choice.routes_of(n, place):
                yield Finding(("workloads", n), f"{where}: {_why_not(choice, workload, place)}", "stop")
            elif late := _late(choice, n, place):
                yield Finding(("workloads", n), f"{where}: {late}")


def _late(choice: Choice, number: int, place: str) -> str:
    """What happens before the first delivery, where nothing ordered serves from the first period."""
    answers = choice.answers
    routes = choice.routes_of(number, place)
    ordered = [route.period for route in routes if route.mode]
    first = min((route.period for route in routes), default=0)
    if first:
        return (
            f"nothing chosen can serve before {answers.month(first)} (delivery or porting takes until then), so demand"
            f" is planned from that month on; with on demand it can be served from {answers.start}"
        )
    if ordered and min(ordered) == 0:
        return ""
    until = f"before {answers.month(min(ordered))}" if ordered else "at any time"
    return f"{until} only today's fleet can serve; if it is too small for the peak with headroom, no plan exists"


def _why_not(choice: Choice, workload: WorkloadAnswer, place: str) -> str:
    """The first reason, from the measurements to the delivery, why nothing chosen serves a workload."""
    answers, profile = choice.answers, workload.kind.profile
    resident = [site for site in choice.sites if is_resident(site, workload.jurisdictions)]
    if not resident:
        law = " or ".join(workload.jurisdictions)
        return f"its data must stay in {law}, and no chosen site lies there; {_where_else(workload)}"
    offered = {(a, site) for site in resident for a in accelerators_at(site)}
    measured = {(a, site) for a, site in offered if records_of(workload, a)}
    if not measured:
        return f"no accelerator offered at {_list(resident)} is measured for {profile}; {_where_else(workload)}"
    near = {(a, site) for a, site in measured if serves(workload, place, a, site)}
    if not near:
        return (
            f"no measurement of {profile} at {_list(resident)} meets the service target with the network to"
            f" {geographies()[place]} taken off; allow more latency, or choose nearer sites"
        )
    wanted = [offer for offer in choice.offers_on_hand if (offer["accelerator"], offer["site"]) in near]
    if not wanted:
        modes = sorted({mode for _, site in near for mode in modes_at(site)})
        there = _list(sorted({site for _, site in near}))
        return f"{there} can serve it by {_ways_list(modes)}, but only {_ways_list(answers.ways)} is chosen"
    if all(offer["mode"] == "spot" for offer in wanted):
        return "it may not be interrupted, so spot cannot carry it; choose another way as well"
    return f"nothing ordered in {answers.start} is delivered and ported before the plan ends; plan more months"


def _where_else(workload: WorkloadAnswer) -> str:
    """Sites in its jurisdictions that offer an accelerator with a measurement of the workload's profile."""
    allowed = [site for site in sites() if is_resident(site, workload.jurisdictions)]
    able = [site for site in allowed if any(records_of(workload, a) for a in accelerators_at(site))]
    return f"sites that offer one: {_list(able, 6)}"


def _places(choice: Choice) -> Iterator[Finding]:
    useful = {offer["site"] for offer in choice.offers}
    for n, site in enumerate(choice.sites):
        if site in useful:
            continue
        offering = modes_at(site) & set(choice.answers.ways)
        if not offering:
            known = _ways_list(sorted(modes_at(site)))
            words = f"{site} adds nothing: the catalog knows {known} there, and none of it is chosen"
        else:
            words = f"{site} adds nothing: nothing offered there can serve the work at its service target"
        yield Finding(("sites", n), words, "note")


def _ways(choice: Choice) -> Iterator[Finding]:
    used = {offer["mode"] for offer in choice.offers}
    for way in choice.answers.ways:
        if way not in used:
            is_there = way == "spot" and _offers(choice, way)
            why = "this work may not be interrupted" if is_there else "no chosen site offers it for this work"
            yield Finding(("ways",), f"{WAYS[way].capitalize()} adds nothing: {why}", "note")


def _offers(choice: Choice, way: str) -> bool:
    return any(offer["mode"] == way for offer in choice.offers_on_hand)


def _fleet(choice: Choice) -> Iterator[Finding]:
    useful = {(route.accelerator, route.site) for route in choice.routes if route.mode is None}
    for n, part in enumerate(choice.answers.fleet):
        name = f"{part.accelerator} at {part.site}"
        if (part.accelerator, part.site) not in useful:
            yield Finding(("fleet", n), f"Today's fleet, {name}: no work can run on it; its cost is a constant")
        elif part.until is not None and part.until <= choice.answers.start:
            yield Finding(("fleet", n), f"Today's fleet, {name}: gone before the plan starts")


def _list(names: Iterable[str], most: int = 8) -> str:
    words = list(names)
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def _ways_list(modes: Iterable[str]) -> str:
    return " or ".join(WAYS[mode] for mode in modes)
