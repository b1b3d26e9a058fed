"""The alternatives that every plan is held against, as restrictions of its scenario.

Each closes offers from a month on, so that every plan under it is one of the scenario as well: its least cost is never
below that of the scenario. Today's fleet, and what is signed, stays in all of them: it is paid for either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from pydantic import ValidationError

from models.alternatives import Alternative, first_wrong, with_alternative
from models.endpoint import Endpoint
from models.offer import Offer
from models.roi import Kind
from models.scenario import Scenario
from solver.program.instance import Instance
from solver.stress.changes import closed

SIGNED = ("commit", "sign")
"""Decisions that promise a vendor spend."""
LEFT = ("port", "move")
"""Decisions that take work elsewhere."""
OWN_SITES = ("on_prem", "colo", "edge")
"""Kinds of sites where bought units stand."""


@dataclass(frozen=True)
class Restricted:
    """An alternative, and the scenario under it."""

    id: str
    name: str
    kind: Kind
    restriction: str
    scenario: Scenario | None = None
    """None where it says nothing here."""
    banned: tuple[str, ...] = ()
    """Decisions that are not taken."""
    why_not: str = ""
    is_plan: bool = False
    """Whether it takes nothing away."""
    notes: tuple[str, ...] = ()
    vendor: str = ""
    """The only vendor, where one is tried."""


def restrictions(x: Instance, scenario: Scenario, own: Iterable[Alternative]) -> Iterator[Restricted]:
    """All alternatives in the order of the table, one for each vendor that can be paid.

    Parameters
    ----------
    x: the program's data of the scenario as it stands. own: the user's own alternatives.
    """
    yield _on_demand(scenario)
    yield _firm(
        x, scenario, "all-reserved", "All cloud reserved", "all_reserved",
        "reserved capacity in clouds", lambda o: o.mode == "reserve" and _kind(scenario, o) == "cloud",
    )  # fmt: skip
    yield _firm(
        x, scenario, "all-owned", "All owned on own sites", "all_owned",
        "bought units at own sites", lambda o: o.mode == "buy" and _kind(scenario, o) in OWN_SITES,
    )  # fmt: skip
    yield _gpu_only(scenario)
    yield from one_vendor(scenario)
    yield _status_quo(scenario)
    for alternative in own:
        given = Restricted(alternative.id, alternative.name or alternative.id, "own", "as the scenario describes it")
        try:
            yield _with(given, with_alternative(scenario, alternative))
        except ValidationError as error:
            yield Restricted(**{**vars(given), "why_not": f"in this case it is no scenario: {first_wrong(error)}"})


def _with(given: Restricted, scenario: Scenario) -> Restricted:
    return Restricted(**{**vars(given), "scenario": scenario})


def only(
    s: Scenario, keeps: Callable[[Offer], bool], serves: Callable[[Endpoint], bool], month: str | None = None
) -> Scenario:
    """The scenario in which, from a month on (default: from the start), other offers and endpoints are closed."""
    begins = month or s.horizon.start
    endpoints = [
        e if serves(e) else e.model_copy(update={"end_of_support": min(e.end_of_support or begins, begins)})
        for e in s.endpoints
    ]
    return closed(s, lambda o: not keeps(o), begins).model_copy(update={"endpoints": tuple(endpoints)})


def _kind(s: Scenario, offer: Offer) -> str:
    return next(site.kind for site in s.sites if site.id == offer.site)


def _on_demand(s: Scenario) -> Restricted:
    said = "nothing is ordered or promised: all beyond today's fleet is rented on demand, by the hour or the token"
    given = Restricted("all-on-demand", "All on demand", "all_on_demand", said, banned=SIGNED)
    if not s.endpoints and not any(o.mode == "on_demand" for o in s.offers):
        return Restricted(**{**vars(given), "why_not": "nothing is offered on demand"})
    return _with(given, only(s, lambda o: o.mode == "on_demand", lambda _: True))


def _status_quo(s: Scenario) -> Restricted:
    said = "today's fleet and rent on demand, on the stacks and sites of today: no order, no promise, no port, no move"
    given = Restricted("status-quo", "Status quo", "status_quo", said, banned=(*SIGNED, *LEFT, "expand"))
    return _with(given, only(s, lambda o: o.mode == "on_demand", lambda _: False))


def _firm(
    x: Instance, s: Scenario, name: str, title: str, kind: Kind, what: str, keeps: Callable[[Offer], bool]
) -> Restricted:
    """One kind of contract alone; what can be rented bridges the time until it can be there for all work."""
    first = _delivered(x, {o.id for o in s.offers if keeps(o)})
    given = Restricted(name, title, kind, f"nothing is ordered but {what}")
    if first is None:
        return Restricted(**{**vars(given), "why_not": f"no {what} can be had inside the horizon"})
    month = s.horizon.label(first)
    bridge = f"; rent on demand bridges the months before {month}, when it can be there for all work" if first else ""
    scenario = only(s, lambda o: keeps(o) or o.mode == "on_demand", lambda _: True)
    scenario = only(scenario, lambda o: o.mode != "on_demand", lambda _: False, month)
    return _with(Restricted(**{**vars(given), "restriction": given.restriction + bridge}), scenario)


def _delivered(x: Instance, offers: set[str]) -> int | None:
    """First period in which units of these offers can serve each work that they can serve at all, ports included; None
    where they can serve none inside the horizon."""
    first: dict[int, int] = {}
    for i, j, arc in x.arcs:
        copies = [x.copies[o] for o in x.copies_of_pool[j] if x.copies[o].offer.id in offers]
        starts = [s for copy in copies for s, _ in copy.windows.values() if s < x.T]
        if starts:
            ports = x.needs_port(arc.workload, arc.accelerator.stack)
            ready = ceil(x.stacks[arc.accelerator.stack].port_months / x.M) if ports else 0
            first[i] = min(first.get(i, x.T), max(min(starts), arc.opens, ready))
    return max(first.values(), default=None)


def _gpu_only(s: Scenario) -> Restricted:
    gpus = {a.id for a in s.accelerators if a.accelerator_class == "gpu"}
    given = Restricted("gpu-only", "GPU only", "gpu_only", "nothing is ordered, rented or called but GPUs")
    kept = [o for o in s.offers if o.accelerator in gpus]
    if not kept:
        return Restricted(**{**vars(given), "why_not": "no GPU is on offer"})
    if len(kept) == len(s.offers) and not s.endpoints:
        return Restricted(**{**vars(given), "is_plan": True, "notes": ("nothing but GPUs is on offer",)})
    return _with(given, only(s, lambda o: o.accelerator in gpus, lambda _: False))


def one_vendor(s: Scenario) -> Iterator[Restricted]:
    """One vendor alone, for every vendor that can be paid."""
    vendors = sorted({o.vendor for o in s.offers} | {e.vendor for e in s.endpoints})
    said = "nothing new is paid to any vendor but one, the best of all"
    given = Restricted("one-vendor", "One vendor", "one_vendor", said)
    if len(vendors) < 2:
        yield Restricted(**{**vars(given), "is_plan": True, "notes": ("there is only one vendor on offer",)})
    for vendor in vendors if len(vendors) > 1 else ():
        scenario = only(s, lambda o, v=vendor: o.vendor == v, lambda e, v=vendor: e.vendor == v)  # type: ignore[misc]
        yield Restricted(**{**vars(given), "vendor": vendor, "scenario": scenario})
