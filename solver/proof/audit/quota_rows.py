"""Rows about quotas: what runs at once, and what headroom counts on, of all offers that a quota counts."""

from __future__ import annotations

from collections.abc import Sequence

from models.plan import Plan
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import OfferTerms
from solver.proof.audit.quotas import CountedRow, counts, own_quota, quotas_on
from solver.proof.audit.reader import Reader
from solver.proof.audit.redundancy_rows import losses_of
from solver.proof.audit.state import LossKey, State
from solver.proof.audit.timeline import is_within

LAW = "counted_where_allowed"
ENDLESS = 1e30
"""Stands for the own quota of an offer that has none [accelerators]."""


class QuotaReader(Reader):
    """What is counted on of shared offers that add to headroom, under a quota, at peaks."""

    def read_counted(self, rows: Sequence[CountedRow]) -> None:
        """All of it; each offer once for every peak and loss."""
        losses = {loss.key: loss for loss in losses_of(self.facts)} if rows else {}
        for row in rows:
            self.ledger.count(LAW)
            key = LossKey(row.lose, row.lost or "", row.within_months) if row.lose else None
            where = (*((key.words,) if key else ()), f"offer {row.offer}", row.period, f"block {row.block}")
            terms, slot = self.facts.offers.get(row.offer), self.slot(LAW, where, row.period, row.block)
            if not self.ledger.require(terms is not None, LAW, where, "there is no such offer") or slot is None:
                continue
            is_left = key is None or (key in losses and terms is not None and losses[key].leaves(terms.offer))
            self.ledger.require(is_left, LAW, where, "no rule of redundancy asks for it, or it is lost itself")
            if terms is None or not is_left or not self._is_allowed(terms, slot, where):
                continue
            counted = self.state.counted.setdefault((key, slot), {})
            is_new = self.ledger.require(row.offer not in counted, LAW, where, "the offer is listed twice")
            if is_new and self.is_amount(LAW, where, row.accelerators, "accelerators"):
                counted[row.offer] = row.accelerators
                self.ledger.at_most(LAW, where, [row.accelerators], [min(own_quota(terms), ENDLESS)], "accelerators")

    def _is_allowed(self, terms: OfferTerms, slot: int, where: tuple[str, ...]) -> bool:
        time, offer = self.facts.time, terms.offer
        period = time.period(slot)
        is_peak = slot - time.slots_of(period)[0] in time.peaks
        is_open = terms.is_rentable[period] and not offer.is_dedicated and offer.credit > 0
        under = quotas_on(self.facts, offer, period)
        text = "it is no shared offer that can be rented then, adds to headroom and is under a quota, at a peak"
        return self.ledger.require(is_peak and is_open and bool(under), LAW, where, text)


def check_quotas(state: State, ledger: Ledger) -> None:
    """Every quota in every block of its periods, and at every peak for headroom and each loss."""
    facts, time = state.facts, state.facts.time
    for rule in facts.policy.quotas:
        for q in range(time.slots):
            if is_within(time.starts[time.period(q)], rule.first, rule.until):
                label, name, most = frozenset((time.where(q)[0],)), f"quota {rule.id}", rule.max_accelerators
                mine = [c for c in state.copies.values() if counts(facts, rule, c.terms.offer)]
                rented = [c.rent[q] * c.terms.offer.pack for c in mine if q in c.rent]
                t, dated = time.period(q), [c for c in mine if c.terms.offer.mode == "dated"]
                rented += [c.in_service[t] * c.terms.offer.pack for c in dated if c.in_service[t]]
                ledger.at_most("rent_keeps_quota", (name, *time.where(q)), rented, [most], "accelerators")
                ledger.limit("rent_keeps_quota", rule.id, label, sum(rented), most)
                for (loss, slot), amounts in state.counted.items():
                    if slot == q:
                        called = [n for o, n in amounts.items() if counts(facts, rule, facts.offers[o].offer)]
                        where = (name, *((loss.words,) if loss else ()), *time.where(q))
                        ledger.at_most("calls_keep_quota", where, called, [most], "accelerators")
                        if loss is None:
                            ledger.limit("calls_keep_quota", rule.id, label, sum(called), most)


def check_counted_figures(plan: Plan, facts: Facts, notes: Notes) -> None:
    """Accelerator and site of every offer that is counted on."""
    for row in plan.counted_on:
        if row.offer in facts.offers:
            own = facts.offers[row.offer].place
            where = f"counted_on (offer {row.offer}, {row.period}, block {row.block})"
            notes.same(where, "accelerator, site", (row.accelerator, row.site), own)
