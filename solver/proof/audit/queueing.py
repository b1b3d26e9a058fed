"""Headroom sized by queueing: slots enough that waiting stays as rare as the workload allows."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor, log, sqrt
from typing import NamedTuple

import numpy as np

from models.derived import QueueingUse
from models.plan import Plan
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.ledger import ROW_TOLERANCE, Ledger
from solver.proof.audit.notes import Notes
from solver.proof.audit.on_call import peak_slots
from solver.proof.audit.placement import Key
from solver.proof.audit.service_rows import pool_name
from solver.proof.audit.state import State

NODES, WEIGHTS = np.polynomial.legendre.leggauss(96)
TAIL = 60.0
"""Where exp(-s) no longer counts in double precision."""


def check_queueing(state: State, ledger: Ledger) -> None:
    """Peaks are carried whole; every pool holds what its share asks for by the exact formula, not a line above it."""
    facts = state.facts
    for key, demand in facts.demand.items():
        for q in peak_slots(facts) if demand.workload.has_queueing else ():
            if demand.due[q] <= 0:
                continue
            name, where = f"{key[0]}@{key[1]}", facts.time.where(q)
            carried = state.carried[key][q]
            ledger.equal("peak_is_carried", (name, *where), list(carried.values()), [1.0], "of the peak")
            for pool, share in carried.items():
                held, place = [state.hold[key][q][pool]], (name, pool_name(pool), *where)
                by_queueing, by_ratio = _needs(facts, key, pool, q, share)
                if demand.workload.headroom_rule == "larger":
                    ledger.at_least("hold_covers_ratio", place, held, [by_ratio], "accelerators")
                ledger.at_least("hold_covers_waiting", place, held, [by_queueing], "accelerators")


def _needs(facts: Facts, key: Key, pool: Pool, q: int, share: float) -> tuple[float, float]:
    """Accelerators to be held for a share of a peak: by queueing (with the ratio, for the sum), and by the ratio."""
    demand = facts.demand[key]
    load = share * demand.due[q] / facts.speed(key, pool[:2])
    slots = facts.placement.arcs[key, pool[:2]].slots
    by_ratio = load * demand.required[q] / demand.due[q]
    needed = _slots_needed(facts, key, load * slots) / slots
    return needed + (by_ratio - load if demand.workload.headroom_rule == "sum" else 0.0), by_ratio


def accelerators_needed(facts: Facts, key: Key, pool: Pool, q: int, share: float) -> float:
    """Accelerators to be held for a share of a peak by the workload's headroom rule."""
    by_queueing, by_ratio = _needs(facts, key, pool, q, share)
    return max(by_queueing, by_ratio) if facts.demand[key].workload.headroom_rule == "larger" else by_queueing


def _slots_needed(facts: Facts, key: Key, requests: float) -> float:
    waiting = facts.demand[key].workload.waiting
    if waiting is None or requests <= 0:
        return 0.0
    return requests + float(waiting.dispersion**0.5) * (servers_needed(requests, waiting.probability) - requests)


@lru_cache(maxsize=100_000)
def servers_needed(load: float, waiting: float) -> float:
    """Servers, a real number, with which a Poisson arrival waits with a probability: where Erlang C equals it."""
    from scipy.optimize import brentq  # takes half a second to load, and most scenarios size nothing by queueing

    most = load + 1.0
    while waiting_probability(most, load) > waiting:
        most = load + 2 * (most - load)
    return float(brentq(lambda servers: waiting_probability(servers, load) - waiting, load, most, xtol=1e-11 * most))


def waiting_probability(servers: float, load: float) -> float:
    """Erlang C from the recursion 1 / B(x) = 1 + x / a / B(x - 1), unrolled from above until nothing is left of it."""
    steps = min(floor(servers), ceil(max(0.0, servers - load) + 10 * sqrt(load)) + 10)
    factors = (servers - np.arange(steps)) / load
    with np.errstate(over="ignore"):  # so many servers that nobody waits
        products = np.concatenate(([1.0], np.cumprod(factors)))
        last = _inverse_loss(servers - steps, load) if steps == floor(servers) else 1.0
        inverse = float(products[:-1].sum() + products[-1] * last)
    busy = load / servers
    return 1 / (inverse * (1 - busy) + busy)


def _inverse_loss(x: float, load: float) -> float:
    """1 / B(x, a) = integral of exp(-s) (1 + s/a)^x over s > 0, by Gauss-Legendre in v = log(1 + s/a)."""
    end = log(1 + TAIL / load)
    v = (NODES + 1) * end / 2
    values = load * np.exp((1 + x) * v - load * np.expm1(v))
    return float(values @ WEIGHTS) * end / 2


def check_queueing_figures(plan: Plan, state: State, notes: Notes) -> None:
    """Every share of a peak has its row with slots, need and excess."""
    time = state.facts.time
    missing = {
        (key, pool, time.where(q)): share
        for key, slots in state.carried.items()
        for q, shares in enumerate(slots)
        for pool, share in shares.items()
        if share > 0
    }
    notes.once("queueing", (_row_key(state.facts, row) for row in plan.queueing))
    for row in plan.queueing:
        key, pool, when = _row_key(state.facts, row)
        where = f"queueing ({key[0]}@{key[1]}, {pool_name(pool)}, {', '.join(when)})"
        share = missing.pop((key, pool, when), None)
        if share is None:
            notes.sentences.append(f"{where}: no share of a peak is carried there, or it is listed before")
            continue
        q = time.slots_of(time.period_of[when[0]])[time.block_of[when[1]]]
        _check_row(row, state, (key, pool, q), share, Where(where, notes))
    for key, pool, when in sorted(missing):
        notes.sentences.append(
            f"queueing ({key[0]}@{key[1]}, {pool_name(pool)}, {', '.join(when)}): the row is missing"
        )


class Where(NamedTuple):
    """A row in words, and where sentences about it go."""

    text: str
    notes: Notes


def _row_key(facts: Facts, row: QueueingUse) -> tuple[Key, Pool, tuple[str, str]]:
    key = (row.workload, row.geography)
    pool = facts.pool_for(key, (row.accelerator, row.site), dedicated=row.dedicated)
    return key, pool, (row.period, row.block)


def _check_row(row: QueueingUse, state: State, at: tuple[Key, Pool, int], share: float, where: Where) -> None:
    key, pool, q = at
    facts, notes = state.facts, where.notes
    requests = share * facts.demand[key].due[q] / facts.speed(key, pool[:2]) * facts.placement.arcs[key, pool[:2]].slots
    needed, held = accelerators_needed(facts, key, pool, q, share), state.hold[key][q][pool]
    notes.figure(where.text, "requests_in_service", row.requests_in_service, requests)
    notes.figure(where.text, "slots_needed", row.slots_needed, _slots_needed(facts, key, requests))
    notes.figure(where.text, "accelerators_needed", row.accelerators_needed, needed)
    excess, slack = max(0.0, held - needed), ROW_TOLERANCE * max(1.0, held)
    notes.near(where.text, "excess_accelerators [accelerators]", row.excess_accelerators, excess, slack)
