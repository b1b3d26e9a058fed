"""Contingencies: the losses that rules of redundancy speak of, and what must be carried while one lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.calendar import END_OF_TIME, month_number
from models.hardware import Holding
from models.offer import Offer
from models.policy import Redundancy
from models.vocabulary import Lost

if TYPE_CHECKING:
    from solver.program.instance import Instance


@dataclass(frozen=True)
class Contingency:
    """An element c of CONTINGENCIES: one site, one vendor or one stack is lost."""

    lose: Lost
    lost: str
    within: int | None
    """Months that it may take to leave a stack; None: at once."""
    silicon: frozenset[str]
    """Accelerators that need a stack that is lost."""
    keep: dict[tuple[int, int], float]
    """Share of the peak to keep, by i and t: the largest of the rules that speak of this loss."""
    need: dict[tuple[int, int, int, int], float]
    """keep x peak x (1-max_miss) by i, t, b, k [service unit], where it is not zero."""

    def takes(self, holder: Offer | Holding) -> bool:
        """Whether an offer or a holding is gone: it stands at the site, its payee is the vendor, it needs the stack."""
        if self.lose == "stack":
            return holder.accelerator in self.silicon
        return self.lost == (holder.site if self.lose == "site" else holder.vendor)

    def leaves(self, holder: Offer | Holding) -> bool:
        """Whether an offer or a holding is still there."""
        return not self.takes(holder)


def contingencies(x: Instance) -> list[Contingency]:
    """One per site, per vendor, and per stack and time to leave it, that a rule speaks of and that some work to be kept
    could use."""
    rules = x.scenario.policy.redundancy
    found = []
    for lose, lost, within in _losses(x):
        keep: dict[tuple[int, int], float] = {}
        for rule in rules:
            for i, t in covered(x, rule) if speaks_of(rule, lose, lost, within) else ():
                keep[i, t] = max(rule.keep, keep.get((i, t), 0.0))
        need = {
            (i, t, b, k): share * x.peak_due[k][i][t][b]
            for (i, t), share in keep.items()
            for b in x.peaks
            for k in range(len(x.tree.cases))
            if x.peak_due[k][i][t][b] > 0
        }
        silicon = frozenset(a.id for a in x.scenario.accelerators if lose == "stack" and a.stack == lost)
        c = Contingency(lose, lost, within, silicon, keep, need)
        if any(_is_concerned(x, c, i) for i in {i for i, _ in keep}):
            found.append(c)
    return found


def _losses(x: Instance) -> Iterator[tuple[Lost, str, int | None]]:
    """What may be lost, with the months that rules about stacks give to leave them."""
    yield from (("site", s.id, None) for s in x.scenario.sites)
    yield from (("vendor", v.id, None) for v in x.scenario.vendors)
    times = dict.fromkeys(rule.within_months for rule in x.scenario.policy.redundancy if rule.lose == "stack")
    yield from (("stack", s.id, within) for s in x.scenario.stacks for within in times)


def speaks_of(rule: Redundancy, lose: str, lost: str, within: int | None) -> bool:
    """Whether a rule asks for something when that is lost, and gives so many months."""
    return (rule.lose, rule.within_months) == (lose, within) and (not rule.only or lost in rule.only)


def covered(x: Instance, rule: Redundancy) -> Iterator[tuple[int, int]]:
    """The i that a rule keeps, with the t in which it holds."""
    first = month_number(rule.first) if rule.first else 0
    until = month_number(rule.until) if rule.until else END_OF_TIME
    for i, work in enumerate(x.works):
        w = work.workload
        if work.has_headroom and (
            {w.id, w.workload_id} & {*rule.workloads} or not (rule.workloads or w.criticality != "mission_critical")
        ):
            yield from ((i, t) for t in range(x.T) if x.scenario.horizon.period_start(t) in range(first, until))


def _is_concerned(x: Instance, c: Contingency, i: int) -> bool:
    """Whether i could use something that is lost."""
    pools = {x.arcs[r][1] for r in x.arcs_of_work[i]}
    offers = (x.copies[o].offer for j in pools for o in x.copies_of_pool[j])
    held = (h for h in x.scenario.holdings for j in pools if x.stands_in(h, x.pools[j]))
    return any(map(c.takes, offers)) or any(map(c.takes, held))
