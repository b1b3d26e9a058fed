"""The rules of thumb beside a plan: signals by workload and class, workloads by kind, a shortlist, and findings.

The laws are in `guidance_laws` and `mistakes`. They are figures about a plan: nothing is decided by them.
"""

from __future__ import annotations

from typing import Literal

from models.base import Id, Model
from models.guides import Deployment, Figure, SignalId, Trap
from models.vocabulary import AcceleratorClass, WorkloadClass

Differs = Literal["used_against_rule", "rule_not_followed"]
Why = Literal["only_class", "costs_less", "costs_more", "none_to_be_had", "other_limits"]
"""Why a plan does otherwise: no other class can do the work; all its volume costs less (more) there than on the
cheapest other class, at full use with port and upkeep; no offer there can be had in time; limits of the scenario, or
work that shares units."""


class Signal(Model):
    """Whether a rule of thumb speaks for a class, with the figure that it was computed from."""

    id: SignalId
    """What is asked."""
    value: float | None
    """Figure [`unit`]; null: not known."""
    unit: str
    """What the figure is."""
    threshold: float
    """Where it turns [`unit`]."""
    is_true: bool | None
    """Whether it speaks for the class; null: not known."""


class PlatformRule(Model):
    """A class that could serve a workload: what the rule says, and what the plan does."""

    workload: Id
    """Workload, or queue of one."""
    accelerator_class: AcceleratorClass
    """Class that could serve it, by its measured throughput and all rules of placement."""
    signals: tuple[Signal, ...]
    """What the rule asks."""
    is_met: bool | None
    """Whether the rule speaks for the class; null: not known."""
    share_served: float | None
    """Units that the plan serves there over the horizon, of those that it serves in all; null: it serves none."""
    usd_per_unit: float | None
    """Lowest nominal cost of a unit on an offer for the class, used to the full [USD]; null: none can be had."""
    others_usd_per_unit: float | None
    """The same of the cheapest other class that could serve it [USD]; null: there is none."""
    differs: Differs | None = None
    """How the plan differs from the rule; null: it does not, or the rule is not known."""
    why: Why | None = None
    """Why it does; null where it does not differ."""


class WorkloadRule(Model):
    """A workload beside what is usual for its kind."""

    workload: Id
    """Workload, or queue of one."""
    kind: WorkloadClass
    """Its class."""
    best_fit: tuple[AcceleratorClass, ...]
    """Classes that usually fit best."""
    share_on_best_fit: float | None
    """Units served on these, of all served over the horizon; null: none are."""
    figure: Figure
    """Primary figure of its kind."""
    value: float | None
    """The figure over the horizon [`unit`]; null where nothing is served."""
    unit: str
    """Unit of the figure."""
    trap: Trap
    """What usually goes wrong."""
    trap_value: float | None
    """Figure that tells [`trap_unit`]; null: not known."""
    trap_unit: str
    """Unit of that figure."""
    trap_threshold: float
    """Where it turns [`trap_unit`]."""
    is_in_trap: bool | None
    """Whether it goes wrong here; null: not known."""
    deployment: Deployment
    """What is usually recommended."""
    own_share: float | None
    """Units served at own sites (on-prem, colo, edge), of all served; null: none are."""
    rented_share: float | None
    """Part of its accelerator-hours that is rented by the hour: as of all hours paid for where it runs; null: it keeps
    no accelerators busy."""
    is_as_recommended: bool | None
    """Whether the plan deploys it so; null where nothing is served."""


Layer = Literal["general", "specialized"]
"""`general`: GPU and CPU, for all work; `specialized`: silicon for a kind of work."""


class Shortlisted(Model):
    """An accelerator worth a closer look, in the layer that it belongs to."""

    layer: Layer
    """`general`: GPU and CPU, for all work; `specialized`: silicon for a kind of work."""
    accelerator: Id
    accelerator_class: AcceleratorClass
    workloads: tuple[Id, ...]
    """Workloads for which it is the cheapest of its layer at full use (of a specialized class where also its rule is
    met and nothing of the general layer costs less), or which it serves in the plan."""
    share_of_hours: float
    """Its part of all busy accelerator-hours of the plan [0..1]."""


class Rules(Model):
    """The rules of thumb, computed."""

    platforms: tuple[PlatformRule, ...]
    """Every workload on every class that could serve it, but `managed`."""
    workloads: tuple[WorkloadRule, ...]
    """Every workload beside what is usual for its kind."""
    shortlist: tuple[Shortlisted, ...]
    """Accelerators in two layers."""


MistakeId = Literal[
    "bought_for_the_peak",
    "planned_on_hope",
    "bought_at_once",
    "one_class_for_everything",
    "headline_model",
    "operations_ignored",
    "no_exit_ramp",
    "idle_headroom",
    "one_forecast",
    "not_measured",
]


class Finding(Model):
    """A common mistake that a plan, or its scenario, makes."""

    mistake: MistakeId
    """Which one."""
    what: str
    """What it is, in a sentence."""
    workload: Id | None = None
    """Workload that it is about; null: no single one."""
    accelerator: Id | None = None
    """Accelerator that it is about; null: no single one."""
    site: Id | None = None
    """Its site; null: no single one."""
    value: float
    """Figure over the horizon [`unit`]."""
    unit: str
    """What the figure is."""
    threshold: float
    """Where it becomes a finding [`unit`]."""
    cost_usd: float | None
    """Nominal cost over the horizon that it is about [USD]; null: none in particular."""
    advice: str
    """What to do."""


class SignalLine(Model):
    """A signal with whose it is: a row of a table."""

    workload: Id
    accelerator_class: AcceleratorClass
    signal: SignalId
    """What is asked."""
    value: float | None
    """Figure [`unit`]; null: not known."""
    unit: str
    """What the figure is."""
    threshold: float
    """Where it turns [`unit`]."""
    is_true: bool | None
    """Whether it speaks for the class; null: not known."""
    is_met: bool | None
    """Whether the rule, which asks all of them, speaks for the class; null: not known."""
    share_served: float | None
    """Units that the plan serves there over the horizon, of those that it serves in all [0..1]; null: none."""
    differs: Differs | None
    """How the plan differs from the rule; null: it does not, or the rule is not known."""
    why: Why | None
    """Why it does; null where it does not differ."""


def signal_lines(rules: Rules | None) -> tuple[SignalLine, ...]:
    """All signals, one row each."""
    rows = rules.platforms if rules else ()
    return tuple(
        SignalLine(
            workload=row.workload,
            accelerator_class=row.accelerator_class,
            signal=signal.id,
            value=signal.value,
            unit=signal.unit,
            threshold=signal.threshold,
            is_true=signal.is_true,
            is_met=row.is_met,
            share_served=row.share_served,
            differs=row.differs,
            why=row.why,
        )
        for row in rows
        for signal in row.signals
    )
