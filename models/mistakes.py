"""Common mistakes: what each is, where it becomes a finding, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from models.guidance import Finding, MistakeId
from models.guidance_figures import PlanFigures
from models.guidance_laws import is_past
from models.guides import IDLE_SHARE, OPERATIONS_TERMS
from models.unit_economics import IDLE_HEADROOM

RELEVANT_SHARE = 0.02
"""Part of the plan's cost below which a finding about a workload or a place is left out."""
GROWTH = 1.25
"""Growth of the busy accelerators over the horizon from which on to order all at once is a finding."""
ONE_FOR_ALL = 0.95
"""Busy accelerator-hours on one accelerator from which on it carries everything."""


class MistakeKind(NamedTuple):
    """A mistake: what it is, its figure, its threshold, whether it is one from there on or up to it, what to do."""

    what: str
    unit: str
    threshold: float
    is_one_from: bool
    advice: str


MISTAKES: dict[MistakeId, MistakeKind] = {
    "bought_for_the_peak": MistakeKind(
        "bought for the peak: units that are ordered firmly stand idle most of the time",
        "share of paid accelerator-hours busy",
        0.4,
        False,
        "rent what only peaks need, or give the quiet hours work that can wait (`deferral`)",
    ),
    "planned_on_hope": MistakeKind(
        "planned on hope: this case asks for more than all cases do in the mean",
        "times the probable demand of all cases",
        1.2,
        True,
        "order what all cases need, and let the rest wait for a signal: `steelyard hedge`",
    ),
    "bought_at_once": MistakeKind(
        "bought at once: nearly all is ordered in the first month, although work grows",
        "share of all accelerators ordered",
        0.8,
        True,
        "order in bands, each tied to a milestone: `steelyard hedge`",
    ),
    "one_class_for_everything": MistakeKind(
        "one accelerator for everything: work of different kinds runs on the same one",
        "share of busy accelerator-hours",
        ONE_FOR_ALL,
        True,
        "weigh another accelerator for the work that asks least: add its offers and a benchmark",
    ),
    "headline_model": MistakeKind(
        "sized by the headline model: this work is measured with the model of work of another kind that costs more",
        "share of the plan's cost",
        0.05,
        True,
        "measure it with the smallest model that does; keep the large one for hard cases",
    ),
    "operations_ignored": MistakeKind(
        "software and operations ignored: next to nothing is counted beside hardware, power and space",
        "share of the plan's cost",
        0.05,
        False,
        "state lines of operating cost: evaluation, observability, compliance, incidents (`policy.operating_costs`)",
    ),
    "no_exit_ramp": MistakeKind(
        "no exit ramp: production work that no second software stack could carry",
        "share of the plan's cost",
        0.5,
        True,
        "keep a second stack ready for the largest of it (`policy.redundancy` with `lose: stack`)",
    ),
    "idle_headroom": MistakeKind(
        "idle headroom: this work pays for capacity that stands idle",
        "share of its cost",
        IDLE_SHARE,
        True,
        "share units with work that can wait, count on rent at peaks, or lower the headroom ratio",
    ),
    "one_forecast": MistakeKind(
        "too few forecasts: a plan needs a conservative, an expected and an aggressive case",
        "demand cases",
        2.0,
        False,
        "add `cases` with probabilities",
    ),
    "not_measured": MistakeKind(
        "bought on claims: throughput was not measured, but claimed or estimated",
        "share of served accelerator-hours",
        0.25,
        True,
        "measure these accelerators on your own traffic before you sign",
    ),
}
"""Mistakes by id: of what is ordered, of what it is for, of what is counted, of what is known."""


class Seen(NamedTuple):
    """A figure that may be a mistake, with where and how much money it is about [USD]."""

    value: float | None
    cost_usd: float | None = None
    workload: str | None = None
    accelerator: str | None = None
    site: str | None = None


Look = Callable[[PlanFigures], Iterator[Seen]]
"""Figures of a plan that may be a mistake."""


