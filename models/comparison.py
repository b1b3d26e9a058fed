"""Two scenarios side by side: what differs in the inputs, and what each difference is worth."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum
from typing import Annotated

from pydantic import Field, JsonValue, model_validator

from models.base import Id, Model, Text
from models.cases import CaseChange

COMPARISON_VERSION = "1.1"
"""Version of what `compare --json` writes of scenarios."""
OVER_TIME = (("horizon", "start"), ("horizon", "periods"), ("horizon", "months_per_period"))
"""Inputs that say which months a scenario covers."""
CENT = 0.005
"""How far sums may be off: money is stated in cents [USD]."""


class InputChange(Model):
    """One input that differs."""

    path: Text
    """The input, as messages write it: `offers[od].usd_per_hour`."""
    at: tuple[str, ...]
    """The same step by step: fields, and ids of records."""
    records: tuple[int, ...] = ()
    """Which of the steps are records of a list, from 0."""
    old: JsonValue = None
    """What the first scenario says; null where nothing."""
    new: JsonValue = None
    """What the other one says; null where nothing."""
    unit: Text = ""
    """Service unit of the workload that it is about; empty: it is about none."""
    is_idle: bool = False
    """Whether it can change no plan: names, sources, levers, alternatives, other cases, what is about all cases."""


class Cost(Model):
    """A plan's cost and how far it is proven."""

    cost_usd: float
    """Discounted cost [USD]."""
    bound_usd: float
    """No plan costs less [USD]."""


class Worth(Model):
    """What some of the changes are worth by themselves: the plan with them alone, and that with all but them."""

    title: Text
    """What changes, in words."""
    paths: tuple[Text, ...]
    """Paths of the changes that are made together."""
    first_usd: float | None = None
    """Cost of the first scenario with these changes alone, less its cost without [USD]; null: see `why_not`."""
    first_within_usd: float = 0.0
    """How far the gaps of the two plans may move that [USD]."""
    last_usd: float | None = None
    """Cost of the other scenario less its cost without these changes [USD]; null: see `why_not`."""
    last_within_usd: float = 0.0
    """How far the gaps of the two plans may move that [USD]."""
    why_not: Text = ""
    """Why a figure is missing; then it is part of the interaction."""

    @property
    def first(self) -> tuple[float | None, float | None]:
        """Its worth made first, and how far the gaps may move that [USD]; null where there is none."""
        return (None, None) if self.first_usd is None else (self.first_usd, self.first_within_usd)

    @property
    def last(self) -> tuple[float | None, float | None]:
        """The same left out last."""
        return (None, None) if self.last_usd is None else (self.last_usd, self.last_within_usd)

    @property
    def says_nothing(self) -> bool:
        """Whether the gaps leave open if they change anything, made first."""
        return self.first_usd is not None and abs(self.first_usd) <= self.first_within_usd


class Comparison(Model):
    """What leads from one scenario to another, in one case."""

    schema_version: str = COMPARISON_VERSION
    base: Text
    """Name of the first scenario."""
    other: Text
    """Name of the other one."""
    case: Id
    gap: float
    """Asked gap of every search, a share."""
    before: Cost
    """The plan of the first scenario."""
    after: Cost
    """The plan of the other one."""
    changes: tuple[InputChange, ...]
    """Every input that differs."""
    worths: tuple[Worth, ...]
    """Dearest first; of changes that are made together one row."""
    grouping: Text = ""
    """How changes were put together, so that not too many plans are made; empty: each stands for itself."""
    plans: int
    """Plans that were made, those of both scenarios among them."""

    total_usd: float
    """What all changes together are worth: the other plan's cost less that of the first [USD]."""
    within_usd: float
    """How far the gaps of both plans may move that [USD]."""
    interaction_usd: float
    """What they are worth together beyond the sum of each made first: rows and this add up to the total [USD]."""
    is_cut_short: bool = False
    """Whether it was called off before everything was weighed; rows without figures say so."""

    @model_validator(mode="after")
    def _rows_add_up(self) -> Comparison:
        rows = fsum(worth.first_usd or 0.0 for worth in self.worths)
        if abs(rows + self.interaction_usd - self.total_usd) > CENT:
            raise ValueError(f"rows and interaction are {rows + self.interaction_usd:.2f}, not {self.total_usd:.2f}")
        if abs(self.after.cost_usd - self.before.cost_usd - self.total_usd) > CENT:
            raise ValueError(f"the plans are not {self.total_usd:.2f} apart")
        return self


def covers_other_months(changes: Iterable[InputChange]) -> bool:
    """Whether two scenarios that differ so cover different times, and so do their costs."""
    return any(change.at in OVER_TIME for change in changes)


class FigureRow(Model):
    """One figure of several plans."""

    name: Text
    """What it is."""
    unit: Text
    """Its unit."""
    amounts: tuple[float, ...]
    """One for every plan, in their order."""
    is_total: bool = False
    """Whether it sums up the rows above it."""


class FigureSection(Model):
    """Figures that are read together."""

    title: Text
    """What they are about."""
    rows: tuple[FigureRow, ...]


class SideBySide(Model):
    """Plans side by side; of scenarios also what leads from the first to each other one."""

    names: Annotated[tuple[Text, ...], Field(min_length=2)]
    """What they are called; the first is the base of all differences."""
    decisions: tuple[Text, ...]
    """What each plan decides, in words."""
    case_changes: tuple[tuple[CaseChange, ...], ...]
    """What the case of each plan changes besides demand."""
    sections: tuple[FigureSection, ...]
    """Figures of the plans."""
    inputs: tuple[Comparison, ...] = ()
    """Of scenarios, for each but the first: which inputs differ from it, and what that is worth."""

    @model_validator(mode="after")
    def _sides_fit(self) -> SideBySide:
        each = {len(self.names), len(self.decisions), len(self.case_changes)}
        each |= {len(row.amounts) for section in self.sections for row in section.rows}
        if len(each) > 1 or len(self.inputs) not in (0, len(self.names) - 1):
            raise ValueError(f"{len(self.names)} plans: every figure needs one amount for each of them")
        return self

    @property
    def case(self) -> str:
        """The case that scenarios are compared in; empty where plans are."""
        return self.inputs[0].case if self.inputs else ""
