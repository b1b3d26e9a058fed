"""How vendors are scored: criteria and their weights, rates of penalties, and what named people judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Text
from models.evidence import Day
from models.raw import Problem, rows, unknown

BEST = 5.0
"""Highest score; the lowest is 0."""
Criterion = Literal[
    "performance_per_usd",
    "performance_per_watt",
    "software_compatibility",
    "orchestration_maturity",
    "observability",
    "supply",
    "lock_in",
    "support",
    "change_log_quality",
    "operational_complexity",
]
"""What vendors are scored on; more points are always better, so of lock-in and complexity fewer of them."""
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
WORDS: dict[Criterion, str] = {name: name.replace("_", " ") for name in CRITERIA} | {
    "performance_per_usd": "performance per USD",
    "lock_in": "freedom from lock-in",
    "operational_complexity": "operational simplicity",
    "change_log_quality": "change-log quality",
}
"""Criteria as people read them, so that more points are better."""
Role = Literal["silicon", "payee"]
ROLES: tuple[Role, ...] = ("silicon", "payee")
"""A vendor stands beside those who make silicon, beside those who are paid for offers, or both."""


class Weights(Model):
    """What each criterion counts, as a ratio to the others; all the same unless said otherwise, 0: not at all."""

    performance_per_usd: Amount = 1.0
    """Weight of the work done for a USD."""
    performance_per_watt: Amount = 1.0
    """Weight of the work done for a kWh."""
    software_compatibility: Amount = 1.0
    """Weight of work that runs without a port."""
    orchestration_maturity: Amount = 1.0
    """Weight of scheduling, scaling and fail-over."""
    observability: Amount = 1.0
    """Weight of metrics, traces and logs."""
    supply: Amount = 1.0
    """Weight of work that can be carried in time."""
    lock_in: Amount = 1.0
    """Weight of work that others could take over without a port."""
    support: Amount = 1.0
    """Weight of help when something breaks."""
    change_log_quality: Amount = 1.0
    """Weight of how changes are told."""
    operational_complexity: Amount = 1.0
    """Weight of few stacks, sites, contracts and people."""

    @model_validator(mode="after")
    def _weighs_something(self) -> Weights:
        if not any(self.of(name) for name in CRITERIA):
            raise ValueError("all weights are 0: at least one criterion must count")
        return self

    def of(self, criterion: Criterion) -> float:
        """Weight of a criterion."""
        return float(getattr(self, criterion))


class Review(Model):
    """A score that a named person gives; it stands in place of the computed one."""

    vendor: Id
    """Vendor that is judged."""
    role: Role | None = None
    """Whether as maker of `silicon` or as `payee`; none: both."""
    criterion: Criterion
    """What is judged."""
    score: Annotated[float, Field(ge=0, le=BEST)]
    """Points, 5 the best [0..5]."""
    reviewer: Annotated[str, Field(min_length=1, max_length=200)]
    """Who judged."""
    date: Day
    """When."""
    note: Text = ""
    """On what it rests."""

    def is_of(self, role: Role, vendor: str) -> bool:
        """Whether it judges a vendor in a role."""
        return self.vendor == vendor and self.role in (None, role)


class ScorecardRules(Model):
    """Rules of the matrix of workloads and accelerators, and of the scorecard; no effect on what is procured."""

    utilization: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of the hours in service at which costs of a unit are compared [0..1]."""
    weights: Weights = Weights()
    delay_usd_per_month: Amount = 0.0
    """Penalty for every month in which there is demand that a vendor can serve only later, for each workload
    [USD/month]."""
    engineer_usd_per_month: Amount | None = None
    """Penalty for the effort of ports, beside their money [USD/engineer-month]; none: the pay of `policy.engineers`,
    else 0."""
    reviews: tuple[Review, ...] = ()
    """Scores by named people; what nobody judged and no figure tells stays blank."""

    def review(self, role: Role, vendor: str, criterion: Criterion) -> Review | None:
        """The review that stands, one of the role before one of both; None without one."""
        found = [r for r in self.reviews if r.criterion == criterion and r.is_of(role, vendor)]
        return min(found, key=lambda r: r.role is None, default=None)


def scorecard_problems(document: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Reviews of vendors that are not there, and second reviews of the same."""
    rules = document.get("scorecard")
    seen: dict[tuple[object, ...], int] = {}
    for n, row in rows(rules, "reviews") if isinstance(rules, Mapping) else ():
        vendor = row.get("vendor")
        if isinstance(vendor, str) and vendor not in ids["vendors"]:
            yield unknown(("scorecard", "reviews", n, "vendor"), vendor, "vendors", ids["vendors"])
        judged = (vendor, str(row.get("role")), str(row.get("criterion")))
        if judged in seen:
            first = f"scorecard.reviews.{seen[judged]}"
            yield (
                ("scorecard", "reviews", n),
                f"{first} judges {vendor} on {judged[2]} too: one score stands for each role",
            )
        seen.setdefault(judged, n)
