"""What a newcomer answers: work, amount, places, ways to get capacity."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from data.catalog import read_catalog
from data.problems import suggestion
from data.starter.places import geographies, is_own, jurisdictions, sites
from data.starter.templates import TEMPLATES, WorkloadTemplate
from models.base import Amount, Model, Month, Positive
from models.calendar import month_number, month_text
from models.evidence import Day
from models.service import ServiceTarget

Way = Literal["buy", "lease", "reserve", "on_demand", "spot"]
"""Modes of which the shipped catalog has offers to draw from."""

LONGEST_MONTHS = 120


def _known(what: str, ids: Callable[[], Iterable[str]]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in (allowed := list(ids())):
            raise ValueError(f"{name!r} is not one of the {what}; {suggestion(name, allowed)}")
        return name

    return AfterValidator(check)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ValueError("a name is needed")
    if not line.isprintable():
        raise ValueError("control characters are not allowed in a name")
    return line


Name = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
"""A name on one line."""
TemplateId = Annotated[str, _known("workload templates", lambda: TEMPLATES)]
GeographyId = Annotated[str, _known("catalog's geographies", geographies)]
SiteId = Annotated[str, _known("catalog's sites with offers", sites)]
AcceleratorId = Annotated[str, _known("catalog's accelerators", lambda: read_catalog()["accelerators"])]
JurisdictionId = Annotated[str, _known("jurisdictions of the catalog's sites", jurisdictions)]
StackId = Annotated[str, _known("catalog's stacks", lambda: read_catalog()["stacks"])]
Quota = Annotated[int, Field(ge=1, le=1_000_000)]
Growth = Annotated[float, Field(gt=-1, le=10)]


class Usage(Model):
    """Demand told by what the work occupies today."""

    accelerator: AcceleratorId
    """Accelerator it runs on today."""
    hours_per_month: Positive
    """Accelerator-hours a month [accelerator-h/month]."""
    utilization: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Share of these hours in which the accelerators do work at their measured throughput."""


class WorkloadAnswer(Model):
    """One class of work. What is left out is taken from its template."""

    template: TemplateId
    """Workload template."""
    name: Name | None = None
    """Own name."""
    level: Positive | None = None
    """Mean demand of the first month, over all geographies [service unit of the template]."""
    usage: Usage | None = None
    """Instead of `level`: what the work occupies today."""
    growth_per_year: Growth | None = None
    """Compound growth per year (0.3 = +30 %)."""
    targets: tuple[ServiceTarget, ...] | None = None
    """Service target; an empty list: only throughput counts."""
    headroom: Annotated[float, Field(ge=0, le=10)] | None = None
    """Capacity above the peak (0.4 = 40 %); for work that can neither wait nor be interrupted."""
    jurisdictions: tuple[JurisdictionId, ...] = ()
    """Residency: jurisdictions in which its data must stay, so in which it may run; empty: any."""

    @property
    def kind(self) -> WorkloadTemplate:
        """Its template."""
        return TEMPLATES[self.template]

    @property
    def title(self) -> str:
        """Its own name, else that of the template."""
        return self.name or self.kind.title

    @property
    def service_targets(self) -> tuple[ServiceTarget, ...]:
        """Its own targets, else those of the template."""
        return self.kind.targets if self.targets is None else self.targets

    @property
    def growth(self) -> float:
        """Its own growth per year, else that of the template."""
        return self.kind.growth_per_year if self.growth_per_year is None else self.growth_per_year

    @model_validator(mode="after")
    def _parts_agree(self) -> WorkloadAnswer:
        if self.level is not None and self.usage is not None:
            raise ValueError("give `level` or `usage`, not both")
        statistics = [(target.metric, target.percentile) for target in self.targets or ()]
        if len(set(statistics)) != len(statistics):
            raise ValueError("targets: every metric and percentile once")
        _each_once("jurisdictions", self.jurisdictions)
        return self


class SiteAnswer(Model):
    """A place where accelerators may stand."""

    site: SiteId
    """Site of the catalog: a cloud region, or the archetype of an own hall, cage or plant."""
    power_cap_kw: Positive | None = None
    """Own sites: limit on power at the meter [kW]; none: no limit."""
    electricity_usd_per_kwh: Amount | None = None
    """Own sites: price of electricity [USD/kWh]; default: the catalog's."""
    price_date: Day | None = None
    """Date of the quote or bill that this price is from; none: an undated assumption."""

    @model_validator(mode="after")
    def _power_is_ours(self) -> SiteAnswer:
        if self.price_date is not None and self.electricity_usd_per_kwh is None:
            raise ValueError("price_date: give the price too, `electricity_usd_per_kwh`")
        given = self.power_cap_kw is not None or self.electricity_usd_per_kwh is not None
        if given and not is_own(self.site):
            raise ValueError(
                f"{self.site} is a cloud region: its prices include power, leave power and electricity out"
            )
        return self


