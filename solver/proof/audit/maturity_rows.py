"""Rows about maturity: how much of a workload runs on unproven silicon of one vendor, of one class."""

from __future__ import annotations

from typing import NamedTuple

from solver.proof.audit.facts import Pool
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.placement import Key
from solver.proof.audit.state import State
from solver.proof.audit.validation import first_period_proven


def check_maturity(state: State, ledger: Ledger) -> None:
    """Shares served and headroom held on unproven silicon, wherever there are any."""
    facts = state.facts
    share = facts.policy.maturity.unvalidated_share
    for key in facts.demand if share is not None else ():
        workload = facts.streams[key[0]]
        proven = {a.id: first_period_proven(facts.scenario, workload, a) for a in facts.scenario.accelerators}
        if any(proven.values()):
            _check_work(state, ledger, key, proven, share or 0.0)


def _check_work(state: State, ledger: Ledger, key: Key, proven: dict[str, int], share: float) -> None:
    time, demand = state.facts.time, state.facts.demand[key]
    for t in range(time.periods):
        slots = list(time.slots_of(t))
        if demand.workload.deferral is not None:  # shares of one volume, in whichever block
            done = _by_chip([state.serve[key][q] for q in slots])
            _check(state, ledger, _Cell(key, "", (time.labels[t],)), done, proven, share * sum(done.values()))
            continue
        for q in slots:
            served = _by_chip([state.serve[key][q]])
            _check(state, ledger, _Cell(key, "", time.where(q)), served, proven, share)
            if demand.workload.has_queueing:
                held = _by_chip([state.carried[key][q]])
            else:
                need, sizes = demand.required[q], state.hold[key][q]
                held = _by_chip([{p: size * state.facts.speed(key, p[:2]) / need for p, size in sizes.items() if need}])
            _check(state, ledger, _Cell(key, "_hold", time.where(q)), held, proven, share)


class _Cell(NamedTuple):
    """Whose share, of which row, when."""

    key: Key
    row: str
    where: tuple[str, ...]


def _by_chip(amounts: list[dict[Pool, float]]) -> dict[str, float]:
    """Amounts of pools added up by accelerator."""
    found: dict[str, float] = {}
    for by_pool in amounts:
        for pool, amount in by_pool.items():
            found[pool[0]] = found.get(pool[0], 0.0) + amount
    return found


def _check(
    state: State, ledger: Ledger, cell: _Cell, amounts: dict[str, float], proven: dict[str, int], most: float
) -> None:
    """A share by accelerator, of the whole or of what is done, against the limit for each vendor and each class."""
    period, share = state.facts.time.period_of[cell.where[0]], state.facts.policy.maturity.unvalidated_share or 0.0
    name = "@".join(cell.key)
    whole = 1.0 if state.facts.streams[cell.key[0]].deferral is None else sum(amounts.values())
    for kind in ("vendor", "class"):
        row = f"unproven_{kind}{cell.row}_is_capped"
        for of, parts in _unproven(state, amounts, proven, period, kind).items():
            ledger.at_most(row, (name, of, *cell.where), parts, [most], "of the work")
            used = sum(parts) / whole if whole else 0.0
            ledger.limit(row, f"{name} {of}", frozenset((cell.where[0],)), used, share)


def _unproven(
    state: State, amounts: dict[str, float], proven: dict[str, int], period: int, kind: str
) -> dict[str, list[float]]:
    """Amounts by accelerator, of those unproven in a period, by the name of their vendor or class."""
    found: dict[str, list[float]] = {}
    for name, amount in amounts.items():
        if period < proven[name]:
            chip = state.facts.accelerators[name]
            found.setdefault(chip.vendor if kind == "vendor" else chip.accelerator_class, []).append(amount)
    return found
