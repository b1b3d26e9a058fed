"""What documents need beyond the plan: who buys, when, at which requests vendors measure, what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Text
from models.evidence import Day
from models.raw import Problem, rows, unknown

_IN_ORDER = ("issued", "questions_until", "responses_due", "measured_until", "negotiated_until", "decided")


class Requests(Model):
    """How long the requests of a workload are and how many run at once: what vendors are to measure at."""

    workload: Id
    """Workload; its queues are measured alike."""
    input_tokens: Amount | None = None
    """Median length of prompts [tokens]; None: not stated."""
    input_tokens_p95: Amount | None = None
    """Length that 95 % of prompts do not exceed [tokens]."""
    output_tokens: Amount | None = None
    """Median length of answers [tokens]."""
    output_tokens_p95: Amount | None = None
    """Length that 95 % of answers do not exceed [tokens]."""
    concurrency: Amount | None = None
    """Requests in progress at once, on average over the busiest hour [requests]."""
    concurrency_p95: Amount | None = None
    """Requests in progress at once that 95 % of the time is not exceeded [requests]."""
    source: Text = ""
    """Where the figures were measured."""

    @model_validator(mode="after")
    def _tails_lie_above(self) -> Requests:
        for name in ("input_tokens", "output_tokens", "concurrency"):
            middle, tail = getattr(self, name), getattr(self, f"{name}_p95")
            if middle is not None and tail is not None and tail < middle:
                raise ValueError(f"`{name}_p95` must not be below `{name}`")
        return self


class Timetable(Model):
    """Days of the tender, each as far as it is known."""

    issued: Day | None = None
    """Day on which the request is sent."""
    questions_until: Day | None = None
    """Last day for questions."""
    responses_due: Day | None = None
    """Last day for responses."""
    measured_until: Day | None = None
    """Last day of the measurements, before the choice."""
    negotiated_until: Day | None = None
    """End of the negotiation window, which opens when responses are in."""
    decided: Day | None = None
    """Day of the decision."""
    budget_cycle: Text = ""
    """How the dates lie to the buyer's budget cycle."""

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Timetable:
        given = [(name, day) for name in _IN_ORDER if (day := getattr(self, name))]
        for (before, first), (after, second) in pairwise(given):
            if second < first[: len(second)]:
                raise ValueError(f"`{after}` must not lie before `{before}`")
        return self


class Roadmap(Model):
    """The 90-day plan: its first day, who owns which third, what is known already."""

    start: Day | None = None
    """First day; default: the pricing date of the scenario."""
    inventory_owner: Text = ""
    """Who owns days 1 to 30: inventory of demand, baseline of cost."""
    benchmark_owner: Text = ""
    """Who owns days 31 to 60: benchmarks and shortlist."""
    plan_owner: Text = ""
    """Who owns days 61 to 90: bands, cadence, lifecycle."""
    review_months: Annotated[int, Field(ge=1, le=36)] = 3
    """Months between two reviews of the architecture."""
    benchmark_months: Annotated[int, Field(ge=1, le=36)] = 6
    """Months after which measurements are taken again."""


class Contact(Model):
    """Whom vendors write to."""

    name: Text = ""
    """Name of the person or the desk."""
    email: Text = ""
    """Address for questions and responses."""


class Procurement(Model):
    """What the documents of a plan say besides; it changes nothing in the plan."""

    buyer: Text = ""
    """Who buys, as documents name it; default: in internal documents the name of the scenario."""
    purpose: Text = ""
    """What the capacity is for, in words that vendors may read; default: a sentence made from the workloads."""
    contact: Contact = Contact()
    """Whom vendors write to."""
    timetable: Timetable = Timetable()
    """Days of the tender."""
    requests: tuple[Requests, ...] = ()
    """Lengths and concurrency of requests, by workload."""
    certifications: tuple[Text, ...] = ()
    """Certifications that vendors and sites must hold, beyond the tags of the sites."""
    security: tuple[Text, ...] = ()
    """Requirements of security and compliance, a sentence each, beyond those that the scenario implies."""
    terms: tuple[Text, ...] = ()
    """Terms to negotiate, a sentence each, beyond the usual ones."""
    change_log: tuple[Text, ...] = ()
    """What changed against earlier versions of the request, an entry each."""
    roadmap: Roadmap = Roadmap()
    """The 90-day plan."""
    note: Text = ""
    """Confidential note for the buyer's own people: in no document for vendors."""


def procurement_problems(document: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Requests of workloads that are not there, and second records of the same."""
    found = document.get("procurement")
    seen: set[str] = set()
    for n, row in rows(found, "requests") if isinstance(found, Mapping) else ():
        at, workload = ("procurement", "requests", n, "workload"), row.get("workload")
        if not isinstance(workload, str):
            continue
        if workload not in ids["workloads"]:
            yield unknown(at, workload, "workloads", ids["workloads"])
        if workload in seen:
            yield at, f"{workload} is named twice: give all its figures in one record"
        seen.add(workload)
