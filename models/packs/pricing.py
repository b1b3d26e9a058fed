"""Content of the pricing workbook: the lots that vendors price, and what they are to measure."""

from __future__ import annotations

from typing import Annotated

from models.base import Amount, Model, Text
from models.evidence import Day
from models.packs.lots import Lot
from models.packs.marking import VENDOR
from models.packs.stamp import Stamp

LAYOUT = "steelyard-pricing-1"
"""Layout of the workbook, as its hidden sheet names it; another one cannot be read back."""


class AskedLot(Model):
    """A lot with what its total is counted over."""

    lot: Annotated[Lot, VENDOR]
    """The lot."""
    months: Annotated[int | None, VENDOR]
    """Months of service that payments per month are counted over where no term is quoted [months]; null: of a block of
    days, and of what is rented."""
    hours_per_node: Annotated[Amount | None, VENDOR]
    """Hours that payments by the hour are counted over [h/node]; null: by the months."""


class Measurement(Model):
    """A figure that vendors are to measure."""

    id: Annotated[Text, VENDOR]
    """Number, `M1`, `M2`, ..."""
    workload: Annotated[Text, VENDOR]
    """Workload by its name on paper."""
    metric: Annotated[Text, VENDOR]
    """What is measured."""
    unit: Annotated[Text, VENDOR]
    """Unit of the value."""
    at: Annotated[Text, VENDOR]
    """At which requests, load and target."""


class Pricing(Model):
    """What the pricing workbook holds."""

    stamp: Annotated[Stamp, VENDOR]
    """Run, input, proof and approval."""
    buyer: Annotated[Text, VENDOR]
    """Who buys."""
    contact: Annotated[Text, VENDOR]
    """Whom vendors write to; empty: not stated."""
    responses_due: Annotated[Day | None, VENDOR]
    """Last day for responses; null: not stated."""
    questions_until: Annotated[Day | None, VENDOR]
    """Last day for questions; null: not stated."""
    vendor: Annotated[Text, VENDOR]
    """Vendor that it is addressed to, by its name on paper; empty: all alike."""
    vendor_id: Annotated[Text, VENDOR]
    """Id of this vendor; empty: all alike."""
    currencies: Annotated[tuple[Text, ...], VENDOR]
    """ISO 4217 codes of the currencies in which prices may be given."""
    lots: Annotated[tuple[AskedLot, ...], VENDOR]
    """The lots."""
    measurements: Annotated[tuple[Measurement, ...], VENDOR]
    """What is to be measured."""
