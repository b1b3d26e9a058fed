"""Quotas over several rentable offers: which offers they count, and what headroom counts on under them."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Protocol

from models.offer import Offer
from models.quota import QuotaLimit
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.offers import OfferTerms
from solver.proof.audit.state import LossKey, State
from solver.proof.audit.timeline import is_within


class CountedRow(Protocol):
    """Accelerators of an offer under a quota that headroom, or what stands in for a loss, counts on."""

    @property
    def lose(self) -> str | None: ...
    @property
    def lost(self) -> str | None: ...
    @property
    def within_months(self) -> int | None: ...
    @property
    def offer(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def block(self) -> str: ...
    @property
    def accelerators(self) -> float: ...


def quotas_on(facts: Facts, offer: Offer, period: int) -> list[QuotaLimit]:
    """Quotas of the policy that count what is rented of an offer in a period."""
    start = facts.time.starts[period]
    return [
        rule for rule in facts.policy.quotas if is_within(start, rule.first, rule.until) and counts(facts, rule, offer)
    ]


def counts(facts: Facts, rule: QuotaLimit, offer: Offer) -> bool:
    """Whether a quota counts what runs of an offer; endpoints have no accelerators."""
    chip = facts.accelerators[offer.accelerator]
    asked: tuple[tuple[Sequence[str], str], ...] = (
        (rule.vendors, offer.vendor),
        (rule.sites, offer.site),
        (rule.accelerators, chip.id),
        (rule.classes, chip.accelerator_class),
    )
    is_meant = offer.mode in (rule.modes or ("on_demand", "spot")) and offer.id not in facts.endpoints
    return is_meant and all(not names or own in names for names, own in asked)


def own_quota(terms: OfferTerms) -> float:
    """Accelerators that an offer lets run at once by itself."""
    packs = terms.offer.quota_packs
    return inf if packs is None else packs * terms.offer.pack


def counted_in(state: State, pool: Pool, slot: int, loss: LossKey | None = None) -> list[float]:
    """Terms of what is counted on in a pool under quotas, by its credit [accelerators]."""
    amounts = state.counted.get((loss, slot), {}) if "@" not in pool[2] else {}
    return [terms.credit * amounts[terms.offer.id] for terms in state.facts.pools[pool] if terms.offer.id in amounts]


def room_in(state: State, pool: Pool, slot: int) -> list[float]:
    """Terms of the most that could be counted on there while other places count on what they do: of the offers with
    most credit first, as far as their own quota and those of the policy go [accelerators]."""
    facts, period, counted = state.facts, state.facts.time.period(slot), state.counted.get((None, slot), {})
    here = [terms for terms in facts.pools[pool] if terms.is_rentable[period] and terms.offer.credit > 0]
    here = [] if "@" in pool[2] else [terms for terms in here if quotas_on(facts, terms.offer, period)]
    taken: dict[str, float] = {}
    for terms in sorted(here, key=lambda terms: (-terms.credit, terms.offer.id)):
        most = own_quota(terms)
        for rule in quotas_on(facts, terms.offer, period):
            others = {o: n for o, n in counted.items() if facts.offers[o] not in here} | taken
            used = sum(n for o, n in others.items() if counts(facts, rule, facts.offers[o].offer))
            most = min(most, rule.max_accelerators - used)
        taken[terms.offer.id] = max(0.0, most)
    return [facts.offers[o].credit * amount for o, amount in taken.items()]
