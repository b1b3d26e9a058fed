"""What each vendor could do for every work at its cheapest, as the audit reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.scorecard import Role
from models.units import per_hour
from solver.proof.audit.money import changes_per_quarter
from solver.proof.audit.pair_figures import Book
from solver.proof.audit.placement import Key
from solver.proof.audit.rivals import Rival, Rivals, needs_port, shares_in_time


class Offering(NamedTuple):
    """A vendor's cheapest way to serve a work."""

    best: Rival
    usd: float
    missed: float
    delay: float
    porting: float
    in_time: float
    kwh: float
    """0 where no power is stated."""
    is_ported: bool
    has_exit: bool

    @property
    def whole(self) -> float:
        """Cost with penalties [USD]."""
        return self.usd + self.missed + self.delay + self.porting


Offerings = dict[str, dict[Key, Offering]]
"""By vendor and work."""


def _vendor(book: Book, role: Role, rival: Rival) -> str:
    is_payee, facts = role == "payee", book.facts
    return facts.offers[rival.offer].offer.vendor if is_payee else facts.accelerators[rival.accelerator].vendor


def offerings_of(book: Book, role: Role, rivals: Rivals) -> Offerings:
    """All of a role; `rivals` are the offers of each work with demand, the cheapest first."""
    names = {_vendor(book, role, rival) for some in rivals.values() for rival in some}
    found: Offerings = {}
    for vendor in names:
        own = {key: [r for r in some if _vendor(book, role, r) == vendor] for key, some in rivals.items()}
        own = {key: some for key, some in own.items() if some}
        ports = [_port(book, key, some[0]) for key, some in own.items()]
        found[vendor] = {}
        for key, some in own.items():
            others = [r for r in rivals[key] if _vendor(book, role, r) != vendor]
            found[vendor][key] = _offering(book, key, some, others, ports.count(_port(book, key, some[0])))
    return found


def _port(book: Book, key: Key, rival: Rival) -> tuple[str, str]:
    return book.facts.workload_id(key), book.facts.accelerators[rival.accelerator].stack


def _offering(book: Book, key: Key, own: Sequence[Rival], others: Sequence[Rival], sharing: int) -> Offering:
    facts, best, work = book.facts, own[0], book.facts.streams[key[0]]
    chip, rules = facts.accelerators[best.accelerator], facts.scenario.scorecard
    asked = [book.use.units_asked(key, t) for t in range(facts.time.periods)]
    parts = shares_in_time(book, key, list(own))
    short = sum(units * (1 - part) for units, part in zip(asked, parts, strict=True))
    late = sum(1 for units, part in zip(asked, parts, strict=True) if units and not part)
    is_ported = needs_port(book, key, best.accelerator)
    rate = facts.speed(key, best.place) * per_hour(work.service_unit)
    return Offering(
        best=best,
        usd=best.usd * book.asked[key],
        missed=short * work.miss_penalty_usd_per_unit,
        delay=late * facts.time.months * rules.delay_usd_per_month,
        porting=_port_price(book, chip.stack) / sharing if is_ported else 0.0,
        in_time=1 - short / book.asked[key],
        kwh=chip.busy_kw * facts.sites[best.site].pue / rate * book.asked[key],
        is_ported=is_ported,
        has_exit=any(_is_free(book, key, best, other) for other in others),
    )


def _port_price(book: Book, name: str) -> float:
    """Penalty of a port [USD]."""
    stack, engineers = book.facts.stacks[name], book.facts.policy.engineers
    rate = book.facts.scenario.scorecard.engineer_usd_per_month
    if rate is None:
        rate = 0.0 if engineers is None else engineers.usd_per_engineer_month
    return rate * stack.port_engineer_months + stack.port_usd


def _is_free(book: Book, key: Key, best: Rival, other: Rival) -> bool:
    """Whether work can go from one offer to another without a port."""
    chips = book.facts.accelerators
    is_same = chips[best.accelerator].stack == chips[other.accelerator].stack
    return is_same or not needs_port(book, key, other.accelerator)


def work_shares(own: Offerings) -> dict[Key, float]:
    """Share of each work by its cost at the cheapest vendor."""
    least: dict[Key, float] = {}
    for works in own.values():
        for key, each in works.items():
            least[key] = min(each.whole, least.get(key, each.whole))
    total = sum(least.values())
    return {key: usd / total for key, usd in least.items()} if total else dict.fromkeys(least, 1 / len(least))


def things(book: Book, works: dict[Key, Offering]) -> tuple[int, int, int, float]:
    """Stacks, sites, contracts, people."""
    best, facts = [each.best for each in works.values()], book.facts
    ports = {_port(book, key, each.best) for key, each in works.items() if each.is_ported}
    effort = 0.0
    for workload, name in ports:
        stack, periods = facts.stacks[name], range(facts.time.periods)
        changes = float(sum(changes_per_quarter(facts, workload, t) for t in periods)) * facts.time.months / 3
        effort += stack.port_engineer_months + stack.change_engineer_months * changes
    stacks = {facts.accelerators[rival.accelerator].stack for rival in best}
    people = effort / (facts.time.periods * facts.time.months)
    return len(stacks), len({rival.site for rival in best}), len({rival.offer for rival in best}), people
