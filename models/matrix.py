"""Workload x accelerator: what each pair costs, does, draws, needs and risks, and which the plan chose.

The rules are in `docs/formulation.md`, section "Matrix and scorecard"; the audit recomputes every figure.
"""

from __future__ import annotations

from typing import Literal

from models.base import Id, Model, Month
from models.vocabulary import AcceleratorClass

Choice = Literal["main", "part"]
"""What of a workload the plan serves on an accelerator: the largest part, or another one."""
Maturity = Literal["validated", "in_use", "pilot", "open"]
"""`validated`: by an own benchmark inside the horizon; else `in_use`: the workload runs on the stack today; else
`pilot`: the accelerator is marked so; else `open`: measured, but neither run nor validated here."""
Risk = Literal[
    "pilot",
    "not_validated",
    "port_needed",
    "proprietary_stack",
    "one_payee",
    "one_site",
    "weak_benchmark",
    "weak_price",
    "support_ends",
    "no_offer",
]
"""What may go wrong: a pilot without validation; neither validated nor in use; a port is needed; only one vendor's
silicon runs the stack; all offers are paid to one vendor; it is possible at one site only; the benchmark, the price,
is a claim, an estimate or an assumption; support ends inside the horizon; nothing can be ordered or rented in time."""
WEAK: dict[Risk, frozenset[str]] = {
    "weak_benchmark": frozenset(("vendor_claim", "estimate", "assumption")),
    "weak_price": frozenset(("estimate", "assumption")),
}
"""Grades of evidence that count as a risk."""


def comparable(usd: float) -> float:
    """A price as it is compared: to nine digits, so that equal prices are equal however they were added up."""
    return float(f"{usd:.9g}")


class MatrixCell(Model):
    """A workload (or queue) in a geography on an accelerator, at the site where a unit of it costs least."""

    workload: Id
    geography: Id
    accelerator: Id
    accelerator_class: AcceleratorClass
    vendor: Id
    """Who makes the silicon."""
    choice: Choice | None = None
    """What the plan serves there; null: nothing."""
    share_served: float | None = None
    """Share of the demand over the horizon that the plan serves there, all sites together [0..1]; null: no demand, or
    ruled out."""
    ruled_out: tuple[str, ...] = ()
    """Rules that rule it out, at all sites; empty where it is possible."""
    why: str = ""
    """Why it is ruled out, or serves nothing, in a sentence."""
    site: Id | None = None
    """Site of all that follows: where a unit costs least, sites without an offer last; null where ruled out."""
    offer: Id | None = None
    """Cheapest offer there; null: none can be in service inside the horizon."""
    maturity: Maturity | None = None
    """How proven it is for this workload; null where ruled out."""
    utilization: float | None = None
    """Share of the hours in service at which the cost is stated [0..1]; null without an offer."""
    usd_per_unit: float | None = None
    """Lowest nominal cost of a unit by that offer at that utilization [USD per unit]; null without an offer."""
    plan_usd_per_unit: float | None = None
    """What the plan pays for a unit served there, all sites together: its part of the pools, data sent, tokens, nominal
    [USD per unit]; null where nothing is served."""
    throughput: float | None = None
    """At the service level, per accelerator [service unit]; of an endpoint per 1,000 tokens a minute."""
    unit: str
    """Service unit of the workload."""
    latency_ms: dict[str, float] = {}
    """Latency at that throughput as users see it, network included, by statistic that a target looks at [ms]."""
    target_ms: dict[str, float] = {}
    """The targets [ms]."""
    kwh_per_unit: float | None = None
    """Energy at the meter for a unit, busy [kWh per unit]; null where no power is stated."""
    stack: Id | None = None
    """Software that it needs."""
    is_proprietary: bool | None = None
    """Whether only one vendor's silicon runs it."""
    port_usd: float | None = None
    """Port of the workload, engineers' pay included [USD]; 0: it needs none."""
    port_months: int | None = None
    """Calendar time of the port [months]; 0: it needs none."""
    port_engineer_months: float | None = None
    """Effort of the port [engineer-months]; 0: it needs none."""
    portability: float | None = None
    """Mean of the scored layers of the stack, 1: all of it runs elsewhere [0..1]; null: not scored."""
    risks: tuple[Risk, ...] = ()
    """What may go wrong; their number is the operational risk."""
    lead_months: int | None = None
    """Lead time of that offer, ordered in the first month [months]; null without an offer."""
    first_service: Month | None = None
    """First month in which any offer there can be in service; null without an offer."""
    most_accelerators: float | None = None
    """Most that the offers there supply at once [accelerators, of an endpoint 1,000 tokens a minute]; null: no limit is
    stated, or there is no offer."""
    benchmark: Id | None = None
    """Record that throughput and latency rest on."""
    benchmark_grade: str | None = None
    """Grade of its evidence."""
    benchmark_source: str | None = None
    """Where it was read."""
    benchmark_date: str | None = None
    """Its date."""
    price_grade: str | None = None
    """Grade of the evidence of that offer."""
    price_source: str | None = None
    """Where it was read."""
    price_date: str | None = None
    """Its date."""
