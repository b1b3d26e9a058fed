"""Demand of one geography over time, whole or in parts by what drives it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from models.bands import Driver
from models.base import Amount, Id, Model, Month
from models.calendar import month_number, month_text

Growth = Annotated[float, Field(gt=-1, le=100)]


class DemandPart(Model):
    """A part of the demand with a driver of its own: a level that grows, or a path; perhaps only in some months."""

    driver: Driver
    """Why there is this demand: `committed`, `expansion`, or a `launch`, a `season`, an `experiment`."""
    level: Amount | None = None
    """Mean demand in its first month: `first`, else that of the horizon [service unit]."""
    growth_per_year: Growth = 0.0
    """Compound growth per year from `level` (0.5 = +50 %)."""
    path: dict[Month, Amount] | None = None
    """Instead of level and growth: demand at given months, straight lines between, constant outside."""
    first: Month | None = None
    """First month with this demand; default: always."""
    until: Month | None = None
    """First month without it; default: to the end."""
    milestone: Id | None = None
    """Milestone that it hangs on: where a case has another month for that, all dates of the part move with it."""

    @model_validator(mode="after")
    def _one_form(self) -> DemandPart:
        _check_form(self.level, self.growth_per_year, self.path)
        if self.first is not None and self.until is not None and self.until <= self.first:
            raise ValueError("`until` must lie after `first`")
        if self.milestone is not None and self.first is None and self.path is None:
            raise ValueError("a part with a `milestone` needs `first` or `path`: the dates that move with it")
        return self

    def moved(self, shift: int) -> DemandPart:
        """The part with all its dates so many months later."""

        def later(month: str | None) -> str | None:
            return None if month is None else month_text(month_number(month) + shift)

        path = None if self.path is None else {str(later(month)): value for month, value in self.path.items()}
        return self.model_copy(update={"first": later(self.first), "until": later(self.until), "path": path})

    def at(self, month: int, first: int, shift: int = 0) -> float:
        """Demand in a month (as month number) [service unit].

        Parameters
        ----------
        first : month number of the horizon. shift : months by which its milestone is later than planned.
        """
        own = month - shift
        start = first if self.first is None else month_number(self.first)
        if (self.first is not None and own < start) or (self.until is not None and own >= month_number(self.until)):
            return 0.0
        if self.path is not None:
            return along(self.path, own)
        anchor = start if self.first is not None else start - shift
        return (self.level or 0.0) * float((1 + self.growth_per_year) ** ((own - anchor) / 12))


class Demand(Model):
    """Mean demand of one geography over time, in the workload's service unit. A period of several months takes
    their mean, its peak the highest of them."""

    geography: Id
    level: Amount | None = None
    """Mean demand in the first month [service unit]."""
    growth_per_year: Growth = 0.0
    """Compound growth per year from `level` (0.5 = +50 %)."""
    path: dict[Month, Amount] | None = None
    """Instead of level and growth: demand at given months, straight lines between, constant outside."""
    parts: tuple[DemandPart, ...] = ()
    """Instead of both: parts by what drives them, which add up; procurement bands follow them."""

    @model_validator(mode="after")
    def _one_form(self) -> Demand:
        if not self.parts:
            _check_form(self.level, self.growth_per_year, self.path)
        elif self.level is not None or self.path is not None or self.growth_per_year:
            raise ValueError("`parts` replace `level`, `growth_per_year` and `path`: give them in each part")
        return self

    def at(self, month: int, first: int) -> float:
        """Demand in a month (as month number), `first` being that of the horizon, each milestone in the month it is
        planned for [service unit]."""
        if self.parts:
            return sum(part.at(month, first) for part in self.parts)
        if self.path is None:
            return (self.level or 0.0) * float((1 + self.growth_per_year) ** ((month - first) / 12))
        return along(self.path, month)

    def scaled(self, factor: float) -> Demand:
        """The same demand times a factor in every month."""
        parts = tuple(part.model_copy(update=_scaled(part, factor)) for part in self.parts)
        return self.model_copy(update={**_scaled(self, factor), "parts": parts})


def along(path: Mapping[str, float], month: int) -> float:
    """Demand of a path in a month number: straight lines between its months, constant outside [service unit]."""
    knots = sorted((month_number(m), value) for m, value in path.items())
    if month <= knots[0][0]:
        return knots[0][1]
    for (m0, v0), (m1, v1) in pairwise(knots):
        if month <= m1:
            return v0 + (v1 - v0) * (month - m0) / (m1 - m0)
    return knots[-1][1]


def _check_form(level: float | None, growth: float, path: dict[str, float] | None) -> None:
    if (level is None) == (path is None):
        raise ValueError("give `level` (with `growth_per_year`) or `path`, not both")
    if path is not None and (not path or growth):
        raise ValueError("`path` needs at least one month and excludes `growth_per_year`")


def _scaled(form: Demand | DemandPart, factor: float) -> dict[str, object]:
    level = None if form.level is None else form.level * factor
    path = None if form.path is None else {month: value * factor for month, value in form.path.items()}
    return {"level": level, "path": path}
