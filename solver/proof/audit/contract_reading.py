"""Reads what is ordered, rented and run of offers."""

from __future__ import annotations

from collections.abc import Sequence

from solver.proof.audit.decisions import Decisions, OrderRow, PackRow
from solver.proof.audit.reader import Reader
from solver.proof.audit.state import Copy


class ContractReader(Reader):
    """Orders, rents and runs, of offers and in periods in which they can be."""

    def read(self, decisions: Decisions) -> None:
        """All of them."""
        self._read_orders(decisions.orders)
        self._read_rent(decisions.rent)
        self._read_run(decisions.run)

    def _read_orders(self, rows: Sequence[OrderRow]) -> None:
        """Packs ordered, in periods in which the offer can be ordered."""
        law = "orders_are_on_offer"
        for row in rows:
            self.ledger.count(law)
            where = (f"offer {row.offer}", *_owner(row.dedicated_to), row.order_period)
            copy = self._copy(law, where, row.offer, row.dedicated_to)
            if copy is None or not self.is_amount(law, where, row.packs, "packs"):
                continue
            u = self.facts.time.period_of.get(row.order_period)
            is_open = self.ledger.require(u in copy.terms.services, law, where, "it cannot be ordered then")
            if u is None or not is_open:
                continue
            if not self.ledger.require(u not in copy.ordered, law, where, "the order is listed twice"):
                continue
            if copy.terms.offer.orders == "whole":
                self._require_whole("orders_are_whole", where, row.packs)
            copy.order(u, row.packs)

    def _read_rent(self, rows: Sequence[PackRow]) -> None:
        """Packs rented, in periods in which the offer can be rented."""
        law = "rents_are_on_offer"
        for row in rows:
            found = self._read_packs(law, row)
            if found is None:
                continue
            copy, slot, where = found
            is_open = copy.terms.is_rentable[self.facts.time.period(slot)]
            if not self.ledger.require(is_open, law, where, "it cannot be rented then"):
                continue
            if not self.ledger.require(slot not in copy.rent, law, where, "the rent is listed twice"):
                continue
            if copy.terms.offer.rent == "whole_units":
                self._require_whole("rents_are_whole", where, row.packs)
            copy.rent[slot] = row.packs

    def _read_run(self, rows: Sequence[PackRow]) -> None:
        """Packs run at a price."""
        law = "runs_are_on_offer"
        for row in rows:
            found = self._read_packs(law, row)
            if found is None:
                continue
            copy, slot, where = found
            has_price = copy.terms.has_running_price
            if not self.ledger.require(has_price, law, where, "only firm offers with a running price are run"):
                continue
            if self.ledger.require(slot not in copy.run, law, where, "the run is listed twice"):
                copy.run[slot] = row.packs

    def _read_packs(self, law: str, row: PackRow) -> tuple[Copy, int, tuple[str, ...]] | None:
        self.ledger.count(law)
        where = (f"offer {row.offer}", *_owner(row.dedicated_to), row.period, f"block {row.block}")
        copy = self._copy(law, where, row.offer, row.dedicated_to)
        slot = self.slot(law, where, row.period, row.block)
        if copy is None or slot is None or not self.is_amount(law, where, row.packs, "packs"):
            return None
        return copy, slot, where

    def _copy(self, row: str, where: tuple[str, ...], offer: str, owner: str | None) -> Copy | None:
        """The copy of an offer that a decision names, if the scenario has it."""
        terms = self.facts.offers.get(offer)
        if terms is None:
            self.ledger.require(False, row, where, "there is no such offer")
            return None
        if (owner or "") not in self.facts.owners[offer]:
            kind = "is dedicated" if terms.offer.is_dedicated else f"serves {self._lanes()}"
            self.ledger.require(False, row, where, f"the offer {kind}; it has no copy for {owner!r}")
            return None
        name = offer, owner or ""
        if name not in self.state.copies:
            self.state.copies[name] = Copy(terms, name[1])
        return self.state.copies[name]

    def _lanes(self) -> str:
        return " apart from ".join(f"lane {name}" for name in self.facts.lanes.apart) or "all"

    def _require_whole(self, row: str, where: tuple[str, ...], packs: float) -> None:
        self.ledger.count(row)
        part = abs(packs - round(packs))
        self.ledger.require(part == 0, row, where, f"{packs!r} packs is not a whole number of packs", part)


def _owner(dedicated_to: str | None) -> tuple[str, ...]:
    return (f"for {dedicated_to}",) if dedicated_to else ()
