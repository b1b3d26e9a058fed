"""Figures about lock-in: what is bound to be paid to whom, shares over time, the mix of contracts, portability."""

from __future__ import annotations

from models.plan import Plan
from models.portability import LAYERS
from solver.proof.audit.contract_mix import check_mix_figures
from solver.proof.audit.limit_rows import owed_by_payee
from solver.proof.audit.lockin import counted_sizes
from solver.proof.audit.notes import CENT, Notes
from solver.proof.audit.state import State
from solver.proof.audit.timeline import is_within
from solver.proof.audit.use import Use


def check_lock_in_figures(plan: Plan, use: Use, notes: Notes) -> None:
    """All of them, each computed again from scenario and decisions."""
    _check_exposure(plan, use.state, notes)
    _check_shares(plan, use.state, notes)
    check_mix_figures(plan, use.state, notes)
    _check_portability(plan, use, notes)


def _check_exposure(plan: Plan, state: State, notes: Notes) -> None:
    """All that is bound at the end of a period, by payee; what is not listed is nothing."""
    labels, own = state.facts.time.labels, owed_by_payee(state)
    owed = {(payee, label): sum(terms[t]) for payee, terms in own.items() for t, label in enumerate(labels)}
    stated = {(row.payee, row.period) for row in plan.exposure}
    notes.once("exposure", ((row.payee, row.period) for row in plan.exposure))
    for row in plan.exposure:
        where = f"exposure ({row.payee or 'modules of sites'}, {row.period})"
        if row.period not in labels:
            notes.sentences.append(f"{where}: the horizon has no such period")
        notes.usd(where, "usd", row.usd, owed.get((row.payee, row.period), 0.0))
    for (payee, label), usd in owed.items():
        if usd > CENT and (payee, label) not in stated:
            notes.sentences.append(f"exposure ({payee or 'modules of sites'}, {label}): the row is missing")


def _check_shares(plan: Plan, state: State, notes: Notes) -> None:
    """Every limited share of the capacity in every period."""
    time = state.facts.time
    rules = {
        (rule.id, label): (rule, t)
        for rule in state.facts.policy.capacity_shares
        for t, label in enumerate(time.labels)
    }
    stated = [(row.limit, row.period) for row in plan.capacity_shares]
    notes.once("capacity_shares", stated)
    for row in plan.capacity_shares:
        where = f"capacity_shares ({row.limit}, {row.period})"
        if (row.limit, row.period) not in rules:
            notes.sentences.append(f"{where}: there is no such limit and period")
            continue
        rule, t = rules[row.limit, row.period]
        counted = counted_sizes(state, rule, t)
        own, in_all = sum(size for is_own, size in counted if is_own), sum(size for _, size in counted)
        holds = is_within(time.starts[t], rule.first, None)
        notes.figure(where, "accelerators", row.accelerators, own)
        notes.figure(where, "accelerators_in_all", row.accelerators_in_all, in_all)
        notes.figure(where, "share", row.share, own / in_all if in_all else None)
        notes.same(where, "max_share", row.max_share, rule.max_share if holds else None)
    for limit, label in (key for key in rules if key not in stated):
        notes.sentences.append(f"capacity_shares ({limit}, {label}): the row is missing")


def _check_portability(plan: Plan, use: Use, notes: Notes) -> None:
    """Every workload that is served, where any stack is scored."""
    units = _units_by_stack(use) if any(stack.portability for stack in use.facts.stacks.values()) else {}
    notes.once("portability", (row.workload for row in plan.portability))
    for row in plan.portability:
        where, served = f"portability ({row.workload})", units.get(row.workload, {})
        if not served:
            notes.sentences.append(f"{where}: no such workload is served, or no stack is scored")
            continue
        for layer in LAYERS:
            notes.figure(where, layer, getattr(row, layer), _score(use, served, layer))
        scored = sum(each for stack, each in served.items() if _is_scored(use, stack))
        notes.figure(where, "share_scored", row.share_scored, scored / sum(served.values()))
    stated = {row.workload for row in plan.portability}
    for workload in (name for name in units if name not in stated):
        notes.sentences.append(f"portability ({workload}): the row is missing")


def _units_by_stack(use: Use) -> dict[str, dict[str, float]]:
    """Units served over the horizon, by workload (or queue) and stack."""
    found: dict[str, dict[str, float]] = {}
    for (key, t), pools in use.serving.items():
        for pool in pools:
            stacks, stack = found.setdefault(key[0], {}), use.facts.accelerators[pool[0]].stack
            stacks[stack] = stacks.get(stack, 0.0) + use.units_from(key, t, pool)
    return found


def _score(use: Use, served: dict[str, float], layer: str) -> float | None:
    """Score of a layer, by the units served on stacks that have one."""
    scores = {stack: getattr(use.facts.stacks[stack].portability, layer, None) for stack in served}
    judged = {stack: score for stack, score in scores.items() if score is not None}
    weight = sum(served[stack] for stack in judged)
    return sum(served[stack] * score for stack, score in judged.items()) / weight if weight else None


def _is_scored(use: Use, stack: str) -> bool:
    scores = use.facts.stacks[stack].portability
    return scores is not None and any(getattr(scores, layer) is not None for layer in LAYERS)
