"""Quotas over several rentable offers: what a cloud lets run at once in a region, of a class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import model_validator

from models.base import Amount, Id, Model, Month
from models.raw import Problem, items, rows, unknown
from models.vocabulary import AcceleratorClass, Lost

RunningMode = Literal["on_demand", "spot", "dated"]


class QuotaLimit(Model):
    """Most accelerators rented at once, and counted on for headroom, of all offers that it counts together.

    It counts what is in every list that is given."""

    id: Id
    modes: tuple[RunningMode, ...] = ()
    """Kinds of offers it counts; empty: on demand and spot together. Dated blocks count where they are named, all
    those of a period at once, as they may lie on the same days."""
    vendors: tuple[Id, ...] = ()
    """Vendors paid for the offers it counts; empty: all."""
    sites: tuple[Id, ...] = ()
    """Sites (cloud regions) it counts; empty: all."""
    accelerators: tuple[Id, ...] = ()
    """Accelerators it counts; empty: all."""
    classes: tuple[AcceleratorClass, ...] = ()
    """Classes it counts; empty: all."""
    max_accelerators: Amount
    """Most accelerators running at once; of an offer without `quota_packs` that is its quota, too."""
    first: Month | None = None
    """First month in which it holds; default: the first of the horizon."""
    until: Month | None = None
    """First month in which it no longer holds; default: it holds to the end."""

    @model_validator(mode="after")
    def _spans_time(self) -> QuotaLimit:
        if self.first is not None and self.until is not None and self.first >= self.until:
            raise ValueError(f"`until` ({self.until}) must be later than `first` ({self.first})")
        return self


class CountedOn(Model):
    """Accelerators of a rentable offer under a quota of the policy that headroom counts on, before its credit."""

    lose: Lost | None = None
    """Whether a site, a vendor or a stack is lost; null: nothing is, it backs headroom."""
    lost: Id | None = None
    """The site, the vendor or the stack."""
    within_months: int | None = None
    """Months that leaving a stack may take; null: all of it stands in at once."""
    offer: Id
    accelerator: Id
    site: Id
    period: Month
    block: Id
    accelerators: float


def quota_problems(document: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Names of quotas that lead nowhere."""
    policy = document.get("policy")
    for n, row in rows(policy, "quotas") if isinstance(policy, Mapping) else ():
        for field in ("vendors", "sites", "accelerators"):
            for place, value in items(row.get(field)):
                if value not in ids[field]:
                    yield unknown(("policy", "quotas", n, field, *place), value, field, ids[field])
