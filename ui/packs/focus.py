"""The planned payments of a plan as rows of FOCUS."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from data.plan_tables import Table
from models.base import Model
from models.calendar import month_number, month_text
from models.cents import rounded_to_sum
from models.packs.focus import Focus, column
from models.packs.receipt import Receipt
from models.replan import replanned
from models.scenario import Scenario
from ui.exits import Exit, SteelyardError
from ui.figures import words
from ui.packs.focus_terms import KINDS, OWN
from ui.packs.source import Source

PREPAID = frozenset(("contract_upfront", "commitment_upfront"))
"""Terms paid ahead for what later periods use."""
CENT = Decimal("0.01")
CONTRACTS = frozenset(("lease", "reserve", "dated"))


def focus_table(source: Source) -> Table:
    """Table `focus`, under the column names of FOCUS.

    Raises
    ------
    SteelyardError
        when the payments recomputed from the scenario are not those of the plan's books.
    """
    rows = focus_rows(source)
    fields = tuple(Focus.model_fields)
    cells = tuple(tuple(getattr(row, field) for field in fields) for row in rows)
    return Table("focus", tuple(map(column, fields)), cells)


def focus_rows(source: Source) -> tuple[Focus, ...]:
    """A row for what is paid for every record and cost term in a period; what is paid ahead is used in further rows."""
    from solver.proof.audit.receipts import receipts_of

    planned = replanned(source.scenario, source.plan.previous, source.signed)
    receipts = receipts_of(planned, source.plan.provenance.case, source.plan)
    paid = _in_cents(source, receipts)
    used, _ = rounded_to_sum([float(each.used_usd) for each in receipts])
    writer = _Writer(source, planned)
    return tuple(writer.rows(zip(receipts, paid, used, strict=True)))


def _in_cents(source: Source, receipts: Iterable[Receipt]) -> list[Decimal]:
    """What is paid, in cents that add up to every line of the plan's books."""
    books = {(row.fiscal_year, row.kind, row.bucket): row.paid_usd for row in source.plan.books}
    by_book: dict[Any, list[tuple[int, float]]] = defaultdict(list)
    for n, each in enumerate(receipts):
        by_book[each.fiscal_year, each.kind, each.bucket].append((n, float(each.paid_usd)))
    cents: dict[int, Decimal] = {}
    for book, found in by_book.items():
        usd = [amount for _, amount in found]
        if abs(sum(usd) - books.get(book, 0.0)) > 0.02:
            line = f"the payments of fiscal year {book[0]} recomputed from the scenario are not those of the plan"
            raise SteelyardError(Exit.BAD_INPUT, [f"{line}: plan again"])
        cents |= dict(zip((n for n, _ in found), rounded_to_sum(usd, total=books.get(book, 0.0))[0], strict=True))
    return [cents[n] for n in range(len(cents))]


