"""What a run asks for, read back from the store, where it may come from an import or an older version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from data.store import Store, StoreError
from models.bakeoff import MOST as MOST_QUOTES
from models.bakeoff import MOST_LETTERS, QuoteText
from models.base import Amount, Id, Model, Month, Share
from models.plan import Plan
from models.run import Person, Run, RunId, ShortText, Task
from models.sweep import SweepOptions
from solver.comparing import MOST, MOST_ROWS
from solver.reasons.make import ALTERNATIVES, WITHIN_PERCENT
from solver.search.options import SearchOptions, Strategy


class _Options(Model):
    """The bounds that the command line sets, too."""

    gap: Share
    absolute_gap_usd: Amount
    time_limit_s: Annotated[float, Field(ge=1)] | None
    strategy: Strategy
    threads: Annotated[int, Field(ge=1, le=256)]
    seed: Annotated[int, Field(ge=0, lt=2**31)]
    price_lanes: bool = True


class Again(Model):
    """The run whose plan is planned again, and until when its orders are firm; none where none is."""

    previous_run: RunId | None = None
    previous_case: Id | None = None
    """Case whose plan it is, where the run has one plan for all cases."""
    firm_until: Month | None = None


def again_of(run: Run) -> Again:
    """What a run plans again; StoreError when that cannot be read."""
    try:
        return Again.model_validate({name: run.options.get(name) for name in Again.model_fields})
    except ValidationError:
        raise StoreError("The run that this one plans again is not named as it should be.") from None


def previous_of_run(store: Store, person: Person, again: Again) -> Plan:
    """The plan that is planned again; StoreError when the run has none, or the person may not see it."""
    plan = store.runs.plan(person, again.previous_run or "", again.previous_case)
    if plan is None:
        raise StoreError("The run that is to be planned again has no plan.")
    return plan


def options_of(run: Run) -> SearchOptions:
    """The search options of a run; StoreError when they are none."""
    own = {name: value for name, value in run.options.items() if name not in Again.model_fields}
    try:
        return SearchOptions(**_Options.model_validate(own).model_dump())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise StoreError(f"The options of this run cannot be used: {where}: {first['msg']}.") from None


class StressOptions(Model):
    """What a run is told that puts a plan under stress."""

    only: tuple[Id, ...] = ()
    """Ids of the stresses; none: the whole suite."""


class WhyOptions(Model):
    """What a run is told that gives reasons."""

    within_percent: Annotated[float, Field(ge=0, le=100)] = WITHIN_PERCENT
    """How much dearer than the plan alternatives may be [%]."""
    alternatives: Annotated[int, Field(ge=0, le=3)] = ALTERNATIVES
    """How many are looked for."""


class LeverOptions(Model):
    """What a run is told that plans with levers."""

    only: tuple[Id, ...] = ()
    """Ids of the levers; none: all of the scenario."""
    has_ranges: bool = True
    """Whether both ends of each range are planned, too."""


class CompareOptions(Model):
    """What a run is told that weighs what differs from another scenario, whose text the store keeps with the run."""

    name: ShortText
    """What the other scenario is called."""
    variant: Id | None = None
    """Variant of the other scenario."""
    is_base: bool = False
    """Whether the other one is the base, so that differences lead from it to the scenario of the run."""
    most: Annotated[int, Field(ge=1, le=MOST_ROWS)] = MOST
    """Most changes that are weighed one by one."""


class BakeoffOptions(Model):
    """What a run is told that ranks quotes; it keeps them as they were given."""

    quotes: Annotated[tuple[QuoteText, ...], Field(min_length=1, max_length=MOST_QUOTES)]
    """The quotes."""

    @model_validator(mode="after")
    def _is_short(self) -> BakeoffOptions:
        if sum(len(each.text) for each in self.quotes) > MOST_LETTERS:
            raise ValueError(f"all quotes together may have {MOST_LETTERS:,} characters")
        return self


TaskOptions = StressOptions | SweepOptions | LeverOptions | WhyOptions | CompareOptions | BakeoffOptions
TASK_OPTIONS: Mapping[Task, type[TaskOptions]] = {
    "stress": StressOptions,
    "sweep": SweepOptions,
    "levers": LeverOptions,
    "why": WhyOptions,
    "compare": CompareOptions,
    "bakeoff": BakeoffOptions,
}
"""What each task is told beyond the options of the search; one that is not here is told nothing."""


def task_options_of(run: Run) -> TaskOptions | None:
    """What the task of a run is told; StoreError when that cannot be read."""
    if run.task not in TASK_OPTIONS:
        return None
    try:
        return TASK_OPTIONS[run.task].model_validate_json(json.dumps(run.task_options or {}))
    except ValidationError as error:
        raise StoreError(f"What this run asks for cannot be read: {error.errors()[0]['msg']}.") from None
