"""A sweep: one scenario planned many times, each time with some of its inputs changed."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from models.base import Id, Model, Text
from models.plan import PlanStatus

SWEEP_VERSION = "1.0"
"""Version of `sweep.json` and of the lines of `sweep.jsonl`."""

Value = float | int | bool | str
Design = Literal["tornado", "grid", "latin", "random"]
"""`tornado`: one input at a time to both ends of its range; `grid`: every combination of levels; `latin`: a Latin
hypercube over the ranges; `random`: independent draws from them, uniform (Monte Carlo)."""
Measure = Literal["carbon", "lock_in"]
"""What is weighed against cost: carbon over the horizon [kg CO2e], or the highest unavoidable future payments [USD]."""
MEASURES: tuple[Measure, ...] = get_args(Measure)
RowStatus = PlanStatus | Literal["infeasible", "no_plan", "failed", "bad_input"]
"""That of the plan; without one, as of runs; `bad_input`: with these changes the scenario is none."""


class Change(Model):
    """One input changed: multiplied, or set."""

    path: Text
    """The input, as `models.paths` reads it."""
    factor: Annotated[float, Field(ge=0, le=1e6)] | None = None
    """Factor on what the scenario says."""
    value: Value | None = None
    """What it is set to."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Change:
        if (self.factor is None) == (self.value is None):
            raise ValueError("give `factor` or `value`")
        return self


class Axis(Model):
    """An input that a sweep varies, with its levels or its range."""

    name: Text
    """What it is called, in words."""
    path: Text
    how: Literal["factor", "value"]
    """Whether levels and ends multiply the input, or are what it is set to."""
    levels: tuple[Value, ...] = ()
    """Levels that were named one by one."""
    low: float | None = None
    """Low end of the range."""
    high: float | None = None
    """High end of the range."""
    steps: Annotated[int, Field(ge=2, le=1000)] = 5
    """Levels of the range in a grid, ends included, evenly apart."""
    basis: Text = "as asked"
    """Where the range comes from: as asked, evidence of the record, or an assumption."""

    @model_validator(mode="after")
    def _levels_or_range(self) -> Axis:
        if bool(self.levels) == (self.low is not None and self.high is not None):
            raise ValueError("give levels, or both ends of a range")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("the low end of a range must not be above its high end")
        return self

    def change(self, level: Value) -> Change:
        """The change that brings the input to a level of this axis."""
        if self.how == "factor" and not isinstance(level, str):
            return Change(path=self.path, factor=float(level))
        return Change(path=self.path, value=level)


class Point(Model):
    """One scenario of a sweep: what differs from the base."""

    levels: dict[str, Value]
    """Level by axis name; axes left out stand as in the base."""
    changes: tuple[Change, ...]


class Row(Model):
    """What came of one point. All money is discounted to the start of the horizon unless said otherwise."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    """Hash of all that the result depends on; a point with the same key needs no other solve."""
    levels: dict[str, Value]
    status: RowStatus
    message: Text = ""
    objective_usd: float | None = None
    """Discounted total cost [USD]."""
    bound_usd: float | None = None
    """No plan can cost less than this [USD]."""
    gap: float | None = None
    """(objective - bound) / |decidable cost|, a share."""
    nominal_usd: float | None = None
    """Payments over the horizon, undiscounted [USD]."""
    orders: dict[str, float] = {}
    """Packs ordered over the horizon by offer."""
    first_orders: tuple[Id, ...] = ()
    """Offers ordered in the first months: what is decided now."""
    carbon_kg: float | None = None
    """Carbon of the energy at all sites over the horizon [kg CO2e]."""
    lock_in_usd: float | None = None
    """Unavoidable future payments at the end of the period in which they are highest [USD], nominal."""
    power_kw: float | None = None
    """Power provisioned at the meter of all sites in the period that needs most [kW]."""

    @property
    def has_plan(self) -> bool:
        """Whether an audited plan stands behind it."""
        return self.objective_usd is not None

    def measure(self, measure: Measure) -> float | None:
        """What is weighed against cost, in its unit."""
        return self.carbon_kg if measure == "carbon" else self.lock_in_usd


class Entry(Model):
    """A line of the journal: a row, and how long it took."""

    row: Row
    seconds: Annotated[float, Field(ge=0)]
    """Wall time of a worker [s]."""
    plan_hash: str | None = None
    """Content hash of the base plan, on its own line."""


class Flip(Model):
    """How far one input must be off before other offers should be ordered first."""

    axis: Text
    """The input, in words."""
    factor: float
    """Least factor found on the input at which they change."""
    keeps_until: float
    """Factor up to which they were seen to stay as they are."""
    added: tuple[Id, ...]
    """Offers that are then ordered first and are not in the base."""
    dropped: tuple[Id, ...]
    """Offers of the base that are then not ordered first."""
    nothing_fits: bool = False
    """Whether there is then no plan at all."""

    @property
    def off(self) -> float:
        """How far off that is: -0.12 is 12 % less."""
        return self.factor - 1.0


class Swing(Model):
    """A bar of the tornado: cost at both ends of the range of one input, all else as in the base."""

    axis: Text
    low: Value
    """Level at the low end."""
    high: Value
    """Level at the high end."""
    basis: Text
    low_usd: float | None
    """Discounted cost there [USD]; null: no plan."""
    high_usd: float | None
    """Discounted cost at the high end [USD]; null: no plan."""
    changes_orders: bool
    """Whether other offers are ordered first at one of the ends."""
    is_factor: bool
    """Whether the levels multiply the input."""

    def is_idle(self, base_usd: float) -> bool:
        """Whether neither end moves cost by half a dollar or changes what is ordered."""
        return self.width(base_usd) < 0.5 and not self.changes_orders

    def width(self, base_usd: float) -> float:
        """Largest difference from the base [USD]; an end without a plan comes before all that has one."""
        ends = (self.low_usd, self.high_usd)
        return float("inf") if None in ends else max(abs(usd - base_usd) for usd in ends if usd is not None)


class FrontierPoint(Model):
    """A plan of the frontier: nobody pays less for as little of the measure."""

    amount: float
    """Of the measure, in its unit."""
    objective_usd: float
    """Discounted cost [USD]."""
    bound_usd: float
    """No plan within the limit on the measure can cost less [USD]."""
    orders: dict[str, float]
    """Packs ordered by offer."""


class Frontier(Model):
    """Cost against one measure: each plan the cheapest, within the gap, under a limit on the measure."""

    measure: Measure
    points: tuple[FrontierPoint, ...]
    """From the cheapest plan to the one with least of the measure."""
    infeasible_from: float | None
    """Highest limit looked at under which there is no plan; null: there was one under every limit."""


class Sweep(Model):
    """A finished sweep, as written to `sweep.json`."""

    schema_version: str = SWEEP_VERSION
    scenario: Text
    case: Id
    design: Design | None
    """Null: only a frontier was asked for."""
    seed: int
    months_now: int
    """Orders placed in so many first months count as decided now [months]."""
    options: dict[str, float | int | str | bool | None]
    """Options of the search, of every point."""
    axes: tuple[Axis, ...]
    base: Row
    rows: tuple[Row, ...]
    """Of every point, in the order of the design."""
    swings: tuple[Swing, ...] = ()
    """Of a tornado: widest first."""
    flips: tuple[Flip, ...] = ()
    """Nearest first; inputs under whose range nothing flips are not listed."""
    frontiers: tuple[Frontier, ...] = ()
    offers: dict[str, str] = {}
    """Names of offers by id."""