class _Writer:
    """The records that rows quote."""

    def __init__(self, source: Source, planned: Scenario) -> None:
        self.source, self.names, self.stamp = source, source.plan.names, source.stamp
        self.buyer = planned.procurement.buyer or planned.name
        self.months = {each.period: each.months for each in source.plan.periods}
        self.accelerators = {each.id: each for each in planned.accelerators}
        self.sites = {each.id: each for each in planned.sites}
        collections = ("offers", "endpoints", "holdings", "commitments", "agreements")
        self.records = {(name, row.id): row for name in collections for row in getattr(planned, name)}

    def rows(self, receipts: Iterable[tuple[Receipt, Decimal, Decimal]]) -> Iterator[Focus]:
        """Rows in which there is money; a payment ahead costs nothing when it is made and something when it is used."""
        for receipt, paid, used in receipts:
            if paid:
                yield self._row(receipt, paid, Decimal(0) if receipt.term in PREPAID else paid)
            if used:
                yield self._row(receipt, Decimal(0), used)

    def _row(self, receipt: Receipt, billed: Decimal, effective: Decimal) -> Focus:
        kind, record = KINDS[receipt.term], self.records.get((receipt.collection, receipt.record))
        is_use = receipt.term in PREPAID and not billed
        start, end = self._instants(receipt.period)
        return Focus.model_validate(
            {
                "billed_cost": float(billed),
                "billing_account_id": self.buyer,
                "billing_account_name": self.buyer,
                "billing_period_end": end,
                "billing_period_start": start,
                "charge_category": "Usage" if is_use else kind.category,
                "charge_description": self._description(receipt, is_use=is_use),
                "charge_frequency": "Recurring" if is_use else kind.frequency,
                "charge_period_end": end,
                "charge_period_start": start,
                **self._commitment(receipt, record),
                "contracted_cost": float(billed),
                "effective_cost": float(effective),
                **self._parties(receipt, record),
                "list_cost": float(billed),
                "pricing_category": self._pricing(receipt, record, is_use=is_use),
                "service_category": kind.service,
                "service_name": self._service(receipt, record),
                "sku_id": receipt.record if receipt.collection in ("offers", "endpoints", "holdings") else None,
                "sub_account_id": receipt.bucket,
                "sub_account_name": receipt.bucket,
                "tags": self._tags(receipt, record),
                "x_book": receipt.kind,
                "x_cost_term": receipt.term,
                "x_fiscal_year": receipt.fiscal_year,
                "x_input_hash": self.stamp.input_hash,
                "x_run": self.stamp.run,
            }
        )

    def _parties(self, receipt: Receipt, record: Model | None) -> dict[str, str | None]:
        """Who is paid, and where it stands."""
        vendor = None if receipt.term in OWN else getattr(record, "vendor", None)
        payee = self.names.vendor(vendor) if vendor else self.buyer
        site = receipt.record if receipt.collection == "sites" else getattr(record, "site", None)
        is_theirs = site is None or self.sites[site].kind == "cloud"
        place = self.names.site(site) if site else None
        return {
            "invoice_issuer_name": payee,
            "service_provider_name": payee,
            "host_provider_name": payee if is_theirs or place is None else place,
            "region_id": site,
            "region_name": place,
        }

    def _instants(self, period: str) -> tuple[str, str]:
        """First instant of a period, and the first one after it."""
        following = month_text(month_number(period) + self.months[period])
        return f"{period}-01T00:00:00Z", f"{following}-01T00:00:00Z"

    def _name(self, receipt: Receipt) -> str:
        """The record's name on paper, else its id."""
        named = getattr(self.names, receipt.collection, {}) if receipt.collection else {}
        record = self.records.get((receipt.collection, receipt.record))
        return named.get(receipt.record) or getattr(record, "name", "") or receipt.record

    def _description(self, receipt: Receipt, *, is_use: bool) -> str:
        term = words(receipt.term) + ", used up" * is_use
        return f"{term}: {self._name(receipt)}" if receipt.record else term

    def _service(self, receipt: Receipt, record: Model | None) -> str:
        accelerator = getattr(record, "accelerator", None)
        if receipt.collection == "endpoints":
            return self._name(receipt)
        return self.names.accelerator(accelerator) if accelerator else words(receipt.term)

    def _commitment(self, receipt: Receipt, record: Model | None) -> dict[str, Any]:
        mode = getattr(record, "mode", None)
        if receipt.collection == "commitments":
            return _discount("Spend", receipt.record, self._name(receipt), "spend commitment")
        if mode in CONTRACTS and receipt.term not in OWN:
            return _discount("Usage", receipt.record, self._name(receipt), mode)
        return _discount(None, None, None, None)

    def _pricing(self, receipt: Receipt, record: Model | None, *, is_use: bool) -> str:
        if receipt.term == "spot":
            return "Dynamic"
        found = self._commitment(receipt, record)["commitment_discount_id"]
        return "Committed" if found and (is_use or KINDS[receipt.term].category == "Usage") else "Standard"

    def _tags(self, receipt: Receipt, record: Model | None) -> str:
        accelerator = self.accelerators.get(getattr(record, "accelerator", ""))
        found = {
            "collection": receipt.collection,
            "id": receipt.record,
            "accelerator": accelerator.id if accelerator else None,
            "class": accelerator.accelerator_class if accelerator else None,
            "mode": getattr(record, "mode", None),
        }
        return json.dumps({name: value for name, value in found.items() if value}, ensure_ascii=False)


def _discount(category: str | None, known: str | None, name: str | None, kind: str | None) -> dict[str, Any]:
    prefix = "commitment_discount"
    return {f"{prefix}_category": category, f"{prefix}_id": known, f"{prefix}_name": name, f"{prefix}_type": kind}
