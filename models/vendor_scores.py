"""The vendor scorecard of a plan: scores with what they rest on, totals, penalties, and how firm the ranking is.

The rules are in `docs/formulation.md`, section "Matrix and scorecard"; the audit recomputes every figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from models.base import Id, Model
from models.scorecard import Criterion, Role

Basis = Literal["computed", "review", "blank"]
"""What a score rests on: figures of the scenario, a named reviewer, nothing: there is none."""
DRAWS = 10_000
"""Sets of weights by which `first_share` is estimated."""
COMPUTED: dict[Criterion, str] = {
    "performance_per_usd": "cheapest cost of the work over this vendor's, penalties included",
    "performance_per_watt": "least energy for the work over this vendor's",
    "software_compatibility": "share of the work that runs there without a port",
    "supply": "share of the work that its offers can carry in time",
    "lock_in": "share of its work that another vendor could take over without a port",
    "operational_complexity": "fewest stacks, sites, contracts and people for the work over this vendor's",
}
"""Criteria that figures of the scenario tell, and how; 5 points x what is told."""


class CriterionScore(Model):
    """Points of a vendor on one criterion."""

    criterion: Criterion
    """What is scored."""
    score: float | None
    """Points, 5 the best [0..5]; null: blank, as nothing tells."""
    basis: Basis
    """What it rests on."""
    computed: float | None
    """Points that figures of the scenario tell [0..5], also where a review stands; null: they tell nothing."""
    reviewer: str | None = None
    """Who judged; null: nobody."""
    date: str | None = None
    """Date of the review."""
    evidence: str
    """How it was computed, or the note of the reviewer."""


class VendorTotal(Model):
    """A vendor in a role: total, rank, what its work costs and takes."""

    role: Role
    """Beside whom it stands: makers of silicon, or vendors who are paid."""
    vendor: Id
    """Id of the vendor."""
    rank: int | None
    """Place by `total`, 1 the first; null where nothing can be compared."""
    total: float | None
    """Weighted mean over the criteria on which all vendors of the role have a score [0..5]."""
    lowest: float
    """Weighted mean over all criteria if every blank were 0 [0..5]."""
    highest: float
    """The same if every blank were 5 [0..5]."""
    may_be_first: bool
    """Whether some way to fill in the blanks makes it first over all criteria."""
    first_share: float | None
    """Share of all weights of the compared criteria, drawn evenly, by which it is first [0..1]."""
    work_share: float
    """Share of the work that it can serve, by what the work costs at the cheapest vendor [0..1]."""
    cost_usd: float
    """That work over the horizon on its cheapest offers at the stated utilization, nominal [USD]."""
    missed_usd: float
    """Penalty of service levels for what it can carry only later, or never for lack of supply [USD]."""
    delay_usd: float
    """Penalty for launches delayed [USD]."""
    porting_usd: float
    """Penalty for ports: their money, and engineers' time at the stated rate [USD]."""
    kwh: float | None
    """Energy of that work at the meter over the horizon [kWh]; null where the power of a part is not stated."""
    stacks: int
    """Software stacks on which it serves that work."""
    sites: int
    """Sites on which it serves it."""
    contracts: int
    """Offers by which it serves it."""
    fte: float
    """People for ports and their upkeep, in the mean over the horizon [FTE]."""


class VendorScore(VendorTotal):
    """A vendor in a role with its points: place, what its work costs and takes."""

    scores: tuple[CriterionScore, ...]
    """Points on every criterion."""


class VendorPoints(CriterionScore):
    """Points with whose they are: a row of a table."""

    role: Role
    """Beside whom the vendor stands."""
    vendor: Id
    """Whose they are."""


class WeightRange(Model):
    """How far the weight of one criterion may move, all others as they are, before another vendor is first."""

    role: Role
    """Which scorecard."""
    criterion: Criterion
    """Whose weight moves."""
    weight: float
    """Weight as given, a ratio to the others."""
    is_compared: bool
    """Whether all vendors of the role have a score; else it is left out of totals and ranks."""
    first: Id | None
    """Vendor that is first, of several the first by id; null where nothing can be compared."""
    from_weight: float | None
    """Least weight at which it stays first; null where it is not compared."""
    to_weight: float | None
    """Largest; null: any larger one, or it is not compared."""
    below: Id | None = None
    """Who is first below `from_weight`; null: nobody else."""
    above: Id | None = None
    """Who is first above `to_weight`; null: nobody else."""


def points_of(scores: Sequence[VendorScore]) -> tuple[VendorPoints, ...]:
    """All points, one row each."""
    return tuple(_points(scores))


def _points(scores: Sequence[VendorScore]) -> Iterator[VendorPoints]:
    for row in scores:
        for each in row.scores:
            yield VendorPoints(role=row.role, vendor=row.vendor, **each.model_dump())