def findings_of(plan: PlanFigures) -> tuple[Finding, ...]:
    """All mistakes that a plan makes, in the order of the register, the dearest first."""
    return tuple(
        finding
        for name in MISTAKES
        for finding in sorted(_made(name, LOOKS[name](plan)), key=lambda row: -(row.cost_usd or 0.0))
    )


def _made(name: MistakeId, looks: Iterator[Seen]) -> Iterator[Finding]:
    kind = MISTAKES[name]
    for seen in looks:
        if seen.value is not None and is_past(seen.value, kind.threshold, is_true_from=kind.is_one_from):
            yield Finding(
                mistake=name,
                what=kind.what,
                workload=seen.workload,
                accelerator=seen.accelerator,
                site=seen.site,
                value=seen.value,
                unit=kind.unit,
                threshold=kind.threshold,
                cost_usd=seen.cost_usd,
                advice=kind.advice,
            )


def _matters(plan: PlanFigures, usd: float) -> bool:
    return usd > 0 and usd >= RELEVANT_SHARE * plan.cost_usd


def _peaks(plan: PlanFigures) -> Iterator[Seen]:
    for place in plan.places:
        if _matters(plan, place.ordered_usd):
            yield Seen(place.utilization, place.ordered_usd, accelerator=place.accelerator, site=place.site)


def _hopes(plan: PlanFigures) -> Iterator[Seen]:
    for work in () if plan.is_hedged else plan.works:
        if _matters(plan, work.cost_usd):
            yield Seen(work.expected_share, work.cost_usd, work.id)


def _at_once(plan: PlanFigures) -> Iterator[Seen]:
    if plan.growth is not None and is_past(plan.growth, GROWTH, is_true_from=True):
        yield Seen(plan.first_orders_share, sum(place.ordered_usd for place in plan.places))


def _one_for_all(plan: PlanFigures) -> Iterator[Seen]:
    total, name = sum(plan.hours.values()), max(plan.hours, key=lambda name: (plan.hours[name], name), default="")
    kinds = {w.kind for w in plan.works if any(pair.accelerator == name and pair.units for pair in w.pairs)}
    if total and len(kinds) > 1:
        yield Seen(plan.hours[name] / total, accelerator=name)


def _headlines(plan: PlanFigures) -> Iterator[Seen]:
    for work in plan.works:
        rivals = (w for w in plan.works if w.profile == work.profile and w.kind != work.kind)
        if plan.cost_usd > 0 and any(rival.cost_usd > work.cost_usd for rival in rivals):
            yield Seen(work.cost_usd / plan.cost_usd, work.cost_usd, work.id)


def _operations(plan: PlanFigures) -> Iterator[Seen]:
    usd = sum(amount for term, amount in plan.by_term.items() if term in OPERATIONS_TERMS)
    if plan.cost_usd > 0:
        yield Seen(usd / plan.cost_usd, usd)


def _ramps(plan: PlanFigures) -> Iterator[Seen]:
    usd = sum(w.cost_usd for w in plan.works if w.units_served and w.stage != "exploratory" and not w.has_ramp)
    if plan.cost_usd > 0:
        yield Seen(usd / plan.cost_usd, usd)


def _idle(plan: PlanFigures) -> Iterator[Seen]:
    for work in plan.works:
        idle = work.parts.get(IDLE_HEADROOM, 0.0)
        if _matters(plan, idle) and work.cost_usd > 0:
            yield Seen(idle / work.cost_usd, idle, work.id)


def _forecasts(plan: PlanFigures) -> Iterator[Seen]:
    yield Seen(float(plan.cases))


def _claims(plan: PlanFigures) -> Iterator[Seen]:
    if plan.measured_share is not None:
        yield Seen(1 - plan.measured_share)


LOOKS: dict[MistakeId, Look] = {
    "bought_for_the_peak": _peaks,
    "planned_on_hope": _hopes,
    "bought_at_once": _at_once,
    "one_class_for_everything": _one_for_all,
    "headline_model": _headlines,
    "operations_ignored": _operations,
    "no_exit_ramp": _ramps,
    "idle_headroom": _idle,
    "one_forecast": _forecasts,
    "not_measured": _claims,
}
"""Where each mistake is looked for."""
