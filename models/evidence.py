"""Where a figure comes from and how far it can be trusted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from models.base import Model, Text

Grade = Literal[
    "own_measurement",
    "third_party_measurement",
    "vendor_claim",
    "quote",
    "list_price",
    "estimate",
    "assumption",
]
"""Evidence grades, from strongest to weakest; `assumption` marks a user's own unsourced figure."""


def _day_exists(text: str) -> str:
    if len(text) == 10:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text} is not a day of the calendar; allowed: YYYY, YYYY-MM or YYYY-MM-DD") from None
    return text


Day = Annotated[
    str, Field(pattern=r"^(19|20|21)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"), AfterValidator(_day_exists)
]
"""A date as precise as the source gives it: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""


class Evidence(Model):
    """Source, date and grade of a record; an estimate also says its range and method."""

    grade: Grade = "assumption"
    """How the figure was obtained."""
    source: Text = "scenario author"
    """Where it was read: source id, document, vendor quote number."""
    date: Day | None = None
    """Date of the figure."""
    low: float | None = None
    """Low end of the plausible range, in the unit of the record's leading figure."""
    high: float | None = None
    """High end of the plausible range, in the unit of the record's leading figure."""
    method: Text | None = None
    """How an estimate was made."""
    expires: Day | None = None
    """Last day on which a quote holds."""
    confidential: bool = False
    """Whether the figure may leave the company."""

    @model_validator(mode="after")
    def _estimate_is_bracketed(self) -> Evidence:
        if self.grade == "estimate" and (self.low is None or self.high is None or not self.method):
            raise ValueError("an estimate needs `low`, `high` and `method`")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("`low` must not exceed `high`")
        return self


class EvidenceShare(Model):
    """Share of the plan's money that rests on one grade of evidence."""

    grade: str
    usd: float
    share: float
    older_than_90_days_share: float
    """Part of this grade's money whose price is over 90 days old at the pricing date, or undated."""


class EvidenceReport(Model):
    """On what the plan's money and capacity rest."""

    sentence: str
    by_grade: tuple[EvidenceShare, ...]
    capacity_by_grade: dict[str, float]
    """Share of the served accelerator-hours by the grade of the benchmark used."""
    replaced: tuple[str, ...] = ()
    """Offers of the catalog whose price the scenario replaced."""
