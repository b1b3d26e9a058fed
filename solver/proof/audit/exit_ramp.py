"""Losses, and what counts while one lasts: of a stack that may take months to leave, also what is there in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models.calendar import month_number
from models.hardware import Holding
from models.offer import Offer
from models.policy import Redundancy
from solver.proof.audit.facts import Pool
from solver.proof.audit.lanes import is_of_lane
from solver.proof.audit.lockin import exceeds_term
from solver.proof.audit.offers import OfferTerms, lead_months
from solver.proof.audit.on_call import backing_of
from solver.proof.audit.placement import Key
from solver.proof.audit.state import Copy, LossKey, State
from solver.proof.audit.timeline import is_within


class Loss(NamedTuple):
    """What is lost, the accelerators that need it where it is a stack, and the rules that ask for each workload and
    period."""

    key: LossKey
    silicon: frozenset[str]
    rules: dict[tuple[Key, int], list[Redundancy]]

    def leaves(self, holder: Offer | Holding) -> bool:
        """Whether an offer or a holding is still there."""
        if self.key.kind == "stack":
            return holder.accelerator not in self.silicon
        return self.key.name != (holder.site if self.key.kind == "site" else holder.vendor)

    def takes_pool(self, pool: Pool) -> bool:
        """Whether all of a pool is gone, whoever is paid for it."""
        return pool[0] in self.silicon or (self.key.kind == "site" and pool[1] == self.key.name)

    def keep(self, key: Key, period: int) -> float:
        """Share of the peak that must be kept."""
        return max(rule.keep for rule in self.rules[key, period])


def ready_in_time(state: State, loss: Loss, workload: str, stack: str, period: int) -> int:
    """Ports of a workload to a stack that are done when a loss in a period has to be made good; 1 where a port that
    starts with the loss is in time."""
    months = state.facts.stacks[stack].port_months
    time, within = state.facts.time, loss.key.within
    if within is None:
        return state.ready(workload, stack)[period]
    due = time.starts[period] + within
    in_time = sum(time.starts[u] + months <= due for u in state.port.get((workload, stack), ()))
    return max(in_time, int(months <= within))


def backing_in_time(
    state: State,
    loss: Loss,
    pool: Pool,
    copies: Mapping[Pool, list[Copy]],
    period: int,
    used: Mapping[Pool, float],
    counted: Sequence[float] = (),
) -> list[float] | None:
    """Terms of the accelerators of a pool that count while something is lost: what is left, what can be called, and
    one order of each offer that delivers in time; None where that is unlimited.

    `used`, `counted`: as in `backing_of`.
    """
    backing = backing_of(state.facts, pool, copies, period, loss.leaves, used=used, counted=counted)
    if backing is None or loss.key.within is None or "@" in pool[2] or is_of_lane(pool):
        return backing
    for terms in state.facts.pools[pool]:
        if loss.leaves(terms.offer) and terms.credit > 0 and _delivers(state, terms, period, loss.key.within):
            packs = _packs_left(state, terms.offer, period)
            if packs is None:
                return None
            backing = [*backing, terms.credit * terms.offer.pack * packs]
    return backing


def _delivers(state: State, terms: OfferTerms, period: int, within: int) -> bool:
    """Whether an order placed in a period is allowed, on offer, supported for its term, and in service in time."""
    offer, chip, time = terms.offer, terms.accelerator, state.facts.time
    lead = lead_months(offer, time.starts[period])
    if not offer.is_firm or lead > within or exceeds_term(offer, state.facts.policy.max_term_months):
        return False
    start = time.starts[period] + time.whole(lead) * time.months
    is_open = is_within(time.starts[period], offer.order_from, offer.order_until)
    ends = None if offer.mode == "buy" else start + time.whole(offer.term_months or 0) * time.months
    is_kept = chip.end_of_support is None or ends is None or ends <= month_number(chip.end_of_support)
    return is_open and is_kept and is_within(start, chip.available_from, chip.end_of_support)


def _packs_left(state: State, offer: Offer, period: int) -> float | None:
    """Packs that one order could have beside all that is ordered until then; None without an end of supply."""
    limits = [] if offer.max_packs_per_period is None else [offer.max_packs_per_period]
    if offer.max_packs is not None:
        copies = (copy for (name, _), copy in state.copies.items() if name == offer.id)
        ordered = sum(packs for copy in copies for u, packs in copy.ordered.items() if u <= period)
        limits.append(max(0.0, offer.max_packs - ordered))
    return min(limits, default=None)
