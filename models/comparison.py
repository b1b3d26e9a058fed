"""Two scenarios side by side: what differs in the inputs, and what each difference is worth."""

from __future__ import annotations

from math import fsum

from pydantic import JsonValue, model_validator

from models.base import Id, Model, Text

COMPARISON_VERSION = "1.0"
"""Version of what `compare --json` writes of scenarios."""
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

    @model_validator(mode="after")
    def _rows_add_up(self) -> Comparison:
        rows = fsum(worth.first_usd or 0.0 for worth in self.worths)
        if abs(rows + self.interaction_usd - self.total_usd) > CENT:
            raise ValueError(f"rows and interaction are {rows + self.interaction_usd:.2f}, not {self.total_usd:.2f}")
        if abs(self.after.cost_usd - self.before.cost_usd - self.total_usd) > CENT:
            raise ValueError(f"the plans are not {self.total_usd:.2f} apart")
        return self
