"""Rules of thumb: which figures speak for a class of accelerators, and what is usual for a kind of work.

What each says, its formula, its threshold and why are in `docs/rules.md`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from models.operations import OPERATING_TERMS
from models.vocabulary import AcceleratorClass, WorkloadClass

GENERAL_CLASSES: tuple[AcceleratorClass, ...] = ("gpu", "cpu")
"""Classes of the general layer, for many kinds of work; the others are layers for one kind each."""
SETTLED_CHANGES = 3.0
"""Changes of prompt, model or pipeline up to which work is settled [1/quarter]: one a month."""
MOST_OF_THE_TIME = 0.5
"""Share of the horizon from which on work counts as settled, or as unsettled."""
STANDARD_SHARE = 0.5
"""Share of today's fleet from which on its vendor is the standard."""
PREDICTABLE_SPREAD = 1.0
"""Highest less lowest case, of the expected demand, up to which demand is predictable: half of it either way."""
USED_SHARE = 0.1
"""Share of a workload's units from which on a class counts as chosen for it: the traffic of a first own benchmark."""
PREMIUM = 1.25
"""Cost of a unit, of the cheapest one possible, above which an accelerator is a premium one for the work."""
OPERATIONS_TERMS = frozenset(
    {*OPERATING_TERMS, "software", "site_telemetry", "site_support", "egress", "porting", "upkeep", "moving", "fixed"}
)
"""Cost terms of software and of operating it; support of bought units is part of their price."""

SignalId = Literal[
    "unsettled",
    "uncertain",
    "runs_at_once",
    "settled",
    "fit_proven",
    "cloud_is_standard",
    "predictable",
    "large",
    "exploratory",
    "can_wait",
]


class SignalKind(NamedTuple):
    """What a signal says, what its figure is, and whether it is true from its threshold on or up to it."""

    sentence: str
    unit: str
    is_true_from: bool
    threshold: float | None
    """None: the scenario gives it, or the work itself."""


SIGNALS: dict[SignalId, SignalKind] = {
    "unsettled": SignalKind("flexibility matters", "share of the horizon unsettled", True, MOST_OF_THE_TIME),
    "uncertain": SignalKind(
        "demand is uncertain", "times the expected demand between the cases", True, PREDICTABLE_SPREAD
    ),
    "runs_at_once": SignalKind("speed: it can serve at once", "months to port", False, 0.0),
    "settled": SignalKind("the work is stable", "share of the horizon settled", True, MOST_OF_THE_TIME),
    "fit_proven": SignalKind("the software fit is proven", "share of the traffic measured", True, None),
    "cloud_is_standard": SignalKind("its cloud is the standard", "share of today's fleet", True, STANDARD_SHARE),
    "predictable": SignalKind(
        "demand is predictable", "times the expected demand between the cases", False, PREDICTABLE_SPREAD
    ),
    "large": SignalKind("the volume pays for the change", "USD saved in all, less port and upkeep", True, 0.0),
    "exploratory": SignalKind("it is a pilot", "1: exploratory, 0: production", True, 1.0),
    "can_wait": SignalKind("the work can wait", "1: it can wait, 0: it cannot", True, 1.0),
}
"""Signals by id."""


class PlatformGuide(NamedTuple):
    """When to choose a class of accelerators."""

    sentence: str
    signals: tuple[SignalId, ...]
    needs_all: bool
    """Whether all signals have to be true, or one is enough."""


PLATFORMS: dict[AcceleratorClass, PlatformGuide] = {
    "gpu": PlatformGuide(
        "when flexibility or speed to deploy matters: the default",
        ("unsettled", "uncertain", "runs_at_once"),
        False,
    ),
    "tpu": PlatformGuide("when the work is stable and the software fit proven", ("settled", "fit_proven"), True),
    "trainium": PlatformGuide("when its cloud is the standard already", ("cloud_is_standard",), True),
    "asic": PlatformGuide("when demand is predictable and large", ("predictable", "large"), True),
    "neuromorphic": PlatformGuide("for pilots, unless it is validated", ("exploratory", "fit_proven"), False),
    "cpu": PlatformGuide("for work that can wait, where it suffices", ("can_wait",), True),
}
"""The platform table; of tokens by the call (`managed`) it says nothing."""

