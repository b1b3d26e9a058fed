"""The laws of the rules of thumb: from figures to signals, to what differs and why, to the shortlist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.guidance import Differs, Layer, PlatformRule, Rules, Shortlisted, Signal, Why, WorkloadRule
from models.guidance_figures import PairFigures, PlanFigures, WorkFigures
from models.guides import (
    GENERAL_CLASSES,
    MOST_OF_THE_TIME,
    PLATFORMS,
    SIGNALS,
    TRAPS,
    USED_SHARE,
    WORK,
    Deployment,
    SignalId,
    Trap,
)
from models.operations import OPERATING_TERMS
from models.unit_economics import IDLE_HEADROOM
from models.vocabulary import AcceleratorClass

SLACK = 1e-6
"""Part of a threshold by which a figure may miss it, so that rounding decides nothing."""
SHARE_DIGITS = 6
"""Digits of a share of hours that are no rounding of a search."""
NO_SPREAD = 1e-9
"""Spread of cases that is rounding: no case moves the demand."""
LAYERS: tuple[Layer, ...] = ("general", "specialized")
NOT_TO_BE_HAD = ("no_supply", "spot_only", "term_too_long")


def is_past(value: float, threshold: float, *, is_true_from: bool) -> bool:
    """Whether a figure is at or past its threshold: from it on, or up to it."""
    slack = SLACK * max(abs(threshold), SLACK)
    return value >= threshold - slack if is_true_from else value <= threshold + slack


def rules_of(plan: PlanFigures) -> Rules:
    """All rules of thumb of a plan."""
    platforms = tuple(row for work in plan.works for row in _platforms(plan, work))
    return Rules(
        platforms=platforms,
        workloads=tuple(workload_rule(work) for work in plan.works),
        shortlist=tuple(_shortlist(plan, platforms)),
    )


def share_of(part: float, whole: float) -> float | None:
    """A share; None of nothing."""
    return part / whole if whole else None


def cheapest(pairs: Sequence[PairFigures]) -> PairFigures | None:
    """The pair with the lowest cost of a unit; one without a price only where none has one."""
    return min(pairs, key=lambda p: (p.usd_per_unit is None, p.usd_per_unit or 0.0, p.accelerator), default=None)


def _platforms(plan: PlanFigures, work: WorkFigures) -> Iterator[PlatformRule]:
    for kind in PLATFORMS:
        pairs = [pair for pair in work.pairs if pair.accelerator_class == kind]
        if pairs:
            yield _platform(plan, work, kind, pairs)


def _platform(
    plan: PlanFigures, work: WorkFigures, kind: AcceleratorClass, pairs: Sequence[PairFigures]
) -> PlatformRule:
    guide, best = PLATFORMS[kind], cheapest(pairs)
    other = cheapest([pair for pair in work.pairs if pair.accelerator_class != kind])
    signals = tuple(_signal(name, plan, work, pairs) for name in guide.signals)
    share = share_of(sum(pair.units for pair in pairs), work.units_served)
    rule = PlatformRule(
        workload=work.id,
        accelerator_class=kind,
        signals=signals,
        is_met=verdict([signal.is_true for signal in signals], needs_all=guide.needs_all),
        share_served=share,
        usd_per_unit=best.usd_per_unit if best else None,
        others_usd_per_unit=other.usd_per_unit if other else None,
    )
    differs = _differs(rule)
    why = _why(differs, work, best, other) if differs else None
    return rule.model_copy(update={"differs": differs, "why": why})


def verdict(signals: Sequence[bool | None], *, needs_all: bool) -> bool | None:
    """Whether a rule is met by all (one) of its signals; None where what is not known could change that."""
    if needs_all:
        return False if False in signals else None if None in signals else True
    return True if True in signals else None if None in signals else False


def _signal(name: SignalId, plan: PlanFigures, work: WorkFigures, pairs: Sequence[PairFigures]) -> Signal:
    kind, value = SIGNALS[name], _value(name, plan, work, pairs)
    threshold = plan.least_traffic_share if kind.threshold is None else kind.threshold
    is_true = None if value is None else is_past(value, threshold, is_true_from=kind.is_true_from)
    return Signal(id=name, value=value, unit=kind.unit, threshold=threshold, is_true=is_true)


def _value(name: SignalId, plan: PlanFigures, work: WorkFigures, pairs: Sequence[PairFigures]) -> float | None:
    spread = work.spread if (work.spread or 0.0) > NO_SPREAD else None
    values: dict[SignalId, float | None] = {
        "unsettled": work.unsettled_share,
        "settled": 1 - work.unsettled_share,
        "runs_at_once": min(pair.months_to_port for pair in pairs),
        "fit_proven": max(pair.proven_share for pair in pairs),
        "cloud_is_standard": plan.fleet_shares.get(pairs[0].accelerator_class),
        "predictable": spread,
        "uncertain": spread,
        "large": _saved_usd(work, pairs),
        "exploratory": float(work.stage == "exploratory"),
        "can_wait": float(work.can_wait),
    }
    return values[name]


def _saved_usd(work: WorkFigures, pairs: Sequence[PairFigures]) -> float | None:
    """What all its volume would save against the general layer, less the change [USD]; None without both prices."""
    special, general = (_total_usd(work, pair) for pair in (cheapest(pairs), _general(work)))
    return None if special is None or general is None else general - special


def _general(work: WorkFigures) -> PairFigures | None:
    return cheapest([pair for pair in work.pairs if pair.accelerator_class in GENERAL_CLASSES])


def _differs(rule: PlatformRule) -> Differs | None:
    if rule.share_served is None or rule.is_met is None:
        return None
    is_used = is_past(rule.share_served, USED_SHARE, is_true_from=True)
    if is_used == rule.is_met:
        return None
    return "used_against_rule" if is_used else "rule_not_followed"


def _why(differs: Differs, work: WorkFigures, best: PairFigures | None, other: PairFigures | None) -> Why:
    """By what all its volume costs at full use, port and upkeep included, there and on the cheapest other class."""
    own, rival = _total_usd(work, best), _total_usd(work, other)
    is_cheaper = None if own is None or rival is None else own < rival
    if differs == "used_against_rule":
        if other is None:
            return "only_class"
        return "costs_less" if is_cheaper else "other_limits"
    if own is None or (best and best.not_served in NOT_TO_BE_HAD):
        return "none_to_be_had"
    return "costs_more" if is_cheaper is False else "other_limits"


def _total_usd(work: WorkFigures, pair: PairFigures | None) -> float | None:
    if pair is None or pair.usd_per_unit is None:
        return None
    return pair.usd_per_unit * work.units_asked + pair.switch_usd


def workload_rule(work: WorkFigures) -> WorkloadRule:
    """A workload beside what is usual for its kind."""
    guide = WORK[work.kind]
    trap, value = TRAPS[guide.trap], _trap_value(guide.trap, work)
    figure, unit = _figure(work)
    best = sum(pair.units for pair in work.pairs if pair.accelerator_class in guide.best_fit)
    return WorkloadRule(
        workload=work.id,
        kind=work.kind,
        best_fit=guide.best_fit,
        share_on_best_fit=share_of(best, work.units_served),
        figure=guide.figure,
        value=figure,
        unit=unit,
        trap=guide.trap,
        trap_value=value,
        trap_unit=trap.unit,
        trap_threshold=trap.threshold,
        is_in_trap=None if value is None else is_past(value, trap.threshold, is_true_from=trap.is_true_from),
        deployment=guide.deployment,
        own_share=share_of(work.own_units, work.units_served),
        rented_share=share_of(work.rented_hours, work.busy_hours),
        is_as_recommended=_is_deployed(guide.deployment, work) if work.units_served else None,
    )


def _figure(work: WorkFigures) -> tuple[float | None, str]:
    """The primary figure of a kind of work, and its unit."""
    name = WORK[work.kind].figure
    if name == "time_to_train" and work.hours_per_run is not None:
        return work.hours_per_run, "h per run"
    if name == "time_to_train":
        return share_of(work.busy_hours, work.units_served), f"accelerator-hours per unit ({work.unit})"
    if name == "usd_per_1000_units":
        return share_of(1000 * work.cost_usd, work.units_served), f"USD per 1,000 {work.unit}"
    if name == "units_per_accelerator_hour":
        return share_of(work.units_served, work.busy_hours), f"{work.unit} per accelerator-hour"
    return share_of(work.units_served, work.units_asked), "share served at its service level"


def _trap_value(trap: Trap, work: WorkFigures) -> float | None:
    def share(terms: frozenset[str]) -> float | None:
        return share_of(sum(usd for part, usd in work.parts.items() if part in terms), work.cost_usd)

    premium = None if work.premium_units is None else share_of(work.premium_units, work.units_served)
    values: dict[Trap, float | None] = {
        "networking": work.fabric_gbps,
        "idle_capacity": share(frozenset({IDLE_HEADROOM})),
        "premium_accelerators": premium,
        "checkpointing": float(work.is_checkpointed),
        "governance_costs": share(OPERATING_TERMS),
        "edge_operations": share(frozenset({"site_telemetry", "site_support"})),
    }
    return values[trap]


def _is_deployed(deployment: Deployment, work: WorkFigures) -> bool:
    own, edge = work.own_units / work.units_served, work.edge_units / work.units_served
    rented = share_of(work.rented_hours, work.busy_hours) or 0.0
    found: dict[Deployment, bool] = {
        "own_or_contracted": rented <= MOST_OF_THE_TIME + SLACK,
        "hybrid_or_cloud": own < 1 - SLACK,
        "burst_or_scheduled": rented > SLACK or work.is_scheduled,
        "hybrid_with_burst": rented > SLACK,
        "hybrid_control": SLACK < own < 1 - SLACK,
        "on_the_site": edge >= MOST_OF_THE_TIME - SLACK,
    }
    return found[deployment]


def _shortlist(plan: PlanFigures, platforms: Sequence[PlatformRule]) -> Iterator[Shortlisted]:
    """By layer, those that the plan keeps busiest first; those of the same share in the order of their ids."""
    classes = {pair.accelerator: pair.accelerator_class for work in plan.works for pair in work.pairs}
    met = {(row.workload, row.accelerator_class) for row in platforms if row.is_met}
    total = sum(plan.hours.values())
    shares = {name: plan.hours.get(name, 0.0) / total if total else 0.0 for name in classes}
    for layer in LAYERS:
        names = [name for name, kind in classes.items() if layer_of(kind) == layer]
        for name in sorted(names, key=lambda name: (-round(shares[name], SHARE_DIGITS), name)):
            work = tuple(w.id for w in plan.works if _is_shortlisted(w, name, met))
            if work:
                yield Shortlisted(
                    layer=layer,
                    accelerator=name,
                    accelerator_class=classes[name],
                    workloads=work,
                    share_of_hours=shares[name],
                )


def layer_of(kind: AcceleratorClass) -> Layer | None:
    """The layer that a class belongs to; None: tokens by the call belong to none."""
    if kind in GENERAL_CLASSES:
        return "general"
    return "specialized" if kind in PLATFORMS else None


def _is_shortlisted(work: WorkFigures, name: str, met: set[tuple[str, AcceleratorClass]]) -> bool:
    """Whether a workload is served there, or is cheapest there in the layer and, if specialized, should go there."""
    pair = next((pair for pair in work.pairs if pair.accelerator == name), None)
    if pair is None or pair.units:
        return pair is not None
    general = _general(work)
    if pair.accelerator_class in GENERAL_CLASSES:
        return pair is general and pair.usd_per_unit is not None
    special = cheapest([each for each in work.pairs if layer_of(each.accelerator_class) == "specialized"])
    least = None if general is None else general.usd_per_unit
    is_met = (work.id, pair.accelerator_class) in met
    return is_met and pair is special and pair.usd_per_unit is not None and (least is None or pair.usd_per_unit < least)
