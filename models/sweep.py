"""A sweep: one scenario planned many times, each time with some of its inputs changed."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from models.base import Id, Model, Text
from models.plan import PlanStatus

SWEEP_VERSION = "1.1"
"""Version of `sweep.json` and of the lines of `sweep.jsonl`."""

Value = float | int | bool | str
Design = Literal["tornado", "grid", "latin", "random"]
"""`tornado`: one input at a time to both ends of its range; `grid`: every combination of levels; `latin`: a Latin
hypercube over the ranges; `random`: independent draws from them, uniform (Monte Carlo)."""
Measure = Literal["carbon", "lock_in", "vendors", "risk"]
"""What is weighed against cost: carbon over the horizon [kg CO2e]; the highest unavoidable future payments [USD];
vendors paid over the horizon [count], those of today's fleet among them; or risk, in one plan for all cases: the mean
cost of the dearest of them (CVaR) [USD], against the expected cost."""
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
    unit: Text = ""
    """Unit of what is varied; empty: none is known."""
    base: float | None = None
    """What the scenario says, in that unit; null: no number, or several."""

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


class SweepOptions(Model):
    """What is asked of a sweep."""

    design: Design | None = "tornado"
    """Null: a frontier alone, which varies nothing else."""
    vary: tuple[Text, ...] = ()
    """Inputs with their levels, `PATH=LEVELS` as on the command line; none: every input with a range."""
    others: Annotated[float, Field(ge=0, lt=1)] = 0.2
    """Range taken where evidence gives none [share either way]; 0: such inputs are left out."""
    draws: Annotated[int, Field(ge=1, le=100_000)] = 100
    """Points of `latin` and `random`."""
    finds_flips: bool = True
    """Whether a tornado looks for the change of each input that flips the order."""
    measures: tuple[Measure, ...] = ()
    """Measures with a frontier against cost."""
    steps: Annotated[int, Field(ge=1, le=1000)] = 10
    """Limits looked at for a frontier; against risk weights, at most, beside none and next to all."""
    months_now: Annotated[int, Field(ge=1, le=1200)] = 12
    """Orders placed in so many first months count as decided now [months]."""


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
    accelerators: dict[str, float] = {}
    """Accelerators in service and rented by offer or holding, in the mean over all hours of the horizon."""
    tokens: dict[str, float] = {}
    """Tokens of managed inference over the horizon by endpoint [tokens]."""
    first_orders: tuple[Id, ...] = ()
    """Offers ordered in the first months: what is decided now."""
    carbon_kg: float | None = None
    """Carbon of the energy at all sites over the horizon [kg CO2e]."""
    lock_in_usd: float | None = None
    """Unavoidable future payments at the end of the period in which they are highest [USD], nominal."""
    power_kw: float | None = None
    """Power provisioned at the meter of all sites in the period that needs most [kW]."""
    vendors: int | None = None
    """Vendors paid over the horizon for orders, rent or today's fleet [count]."""
    cvar_usd: float | None = None
    """Of one plan for all cases: mean discounted cost of the dearest of them [USD]; then `objective_usd` is the
    expected cost, `bound_usd` and `gap` are of what is minimized, `orders` those placed before cases can be told
    apart."""

    @property
    def has_plan(self) -> bool:
        """Whether an audited plan stands behind it."""
        return self.objective_usd is not None

    def measure(self, measure: Measure) -> float | None:
        """What is weighed against cost, in its unit."""
        amounts: dict[Measure, float | None] = {
            "carbon": self.carbon_kg, "lock_in": self.lock_in_usd, "vendors": self.vendors, "risk": self.cvar_usd
        }  # fmt: skip
        return amounts[measure]


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
    flips_low: bool
    """Whether other offers are ordered first at the low end, or nothing fits there."""
    flips_high: bool
    """Whether other offers are ordered first at the high end, or nothing fits there."""
    is_factor: bool
    """Whether the levels multiply the input."""
    unit: Text = ""
    """Unit of the input; empty: none is known."""
    base: float | None = None
    """What the scenario says, in that unit; null: no number, or several."""

    @property
    def changes_orders(self) -> bool:
        """Whether other offers are ordered first at one of the ends."""
        return self.flips_low or self.flips_high

    def value(self, level: Value) -> Value | None:
        """What the input is at a level, in its unit; None where only its factor is known."""
        if not self.is_factor or isinstance(level, str):
            return level
        return None if self.base is None else self.base * float(level)

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
    row: Row
    """The plan; of one under a limit the row's level says which."""
    bound_usd: float
    """No plan with as little of the measure can cost less, discounted [USD]; against risk less in expectation."""
    risk_aversion: float | None = None
    """Weight of CVaR with which the plan was found; null: it was not about risk."""

    @property
    def objective_usd(self) -> float:
        """Discounted cost [USD]; against risk the expected one."""
        return self.row.objective_usd or 0.0


class Frontier(Model):
    """Cost against one measure: each plan the cheapest, within the gap, under a limit on the measure; against risk the
    one that minimizes expected cost and CVaR by some weight."""

    measure: Measure
    points: tuple[FrontierPoint, ...]
    """From the cheapest plan to the one with least of the measure; none where no plan fits all cases."""
    infeasible_from: float | None
    """Highest limit looked at under which there is no plan; null: there was one under every limit."""
    cvar_alpha: float | None = None
    """Against risk: the dearest cases are those of 1 - `cvar_alpha` probability in all."""
    problem: Text = ""
    """Why there is no plan for all cases."""

    @model_validator(mode="after")
    def _points_or_problem(self) -> Frontier:
        if not self.points and not self.problem:
            raise ValueError("a frontier without points must say why")
        return self


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