class FleetAnswer(Model):
    """Accelerators in service today."""

    accelerator: AcceleratorId
    site: SiteId
    accelerators: Positive
    """How many."""
    until: Month | None = None
    """First month in which they are gone."""
    monthly_usd: Amount = 0.0
    """Payment per accelerator and month [USD]."""
    price_date: Day | None = None
    """Date of the contract or bill that this payment is from; none: an undated assumption."""


class BudgetAnswer(Model):
    """A limit on money, in a fiscal year or over the whole plan."""

    kind: Literal["capex", "opex", "total"] = "total"
    """`capex`: hardware bought; `opex`: every other payment; `total`: both."""
    fiscal_year: int | None = Field(default=None, ge=1900, le=2200)
    """Fiscal year, by the calendar year it starts in; none: the whole plan."""
    max_usd: Amount
    """Limit [USD]."""


class Answers(Model):
    """All answers of the guided start."""

    name: Name
    """Name of the scenario."""
    start: Month
    """First month planned."""
    months: int = Field(default=36, ge=1, le=LONGEST_MONTHS)
    """Length of the plan [months]; quarters are planned where it is more than a year of whole quarters."""
    as_of: Day | None = None
    """Date at which prices are read; default: the first month planned."""
    geographies: dict[GeographyId, Positive] = Field(min_length=1)
    """Where users are, each with its part of all users (any numbers: they are scaled to 100 %)."""
    workloads: tuple[WorkloadAnswer, ...] = Field(min_length=1, max_length=20)
    sites: tuple[SiteAnswer, ...] = Field(min_length=1)
    ways: tuple[Way, ...] = Field(default=("buy", "lease", "reserve", "on_demand", "spot"), min_length=1)
    """Ways to get capacity that may be used."""
    quota: Quota | Literal["suggested"] | None = None
    """Most accelerators of one class at one site that on demand or spot gives at once. None: no limit known.
    `suggested`: as many as the work needs, with headroom, until ordered capacity is there."""
    stacks: tuple[StackId, ...] = ("cuda",)
    """Software stacks the work runs on today: no porting to these."""
    fleet: tuple[FleetAnswer, ...] = ()
    """Accelerators in service today."""
    budgets: tuple[BudgetAnswer, ...] = Field(default=(), max_length=60)
    """Limits on money; none: no budget limit."""
    fiscal_year_start: Annotated[int, Field(ge=1, le=12)] = 1
    """Calendar month in which a fiscal year starts."""

    @property
    def months_per_period(self) -> int:
        """Length of a period [months]."""
        return period_months(self.months)

    @property
    def periods(self) -> int:
        """Number of periods."""
        return self.months // self.months_per_period

    @property
    def fiscal_years(self) -> tuple[int, ...]:
        """Fiscal years that the plan touches."""
        return fiscal_years(self.start, self.months, self.fiscal_year_start)

    def month(self, period: int) -> str:
        """First month of a period."""
        return month_text(month_number(self.start) + period * self.months_per_period)

    @property
    def shares(self) -> dict[str, float]:
        """Share of the users by geography; they sum to 1."""
        total = sum(self.geographies.values())
        return {place: part / total for place, part in self.geographies.items()}

    @property
    def workload_ids(self) -> tuple[str, ...]:
        """An id for each workload, made from its title; unique."""
        ids: list[str] = []
        for workload in self.workloads:
            base = _slug(workload.name or "") or workload.template
            tries = (base if n == 1 else f"{base}-{n}" for n in count(1))
            ids.append(next(name for name in tries if name not in ids))
        return tuple(ids)

    @model_validator(mode="after")
    def _nothing_is_named_twice(self) -> Answers:
        _each_once("sites", [answer.site for answer in self.sites])
        _each_once("ways", self.ways)
        _each_once("stacks", self.stacks)
        _each_once("budgets", [f"{b.kind}, {b.fiscal_year or 'the whole plan'}" for b in self.budgets])
        outside = next((b.fiscal_year for b in self.budgets if b.fiscal_year not in (None, *self.fiscal_years)), None)
        if outside:
            years = f"{self.fiscal_years[0]} to {self.fiscal_years[-1]}"
            raise ValueError(f"budgets: the plan touches no fiscal year {outside}; allowed: {years}")
        if month_number(self.start) + self.months > month_number("2199-12"):
            raise ValueError("start: the plan must end before the year 2199")
        return self


def fiscal_years(start: str, months: int, first_month: int = 1) -> tuple[int, ...]:
    """Fiscal years, each named after the calendar year it starts in, that a plan touches.

    Parameters
    ----------
    start, months : first month and length of the plan [months].
    first_month : calendar month in which a fiscal year starts.
    """
    first = month_number(start) - (first_month - 1)
    return tuple(range(first // 12, (first + months - 1) // 12 + 1))


def _each_once(field: str, names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"{field}: {twice} is named twice")


def period_months(months: int) -> int:
    """Length of a period for a plan of so many months: quarters where it is more than a year of whole quarters."""
    return 3 if months > 12 and months % 3 == 0 else 1


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:60].strip("-")
