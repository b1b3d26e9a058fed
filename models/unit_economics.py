"""What a useful unit of work costs, part by part of the register, beside what looks only at accelerators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from models.base import Id, Model

IDLE_HEADROOM = "idle_headroom"
"""Part of the cost of pools in which they are there and not busy: headroom, spare units, quiet hours."""
NAIVE_TERMS = frozenset(
    {"hardware_purchase", "contract_upfront", "lease_payments", "reserve_payments", "ownership_payments"}
    | {"lease_buyouts", "exit_fees", "usage_payments", "on_demand", "spot", "managed_inference"}
    | {"commitment_payments", "holdings"}
)
"""Parts that the naive figure looks at: what is paid for accelerators and tokens."""


class UnitTotal(Model):
    """Cost of a workload's units in a calendar year or over the horizon; the last one is cost that belongs to none."""

    workload: Id | None
    """Workload, or queue of one; null: the cost that belongs to no workload."""
    year: int | None
    """Calendar year in which the periods start; null: the whole horizon."""
    unit: str
    """What a unit is: tokens, requests, ..."""
    units_served: float
    """Units served."""
    cost_usd: float
    """Nominal cost [USD]. Over all workloads and what belongs to none it adds to the plan's nominal total."""
    usd_per_1000_units: float | None
    """Cost of 1,000 units served [USD]; null where nothing is served."""
    naive_usd_per_1000_units: float | None
    """The same of payments for accelerators, today's fleet and tokens alone, for the time in which accelerators are
    busy [USD]; null where nothing is served."""
    value_usd: float | None = Field(
        None, description="Value of the units served [USD], nominal; null where no value is stated."
    )
    value_usd_per_1000_units: float | None = Field(
        None, description="Value of 1,000 units served [USD]; null where nothing is served or no value is stated."
    )
    margin_usd_per_1000_units: float | None = Field(
        None,
        description="Value less cost of 1,000 units served [USD], lost value left out of the cost; null likewise.",
    )


class UnitPart(Model):
    """Part of a cost."""

    part: str
    """Cost term; all of commitments are `commitment_payments`, all of bought and rented holdings `holdings`; or
    `idle_headroom`: pools that are there and not busy; of cost that belongs to no workload its reason."""
    cost_usd: float
    """Nominal cost [USD]."""
    usd_per_1000_units: float | None
    """Cost of 1,000 units served [USD]; null where nothing is served."""


class UnitCost(UnitTotal):
    """The same as a waterfall, whose parts add to the cost to the cent."""

    parts: tuple[UnitPart, ...]
    """Parts in the order of the register, idle headroom last."""


class UnitLine(Model):
    """A part with whose it is: a row of a table."""

    workload: Id | None
    """Workload; null: of none."""
    year: int | None
    """Calendar year in which the periods start; null: the whole horizon."""
    part: str
    """Part of the cost."""
    cost_usd: float
    """Its nominal cost [USD]."""
    usd_per_1000_units: float | None
    """The same of 1,000 units served [USD per 1,000 units]; null where none are."""


def lines_of(costs: Sequence[UnitCost]) -> tuple[UnitLine, ...]:
    """All parts, one row each."""
    return tuple(_lines(costs))


def _lines(costs: Sequence[UnitCost]) -> Iterator[UnitLine]:
    for cost in costs:
        for part in cost.parts:
            yield UnitLine(workload=cost.workload, year=cost.year, **part.model_dump())
