"""Packs that end otherwise than with their term: ways that there are, each pack once, what it changes of the bill."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from models.endings import Extension, Release
from models.plan import Plan
from solver.proof.audit.bill import Bill
from solver.proof.audit.endings import EndingRow
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import Service, exact
from solver.proof.audit.reader import Reader
from solver.proof.audit.state import Copy, State
from solver.proof.audit.ways import (
    Way,
    after_horizon,
    extension_usd,
    fee,
    later_usd,
    other_ways,
    price,
    sale,
    value_left,
)

LEAST = 1e-6
"""Packs up to this are rounding."""
END_OF_TIME = 2200 * 12
"""Month number from which on an end of service is not written."""


class EndingReader(Reader):
    """Releases and extensions of orders, in ways and periods that their offers have."""

    def read(self, releases: Sequence[EndingRow], extensions: Sequence[EndingRow]) -> None:
        """All of them, each listed once; orders come first."""
        for rows, kinds in ((releases, ("exit", "resale")), (extensions, ("buyout", "renewal"))):
            for row in rows:
                self._read(row, kinds)

    def _read(self, row: EndingRow, kinds: tuple[str, ...]) -> None:
        law, time = "endings_are_on_offer", self.facts.time
        self.ledger.count(law)
        owner = (f"for {row.dedicated_to}",) if row.dedicated_to else ()
        where = (f"offer {row.offer}", *owner, row.order_period, f"{row.kind} in {row.period}")
        copy = self.state.copies.get((row.offer, row.dedicated_to or ""))
        u, turn = time.period_of.get(row.order_period), time.period_of.get(row.period)
        is_ordered = copy is not None and u in copy.ordered
        if not self.ledger.require(is_ordered, law, where, "there is no such order") or copy is None or u is None:
            return
        ways = other_ways(copy.terms, u, self.facts.policy)
        found = [way for way in ways if (way.kind, way.turn) == (row.kind, turn) and way.kind in kinds]
        if not self.ledger.require(bool(found), law, where, "its packs cannot end so then"):
            return
        is_new = found[0] not in copy.ended.get(u, {})
        if not self.ledger.require(is_new, law, where, "it is listed twice"):
            return
        if not self.is_amount(law, where, row.packs, "packs"):
            return
        if copy.terms.offer.orders == "whole":
            self.ledger.count("endings_are_whole")
            sentence = f"{row.packs!r} packs is not a whole number of packs"
            self.ledger.require(row.packs % 1 == 0, "endings_are_whole", where, sentence)
        copy.end(u, found[0], row.packs)


def renewed_months(state: State) -> int:
    """Length of the longest renewal that packs take [months]; 0 without any."""
    renewed = (
        copy.terms.offer.renewal.term_months
        for copy in state.copies.values()
        for ways in copy.ended.values()
        for way, packs in ways.items()
        if way.kind == "renewal" and copy.terms.offer.renewal and packs > LEAST
    )
    return max(renewed, default=0)


def check_endings(state: State, ledger: Ledger) -> None:
    """`packs_end_once`: no more packs of an order end otherwise than it has."""
    for copy in state.copies.values():
        for u, ways in copy.ended.items():
            where = (copy.name, state.facts.time.labels[u])
            ledger.at_most("packs_end_once", where, list(ways.values()), [copy.ordered[u]], "packs")


def price_endings(copy: Copy, bill: Bill) -> None:
    """Fees, sales and buy-outs when they fall due, and payments of packs that stay after their first term."""
    terms, time = copy.terms, copy.terms.time
    for u, ways in copy.ended.items():
        for way, number in ways.items():
            packs = exact(number)
            left, sold, bought = fee(terms, way, u), sale(terms, way, u), price(terms, way)
            for term, usd in (("exit_fees", left), ("resale", -sold), ("lease_buyouts", bought)):
                if usd and packs:
                    bill.at_start(term, way.turn, packs * usd)
            bill.pay(terms.offer.id, packs * (left + bought))
            later = "ownership_payments" if way.kind == "buyout" else f"{terms.offer.mode}_payments"
            for p in range(way.turn, min(way.end, time.periods)):
                usd = packs * later_usd(terms, way, p)
                bill.at_end(later, p, usd)
                bill.pay(terms.offer.id, usd)


def price_tails(copy: Copy, placed: int, bill: Bill) -> None:
    """Value at the end of the horizon and payments past it of the packs of an order, by how they end."""
    terms, time = copy.terms, copy.terms.time
    for way, number in copy.parts(placed):
        packs, value = exact(number) * copy.price_share[placed], value_left(terms, way)
        if value and packs:
            bill.past("end_value", time.periods * time.months, -packs * value)
        if terms.finance.payment_tail == "charge_in_full":
            for p, usd in after_horizon(terms, way):
                bill.past("payments_past_horizon", (p + 1) * time.months, packs * usd)


def check_ending_figures(plan: Plan, state: State, notes: Notes) -> None:
    """Names, dates, sizes and money of every release and extension."""
    rows: tuple[Release | Extension, ...] = (*plan.releases, *plan.extensions)
    for row in rows:
        copy = state.copies.get((row.offer, row.dedicated_to or ""))
        u = state.facts.time.period_of.get(row.order_period, -1)
        ways = copy.ended.get(u, {}) if copy else {}
        way = next((w for w in ways if (w.kind, state.facts.time.label(w.turn)) == (row.kind, row.period)), None)
        if copy is not None and way is not None:  # else its own row has failed
            where = f"{row.kind} (offer {row.offer}, ordered {row.order_period}, in {row.period})"
            for field in ("accelerator", "site", "mode"):
                notes.same(where, field, getattr(row, field), getattr(copy.terms.offer, field))
            notes.close(where, "accelerators", row.accelerators, row.packs * copy.terms.offer.pack)
            _check_money(row, copy, u, way, where, notes)


def _check_money(row: Release | Extension, copy: Copy, placed: int, way: Way, where: str, notes: Notes) -> None:
    terms, packs = copy.terms, exact(row.packs)
    if isinstance(row, Extension):
        starts = terms.time.horizon.period_start(way.end)
        notes.same(where, "ends", row.ends, terms.time.label(way.end) if starts < END_OF_TIME else None)
        notes.usd(where, "cost_usd", row.cost_usd, float(packs * extension_usd(terms, way)))
        return
    kept = packs * terms.order_cost(terms.services[placed], Decimal(1))
    left = packs * terms.order_cost(Service(way.start, way.turn), Decimal(1))
    paid, sold = packs * fee(terms, way, placed), packs * sale(terms, way, placed)
    notes.usd(where, "fee_usd", row.fee_usd, float(paid))
    notes.usd(where, "resale_usd", row.resale_usd, float(sold))
    notes.usd(where, "cost_usd", row.cost_usd, float(paid - sold + left - kept))
