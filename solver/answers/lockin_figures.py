"""Figures about lock-in: what is bound to be paid to whom, shares over time, the mix of contracts, portability."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from models.derived import Capacity
from models.lockin_use import CapacityShareUse, ContractMixUse, ExposureUse, PortabilityUse
from models.portability import LAYERS
from solver.program.build import Program
from solver.program.families import capacity_share, contract_mix, exposure
from solver.program.instance import Instance

LEAST_USD = 0.005
"""Amounts below half a cent are rounding."""
NOTHING = 1e-9
"""Amounts up to this are rounding: nothing is ordered."""


def lock_in_figures(program: Program, pairs: tuple[Capacity, ...]) -> dict[str, Any]:
    """Fields of the plan by name; `load_values` comes first. `pairs`: what is served from where."""
    return {
        "exposure": _exposure(program),
        "capacity_shares": _shares(program),
        "contract_mix": _mixes(program),
        "portability": _portability(program.instance, pairs),
    }


def _exposure(program: Program) -> tuple[ExposureUse, ...]:
    """What is bound, by payee, at the end of every period in which anything is."""
    m, x, owes = program.model, program.instance, exposure.vintages(program.instance)
    signed: dict[str | None, float] = defaultdict(float)
    owed: dict[str | None, list[float]] = defaultdict(lambda: [0.0] * x.T)
    for t in range(x.T):
        for payee, usd, decision in exposure.changes(m, x, owes, t, 0):
            signed[payee] += usd * decision.value
        for payee, usd in signed.items():
            owed[payee][t] += usd
        for vendor, usd in exposure.held(x, t):
            owed[vendor][t] += usd
    return tuple(
        ExposureUse(payee=payee, period=x.scenario.horizon.label(t), usd=round(usd, 2))
        for payee, by_period in sorted(owed.items(), key=lambda item: (item[0] is None, item[0] or ""))
        for t, usd in enumerate(by_period)
        if usd >= LEAST_USD
    )


def _shares(program: Program) -> tuple[CapacityShareUse, ...]:
    """Every limited share in every period."""
    m, x, rows = program.model, program.instance, []
    for rule in x.scenario.policy.capacity_shares:
        held = capacity_share.bound(x, rule)
        for t in range(x.T):
            own, in_all = capacity_share.amounts(m, x, rule, t, 0)
            rows.append(
                CapacityShareUse(
                    limit=rule.id,
                    period=x.scenario.horizon.label(t),
                    accelerators=own,
                    accelerators_in_all=in_all,
                    share=own / in_all if in_all else None,
                    max_share=rule.max_share if t in held else None,
                )
            )
    return tuple(rows)


def _mixes(program: Program) -> tuple[ContractMixUse, ...]:
    """Every limited part of what is ordered, by fiscal year or over the horizon."""
    m, x, rows = program.model, program.instance, []
    for rule in x.scenario.policy.contract_mix:
        unit = contract_mix.USD_PER_ROW_UNIT if rule.measure == "value" else 1.0
        for span in contract_mix.spans(x, rule):
            own, in_all = (unit * amount for amount in contract_mix.amounts(m, x, rule, span, 0))
            rows.append(
                ContractMixUse(
                    limit=rule.id,
                    fiscal_year=span if rule.per == "fiscal_year" else None,
                    measure=rule.measure,
                    amount=own,
                    amount_in_all=in_all,
                    share=own / in_all if in_all > NOTHING else None,
                    min_share=rule.min_share,
                    max_share=rule.max_share,
                )
            )
    return tuple(rows)


def _portability(x: Instance, pairs: tuple[Capacity, ...]) -> tuple[PortabilityUse, ...]:
    """Every workload that is served, where any stack is scored."""
    units: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for pair in pairs:
        if pair.units_served:
            units[pair.workload][x.accelerators[pair.accelerator].stack] += pair.units_served
    if not any(stack.portability for stack in x.stacks.values()):
        return ()
    return tuple(_portable(x, workload, served) for workload, served in units.items())


def _portable(x: Instance, workload: str, served: dict[str, float]) -> PortabilityUse:
    scores = {layer: _score(x, layer, served) for layer in LAYERS}
    scored = sum(each for stack, each in served.items() if _scores(x, stack))
    return PortabilityUse(workload=workload, **scores, share_scored=scored / sum(served.values()))


def _score(x: Instance, layer: str, served: dict[str, float]) -> float | None:
    """Score of a layer, by the units served on stacks that have one."""
    judged = [(each, score) for stack, each in served.items() if (score := _scores(x, stack).get(layer)) is not None]
    weight = sum(each for each, _ in judged)
    return sum(each * score for each, score in judged) / weight if weight else None


def _scores(x: Instance, stack: str) -> dict[str, float]:
    """Scores of a stack by layer, those that are given."""
    found = x.stacks[stack].portability
    given = {layer: getattr(found, layer) for layer in LAYERS} if found else {}
    return {layer: score for layer, score in given.items() if score is not None}
