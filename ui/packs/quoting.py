"""A vendor's quote: from the answers of a filled workbook to offers that are laid over the scenario."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from data.document.syntax import pieces
from data.document.writing import written
from data.export_csv import csv_bytes
from data.packs.book import printable
from data.packs.filled import QuoteError
from data.packs.responses import Quote, Returned, open_quote, quote_of
from data.plan_tables import Table
from data.starter.yaml_lines import note
from models.base import Id
from models.books import usd_per_unit
from models.offer import Offer
from models.packs.lots import Lot
from models.packs.marking import for_vendors
from models.packs.response import PRICES, Answer, Measured
from models.scenario import Scenario
from ui.exits import Exit, SteelyardError
from ui.packs.lots import lots_of
from ui.packs.pricing import pricing_of
from ui.packs.source import Source

KEPT = (
    "accelerator", "site", "mode", "pack", "days", "life_months", "capacity_credit", "is_dedicated", "orders", "rent",
    "availability", "fabric_gbps", "storage_gbps", "fabric_usd_per_month", "storage_usd_per_month",
    "software_usd_per_year", "bucket", "refresh_months", "contents",
)  # fmt: skip
"""What a quote takes over from the offer of its lot, where it does not say otherwise."""
DAYS_PER_MONTH = 365.25 / 12
"""Days of a mean month."""
LONGEST_ID = 80


def read_quote(raw: bytes, file: str, source: Source, vendor: str) -> Quote:
    """The answers of a filled workbook.

    Parameters
    ----------
    source : the plan that the workbook was exported from.
    vendor : id of the vendor that answers.

    Raises
    ------
    SteelyardError
        when the workbook is of another plan or addressed to another vendor; else with every cell that is wrong.
    """
    try:
        returned = open_quote(raw, file)
        _check_plan(returned, source, vendor)
        return quote_of(returned, for_vendors(pricing_of(source, returned.identity.vendor or None)), vendor)
    except QuoteError as error:
        raise SteelyardError(Exit.BAD_INPUT, error.problems) from None


def _check_plan(returned: Returned, source: Source, vendor: str) -> None:
    seen, own = returned.identity, source.plan.provenance.scenario_hash
    if seen.input_hash != own:
        hashes = f"its input hash begins {seen.input_hash[:12]}, that of the plan {own[:12]}"
        line = f"{returned.file}: was made from another scenario ({hashes}): give the plan it was exported from"
        raise QuoteError([line])
    if seen.vendor not in ("", vendor):
        raise QuoteError([f"{returned.file}: is addressed to {seen.vendor}, not to {vendor}"])


def overlay(source: Source, quote: Quote, vendor: str, file: str) -> dict[str, Any]:
    """What is laid over the scenario: `offers`, and `vendors` where the scenario does not have this one.

    SteelyardError where the scenario would be none with it.
    """
    lots = {lot.id: lot for lot in lots_of(source, quote.addressed or None)}
    known = {offer.id: offer for offer in source.scenario.offers}
    by_offer: dict[str, list[Answer]] = defaultdict(list)
    for answer in quote.answers:
        by_offer[lots[answer.lot].offer].append(answer)
    making = _Making(source.scenario, quote, vendor, file)
    offers = [made for key, some in by_offer.items() for made in making.offers(known[key], some, lots)]
    is_new = vendor not in {each.id for each in source.scenario.vendors}
    found = {**({"vendors": [{"id": vendor}]} if is_new else {}), "offers": offers}
    check_laid(source.scenario, found, file)
    return found


def check_laid(scenario: Scenario, over: Mapping[str, list[dict[str, Any]]], file: str) -> None:
    """SteelyardError where the scenario would be none with the quote laid over it."""
    document = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for name, records in over.items():
        own = {each["id"] for each in records}
        document[name] = [each for each in document.get(name, []) if each["id"] not in own] + records
    try:
        Scenario.model_validate_json(json.dumps(document))
    except ValidationError as error:
        lines = [f"{file}: with this quote the scenario breaks a rule: {detail['msg']}" for detail in error.errors()]
        raise SteelyardError(Exit.BAD_INPUT, lines) from None


class _Making:
    """Makes offers of answers."""

    def __init__(self, scenario: Scenario, quote: Quote, vendor: str, file: str) -> None:
        self.scenario, self.quote, self.vendor, self.file = scenario, quote, vendor, file
        self.vendors = {each.id: each.name or each.id for each in scenario.vendors}
        self.accelerators = {each.id: each.name or each.id for each in scenario.accelerators}

    def offers(self, base: Offer, answers: Sequence[Answer], lots: Mapping[str, Lot]) -> Iterator[dict[str, Any]]:
        """An offer for the lots of an offer that are answered alike; others each from the month of their lots on."""
        alike: dict[str, list[Answer]] = defaultdict(list)
        for answer in answers:
            alike[answer.model_dump_json(exclude={"lot", "most_nodes"})].append(answer)
        for n, some in enumerate(alike.values()):
            own = {"id": _id(base.id, self.vendor, some[0].lot if len(alike) > 1 else "")}
            month = min((lots[each.lot].order_by or "" for each in some), default="")
            later = {"order_from": month} if n and month else {}
            yield {**own, **self.offer(base, some), **later}

    def offer(self, base: Offer, some: Sequence[Answer]) -> dict[str, Any]:
        """The fields of an offer of answers that say the same."""
        said = some[0]
        own = base.model_dump(mode="json", exclude_defaults=True)
        kept = {key: own[key] for key in KEPT if key in own}
        most = [each.most_nodes for each in some if each.most_nodes is not None]
        product, payee = said.product or self.accelerators[base.accelerator], self.vendors.get(self.vendor, self.vendor)
        fields = {
            "name": f"{product}, quoted by {payee}",
            **kept,
            "vendor": self.vendor,
            **self.prices(said),
            "support_share_per_year": _share(said.support_percent),
            "term_months": said.term_months,
            "lead_months": None if said.lead_weeks is None else months_of(said.lead_weeks),
            "max_packs" if base.is_firm else "quota_packs": math.fsum(most) if len(most) == len(some) else None,
        }
        if said.availability_percent is not None:
            fields["availability"] = _share(said.availability_percent)
        if said.warranty:
            fields["contents"] = {**own.get("contents", {}), "support": said.warranty}
        given = {key: value for key, value in fields.items() if value is not None}
        return {**given, **self.exits(said), "evidence": self.evidence(some)}

    def prices(self, said: Answer) -> dict[str, float | None]:
        """Prices in USD, at the rate of the month of the quote."""
        fields = {"upfront_usd": "upfront", "monthly_usd": "monthly", "committed_usd_per_hour": "committed"}
        named = {**fields, "usd_per_hour": "used"}
        return {field: self.in_usd(getattr(said, key), said) for field, key in named.items()}

    def in_usd(self, amount: float | None, said: Answer) -> float | None:
        if amount is None or said.currency == "USD":
            return amount
        return round(amount * usd_per_unit(self.scenario.policy.exchange_rates, said.quoted[:7]), 6)

    def exits(self, said: Answer) -> dict[str, Any]:
        if said.exit_after_months is None:
            return {}
        return {"exits": [{"after_months": said.exit_after_months, "fee_usd": self.in_usd(said.exit_fee, said)}]}

    def evidence(self, some: Sequence[Answer]) -> dict[str, Any]:
        """Grade, file and cells, dates; remarks are kept with the source."""
        said = some[0]
        cells = ", ".join(self.quote.places[each.lot][_priced(each)] for each in some)
        source = f"{self.file}, {cells}" + (f"; {said.remarks}" if said.remarks else "")
        dates = {"date": said.quoted, **({"expires": said.expires} if said.expires else {})}
        return {"grade": "quote", "source": source[:2000], **dates, "confidential": True}


def overlay_text(document: Mapping[str, Any], vendor: str, file: str) -> str:
    """The overlay as YAML, with a line on what it is for."""
    words = f"Quote of {vendor}, read from {' '.join(printable(file).split())}. Confidential."
    how = "It is laid over its scenario: put `extends: SCENARIO.yaml` above it, or its records into a variant."
    body = "".join(pieces(written(dict(document), 0, is_inside=False)))
    return "\n".join([*note(f"{words}\n{how}"), body]) + "\n"


def new_vendor_id(source: Source, name: str) -> str:
    """The id of a vendor that the scenario does not have; SteelyardError where it has it, or it is no id."""
    if name in {vendor.id for vendor in source.scenario.vendors}:
        raise SteelyardError(Exit.BAD_INPUT, [f"--new-vendor: the scenario has the vendor {name} already"])
    try:
        return TypeAdapter(Id).validate_python(name)
    except ValidationError:
        words = (
            "a new vendor is named by an id: letters, digits and `_ . + / -`, at most 80, the first a letter or digit"
        )
        raise SteelyardError(Exit.BAD_INPUT, [f"--vendor {name}: {words}"]) from None


def measured_file(measured: Sequence[Measured]) -> bytes:
    """What a vendor states of its measurements, as CSV."""
    headers = tuple(Measured.model_fields)
    rows = tuple(tuple(getattr(each, name) for name in headers) for each in measured)
    return csv_bytes(Table("measured", headers, rows))


def months_of(weeks: float) -> int:
    """Weeks in whole months, rounded up: 13 weeks are 3 months, 14 are 4."""
    return math.ceil(weeks * 7 / DAYS_PER_MONTH - 1e-9)


def _share(percent: float | None) -> float | None:
    return None if percent is None else round(percent / 100, 12)


def _priced(answer: Answer) -> str:
    """The first price that is given."""
    return next(key for key in PRICES if getattr(answer, key) is not None)


def _id(offer: str, vendor: str, lot: str) -> str:
    """Id of a quoted offer; what is too long is cut and told apart by a hash."""
    full = f"{offer}-quote-{vendor}" + (f"-{lot}" if lot else "")
    if len(full) <= LONGEST_ID:
        return full
    digest = hashlib.sha256(full.encode()).hexdigest()[:8]
    return f"{full[: LONGEST_ID - 9]}-{digest}"