Trap = Literal[
    "networking", "idle_capacity", "premium_accelerators", "checkpointing", "governance_costs", "edge_operations"
]
Deployment = Literal[
    "own_or_contracted",
    "hybrid_or_cloud",
    "burst_or_scheduled",
    "hybrid_with_burst",
    "hybrid_control",
    "on_the_site",
]
Figure = Literal["time_to_train", "usd_per_1000_units", "units_per_accelerator_hour", "share_served"]


class TrapKind(NamedTuple):
    """A trap: what it is, its figure, and whether the work is in it from its threshold on, or up to it."""

    sentence: str
    unit: str
    is_true_from: bool
    threshold: float


IDLE_SHARE = 1 / 3
"""Part of a cost that is idle from which on it is a finding; headroom of 40 % on an even load idles 29 %."""
TRAPS: dict[Trap, TrapKind] = {
    "networking": TrapKind(
        "underestimating the network between accelerators", "GB/s asked per accelerator", False, 0.0
    ),
    "idle_capacity": TrapKind("paying for idle capacity", "share of its cost that idles", True, IDLE_SHARE),
    "premium_accelerators": TrapKind(
        "premium accelerators where cheaper ones suffice", "share of its units", True, MOST_OF_THE_TIME
    ),
    "checkpointing": TrapKind(
        "no checkpoints: a failure loses the run", "1: may be interrupted, 0: may not be interrupted", False, 0.0
    ),
    "governance_costs": TrapKind("orchestration and governance not counted", "share of its cost", False, 0.0),
    "edge_operations": TrapKind("telemetry and support of the site not counted", "share of its cost", False, 0.0),
}
"""Traps by id."""
DEPLOYMENTS: dict[Deployment, str] = {
    "own_or_contracted": "own hall, or contracted capacity of a specialized cloud",
    "hybrid_or_cloud": "hybrid, or in clouds",
    "burst_or_scheduled": "burst into clouds, or scheduled on own units",
    "hybrid_with_burst": "hybrid, bursting into clouds",
    "hybrid_control": "hybrid: some at own sites, some in clouds",
    "on_the_site": "on edge sites, a class of capacity of its own",
}
"""Recommended deployments in words."""


class WorkGuide(NamedTuple):
    """A row of the table of workloads."""

    best_fit: tuple[AcceleratorClass, ...]
    figure: Figure
    trap: Trap
    deployment: Deployment


WORK: dict[WorkloadClass, WorkGuide] = {
    "foundation_training": WorkGuide(("gpu",), "time_to_train", "networking", "own_or_contracted"),
    "fine_tuning": WorkGuide(
        ("gpu", "trainium", "tpu"), "usd_per_1000_units", "premium_accelerators", "burst_or_scheduled"
    ),
    "realtime_inference": WorkGuide(
        ("gpu", "asic", "tpu", "trainium"), "usd_per_1000_units", "idle_capacity", "hybrid_or_cloud"
    ),
    "batch_scoring": WorkGuide(
        ("gpu", "cpu", "asic"), "usd_per_1000_units", "premium_accelerators", "burst_or_scheduled"
    ),
    "agent_orchestration": WorkGuide(("gpu", "cpu"), "share_served", "governance_costs", "hybrid_control"),
    "multimodal_media": WorkGuide(
        ("gpu", "asic", "tpu", "trainium"), "usd_per_1000_units", "idle_capacity", "hybrid_or_cloud"
    ),
    "simulation": WorkGuide(("gpu",), "units_per_accelerator_hour", "checkpointing", "hybrid_with_burst"),
    "edge_inference": WorkGuide(("asic", "neuromorphic", "gpu"), "share_served", "edge_operations", "on_the_site"),
}
"""The table of workloads by kind."""
