"""A scenario: everything a plan is computed from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, JsonValue, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from models.agreement import Agreement
from models.alternatives import Alternative, broken_alternatives
from models.bands import BusinessMilestone, Driver
from models.base import Amount, Id, Model, Share, Text
from models.benchmark import Benchmark
from models.calendar import Horizon
from models.cases import CASE_FAILS, REFERENCES_FAIL, broken_cases
from models.commitment import Commitment
from models.endpoint import Endpoint
from models.evidence import Day
from models.hardware import Accelerator, Holding, Stack, Vendor
from models.levers import Lever
from models.offer import Offer
from models.policy import Policy
from models.procurement import Procurement
from models.references import problems
from models.scorecard import ScorecardRules
from models.site import Geography, Site
from models.streams import broken_queues, streams_of
from models.workload import Shape, Workload


class CaseDemand(Model):
    """How one case changes the demand of some workloads."""

    workload: Id | None = None
    """Workload, or one queue of it as `workload/queue`; none: all."""
    geography: Id | None = None
    """Geography; none: all."""
    driver: Driver | None = None
    """Only parts of the demand with this driver (demand that is not given in parts has none); none: all demand."""
    scale: Amount = 1.0
    """Factor on demand from the first period on."""
    growth_per_year: Annotated[float, Field(gt=-1, le=100)] = 0.0
    """Further compound growth per year, on top of the workload's own path."""


class Case(Model):
    """A demand case, such as conservative, expected, aggressive."""

    id: Id
    probability: Share = 1.0
    """Probability; over all cases they sum to 1."""
    demand: tuple[CaseDemand, ...] = ()
    """Changes, all applied that match (factors multiply)."""
    changes: dict[str, JsonValue] = {}
    """What else differs in this case: a part of a scenario that is laid over it, as a variant is."""


class Scenario(Model):
    """The whole input of a plan. Collections are lists of records with ids of their own."""

    name: Text
    """What the scenario is about."""
    as_of: Day | None = None
    """Date at which prices are read; ages of prices count from here. Default: the horizon's first month."""
    horizon: Horizon
    geographies: tuple[Geography, ...] = Field(min_length=1)
    vendors: tuple[Vendor, ...] = ()
    stacks: tuple[Stack, ...] = Field(min_length=1)
    accelerators: tuple[Accelerator, ...] = Field(min_length=1)
    sites: tuple[Site, ...] = Field(min_length=1)
    offers: tuple[Offer, ...] = ()
    holdings: tuple[Holding, ...] = ()
    """Today's fleet."""
    commitments: tuple[Commitment, ...] = ()
    """Spend commitments that can be signed, or are in force today."""
    agreements: tuple[Agreement, ...] = ()
    """Enterprise agreements that can be signed, or are in force today."""
    benchmarks: tuple[Benchmark, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    """Managed inference: tokens from vendors' endpoints."""
    shapes: tuple[Shape, ...] = ()
    workloads: tuple[Workload, ...] = Field(min_length=1)
    milestones: tuple[BusinessMilestone, ...] = ()
    """Events that parts of the demand hang on."""
    cases: tuple[Case, ...] = Field(default=(Case(id="expected"),), min_length=1)
    alternatives: tuple[Alternative, ...] = ()
    """Other ways to procure, which `roi` holds the plan against; they change nothing in it."""
    levers: tuple[Lever, ...] = ()
    """What could be done about the work itself, which `levers` plans with; they change nothing in the plan."""
    policy: Policy = Policy()
    scorecard: ScorecardRules = ScorecardRules()
    """How workloads, accelerators and vendors are compared; it changes nothing in the plan."""
    procurement: Procurement = Procurement()
    """What the documents of a plan say besides; it changes nothing in the plan."""

    @model_validator(mode="after")
    def _records_agree(self) -> Scenario:
        found = problems(self.model_dump(by_alias=True))
        if found:
            text = "; ".join(f"{'.'.join(map(str, loc))}: {message}" for loc, message in found)
            raise PydanticCustomError(REFERENCES_FAIL, "{text}", {"text": text})
        return self

    @model_validator(mode="after")
    def _queues_agree(self) -> Scenario:
        wrong = broken_queues(self.workloads)
        if wrong:
            raise ValidationError.from_exception_data(self.name, wrong)
        return self

    @model_validator(mode="after")
    def _cases_agree(self) -> Scenario:
        wrong = broken_cases(self, problems)
        if wrong:
            raise ValidationError.from_exception_data(self.name, wrong)
        return self

    @model_validator(mode="after")
    def _alternatives_agree(self) -> Scenario:
        wrong = [
            InitErrorDetails(
                type=PydanticCustomError(CASE_FAILS, "{said}", {"said": said}),
                loc=("alternatives", n, "changes"),
                input=None,
            )
            for n, said in broken_alternatives(self)
        ]
        if wrong:
            raise ValidationError.from_exception_data(self.name, wrong)
        return self

    @property
    def streams(self) -> tuple[Workload, ...]:
        """The workloads as they are planned: every queue of a workload stands for itself."""
        return tuple(stream for workload in self.workloads for stream in streams_of(workload))

    @property
    def has_endpoints_written(self) -> bool:
        """Whether its endpoints stand among its accelerators, offers and benchmarks (see `models.endpoint`)."""
        return any(accelerator.is_managed for accelerator in self.accelerators)

    def case(self, case_id: str) -> Case:
        """The case of that id; KeyError when there is none."""
        return {case.id: case for case in self.cases}[case_id]
