"""Lines of operating cost that a scenario states: a term of the register, what drives it, and at what rate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from models.base import Id, Model, Positive, Text
from models.evidence import Evidence
from models.raw import Problem, items, rows, unknown
from models.vocabulary import AcceleratorClass

OperatingTerm = Literal[
    "memory",
    "orchestration",
    "managed_services",
    "observability",
    "safety_checks",
    "data_preparation",
    "prompt_management",
    "evaluation",
    "retraining",
    "compliance",
    "incident_response",
    "duplicated_tooling",
    "cross_team_support",
    "contingency",
    "downtime",
    "failed_work",
    "queue_time",
]
"""Terms of the register that lines of operating cost add to."""
OPERATING_TERMS = frozenset(get_args(OperatingTerm))
"""The same, to look up."""
CostDriver = Literal["accelerator", "replica", "unit", "workload", "site", "stack", "model_family", "fte"]
"""What a line is paid for. `accelerator`: accelerators in service and rented, per month, today's fleet included;
`replica`: replicas that work holds or keeps busy in a pool, at the most in any hour of a period, per month; `unit`:
1,000 units served (requests, tokens, ...); `workload`: every month of the horizon; `site`: months in which anything
stands or is rented at a site; `stack`: stacks that a workload was ported to, per month from being ready on;
`model_family`: stacks that serve work of a model family, per month in which they do; `fte`: people, per month."""

SCOPES: dict[str, tuple[str, ...]] = {
    "accelerator": ("sites", "classes"),
    "replica": ("workloads", "sites", "classes"),
    "unit": ("workloads", "sites", "classes"),
    "workload": ("workloads",),
    "site": ("sites",),
    "stack": ("workloads", "stacks"),
    "model_family": ("workloads", "stacks"),
    "fte": ("workloads",),
}
"""What a line by each driver may be limited to."""
RATE = {
    "accelerator": "USD/accelerator/month",
    "replica": "USD/replica/month",
    "unit": "USD/1,000 units",
    "workload": "USD/month",
    "site": "USD/site/month",
    "stack": "USD/stack/month",
    "model_family": "USD/family and stack/month",
    "fte": "USD/FTE/month",
}
"""Unit of `usd` by driver."""


class OperatingLine(Model):
    """A line of operating cost, in the objective where decisions change it, else a constant of every plan."""

    id: Id
    name: Text = ""
    term: OperatingTerm
    """Cost term that it adds to."""
    driver: CostDriver
    """What it is paid for: `accelerator` in service or rented and month, `replica` held or busy and month, 1,000 served
    of a workload's own `unit`, `workload` and month, `site` in use and month, ported `stack` of a workload and month,
    `model_family` on a stack that serves it and month, `fte` and month."""
    usd: Positive
    """Rate by the driver [USD/accelerator/month, USD/replica/month, USD/1,000 units, USD/month, USD/site/month,
    USD/stack/month, USD/family and stack/month, USD/FTE/month]."""
    fte: Annotated[float, Field(gt=0, le=1e6)] | None = None
    """People (`fte` only) [FTE], for each workload that is named; for all work together where none is."""
    workloads: tuple[Id, ...] = ()
    """Workloads it is paid for (`replica`, `unit`, `workload`, `stack`, `fte`), with all their queues; of
    `model_family` the families of these, whole; empty: all."""
    sites: tuple[Id, ...] = ()
    """Sites it is paid for (`accelerator`, `replica`, `unit`, `site`); empty: all."""
    stacks: tuple[Id, ...] = ()
    """Stacks it is paid for (`stack`, `model_family`); empty: all."""
    classes: tuple[AcceleratorClass, ...] = ()
    """Classes of accelerators it is paid for (`accelerator`, `replica`, `unit`); empty: all."""
    evidence: Evidence = Evidence()

    @model_validator(mode="after")
    def _says_what_its_driver_needs(self) -> OperatingLine:
        if (self.fte is None) is (self.driver == "fte"):
            raise ValueError("`fte` is for `driver: fte`, which needs it")
        for scope in ("workloads", "sites", "stacks", "classes"):
            named: tuple[str, ...] = getattr(self, scope)
            if named and scope not in SCOPES[self.driver]:
                allowed = " and ".join(f"`{name}`" for name in SCOPES[self.driver])
                raise ValueError(f"a line by {self.driver} is not limited by `{scope}`; allowed: {allowed}")
            if len(set(named)) < len(named):
                raise ValueError(f"`{scope}` names {next(n for n in named if named.count(n) > 1)!r} twice")
        return self

    @property
    def rate_unit(self) -> str:
        """Unit of `usd`."""
        return RATE[self.driver]

    def counts(self, *, workload: str = "", site: str = "", stack: str = "", kind: str = "") -> bool:
        """Whether it is paid for all of these; what is not given does not matter."""
        pairs = ((workload, self.workloads), (site, self.sites), (stack, self.stacks), (kind, self.classes))
        return all(not name or not named or name in named for name, named in pairs)


def in_use_usd_per_month(lines: Sequence[OperatingLine], site: str) -> float:
    """What lines by site cost in a month in which a site is in use [USD/month]."""
    return sum(line.usd for line in lines if line.driver == "site" and line.counts(site=site))


def is_by_stack(lines: Sequence[OperatingLine], stack: str) -> bool:
    """Whether a line is paid for a stack."""
    return any(line.driver == "stack" and line.counts(stack=stack) for line in lines)


class OperatingUse(Model):
    """What a line of operating cost comes to over the horizon."""

    line: Id
    """Line of the scenario."""
    name: str
    """Its name on paper; the id where it has none."""
    term: OperatingTerm
    """Cost term that it adds to."""
    driver: CostDriver
    """What it is paid for."""
    rate_usd: float
    """Rate [`rate_unit`]."""
    rate_unit: str
    """Unit of the rate."""
    quantity: float
    """How much of the driver there is over the horizon: accelerator-months, replica-months, 1,000 units, months,
    site-months, stack-months, months of families on stacks, FTE-months."""
    cost_usd: float
    """Nominal cost over the horizon [USD]."""


def operating_problems(policy: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Names in lines of operating cost that lead nowhere."""
    for n, row in rows(policy, "operating_costs"):
        for scope in ("workloads", "sites", "stacks"):
            for place, value in items(row.get(scope)):
                if value not in ids[scope]:
                    yield unknown(("policy", "operating_costs", n, scope, *place), value, scope, ids[scope])
