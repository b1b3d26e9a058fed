"""How much of every limit the plan uses where it is tightest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyomo.environ as pyo

from models.bill import LimitUse
from models.endpoint import UNIT_TOKENS
from solver.answers.expansion import room
from solver.answers.failover import redundancy_uses
from solver.answers.lockin import term_uses
from solver.answers.start_up import on_call, on_call_uses
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.families import contract_mix
from solver.program.families.capacity_share import amounts
from solver.program.families.expansion import SIZES
from solver.program.families.lanes import NOTHING_LOST
from solver.program.families.maturity import used_share
from solver.program.families.vendor_share import total
from solver.program.said import Words
from solver.program.standing import waits_for_start
from solver.program.words import LIMITS, when, words

SHARES = ("vendor_share", "capacity_share", "contract_mix")
"""Families whose rows are in amounts, while the limit is a share."""
BINDING = 1e-4
"""A limit counts as binding when less than this share of it is left, or no room for one more pack of anything; firm
capacity also when a pack fewer in service would not do."""


def limit_uses(program: Program) -> tuple[LimitUse, ...]:
    """One line per limit, at its tightest period; `load_values` comes first."""
    tightest: dict[str, tuple[float, LimitUse]] = {}
    for row in LIMITS:
        for key, constraint in getattr(program.model, row).items():
            if row == "calls_keep_quota" and key[1] != NOTHING_LOST:
                continue  # how much of a loss could be kept has a line of its own
            said = words(program.instance, row, _key(key))
            if row in SIZES:
                site, t, _, k = _key(key)
                said = replace(said, allowed=said.allowed + room(program.model, program.instance, row, site, t, k))
            if said.family == "slivers" and not any(v.value for v in constraint.body.linear_vars):
                continue  # what is not there is not too little
            if row == "contract_mix_reaches_minimum" and not everything(program, said, *_key(key)):
                continue  # nor is a part of nothing
            use, left = _use(program, row, key, said, constraint)
            if said.family in ("supply", "expansion", "commitment", "maturity", "term") and not use.used:
                continue  # offers and modules nobody orders, silicon nobody uses would bury the limits that matter
            if said.subject not in tightest or left < tightest[said.subject][0]:
                tightest[said.subject] = (left, use)
    return (
        *(use for _, use in tightest.values()),
        *_firm_capacity(program),
        *on_call_uses(program),
        *redundancy_uses(program),
        *term_uses(program),
    )


def _firm_capacity(program: Program) -> Iterator[LimitUse]:
    """What is set aside of the capacity that counts towards headroom, by pool where anything is and it is bounded."""
    x, use = program.instance, Use(program)
    for j, pool in enumerate(x.pools):
        rows = [(*_set_aside(program, use, j, t, b), t) for t in range(x.T) for b in x.peaks]
        bounded = [(held, credit, t) for held, credit, t in rows if credit is not None and held]
        if not bounded:
            continue
        held, credit, t = min(bounded, key=lambda row: (row[1] - row[0]) / max(row[1], 1e-9))
        pack, slack = _smallest_backing(program, j, t), credit - held
        managed = pool.accelerator.is_managed
        what, unit, each = ("quota", "tokens/min", UNIT_TOKENS) if managed else ("firm capacity", "accelerators", 1.0)
        yield LimitUse(
            limit=f"{what} of {x.names.pool(pool.accelerator.id, pool.site.id)} for headroom"
            + (f" of {x.names.owner(pool.owner)}" if pool.owner else ""),
            kind="adequacy",
            period=when(x, t),
            used=each * held,
            allowed=each * credit,
            unit=unit,
            is_binding=slack <= BINDING * credit or slack < (1 - BINDING) * pack <= held,
        )


def _set_aside(program: Program, use: Use, j: int, t: int, b: int) -> tuple[float, float | None]:
    """What is set aside in a pool at a peak, and what counts [accelerators]; beside what is on call where that has a
    limit of its own."""
    x = program.instance
    if not waits_for_start(x, j, t):
        return use.pool_held[j][t][b], use.credit(j, t, b)
    held = sum(use.held[r][t][b] - on_call(program, r, t, b) for r in x.arcs_of_pool[j])
    return held, use.there_for_headroom(j, t)


def _smallest_backing(program: Program, j: int, t: int) -> float:
    """What the smallest pack in service adds to the capacity that counts [accelerators]; 0 without packs that do."""
    m, x = program.model, program.instance
    there = [o for o in x.copies_of_pool[j] if (o, t, 0) in m.in_service and m.in_service[o, t, 0].value]
    return min((c for o in there if (c := x.copies[o].credit * x.copies[o].units) > 0), default=0.0)


def _spared(program: Program, _: str, n: int, t: int, b: int, k: int) -> float:
    """Accelerators of a quota that would stand in for the smallest pack in service where it is counted on."""
    m, x = program.model, program.instance
    found = [
        _smallest_backing(program, copy.pool, t) / copy.credit
        for copy in x.copies
        if (n, copy.offer.id, t, b, k) in m.count_on and m.count_on[n, copy.offer.id, t, b, k].value
    ]
    return min((amount for amount in found if amount), default=0.0)


def _use(program: Program, row: str, key: object, said: Words, constraint: pyo.Constraint) -> tuple[LimitUse, float]:
    """The use of one row, and the share of the limit that is left."""
    slack, unit = _slack(constraint), said.unit
    if said.family == "maturity":  # its rows may be multiplied by what is ready; the limit stays the share
        slack = said.allowed - used_share(program.model, program.instance, row, _key(key))
    pack = _spared(program, *_key(key)) if row == "calls_keep_quota" else _smallest_pack(row, constraint)
    is_full = slack < (1 - BINDING) * pack
    slack *= said.scale
    if said.family in SHARES:
        whole = everything(program, said, *_key(key))
        slack, unit = (slack / whole if whole else said.allowed), "share"
        is_full = is_full and said.family != "vendor_share"
        is_full = is_full and (constraint.upper is None or slack < said.allowed - 1e-9)  # something belongs to it
    used = said.allowed + slack if constraint.upper is None else said.allowed - slack
    left = slack / max(abs(said.allowed), 1e-9)
    use = LimitUse(
        limit=said.subject,
        kind=said.family,
        period=when(program.instance, said.period),
        used=0.0 if abs(used) < 1e-9 else used,
        allowed=said.allowed,
        unit=unit,
        is_binding=left <= BINDING or is_full,
        is_minimum=constraint.upper is None,
    )
    return use, left


def everything(program: Program, said: Words, name: str, *time: int) -> float:
    """What a share is taken of: USD or accelerator-hours over the horizon, or accelerators in a period."""
    m, x = program.model, program.instance
    if said.family == "vendor_share":
        return total(m, x, program.entries, name)
    if said.family == "contract_mix":
        mix = next(rule for rule in x.scenario.policy.contract_mix if rule.id == name)
        return said.scale * contract_mix.amounts(m, x, mix, *time)[1]
    rule = next(rule for rule in x.scenario.policy.capacity_shares if rule.id == name)
    return amounts(m, x, rule, *time)[1]


def _key(key: object) -> tuple[Any, ...]:
    """The index of a row as a tuple."""
    return key if isinstance(key, tuple) else (key,)


def _slack(constraint: pyo.Constraint) -> float:
    """Distance to the limit, in the row's unit."""
    body = pyo.value(constraint.body)
    return float(body - pyo.value(constraint.lower) if constraint.upper is None else pyo.value(constraint.upper) - body)


def _smallest_pack(row: str, constraint: pyo.Constraint) -> float:
    """What the smallest whole pack adds to a maximum, or what the smallest one ordered adds to the least part of the
    contracts, in the row's unit; 0 where packs do not count."""
    parts = zip(constraint.body.linear_coefs, constraint.body.linear_vars, strict=True)
    packs = [(c, v) for c, v in parts if c > 0 and v.parent_component().local_name in ("order", "in_service")]
    if constraint.upper is None:
        packs = [(c, v) for c, v in packs if v.value and row == "contract_mix_reaches_minimum"]
    return min((c for c, _ in packs), default=0.0)
