"""What each vendor could do for every work at its cheapest: cost, penalties, what it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.hardware import Stack
from models.scorecard import Role
from solver.answers.matrix import kwh_per_unit
from solver.answers.placements import Book
from solver.answers.ways import Way, carried
from solver.program.instance import Instance
from solver.sizing.demand import changes_per_quarter


@dataclass(frozen=True)
class Bid:
    """What a vendor could do for an i: its cheapest way, at what cost, from when on."""

    way: Way
    usd: float
    """All units of the horizon by that way [USD]."""
    missed_usd: float
    """Penalty for units that its offers cannot carry in time [USD]."""
    delay_usd: float
    """Penalty for months in which they can carry nothing of what is asked [USD]."""
    porting_usd: float
    """Penalty for the port, or its part of one [USD]."""
    carried: float
    """Share of the units that all its offers can carry in time [0..1]."""
    kwh: float | None
    """Energy of all units by that way [kWh]; None where no power is stated."""
    has_exit: bool
    """Whether another vendor could take over without a port."""
    needs_port: bool

    @property
    def whole_usd(self) -> float:
        """With penalties [USD]."""
        return self.usd + self.missed_usd + self.delay_usd + self.porting_usd


Bids = Mapping[int, Bid]
"""Of a vendor, by i."""


def bids_of(book: Book, role: Role, ways: Sequence[Sequence[Way]]) -> dict[str, dict[int, Bid]]:
    """By vendor, for every i with demand that it could serve; vendors in the order of their ids."""
    by_vendor: dict[str, dict[int, list[Way]]] = {}
    for i, some in enumerate(ways):
        for way in some if any(book.use.asked(i, t) for t in range(book.x.T)) else ():
            by_vendor.setdefault(_vendor(role, way), {}).setdefault(i, []).append(way)
    return {vendor: _of_vendor(book, role, by_vendor[vendor], vendor, ways) for vendor in sorted(by_vendor)}


def _vendor(role: Role, way: Way) -> str:
    return way.arc.accelerator.vendor if role == "silicon" else way.offer.vendor


def _of_vendor(
    book: Book, role: Role, own: Mapping[int, Sequence[Way]], vendor: str, ways: Sequence[Sequence[Way]]
) -> dict[int, Bid]:
    """Its bid for every i that it could serve; works that share a port to a stack share its penalty."""
    ports = Counter(_port(some[0]) for some in own.values())
    return {
        i: _bid(book, some, ports[_port(some[0])], any(_takes_over(book.x, role, vendor, some[0], o) for o in ways[i]))
        for i, some in own.items()
    }


def _bid(book: Book, some: Sequence[Way], sharing: int, has_exit: bool) -> Bid:
    x, best = book.x, some[0]
    work, stack = best.arc.workload, x.stacks[best.arc.accelerator.stack]
    asked, shares = [book.use.asked(best.i, t) for t in range(x.T)], carried(book, best.i, some)
    done = sum(units * share for units, share in zip(asked, shares, strict=True))
    late = sum(bool(units) and not share for units, share in zip(asked, shares, strict=True))
    needs_port, energy = x.needs_port(work, stack.id), kwh_per_unit(best.arc)
    return Bid(
        way=best,
        usd=sum(asked) * best.usd_per_unit,
        missed_usd=(sum(asked) - done) * work.miss_penalty_usd_per_unit,
        delay_usd=late * x.M * x.scenario.scorecard.delay_usd_per_month,
        porting_usd=_port_usd(x, stack) / sharing if needs_port else 0.0,
        carried=done / sum(asked),
        kwh=None if energy is None else energy * sum(asked),
        has_exit=has_exit,
        needs_port=needs_port,
    )


def _port(way: Way) -> tuple[str, str]:
    return way.arc.workload.workload_id, way.arc.accelerator.stack


def _port_usd(x: Instance, stack: Stack) -> float:
    """Penalty of a port [USD]: its money, and its effort at the scorecard's rate, else at the pay of the policy."""
    rate, engineers = x.scenario.scorecard.engineer_usd_per_month, x.scenario.policy.engineers
    pay = engineers.usd_per_engineer_month if engineers else 0.0
    return stack.port_usd + stack.port_engineer_months * (pay if rate is None else rate)


def _takes_over(x: Instance, role: Role, vendor: str, way: Way, other: Way) -> bool:
    """Whether another vendor's way runs what this one does without a port: on its stack, or one that needs none."""
    stack = other.arc.accelerator.stack
    is_free = stack == way.arc.accelerator.stack or not x.needs_port(way.arc.workload, stack)
    return _vendor(role, other) != vendor and is_free


def things(x: Instance, own: Bids) -> float:
    """Stacks, sites, contracts and people for all that a vendor could serve."""
    return sum(counts(own)) + fte(x, own)


def counts(own: Bids) -> tuple[int, int, int]:
    """Stacks, sites and contracts."""
    found = [bid.way for bid in own.values()]
    stacks, sites = {way.arc.accelerator.stack for way in found}, {way.place[1] for way in found}
    return len(stacks), len(sites), len({way.offer.id for way in found})


def fte(x: Instance, own: Bids) -> float:
    """People for ports and for carrying changes over the whole horizon [FTE]."""
    ported = {_port(bid.way): bid.way.arc.workload for bid in own.values() if bid.needs_port}
    effort = 0.0
    for (_, name), work in ported.items():
        changes = sum(changes_per_quarter(x.scenario, work, t) for t in range(x.T)) * x.M / 3
        effort += x.stacks[name].port_engineer_months + changes * x.stacks[name].change_engineer_months
    return effort / (x.T * x.M)


class Contest:
    """All bids of a role, by vendor in the order of their ids, and the least that any of them asks."""

    def __init__(self, x: Instance, bids: Mapping[str, Bids]) -> None:
        works = sorted({i for own in bids.values() for i in own})
        everyone = {i: [own[i] for own in bids.values() if i in own] for i in works}
        self.bids = bids
        self.least_usd = {i: min(bid.whole_usd for bid in some) for i, some in everyone.items()}
        self.least_kwh = {i: min(known) for i, some in everyone.items() if (known := [b.kwh for b in some if b.kwh])}
        """Of those who state their power."""
        total = sum(self.least_usd.values())
        self.shares = {i: usd / total if total else 1 / len(works) for i, usd in self.least_usd.items()}
        """Share of every i in the work, by what it costs at the cheapest; by number where all is free."""
        self.work = {vendor: sum(self.shares[i] for i in own) for vendor, own in bids.items()}
        """Share of the work that each could serve."""
        self.load = {vendor: things(x, own) / self.work[vendor] for vendor, own in bids.items() if self.work[vendor]}
        """Stacks, sites, contracts and people for it."""
