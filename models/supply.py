"""What may be ordered from whom in a stretch of time, and what may stand under which law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month
from models.raw import Problem, items, rows, unknown
from models.vocabulary import AcceleratorClass, OrderedMode


class SupplyLimit(Model):
    """Most accelerators that can be ordered in any stretch of months, all firm offers that it counts together."""

    id: Id
    vendor: Id | None = None
    """Vendor that it is on; none: all vendors."""
    role: Literal["payee", "silicon"] = "silicon"
    """Whether the vendor is the maker of the accelerators, or the one paid for an offer."""
    accelerators: tuple[Id, ...] = ()
    """Accelerators it counts; empty: all."""
    classes: tuple[AcceleratorClass, ...] = ()
    """Classes it counts; empty: all."""
    modes: tuple[OrderedMode, ...] = ()
    """Kinds of offers it counts, such as `buy` where a cloud has supplies of its own; empty: all that are ordered."""
    months: int | None = Field(default=None, ge=1, le=1200)
    """Length of the stretch [months], rounded up to whole periods; none: all the time from `first` to `until`."""
    max_accelerators: Amount
    """Most accelerators ordered in any such stretch."""
    first: Month | None = None
    """Orders in periods that start from this month on count; default: the first of the horizon."""
    until: Month | None = None
    """Orders in periods that start in this month or later do not count; default: all do."""

    @model_validator(mode="after")
    def _spans_time(self) -> SupplyLimit:
        if self.first is not None and self.until is not None and self.first >= self.until:
            raise ValueError(f"`until` ({self.until}) must be later than `first` ({self.first})")
        return self


class ExportLimit(Model):
    """Most accelerators in service, rented and held at sites under some jurisdictions, in every period and block.

    It counts what is in every list that is given."""

    id: Id
    jurisdictions: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Jurisdictions of the sites that it counts together."""
    accelerators: tuple[Id, ...] = ()
    """Accelerators it counts; empty: all."""
    classes: tuple[AcceleratorClass, ...] = ()
    """Classes it counts; empty: all."""
    vendors: tuple[Id, ...] = ()
    """Makers whose accelerators it counts; empty: all."""
    max_accelerators: Amount = 0.0
    """Most accelerators there at once, today's fleet included; 0: none."""
    first: Month | None = None
    """First month in which it holds; default: the first of the horizon."""


def supply_problems(document: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Names of supply and export limits that lead nowhere."""
    policy = document.get("policy")
    sites = {str(site.get("jurisdiction")) for _, site in rows(document, "sites")}
    known = {**ids, "jurisdictions of sites": sites}
    for limits, fields in (
        ("supplies", {"vendor": "vendors", "accelerators": "accelerators"}),
        (
            "exports",
            {"vendors": "vendors", "accelerators": "accelerators", "jurisdictions": "jurisdictions of sites"},
        ),
    ):
        for n, row in rows(policy, limits) if isinstance(policy, Mapping) else ():
            for field, target in fields.items():
                for place, value in items(row.get(field)):
                    if value not in known[target]:
                        yield unknown(("policy", limits, n, field, *place), value, target, known[target])
