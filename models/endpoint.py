"""Managed inference: tokens from a vendor's endpoint, without any accelerator of one's own.

Planned as a pool of units of `UNIT_TOKENS` tokens a minute that are called on demand: `with_endpoints` writes an
endpoint as an accelerator of the class `managed`, an offer without a price by the hour, and a record of what each
profile takes of a unit. So placement, quotas, headroom, ports, lanes, redundancy and simplicity read it like any other
offer; what its tokens cost is paid for work served (`Endpoint.usd_per_unit`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Month, Positive, Share, Text
from models.benchmark import Benchmark, LatencyKey, Point
from models.evidence import Evidence
from models.hardware import Accelerator
from models.offer import Offer
from models.vocabulary import DataRight

if TYPE_CHECKING:
    from models.scenario import Scenario

UNIT_TOKENS = 1000.0
"""Tokens a minute of one unit of an endpoint: the unit in which clouds grant quotas."""
LONGEST = 80
"""Characters of an id."""


class ServedProfile(Model):
    """What one unit of work of a profile takes of an endpoint, and how fast it answers."""

    profile: Id
    """Benchmark profile of the workloads that may use it."""
    counts: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$", examples=["requests"])]
    """What the service unit of these workloads counts: `requests` for `requests/s`."""
    input_tokens: Amount
    """Input tokens per unit of work [tokens/unit]."""
    output_tokens: Amount
    """Output tokens per unit of work [tokens/unit]."""
    latency_ms: dict[LatencyKey, Amount] = {}
    """Latency as measured at the endpoint, per metric and percentile [ms]; the round trip to users comes on top."""
    concurrency: Positive | None = None
    """Requests in service at once per 1,000 tokens a minute; sizes headroom by queueing. Default: one."""
    is_deterministic: bool | None = None
    """Whether equal inputs give equal results on every call; none: not known, which counts as no."""
    evidence: Evidence = Evidence()
    """Source of the measurement."""

    @property
    def tokens(self) -> float:
        """Tokens per unit of work, input and output."""
        return self.input_tokens + self.output_tokens

    @model_validator(mode="after")
    def _takes_tokens(self) -> ServedProfile:
        if not self.tokens:
            raise ValueError("give `input_tokens`, `output_tokens` or both: work that takes no tokens has no price")
        return self


class Endpoint(Model):
    """Managed inference: a model that a vendor serves from a region, paid by the token."""

    id: Id
    name: Text = ""
    """Name on paper: the model and who serves it."""
    site: Id
    """Region: its jurisdiction, tags and round trips hold."""
    vendor: Id
    """Who is paid."""
    stack: Id
    """Its programming interface: workloads are ported to it like to any other stack."""
    usd_per_million_input_tokens: Amount
    """Price of input tokens [USD/1,000,000 tokens]."""
    usd_per_million_output_tokens: Amount
    """Price of output tokens [USD/1,000,000 tokens]."""
    quota_tokens_per_minute: Amount | None = None
    """Most tokens a minute, input and output of all work together; default: enough for all demand."""
    capacity_credit: Share | None = None
    """Share of the quota that counts towards headroom; default: 0.7, as for on-demand units."""
    data_rights: tuple[DataRight, ...] = ("retrieve",)
    """What its terms allow with the data sent to it: `retrieve` to answer, `train` to tune models, `isolated` where
    nobody else's requests are served beside it."""
    available_from: Month | None = None
    """First month in which it can be called."""
    end_of_support: Month | None = None
    """First month in which it can no longer be called."""
    serves: tuple[ServedProfile, ...] = Field(min_length=1)
    """Profiles that it serves, each with its tokens and latency."""
    evidence: Evidence = Evidence()
    """Source of the price."""

    def profile(self, name: str) -> ServedProfile:
        """What it says of a profile; KeyError where it does not serve it."""
        return {served.profile: served for served in self.serves}[name]

    def usd_per_unit(self, profile: str) -> float:
        """Price of one unit of work of a profile [USD]."""
        served = self.profile(profile)
        inward = served.input_tokens * self.usd_per_million_input_tokens
        return (inward + served.output_tokens * self.usd_per_million_output_tokens) / 1e6

    @model_validator(mode="after")
    def _serves_each_once(self) -> Endpoint:
        profiles = [served.profile for served in self.serves]
        if len(set(profiles)) != len(profiles):
            raise ValueError("serves: every profile once")
        if any(len(record_id(self.id, profile)) > LONGEST for profile in profiles):
            raise ValueError(f"serves: `id` and `profile` together have at most {LONGEST - 1} characters")
        return self


class EndpointUse(Model):
    """What a plan takes of an endpoint in one period, all work together."""

    endpoint: Id
    site: Id
    period: Month
    block: Id
    """Block in which most tokens a minute are called for."""
    tokens_per_minute: float
    """Tokens called for in that block, input and output [tokens/min]."""
    set_aside_tokens_per_minute: float
    """Most set aside at a peak [tokens/min]."""
    quota_tokens_per_minute: float | None
    """Its quota [tokens/min]; null: none is given."""
    quota_share: float | None
    """Share of the quota called for [0..1]; null without a quota."""
    input_tokens: float
    """Input tokens in the period [tokens]."""
    output_tokens: float
    """Output tokens in the period [tokens]."""
    cost_usd: float
    """What they cost, nominal [USD]."""


def record_id(endpoint: str, profile: str) -> str:
    """Id of the record of a profile on an endpoint, as plans name it."""
    return f"{endpoint}/{profile}"


def with_endpoints(scenario: Scenario) -> Scenario:
    """The scenario with its endpoints among accelerators, offers and benchmarks; without endpoints the same object."""
    found = scenario.endpoints
    if not found or scenario.has_endpoints_written:
        return scenario
    return scenario.model_copy(
        update={
            "accelerators": (*scenario.accelerators, *map(_accelerator, found)),
            "offers": (*scenario.offers, *map(_offer, found)),
            "benchmarks": (*scenario.benchmarks, *(_record(e, served) for e in found for served in e.serves)),
        }
    )


def _accelerator(e: Endpoint) -> Accelerator:
    """A unit of an endpoint: it draws no power of ours and takes no room."""
    return Accelerator(
        id=e.id,
        name=e.name,
        accelerator_class="managed",
        vendor=e.vendor,
        stack=e.stack,
        available_from=e.available_from,
        end_of_support=e.end_of_support,
        evidence=e.evidence,
    )


def _offer(e: Endpoint) -> Offer:
    quota = e.quota_tokens_per_minute
    return Offer(
        id=e.id,
        name=e.name,
        accelerator=e.id,
        site=e.site,
        vendor=e.vendor,
        mode="on_demand",
        quota_packs=None if quota is None else quota / UNIT_TOKENS,
        capacity_credit=e.capacity_credit,
        evidence=e.evidence,
    )


def _record(e: Endpoint, served: ServedProfile) -> Benchmark:
    """Work that a unit does in an hour, by the tokens that it takes."""
    point = Point(
        throughput=60 * UNIT_TOKENS / served.tokens, latency_ms=served.latency_ms, concurrency=served.concurrency
    )
    return Benchmark(
        id=record_id(e.id, served.profile),
        profile=served.profile,
        accelerator=e.id,
        unit=f"{served.counts}/h",
        points=(point,),
        is_deterministic=served.is_deterministic,
        evidence=served.evidence,
    )
